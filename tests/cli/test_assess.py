"""assess: a whole sheet at the terminal, one key an answer, pasted, and broken off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.evenings import at, begin, drafts, entries, quiet, run
from tests.cli.terminal import AWAY, BROKEN_OFF, ENTER, Open, Terminal, terminals

LONG, NINE = "ecr-r.blocked", "ecr-rs.partner"
ROW = [1 + n % 7 for n in range(36)]  # comes to 70 / 18 and 71 / 18
KEYS = "".join(map(str, ROW))
SCORES = {"anxiety": pytest.approx(70 / 18), "avoidance": pytest.approx(71 / 18)}
NINE_KEYS = "765432124"  # comes to 7 / 3 and 2.5
HERE, ORDER, END, SAME = "it lies before me", "numbered as described", "Which number means", "same person"
FULL, SLIP = "Enter: keep it", "As you meant it?"

opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def sheets(journal: Path) -> list[dict[str, Any]]:
    return [row["answers"] for row in entries(journal) if row["kind"] == "assessment"]


def unfolded(opened: Open, form: str, *words: str, day: int = 1, end: str = "7", **given: Any) -> Terminal:
    """The sheet of a form, its copy confirmed, before the first answer."""
    screen = opened("assess", form, *words, at=at(day), **given)
    return screen.talk((HERE, ENTER), (ORDER, "y"), (END, end))


def row_file(journal: Path, text: str) -> Path:
    path = journal.parent.parent / "row"
    path.write_text(text, "utf-8")
    return path


# -- one key an answer ------------------------------------------------------------------------------------------------


def test_thirty_six_answers_take_fewer_than_forty_five_keys(journal: Path, opened: Open) -> None:
    screen = opened("assess", LONG, at=at(1))
    turns = [(HERE, ENTER), (ORDER, "y"), (END, "7"), ("36 answers", KEYS[0])]
    turns += [("1-10", key) for key in KEYS[1:]] + [(FULL, ENTER)]
    screen.talk(*turns)
    assert screen.ended() == 0
    assert sum(len(keys) for _, keys in turns) == 40 < 45
    [answers] = sheets(journal)
    assert (answers["items"].split(), answers["form"], answers["scores"]) == (list(KEYS), LONG, SCORES)
    assert drafts(journal) == []


def test_each_answer_stands_in_the_journal_before_the_next_one(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG)
    for n, key in enumerate(KEYS[:4], 1):
        screen.press(key, see=f"1-10    {' '.join(KEYS[:n])}")
        assert drafts(journal)[0]["answers"]["items"].split() == list(KEYS[:n])
    screen.press("-", see="1 2 3 4 -")
    assert drafts(journal)[0]["answers"]["items"] == "1 2 3 4 -"


@pytest.mark.parametrize(
    "row",
    [
        KEYS,
        " ".join(KEYS),
        ",".join(KEYS),
        "\r".join(KEYS) + "\r",
        "、".join(KEYS),
        " ".join(KEYS) + "\r\r\r",
        "".join(chr(0xFF10 + answer) for answer in ROW),
    ],
    ids=["touching", "blanks", "commas", "a column", "full-width commas", "with a tail of Enter", "full-width digits"],
)
def test_a_whole_row_may_be_pasted_and_is_looked_at_before_it_is_kept(row: str, journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG)
    screen.talk(("36 answers", row))
    shown = screen.see(FULL)
    assert f"31-36   {' '.join(KEYS[30:])}" in shown
    assert sheets(journal) == []
    screen.press(ENTER)
    assert screen.ended() == 0
    assert sheets(journal)[0]["scores"] == SCORES


def test_what_is_pasted_beyond_the_last_item_is_asked_about_and_answers_nothing(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, NINE)
    screen.talk(("9 answers", NINE_KEYS + "33"), ("More was pasted than 9 answers.", "y"))
    assert screen.ended() == 0
    assert sheets(journal)[0]["items"] == " ".join(NINE_KEYS)


def test_a_number_outside_the_scale_stops_a_paste_where_it_stands(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, NINE)
    screen.talk(("9 answers", "76594321"), ("9 is not on this scale. Give a whole number from 1 to 7.", "4321"))
    screen.see("1-9     7 6 5 4 3 2 1")
    screen.press("24").talk((FULL, ENTER))
    assert screen.ended() == 0
    assert sheets(journal)[0]["items"] == "7 6 5 4 3 2 1 2 4"


def test_back_takes_answers_away_also_across_a_line(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG)
    screen.press(KEYS[:11], see="11-20   4").press("<<\x7f").press("5", see="1-10    1 2 3 4 5 6 7 1 5")
    assert drafts(journal)[0]["answers"]["items"] == "1 2 3 4 5 6 7 1 5"


def test_back_before_the_first_answer_leaves_and_keeps_nothing(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG)
    screen.see("36 answers")
    assert screen.press("<").ended() == 0
    assert (sheets(journal), drafts(journal)) == ([], [])


def test_help_and_people_to_call_are_one_key_away_and_answer_nothing(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG, size=(80, 60))
    screen.press("12").talk(("1-10    1 2", "?"), ("1 strongly disagree, 7 strongly agree", "!"))
    screen.see("Enter: back to the question")
    screen.press("4" + ENTER).press("3", see="1-10    1 2 3")
    assert drafts(journal)[0]["answers"]["items"] == "1 2 3"


def test_a_slip_seen_at_the_last_look_is_mended_by_its_number(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, NINE, size=(80, 60))
    screen.talk(("9 answers", "765432129"[:8] + "1"), (FULL, "e"), ("Which one, 1 to 9?", "9" + ENTER))
    screen.talk(("Its answer, 1 to 7?", "4" + ENTER), ("1-9     7 6 5 4 3 2 1 2 4", ENTER))
    assert screen.ended() == 0
    assert sheets(journal)[0]["items"] == " ".join(NINE_KEYS)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("4" * 36, "Every answer is the same number."),
        (KEYS[:13] + "4" * 10 + KEYS[23:], "The same number from 14 to 23."),
        ("-" * 4 + KEYS[4:], "Too few answers for a number: anxiety."),
        (KEYS[:18] + "676766767676776767"[:18], "Sentences that say opposite things are answered alike (avoidance)."),
    ],
)
def test_what_may_be_a_slip_is_asked_about_and_enter_keeps_nothing(
    keys: str, said: str, journal: Path, opened: Open
) -> None:
    screen = unfolded(opened, LONG, size=(80, 60))
    screen.talk(("36 answers", keys), (said, ""), (SLIP, ENTER))
    assert screen.ended() == 0
    assert "rj assess ecr-r.blocked goes on with it" in screen.shown
    assert (sheets(journal), len(drafts(journal))) == ([], 1)


def test_a_sheet_kept_as_it_stands_remembers_what_was_noticed(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG, size=(80, 60))
    screen.talk(("36 answers", "7" * 36), (SLIP, "y"))
    assert screen.ended() == 0
    [answers] = sheets(journal)
    assert answers["notes"] == ["alike", "against"]
    assert answers["scores"] == {"anxiety": pytest.approx(114 / 18), "avoidance": pytest.approx(3.0)}
    assert "leans" not in screen.shown


# -- broken off -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", BROKEN_OFF)
def test_broken_off_at_item_twenty_it_goes_on_there(way: str, journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG, end="1")
    screen.press(KEYS[:20], see="11-20   4 5 6 7 1 2 3 4 5 6")
    screen.see("21-30")
    assert screen.break_off(way) == BROKEN_OFF[way]
    [draft] = drafts(journal)
    assert draft["answers"]["items"].split() == list(KEYS[:20])
    assert (draft["step"], draft["task"]) == (20, f"assess {LONG}")
    assert "20 answers kept" in run("today", day=1, clock="20:05")
    again = opened("assess", LONG, at=at(1, "20:10"))
    again.talk(("Enter: on with it", ENTER), ("21-30", KEYS[20:]), (FULL, ENTER))
    assert again.ended() == 0
    [answers] = sheets(journal)
    # This copy counts from the other end: what is kept is as published.
    assert answers["items"].split() == [str(8 - answer) for answer in ROW]
    assert drafts(journal) == []


def test_away_leaves_an_empty_screen_and_a_draft(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG)
    screen.press("123", see="1 2 3").press(AWAY)
    assert screen.ended() == 130
    assert screen.shown == ""
    assert drafts(journal)[0]["answers"]["items"] == "1 2 3"


def test_enough_for_today_names_the_command_that_goes_on(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG)
    screen.press("123", see="1 2 3").press(".")
    assert screen.ended() == 0
    assert f"Kept as a draft; rj assess {LONG} goes on with it." in screen.shown


def test_the_answers_leave_no_trace_in_the_scrollback(journal: Path, opened: Open) -> None:
    screen = unfolded(opened, LONG)
    screen.talk(("36 answers", KEYS), (FULL, ENTER))
    assert screen.ended() == 0
    assert "1 2 3 4 5 6 7" not in screen.left_behind
