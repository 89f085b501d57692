"""What a choice lets onto the page: periods, private entries, the gate, weeks, names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.library import read_bytes
from repairjournal.model import share
from repairjournal.model.builtin import task_of
from repairjournal.model.day import Day
from repairjournal.model.entry import OPEN, Entry
from repairjournal.model.program import Program
from repairjournal.model.share import Choice, Life
from tests.library.small import SMALL
from tests.store.made import TODAY, a_run, an_entry

STORY = SMALL.replace(
    "phases:", "  story:\n    kind: narrative\n    title: A story\n    parts: [{id: formed, ask: How?}]\nphases:"
)
PROGRAM = Program.of(read_bytes(STORY.encode(), "x").parsed)
RUN = a_run(started_on=TODAY - timedelta(days=12), plan=PROGRAM.plan)
EVERYTHING = Choice(sections=share.SECTIONS, moments=share.ALL)


def life(*entries: Entry, names: dict[str, str] | None = None) -> Life:
    day = Day.of(RUN, PROGRAM, (), TODAY, None)
    ordered = sorted(entries, key=lambda entry: entry.date)
    return Life(day, ordered, lambda id: task_of(PROGRAM, id), lambda sheet: None, names or {})


def entry(kind: str, task: str = "look", on: date = TODAY, **parts: Any) -> Entry:
    number = (on - RUN.started_on).days + 1
    return an_entry(kind=kind, task=task, on=on, run=RUN.id, day=number, **parts)


def practice(task: str, before: Any = 7, after: Any = 4, **parts: Any) -> Entry:
    return entry("practice", task, answers={"before": before, "after": after, "seconds": 60}, **parts)


def test_nothing_chosen_lets_nothing_out() -> None:
    found = share.shared(life(entry("trigger"), practice("calm")), Choice())
    assert found == share.Shared(sections=(), exact=False)


@pytest.mark.parametrize("section", share.SECTIONS)
def test_a_private_entry_changes_no_section(section: str) -> None:
    there = (entry("trigger"), practice("calm"), entry("narrative", "story", answers={"formed": "a house"}))
    test = entry("experiment", answers={"prediction": "a sigh", "came_true": "no"}, private=True)
    private = (
        test,
        practice("calm", part_of=test.id, on=TODAY - timedelta(days=3)),
        entry("trigger", on=TODAY - timedelta(days=2), private=True),
        entry("moment", answers={"text": "x"}, private=True, on=TODAY - timedelta(days=4)),
        entry("assessment", answers={"form": "x", "scores": {"anxiety": 3.0}}, private=True),
        practice("calm", private=True),
    )
    choice = replace(EVERYTHING, sections=(section,), talk="a talk")
    assert share.shared(life(*there, *private), choice) == share.shared(life(*there), choice)
    assert share.offered(life(*there, *private), choice) == share.offered(life(*there), choice)


def test_an_earlier_version_of_the_story_never_stands_for_a_private_one() -> None:
    first = entry("narrative", "story", TODAY - timedelta(days=5), answers={"formed": "told first"})
    last = entry("narrative", "story", answers={"formed": "told last"})
    choice = Choice(sections=(share.STORY,))
    assert [line.text for line in share.offered(life(first, last), choice)] == ["told last"]
    assert share.offered(life(first, replace(last, private=True)), choice) == []


@pytest.mark.parametrize("task", ["soothe-5", "stay-minute", "leaving-well"])
def test_what_stands_behind_the_gate_looks_the_same_whichever_it_was(task: str) -> None:
    choice = Choice(sections=(share.PRACTICE,))
    found = share.shared(life(practice(task), practice("soothe-5", 5, 5)), choice).practised
    assert found is not None
    (row,) = found
    assert (row.title, row.n) == ("soothe, stay, leave well, or an exercise with someone", 2)
    assert row.rated == {"n": 2, "before": 6, "after": 4.5, "eased": 1, "same": 1, "rose": 0}


@pytest.mark.parametrize(
    ("before", "after", "pairs"), [(7, 4, 1), (None, 4, 0), (7, True, 0), ("7", 4, 0), (7, 99, 0), (0, 10, 1)]
)
def test_only_two_ratings_of_0_to_10_make_a_pair(before: Any, after: Any, pairs: int) -> None:
    (row,) = share.shared(life(practice("calm", before, after)), Choice(sections=(share.PRACTICE,))).practised or ()
    assert row.rated.get("n", 0) == pairs
    assert row.n == 1


def test_a_practice_that_runs_is_not_counted_yet() -> None:
    found = share.shared(life(practice("calm", state=OPEN)), Choice(sections=(share.PRACTICE,)))
    assert found.practised == ()


@given(st.integers(0, 20), st.integers(-5, 20), st.sets(st.integers(0, 12)))
def test_only_days_of_the_period_and_of_the_run_are_counted(first: int, length: int, kept: set[int]) -> None:
    begun = RUN.started_on
    choice = Choice(
        sections=(share.PERIOD,), first=begun + timedelta(days=first - 4), last=begun + timedelta(days=first + length)
    )
    found = share.shared(life(*(entry("trigger", on=begun + timedelta(days=n)) for n in kept)), choice).period
    assert found is not None
    assert begun <= found.first <= found.last
    assert 0 <= found.kept <= found.days
    assert found.kept == sum(found.first <= begun + timedelta(days=n) <= found.last for n in kept)


@given(st.dates(date(2000, 1, 3), date(2100, 1, 1)))
def test_a_week_is_named_by_its_monday(on: date) -> None:
    assert share.week(on).weekday() == 0
    assert 0 <= (on - share.week(on)).days < 7


def test_lines_stand_there_only_when_picked_and_only_of_their_sections() -> None:
    moment = entry("trigger", answers={"situation": "s", "thought": "t", "urge": "u", "state": "x"})
    test = entry("experiment", answers={"prediction": "p", "learning": "l", "plan": "never"})
    both = life(moment, test)
    choice = Choice(sections=(share.MOMENTS, share.EXPERIMENTS), moments=share.CHOSEN)
    assert [line.text for line in share.offered(both, choice)] == ["s", "t", "p", "l"]
    picked = replace(choice, lines=((moment.id, "thought"), (test.id, "plan"), (test.id, "learning")))
    assert [line.text for line in share.shared(both, picked).lines] == ["t", "l"]
    assert share.shared(both, replace(picked, sections=(share.PERIOD,))).lines == ()


# -- names -------------------------------------------------------------------------------------------------------------

NAMES = {"Mira": "M.", "Mira Sol": "my sister", "jo": "J.", "小美": "她", "José": "X"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mira wrote", "M. wrote"),
        ("to mira, MIRA and Mira's son", "to M., M. and M.'s son"),
        ("Miras Brief an Jo", "M.s Brief an J."),
        ("Mira\n Sol called", "my sister called"),
        ("Miranda and Johan and mojo", "Miranda and Johan and mojo"),
        ("_Jo_ *Jo* Jo2 (Jo)", "_J._ *J.* J.2 (J.)"),
        ("我和小美吵架", "我和她吵架"),
        ("和Jo吵架", "和J.吵架"),
        ("Jose\u0301 came", "X came"),
        ("", ""),
    ],
)
def test_a_name_is_replaced_in_every_form_and_no_other_word(text: str, told: str) -> None:
    assert share.aliased(text, NAMES) == told


words = st.text(st.sampled_from("aAbBzZ é我-'.*\n("), min_size=1, max_size=8).filter(str.strip)


@given(words, st.lists(words, max_size=4), st.lists(words, max_size=4))
def test_no_name_of_the_list_stays_as_a_word(name: str, before: list[str], after: list[str]) -> None:
    told = share.aliased(" ".join([*before, name, *after]), {name: "#"})
    assert "#" in told
    assert share.aliased(told, {name: "#"}) == told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the waiting with Mira and Jo", ("Mira", "Jo")),
        ("Mira came. Then Mira left", ("Mira",)),
        ("Then it rained. Later it stopped", ()),
        ("on Monday in November I was OK", ()),
        ("he said “Anna” and (Paul) went", ("Anna", "Paul")),
        ("我和小美", ()),
        ("", ()),
    ],
)
def test_a_capital_inside_a_sentence_looks_like_a_name(text: str, found: tuple[str, ...]) -> None:
    assert share.names_in([text]) == found
    assert share.names_in([text], known=[word.upper() for word in found]) == ()
