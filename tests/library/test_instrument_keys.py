"""The keys that ship: sheets reckoned by hand, flat sheets, people with known true scores, and figures of change."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest

from repairjournal.library import instruments
from repairjournal.model.change import noise, smallest_change
from repairjournal.model.instrument import INSTRUMENTS, Instrument, Subscale, score
from repairjournal.model.sheet import noticed

NINE = [f"ecr-rs.{target}" for target in ("partner", "friend", "mother", "father", "general")]
PUBLISHED = [*NINE, "ecr-r.blocked", "ecr.oddeven", "ecr-s", "raas", "rsq", "rq"]
WITH_MEANS = [form for form in PUBLISHED if form != "rq"]
DRAWS = 500


def shipped(id: str) -> Instrument:
    form = instruments.shipped(id)
    assert form
    return form


def numbered(row: Iterable[int]) -> dict[int, int | None]:
    return dict(enumerate(row, 1))


def rising(most: int, high: int) -> list[int]:
    """1 2 3 ... high 1 2 3 ..."""
    return [1 + n % high for n in range(most)]


def test_every_published_form_ships_with_a_key_that_was_read_or_agreed_on_twice() -> None:
    found = {form for form in INSTRUMENTS if (known := instruments.shipped(form)) and known.validated}
    assert found == set(PUBLISHED)
    assert {shipped(form).verified_by[:3] for form in PUBLISHED} == {"V1.", "V2."}


def test_no_published_form_carries_a_sentence() -> None:
    assert [form for form in PUBLISHED if any(item.ask for item in shipped(form).items)] == []


@pytest.mark.parametrize(
    ("form", "row", "scores"),
    [
        # 66 of 18 answers; 9 is 2 and counts 6, 11 is 4. 75 of 18; the twelve reversed ones take 4 away.
        ("ecr-r.blocked", rising(36, 7), {"anxiety": 70 / 18, "avoidance": 71 / 18}),
        # Even: 69, and 22 is 1 and counts 7. Odd: 72, and the nine reversed ones add 2.
        ("ecr.oddeven", rising(36, 7), {"anxiety": 75 / 18, "avoidance": 74 / 18}),
        # Even: 2 4 6 7 3 5. Odd: 7 3 3 7 6 4.
        ("ecr-s", rising(12, 7), {"anxiety": 27 / 6, "avoidance": 30 / 6}),
        # 1 2 3 4 as reversed, then 3 and 2. 1 2 4.
        *((form, [7, 6, 5, 4, 3, 2, 1, 2, 4], {"avoidance": 15 / 6, "anxiety": 7 / 3}) for form in NINE),
        # 1 1 3 2 3 4. 4 5 4 4 5 3. 3 4 4 5 1 5.
        ("raas", rising(18, 5), {"close": 14 / 6, "depend": 25 / 6, "anxiety": 22 / 6}),
        # Item 6 is 2: it counts 4 for preoccupied and 2 for dismissing.
        (
            "rsq",
            [1 + n % 5 for n in range(1, 31)],
            {"secure": 9 / 5, "fearful": 11 / 4, "preoccupied": 11 / 4, "dismissing": 15 / 5},
        ),
        # Secure 5, fearful 2, preoccupied 1, dismissing 4: (5 + 4) - (1 + 2) and (5 + 1) - (4 + 2).
        ("rq", [5, 2, 1, 4], {"model-of-self": 6, "model-of-other": 0}),
    ],
)
def test_a_sheet_comes_to_what_the_hand_reckons(form: str, row: list[int], scores: dict[str, float]) -> None:
    assert score(shipped(form), numbered(row)) == pytest.approx(scores)


# form: {subscale: (items, how many of them are reversed)}, counted in the sources and not in the files.
COUNTS = {
    "ecr-r.blocked": {"anxiety": (18, 2), "avoidance": (18, 12)},
    "ecr.oddeven": {"anxiety": (18, 1), "avoidance": (18, 9)},
    "ecr-s": {"anxiety": (6, 1), "avoidance": (6, 3)},
    "raas": {"close": (6, 3), "depend": (6, 4), "anxiety": (6, 0)},
    "rsq": {"secure": (5, 2), "fearful": (4, 0), "preoccupied": (4, 1), "dismissing": (5, 0)},
    **{form: {"anxiety": (3, 0), "avoidance": (6, 4)} for form in NINE},
}


@pytest.mark.parametrize("form", WITH_MEANS)
def test_a_flat_sheet_shows_how_many_items_are_reversed_and_the_middle_stays_the_middle(form: str) -> None:
    key = shipped(form)
    low, high = key.scale.low, key.scale.high
    for answer in (low, (low + high) // 2, high):
        expected = {
            name: (answer * (items - turned) + (low + high - answer) * turned) / items
            for name, (items, turned) in COUNTS[form].items()
        }
        assert score(key, numbered([answer] * len(key.items))) == pytest.approx(expected)


@pytest.mark.parametrize("answer", [1, 4, 7])
def test_four_paragraphs_rated_alike_come_to_nothing(answer: int) -> None:
    assert score(shipped("rq"), numbered([answer] * 4)) == {"model-of-self": 0, "model-of-other": 0}


# -- people with known true scores ------------------------------------------------------------------------------------


def answered(key: Instrument, true: dict[str, float], rng: random.Random) -> dict[int, int | None]:
    """A sheet of somebody with these true scores: each answer lies about them, and reversed items the other way."""
    low, high = key.scale.low, key.scale.high
    row: dict[int, int | None] = {item.number: rng.randint(low, high) for item in key.items}
    for subscale in key.subscales:
        for number in subscale.items:
            meant = true[subscale.id] + rng.gauss(0, 0.8 * (high - low) / 6)
            meant = low + high - meant if number in subscale.reversed else meant
            row[number] = min(high, max(low, round(meant)))
    return row


def recovered(key: Instrument, by: Instrument, true: dict[str, float], seed: int = 7) -> dict[str, float]:
    """{subscale: mean score over many sheets}: answered under `key`, scored by another or the same."""
    rng = random.Random(seed)
    sums = dict.fromkeys(true, 0.0)
    for _ in range(DRAWS):
        scores = score(by, answered(key, true, rng))
        for name in sums:
            sums[name] += scores[name] or 0.0
    return {name: total / DRAWS for name, total in sums.items()}


TWO = [
    {"anxiety": 5.5, "avoidance": 2.0},
    {"anxiety": 2.0, "avoidance": 5.5},
    {"anxiety": 2.0, "avoidance": 2.0},
    {"anxiety": 5.5, "avoidance": 5.5},
]
TRUE = {
    **{form: TWO for form in WITH_MEANS if form.startswith("ecr")},
    "raas": [{"close": 4.0, "depend": 2.2, "anxiety": 3.1}, {"close": 2.0, "depend": 4.0, "anxiety": 4.0}],
    # One answer serves two scales of the RSQ, so nobody is high on both.
    "rsq": [{"secure": 4.0, "fearful": 2.0, "preoccupied": 2.2, "dismissing": 3.8}],
}


@pytest.mark.parametrize("form", WITH_MEANS)
def test_true_scores_are_recovered_within_a_tenth_on_average(form: str) -> None:
    key = shipped(form)
    for true in TRUE[form]:
        assert recovered(key, key, true) == pytest.approx(true, abs=0.1)


def test_true_ratings_of_paragraphs_are_recovered_as_their_differences() -> None:
    key, rng = shipped("rq"), random.Random(7)
    true = {1: 5.5, 2: 2.0, 3: 2.5, 4: 4.0}
    sums = {"model-of-self": 0.0, "model-of-other": 0.0}
    for _ in range(DRAWS):
        row: dict[int, int | None] = {n: min(7, max(1, round(x + rng.gauss(0, 0.4)))) for n, x in true.items()}
        for name, value in score(key, row).items():
            sums[name] += value or 0.0
    assert {name: total / DRAWS for name, total in sums.items()} == pytest.approx(
        {"model-of-self": 5.0, "model-of-other": 2.0}, abs=0.1
    )


def with_key(form: Instrument, **key: tuple[Iterable[int], Iterable[int]]) -> Instrument:
    return replace(form, subscales=tuple(Subscale(id, tuple(i), tuple(r)) for id, (i, r) in key.items()))


OLD = {3, 15, 19, 22, 25, 27, 29, 31, 33, 35}  # what the older form of thirty-six reverses
FIRST, SECOND, ODD, EVEN = range(1, 19), range(19, 37), range(1, 37, 2), range(2, 37, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"anxiety": (FIRST, OLD & set(FIRST)), "avoidance": (SECOND, OLD & set(SECOND))},
        {"anxiety": (EVEN, OLD & set(EVEN)), "avoidance": (ODD, OLD & set(ODD))},
        {"anxiety": (FIRST, ()), "avoidance": (SECOND, ())},
    ],
    ids=["the older list", "the older form", "no reversal"],
)
def test_a_wrong_key_does_not_recover_them_and_draws_everybody_to_the_middle(
    wrong: dict[str, tuple[range, set[int]]],
) -> None:
    key = shipped("ecr-r.blocked")
    for true in TWO:
        found = recovered(key, with_key(key, **wrong), true)
        assert max(abs(found[name] - true[name]) for name in true) > 0.6
        assert abs(found["avoidance"] - 4) < abs(true["avoidance"] - 4)


@pytest.mark.parametrize("form", [form for form in WITH_MEANS if form not in ("raas", "rsq")])
def test_any_key_without_its_reversal_is_shown_not_to_recover_them(form: str) -> None:
    key = shipped(form)
    plain = replace(key, subscales=tuple(replace(s, reversed=()) for s in key.subscales))
    found = recovered(key, plain, TWO[2])
    assert abs(found["avoidance"] - 2.0) > 0.6


@pytest.mark.parametrize("form", WITH_MEANS)
def test_an_honest_sheet_is_hardly_ever_asked_about(form: str) -> None:
    key, rng = shipped(form), random.Random(3)
    asked = 0
    for n in range(DRAWS):
        row = answered(key, TRUE[form][n % len(TRUE[form])], rng)
        asked += any(notice.code == "against" for notice in noticed(key, [row[i] for i in sorted(row)]))
    assert asked <= DRAWS / 100


# -- figures of change ------------------------------------------------------------------------------------------------


def subscale(form: str, name: str) -> Subscale:
    return next(each for each in shipped(form).subscales if each.id == name)


@pytest.mark.parametrize(
    ("form", "name", "band", "used"),
    [
        ("ecr-r.blocked", "anxiety", 0.98, True),
        ("ecr-r.blocked", "avoidance", 1.04, True),
        ("ecr-s", "anxiety", 1.49, False),
        ("ecr-s", "avoidance", 1.22, False),
        ("raas", "close", 1.36, False),
        ("raas", "depend", 1.28, False),
        ("raas", "anxiety", 1.94, False),
    ],
)
def test_the_smallest_change_that_counts_to_two_decimals(form: str, name: str, band: float, used: bool) -> None:
    part = subscale(form, name)
    assert part.norms
    assert part.retest
    assert round(smallest_change(part.norms.sd, part.retest.r), 2) == band
    assert noise(shipped(form), part) == (pytest.approx(band, abs=0.005) if used else None)


@pytest.mark.parametrize(("name", "band"), [("anxiety", 0.88), ("avoidance", 0.93)])
def test_the_less_cautious_figure_of_the_long_sheet(name: str, band: float) -> None:
    norms = subscale("ecr-r.blocked", name).norms
    assert norms
    assert round(smallest_change(norms.sd, 0.92), 2) == band


@pytest.mark.parametrize(
    ("r", "band"),
    [(0.60, 1.75), (0.65, 1.64), (0.70, 1.52), (0.80, 1.24), (0.85, 1.07), (0.90, 0.88), (0.92, 0.78), (0.95, 0.62)],
)
def test_the_band_in_units_of_the_spread(r: float, band: float) -> None:
    assert round(smallest_change(1, r), 2) == band


def test_a_partner_sheet_knows_its_retest_and_no_spread_so_it_has_no_band() -> None:
    for name in ("anxiety", "avoidance"):
        part = subscale("ecr-rs.partner", name)
        assert part.retest
        assert round(smallest_change(1, part.retest.r), 2) == 1.64
        assert part.norms is None
        assert noise(shipped("ecr-rs.partner"), part) is None


def test_only_the_long_sheet_of_the_shipped_ones_makes_a_claim() -> None:
    claims = {form for form in PUBLISHED for part in shipped(form).subscales if noise(shipped(form), part)}
    assert claims == {"ecr-r.blocked"}
