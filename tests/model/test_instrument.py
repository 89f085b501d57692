"""Keys and scores: sheets reckoned by hand, answers left open, and what makes a key one that can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.errors import UsageError
from repairjournal.model.instrument import (
    Instrument,
    Item,
    Norms,
    Scale,
    Subscale,
    check_key,
    check_texts,
    score,
)


def form(most: int, scale: tuple[int, int], scoring: str, *subscales: Subscale, **more: object) -> Instrument:
    """A validated form of `most` items; its names and sources are of no account here."""
    low, high = scale
    made = Instrument(
        id="rsq",
        title="A form",
        items=tuple(Item(number) for number in range(1, most + 1)),
        scale=Scale(low, high, ("not like me", "like me"), "high"),
        subscales=subscales,
        scoring=scoring,
        validated=True,
        citation="a paper",
        rights="the publisher's",
        verified_by="a page",
        recognise="the order of the paper",
        found_at="the paper",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


# Keys as published: Fraley, Waller & Brennan 2000; Fraley et al. 2011; Griffin & Bartholomew 1994.
ECR_R = form(
    36,
    (1, 7),
    "mean",
    Subscale("anxiety", span(1, 18), (9, 11)),
    Subscale("avoidance", span(19, 36), (20, 22, *span(26, 31), *span(33, 36))),
)
ECR_RS = form(9, (1, 7), "mean", Subscale("avoidance", span(1, 6), (1, 2, 3, 4)), Subscale("anxiety", (7, 8, 9)))
RSQ = form(
    30,
    (1, 5),
    "mean",
    Subscale("secure", (3, 9, 10, 15, 28), (9, 28)),
    Subscale("fearful", (1, 5, 12, 24)),
    Subscale("preoccupied", (6, 8, 16, 25), (6,)),
    Subscale("dismissing", (2, 6, 19, 22, 26)),
    shares=(6,),
    leaves_out=(4, 7, 11, 13, 14, 17, 18, 20, 21, 23, 27, 29, 30),
)
SUMS = form(7, (0, 4), "sum", Subscale("five", span(1, 5), (5,)), Subscale("two", (6, 7)))


def sheet(answers: Iterable[int | None]) -> dict[int, int | None]:
    """Answers in the order of the items, as {number: answer}."""
    return dict(enumerate(answers, 1))


@pytest.mark.parametrize(
    ("key", "answers", "scores"),
    [
        # (16 x 1 + 2 x 7) / 18 and (6 x 1 + 12 x 7) / 18; the middle stays where it is, whatever is reversed.
        (ECR_R, [1] * 36, {"anxiety": 30 / 18, "avoidance": 5.0}),
        (ECR_R, [4] * 36, {"anxiety": 4.0, "avoidance": 4.0}),
        (ECR_R, [7] * 36, {"anxiety": 114 / 18, "avoidance": 3.0}),
        # 1 2 3 4 as reversed, then 3 and 2: 15 / 6. 1 + 2 + 4 over 3.
        (ECR_RS, [7, 6, 5, 4, 3, 2, 1, 2, 4], {"avoidance": 2.5, "anxiety": 7 / 3}),
        # Item 6 is 2: counted as 4 for preoccupied, as 2 for dismissing.
        (
            RSQ,
            [1 + number % 5 for number in range(1, 31)],
            {"secure": 1.8, "fearful": 2.75, "preoccupied": 2.75, "dismissing": 3.0},
        ),
        (SUMS, [0] * 7, {"five": 4, "two": 0}),
        (SUMS, [2] * 7, {"five": 10, "two": 4}),
        (SUMS, [4] * 7, {"five": 16, "two": 8}),
        (SUMS, [1, 2, 3, 4, 1, 0, 3], {"five": 13, "two": 3}),
    ],
)
def test_a_sheet_comes_to_what_the_hand_reckons(key: Instrument, answers: list[int], scores: dict[str, float]) -> None:
    assert score(key, sheet(answers)) == scores


def test_a_full_sum_is_a_whole_number() -> None:
    assert [type(value) for value in score(SUMS, sheet([1] * 7)).values()] == [int, int]


@pytest.mark.parametrize(
    ("key", "answers", "scores"),
    [
        # 15 of 18 are more than four fifths, 14 are fewer.
        (ECR_R, [None] * 3 + [4] * 33, {"anxiety": 4.0, "avoidance": 4.0}),
        (ECR_R, [None] * 4 + [4] * 32, {"anxiety": None, "avoidance": 4.0}),
        # Of three answers all are needed, of six five.
        (ECR_RS, [None, 6, 5, 4, 3, 2, None, 2, 4], {"avoidance": 14 / 5, "anxiety": None}),
        # 1 + 2 + 3 + 4 over four, times five; of two all are needed.
        (SUMS, [1, 2, 3, 4, None, None, 3], {"five": 12.5, "two": None}),
        (SUMS, [1, 2, 3, None, None, 0, 3], {"five": None, "two": 3}),
        (SUMS, [None] * 7, {"five": None, "two": None}),
        (replace(SUMS, needs_percent=60), [1, 2, 3, None, None, 0, None], {"five": 10.0, "two": None}),
        (replace(SUMS, needs_percent=100), [1, 2, 3, 4, None, 0, 3], {"five": None, "two": 3}),
    ],
)
def test_too_few_answers_leave_a_subscale_without_a_score(
    key: Instrument, answers: list[int | None], scores: dict[str, float | None]
) -> None:
    assert score(key, sheet(answers)) == scores


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        ({8: 1}, "rsq has no item 8; give its items 1 to 7"),
        ({0: 1}, "rsq has no item 0; give its items 1 to 7"),
        ({3: 5}, "answer 3 does not fit; give a whole number from 0 to 4"),
        ({3: -1}, "answer 3 does not fit; give a whole number from 0 to 4"),
    ],
)
def test_an_answer_that_the_form_cannot_have_is_refused(answers: dict[int, int | None], line: str) -> None:
    with pytest.raises(UsageError) as error:
        score(SUMS, answers)
    assert error.value.line() == line


@st.composite
def keys(draw: st.DrawFn) -> Instrument:
    """A key that partitions its form: two or three subscales, some of their items reversed."""
    low = draw(st.integers(-2, 1))
    numbers = draw(st.permutations(range(1, draw(st.integers(3, 14)) + 1)))
    cuts = sorted(draw(st.sets(st.integers(1, len(numbers) - 1), min_size=1, max_size=2)))
    subscales = []
    for first, last in zip([0, *cuts], [*cuts, len(numbers)], strict=True):
        items = tuple(numbers[first:last])
        subscales.append(Subscale(f"s{first}", items, tuple(draw(st.sets(st.sampled_from(items))))))
    scale = (low, low + draw(st.integers(1, 9)))
    return form(len(numbers), scale, draw(st.sampled_from(["sum", "mean"])), *subscales)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Instrument, dict[int, int | None]]:
    key = draw(keys())
    answer = st.none() | st.integers(key.scale.low, key.scale.high)
    return key, {item.number: draw(answer) for item in key.items}


@given(keys(), st.data())
def test_reversing_twice_changes_nothing_and_stays_on_the_scale(key: Instrument, data: st.DataObject) -> None:
    answer = data.draw(st.integers(key.scale.low, key.scale.high))
    turned = key.scale.reverse(answer)
    assert key.scale.low <= turned <= key.scale.high
    assert key.scale.reverse(turned) == answer


@given(sheets())
def test_a_sheet_answered_from_the_other_end_scores_as_a_key_turned_round(
    made: tuple[Instrument, dict[int, int | None]],
) -> None:
    key, answers = made
    turned = {number: None if a is None else key.scale.reverse(a) for number, a in answers.items()}
    mirrored = tuple(replace(s, reversed=tuple(set(s.items) - set(s.reversed))) for s in key.subscales)
    assert score(key, turned) == score(replace(key, subscales=mirrored), answers)


@given(sheets(), st.data())
def test_the_order_in_which_a_file_declares_its_key_does_not_matter(
    made: tuple[Instrument, dict[int, int | None]], data: st.DataObject
) -> None:
    key, answers = made

    def mixed(values: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(data.draw(st.permutations(list(values))))

    other = replace(
        key,
        items=mixed(key.items),
        subscales=mixed(replace(s, items=mixed(s.items), reversed=mixed(s.reversed)) for s in key.subscales),
    )
    assert score(other, dict(mixed(answers.items()))) == score(key, answers)


@given(sheets())
def test_a_score_never_leaves_its_scale(made: tuple[Instrument, dict[int, int | None]]) -> None:
    key, answers = made
    scores = score(key, answers)
    for subscale in key.subscales:
        times = len(subscale.items) if key.scoring == "sum" else 1
        value = scores[subscale.id]
        assert value is None or times * key.scale.low <= value <= times * key.scale.high


@given(sheets(), st.integers(1, 100))
def test_any_pattern_of_open_answers_follows_the_rule_of_its_form(
    made: tuple[Instrument, dict[int, int | None]], percent: int
) -> None:
    key, answers = replace(made[0], needs_percent=percent), made[1]
    scores = score(key, answers)
    for subscale in key.subscales:
        given = [n for n in subscale.items if answers[n] is not None]
        enough = len(given) / len(subscale.items) >= percent / 100
        assert (scores[subscale.id] is not None) == (enough and bool(given))
        if scores[subscale.id] is not None:
            # The open ones count as the mean of the others.
            part = replace(subscale, items=tuple(given), reversed=tuple(set(subscale.reversed) & set(given)))
            alone = score(replace(key, subscales=(part,), needs_percent=100), answers)[subscale.id]
            times = len(subscale.items) / len(given) if key.scoring == "sum" else 1
            assert scores[subscale.id] == pytest.approx((alone or 0) * times)


@given(keys(), st.data())
def test_a_difference_is_the_others_less_the_reversed_and_stays_in_its_span(
    key: Instrument, data: st.DataObject
) -> None:
    key = replace(key, scoring="difference", needs_percent=100)
    answers: dict[int, int | None] = {
        item.number: data.draw(st.integers(key.scale.low, key.scale.high)) for item in key.items
    }
    scores = score(key, answers)
    for subscale in key.subscales:
        signs = {n: -1 if n in subscale.reversed else 1 for n in subscale.items}
        assert scores[subscale.id] == sum(sign * (answers[n] or 0) for n, sign in signs.items())
        low, high = key.span(subscale)
        assert low <= (scores[subscale.id] or 0) <= high
    first = next(iter(answers))
    counted = [s.id for s in key.subscales if first in s.items]
    assert [score(key, {**answers, first: None})[id] for id in counted] == [None] * len(counted)


@given(sheets(), st.data())
def test_an_answer_touches_no_subscale_but_its_own(
    made: tuple[Instrument, dict[int, int | None]], data: st.DataObject
) -> None:
    key, answers = made
    number = data.draw(st.sampled_from(sorted(answers)))
    before, after = score(key, answers), score(key, {**answers, number: None})
    elsewhere = [s.id for s in key.subscales if number not in s.items]
    assert [after[id] for id in elsewhere] == [before[id] for id in elsewhere]


@given(keys(), st.data())
def test_a_key_that_partitions_its_form_is_sound_until_one_item_is_dropped(
    key: Instrument, data: st.DataObject
) -> None:
    assert list(check_key(key)) == []
    dropped = data.draw(st.sampled_from([n for s in key.subscales for n in s.items]))
    without = tuple(
        replace(s, items=tuple(set(s.items) - {dropped}), reversed=tuple(set(s.reversed) - {dropped}))
        for s in key.subscales
    )
    found = list(check_key(replace(key, subscales=without)))
    assert [(f.path, f.code, f.what) for f in found] == [
        (("subscales",), "P13", f"these items count in no subscale: {dropped}")
    ]
    assert list(check_key(replace(key, subscales=without, leaves_out=(dropped,)))) == []


@given(keys(), st.data())
def test_an_item_that_counts_twice_is_sound_only_when_declared(key: Instrument, data: st.DataObject) -> None:
    first, second, *rest = key.subscales
    twice = data.draw(st.sampled_from(first.items))
    doubled = replace(key, subscales=(first, replace(second, items=(*second.items, twice)), *rest))
    found = list(check_key(doubled))
    assert [(f.path, f.code) for f in found] == [(("subscales", second.id, "items", len(second.items)), "P13")]
    assert list(check_key(replace(doubled, shares=(twice,)))) == []


@pytest.mark.parametrize("key", [ECR_R, ECR_RS, RSQ, SUMS])
def test_the_keys_above_are_sound(key: Instrument) -> None:
    assert [*check_texts(key), *check_key(key)] == []


@pytest.mark.parametrize(
    ("scoring", "mean", "fits"),
    [("mean", 3.56, True), ("mean", 22.4, False), ("sum", 22.4, True), ("sum", 3.56, False)],
)
def test_a_mean_outside_what_a_subscale_can_come_to_is_told(scoring: str, mean: float, fits: bool) -> None:
    subscale = Subscale("all", span(1, 6), norms=Norms(mean, 1.0, "a paper", "V3"))
    found = [f.path for f in check_key(form(6, (1, 7), scoring, subscale))]
    assert found == ([] if fits else [("subscales", "all", "norms", "mean")])


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("never", "often"), {0: "never", 2: "often"}),
        (("never", "once", "often"), {0: "never", 1: "once", 2: "often"}),
    ],
)
def test_words_name_every_number_or_the_two_ends(words: tuple[str, ...], named: dict[int, str]) -> None:
    assert Scale(0, 2, words, "high").named() == named
