"""The own check: its sides, its sums, and what an open answer does to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.errors import UsageError
from repairjournal.model.own_check import COUNTS, HIGH, LOW, REACH, SIDES, STEADY, WITHDRAW, WORDS, score

SPREAD = {REACH: 4, WITHDRAW: 4, STEADY: 2}
COUNTED = st.lists(st.none() | st.integers(LOW, HIGH), min_size=len(COUNTS), max_size=len(COUNTS))


def test_four_counts_reach_four_withdraw_and_two_are_steady() -> None:
    assert {side: sum(count.side == side for count in COUNTS) for side in SIDES} == SPREAD


def test_every_number_has_a_word() -> None:
    assert len(WORDS) == HIGH - LOW + 1


@pytest.mark.parametrize(
    ("answers", "sums"),
    [
        ([0] * 10, {REACH: 0, WITHDRAW: 0, STEADY: 0}),
        ([4] * 10, {REACH: 16, WITHDRAW: 16, STEADY: 8}),
        ([1, 2, 3, 4, 0, 0, 0, 1, 2, 0], {REACH: 10, WITHDRAW: 1, STEADY: 2}),
        ([None, 2, 3, 4, 0, 0, 0, 1, 2, 0], {REACH: None, WITHDRAW: 1, STEADY: 2}),
        ([1, 2, 3, 4, 0, 0, 0, 1, None, 0], {REACH: 10, WITHDRAW: 1, STEADY: None}),
        ([None] * 10, {REACH: None, WITHDRAW: None, STEADY: None}),
    ],
)
def test_each_side_is_summed_and_an_open_answer_leaves_its_side_without_a_sum(
    answers: list[int | None], sums: dict[str, int | None]
) -> None:
    assert score(answers) == sums


@given(COUNTED)
def test_an_answer_touches_no_side_but_its_own(answers: list[int | None]) -> None:
    before = score(answers)
    for place, count in enumerate(COUNTS):
        after = score([*answers[:place], None, *answers[place + 1 :]])
        assert {s: v for s, v in after.items() if s != count.side} == {
            s: v for s, v in before.items() if s != count.side
        }


@given(COUNTED)
def test_a_sum_lies_between_nothing_and_four_times_the_counts_of_its_side(answers: list[int | None]) -> None:
    assert all(value is None or 0 <= value <= HIGH * SPREAD[side] for side, value in score(answers).items())


@pytest.mark.parametrize("answers", [[], [0] * 9, [0] * 11, [0] * 9 + [5], [-1] + [0] * 9])
def test_a_wrong_number_of_counts_or_a_count_out_of_range_is_refused(answers: list[int | None]) -> None:
    with pytest.raises(UsageError):
        score(answers)
