"""Several experiments at once: choosing one, listing them, the smallest exercise first, and the ledger over all."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from repairjournal.cli import keep
from repairjournal.cli.desk import Desk
from repairjournal.cli.step import LIST
from tests.cli.evenings import at, begin, data, entries, quiet, run
from tests.cli.terminal import ENTER, Open, terminals

SIZES = [(80, 24), (40, 20)]
WHICH, DID = "Which experiment?", "Did you try it?"
QUESTIONS = (
    "Which old", "How true", "What do you expect", "How sure", "How would you", "What exactly", "With which exercise"
)  # fmt: skip
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def predicted(words: str, day: int = 12, **more: Any) -> str:
    """A new experiment; its id."""
    run("experiment", "new", day=day, given={"prediction": words} | more)
    [found] = [row for row in data("log", "--kind", "experiment", day=day) if row["answers"]["prediction"] == words]
    return str(found["id"])


def lived(*told: tuple[str, int | None, str | None], day: int = 12) -> None:
    """Experiments from the prediction to the outcome: (exercise, how sure, whether it came true)."""
    for n, (exercise, sure, came) in enumerate(told):
        id = predicted(f"words of mine {day}-{n}", day, exercise=exercise, **({} if sure is None else {"sure": sure}))
        outcome = {"did": "yes", "outcome": "other words"} | ({} if came is None else {"came_true": came})
        run("experiment", "review", id, day=day + 1, given=outcome)


TEN = (
    ("soothe-5", 80, "no"), ("leaving-well", 70, "no"), ("kind-message", 90, "yes"), ("a walk", 40, "partly"),
    ("kind-message", 75, "partly"), ("plain-answer", None, "no"), ("soothe-5", 100, "yes"), ("a letter", 69, "no"),
    ("small-good", 30, "yes"), ("soothe-5", 10, "no"),
)  # fmt: skip


# -- choosing one ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_several_are_offered_by_date_and_words_and_only_the_page_of_keys_stays(
    size: tuple[int, int], journal: Path, opened: Open
) -> None:
    predicted("the first", 11)
    predicted("the second", 12)
    screen = opened("experiment", at=at(14), size=size)
    screen.see(WHICH)
    assert "Friday 20 November" in screen.shown
    assert "n  a new one" in screen.shown
    screen.press("2").talk(("The expectation was: the second", ""), (DID, "4"))
    assert screen.ended() == 0
    assert [row["state"] for row in entries(journal)] == ["open", "kept"]
    assert "the first" not in screen.left_behind
    assert "the second" not in screen.left_behind


@pytest.mark.parametrize(("keys", "seen"), [(ENTER, "The expectation was: the first"), ("n", "Which old rule")])
def test_enter_takes_the_oldest_and_n_begins_another(keys: str, seen: str, journal: Path, opened: Open) -> None:
    predicted("the first", 11)
    predicted("the second", 12)
    screen = opened("experiment", at=at(14))
    screen.talk((WHICH, keys), (seen, ""))


def test_beyond_nine_the_rest_is_reached_by_its_id(journal: Path, opened: Open) -> None:
    ids = [predicted(f"words {n}", 11) for n in range(11)]
    screen = opened("experiment", "review", at=at(14), size=(80, 30))
    shown = screen.see(WHICH)
    assert "2 newer ones are open as well: rj experiment review ID" in shown
    assert "n  a new one" not in shown
    screen.press(".")
    assert screen.ended() == 0
    screen = opened("experiment", "review", ids[10], at=at(14))
    screen.see("The expectation was: words 10")


def test_in_a_pipe_the_open_ones_are_listed_without_own_words(journal: Path) -> None:
    assert run("experiment", day=11) == "No experiment is open. Begin one: rj experiment new\n"
    first, second = predicted("the first", 11), predicted("the second", 12)
    rows = [line.split("\t") for line in run("experiment", day=14).splitlines()]
    assert [row[1:] for row in rows] == [["2026-11-20", "day 11"], ["2026-11-21", "day 12"]]
    assert [id.startswith(row[0]) for id, row in zip((first, second), rows, strict=True)] == [True, True]
    run("config", "own_words", "on", day=14)
    assert [line.split("\t")[3] for line in run("experiment", day=14).splitlines()] == ["the first", "the second"]
    assert {row["id"] for row in data("today", day=14)["open"]} == {first, second}


@pytest.mark.parametrize("size", SIZES)
def test_from_the_prediction_over_the_exercise_to_the_outcome(
    size: tuple[int, int], journal: Path, opened: Open
) -> None:
    screen = opened("experiment", "new", at=at(11), size=size)
    for question, answer in zip(QUESTIONS, ("a rule", "80", "no word", "75", "", "", "1"), strict=True):
        screen.talk((question, answer + ENTER))
    assert screen.ended() == 0
    screen = opened("experiment", "do", at=at(12), size=size)
    screen.talk(("How strong right now", "6"), ("of 5:00", "f"), ("How strong now", "3"), ("In touch?", "1"))
    screen.talk(("What was it like", ENTER))
    assert screen.ended() == 0
    screen = opened("experiment", at=at(13), size=size)
    screen.talk((DID, "3"), ("What happened?", "a word" + ENTER), ("come true?", "1"), ("How true is", "40" + ENTER))
    screen.talk(("What do you take", ENTER), ("And the old", "2"))
    assert screen.ended() == 0
    [experiment, practice] = entries(journal)
    assert (practice["task"], practice["part_of"]) == ("soothe-5", experiment["id"])
    assert (experiment["state"], experiment["answers"]["keep"]) == ("kept", "change")
    assert (experiment["answers"]["prediction"], experiment["answers"]["came_true"]) == ("no word", "no")
    assert "no word" not in screen.left_behind


# -- the smallest first ------------------------------------------------------------------------------------------------


def test_exercises_are_offered_from_the_lowest_and_kept_by_their_id(journal: Path, opened: Open) -> None:
    screen = opened("experiment", "new", at=at(14), size=(100, 50))
    for question in QUESTIONS[:-1]:
        screen.talk((question, ("a word" if question == QUESTIONS[2] else "") + ENTER))
    screen.talk((QUESTIONS[-1], "?" + ENTER))
    shown = " ".join(screen.see("The lowest stand first.").split())
    places = [shown.index(f"{n} {title}") for n, title in enumerate(
        ("Five minutes before I reach out", "Leaving well and coming back", "A kind line read twice"), 1
    )]  # fmt: skip
    assert places == sorted(places)
    screen.press("3" + ENTER)
    assert screen.ended() == 0
    assert entries(journal)[-1]["answers"] == {"prediction": "a word", "exercise": "kind-message"}


def test_the_persons_own_order_of_small_steps_goes_before_the_programs(journal: Path) -> None:
    desk = Desk(lambda: datetime.fromisoformat(at(13)))
    day = desk.day_or_none(write=True)
    own = desk.task(day, LIST)
    assert own is not None
    keep.add(desk, day, own, {"steps": "plain-answer, kind-message"})
    desk.close()
    predicted("a word", 14, exercise="1")
    assert entries(journal)[-1]["answers"]["exercise"] == "plain-answer"


# -- the ledger --------------------------------------------------------------------------------------------------------


def test_below_ten_the_ledger_says_how_many_and_where_it_begins(journal: Path) -> None:
    assert run("experiment", "ledger", day=12).startswith("So far 0 predictions with an outcome.")
    lived(*TEN[:9])
    predicted("still open")
    assert run("experiment", "ledger", day=13).splitlines()[0] == (
        "So far 9 predictions with an outcome. The ledger begins at 10."
    )
    told = data("experiment", "ledger", day=13)
    assert (told["predictions"], told["begins_at"], told["all"], told["situations"]) == (9, 10, None, [])


def test_from_ten_on_it_counts_by_how_sure_and_by_what_was_tried(journal: Path) -> None:
    lived(*TEN, ("a walk", 90, None))
    told = data("experiment", "ledger", day=13)
    none = {"yes": 0, "partly": 0, "no": 0}
    assert told["all"] == {
        "n": 10,
        "sure": {"yes": 2, "partly": 1, "no": 2},
        "less_sure": {"yes": 1, "partly": 1, "no": 2},
        "unrated": none | {"no": 1},
    }
    assert [(row["situation"], row["n"]) for row in told["situations"]] == [
        ("Soothe, stay or leave well", 4),
        ("A kind line read twice", 2),
        ("A way of one's own", 2),
        ("A small good thing, shared", 1),
        ("One message, plainly answered", 1),
    ]
    assert told["situations"][0]["sure"] == {"yes": 1, "partly": 0, "no": 2}
    assert told["notice"]
    page = run("experiment", "ledger", day=13)
    assert "Sure, 70 to 100\tcame true 2\tpartly 1\tdid not 2" in page
    assert "Soothe, stay or leave well\tcame true 1\tpartly 0\tdid not 2" in page
    assert "1 more: whether it came true was left open." in page
    for words in ("words of mine", "other words", "a walk", "a letter"):
        assert words not in page + json.dumps(told)


@pytest.mark.parametrize("size", SIZES)
def test_the_ledger_fits_the_screen(size: tuple[int, int], journal: Path, opened: Open) -> None:
    lived(*TEN)
    screen = opened("experiment", "ledger", at=at(13), size=size)
    assert screen.ended() == 0
    shown = screen.see("rj sos")
    assert "The sure ones, by what was tried" in shown
    assert all(len(line) <= size[0] for line in shown.splitlines())


def test_the_ledger_goes_over_all_runs_and_needs_none_that_is_open(journal: Path) -> None:
    lived(*TEN[:5])
    run("finish", "--yes", day=14)
    assert data("experiment", "ledger", day=14)["predictions"] == 5
    run("start", "neuroplasticity-50", day=15)
    lived(*TEN[5:], day=15)
    told = data("experiment", "ledger", day=16)
    assert told["all"]["n"] == 10
    assert "A kind line read twice" in {row["situation"] for row in told["situations"]}


def test_data_is_for_the_ledger_only(journal: Path) -> None:
    assert run("experiment", "--json", day=12, expect=2).startswith("rj: --json goes with the ledger only")
