"""progress: how far each phase has come, in counts; every number can explain itself."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from repairjournal.cli import show, tasks
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM, Term
from repairjournal.cli.today import line_json, record
from repairjournal.model import progress as numbers
from repairjournal.model.day import Day
from repairjournal.model.kinds import KINDS
from repairjournal.text import safe, t

MECHANISM_WORDS = {
    "implicit-memory": "something new, again",
    "nervous-system": "noticed or settled the body",
    "narrative": "put into words",
}

SIGNS = ("● something kept", "○ left open", "◐ today", "· to come", "– pause")


def progress(
    desk: Desk,
    explain: Annotated[bool, typer.Option("--explain", help="Where each number comes from.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """How far each phase has come: what was kept, in counts. No score, and a blank day is an open one.

    Example: rj progress --explain
    """
    day = desk.day_or_none() or desk.last_day()
    seen = record(desk, day, whole=True)
    phases = [
        numbers.PhaseProgress(span, numbers.phase_state(span, day.day), day.lines(span, seen)) for span in day.spans
    ]
    pairs = _pairs(desk, day)
    if as_json:
        show.print_json(_as_json(day, seen, phases, pairs))
        return
    _page(desk, day, seen, phases, pairs, explain)


def _pairs(desk: Desk, day: Day) -> list[tuple[int, int]]:
    """(before, after) of every practice that has both."""
    found = desk.journal().iterate(run=day.run.id, kinds=("practice",))
    pairs = ((e.answers.get("before"), e.answers.get("after")) for e in found)
    return [(b, a) for b, a in pairs if isinstance(b, int) and isinstance(a, int)]


def _totals(day: Day, seen: numbers.Record) -> dict[str, int]:
    so_far = min(day.day, day.days)
    kept = {d for d in seen.kept_days() if 1 <= d <= so_far}
    by_kind = dict.fromkeys(KINDS, 0)
    for tally in seen.tallies:
        by_kind[tally.kind] = by_kind.get(tally.kind, 0) + tally.n
    return {"days_kept": len(kept), "days_so_far": so_far, "entries": sum(by_kind.values()), **by_kind}


def _as_json(
    day: Day, seen: numbers.Record, phases: list[numbers.PhaseProgress], pairs: list[tuple[int, int]]
) -> dict[str, Any]:
    return {
        "schema": show.SCHEMA,
        "day": day.day,
        "days": day.days,
        "phases": [
            {
                "number": p.span.number,
                "id": p.span.phase.id,
                "title": p.span.phase.title,
                "first_day": p.span.first,
                "last_day": p.span.last,
                "state": p.state,
                "tasks": [line_json(line) | {"so_far": line.so_far} for line in p.lines],
            }
            for p in phases
        ],
        "totals": _totals(day, seen),
        "mechanisms": numbers.mechanisms(day.program, seen.tallies),
        "practice": numbers.before_after(pairs),
        "notice": t(show.NOTICE),
    }


def _page(
    desk: Desk,
    day: Day,
    seen: numbers.Record,
    phases: list[numbers.PhaseProgress],
    pairs: list[tuple[int, int]],
    explain: bool,
) -> None:
    term = desk.term
    _strip(desk, day, seen)
    current = next((p for p in phases if p.state == "now"), None)
    shown = [p for p in phases if p.state != "ahead"] if explain else [current] if current else []
    for phase in shown:
        span = phase.span
        days = t("days {first}-{last}", first=span.first, last=span.last)
        inside = t(", day {n} of {days}", n=day.day - span.first + 1, days=span.days) if phase.state == "now" else ""
        term.line()
        term.line(f"{span.number}  {safe(span.phase.title)} · {days}{inside}", BOLD)
        term.columns([_row(day, line) for line in phase.lines if line.done or line.target is not None], (2, 42, 34))
    totals = _totals(day, seen)
    term.line()
    so_far = t("{kept} of {days} day") if totals["days_so_far"] == 1 else t("{kept} of {days} days")
    so_far = so_far.format(kept=totals["days_kept"], days=totals["days_so_far"])
    parts = [t("{so_far} with something kept", so_far=so_far)]
    for name, kind in KINDS.items():
        if n := totals[name]:
            parts.append(f"{n} {t(kind.count_words[n != 1])}")
    aside = " " * 9
    term.facts(parts, gap=" · ", indent=aside, first=t("So far").ljust(len(aside)))
    worked = numbers.mechanisms(day.program, seen.tallies)
    if any(worked.values()):
        words = [f"{t(MECHANISM_WORDS[name])} {n}" for name, n in worked.items()]
        term.facts(words, gap=" · ", indent=aside, first=aside)
    eased = numbers.before_after(pairs)
    if eased:
        many = t("1 practice") if len(pairs) == 1 else t("{n} practices", n=len(pairs))
        typical = t("Before and after {many}: typical {before:g}, then {after:g}", many=many, **eased)
        term.facts([typical, t("{eased} eased, {same} same, {rose} rose", **eased)], gap=" · ", indent="  ")
    term.line()
    if explain:
        for sentence in _EXPLAINED:
            term.line(t(sentence), DIM, indent="  ", first="")
    elif _drawn(term):
        term.facts([*map(t, SIGNS), t("rj progress --explain")], DIM)
    term.line(t(show.NOTICE), DIM)


_EXPLAINED = (
    "A daily look counts program days with an entry, or with the answer that there was nothing to note.",
    "2 of 3 means two entries in this phase. An entry belongs to the day on which it happened.",
    "A day left open is a day left open. Nothing is taken off for it.",
    "Typical is the median. Numbers that rise after looking closely are common, and no verdict.",
)


def _row(day: Day, line: numbers.Line) -> tuple[str, ...]:
    if line.dose == "daily":
        so_far = min(line.so_far, line.target or 0)
        told = t("{done} of {so_far} days so far", done=line.done, so_far=so_far)
    elif line.target is None:
        told = str(line.done)
    elif line.dose == "times":
        told = t("{done} of {target}", done=line.done, target=line.target)
    else:
        told = t("done") if line.done else t("open")
    if line.role == "optional":
        told = t("{told}, optional", told=told)
    return "", tasks.title(line, day.program), told


def _drawn(term: Term) -> bool:
    """Whether the strip of days is drawn; a screen reader and a pipe get it in words."""
    return term.is_tty and not term.plain


def _strip(desk: Desk, day: Day, seen: numbers.Record) -> None:
    """One sign a program day, phase by phase; plain: the same in words."""
    term = desk.term
    kept = seen.kept_days()
    ended = day.day if day.day in kept else day.day - 1
    if not _drawn(term):
        after = day.span is None
        term.line(t("Day {day}.", day=day.day) if after else t("Day {day} of {days}.", day=day.day, days=day.days))
        left = [str(d) for d in range(1, min(day.day, day.days + 1)) if d not in kept]
        if left:
            listed = t("day {days}") if len(left) == 1 else t("days {days}")
            term.line(t("Open: {listed}.", listed=listed.format(days=", ".join(left))))
        return
    blocks = []
    for span in day.spans:
        signs = ""
        for d in range(span.first, span.last + 1):
            today = d == day.day
            signs += "–" if today and day.paused else "●" if d in kept else "◐" if today else "○" if d <= ended else "·"
        blocks.append(signs)
    strip = "│".join(blocks)
    label = t("{days} days", days=day.days)
    if len(label) + len(strip) + 14 <= term.width:
        term.pair(f"{label}   {strip}", t("day {day}", day=day.day))
    else:
        term.line(t("{label}, day {day}", label=label, day=day.day), BOLD)
        for span, signs in zip(day.spans, blocks, strict=True):
            term.line(f"{span.number}  {signs}")
