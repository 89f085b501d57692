"""The own check: how often, in the last seven days, ten things were done. Never validated, and it says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repairjournal.errors import UsageError
from repairjournal.text import t

REACH, WITHDRAW, STEADY = SIDES = ("reach", "withdraw", "steady")
LOW, HIGH = 0, 4
WORDS = ("never", "once", "a few times", "most days", "daily")  # what 0 to 4 mean
LINE = "Written for this journal, never tested; compare only with yourself."
ASK = "In the last seven days, how often?"


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the check: something done, and the side it counts for."""

    ask: str
    side: str


COUNTS = (
    Count("Checked for an answer earlier than I had meant to.", REACH),
    Count("Wanted to hear once more what I had been told already.", REACH),
    Count("Was kept busy for hours by somebody's short or late reply.", REACH),
    Count("Let something of my own go, in case someone might get in touch.", REACH),
    Count("Steered a talk away as soon as it came near to feelings.", WITHDRAW),
    Count("Said that all was well when someone asked, and it was not.", WITHDRAW),
    Count("Got busy with something right after it had been close and good.", WITHDRAW),
    Count("Had no words left, or felt nothing, while we disagreed.", WITHDRAW),
    Count("Said what I needed, briefly and without a detour.", STEADY),
    Count("Took up a talk again that had been broken off.", STEADY),
)


def score(answers: Sequence[int | None]) -> dict[str, int | None]:
    """The sum of each side: reach and withdraw 0-16, steady 0-8.

    `answers` are ten counts 0-4 in the order of COUNTS, None for one left open. A side with fewer than four fifths of
    its answers has no sum (None): the rule of the sheets, which for sides of four and two means that none may be open.
    A sum over fewer answers would look lower than the week was. Raises UsageError for another number of answers and
    for a count outside 0-4.
    """
    if len(answers) != len(COUNTS):
        raise UsageError(
            t("the check has {n} counts, {given} were given", n=len(COUNTS), given=len(answers)),
            t("give all of them in order, - for one left open"),
        )
    for number, answer in enumerate(answers, 1):
        if answer is not None and not LOW <= answer <= HIGH:
            raise UsageError(t("count {number} does not fit", number=number), t("give a whole number from 0 to 4"))
    return {side: _sum([a for a, count in zip(answers, COUNTS, strict=True) if count.side == side]) for side in SIDES}


def _sum(answers: Sequence[int | None]) -> int | None:
    given = [answer for answer in answers if answer is not None]
    return sum(given) if 5 * len(given) >= 4 * len(answers) else None
