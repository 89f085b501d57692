"""trigger on a real terminal: keys, ratings, ways back and away, drafts, and the direct question."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import AWAY, BROKEN_OFF, ENTER, SOAK, Open, begun, done, dump, terminals, told

NIGHT = "2026-11-22T19:42:00+01:00"
ASKED = ("How strong right now", "camera", "Where in the body", "Which sentence", "m  a little more")
NOW, SITUATION, BODY, THOUGHT, MORE = ASKED
OWN = ("没有回我的消息，从中午起", "chest tight, 喉咙", "我对他来说太多了。")
SAFE = "Are you safe where you are?"


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def journal(home: Path) -> Path:
    return begun(home, "--lean", "anxious", at=NIGHT)


def drafts(journal: Path) -> list[tuple[int, str]]:
    """(step, answers) of each draft."""
    with closing(sqlite3.connect(journal)) as db:
        return db.execute("SELECT step, answers FROM draft ORDER BY rowid").fetchall()


# -- text -------------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_exactly_and_only_the_kept_line_stays_behind(journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT)
    screen.talk((NOW, "3"), *zip((SITUATION, BODY, THOUGHT), (f"{own}\r" for own in OWN), strict=True), (MORE, ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert [entry["answers"][name] for name in ("situation", "body", "thought")] == list(OWN)
    assert (entry["answers"]["now"], entry["day"], entry["backdated"]) == (3, 1, False)
    assert not any(own in screen.left_behind for own in OWN)
    assert f"kept {entry['id'][:3]}" in screen.left_behind
    assert "kept" in screen.shown.splitlines()[-1]
    assert drafts(journal) == []


def test_blanks_signs_and_a_pasted_second_line_stay_as_they_are(journal: Path, opened: Open) -> None:
    own = ("  two  blanks ", "a < b, a.b ! ?", "one\ntwo")
    screen = opened("trigger", at=NIGHT)
    screen.talk((NOW, ENTER), (SITUATION, own[0] + ENTER), (BODY, own[1] + ENTER))
    screen.talk((THOUGHT, "\x1b[200~one\ntwo\x1b[201~"), ("two", ENTER), (MORE, ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert [entry["answers"][name] for name in ("situation", "body", "thought")] == list(own)
    assert "now" not in entry["answers"]
    assert journal.exists()


def test_enter_everywhere_keeps_nothing_and_says_so(journal: Path, opened: Open) -> None:
    before = dump(journal)
    screen = opened("trigger", at=NIGHT)
    screen.talk(*((question, ENTER) for question in ASKED))
    assert screen.ended() == 0
    assert "Nothing written, nothing kept." in screen.shown
    assert dump(journal) == before


# -- ratings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        (["10"], 10),
        (["1", "0"], 10),
        (["\x1b[200~10\x1b[201~"], 10),
        (["１０"], 10),
        (["1", ENTER], 1),
        (["１", ENTER], 1),
        (["1", "\x7f", "4"], 4),
        (["x", "\x1bOP", "\x1b[A", "7"], 7),
    ],
    ids=["at once", "slowly", "bracketed paste", "input method", "one", "wide one", "taken back", "other keys"],
)
def test_a_rating_is_what_was_meant(typed: list[str], now: int, journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT)
    screen.see(NOW)
    for keys in typed:
        screen.press(keys)
        if keys in ("1", "１"):
            screen.see("> 1")
    if now >= 8:
        screen.talk((SAFE, "1"))
    screen.talk((SITUATION, "x\r"))
    screen.see(BODY)
    assert drafts(journal) == [(2, f'{{"now":{now},"situation":"x"}}')]
    assert f"> {now}, " in screen.shown


# -- back and away ----------------------------------------------------------------------------------------------------


def test_back_from_the_last_question_to_the_first_and_forward_without_losing_an_answer(
    journal: Path, opened: Open
) -> None:
    screen = opened("trigger", at=NIGHT, size=(80, 70))
    screen.talk((NOW, "5"), (SITUATION, "one\r"), (BODY, "two\r"), (THOUGHT, "three\r"))
    screen.press("", MORE).press("<", THOUGHT, 2)
    for question in (BODY, SITUATION):
        screen.press("<\r", question, 2)
    screen.press("<\r", NOW, 2).press(ENTER, SITUATION, 3)
    screen.press(ENTER, BODY, 3).press(" more\r", THOUGHT, 3).press(ENTER, MORE, 2).press(ENTER)
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert entry["answers"] == {"now": 5, "situation": "one", "body": "two more", "thought": "three"}
    assert drafts(journal) == []


@pytest.mark.parametrize("asked", range(len(ASKED)))
def test_ctrl_x_leaves_an_empty_screen_and_keeps_the_draft(asked: int, journal: Path, opened: Open) -> None:
    answers = ("5", *(f"{own}\r" for own in OWN))
    screen = opened("trigger", at=NIGHT)
    screen.talk(*zip(ASKED[:asked], answers[:asked], strict=True)).see(ASKED[asked])
    screen.press("gone" * (0 < asked < 4) + AWAY)
    assert screen.ended() == 130
    assert screen.shown == ""
    assert b"\x1b[3J" in screen.raw
    left = screen.left_behind
    assert not any(words in left for words in ("Kept", "kept", "draft", "gone", *OWN))
    assert [step for step, _ in drafts(journal)] == [asked] * (asked > 0)


def test_enough_keeps_a_draft_and_says_how_to_go_on(journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT)
    screen.talk((NOW, "5"), (SITUATION, "one\r"), (BODY, ".\r"))
    assert screen.ended() == 0
    assert "Kept as a draft; rj trigger goes on with it." in screen.shown
    assert drafts(journal) == [(2, '{"now":5,"situation":"one"}')]
    assert told("log", at=NIGHT) == []


def test_m_opens_the_rest(journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT)
    screen.talk((NOW, "4"), (SITUATION, "one\r"), (BODY, ENTER), (THOUGHT, ENTER), (MORE, "m"))
    screen.talk(
        ("How true", "85\r"), ("Which way", "2"), ("wanted to do", "6"), ("did you do", "n"), ("worst, 0", "10")
    )
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    more = {"belief": 85, "state": "shut down", "urge": "go quiet", "acted": False, "distress": 10}
    assert more.items() <= entry["answers"].items()
    assert SAFE not in screen.left_behind
    assert journal.exists()


# -- drafts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", BROKEN_OFF)
def test_broken_off_the_draft_is_shown_and_offered_and_keeps_the_date_it_was_begun(
    way: str, journal: Path, opened: Open
) -> None:
    screen = opened("trigger", at="2026-11-23T01:30:00+01:00")
    screen.talk((NOW, "5"), (SITUATION, OWN[0] + ENTER)).see(BODY)
    assert screen.break_off(way) == BROKEN_OFF[way]
    assert OWN[0] not in screen.left_behind

    later = "2026-11-24T20:00:00+01:00"
    assert "Draft" in (page := done("today", at=later))
    assert "rj trigger" in page
    assert OWN[0] not in page
    assert [(x["kind"], x["date"], x["draft"]) for x in told("today", at=later)["open"]] == [
        ("trigger", "2026-11-22", True)
    ]
    again = opened("trigger", at=later)
    again.talk(("One begun 2026-11-22 at 01:30 waits", ENTER), (BODY, ENTER), (THOUGHT, OWN[2] + ENTER), (MORE, ENTER))
    assert again.ended() == 0
    [entry] = told("log", at=later)
    assert entry["answers"] == {"now": 5, "situation": OWN[0], "thought": OWN[2]}
    assert (entry["day"], entry["backdated"]) == (1, True)
    assert entry["happened_at"].startswith("2026-11-23T01:30")
    assert drafts(journal) == []


def test_a_draft_may_wait_beside_a_new_one_or_be_let_go(journal: Path, opened: Open) -> None:
    first = opened("trigger", at=NIGHT)
    first.talk((NOW, "5"), (SITUATION, "one\r"), (BODY, ".\r"))
    assert first.ended() == 0
    second = opened("trigger", at=NIGHT)
    second.talk(("waits", "n"), (NOW, "2"), (SITUATION, "two\r"), (BODY, ENTER), (THOUGHT, ENTER), (MORE, ENTER))
    assert second.ended() == 0
    assert len(drafts(journal)) == 1
    third = opened("trigger", at=NIGHT)
    third.talk(("waits", "x"), (NOW, AWAY))
    assert third.ended() == 130
    assert drafts(journal) == []
    assert [entry["answers"]["situation"] for entry in told("log", at=NIGHT)] == ["two"]


def test_a_draft_that_another_window_writes_is_not_offered(journal: Path, opened: Open) -> None:
    first = opened("trigger", at=NIGHT)
    first.talk((NOW, "5"), (SITUATION, "one\r")).see(BODY)
    second = opened("trigger", at=NIGHT)
    second.talk((NOW, "2"), (SITUATION, "two\r")).see(BODY)
    for screen in (first, second):
        screen.talk((BODY, ENTER), (THOUGHT, ENTER), (MORE, ENTER))
        assert screen.ended() == 0
    assert sorted(entry["answers"]["situation"] for entry in told("log", at=NIGHT)) == ["one", "two"]
    assert drafts(journal) == []


# -- the direct question ----------------------------------------------------------------------------------------------

UNSAID = ("2", "3", "4", ENTER)


def test_an_answer_other_than_yes_shows_people_to_call_and_leaves_no_trace(journal: Path, opened: Open) -> None:
    before, fresh = dump(journal), journal.read_bytes()
    files = set()
    for answer in UNSAID:
        journal.write_bytes(fresh)
        screen = opened("trigger", at=NIGHT, size=(90, 60))
        screen.talk((NOW, "9"), (SAFE, answer), ("look around the room", "."))
        assert screen.ended() == 0
        assert "findahelpline.com" in screen.raw.decode()
        assert dump(journal) == before
        files.add(journal.read_bytes())
    assert len(files) == 1, "the four answers cannot be told apart afterwards"
    kept = files.pop().lower()
    for words in (SAFE, "safe where", "not sure", "rather not say", "safe_asked"):
        assert words.lower().encode() not in kept
    assert [path.name for path in journal.parent.iterdir()] == ["journal.db"]


def test_yes_goes_on_and_is_not_asked_again_for_twelve_hours(journal: Path, opened: Open) -> None:
    before = dump(journal)
    screen = opened("trigger", at=NIGHT)
    screen.talk((NOW, "8"), (SAFE, "1"), (SITUATION, AWAY))
    assert screen.ended() == 130
    for at, asked in (("2026-11-23T07:41:00+01:00", False), ("2026-11-23T07:42:30+01:00", True)):
        again = opened("trigger", at=at)
        again.talk(("waits", "x"), (NOW, "9"))
        again.see(SAFE if asked else SITUATION)
        assert (SAFE in again.shown) == asked
        again.press(AWAY)
        assert again.ended() == 130
    new = [line for line in dump(journal) if line not in before and '"draft"' not in line]
    assert len(new) == 1, "only the time of a yes is kept"
    assert "safe_asked_at" in new[0]


def test_the_direct_question_lets_one_go_back_to_the_number(journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT)
    screen.talk((NOW, "9"), (SAFE, "<"))
    screen.see(NOW, 2)
    screen.talk((NOW, "7"), (SITUATION, "x\r"), (BODY, ENTER), (THOUGHT, ENTER), (MORE, ENTER), ("Five minutes", ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert entry["answers"] == {"now": 7, "situation": "x"}
    assert journal.exists()


@pytest.mark.parametrize("asked", range(len(ASKED)) if SOAK else [0, 2, 4])
def test_people_to_call_stand_behind_every_question_and_it_comes_back(asked: int, journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT, size=(90, 120))
    screen.talk(*zip(ASKED[:asked], ("5", "one\r", "two\r", "three\r")[:asked], strict=True)).see(ASKED[asked])
    screen.press("!" + ENTER * (0 < asked < 4), "Enter: back to the question")
    assert "findahelpline.com" in screen.shown
    screen.press(ENTER, ASKED[asked], 2)
    assert [step for step, _ in drafts(journal)] == [asked] * (asked > 0)
