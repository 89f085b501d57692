"""One table for each care rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.model import care
from repairjournal.model.care import Thresholds
from repairjournal.model.program import KINDS, Safety

BASE = Thresholds(
    raised=6,
    distress_stop=8,
    rise_stop=3,
    ask_again_hours=12,
    rest_after=3,
    rest_worse_by=2,
    heavy_median=8,
    heavy_days=3,
    heavy_of_last=5,
    voice_at=5,
    gate_days=14,
)
NOW = datetime(2026, 11, 22, 19, 42, tzinfo=UTC)
ratings = st.one_of(st.none(), st.integers(0, 10))


@pytest.mark.parametrize(
    ("now", "level"), [(None, "open"), (0, "low"), (5, "low"), (6, "raised"), (7, "raised"), (8, "high"), (10, "high")]
)
def test_a_rating_says_how_much_care_it_asks_for(now: int | None, level: str) -> None:
    assert care.strength(now, BASE) == level


@pytest.mark.parametrize(
    ("now", "hours_since_yes", "asked"),
    [
        (None, None, False),
        (7, None, False),
        (8, None, True),
        (10, None, True),
        (9, 0.0, False),
        (9, 11.99, False),
        (9, 12.0, True),
        (9, -1.0, True),  # the clock was set back: nobody said yes yet
    ],
)
def test_safety_is_asked_at_eight_and_rests_for_twelve_hours_after_yes(
    now: int | None, hours_since_yes: float | None, asked: bool
) -> None:
    yes_at = None if hours_since_yes is None else NOW - timedelta(hours=hours_since_yes)
    assert care.ask_safe(now, BASE, yes_at, NOW) is asked


@pytest.mark.parametrize("task", ["scan", "stay", "experiment", "narrative"])
def test_grounding_comes_first_before_what_turns_inward_at_eight(task: str) -> None:
    assert [care.before(now, task, BASE) for now in (None, 7, 8, 10)] == [False, False, True, True]


@pytest.mark.parametrize("task", sorted({"soothe", *KINDS} - {"experiment", "narrative"}))
def test_what_settles_or_only_notes_asks_nothing_first(task: str) -> None:
    assert not care.before(10, task, BASE)


@pytest.mark.parametrize(
    ("before", "after", "end"),
    [
        (6, 4, "settled"),
        (4, 6, "settled"),
        (4, 7, "rise"),
        (0, 3, "rise"),
        (9, 8, "settled"),
        (8, 8, "rise"),
        (7, 8, "rise"),
        (7, None, "settled"),
        (None, 7, "settled"),
        (None, 8, "rise"),
        (None, None, "settled"),
    ],
)
def test_an_attempt_ends_settled_or_as_a_rise(before: int | None, after: int | None, end: str) -> None:
    assert care.after(before, after, BASE) == end


@pytest.mark.parametrize(
    ("attempts", "rests"),
    [
        ([], False),
        ([(3, 5), (3, 5)], False),
        ([(3, 5), (2, 6), (1, 3)], True),
        ([(5, 3), (3, 5), (3, 5), (3, 5)], True),
        ([(3, 5), (3, 5), (3, 5), (5, 3)], False),
        ([(3, 5), (3, 4), (3, 5)], False),
        ([(3, 5), (None, 9), (3, 5), (3, None), (3, 5)], True),
    ],
)
def test_a_task_rests_after_three_attempts_in_a_row_that_were_worse_by_two(
    attempts: list[tuple[int | None, int | None]], rests: bool
) -> None:
    assert care.rests(attempts, BASE) is rests


@pytest.mark.parametrize(
    ("medians", "heavy"),
    [
        ([], False),
        ([9, 9], False),
        ([9, 9, 9], True),
        ([8, 2, 8, 2, 8], True),
        ([8, 2, 7.5, 2, 8], False),
        ([9, 9, 9, 2, 2, 2], False),
    ],
)
def test_three_of_the_last_five_active_days_make_a_heavy_week(medians: list[float], heavy: bool) -> None:
    assert care.heavy_week(medians, BASE) is heavy


@pytest.mark.parametrize(
    ("rated", "hard"), [([], False), ([7, None], False), ([2, 8, 1], True), ([None], False), ([10], True)]
)
def test_one_high_rating_makes_a_hard_day(rated: list[int | None], hard: bool) -> None:
    assert care.hard_day(rated, BASE) is hard


def test_a_voice_is_offered_once_at_the_fifth_hard_moment_of_a_day() -> None:
    assert [n for n in range(1, 9) if care.offer_voice(n, BASE)] == [5]


@pytest.mark.parametrize(
    ("lean", "may_stay", "resting", "first_two"),
    [
        ("anxious", True, (), ("soothe", "stay")),
        ("anxious", False, (), ("soothe", "leave-well")),
        ("avoidant", True, (), ("stay", "soothe")),
        ("avoidant", False, (), ("leave-well", "soothe")),
        ("both", True, (), ("soothe", "stay")),
        ("unsure", False, (), ("soothe", "leave-well")),
        ("neither", True, (), ("soothe", "stay")),
        ("avoidant", True, ("soothe",), ("stay", "outward")),
        ("anxious", False, ("soothe", "stay"), ("outward", "leave-well")),
    ],
)
def test_the_doors_of_a_hard_moment(
    lean: str, may_stay: bool, resting: tuple[str, ...], first_two: tuple[str, str]
) -> None:
    assert care.doors(lean, may_stay, resting) == (*first_two, "outward", "trigger", "call")


@pytest.mark.parametrize(
    ("safety", "numbers"),
    [
        (Safety(), (6, 8, 3)),
        (Safety(7, 2), (6, 7, 2)),
        (Safety(5, 3), (5, 5, 3)),
        (Safety(9, 10), (6, 8, 3)),
    ],
)
def test_a_program_may_only_be_stricter(safety: Safety, numbers: tuple[int, int, int]) -> None:
    own = care.program_thresholds(BASE, safety)
    assert (own.raised, own.distress_stop, own.rise_stop) == numbers


NO = [False] * len(care.GATE_QUESTIONS)


@pytest.mark.parametrize(
    ("answers", "variant"),
    [
        (NO, "a"),
        ([], "b"),
        (NO[:-1], "b"),
        ([*NO[:-1], True], "b"),
        ([True, *NO[1:]], "b"),
        ([*NO[:-1], None], "b"),
        ([None] * len(NO), "b"),
    ],
)
def test_only_no_to_every_question_passes_the_gate(answers: list[bool | None], variant: str) -> None:
    assert care.variant_after_gate(answers) == variant


@pytest.mark.parametrize(
    ("asked_on", "today", "due"),
    [(None, 1, True), (13, 13, False), (13, 26, False), (13, 27, True), (1, 51, True), (13, 8, False)],
)
def test_the_gate_is_asked_again_after_fourteen_program_days(asked_on: int | None, today: int, due: bool) -> None:
    assert care.gate_due(asked_on, today, BASE) is due


def test_the_gate_asks_short_plain_questions() -> None:
    for question in care.GATE_QUESTIONS:
        assert question.endswith("?")
        assert len(question) <= 100
        assert "{" not in question  # they pass through t() as they are


@given(ratings, ratings, st.integers(0, 8), st.integers(0, 3))
def test_a_stricter_program_never_offers_less_care(now: int | None, later: int | None, stop: int, rise: int) -> None:
    own = care.program_thresholds(BASE, Safety(stop, rise))
    assert care.ask_safe(now, own, None, NOW) >= care.ask_safe(now, BASE, None, NOW)
    assert care.before(now, "scan", own) >= care.before(now, "scan", BASE)
    assert (care.after(now, later, own) == "rise") >= (care.after(now, later, BASE) == "rise")


def test_a_missing_or_unknown_threshold_is_noticed() -> None:
    with pytest.raises(TypeError):
        Thresholds.of({"raised": 6})
    with pytest.raises(TypeError):
        Thresholds.of({name: getattr(BASE, name) for name in Thresholds.__slots__} | {"other": 1})
