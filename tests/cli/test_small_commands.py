"""runs, finish, reflect, read and assess: on a terminal, by options, and what they keep."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.cli.evenings import at, begin, data, drafts, entries, quiet, run
from tests.cli.terminal import ENTER, Open, terminals

COUNTS = "0 1 2 3 4 0 1 2 3 4"
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def kept(journal: Path) -> list[tuple[str, dict[str, object]]]:
    return [(str(row["task"]), dict(row["answers"])) for row in entries(journal)]


# -- runs and finish --------------------------------------------------------------------------------------------------


def test_runs_tells_program_dates_and_how_many_entries(journal: Path) -> None:
    run("moment", "--text", "we laughed", day=3)
    run("moment", "--text", "again", day=5)
    [row] = data("runs", day=6)["runs"]
    expected = {"program": "integrative-50", "state": "active", "entries": 2, "finished_on": None}
    assert expected.items() <= row.items()
    assert (row["started_on"], row["first"], row["last"]) == (at(1)[:10], at(3)[:10], at(5)[:10])
    assert "since 2026-11-10, active, 2 entries" in run("runs", day=6)


def test_finish_asks_says_that_it_is_the_whole_run_and_enter_leaves_it_open(journal: Path, opened: Open) -> None:
    screen = opened("finish", at=at(9))
    shown = screen.see("Close it?")
    assert "the whole run" in shown
    assert "not tonight alone" in shown
    assert screen.press(ENTER).ended() == 0
    assert "It stays open." in screen.shown
    assert data("today", day=9)["day"] == 9


def test_finish_closes_on_any_day_keeps_all_and_undo_opens_it_again(journal: Path, opened: Open) -> None:
    run("moment", "--text", "we laughed", day=3)
    screen = opened("finish", at=at(9))
    screen.talk(("Close it?", "y"))
    assert screen.ended() == 0
    assert "Closed on day 9." in screen.shown
    assert [row["state"] for row in data("runs", day=9)["runs"]] == ["finished"]
    assert len(data("log", day=9)) == 1
    assert "begin with: rj start" in run("today", day=9, expect=2)
    run("undo", day=9)
    assert data("today", day=9)["day"] == 9


def test_finish_without_a_terminal_wants_a_yes(journal: Path) -> None:
    assert "--yes" in run("finish", day=9, expect=2)
    assert "Closed on day 9." in run("finish", "--yes", day=9)


# -- reflect ----------------------------------------------------------------------------------------------------------


def test_reflect_lists_and_takes_one(journal: Path, opened: Open) -> None:
    assert [row.split(":")[0] for row in run("reflect", day=2).splitlines()] == ["elsewhere", "close"]
    screen = opened("reflect", at=at(2))
    screen.talk(("Which one?", "2"), ("What surprised you", "how quiet it was" + ENTER))
    assert screen.ended() == 0
    assert kept(journal) == [("close", {"text": "how quiet it was", "phase": "stand"})]
    assert "quiet it was" not in screen.left_behind


@pytest.mark.parametrize("key", [ENTER, ".", "<"])
def test_left_at_the_list_of_reflections_nothing_is_kept(key: str, journal: Path, opened: Open) -> None:
    screen = opened("reflect", at=at(2))
    screen.talk(("Which one?", key))
    assert screen.ended() == 0
    assert kept(journal) == []


@pytest.mark.parametrize(("day", "phase"), [(3, "stand"), (6, "stand"), (7, "body"), (52, "ordinary")])
def test_the_close_belongs_to_the_part_before_for_three_days(day: int, phase: str, journal: Path) -> None:
    run("reflect", "close", "--text", "a line", day=day)
    assert kept(journal) == [("close", {"text": "a line", "phase": phase})]


def test_a_reflection_of_several_questions_broken_off_waits_and_goes_on(journal: Path, opened: Open) -> None:
    screen = opened("reflect", "elsewhere", at=at(2), size=(80, 60))
    screen.talk(("Where does it show", "with a friend, at work" + ENTER), ("How does it look there?", "\x03"))
    assert screen.ended() == 130
    assert len(drafts(journal)) == 1
    screen = opened("reflect", "elsewhere", at=at(2), size=(80, 60))
    screen.talk(("Enter: on with it", ENTER), ("How does it look there?", ENTER), ("where is it quiet", "here" + ENTER))
    assert screen.ended() == 0
    assert kept(journal) == [("elsewhere", {"shows": ["with a friend", "at work"], "quiet": "here"})]
    assert drafts(journal) == []


def test_reflect_by_answers_and_what_does_not_fit(journal: Path) -> None:
    run("reflect", "elsewhere", day=2, given={"shows": ["at work"], "how": "short mails"})
    assert kept(journal) == [("elsewhere", {"shows": ["at work"], "how": "short mails"})]
    assert run("reflect", "elsewere", day=2, expect=2).startswith(
        "rj: no reflection 'elsewere'; did you mean elsewhere?"
    )
    assert "no field 'where'" in run("reflect", "elsewhere", day=2, given={"where": "x"}, expect=2)
    assert "Nothing written" in run("reflect", "close", day=2, given={}, expect=2)
    assert "something is missing" in run("reflect", "close", day=2, expect=2)


# -- read -------------------------------------------------------------------------------------------------------------


def test_a_reading_is_printed_and_that_it_was_read_is_kept(journal: Path, opened: Open) -> None:
    screen = opened("read", at=at(2), size=(80, 60))
    screen.see("w  a line about it")
    assert "A place to start from, not a name" in screen.shown
    screen.press(ENTER)
    assert screen.ended() == 0
    assert kept(journal) == [("read-stand", {})]


def test_a_line_about_a_reading_is_typed_out_of_sight(journal: Path, opened: Open) -> None:
    screen = opened("read", "read-body", at=at(2), size=(80, 60))
    screen.talk(("w  a line about it", "w"), ("A line about it?", "my jaw knew" + ENTER))
    assert screen.ended() == 0
    assert kept(journal) == [("read-body", {"text": "my jaw knew"})]
    assert "my jaw" not in screen.left_behind


@pytest.mark.parametrize("key", [".", "<"])
def test_enough_of_a_reading_is_still_read(key: str, journal: Path, opened: Open) -> None:
    screen = opened("read", at=at(2), size=(80, 60))
    screen.talk(("w  a line about it", key))
    assert screen.ended() == 0
    assert kept(journal) == [("read-stand", {})]


def test_in_a_pipe_it_is_printed_without_a_question_and_a_line_is_an_option(journal: Path) -> None:
    assert "A place to start from" in run("read", day=2)
    run("read", "--text", "noted", day=20)
    assert kept(journal) == [("read-stand", {}), ("read-settle", {"text": "noted"})]
    assert run("read", "read-bodi", day=20, expect=2).startswith("rj: no reading 'read-bodi'; did you mean read-body?")


# -- assess -----------------------------------------------------------------------------------------------------------


def test_ten_counts_one_key_each_become_three_numbers(journal: Path, opened: Open) -> None:
    screen = opened("assess", at=at(1), size=(80, 100))
    screen.talk(("ten counts about the last week", "1"))
    for n, count in enumerate(COUNTS.split(), 1):
        screen.see("In the last seven days", n)
        screen.press(count)
    assert screen.ended() == 0
    [(task, answers)] = kept(journal)
    assert (task, answers["form"], answers["scores"]) == (
        "own-check",
        "own-check",
        {"reach": 6, "withdraw": 7, "steady": 7},
    )


@pytest.mark.parametrize("key", [ENTER, ".", "<"])
def test_left_at_the_choice_of_a_form_nothing_is_kept(key: str, journal: Path, opened: Open) -> None:
    screen = opened("assess", at=at(1))
    screen.talk(("ten counts about the last week", key))
    assert screen.ended() == 0
    assert kept(journal) == []


def test_counts_left_half_wait_as_a_draft(journal: Path, opened: Open) -> None:
    screen = opened("assess", "own-check", at=at(1), size=(80, 100))
    screen.talk(("In the last seven days", "2")).see("In the last seven days", 2)
    screen.press(".")
    assert screen.ended() == 0
    assert "rj own-check goes on with it" in screen.shown
    assert [row["answers"] for row in drafts(journal)] == [{"c1": 2}]
    screen = opened("own-check", at=at(1), size=(80, 100))
    screen.talk(("Enter: on with it", ENTER))
    screen.see("Wanted to hear once more")


def test_results_stand_beside_each_other_as_numbers_without_a_name(journal: Path) -> None:
    run("assess", "own-check", day=1, given={f"c{n}": 1 for n in range(1, 11)})
    run("assess", "scores-only", day=2, given={"anxiety": 3.5, "avoidance": 2})
    found = data("assess", "--results", day=3)["results"]
    assert [(row["day"], row["form"], row["scores"]) for row in found][::-1] == [
        (2, "scores-only", {"anxiety": 3.5, "avoidance": 2}),
        (1, "own-check", {"reach": 4, "withdraw": 4, "steady": 2}),
    ]
    shown = run("assess", "--results", day=3)
    assert "anxiety 3.5, avoidance 2" in shown
    assert not any(name in shown for name in ("anxious", "avoidant", "secure"))


def test_no_sheet_yet_is_said_so(journal: Path) -> None:
    assert "No sheet yet." in run("assess", "--results", day=1)


def test_a_form_that_is_not_known_is_named_with_the_nearest(journal: Path) -> None:
    told = run("assess", "own-chek", day=1, expect=2)
    assert "own-chek" in told
    assert "did you mean own-check?" in told
    with contextlib.closing(sqlite3.connect(journal)) as db:
        assert db.execute("SELECT count(*) FROM entry").fetchone() == (0,)
