"""What is different between two programs, in words: nothing where they are equal, something wherever they are not."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from repairjournal import library
from repairjournal.model.differ import differences
from repairjournal.model.program import Program
from repairjournal.model.summary import course, weeks
from tests.library.small import SMALL

PARSED = library.read_bytes(SMALL.encode(), "x").parsed


def words(old: str, new: str) -> list[str]:
    before = library.read_bytes(SMALL.encode(), "x").program
    after = library.read_bytes(SMALL.replace(old, new).encode(), "x").program
    return [found.words for found in differences(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Four days", "title: Four more", ["it is now called 'Four more', not 'Four days'"]),
        ("version: 1.0.0", "version: 1.2.0", ["version 1.2.0 instead of 1.0.0"]),
        ("role: optional", "role: core", ["phase 2, 'Go on': Calm became core"]),
        ("dose: once", "dose: {times: 2}", ["phase 2, 'Go on': Calm is asked for 2 times instead of once"]),
        ("title: Calm", "title: Quiet", ["'Quiet' was called 'Calm'"]),
        ("seconds: 30", "seconds: 40", ["'Calm' is 10 seconds longer"]),
        ("[driving]", "[driving, danger]", ["'Calm' is now not for: danger"]),
        (
            "    title: Calm\n",
            "    title: Calm\n    after: [{id: note, type: text, ask: How?}]\n",
            ["'Calm' has new questions afterwards: note"],
        ),
        ("id: go\n    title: Go on", "id: go\n    title: Onward", ["phase 2, 'Onward': it was called 'Go on'"]),
        (
            "      - {task: calm, dose: once, role: optional}\n",
            "",
            ["phase 2, 'Go on': no longer asks for Calm"],
        ),
    ],
)
def test_a_difference_is_said_in_words_of_the_program(old: str, new: str, said: list[str]) -> None:
    assert words(old, new) == said


def test_days_are_told_by_phase() -> None:
    longer = SMALL.replace("[3, 4]", "[5, 6]").replace("[1, 2]", "[1, 4]").replace("days: 4\n", "days: 6\n")
    before, after = (library.read_bytes(text.encode(), "x").program for text in (SMALL, longer))
    assert [found.words for found in differences(before, after)] == [
        "6 days instead of 4",
        "phase 1, 'Begin': 2 days longer",
        "phase 2, 'Go on': now days 5 to 6",
    ]


def test_a_program_does_not_differ_from_itself() -> None:
    for name, _ in library.available():
        program = library.find(name).program
        assert differences(program, Program.of(copy.deepcopy(dict(library.find(name).parsed)))) == []


def changed(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """(path, a changed whole) for every leaf of the mapping; what has no place in a Program is left out."""
    if isinstance(value, dict):
        items: list[tuple[Any, Any]] = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    else:
        if path[-1] == "dose":  # a closed set: another word of it
            yield path, "on_demand"
            return
        new = not value if isinstance(value, bool) else value + 1 if isinstance(value, (int, float)) else f"{value}x"
        yield path, new
        return
    for key, inner in items:
        yield from changed(inner, (*path, key))


def with_leaf(whole: Any, path: tuple[Any, ...], leaf: Any) -> Any:
    out = copy.deepcopy(whole)
    here = out
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = leaf
    return out


@pytest.mark.parametrize("name", ["integrative-50", "neuroplasticity-50"])
def test_every_leaf_that_changes_a_program_changes_what_is_said(name: str) -> None:
    parsed = dict(library.find(name).parsed)
    before = Program.of(parsed)
    quiet = []
    for path, leaf in list(changed(parsed))[::11]:
        if path[0] in ("format", "reviewed_on"):
            continue
        after = Program.of(with_leaf(parsed, path, leaf))
        if after != before and not differences(before, after):
            quiet.append(path)
    assert quiet == []


def test_weeks_count_minutes_and_things() -> None:
    program = library.read_bytes(SMALL.encode(), "x").program
    (week,) = weeks(program)
    assert (week.first, week.last, week.minutes, week.core, week.optional) == (1, 4, 12, 1, 1)
    assert [(day.day, day.phase.id, len(day.uses)) for day in course(program)] == [
        (1, "begin", 1), (2, "begin", 1), (3, "go", 2), (4, "go", 2),
    ]  # fmt: skip


def test_a_week_spreads_what_is_asked_some_times_over_its_days() -> None:
    text = (
        SMALL.replace("[3, 4]", "[3, 16]")
        .replace("days: 4\n", "days: 16\n")
        .replace("{task: calm, dose: once, role: optional}", "{task: calm, dose: {times: 7}}")
    )
    program = library.read_bytes(text.encode(), "x").program
    # Calm takes 2 minutes, 7 times in the 14 days 3 to 16: one a week day and a half.
    assert [(week.first, week.last, week.minutes) for week in weeks(program)] == [(1, 7, 26), (8, 14, 28), (15, 16, 8)]
