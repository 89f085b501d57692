"""experiment: a prediction first, a try in the world, then what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from repairjournal.cli import care, exercise, keep, practice, show, step, tasks
from repairjournal.cli.desk import Desk
from repairjournal.cli.prediction import KIND, own_task
from repairjournal.cli.prompt import MENU, Back, Enough, Prompt
from repairjournal.cli.term import BOLD, DIM
from repairjournal.errors import UsageError, unknown
from repairjournal.model import ladder, ledger
from repairjournal.model.builtin import builtin_task, task_of
from repairjournal.model.day import Day
from repairjournal.model.entry import KEPT, OPEN, Draft, Entry
from repairjournal.model.kinds import KINDS
from repairjournal.model.kinds.experiment import CHOSE_NOT, CLOSE, NOT_YET, SEALED, begun, closed
from repairjournal.model.program import Field, Program, Task
from repairjournal.text import safe, t

NEW = "experiment new"  # the command that goes on with a draft
LEDGER = "ledger"
ACTIONS = ("new", "do", "review", LEDGER)
WIDTHS = (38, 16, 12, 14)  # of the ledger's columns


def experiment(
    desk: Desk,
    action: Annotated[str, typer.Argument(metavar="[new|do|review|ledger]")] = "",
    id: Annotated[str, typer.Argument(metavar="[ID]", help="Which open one.")] = "",
    answers: Annotated[
        str, typer.Option(metavar="FILE", help="Field: value pairs as one JSON object; - is stdin.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The ledger as data.")] = False,
) -> None:
    """A small test of an old rule: new keeps the prediction, do runs its exercise, review tells what came of it.

    Without a word: review where one waits, else new; in a pipe, what is open. ledger counts what came of predictions.
    Once an outcome is begun, the prediction keeps its first words.

    Example: rj experiment new
    """
    if action and action not in ACTIONS:
        raise unknown(t("step of an experiment"), action, ACTIONS)
    if action == LEDGER:
        _ledger(desk, as_json)
        return
    if as_json:
        raise UsageError(t("--json goes with the ledger only"), t("what is open: rj today --json"))
    day = keep.day_for_keeping(desk)
    if not action and not answers and not desk.term.asks:
        _listed(desk, _waiting(desk, day))
        return
    if action == "new" or (not action and _half_new(desk, day)):
        _new(desk, day, answers)
        return
    try:
        chosen = _chosen(desk, day, id, asks=not answers, new=not action)
    except (Back, Enough):
        return
    if chosen is None and not action:
        _new(desk, day, answers)
    elif chosen is None:
        raise UsageError(t("no experiment is open"), t("begin one: rj experiment new"))
    elif action == "do":
        _do(desk, day, chosen)
    elif answers:
        show.kept(desk, _reviewed(desk, day, chosen, keep.read_answers(answers)))
    else:
        desk.need(t("--answers for the outcome"))
        try:
            show.kept(desk, close(desk, desk.prompt(day), day, chosen))
        except (Back, Enough):
            waits = any(d.task == _review_of(chosen) for d in desk.journal().drafts())
            desk.term.line(t("Kept as a draft; rj experiment review goes on with it.") if waits else t(keep.NOTHING))


def close(desk: Desk, prompt: Prompt, day: Day, entry: Entry) -> Entry:
    """What came of it. `not yet` leaves it open; `chose not` closes it without an outcome.

    Raises Back before the first question and Enough; what was answered then waits as a draft of that entry.
    """
    task = _task_of(desk, day, entry)
    fields = KINDS[KIND].later(task)
    drafted = _review_begun(desk, prompt, day, entry, task)
    answers = drafted.answers

    def watch(id: str, value: Any) -> None:
        if id == "did" and value in (NOT_YET, CHOSE_NOT):
            raise _Settled

    try:
        with desk.term.private():
            expected = str(answers.get("prediction") or answers.get("belief") or answers.get("plan"))
            desk.term.line(t("The expectation was: {words}", words=safe(expected)))
            at = drafted.draft.step if drafted.draft else 0
            prompt.fields(fields, answers, drafted.save, start=min(at, len(fields)), watch=watch)
    except _Settled:
        pass
    return _keep(desk, day, entry, _told(answers), drafted.draft.id if drafted.draft else None)


class _Settled(Exception):
    """The answer just given makes the remaining questions pointless."""


def _review_of(entry: Entry) -> str:
    """The task of a draft that closes this entry."""
    return f"{keep.REVIEW}{entry.id}"


def _review_begun(desk: Desk, prompt: Prompt, day: Day, entry: Entry, task: Task) -> keep.Drafted:
    review = replace(task, id=_review_of(entry))
    drafted = keep.Drafted(desk, day, review, keep.resumed(desk, prompt, review))
    drafted.answers = {**entry.answers, **_told(drafted.answers)}
    return drafted


def _told(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft of an outcome holds: the outcome, and once it is begun the prediction as it stood then.

    The rest belongs to the entry, which may have been mended since.
    """
    late = {field.id for field in CLOSE}
    ours = late | set(SEALED) if begun(answers) else late
    return {id: value for id, value in answers.items() if id in ours}


