"""A row of numbers: how it is read, kept, turned round, and what on it is asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.errors import UsageError
from repairjournal.model import sheet
from repairjournal.model.instrument import Instrument, Item, Scale, Subscale


def form(most: int = 6, low: int = 1, high: int = 7, **more: object) -> Instrument:
    made = Instrument(
        id="ecr-s",
        title="A form",
        items=tuple(Item(n) for n in range(1, most + 1)),
        scale=Scale(low, high, ("no", "yes"), "high"),
        subscales=(Subscale("all", tuple(range(1, most + 1)), tuple(range(1, most // 2 + 1))),),
        scoring="mean",
        validated=True,
        citation="a paper",
        rights="the publisher's",
        verified_by="a page",
    )
    return replace(made, **more)  # type: ignore[arg-type]


NAMED = form(3, items=(Item(2, name="near"), Item(1, name="far"), Item(3, name="away")))


@pytest.mark.parametrize(
    "text",
    ["3 1 - 7 2 5", "3,1,-,7,2,5", "31-725", "３　１，－，７、２；５", "3\n1\n-\n7\n2\n5\n", " 3; 1; -; 7; 2; 5 "],
)
def test_a_row_is_read_however_it_is_separated(text: str) -> None:
    assert sheet.parse_row(form(), text) == (3, 1, None, 7, 2, 5)


@pytest.mark.parametrize("text", ["near=2 far=5 away=-", "far: 5, near: 2", "FAR=5\nnear=2\n"])
def test_a_form_with_names_takes_them_in_any_order(text: str) -> None:
    assert sheet.parse_row(NAMED, text) == (5, 2, None)


@pytest.mark.parametrize(
    ("key", "text", "line"),
    [
        (form(), "", "ecr-s has 6 answers, 0 were given; give all in order, - for one left open"),
        (form(), "1 2 3 4 5", "ecr-s has 6 answers, 5 were given; give all in order, - for one left open"),
        (form(), "1234567", "ecr-s has 6 answers, 7 were given; give all in order, - for one left open"),
        (form(), "1 2 3 8 5 6", "answer 4 does not fit; give a whole number from 1 to 7"),
        (form(), "1 2 3 0 5 6", "answer 4 does not fit; give a whole number from 1 to 7"),
        (form(), "1 2 x 4 5 6", "answer 3 does not fit; give a whole number from 1 to 7"),
        (form(), "1 2 3.5 4 5 6", "answer 3 does not fit; give a whole number from 1 to 7"),
        (form(), "1 2 3 4 5 66666666666", "answer 6 does not fit; give a whole number from 1 to 7"),
        (form(), "1 2 ² 4 5 6", "answer 3 does not fit; give a whole number from 1 to 7"),
        (form(6, 0, 20), "1 2 21 4 5 6", "answer 3 does not fit; give a whole number from 0 to 20"),
        (
            NAMED,
            "5 2 1",
            "ecr-s is answered by name, since copies differ in their order; write each once, as in far=1 near=1 away=1",
        ),
        (
            NAMED,
            "far=5 far=2",
            "ecr-s is answered by name, since copies differ in their order; write each once, as in far=1 near=1 away=1",
        ),
        (NAMED, "far=9", "answer 1 does not fit; give a whole number from 1 to 7"),
    ],
)
def test_a_row_that_does_not_fit_is_told_by_its_place_and_never_by_its_text(
    key: Instrument, text: str, line: str
) -> None:
    with pytest.raises(UsageError) as error:
        sheet.parse_row(key, text)
    assert error.value.line() == line


def test_a_scale_beyond_nine_or_below_nought_wants_its_numbers_apart() -> None:
    assert sheet.parse_row(form(3, 0, 10), "10 0 7") == (10, 0, 7)
    assert sheet.parse_row(form(3, -3, 3), "-3 - 2") == (-3, None, 2)
    assert [sheet.one_key(form(3, *ends).scale) for ends in ((0, 9), (0, 10), (-3, 3))] == [True, False, False]


rows = st.lists(st.none() | st.integers(1, 7), min_size=6, max_size=6)


@given(rows)
def test_what_is_kept_can_be_typed_again(row: list[int | None]) -> None:
    assert list(sheet.parse_row(form(), sheet.row_text(form(), row))) == row
    assert list(sheet.parse_row(NAMED, sheet.row_text(NAMED, row[:3]))) == row[:3]


@given(rows, st.integers(0, 6))
def test_a_row_broken_off_goes_on_where_it_stopped(row: list[int | None], at: int) -> None:
    assert sheet.begun_row(form(), sheet.row_text(form(), row[:at])) == row[:at]
    assert sheet.begun_row(NAMED, sheet.row_text(NAMED, row[: min(at, 3)])) == row[: min(at, 3)]


def test_a_draft_that_cannot_be_read_any_more_goes_on_before_the_fault() -> None:
    assert sheet.begun_row(form(), "1 2 nine 4") == [1, 2]
    assert sheet.begun_row(form(3), "1 2 3 4 5") == [1, 2, 3]


@given(rows)
def test_turning_a_copy_round_twice_changes_nothing(row: list[int | None]) -> None:
    turned = sheet.turned(form().scale, row)
    assert list(sheet.turned(form().scale, turned)) == row
    assert [a is None for a in turned] == [a is None for a in row]


def test_answers_are_taken_one_by_one_or_several_up_to_the_end() -> None:
    assert sheet.parse_on(form(), 0, "3") == [3]
    assert sheet.parse_on(form(), 2, "3 - 4") == [3, None, 4]
    assert sheet.parse_on(form(), 2, "3-41") == [3, None, 4, 1]
    with pytest.raises(UsageError, match="7 answers were given"):
        sheet.parse_on(form(), 0, "1234567")
    with pytest.raises(UsageError, match="2 answers were given"):
        sheet.parse_on(NAMED, 0, "52")
    with pytest.raises(UsageError, match="answer 3 does not fit"):
        sheet.parse_on(form(), 2, "9")


LONG = form(36, subscales=(Subscale("all", tuple(range(1, 37)), tuple(range(1, 19))),))
RISING = [1 + n % 7 for n in range(36)]


@pytest.mark.parametrize(
    ("key", "row", "said"),
    [
        (form(), [6, 5, 6, 2, 3, 2], []),
        (form(), [4] * 6, ["Every answer is the same number."]),
        # Agreeing with a sentence and with its opposite: 6, and 2 after reversal.
        (form(), [6, 6, 7, 6, 5, 6], ["Sentences that say opposite things are answered alike (all)."]),
        # Three apart is half the scale and still passes; only more is asked about.
        (form(), [4, 4, 4, 7, 7, 7], []),
        (form(), [6, 5, None, 2, 3, 2], ["Left open: 3."]),
        (form(), [6, 5, None, 2, None, 2], ["Left open: 3, 5. Too few answers for a number: all."]),
        (LONG, RISING, []),
        (LONG, [*RISING[:13], *[4] * 10, *RISING[23:]], ["The same number from 14 to 23."]),
        (LONG, [*RISING[:14], *[4] * 9, *RISING[23:]], []),
        (LONG, [*RISING[:26], *[3] * 10], ["The same number from 27 to 36."]),
        # One left open breaks a row of alike answers.
        (LONG, [*RISING[:13], *[4] * 5, None, *[4] * 5, *RISING[24:]], ["Left open: 19."]),
        # Counts of one's own week may well be all nought.
        (replace(form(), validated=False), [1] * 6, []),
        (replace(form(), scoring="difference"), [6, 6, 7, 6, 5, 6], []),
    ],
)
def test_what_may_be_a_slip_is_seen(key: Instrument, row: list[int | None], said: list[str]) -> None:
    assert [notice.what for notice in sheet.noticed(key, row)] == said


def test_a_kept_sheet_holds_its_row_its_form_and_its_scores() -> None:
    kept = sheet.answers_of(form(), [1, 1, 1, 7, 7, 7])
    assert kept == {"items": "1 1 1 7 7 7", "form": "ecr-s", "scores": {"all": 7.0}}
    with pytest.raises(UsageError, match="too few answers"):
        sheet.answers_of(form(), [None, None, 1, 7, 7, 7])
