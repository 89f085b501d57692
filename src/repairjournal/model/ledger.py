"""The ledger of predictions: how many came true, by how sure one was and by situation. Counts, never a grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SURE_FROM = 70  # of 100: a sure prediction (own threshold)
BEGINS_AT = 10  # predictions with an outcome; fewer say nothing yet (own threshold)
NO, PARTLY, YES = "no", "partly", "yes"  # what `came_true` may say


@dataclass(frozen=True, slots=True)
class Prediction:
    """One prediction with its outcome. `sure` is 0-100, None without a number; `situation` is a name, not own words."""

    situation: str
    sure: int | None
    came_true: str

    @classmethod
    def of(cls, answers: Mapping[str, Any], situation: str) -> Prediction | None:
        """From an experiment's answers; None where the expectation, or whether it came true, was left open."""
        came_true = answers.get("came_true")
        if not answers.get("prediction") or came_true not in (NO, PARTLY, YES):
            return None
        return cls(situation, answers.get("sure"), str(came_true))


@dataclass(frozen=True, slots=True)
class Came:
    """How many predictions came true, partly, and not."""

    yes: int
    partly: int
    no: int

    @classmethod
    def of(cls, found: Iterable[Prediction]) -> Came:
        said = [x.came_true for x in found]
        return cls(said.count(YES), said.count(PARTLY), said.count(NO))

    @property
    def n(self) -> int:
        return self.yes + self.partly + self.no


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one situation, or of all where it is empty: sure, less sure, and without a number."""

    situation: str
    sure: Came
    less_sure: Came
    unrated: Came

    @classmethod
    def of(cls, situation: str, found: Iterable[Prediction]) -> Row:
        rated = [(x.sure, x) for x in found]
        return cls(
            situation,
            Came.of(x for sure, x in rated if sure is not None and sure >= SURE_FROM),
            Came.of(x for sure, x in rated if sure is not None and sure < SURE_FROM),
            Came.of(x for sure, x in rated if sure is None),
        )

    @property
    def n(self) -> int:
        return self.sure.n + self.less_sure.n + self.unrated.n


def ledger(found: Iterable[Prediction]) -> tuple[Row, ...]:
    """The row of all predictions, then one for each situation, the most frequent first; empty below BEGINS_AT."""
    known = list(found)
    if len(known) < BEGINS_AT:
        return ()
    situations = dict.fromkeys(x.situation for x in known)
    rows = [Row.of(name, (x for x in known if x.situation == name)) for name in situations]
    return (Row.of("", known), *sorted(rows, key=lambda row: (-row.n, row.situation)))