def _keep(desk: Desk, day: Day, entry: Entry, told: Mapping[str, Any], draft: str | None = None) -> Entry:
    """The entry as it stands now with what came of it, as one act."""
    journal = desk.journal(write=True)
    words = t("what came of {title}", title=safe(_task_of(desk, day, entry).title))
    with journal.act("review", words, at=desk.now(), on=day.on) as act:
        standing = journal.entry(entry.id)
        answers = KINDS[KIND].derive({**standing.answers, **told})
        changed = replace(standing, answers=answers, state=KEPT if closed(answers) else standing.state)
        act.change(changed)
        if draft is not None:
            act.finish_draft(draft)
    return changed


def _reviewed(desk: Desk, day: Day, entry: Entry, given: dict[str, Any]) -> Entry:
    accepted = keep.accepted(_task_of(desk, day, entry), given, day.program.vocab)
    late = {field.id for field in CLOSE}
    for name in accepted:
        if name not in late:
            raise UsageError(
                t("{field} was told before the try", field=name), t("change it with rj edit, before an outcome")
            )
    return _keep(desk, day, entry, accepted)


# -- which one ---------------------------------------------------------------------------------------------------------


def _waiting(desk: Desk, day: Day) -> list[Entry]:
    """Open experiments, the oldest first."""
    found = desk.journal(write=True).entries(run=day.run.id, state=OPEN)
    return [entry for entry in reversed(found) if entry.kind == KIND]


def _half_told(desk: Desk) -> list[Draft]:
    """Drafts of an outcome, the newest first."""
    return [d for d in desk.journal(write=True).drafts() if d.kind == KIND and d.task.startswith(keep.REVIEW)]


def _chosen(desk: Desk, day: Day, id: str, *, asks: bool, new: bool) -> Entry | None:
    """The experiment of that id; else one with an outcome half told; else the only open one, or the one chosen.

    None: no experiment is open, or (with `new`) another one is wished for. Without a question the oldest is taken.
    """
    journal = desk.journal(write=True)
    half = {draft.task.removeprefix(keep.REVIEW) for draft in _half_told(desk)}
    if id:
        entry = journal.entry(id)
        if entry.kind != KIND or (entry.state != OPEN and entry.id not in half):
            raise UsageError(t("{id} is no open experiment", id=safe(id)), t("see rj log --kind experiment"))
        return entry
    waiting = _waiting(desk, day)
    begun_ones = [entry for entry in waiting if entry.id in half] or [
        # Closed elsewhere meanwhile, let go in a check-in for example: what was typed is still within reach.
        entry
        for entry in journal.entries(run=day.run.id, kinds=(KIND,))
        if entry.id in half
    ]
    if begun_ones:
        return begun_ones[0]
    if len(waiting) > 1 and asks and desk.term.asks:
        return _pick(desk, day, waiting, new)
    return waiting[0] if waiting else None


def _pick(desk: Desk, day: Day, waiting: list[Entry], new: bool) -> Entry | None:
    """One of several, the oldest first; their predictions stand where nothing stays in the scrollback."""
    shown = waiting[:MENU]
    options = []
    for number, entry in enumerate(shown, 1):
        said = show.headline(entry)[1]
        options.append((str(number), ": ".join(part for part in (_when(desk, entry), said) if part)))
    if new:
        options.append(("n", t("a new one")))
    with desk.term.private():
        if more := len(waiting) - len(shown):
            desk.term.line(t("{n} newer ones are open as well: rj experiment review ID", n=more))
        chosen = desk.prompt(day).menu(t("Which experiment?"), options, enter="1", hint=t("Enter: 1"))
    return None if chosen == "n" else shown[int(chosen or 1) - 1]


