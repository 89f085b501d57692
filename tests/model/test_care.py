"""One table for each care rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.library import shipped
from repairjournal.model import care
from repairjournal.model.builtin import builtin_task
from repairjournal.model.care import Thresholds
from repairjournal.model.program import KINDS, Safety
from repairjournal.model.progress import Circumstances

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
    heavy_within_days=14,
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


PAIRS = st.lists(st.tuples(ratings, ratings), max_size=8)


@given(PAIRS, PAIRS, st.integers(0, 8), st.sampled_from([(None, 9), (3, None), (None, None)]))
def test_a_rest_hangs_on_the_newest_rated_attempts_alone(
    earlier: list[tuple[int | None, int | None]],
    attempts: list[tuple[int | None, int | None]],
    at: int,
    unrated: tuple[int | None, int | None],
) -> None:
    rests = care.rests(attempts, BASE)
    assert care.rests([*attempts[:at], unrated, *attempts[at:]], BASE) is rests
    if rests:
        assert care.rests([*earlier, *attempts], BASE)
        assert not care.rests([*attempts, (5, 5)], BASE)


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


DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("ratings", "middles"),
    [
        ([], []),
        ([(0, 9)], [9]),
        ([(0, 9), (0, 2), (0, 8)], [8]),
        ([(0, 8), (0, 5)], [6.5]),
        ([(-1, 3), (0, 9), (-3, 7), (-1, 5)], [7, 4, 9]),
    ],
)
def test_each_day_with_a_rating_has_one_middle_oldest_first(
    ratings: list[tuple[int, int]], middles: list[float]
) -> None:
    assert care.medians((DAY + timedelta(days=days), rating) for days, rating in ratings) == middles


@pytest.mark.parametrize(
    ("kept", "after"),
    [
        (None, ("2026-11-22 1", 1)),
        ("", ("2026-11-22 1", 1)),
        ("2026-11-22 4", ("2026-11-22 5", 5)),
        ("2026-11-21 4", ("2026-11-22 1", 1)),
        ("2026-11-22 many", ("2026-11-22 1", 1)),
    ],
)
def test_hard_moments_are_counted_by_date_and_number_alone(kept: str | None, after: tuple[str, int]) -> None:
    assert care.nows_with(kept, DAY) == after


def test_a_calm_number_needs_no_threshold_looked_up() -> None:
    base = shipped.thresholds()
    assert min(base.raised, base.distress_stop, base.heavy_median) > care.CALM


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
        ("both", False, ("leave-well",), ("soothe", "outward")),
        ("neither", True, ("soothe", "stay", "leave-well"), ("outward", "outward")),
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


LEANS = ("anxious", "avoidant", "both", "unsure", "neither")


@pytest.mark.parametrize("lean", LEANS)
@pytest.mark.parametrize(
    ("about", "variant", "open_"),
    [
        ("partner", "a", True),
        ("dating", "a", True),
        ("family", "a", True),
        (None, "a", True),
        ("nobody", "a", False),
        ("former", "a", False),
        ("partner", "b", False),
        (None, "b", False),
        ("nobody", "b", False),
    ],
)
def test_what_is_done_with_another_needs_a_pass_and_somebody_there(
    about: str | None, variant: str, open_: bool, lean: str
) -> None:
    """And wherever *stay* is out of sight, *leaving well* stands in its place."""
    person = Circumstances(lean, about, variant)
    stay, leave = builtin_task("stay-minute"), builtin_task("leaving-well")
    assert stay is not None
    assert leave is not None
    assert person.with_another is open_
    assert person.offers(stay) is (open_ and lean != "anxious")
    assert person.offers(leave) is not open_


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
    ("variant", "next_day", "today", "due"),
    [
        ("b", None, 1, True),
        ("b", 27, 13, True),  # a day that an earlier pass left behind opens nothing
        ("a", None, 13, True),
        ("a", 27, 13, False),
        ("a", 27, 26, False),
        ("a", 27, 27, True),
        ("a", 27, 51, True),
    ],
)
def test_the_gate_is_due_but_from_a_pass_to_its_next_day(
    variant: str, next_day: int | None, today: int, due: bool
) -> None:
    assert care.gate_due(variant, next_day, today) is due


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
