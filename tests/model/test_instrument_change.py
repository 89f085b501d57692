"""What may be said of two sheets: three outcomes, only from checked figures, and only where they may be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.model import change
from repairjournal.model.change import HIGHER, LOWER, WITHIN, Position
from repairjournal.model.entry import Entry
from repairjournal.model.instrument import Instrument, Item, Norms, Retest, Scale, Subscale

NORMS, RETEST = Norms(3.5, 1.0, "a paper", "V3"), Retest(0.9, "a paper", "V1")
BAND = 1.96 * 2**0.5 * 0.1**0.5  # 0.877 for an SD of 1 and r of .9


def form(norms: Norms | None = NORMS, retest: Retest | None = RETEST, **more: object) -> Instrument:
    subscales = (Subscale("anxiety", (1, 2), (), norms, retest), Subscale("avoidance", (3, 4), (), norms, retest))
    made = Instrument(
        id="ecr-s",
        title="A form",
        items=tuple(Item(n) for n in range(1, 5)),
        scale=Scale(1, 7, ("no", "yes"), "high"),
        subscales=subscales,
        scoring="mean",
        validated=True,
        citation="a paper",
        rights="the publisher's",
        verified_by="a page",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def sheet(n: int, anxiety: float = 4.0, phase: str = "first", run: str = "r", **answers: Any) -> Entry:
    """The sheet of day n."""
    at = datetime(2026, 11, 9, 20, tzinfo=UTC) + timedelta(days=n)
    scores = {"anxiety": anxiety, "avoidance": 3.0}
    kept = {"form": "ecr-s", "scores": scores, "about": "partner", "person": 1, **answers}
    return Entry(f"e{n}", "assessment", "sheet", at.date(), at, 0, at, at.date(), kept, run, day=n, phase=phase)


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (4.0, 4.0, WITHIN),
        (4.0, 4.8, WITHIN),
        (4.0, 3.2, WITHIN),
        (4.0, 4.9, HIGHER),
        (4.0, 3.1, LOWER),
        (4.0, 4.0 + BAND - 1e-6, WITHIN),
    ],
)
def test_a_difference_has_one_of_three_outcomes(before: float, after: float, outcome: str) -> None:
    [one] = change.changes(form(), {"anxiety": before}, {"anxiety": after})
    assert one.outcome == outcome
    assert one.published == pytest.approx(BAND)
    assert one.difference == pytest.approx(after - before)


@pytest.mark.parametrize(
    ("norms", "retest"),
    [
        (None, RETEST),
        (NORMS, None),
        (replace(NORMS, mark="U"), RETEST),
        (NORMS, replace(RETEST, mark="U")),
    ],
)
def test_without_checked_figures_nothing_is_claimed(norms: Norms | None, retest: Retest | None) -> None:
    key = form(norms, retest)
    [one] = change.changes(key, {"anxiety": 1.0}, {"anxiety": 7.0}, {"anxiety": 0.1})
    assert (one.outcome, one.published) == (None, None)
    assert [position.band for position in change.positions(key, {"anxiety": 4.0})] == [None]
    assert change.tendency(key, {"anxiety": 7.0, "avoidance": 1.0}) is None


def test_a_form_that_was_never_tested_makes_no_claim_whatever_its_file_says() -> None:
    [one] = change.changes(form(validated=False), {"anxiety": 1.0}, {"anxiety": 7.0})
    assert one.outcome is None


@pytest.mark.parametrize(("own", "outcome"), [(0.5, HIGHER), (1.5, WITHIN), (1.0, WITHIN)])
def test_the_own_noise_widens_the_band_and_never_narrows_it(own: float, outcome: str) -> None:
    [one] = change.changes(form(), {"anxiety": 4.0}, {"anxiety": 5.0}, {"anxiety": own})
    assert (one.outcome, one.own) == (outcome, own)


def test_a_subscale_without_a_score_on_one_sheet_is_left_out() -> None:
    found = change.changes(form(), {"anxiety": 4.0}, {"anxiety": 5.0, "avoidance": 2.0})
    assert [one.subscale for one in found] == ["anxiety"]


scores = st.floats(1, 7)


@given(scores, scores)
def test_turning_two_sheets_round_turns_the_outcome_round(one: float, two: float) -> None:
    [there] = change.changes(form(), {"anxiety": one}, {"anxiety": two})
    [back] = change.changes(form(), {"anxiety": two}, {"anxiety": one})
    assert {LOWER: HIGHER, HIGHER: LOWER, WITHIN: WITHIN}[str(there.outcome)] == back.outcome


@given(scores)
def test_a_band_lies_round_its_score_and_on_the_scale(score: float) -> None:
    [position] = change.positions(form(), {"anxiety": score})
    assert position.band
    low, high = position.band
    assert 1 <= low <= score <= high <= 7
    assert high - low <= 2 * BAND + 1e-9


@given(st.floats(0.1, 3), st.floats(0.01, 0.98))
def test_a_steadier_measure_has_a_narrower_band(sd: float, r: float) -> None:
    assert change.smallest_change(sd, r + 0.01) < change.smallest_change(sd, r)
    assert change.measurement_error(sd, r) < sd


def test_a_position_knows_both_ends_of_its_line() -> None:
    key = form(None, None)
    assert change.positions(key, {"avoidance": 2.5}) == [Position("avoidance", 1, 7, 2.5, None)]
    assert change.positions(replace(key, scoring="sum"), {"anxiety": 9}) == [Position("anxiety", 2, 14, 9, None)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({}, {"form": "ecr-r.blocked"}),
        ({}, {"about": "dating"}),
        ({}, {"person": 2}),
        ({"form": "scores-only", "sheet": "nine", "site": "a"}, {"form": "scores-only", "sheet": "nine", "site": "b"}),
    ],
)
def test_other_forms_targets_persons_and_sites_are_never_in_one_row(one: dict[str, Any], two: dict[str, Any]) -> None:
    sheets = [sheet(1, **one), sheet(2, **two), sheet(3, **one)]
    assert [[each.id for each in row] for row in change.series(sheets)] == [["e1", "e3"], ["e2"]]


def test_two_runs_are_never_in_one_row() -> None:
    assert len(change.series([sheet(1), sheet(2, run="other")])) == 2


def test_the_own_noise_is_the_difference_of_two_days_of_the_first_part() -> None:
    found = change.own_noise([sheet(1, 4.0), sheet(3, 3.4), sheet(46, 2.0, "last")], "first")
    assert found
    first, second, apart = found
    assert (first.id, second.id) == ("e1", "e3")
    assert apart == pytest.approx({"anxiety": 0.6, "avoidance": 0.0})


@pytest.mark.parametrize(
    "row",
    [
        [sheet(1)],
        [sheet(1), sheet(46, phase="last")],
        [sheet(1), replace(sheet(2), date=date(2026, 11, 10))],  # twice on one day
    ],
)
def test_one_day_of_the_first_part_is_no_noise(row: list[Entry]) -> None:
    assert change.own_noise(row, "first") is None


@pytest.mark.parametrize("scores", [None, "4.0", {"anxiety": "4"}, {"anxiety": True}, {"anxiety": None}, [4.0]])
def test_scores_that_are_no_numbers_are_none(scores: object) -> None:
    assert change.scores_of(sheet(1, scores=scores)) == {}


@pytest.mark.parametrize(
    ("anxiety", "avoidance", "said"),
    [
        (5.0, 3.0, "anxiety"),
        (3.0, 5.0, "avoidance"),
        (4.0, 3.5, None),
        (3.0, 3.0 + BAND - 1e-6, None),
        (1.0, 2.5, "avoidance"),
    ],
)
def test_a_tendency_is_a_difference_beyond_noise_and_knows_no_cut_off(
    anxiety: float, avoidance: float, said: str | None
) -> None:
    assert change.tendency(form(), {"anxiety": anxiety, "avoidance": avoidance}) == said


def test_one_dimension_alone_has_no_tendency() -> None:
    assert change.tendency(form(), {"anxiety": 7.0}) is None
