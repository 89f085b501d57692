"""The sheets of a run beside each other: numbers on their lines, and what may be said of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from repairjournal.cli import show
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM, Term
from repairjournal.errors import UsageError
from repairjournal.model import change
from repairjournal.model.change import Change, Position
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry
from repairjournal.model.instrument import Instrument
from repairjournal.model.kinds import KINDS
from repairjournal.text import cells, safe, t

KIND = "assessment"
LINE = 30  # steps of a drawn line
TENDENCIES = {
    "anxiety": "This sheet leans more towards reaching out than towards pulling back.",
    "avoidance": "This sheet leans more towards pulling back than towards reaching out.",
}
# What a mark of the instrument files means, beside a figure.
MARKS = {
    "V1": "read at its source",
    "V2": "two sources agree",
    "V3": "second-hand",
    "U": "not checked",
    "OWN": "chosen for this journal",
}
OUTCOMES = {
    change.LOWER: "lower, by more than two sheets of an unchanged person usually differ",
    change.WITHIN: "within what two sheets of an unchanged person may differ",
    change.HIGHER: "higher, by more than two sheets of an unchanged person usually differ",
}


def show_results(desk: Desk, day: Day, as_json: bool) -> None:
    """All sheets of this run, oldest first, then each row of sheets that may be compared."""
    found = desk.journal().entries(run=day.run.id, kinds=(KIND,))[::-1]
    if as_json:
        _as_json(desk, day, found)
        return
    if not found:
        desk.term.line(t("No sheet yet. rj assess lists what this part asks for."))
        return
    rows = [
        (show.program_day(e), safe(str(e.answers.get("form", e.task))), safe(KINDS[KIND].headline(e.answers)))
        for e in found
    ]
    desk.term.columns(rows, (9, 16, 50))
    for row in change.series(found):
        form = _form(desk, row[-1])
        if form is not None:
            desk.term.line()
            _row(desk.term, day, form, row)
    desk.term.line()
    desk.term.line(t(show.NOTICE), DIM)


def forms_folder(desk: Desk) -> Path:
    """Where a person's own instrument files lie."""
    return desk.programs_path.parent / "instruments"


def after_a_sheet(desk: Desk, day: Day, form: Instrument, entry: Entry) -> None:
    """The row that a sheet just kept belongs to."""
    found = desk.journal(write=True).entries(run=day.run.id, kinds=(KIND,))[::-1]
    for row in change.series(found):
        if any(sheet.id == entry.id for sheet in row):
            desk.term.line()
            _row(desk.term, day, form, row)


def _form(desk: Desk, sheet: Entry) -> Instrument | None:
    from repairjournal.library import instruments

    name = str(sheet.answers.get("form", ""))
    if not name or name == instruments.SCORES_ONLY:
        return None
    try:
        return instruments.find(name, forms_folder(desk))
    except UsageError:  # a form of one's own whose file is gone, or is faulty by now: its numbers stand above
        return None


def _row(term: Term, day: Day, form: Instrument, row: Sequence[Entry]) -> None:
    first, newest = row[0], row[-1]
    days = t("{first}, then {last}", first=show.program_day(first), last=show.program_day(newest))
    term.pair(safe(t(form.title)), days if len(row) > 1 else show.program_day(newest), BOLD)
    earlier = change.positions(form, change.scores_of(first)) if len(row) > 1 else []
    now = change.positions(form, change.scores_of(newest))
    if form.validated:
        _lines(term, now, earlier)
        _said(term, day, form, list(row))
    if form.line:
        term.line(t(form.line), DIM)


# -- drawn ------------------------------------------------------------------------------------------------------------


def _lines(term: Term, now: Sequence[Position], earlier: Sequence[Position]) -> None:
    """One line for each subscale: the newest sheet as a full dot, the first as an open one, the band round the first;
    as words where nothing is drawn."""
    before = {position.subscale: position for position in earlier}
    wide = max((cells(position.subscale) for position in now), default=0)
    for position in now:
        start = before.get(position.subscale, position)
        if term.plain or not term.is_tty:
            term.line(_spoken(position, start))
            continue
        numbers = f"{start.score:.2f} > {position.score:.2f}" if start is not position else f"{position.score:.2f}"
        name = position.subscale + " " * (wide - cells(position.subscale))
        drawn = f"{name}  {position.low:g} {_drawn(position, start)} {position.high:g}"
        if cells(drawn) + 2 + cells(numbers) <= term.width:
            term.line(f"{drawn}  {numbers}")
        else:
            term.line(f"{name}  {numbers}")
            term.line(f"{position.low:g} {_drawn(position, start)} {position.high:g}", indent="  ", first="  ")
    if any(p.band for p in now) and term.is_tty and not term.plain:
        words = t("─ the band: two sheets of one unchanged person usually both lie in it.")
        term.line(f"{t('○ the first  ● the newest')}  {words}" if earlier else words, DIM)