def _when(desk: Desk, entry: Entry) -> str:
    return t("{date} ({id})", date=show.long_date(entry.date), id=desk.journal().short_id(entry.id))


def _listed(desk: Desk, waiting: list[Entry]) -> None:
    """What is open, the oldest first; own words only where they may be shown."""
    term = desk.term
    if not waiting:
        term.line(t("No experiment is open. Begin one: rj experiment new"))
        return
    rows = []
    for entry in waiting:
        said = show.headline(entry)[1] if desk.own_words else ""
        rows.append((desk.journal().short_id(entry.id), entry.date.isoformat(), show.program_day(entry), said))
    term.columns(rows, (8, 14, 16, 40))


def _half_new(desk: Desk, day: Day) -> bool:
    """Whether a prediction was begun and not finished."""
    return any(d.kind == KIND and d.task == own_task(day).id for d in desk.journal().drafts())


# -- a new one ---------------------------------------------------------------------------------------------------------


def _task_of(desk: Desk, day: Day, entry: Entry) -> Task:
    return desk.task(day, entry.task) or Task(id=entry.task, kind=KIND, title=entry.task)


def _new(desk: Desk, day: Day, answers: str) -> None:
    task = own_task(day)
    if answers:
        given = keep.accepted(task, keep.read_answers(answers), day.program.vocab)
        show.kept(desk, keep.add(desk, day, task, _by_id(desk, day, task, given)))
        return
    desk.need(t("--answers for the prediction"))
    for line in (task.intro, day.focus):
        if line:
            desk.term.line(safe(line))
    fields = [_with_exercises(desk, day, task, f) for f in KINDS[KIND].fields(day.use_ask(task))]
    entry = tasks.asked(desk, day, task, fields, NEW)
    if entry is None:
        return
    named = _by_id(desk, day, task, entry.answers)
    if named != entry.answers:
        desk.journal(write=True).beat(entry.id, named)
    desk.term.line(t("Afterwards: rj experiment review. Not doing it is an outcome too."))


# -- its exercise ------------------------------------------------------------------------------------------------------


def _exercises(desk: Desk, day: Day, task: Task) -> dict[str, str]:
    """Exercises the experiment may be wrapped round, by id, with their titles: what the gate and the lean leave.

    The person's small steps come first, the lowest at the top; nothing suggests a higher one.
    """
    person, known = day.person(), day.program.tasks
    offered = [id for id in task.uses_exercise if id in known and person.offers(known[id])]
    if day.program.ladder:
        rank = {id: n for n, id in enumerate(dict.fromkeys((*step.standing(desk, day).own, *day.program.ladder)))}
        offered.sort(key=lambda id: rank.get(id, len(rank)))
    return {id: known[id].title for id in offered}


def _with_exercises(desk: Desk, day: Day, task: Task, field: Field) -> Field:
    """The question about the exercise: Tab completes their names, `?` lists them by number."""
    if field.id != "exercise":
        return field
    offered = _exercises(desk, day, task)
    if not offered:
        return field
    listed = " · ".join(f"{n} {title}" for n, title in enumerate(offered.values(), 1))
    why = t("{list}. The lowest stand first. A number, a name, or a way of your own.", list=listed)
    return replace(field, ask=t("{ask} (? lists them)", ask=field.ask), options=tuple(offered.values()), why=why)


