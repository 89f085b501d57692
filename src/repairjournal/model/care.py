"""When a strong number asks for more care: distress rules, the rest of a task, the gate, as functions of values.

Ratings are 0-10; None is a question left open. The thresholds are this project's own choices (data/care.toml).
Every rule about a moment acts on *now*, never on how strong it was at its worst.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from repairjournal.model.program import Safety
from repairjournal.model.progress import median

# Own words, not taken from any screening form. Asked together, each with yes, no or rather not say; never kept.
GATE_QUESTIONS = (
    "Do you hold things back because you are afraid of what someone close to you could do?",
    "Has that person ever pushed you, hurt you or frightened you with a threat?",
    "Have they ever stood in the door, taken your keys, or kept you from leaving?",
    "Do they follow where you are, or look through your phone when you would rather they did not?",
)

# Tasks that turn inward, stay in the room or go back to something hard; the others begin with settling anyway.
ASKS_FIRST = frozenset(("scan", "stay", "experiment", "narrative"))

# Every threshold on a rating lies above this: where no number does, none has to be looked up (TOML costs a quarter of
# the daily page).
CALM = 5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Numbers of data/care.toml; ratings 0-10, counts, hours, program days."""

    raised: int
    distress_stop: int
    rise_stop: int
    ask_again_hours: int
    rest_after: int
    rest_worse_by: int
    heavy_median: int
    heavy_days: int
    heavy_of_last: int
    heavy_within_days: int
    voice_at: int
    gate_days: int

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Thresholds:
        """From the [thresholds] table; a missing or unknown name is a TypeError."""
        return cls(**parsed)


def program_thresholds(base: Thresholds, safety: Safety) -> Thresholds:
    """The base with a program's own numbers where they are stricter; a looser one changes nothing."""
    return replace(
        base,
        raised=min(base.raised, safety.distress_stop),
        distress_stop=min(base.distress_stop, safety.distress_stop),
        rise_stop=min(base.rise_stop, safety.rise_stop),
    )


def strength(now: int | None, thresholds: Thresholds) -> Literal["open", "low", "raised", "high"]:
    """How much care a rating asks for: raised offers five minutes or what helped, high is the hard-moment path."""
    if now is None:
        return "open"
    if now >= thresholds.distress_stop:
        return "high"
    return "raised" if now >= thresholds.raised else "low"


def ask_safe(now: int | None, thresholds: Thresholds, asked_yes_at: datetime | None, at: datetime) -> bool:
    """Whether to ask "are you safe" at `at`; `asked_yes_at` is the last yes. Both aware. A yes ahead does not count."""
    if strength(now, thresholds) != "high":
        return False
    if asked_yes_at is None or asked_yes_at > at:
        return True
    return at - asked_yes_at >= timedelta(hours=thresholds.ask_again_hours)


def before(now: int | None, kind_of_task: str, thresholds: Thresholds) -> bool:
    """Whether grounding is offered before the task. `kind_of_task`: a task's `short` if it has one, else its kind."""
    return kind_of_task in ASKS_FIRST and strength(now, thresholds) == "high"


def after(before: int | None, after: int | None, thresholds: Thresholds) -> Literal["settled", "rise"]:
    """How an attempt ended. A high number with nothing to compare it to counts as a rise."""
    if after is None:
        return "settled"
    if after >= thresholds.distress_stop and (before is None or after >= before):
        return "rise"
    return "rise" if before is not None and after - before >= thresholds.rise_stop else "settled"


def rests(attempts: Sequence[tuple[int | None, int | None]], thresholds: Thresholds) -> bool:
    """Whether a task rests: its last attempts in a row each ended clearly worse.

    `attempts` are (before, after) since the task was last brought back, oldest first; one without both ratings neither
    breaks the row nor counts.
    """
    rises = [last - first for first, last in attempts if first is not None and last is not None]
    newest = rises[-thresholds.rest_after :]
    return len(newest) == thresholds.rest_after and all(rise >= thresholds.rest_worse_by for rise in newest)


def medians(ratings: Iterable[tuple[date, int]]) -> list[float]:
    """The middle rating of each day that has one, oldest day first; `ratings` are (journal date, 0-10) in any order."""
    days: dict[date, list[int]] = {}
    for on, rating in ratings:
        days.setdefault(on, []).append(rating)
    return [median(days[on]) for on in sorted(days)]


def heavy_week(medians_by_active_day: Sequence[float], thresholds: Thresholds) -> bool:
    """Whether the last active days were a lot to carry alone; one median rating per active day, oldest first."""
    newest = medians_by_active_day[-thresholds.heavy_of_last :]
    return sum(median >= thresholds.heavy_median for median in newest) >= thresholds.heavy_days


def hard_day(ratings: Iterable[int | None], thresholds: Thresholds) -> bool:
    """Whether one rating since the day began was high; then `today` offers little and the rest can wait."""
    return any(strength(rating, thresholds) == "high" for rating in ratings)


def offer_voice(nows_today: int, thresholds: Thresholds) -> bool:
    """Whether this `now` (counted, with itself) is the one before which people to call are named; once a day."""
    return nows_today == thresholds.voice_at


def nows_with(counted: str | None, today: date) -> tuple[str, int]:
    """(what is kept, how many today) after one more `now`; `counted` is what was kept before, `2026-11-22 4`.

    Only the date and the number: nothing about what was strong.
    """
    on, _, n = (counted or "").partition(" ")
    many = 1 + (int(n) if on == today.isoformat() and n.isdecimal() else 0)
    return f"{today.isoformat()} {many}", many


def doors(lean: str, may_stay: bool, resting: Iterable[str] = ()) -> tuple[str, str, str, str, str]:
    """What stands behind 1-5 in a hard moment. Without the gate `leave-well` has the place of `stay`.

    Lean avoidant changes the first two. The place of one that rests says `outward`. Enter is the third for everybody.
    """
    second = "stay" if may_stay else "leave-well"
    order = (second, "soothe") if lean == "avoidant" else ("soothe", second)
    one, two = ("outward" if name in set(resting) else name for name in order)
    return one, two, "outward", "trigger", "call"


def variant_after_gate(answers: Sequence[bool | None]) -> Literal["a", "b"]:
    """The run's variant: a only where each of GATE_QUESTIONS was answered no (False); None is rather not say."""
    return "a" if len(answers) == len(GATE_QUESTIONS) and all(answer is False for answer in answers) else "b"


def gate_due(variant: str, next_day: int | None, today_day: int) -> bool:
    """Whether the gate is asked before a task that needs it: always, but from a pass up to `next_day` (program day)."""
    return variant != "a" or next_day is None or today_day >= next_day
