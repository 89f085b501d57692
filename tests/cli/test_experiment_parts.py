"""An exercise inside an experiment: begun from either side, counted once where both are meant, undone rightly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from repairjournal import store
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry, Run
from repairjournal.model.program import Program
from repairjournal.model.progress import Tally
from tests.cli import terminal
from tests.cli.evenings import FIRST, at, begin, data, entries, quiet, run
from tests.cli.terminal import ENTER, Open, terminals

SIZES = [(80, 24), (40, 20)]
EXPECT, SURE = "What do you expect will happen?", "How sure are you, 0-100?"
opened = pytest.fixture(terminals)

# An exercise that has just begun, and its key `p`.
PRACTICE = """
import sys
from datetime import datetime
from repairjournal.cli import exercise, prediction
from repairjournal.cli.desk import Desk
desk = Desk(lambda: datetime.fromisoformat(sys.argv[1]))
day = desk.day_or_none(write=True)
task = day.program.tasks["soothe-5"]
attempt = exercise.Attempt(desk, task, day, task.steps, {"before": 6})
attempt.begin()
for again in range(int(sys.argv[2])):
    prediction.from_practice(desk, desk.prompt(day), day, task, attempt.entry.id)
attempt.keep(seconds=300, how="finished", after=3)
attempt.settle()
print("over")
"""


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


@pytest.fixture
def practising(opened: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """A practice begun on day 12; its argument is how often `p` is pressed."""
    monkeypatch.setattr(terminal, "AT", PRACTICE)
    return lambda *args, **given: opened(*args, at=at(12), **given)


def both(journal: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the practice, the experiment)."""
    [practice] = [row for row in entries(journal) if row["kind"] == "practice"]
    [experiment] = [row for row in entries(journal) if row["kind"] == "experiment"]
    return practice, experiment


# -- a prediction from an exercise -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_a_prediction_from_an_exercise_is_an_open_experiment_with_the_exercise_as_its_part(
    size: tuple[int, int], journal: Path, practising: Open
) -> None:
    screen = practising("1", size=size)
    screen.talk((EXPECT, "it gets louder" + ENTER), (SURE, "80" + ENTER), ("over", ""))
    assert screen.ended() == 0
    practice, experiment = both(journal)
    assert practice["part_of"] == experiment["id"]
    assert (practice["state"], practice["answers"]["seconds"], practice["answers"]["after"]) == ("kept", 300, 3)
    told = {"prediction": "it gets louder", "exercise": "soothe-5", "sure": 80}
    assert (experiment["state"], experiment["day"], experiment["answers"]) == ("open", 12, told)
    assert [row["id"] for row in data("today", day=13)["open"]] == [experiment["id"]]
    assert "louder" not in screen.left_behind


@pytest.mark.parametrize("keys", [ENTER, "<" + ENTER, "." + ENTER])
def test_left_open_at_the_first_question_nothing_is_kept_of_it(keys: str, journal: Path, practising: Open) -> None:
    screen = practising("1")
    screen.talk((EXPECT, keys), ("over", ""))
    assert screen.ended() == 0
    assert [(row["kind"], row["part_of"]) for row in entries(journal)] == [("practice", None)]


@pytest.mark.parametrize("keys", [ENTER, "<" + ENTER, "." + ENTER])
def test_without_a_number_the_expectation_is_kept(keys: str, journal: Path, practising: Open) -> None:
    screen = practising("1")
    screen.talk((EXPECT, "it gets louder" + ENTER), (SURE, keys), ("over", ""))
    assert screen.ended() == 0
    assert both(journal)[1]["answers"] == {"prediction": "it gets louder", "exercise": "soothe-5"}


@pytest.mark.parametrize("way", ["ctrl-c", "closed", "kill"])
def test_broken_off_at_the_number_the_expectation_stands(way: str, journal: Path, practising: Open) -> None:
    screen = practising("1")
    screen.talk((EXPECT, "it gets louder" + ENTER), (SURE, ""))
    screen.break_off(way)
    practice, experiment = both(journal)
    assert experiment["answers"]["prediction"] == "it gets louder"
    assert practice["part_of"] == experiment["id"]


def test_a_second_press_asks_nothing_more(journal: Path, practising: Open) -> None:
    screen = practising("2")
    screen.talk((EXPECT, "it gets louder" + ENTER), (SURE, ENTER), ("Its prediction is kept already.", ""))
    assert screen.ended() == 0
    assert len(entries(journal)) == 2


def test_undo_takes_the_prediction_and_leaves_the_exercise_whole(journal: Path, practising: Open) -> None:
    screen = practising("1")
    screen.talk((EXPECT, "it gets louder" + ENTER), (SURE, "80" + ENTER), ("over", ""))
    assert screen.ended() == 0
    whole = both(journal)
    run("undo", day=12)
    [practice] = entries(journal)
    assert (practice["state"], practice["answers"]) == ("kept", whole[0]["answers"])
    run("redo", day=12)
    assert [row["answers"] for row in both(journal)] == [row["answers"] for row in whole]


# -- counting ----------------------------------------------------------------------------------------------------------

TRY, WALK = "try", "walk"


