"""The shipped programs beside what they were made from: each action in each part, and the promises about time."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml

from repairjournal.model.builtin import BUILTIN, builtin_task
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import ABOUTS, APPROACHES, LEANS, MECHANISMS, VARIANTS, Phase, Program, Use
from repairjournal.model.progress import Circumstances, Span

FOLDER = Path(__file__).parents[2] / "programs"
PARSED: dict[str, dict[str, Any]] = {
    id: yaml.safe_load((FOLDER / f"{id}.yaml").read_text(encoding="utf-8"))
    for id in ("integrative-50", "neuroplasticity-50")
}
PROGRAMS = [pytest.param(Program.of(parsed), id=id) for id, parsed in PARSED.items()]
DAYS = [(1, 3), (4, 10), (11, 17), (18, 25), (26, 35), (36, 50)]
SAFEST_FIRST = "Little by little, only where you both feel safe. Not all at once: the safest first."
CORE_MINUTES = 25

# What the two seed documents list for each of the six parts. "Feelings after each attempt" stands in parts 1 and 2,
# "gradually, safest first" in parts 3 to 6; the rest in all.
EVERY, FIRST_TWO, LAST_FOUR = range(1, 7), range(1, 3), range(3, 7)
SEED_ACTIONS = {
    "a standard sheet or a check of one's own": EVERY,
    "where else it shows": EVERY,
    "a trigger moment on every day": EVERY,
    "five minutes of soothing": EVERY,
    "one more minute, or leaving well": EVERY,
    "a small experiment": EVERY,
    "ten minutes through the body": EVERY,
    "the story": EVERY,
    "feelings after each attempt": FIRST_TWO,
    "gradually, safest first": LAST_FOUR,
}
PARTS_OF_THE_STORY = {"stand": "formed", "body": "shaped", "new": "rewrite"}
EXERCISES = {
    "cbt": 3,
    "dbt": 3,
    "eft": 3,
    "ifs": 3,
    "somatic": 5,
    "emdr-informed": 2,
    "mentalizing": 2,
    "narrative": 3,
    "couple": 4,
}


def offers(program: Program, phase: Phase, action: str) -> bool:
    """Whether a part of the program holds an action of the seeds."""
    used = [(use, program.tasks[id]) for use in phase.uses for id in use.tasks]
    match action:
        case "a standard sheet or a check of one's own":
            return any(task.instrument for _, task in used)
        case "where else it shows":
            return any(task.id == "elsewhere" for _, task in used)
        case "a trigger moment on every day":
            return any(task.kind == "trigger" and use.dose.kind == "daily" and use.role == "core" for use, task in used)
        case "five minutes of soothing":
            return any(task.short == "soothe" and task.seconds == 300 for _, task in used)
        case "one more minute, or leaving well":
            shorts = {task.when.variant: task for _, task in used if task.short == "stay"}
            return set(shorts) == {"a", "b"} and shorts["a"].seconds == 60
        case "a small experiment":
            return any(task.kind == "experiment" for _, task in used)
        case "ten minutes through the body":
            return any(task.short == "scan" and task.seconds == 600 and use.dose.kind == "daily" for use, task in used)
        case "the story":
            return any(task.kind == "narrative" for _, task in used)
        case "feelings after each attempt":
            attempts = [task for _, task in used if task.kind in ("practice", "experiment")]
            asked = [{field.id for field in KINDS[task.kind].later(task)} for task in attempts]
            return all({"after", "note"} <= ids or {"outcome", "learning"} <= ids for ids in asked)
        case "gradually, safest first":
            return phase.focus.endswith(SAFEST_FIRST)
    raise AssertionError(action)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(("action", "parts"), SEED_ACTIONS.items(), ids=list(SEED_ACTIONS))
def test_every_action_of_the_seeds_stands_in_every_part_that_lists_it(
    program: Program, action: str, parts: range
) -> None:
    assert [n for n, phase in enumerate(program.phases, 1) if n in parts and not offers(program, phase, action)] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_parts_have_the_days_of_the_seeds(program: Program) -> None:
    assert [(phase.first, phase.last) for phase in program.phases] == DAYS
    assert program.days == DAYS[-1][1]


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_part_opens_closes_and_is_read_in_words_of_its_own(program: Program) -> None:
    words = {(phase.focus, phase.close, phase.reading) for phase in program.phases}
    for said in zip(*words, strict=True):
        assert len(set(said)) == len(program.phases)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_three_questions_of_the_story_come_first_one_after_the_other(program: Program) -> None:
    first = {phase.id: use.parts for phase, use in program.uses() if "story" in use.tasks and use.parts}
    assert first == {phase: (part,) for phase, part in PARTS_OF_THE_STORY.items()}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_story_never_begins_late_and_at_most_four_times_in_its_part(program: Program) -> None:
    uses = [use for _, use in program.uses() if "story" in use.tasks]
    assert {use.not_after for use in uses} == {"21:00"}
    assert {use.at_most for use in uses if use.dose.n > 1} == {4}


def minutes(program: Program, use: Use) -> int:
    """What a use asks of a person at most: the longest of its tasks, in the variant that stands first."""
    tasks = [program.tasks[id] for id in use.tasks]
    if use.variant:
        return max(math.ceil(sum(step.seconds for step in task.steps_of(use.variant)) / 60) for task in tasks)
    return max(task.minutes or 0 for task in tasks)


def on_day(program: Program, day: int) -> list[Use]:
    """The uses whose days hold a program day."""
    number, phase = next((n, p) for n, p in enumerate(program.phases, 1) if p.first <= day <= p.last)
    span = Span(number, phase, phase.first, phase.last)
    return [use for use in phase.uses if span.window(use)[0] <= day <= span.window(use)[1]]


def core_minutes(program: Program, day: int) -> int:
    core = [use for use in on_day(program, day) if use.role == "core" and use.dose.kind != "on_demand"]
    daily = sum(minutes(program, use) for use in core if use.dose.kind == "daily")
    return daily + max((minutes(program, use) for use in core if use.dose.kind != "daily"), default=0)


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_day_asks_for_more_than_twenty_five_core_minutes(program: Program) -> None:
    asked = {day: core_minutes(program, day) for day in range(1, program.days + 1)}
    assert {day: n for day, n in asked.items() if not 0 < n <= CORE_MINUTES} == {}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("lean", LEANS)
@pytest.mark.parametrize("about", [None, *ABOUTS])
@pytest.mark.parametrize("variant", VARIANTS)
def test_everybody_has_something_to_do_on_every_day(
    program: Program, lean: str, about: str | None, variant: str
) -> None:
    person = Circumstances(lean, about, variant)
    empty = [
        (day, use.tasks[0])
        for day in range(1, program.days + 1)
        for use in on_day(program, day)
        if use.role == "core" and not any(person.offers(program.tasks[id]) for id in use.tasks)
    ]
    assert empty == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_seconds_of_every_practice_add_up(program: Program) -> None:
    practices = [task for task in program.tasks.values() if task.kind == "practice"]
    wrong = {task.id: task.seconds for task in practices if task.steps and task.seconds != task.total}
    assert wrong == {}
    assert [task.id for task in practices if task.seconds > 60 * (task.minutes or 0)] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_practice_says_what_it_is_not_for_and_has_an_easier_form(program: Program) -> None:
    practices = [task for task in program.tasks.values() if task.kind == "practice"]
    assert [task.id for task in practices if not (task.not_for and task.easier and task.mechanism)] == []
    for task in practices:
        assert task.easier is not None
        assert set(task.easier.steps) <= {step.id for step in task.steps}, task.id
        assert task.easier.task is None or task.easier.task in program.tasks, task.id


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_short_scan_takes_three_minutes_inward_and_outward(program: Program) -> None:
    for id in ("body-scan", "outward-10"):
        assert sum(step.seconds for step in program.tasks[id].steps_of("short")) == 180


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_approach_has_its_exercises(program: Program) -> None:
    counts = {name: sum(t.approach == name and bool(t.steps) for t in program.tasks.values()) for name in EXERCISES}
    assert {name: n for name, n in counts.items() if n < EXERCISES[name]} == {}
    assert set(EXERCISES) < set(APPROACHES)


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_mechanism_is_worked_on_in_each_part(program: Program) -> None:
    for phase in program.phases:
        touched = {name for use in phase.uses for id in use.tasks for name in program.tasks[id].mechanism}
        assert touched == set(MECHANISMS), phase.id


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_done_with_another_is_out_of_sight_for_nobody_and_former(program: Program) -> None:
    for_two = [task for task in program.tasks.values() if task.partner and task.id != "stay-minute"]
    assert for_two
    for about in ("nobody", "former"):
        person = Circumstances("both", about, "a")
        assert [task.id for task in for_two if person.offers(task)] == []


def test_the_ladder_has_twenty_steps_and_half_of_them_without_the_other() -> None:
    program = Program.of(PARSED["neuroplasticity-50"])
    steps = [program.tasks[id] for id in program.ladder]
    assert len(steps) >= 20
    assert sum(not step.partner for step in steps) >= 10


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_built_in_exercise_says_what_the_program_says(program: Program) -> None:
    shared = [id for id in BUILTIN["tasks"] if id in PARSED[program.id]["tasks"]]
    assert {"outward", "soothe-5", "stay-minute", "leaving-well", "body-scan"} <= set(shared)
    for id in shared:
        ours = {**BUILTIN["tasks"][id], "instead": None}
        theirs = {**PARSED[program.id]["tasks"][id], "instead": None}
        assert ours == theirs, id


def test_a_built_in_task_leads_only_to_built_in_tasks() -> None:
    for id in BUILTIN["tasks"]:
        task = builtin_task(id)
        assert task is not None
        led_to = {task.instead, task.easier.task if task.easier else None} - {None}
        assert led_to <= set(BUILTIN["tasks"]), id
    assert builtin_task("no-such-task") is None


def test_a_task_that_both_programs_have_is_worded_alike() -> None:
    one, other = (parsed["tasks"] for parsed in PARSED.values())
    differ = {id for id in one.keys() & other.keys() if one[id] != other[id]}
    assert {id for id in differ if one[id]["kind"] != "reading"} == {"experiment"}
    assert {key for key in one["experiment"] if one["experiment"][key] != other["experiment"][key]} == {"uses_exercise"}
