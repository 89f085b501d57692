"""Counting, next and state of a line: one table per rule of product.md 4."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.model.day import Day
from repairjournal.model.entry import Mark, Run
from repairjournal.model.program import Program
from repairjournal.model.progress import Circumstances, Tally, before_after, mechanisms, ranked

START = date(2026, 11, 10)
TASKS: dict[str, dict[str, Any]] = {
    "look": {"kind": "trigger", "title": "Look", "mechanism": ["implicit-memory", "narrative"]},
    "scan": {"kind": "practice", "title": "Scan", "short": "scan", "mechanism": "nervous-system"},
    "soothe": {
        "kind": "practice",
        "title": "Soothe",
        "short": "soothe",
        "when": {"lean": ["anxious", "both", "unsure"]},
    },
    "stay": {
        "kind": "practice",
        "title": "Stay",
        "short": "stay",
        "with": "partner",
        "when": {"lean": ["avoidant", "both", "unsure"], "variant": "a"},
    },
    "leave": {"kind": "practice", "title": "Leave", "short": "stay", "when": {"variant": "b"}},
    "story": {"kind": "narrative", "title": "Story"},
    "check": {"kind": "assessment", "title": "Check", "instrument": "own-check"},
    "two": {"kind": "practice", "title": "For two", "when": {"about": ["partner", "dating"]}},
    "later": {"kind": "reflection", "title": "Later", "when": {"after": "check"}},
}


def program(*uses, second=(), tasks=None, first_days=7):
    return Program.of(
        {
            "id": "p",
            "version": "1",
            "title": "P",
            "days": first_days + 7,
            "tasks": TASKS | (tasks or {}),
            "phases": [
                {"id": "one", "title": "One", "days": [1, first_days], "uses": list(uses)},
                {"id": "two", "title": "Two", "days": [first_days + 1, first_days + 7], "uses": list(second)},
            ],
        }
    )


def a_day(program, n, **run):
    begun = Run("r", "sha", "en", START, program.plan, **run)
    return Day.of(begun, program, (), START + timedelta(n - 1), None)


def tally(task, day, n=1, same_day=True):
    return Tally(task, TASKS[task]["kind"], day, START + timedelta(day - 1), same_day, n)


def mark(task, day, what):
    on = START + timedelta(day - 1)
    return Mark(f"{task}{day}{what}", "r", on, on, task, what)


def line_of(program, n, tallies=(), marks=(), span=0, **run):
    day = a_day(program, n, **run)
    lines = day.lines(day.spans[span], day.record(list(tallies), list(marks)))
    return lines[0] if lines else None


DAILY = {"task": "look", "dose": "daily"}


@pytest.mark.parametrize(
    ("use", "tallies", "marks", "day", "done", "target"),
    [
        (DAILY, [], [], 3, 0, 7),
        (DAILY, [("look", 1), ("look", 1), ("look", 3)], [], 3, 2, 7),
        (DAILY, [("look", 1)], [("look", 2, "none")], 3, 2, 7),
        (DAILY, [("look", 1)], [("look", 1, "none")], 3, 1, 7),
        (DAILY, [("look", 1)], [("look", 2, "skipped")], 3, 1, 7),
        ({"task": "scan", "dose": {"times": 3}}, [("scan", 1), ("scan", 1)], [], 2, 2, 3),
        ({"task": "scan", "dose": {"times": 2, "per": "week"}}, [("scan", 6)], [], 7, 1, 2),
        ({"task": "story", "dose": "once"}, [("story", 1), ("story", 2)], [], 3, 1, 1),
        ({"task": "story", "dose": "on_demand"}, [("story", 1), ("story", 2)], [], 3, 2, None),
        ({"any_of": ["soothe", "leave"], "dose": {"times": 3}}, [("soothe", 1), ("leave", 2)], [], 3, 2, 3),
        ({"task": "look", "dose": "daily", "window": "same_day"}, [("look", 1)], [], 3, 1, 7),
    ],
)
def test_a_dose_is_counted_as_its_words_say(use, tallies, marks, day, done, target):
    line = line_of(program(use), day, [tally(*x) for x in tallies], [mark(*x) for x in marks])
    assert (line.done, line.target) == (done, target)


def test_same_day_counts_only_what_was_written_on_its_own_day():
    use = {"task": "look", "dose": "daily", "window": "same_day"}
    line = line_of(program(use), 3, [tally("look", 1, same_day=False), tally("look", 2)])
    assert line.done == 1


def test_a_week_of_three_days_asks_a_third_rounded_down():
    use = {"task": "scan", "dose": {"times": 4, "per": "week"}}
    assert line_of(program(use, first_days=10), 1).target == 4 + 4 * 3 // 7


def test_an_entry_counts_for_the_use_of_the_phase_that_holds_its_day():
    both = program({"task": "scan", "dose": {"times": 3}}, second=[{"task": "scan", "dose": {"times": 2}}])
    tallies = [tally("scan", 7), tally("scan", 8)]
    assert line_of(both, 8, tallies).done == 1
    assert line_of(both, 8, tallies, span=1).done == 1


def test_an_in_phase_task_stays_open_until_day_three_of_the_next_phase():
    only_first = program({"task": "story", "dose": "once"}, second=[DAILY])
    assert line_of(only_first, 10, [tally("story", 10)]).done == 1
    assert line_of(only_first, 11, [tally("story", 11)]).done == 0


def test_an_anytime_task_may_be_done_in_any_later_phase():
    use = {"task": "story", "dose": "once", "window": "anytime"}
    assert line_of(program(use, second=[DAILY]), 13, [tally("story", 13)]).done == 1


def test_two_uses_of_one_task_in_a_phase_are_one_line():
    uses = (
        {"task": "scan", "dose": "daily", "from_day": 1, "until_day": 3, "variant": "short"},
        {"task": "scan", "dose": "daily", "from_day": 4},
    )
    day = a_day(program(*uses), 5)
    lines = day.lines(day.spans[0], day.record([tally("scan", 2), tally("scan", 5)], []))
    assert [(x.done, x.target, x.use.variant) for x in lines] == [(2, 7, None)]


@pytest.mark.parametrize(
    ("use", "tallies", "marks", "day", "state"),
    [
        (DAILY, [], [], 3, "open"),
        (DAILY, [("look", 3)], [], 3, "done"),
        (DAILY, [("look", 2)], [], 3, "open"),
        (DAILY, [], [("look", 3, "none")], 3, "done"),
        (DAILY, [], [("look", 3, "skipped")], 3, "skipped"),
        (DAILY, [], [("look", 2, "skipped")], 3, "open"),
        ({"task": "scan", "dose": {"times": 1}}, [("scan", 1)], [], 3, "done"),
        ({"task": "scan", "dose": "daily", "from_day": 4}, [], [], 3, "later"),
        ({"task": "scan", "dose": "daily", "from_day": -2}, [], [], 6, "open"),
    ],
)
def test_the_state_of_a_line_today(use, tallies, marks, day, state):
    line = line_of(program(use), day, [tally(*x) for x in tallies], [mark(*x) for x in marks])
    assert line.state == state


def test_a_resting_task_is_told_as_resting():
    day = a_day(program({"task": "scan", "dose": "daily"}), 3)
    line = day.lines(day.spans[0], day.record([], [], frozenset({"scan"})))[0]
    assert line.state == "resting"


@pytest.mark.parametrize(
    ("lean", "about", "variant", "offered"),
    [
        ("anxious", None, "b", {"soothe", "leave", "two"}),
        ("anxious", None, "a", {"soothe", "two"}),
        ("avoidant", None, "a", {"stay", "two"}),
        ("avoidant", None, "b", {"leave", "two"}),
        ("both", None, "a", {"soothe", "stay", "two"}),
        ("unsure", "nobody", "b", {"soothe", "leave"}),
        ("neither", "partner", "a", {"soothe", "stay", "two"}),
    ],
)
def test_what_is_offered_follows_what_the_person_chose(lean, about, variant, offered):
    person = Circumstances(lean, about, variant)
    tasks = program().tasks
    assert {id for id in ("soothe", "stay", "leave", "two") if person.offers(tasks[id])} == offered


def test_a_task_after_another_is_offered_once_that_was_done():
    later = program({"task": "later", "dose": "once"})
    assert line_of(later, 3) is None
    assert line_of(later, 3, [tally("check", 1)]).state == "open"


def test_for_neither_what_hangs_on_the_lean_is_optional():
    use = {"any_of": ["soothe", "stay"], "dose": {"times": 3}, "role": "core"}
    assert line_of(program(use), 3, lean="neither").role == "optional"
    assert line_of(program(use), 3, lean="both").role == "core"


def test_next_is_core_before_optional_then_least_slack_then_program_order():
    uses = [
        {"task": "story", "dose": "once", "role": "optional"},
        {"task": "scan", "dose": {"times": 2}, "role": "core"},
        {"task": "check", "dose": "once", "role": "core"},
        {"task": "look", "dose": "daily", "role": "core"},
        {"task": "soothe", "dose": "on_demand", "role": "optional"},
    ]
    day = a_day(program(*uses), 2)
    lines = ranked(day.lines(day.spans[0], day.record([], [])))
    # One core task that is not daily: of scan (slack 4) and check (slack 5) the tighter one.
    assert [line.task.id for line in lines] == ["look", "scan", "story"]


def test_an_extension_moves_days_counted_from_the_end():
    use = {"task": "check", "dose": "once", "from_day": -2}
    longer = a_day(program(use), 7)
    longer = replace(longer, run=replace(longer.run, plan=(("one", 10), ("two", 7))))
    later = Day.of(longer.run, longer.program, (), longer.on, None)
    assert later.lines(later.spans[0], later.record([], []))[0].state == "later"


@given(
    st.lists(st.tuples(st.integers(1, 14), st.sampled_from(["look", "scan", "story"])), max_size=40), st.integers(1, 14)
)
def test_done_never_falls_when_more_is_kept(kept, day):
    both = program(DAILY, {"task": "scan", "dose": {"times": 3}}, {"task": "story", "dose": "once"}, second=[DAILY])
    before = [tally(task, n) for n, task in kept]
    today = a_day(both, day)
    for span in today.spans:
        fewer = today.lines(span, today.record(before[:-1], []))
        more = today.lines(span, today.record(before, []))
        assert all(a.done <= b.done for a, b in zip(fewer, more, strict=True))
        assert all(b.done <= (b.target or 99) or b.dose == "times" for b in more)


def test_medians_and_directions_of_practice():
    assert before_after([]) == {}
    assert before_after([(6, 4), (8, 8), (3, 5), (7, 2)]) == {
        "n": 4,
        "before": 6.5,
        "after": 4.5,
        "eased": 2,
        "same": 1,
        "rose": 1,
    }


def test_mechanisms_count_entries_by_their_task():
    counts = mechanisms(program(), [tally("look", 1, 2), tally("scan", 2)])
    assert counts == {"implicit-memory": 2, "nervous-system": 1, "narrative": 2}