def a_day(use: dict[str, Any], on: int = 5) -> Day:
    program = Program.of(
        {
            "id": "p", "version": "1", "title": "P", "days": 14,
            "tasks": {
                TRY: {"kind": "experiment", "title": "Try"},
                WALK: {"kind": "practice", "title": "Walk", "minutes": 5},
            },
            "phases": [
                {"id": "one", "title": "One", "days": [1, 7], "uses": [use]},
                {"id": "two", "title": "Two", "days": [8, 14], "uses": [use]},
            ],
        }
    )  # fmt: skip
    return Day.of(Run("r" * 16, "a" * 64, "en", FIRST, program.plan), program, (), FIRST + timedelta(on - 1), None)


def kept(day: Day, kind: str, task: str, on: int, part_of: str | None = None) -> Entry:
    date = FIRST + timedelta(on - 1)
    at = datetime.combine(date, time(19), UTC)
    return Entry(
        store.new_id(), kind, task, date, at, 0, at, date, {"seconds": 1}, day.run.id, "a" * 64, "en", on,
        day.phase_id(on), part_of=part_of,
    )  # fmt: skip


@contextmanager
def a_journal(folder: Path, day: Day) -> Iterator[store.Journal]:
    with store.open_journal(folder / "j.db", write=True, create=True) as journal:
        with journal.act("start", "a run", at=datetime.combine(FIRST, time(8), UTC), on=FIRST) as act:
            act.add(day.run)
        yield journal


EITHER = {"any_of": [TRY, WALK]}
COUNTED = [
    # use, day of the experiment, days of its walks, days of other walks, done on day 5 of the first phase
    ({"task": WALK, "dose": {"times": 3}}, 2, (3,), (), 1),
    ({"task": TRY, "dose": {"times": 3}}, 2, (3,), (), 1),
    (EITHER | {"dose": {"times": 3}}, 2, (), (), 1),
    (EITHER | {"dose": {"times": 3}}, 2, (2,), (), 1),
    (EITHER | {"dose": {"times": 3}}, 2, (3, 4), (), 1),
    (EITHER | {"dose": {"times": 3}}, 2, (2, 3), (2, 4), 3),
    (EITHER | {"dose": {"times": 2, "per": "week"}}, 2, (3,), (), 1),
    (EITHER | {"dose": "on_demand"}, 2, (3,), (), 1),
    (EITHER | {"dose": "once"}, 2, (3,), (), 1),
    # days with something kept are days, whoever it belongs to
    (EITHER | {"dose": "daily"}, 2, (2, 3), (), 2),
]


@pytest.mark.parametrize(("use", "whole", "parts", "others", "done"), COUNTED)
def test_an_exercise_and_the_experiment_round_it_count_once_where_both_are_meant(
    use: dict[str, Any], whole: int, parts: tuple[int, ...], others: tuple[int, ...], done: int, tmp_path: Path
) -> None:
    day = a_day(use)
    experiment = kept(day, "experiment", TRY, whole)
    inner = [kept(day, "practice", WALK, on, experiment.id) for on in parts]
    alone = [kept(day, "practice", WALK, on) for on in others]
    with a_journal(tmp_path, day) as journal:
        for entry in (experiment, *inner, *alone):
            with journal.act("add", "one", at=entry.happened_at, on=entry.date) as act:
                act.add(entry)
        for tallies in (journal.counts(day.run.id), journal.counts(day.run.id, first_day=1, last_day=5)):
            assert _done(day, tallies) == done
            assert sum(x.n for x in tallies) == 1 + len(inner) + len(alone)


def _done(day: Day, tallies: list[Tally]) -> int:
    span = day.span
    assert span is not None
    return day.lines(span, day.record(tallies, []))[0].done


def test_an_exercise_counts_by_itself_where_its_experiment_counted_in_the_phase_before(tmp_path: Path) -> None:
    day = a_day(EITHER | {"dose": {"times": 3}}, on=9)
    experiment = kept(day, "experiment", TRY, 7)
    inner = kept(day, "practice", WALK, 8, experiment.id)
    with a_journal(tmp_path, day) as journal:
        with journal.act("add", "both", at=inner.happened_at, on=inner.date) as act:
            act.add(experiment)
            act.add(inner)
        seen = day.record(journal.counts(day.run.id), [])
        assert [day.lines(span, seen)[0].done for span in day.spans] == [1, 1]


def test_with_the_experiment_taken_back_its_exercise_counts_by_itself_until_it_returns(tmp_path: Path) -> None:
    day = a_day(EITHER | {"dose": {"times": 3}})
    experiment = kept(day, "experiment", TRY, 2)
    inner = kept(day, "practice", WALK, 3, experiment.id)
    own = kept(day, "practice", WALK, 3)
    with a_journal(tmp_path, day) as journal:
        for entry in (inner, own, experiment):
            with journal.act("add", "one", at=entry.happened_at, on=entry.date) as act:
                act.add(entry)

        def told() -> tuple[int, int]:
            return _done(day, journal.counts(day.run.id)), len(journal.entries())

        now = experiment.happened_at
        assert told() == (2, 3)
        journal.undo(at=now)
        assert told() == (2, 2)
        journal.undo(at=now)
        assert told() == (1, 1)
        journal.redo(at=now)
        journal.redo(at=now)
        assert told() == (2, 3)