def _drawn(position: Position, start: Position) -> str:
    """○ first, ● newest, ─ the band round the first."""
    steps = ["·"] * (LINE + 1)
    if start.band:
        for n in range(_step(start, start.band[0]), _step(start, start.band[1]) + 1):
            steps[n] = "─"
    if start is not position:
        steps[_step(start, start.score)] = "○"
    steps[_step(position, position.score)] = "●"
    return "".join(steps)


def _step(position: Position, score: float) -> int:
    return round(LINE * (score - position.low) / (position.high - position.low))


def _spoken(position: Position, start: Position) -> str:
    line = t("{name} {score:.2f} on a line from {low:g} to {high:g}", name=position.subscale, score=position.score,
             low=position.low, high=position.high)  # fmt: skip
    if start is not position:
        line += t(", first {score:.2f}", score=start.score)
    if start.band:
        line += t(", band {low:.2f} to {high:.2f}", low=start.band[0], high=start.band[1])
    return f"{line}."


# -- said -------------------------------------------------------------------------------------------------------------


def _said(term: Term, day: Day, form: Instrument, row: list[Entry]) -> None:
    """What may be said, with the figures it rests on; a tendency only where the difference is larger than noise."""
    for one in _changes(day, form, row):
        term.line(_claim(one))
        if one.published is not None:
            term.line(_figures(form, one), DIM, indent="  ", first="  ")
    own = change.own_noise(row, _first_phase(day))
    if own is not None:
        one_day, other, apart = own
        words = ", ".join(f"{name} {width:.2f}" for name, width in apart.items())
        days = {"one": show.program_day(one_day), "other": show.program_day(other)}
        term.line(t("Your own sheets of {one} and {other} lay apart by: {words}. That is the size of chance.",
                    words=words, **days))  # fmt: skip
    leaning = None if row[-1].answers.get("notes") else change.tendency(form, change.scores_of(row[-1]))
    if leaning:
        term.line(t(TENDENCIES[leaning]) + " " + t("Whether that fits, you decide: rj config lean"))


def _first_phase(day: Day) -> str:
    return day.spans[0].phase.id if day.spans else ""


def _changes(day: Day, form: Instrument, row: list[Entry]) -> list[Change]:
    """First sheet against newest. Two sheets that make up the own noise claim nothing about each other."""
    own = change.own_noise(row, _first_phase(day))
    if len(row) < 2 or (own is not None and own[1].id == row[-1].id):
        return []
    first, newest = change.scores_of(row[0]), change.scores_of(row[-1])
    return change.changes(form, first, newest, own[2] if own else None)


def _claim(one: Change) -> str:
    line = t("{name}: {before:.2f}, then {after:.2f} ({by:+.2f})", name=one.subscale, before=one.before,
             after=one.after, by=one.difference)  # fmt: skip
    if one.outcome is None:
        return f"{line}. " + t("No checked figures for this form, so nothing is said about the difference.")
    return f"{line}: {t(OUTCOMES[one.outcome])}."


def _figures(form: Instrument, one: Change) -> str:
    """What a claim rests on: the band, its spread and its retest, each with its source."""
    subscale = next(each for each in form.subscales if each.id == one.subscale)
    said = [t("up to {width:.2f}", width=max(one.published or 0, one.own or 0))]
    if norms := subscale.norms:
        said.append(
            t("SD {sd:.2f}: {source} ({mark})", sd=norms.sd, source=safe(norms.source), mark=t(MARKS[norms.mark]))
        )
    if again := subscale.retest:
        said.append(t("r {r:.2f}: {source} ({mark})", r=again.r, source=safe(again.source), mark=t(MARKS[again.mark])))
    return "; ".join(said)


# -- as data ----------------------------------------------------------------------------------------------------------


def _as_json(desk: Desk, day: Day, found: Sequence[Entry]) -> None:
    rows = [{"id": e.id, "date": e.date.isoformat(), "day": e.day, "form": e.answers.get("form"),
             "scores": e.answers.get("scores", {})} for e in found]  # fmt: skip
    compared = []
    for row in change.series(found):
        form = _form(desk, row[-1])
        if form is None or not form.validated:
            continue
        for one in _changes(day, form, row):
            compared.append({
                "form": form.id, "first": row[0].id, "newest": row[-1].id, "subscale": one.subscale,
                "difference": one.difference, "noise": one.published, "own_noise": one.own, "outcome": one.outcome,
            })  # fmt: skip
    show.print_json({"schema": show.SCHEMA, "results": rows, "changes": compared, "notice": t(show.NOTICE)})
