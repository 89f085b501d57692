"""Two sheets beside each other: what may be said of a difference, and what is only the size of chance.

Reliable change after Jacobson and Truax (1991), with the difference of two measurements (Christensen and Mendoza 1986):
SEM = SD x sqrt(1 - r), Sdiff = SEM x sqrt(2), and a change counts where it is larger than 1.96 x Sdiff.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from repairjournal.model.entry import Entry
from repairjournal.model.instrument import Instrument, Subscale

Z95 = 1.96  # two-sided 95 percent of the normal distribution
LOWER, WITHIN, HIGHER = "lower beyond noise", "within noise", "higher beyond noise"
UNCHECKED = "U"  # the mark of a figure nobody has checked: it is carried, and nothing is claimed from it

Scores = Mapping[str, float]


def measurement_error(sd: float, r: float) -> float:
    """The standard error of one measurement, in units of `sd`, where two sheets of unchanged people correlate by r."""
    return sd * sqrt(1 - r)


def smallest_change(sd: float, r: float) -> float:
    """The largest difference that 95 of 100 unchanged people stay within, in units of `sd`."""
    return Z95 * sqrt(2) * measurement_error(sd, r)


def noise(form: Instrument, subscale: Subscale) -> float | None:
    """The smallest change of a subscale that counts, None where no checked figures allow to say one."""
    norms, retest = subscale.norms, subscale.retest
    if not form.validated or norms is None or retest is None or UNCHECKED in (norms.mark, retest.mark):
        return None
    return smallest_change(norms.sd, retest.r)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a score lies between the lowest and the highest possible.

    `band`: the scores that another sheet of the same unchanged person may well have; None where that is not known.
    """

    subscale: str
    low: float
    high: float
    score: float
    band: tuple[float, float] | None


def positions(form: Instrument, scores: Scores) -> list[Position]:
    """One position for each subscale that has a score, in the order of the form."""
    found = []
    for subscale in form.subscales:
        score = scores.get(subscale.id)
        if score is None:
            continue
        low, high = form.span(subscale)
        width = noise(form, subscale)
        band = None if width is None else (max(low, score - width), min(high, score + width))
        found.append(Position(subscale.id, low, high, score, band))
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """Two scores of one subscale. `published`: the smallest change that counts, `own`: how far two early sheets of
    this person lay apart; each None where it is not known. `outcome` is None where nothing may be claimed."""

    subscale: str
    before: float
    after: float
    published: float | None
    own: float | None
    outcome: str | None

    @property
    def difference(self) -> float:
        return self.after - self.before


def changes(form: Instrument, before: Scores, after: Scores, own: Scores | None = None) -> list[Change]:
    """What became of each subscale that has a score on both sheets of one form.

    Only the published figures allow a claim; where the person's own two sheets lay further apart, that is the noise.
    """
    found = []
    for subscale in form.subscales:
        if subscale.id not in before or subscale.id not in after:
            continue
        first, second = before[subscale.id], after[subscale.id]
        published, mine = noise(form, subscale), (own or {}).get(subscale.id)
        outcome = None
        if published is not None:
            within = abs(second - first) <= max(published, mine or 0)
            outcome = WITHIN if within else HIGHER if second > first else LOWER
        found.append(Change(subscale.id, first, second, published, mine, outcome))
    return found


def scores_of(sheet: Entry) -> dict[str, float]:
    """The numbers of a kept sheet; a journal that came from elsewhere may hold anything in their place."""
    found = sheet.answers.get("scores")
    if not isinstance(found, Mapping):
        return {}
    return {name: x for name, x in found.items() if isinstance(x, (int, float)) and not isinstance(x, bool)}


def series(sheets: Iterable[Entry]) -> list[list[Entry]]:
    """The sheets that may be set beside each other, each row in the order given: same run, form, whom it is about, and
    same person. Two numbers from elsewhere are alike only where sheet and site are."""
    rows: dict[tuple[object, ...], list[Entry]] = {}
    for sheet in sheets:
        answers = sheet.answers
        key = (sheet.run, *(str(answers.get(name, "")) for name in ("form", "about", "person", "sheet", "site")))
        rows.setdefault(key, []).append(sheet)
    return list(rows.values())


def own_noise(row: list[Entry], first_phase: str) -> tuple[Entry, Entry, dict[str, float]] | None:
    """The first two sheets of a row that lie on two days of the first phase, and how far apart their scores are."""
    early = [sheet for sheet in row if sheet.phase == first_phase]
    for later in early[1:]:
        if later.date != early[0].date:
            one, two = scores_of(early[0]), scores_of(later)
            return early[0], later, {name: abs(two[name] - one[name]) for name in one if name in two}
    return None


def tendency(form: Instrument, scores: Scores) -> str | None:
    """`anxiety` or `avoidance`, whichever lies higher by more than the noise of both; None where that cannot be said.

    No cut-off on either line stands behind it: midpoints are conventions, and the authors argue for two dimensions.
    """
    widths = {subscale.id: noise(form, subscale) for subscale in form.subscales}
    known = [width for name in ("anxiety", "avoidance") if (width := widths.get(name)) is not None]
    if len(known) < 2 or not {"anxiety", "avoidance"} <= scores.keys():
        return None
    apart = scores["anxiety"] - scores["avoidance"]
    if abs(apart) <= max(known):
        return None
    return "anxiety" if apart > 0 else "avoidance"
