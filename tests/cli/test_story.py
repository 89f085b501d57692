"""The story, part by part: sittings that may stop anywhere, told again beside what was told before."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.cli.evenings import at, begin, data, drafts, entries, quiet, run
from tests.cli.terminal import BROKEN_OFF, ENTER, SOAK, Open, Terminal, dump, terminals

WHICH, SETTLE, ONESELF = "Which part?", "Some minutes to settle", "four questions to yourself"
SHAPED = "Which people and which times"
ENDS, CHANGED = "An empty line ends it.", "What is different in how you see it now?"
DAYLIGHT = "The story likes daylight. It waits."
WRITTEN = "A house with a long stair.\nA second line."
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def story(journal: Path) -> list[dict[str, object]]:
    return [dict(row["answers"]) for row in entries(journal) if row["kind"] == "narrative"]


def typed(screen: Terminal, *lines: str) -> None:
    """Lines of a page, each seen before the next, and the empty line that ends it."""
    for line in lines:
        screen.press(line + ENTER, line)
    screen.press(ENTER)


# -- a sitting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "first"),
    [(2, "How it took shape"), (5, "What shaped it"), (12, "How I tell it now"), (30, "How it took shape")],
)
def test_all_three_parts_are_offered_and_the_phases_own_stands_first(
    day: int, first: str, journal: Path, opened: Open
) -> None:
    shown = opened("write", at=at(day, "15:00")).see(WHICH + "\n")
    assert f"1  {first}" in shown
    assert all(part in shown for part in ("How it took shape", "What shaped it", "How I tell it now"))


def test_a_sitting_keeps_its_lines_as_they_are_and_offers_to_settle(journal: Path, opened: Open) -> None:
    screen = opened("write", at=at(2, "15:00"))
    screen.talk((WHICH, ENTER), (ENDS, ""))
    typed(screen, "A house with a long stair.", "门一响，我就知道了。")
    screen.talk((ONESELF, ENTER), (SETTLE, ENTER))
    assert screen.ended() == 0
    assert story(journal) == [{"formed": "A house with a long stair.\n门一响，我就知道了。"}]
    assert drafts(journal) == []
    assert "long stair" not in screen.left_behind
    assert "kept" in screen.left_behind


def test_settling_is_the_room_for_two_minutes(journal: Path, opened: Open) -> None:
    screen = opened("write", "formed", at=at(2, "15:00"))
    screen.talk((ENDS, ""))
    typed(screen, "A stair.")
    screen.talk((ONESELF, ENTER), (SETTLE, "1"), ("of 2:00", "q"))
    assert screen.ended() == 0
    assert story(journal) == [{"formed": "A stair."}]


def test_an_empty_sitting_keeps_nothing(journal: Path, opened: Open) -> None:
    screen = opened("write", "formed", at=at(2, "15:00"))
    screen.talk((ENDS, ENTER))
    assert screen.ended() == 0
    assert "Nothing written, nothing kept." in screen.shown
    assert (story(journal), drafts(journal)) == ([], [])


@pytest.mark.parametrize("key", [".", "<"])
def test_left_at_the_choice_of_a_part_nothing_is_kept(key: str, journal: Path, opened: Open) -> None:
    screen = opened("write", at=at(2, "15:00"))
    screen.talk((WHICH, key))
    assert screen.ended() == 0
    assert (story(journal), drafts(journal)) == ([], [])


def test_the_phases_own_question_follows_the_text(journal: Path, opened: Open) -> None:
    screen = opened("write", "formed", at=at(20, "15:00"))
    screen.talk((ENDS, ""))
    typed(screen, "A stair.")
    screen.talk(("You have read it once more", "the light on it" + ENTER), (ONESELF, ENTER), (SETTLE, ENTER))
    assert screen.ended() == 0
    assert story(journal) == [{"formed": "A stair.", "reread": "the light on it"}]


def test_told_again_the_earlier_one_stands_above_and_what_changed_is_asked(journal: Path, opened: Open) -> None:
    run("write", "formed", "--text", "One listened for the key.", day=3)
    screen = opened("write", "formed", at=at(30, "15:00"))
    shown = screen.see(ENDS)
    assert "Told before, on Thursday 12 November:" in shown
    assert "One listened for the key." in shown
    typed(screen, "The key meant someone was home.")
    screen.talk((CHANGED, "it is warmer" + ENTER), (ONESELF, ENTER), (SETTLE, ENTER))
    assert screen.ended() == 0
    assert story(journal) == [
        {"formed": "One listened for the key."},
        {"formed": "The key meant someone was home.", "changed": "it is warmer"},
    ]
    assert "the key" not in screen.left_behind.lower()


# -- daylight ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "waits"), [("20:59", False), ("21:00", True), ("23:30", True), ("03:59", True), ("04:00", False)]
)
def test_from_nine_in_the_evening_until_the_day_turns_it_is_not_begun(
    clock: str, waits: bool, journal: Path, opened: Open
) -> None:
    screen = opened("write", at=at(3, clock))
    if waits:
        assert screen.ended() == 0
        assert DAYLIGHT in screen.shown
    else:
        screen.see(WHICH)


def test_one_begun_by_daylight_may_be_ended_at_night(journal: Path, opened: Open) -> None:
    screen = opened("write", "formed", at=at(3, "20:50"))
    screen.talk((ENDS, "A stair." + ENTER)).see("A stair.")
    screen.break_off("closed")
    screen = opened("write", at=at(3, "21:40"))
    screen.talk(("Enter: on with it", ENTER))
    screen.see("A stair.")


def test_what_was_written_elsewhere_is_taken_at_any_hour(journal: Path) -> None:
    run("write", "formed", "--text", "A stair.", day=3, clock="23:10")
    run("write", day=3, clock="23:15", given={"shaped": "Two summers."})
    assert story(journal) == [{"formed": "A stair."}, {"shaped": "Two summers."}]


# -- stopped ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", BROKEN_OFF if SOAK else ["ctrl-c", "closed", "term", "kill"])
def test_a_sitting_stopped_anywhere_keeps_every_line_that_was_ended_and_goes_on(
    way: str, journal: Path, opened: Open
) -> None:
    screen = opened("write", "formed", at=at(3, "15:00"))
    screen.talk((ENDS, "A house with a long stair." + ENTER), ("long stair.", "A second line." + ENTER)).see(
        "second line."
    )
    assert screen.break_off(way) == BROKEN_OFF[way]
    assert [row["answers"]["formed"].strip() for row in drafts(journal)] == [WRITTEN]
    [waits] = data("today", day=3)["open"]
    assert (waits["task"], waits["draft"]) == ("story", True)
    screen = opened("story", at=at(3, "15:10"))
    screen.talk(
        ("Enter: on with it", ENTER),
        ("second line.", "A third." + ENTER),
        ("A third.", ENTER),
        (ONESELF, ENTER),
        (SETTLE, ENTER),
    )
    assert screen.ended() == 0
    assert story(journal) == [{"formed": WRITTEN + "\nA third."}]
    assert drafts(journal) == []


@pytest.mark.parametrize("way", ["ctrl-c", "ctrl-x"])
def test_left_by_a_key_it_keeps_the_line_that_was_being_typed(way: str, journal: Path, opened: Open) -> None:
    screen = opened("write", "formed", at=at(3, "15:00"))
    screen.talk((ENDS, "A stair, ha")).see("A stair, ha")
    assert screen.break_off(way) == BROKEN_OFF[way]
    assert [row["answers"] for row in drafts(journal)] == [{"formed": "A stair, ha"}]


def test_killed_in_the_middle_of_a_long_line_at_most_the_last_seconds_are_gone(journal: Path, opened: Open) -> None:
    screen = opened("write", "formed", at=at(3, "15:00"))
    screen.talk((ENDS, "A stair, ")).see("A stair,")
    time.sleep(2.2)  # longer than the time between two saves
    screen.press("and a door", "and a door").break_off("kill")
    [draft] = drafts(journal)
    assert draft["answers"]["formed"].startswith("A stair, a")


def test_ctrl_c_says_that_a_draft_is_kept(journal: Path, opened: Open) -> None:
    screen = opened("write", "formed", at=at(3, "15:00"))
    screen.talk((ENDS, "A stair." + ENTER)).see("A stair.")
    screen.break_off("ctrl-c")
    assert "Kept as a draft." in screen.shown


def test_stopped_after_the_text_it_is_kept_whole_by_a_dot(journal: Path, opened: Open) -> None:
    run("write", "formed", "--text", "Before.", day=3)
    screen = opened("write", "formed", at=at(4, "15:00"))
    screen.talk((ENDS, ""))
    typed(screen, "Now.")
    screen.talk((CHANGED, "." + ENTER), (SETTLE, "."))
    assert screen.ended() == 0
    assert story(journal)[-1] == {"formed": "Now."}


def test_a_new_one_leaves_the_draft_and_x_lets_it_go(journal: Path, opened: Open) -> None:
    screen = opened("write", "formed", at=at(3, "15:00"))
    screen.talk((ENDS, "A stair." + ENTER)).see("A stair.")
    screen.break_off("kill")
    screen = opened("write", "shaped", at=at(3, "15:10"))
    screen.talk(
        ("Enter: on with it", "n"),
        (SHAPED, "Two summers." + ENTER),
        ("Two summers.", ENTER),
        (ONESELF, ENTER),
        (SETTLE, ENTER),
    )
    assert screen.ended() == 0
    assert (story(journal), len(drafts(journal))) == ([{"shaped": "Two summers."}], 1)
    screen = opened("write", "shaped", at=at(3, "15:20"))
    screen.talk(("Enter: on with it", "x"), (SHAPED, ENTER))
    assert screen.ended() == 0
    assert "Nothing written, nothing kept." in screen.shown
    assert drafts(journal) == []


# -- by options -------------------------------------------------------------------------------------------------------


def test_a_part_by_option_is_kept_exactly_and_an_unknown_one_is_named(journal: Path) -> None:
    run("write", "rewrite", "--text", "  two\n lines ", day=3)
    assert story(journal) == [{"rewrite": "  two\n lines "}]
    assert run("write", "formd", "--text", "x", day=3, expect=2).startswith("rj: no part 'formd'; did you mean formed?")
    assert "something is missing" in run("write", day=3, expect=2)


# -- looked at again --------------------------------------------------------------------------------------------------


def test_the_four_questions_to_oneself_are_offered_kept_as_words_and_give_no_number(
    journal: Path, opened: Open
) -> None:
    screen = opened("write", "formed", at=at(2, "15:00"))
    screen.talk((ENDS, ""))
    typed(screen, "A stair.")
    screen.talk((ONESELF, "m"), ("scene of its own", "1"), ("thread is lost", ENTER), ("what was asked", "2"))
    screen.talk(("follow it?", "3"), (SETTLE, ENTER))
    assert screen.ended() == 0
    kept = {"formed": "A stair.", "scene": "fine", "thread": "look again", "follow": "leave it"}
    assert story(journal) == [kept]
    assert not re.search("score of|points|%", screen.shown)


def test_first_and_now_stand_side_by_side_with_the_words_that_changed_and_nothing_is_written(
    journal: Path, opened: Open
) -> None:
    run("write", "formed", day=3, given={"formed": "One listened for the key."})
    run("write", "formed", day=9, given={"formed": "One listened."})
    run("write", "formed", day=30, given={"formed": "I listened for the small key.", "changed": "it is smaller"})
    before = dump(journal)
    screen = opened("write", "formed", "--told", at=at(31), size=(80, 30))
    shown = screen.see("Enter: on")
    assert re.search(r"Thursday 12 November: +Wednesday 9 December:", shown)
    assert re.search(r"One listened for the key\. +I listened for the small key\.", shown)
    assert "[One] *I* listened for the *small* key." in shown
    assert "Wednesday 9 December: it is smaller" in shown
    screen.press(ENTER)
    assert screen.ended() == 0
    assert "key" not in screen.left_behind.lower()
    assert dump(journal) == before


def test_on_a_narrow_screen_and_piped_they_stand_below_each_other(journal: Path, opened: Open) -> None:
    run("write", "formed", "--text", "One listened for the key.", day=3)
    assert "Word by word" not in run("write", "--told", day=3), "told once there is nothing beside it"
    run("write", "formed", "--text", "I listened for the key.", day=5)
    narrow = opened("write", "--told", at=at(31), size=(40, 20)).see("Enter: on")
    for shown in (narrow, run("write", "--told", day=31)):
        assert re.search(r"12 November:\nOne listened .*\n.*14 November:\nI listened", shown, re.DOTALL)
    plain = run("write", "--told", "--plain", day=31)
    assert "Gone: One\nNew: I\n" in plain
    [part] = data("write", "--told", day=31)["parts"]
    assert [version["text"] for version in part["versions"]] == ["One listened for the key.", "I listened for the key."]
    assert "No page of the story yet" in run("write", "shaped", "--told", day=31)


@pytest.mark.parametrize(
    ("days", "said"), [((2,), ""), ((8,), "A page may rest"), ((2, 4, 6, 7), "Told 4 times"), ((2, 3), "")]
)
def test_circling_is_named_and_never_forbidden(days: tuple[int, ...], said: str, journal: Path, opened: Open) -> None:
    for day in days:
        run("write", "formed", "--text", f"On day {day}.", day=day)
    shown = opened("write", "formed", at=at(9, "15:00"), size=(80, 40)).see(ENDS)
    assert ("may rest" in shown, "Told 4 times" in shown) == ("may rest" in said, "Told 4" in said)