def _by_id(desk: Desk, day: Day, task: Task, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with an exercise of the list named by its id: numbers and offers move with the gate and the list."""
    found = _named(desk, day, task, answers)
    return {**answers, "exercise": found.id} if found else dict(answers)


def _named(desk: Desk, day: Day, task: Task, answers: Mapping[str, Any]) -> Task | None:
    """The exercise an experiment names by id, number or title; None for a way of one's own."""
    said = str(answers.get("exercise") or "").strip()
    if said in day.program.tasks:
        found = day.program.tasks[said]
        return found if found.kind == "practice" else None
    if not said:
        return None
    offered = _exercises(desk, day, task)
    ids = ladder.read(said, list(offered), offered)
    return day.program.tasks[ids[0]] if len(ids) == 1 else None


def _do(desk: Desk, day: Day, entry: Entry) -> None:
    """The exercise the experiment names, kept as part of it; an own plan has none."""
    task = _named(desk, day, _task_of(desk, day, entry), entry.answers)
    if task is None:
        raise UsageError(t("this experiment has a plan of its own"), t("afterwards: rj experiment review"))
    try:
        if task.partner:
            passed, task = practice.behind_gate(desk, day, task)
            day = passed or day
            if desk.term.asks and not care.both_safe(desk, desk.prompt(day), day, task):
                return
        exercise.perform(desk, day.use_ask(task), day, part_of=entry.id)
    except (Back, Enough):
        return


# -- the ledger --------------------------------------------------------------------------------------------------------


def _ledger(desk: Desk, as_json: bool) -> None:
    """Predictions and what came of them, of all runs. The person's own words stay out of it."""
    tried = [
        entry
        for entry in desk.journal().iterate(kinds=(KIND,))
        if entry.answers.get("prediction") and begun(entry.answers)
    ]
    known = _predictions(desk, tried)
    rows = ledger.ledger(known)
    if as_json:
        show.print_json(
            {
                "schema": show.SCHEMA,
                "predictions": len(known),
                "begins_at": ledger.BEGINS_AT,
                "sure_from": ledger.SURE_FROM,
                "all": _row_json(rows[0]) if rows else None,
                "situations": [{"situation": row.situation, **_row_json(row)} for row in rows[1:]],
                "notice": t(show.NOTICE),
            }
        )
        return
    term = desk.term
    if rows:
        _counts(desk, rows)
    else:
        said = t("1 prediction") if len(known) == 1 else t("{n} predictions", n=len(known))
        term.line(t("So far {said} with an outcome. The ledger begins at {n}.", said=said, n=ledger.BEGINS_AT))
    unsaid = sum(e.answers.get("did") != CHOSE_NOT for e in tried) - len(known)
    if unsaid > 0:
        term.line(t("{n} more: whether it came true was left open. rj edit ID adds it.", n=unsaid), DIM)
    term.line(t(show.NOTICE), DIM)


def _counts(desk: Desk, rows: Sequence[ledger.Row]) -> None:
    """All by how sure, then the sure ones by what was tried."""
    term, whole = desk.term, rows[0]
    labels = (
        t("Sure, {low} to 100", low=ledger.SURE_FROM),
        t("Less sure, 0 to {high}", high=ledger.SURE_FROM - 1),
        t("Without a number"),
    )
    term.line(t("What came of {n} predictions", n=whole.n), BOLD)
    sides = zip(labels, (whole.sure, whole.less_sure, whole.unrated), strict=True)
    term.columns([_told_of(label, came) for label, came in sides if came.n], WIDTHS)
    situations = [(row.situation, row.sure) for row in rows[1:] if row.sure.n]
    if len(situations) > 1:  # one alone would say the same again
        term.line()
        term.line(t("The sure ones, by what was tried"), BOLD)
        term.columns([_told_of(name, came) for name, came in situations], WIDTHS)
    term.line()
    term.line(t("Counts, no grade: what one expects and what comes are often two things."), DIM)


def _told_of(label: str, came: ledger.Came) -> tuple[str, ...]:
    return label, t("came true {n}", n=came.yes), t("partly {n}", n=came.partly), t("did not {n}", n=came.no)


def _row_json(row: ledger.Row) -> dict[str, Any]:
    return {"n": row.n, "sure": asdict(row.sure), "less_sure": asdict(row.less_sure), "unrated": asdict(row.unrated)}


def _predictions(desk: Desk, tried: Sequence[Entry]) -> list[ledger.Prediction]:
    """Those that can be counted, each with what was tried under the name that its own program has for it."""
    journal, programs = desk.journal(), dict[tuple[str, str], Program]()
    found = []
    for entry in tried:
        task = builtin_task(said := str(entry.answers.get("exercise") or ""))
        if entry.program_sha:
            key = (entry.program_sha, entry.lang)
            if key not in programs:
                programs[key] = Program.of(journal.program(*key))
            task = task_of(programs[key], said)
        found.append(ledger.Prediction.of(entry.answers, _situation(task)))
    return [prediction for prediction in found if prediction is not None]


def _situation(task: Task | None) -> str:
    """Soothe, stay and leave well have one name, as in every count; a way of one's own keeps its words to itself."""
    if task is None or task.kind != "practice":
        return t("A way of one's own")
    return t("Soothe, stay or leave well") if task.short in ("soothe", "stay") else safe(task.title)
