"""The ledger of predictions: what is counted, from when on, and that nothing is counted twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.model.kinds.experiment import SEALED, begun, closed, sealed
from repairjournal.model.ledger import BEGINS_AT, Came, Prediction, ledger

PREDICTED = {"prediction": "a sigh", "belief_before": 60, "sure": 80}

predictions = st.builds(
    Prediction,
    situation=st.sampled_from(("a walk", "a message", "a question")),
    sure=st.none() | st.integers(0, 100),
    came_true=st.sampled_from(("yes", "partly", "no")),
)


@given(st.lists(predictions, max_size=30))
def test_every_prediction_is_counted_once_in_all_and_once_in_its_situation(found: list[Prediction]) -> None:
    rows = ledger(found)
    if len(found) < BEGINS_AT:
        assert rows == ()
        return
    whole, *situations = rows
    assert whole.n == sum(row.n for row in situations) == len(found)
    for side in ("sure", "less_sure", "unrated"):
        for came in ("yes", "partly", "no"):
            total = sum(getattr(getattr(row, side), came) for row in situations)
            assert getattr(getattr(whole, side), came) == total
    assert {row.situation for row in situations} == {x.situation for x in found}
    assert [row.n for row in situations] == sorted((row.n for row in situations), reverse=True)


@pytest.mark.parametrize(
    ("sure", "side"), [(100, "sure"), (70, "sure"), (69, "less_sure"), (0, "less_sure"), (None, "unrated")]
)
def test_seventy_is_sure_and_a_missing_number_stands_apart(sure: int | None, side: str) -> None:
    whole = ledger([Prediction("a walk", sure, "partly")] * BEGINS_AT)[0]
    assert {name for name in ("sure", "less_sure", "unrated") if getattr(whole, name).n} == {side}
    assert getattr(whole, side) == Came(yes=0, partly=BEGINS_AT, no=0)


@pytest.mark.parametrize(
    ("answers", "counted"),
    [
        (PREDICTED | {"came_true": "no"}, True),
        (PREDICTED | {"did": "yes", "outcome": "a word"}, False),
        ({"belief": "the rule", "came_true": "yes"}, False),
        (PREDICTED | {"did": "chose not"}, False),
        (PREDICTED, False),
    ],
)
def test_a_prediction_is_counted_once_it_is_said_whether_it_came_true(answers: dict[str, Any], counted: bool) -> None:
    assert (Prediction.of(answers, "a walk") is not None) is counted


@pytest.mark.parametrize(
    ("told", "is_begun", "is_closed"),
    [
        ({}, False, False),
        ({"did": "not yet"}, False, False),
        ({"did": "part"}, True, False),
        ({"did": "yes"}, True, False),
        ({"did": "chose not"}, True, True),
        ({"outcome": "a word"}, True, True),
        ({"outcome": ""}, False, False),
        ({"came_true": "no"}, True, True),
        ({"belief_after": 0}, True, False),
        ({"learning": "it passes"}, True, False),
    ],
)
def test_an_outcome_that_is_begun_seals_and_one_that_is_told_closes(
    told: dict[str, Any], is_begun: bool, is_closed: bool
) -> None:
    answers = PREDICTED | told
    assert (begun(answers), closed(answers)) == (is_begun, is_closed)
    assert sealed(answers) == (SEALED if is_begun else ())
