"""start: the first evening, and beginning a program by its name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repairjournal.cli import config, keep, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD, DIM
from repairjournal.errors import UsageError, unknown
from repairjournal.model.entry import Draft, Run
from repairjournal.model.program import ABOUTS, LEANS, best_language
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.library import LoadedProgram

SHIPPED = ("integrative-50", "neuroplasticity-50")
BEGUN = "start"  # the task of the draft that a broken-off first evening leaves


def start(
    desk: Desk,
    program: Annotated[
        str, typer.Argument(metavar="[PROGRAM]", help="A shipped or installed name, a file, or -.")
    ] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="First day, today or past.")] = "",
    lean: Annotated[str, typer.Option(help="anxious, avoidant, both, unsure, neither.")] = "",
    about: Annotated[str, typer.Option(help="partner, dating, former, family, nobody.")] = "",
    sha256: Annotated[bool, typer.Option("--sha256", help="Show a file's whole hash beside its code.")] = False,
) -> None:
    """Begin a program. Without a name it asks, two minutes in all; leaving at any question is fine.

    Example: rj start      or: rj start integrative-50 --lean unsure
    """
    given = {"program": program, "on": on, "lean": lean, "about": about}
    _check(desk, given)
    if not program and not desk.term.asks:
        raise UsageError(t("which program is not said"), t("rj start integrative-50, or rj start neuroplasticity-50"))
    day = desk.day_or_none()
    if day is not None and not desk.yes:
        title = safe(day.program.title)
        line = t("You are on day {day} of {title}.", day=day.day, title=title)
        if not desk.term.asks:
            raise UsageError(t("a run is under way: day {day}", day=day.day), t("say --yes to begin a second one"))
        desk.term.line(line)
        if not desk.prompt().confirm(t("A second run?")):
            return
    desk.close()
    if not desk.term.asks:
        loaded = load(desk, program)
        _agreed(desk, loaded, whole_hash=sha256)
        begin(desk, loaded, _start_date(desk, on), lean or "unsure", about or None)
        _begun(desk)
        return
    first_evening(desk, given=given, whole_hash=sha256)


def _agreed(desk: Desk, loaded: LoadedProgram, *, whole_hash: bool) -> None:
    """Without questions, a file that neither ships nor was taken before wants --yes."""
    from repairjournal import library
    from repairjournal.cli import program_page

    if not library.is_known(loaded, desk.programs_path):
        program_page.agreed(desk, loaded, whole_hash=whole_hash)


def begin_or_tell(desk: Desk) -> None:
    """Bare rj where no run is active: the first evening, or one line that says how to begin."""
    if not desk.term.asks:
        raise UsageError(t("nothing has been begun yet"), t("begin with: rj start integrative-50"))
    first_evening(desk)


def offered(desk: Desk) -> bool:
    """Before something that needs a program: begin one with one key. True once a run is active."""
    desk.term.line(t("No program is running yet; it gives this a place."))
    ways = (("s", t("begin one, two minutes, then on with this")), ("q", t("not now")))
    if desk.prompt().menu("", ways, enter="s", hint=t("Enter: s")) != "s":
        desk.term.line(t("Nothing written, nothing kept."))
        return False
    first_evening(desk, offers=False)
    return desk.day_or_none() is not None


def first_evening(
    desk: Desk, given: dict[str, str] | None = None, *, offers: bool = True, whole_hash: bool = False
) -> None:
    """The questions of the first evening; broken off after a program was chosen, it goes on there."""
    given = given or {"program": "", "on": "", "lean": "", "about": ""}
    prompt = desk.prompt()
    draft = _waiting(desk)
    answers: dict[str, Any] = dict(draft.answers) if draft else {}
    answers |= {name: value for name, value in given.items() if value}
    try:
        if draft is None:
            chosen = _chosen(desk, prompt, answers.get("program", ""), whole_hash)
            if chosen is None:
                return
            answers["program"] = chosen
        loaded = load(desk, answers["program"])
        keeper = _Keeper(desk, draft, answers)
        keeper.save()
        _asked(desk, prompt, keeper)
    except (Enough, Back):
        desk.term.line(t("Enough for now. rj goes on here.") if desk.has_journal() else t("Nothing was made."))
        return
    begin(desk, loaded, _start_date(desk, answers.get("on", "")), answers.get("lean") or "unsure",
           answers.get("about"), keeper.draft)  # fmt: skip
    if offers:
        _tonight(desk, prompt)


def _chosen(desk: Desk, prompt: Prompt, given: str, whole_hash: bool) -> str | None:
    """The welcome, then the program; `<` comes back to the welcome. None: not now, and nothing was made."""
    from repairjournal import library
    from repairjournal.cli import program_page

    while _welcome(desk, prompt):
        try:
            name = given or _which(desk, prompt)
            loaded = load(desk, name)
            known = loaded.name in SHIPPED or library.is_known(loaded, desk.programs_path)
            return name if known or program_page.taken(desk, prompt, loaded, whole_hash=whole_hash) else None
        except Back:
            continue
    return None


def _welcome(desk: Desk, prompt: Prompt) -> bool:
    """What this is and is not. False: not now, and nothing was made."""
    term = desk.term
    term.line(t("A journal for fifty evenings, a few minutes each. Stop on any of them."))
    term.line(t("It asks you to look at yourself a little, and it helps to wish for some change."))
    term.line()
    term.line(t("Not a therapy, and no diagnosis. Nobody reads it or watches over you."))
    term.line(t("In danger, or afraid of hurting yourself?  ! here, or rj sos at any time."), BOLD)
    while True:
        term.line()
        term.line(t("It stays on this computer: {place}", place=safe(str(desk.journal_path.parent))))
        term.line(t("Whoever can open your account here can read it."))
        options = [("p", t("plain lines, for a screen reader")), ("w", t("keep it elsewhere")), ("q", t("not now"))]
        chosen = prompt.menu("", options, enter="", hint=t("Enter: go on"))
        if chosen == "q":
            term.line(t("Nothing was made."))
            return False
        if chosen == "p":
            term.plain = True
            term.colour = False
            desk.settings["plain"] = True
        elif chosen == "w":
            place = prompt.text(t("Which folder?"), hint=t("Enter: leave it where it is"))
            try:
                if place:
                    desk.settings["data"] = config.SETTINGS["data"][0](place)
            except UsageError as refused:
                term.line(refused.line(), DIM)
        else:
            return True


def _which(desk: Desk, prompt: Prompt) -> str:
    """The program's name or file, by what an evening is like."""
    from repairjournal import library

    while True:
        options = []
        for number, name in enumerate(SHIPPED, 1):
            about, most, _ = library.minutes_summary(load(desk, name).program)
            options.append((str(number), t(_EVENINGS[name], about=about, most=most)))
        options.append(("f", t("a file someone gave me")))
        why = t("Several doors: a little of each way, in turn. One small step: the same step until it is ordinary.")
        chosen = prompt.menu(t("Which one?"), options, enter="1", hint=t("Enter: 1 · ? more about both"), why=why)
        if chosen != "f":
            return SHIPPED[int(chosen or 1) - 1]
        place = prompt.text(t("Where does the file lie?"), hint=t("Enter: back to the two"))
        if place:
            try:
                load(desk, place.strip())
            except UsageError as refused:
                desk.term.line(refused.line())
                continue
            return place.strip()


_EVENINGS = {
    "integrative-50": "Several doors: a little of each. About {about} minutes a day, at most {most}.",
    "neuroplasticity-50": "One small step, until it is ordinary. About {about} minutes a day, at most {most}.",
}


LEAN_KEYS = ("anxious", "avoidant", "both", "neither", "unsure")
LEAN_WORDS = ("I reach out at once", "I pull back", "both, in turns", "neither much", "cannot say yet")
_ABOUT_WORDS = (
    "a partner",
    "someone I am getting to know",
    "someone from before",
    "family or a friend",
    "nobody right now",
)


def _asked(desk: Desk, prompt: Prompt, keeper: _Keeper) -> None:
    """Lean, about whom, country; each kept as it is given, `<` goes back."""
    asks = [_ask_lean, _ask_about, _ask_country]
    at = keeper.step
    while at < len(asks):
        try:
            asks[at](desk, prompt, keeper)
        except Back:
            at = max(0, at - 1)
            if held := keeper.answers.pop(("lean", "about", "country")[at], None):
                keeper.earlier[("lean", "about", "country")[at]] = held
            continue
        at += 1
        keeper.step = at
        keeper.save()


def _ask_lean(_: Desk, prompt: Prompt, keeper: _Keeper) -> None:
    if keeper.answers.get("lean"):
        return
    question = t("When being close gets shaky, which do you notice more often?")
    options = [(str(n), t(words)) for n, words in enumerate(LEAN_WORDS, 1)]
    held = keeper.earlier.get("lean")
    enter = str(LEAN_KEYS.index(held) + 1) if held else "5"
    hint = t("Enter: {key} · a place to start from, not a name for you", key=enter)
    chosen = prompt.menu(question, options, enter=enter, hint=hint, why=t("It decides only what is offered first."))
    keeper.answers["lean"] = LEAN_KEYS[int(chosen or enter) - 1]


def _ask_about(_: Desk, prompt: Prompt, keeper: _Keeper) -> None:
    if keeper.answers.get("about"):
        return
    options = [(str(n), t(words)) for n, words in enumerate(_ABOUT_WORDS, 1)]
    why = t("So that nothing is offered that needs someone who is not there.")
    held = keeper.earlier.get("about")
    enter = str(ABOUTS.index(held) + 1) if held else None
    hint = t("Enter: {key}", key=enter) if enter else t("Enter: leave open")
    chosen = prompt.menu(t("Whom is this mostly about?"), options, enter=enter, hint=hint, why=why)
    if chosen:
        keeper.answers["about"] = ABOUTS[int(chosen) - 1]


def _ask_country(desk: Desk, prompt: Prompt, keeper: _Keeper) -> None:
    if desk.settings.get("country"):
        return
    from repairjournal.library import shipped

    known = shipped.countries()
    while True:
        typed = prompt.text(
            t("Which country's phone lines come first?"),
            hint=t("first letters · Enter: all"),
            why=t("It is never guessed from the network. rj config country changes it."),
            words=tuple(known.values()),
        )
        if not typed:
            return
        said = typed.strip().lower()
        found = [c for c, name in known.items() if c.lower() == said] or [
            c for c, name in known.items() if name.lower().startswith(said)
        ]
        if len(found) == 1:
            keeper.answers["country"] = found[0]
            desk.settings["country"] = found[0]
            desk.term.line(known[found[0]], DIM)
            return
        if found:
            desk.term.line(t("Several: {names}", names=", ".join(known[c] for c in found)))
        else:
            desk.term.line(t('No lines of its own are kept for that country. "!" shows those of all, and an index.'))
            return


class _Keeper:
    """The draft of a first evening: made once a program is chosen, one commit an answer."""

    def __init__(self, desk: Desk, draft: Draft | None, answers: dict[str, Any]) -> None:
        self.desk, self.draft, self.answers = desk, draft, answers
        self.step = draft.step if draft else 0
        self.earlier: dict[str, Any] = {}  # answers gone back behind: Enter takes them again

    def save(self) -> None:
        from dataclasses import replace

        from repairjournal.cli.keep import new_draft

        journal = self.desk.journal(write=True, create=True)
        if self.draft is None:
            self.draft = new_draft(self.desk, "reflection", BEGUN, None, self.desk.journal_date())
        self.draft = replace(self.draft, step=self.step, answers=dict(self.answers))
        journal.save_draft(self.draft)
        if self.desk.settings:
            config.write(self.desk.settings)


def _waiting(desk: Desk) -> Draft | None:
    if not desk.has_journal():
        return None
    return next((d for d in desk.journal().drafts() if d.task == BEGUN), None)


def _check(desk: Desk, given: dict[str, str]) -> None:
    if given["lean"] and given["lean"] not in LEANS:
        raise unknown(t("lean"), given["lean"], LEANS)
    if given["about"] and given["about"] not in ABOUTS:
        raise unknown(t("value for --about"), given["about"], ABOUTS)
    if given["on"]:
        _start_date(desk, given["on"])


def _start_date(desk: Desk, said: str) -> date:
    """The calendar date of day 1: today's, or a past one."""
    today = desk.now().date()
    if not said:
        return today
    from repairjournal.model.when import parse_date

    on = keep.meant(desk, said, lambda words: parse_date(words, desk.journal_date()))
    if on > today:
        raise UsageError(
            t("a program cannot start in the future ({date})", date=on.isoformat()), t("give today or a past date")
        )
    return on


def load(desk: Desk, name: str) -> LoadedProgram:
    """A program by name or by file, in the language wanted; - is standard input."""
    from repairjournal.cli import program_page

    return program_page.load(desk, name)


def begin(
    desk: Desk, loaded: LoadedProgram, on: date, lean: str, about: str | None, draft: Draft | None = None
) -> None:
    """Keep the program's texts in every language and a run on them, as one act; --lang becomes `config lang`."""
    from repairjournal import store

    run = Run(store.new_id(), loaded.sha256, loaded.program.language, on, loaded.program.plan, lean=lean, about=about)
    spoken = loaded.program.language
    if desk.lang_given and best_language(desk.lang, (spoken,)) and desk.settings.get("lang") != spoken:
        desk.settings["lang"] = spoken
        config.write(desk.settings)
    journal = desk.journal(write=True, create=True)
    origin = "shipped" if loaded.name in SHIPPED else "file"
    words = t("the start of {title}", title=safe(loaded.program.title))
    with journal.act("start", words, at=desk.now(), on=desk.journal_date()) as act:
        for lang, text, parsed in loaded.texts():
            act.keep_program(loaded.sha256, lang, loaded.program.id, loaded.program.version, text, parsed, origin)
        act.add(run)
        if draft is not None:
            act.finish_draft(draft.id)
    desk.close()


def _begun(desk: Desk) -> None:
    day = desk.day()
    desk.term.line()
    starts = t("Day {day} of {days} is today, {date}.", day=day.day, days=day.days, date=show.long_date(day.on))
    desk.term.line(starts, BOLD)
    ends = desk.day_start.strftime("%H:%M")
    desk.term.line(t("A day ends at {time}.   Tomorrow: rj   Hard moment: rj now   To call: rj sos", time=ends))
    if not desk.term.asks:
        desk.term.line(t(show.NOTICE))


def _tonight(desk: Desk, prompt: Prompt) -> None:
    """One useful thing for the first evening, if wished."""
    from repairjournal.cli import exercise, ground, tasks, trigger

    _begun(desk)
    day = desk.day()
    check = next((x for x in day.program.tasks.values() if x.instrument == "own-check"), None)
    options = [("1", t("one moment of the last days that stayed with you, 3 minutes"))]
    if check is not None:
        options.append(("2", t("ten quick counts about last week, 2 minutes")))
    options.append(("3", t("look around the room, 2 minutes")))
    try:
        chosen = prompt.menu(
            t("For tonight one thing is plenty."), options, enter="", hint=t("Enter: enough for tonight")
        )
    except (Back, Enough):
        chosen = ""
    if chosen == "1":
        trigger.trigger(desk)
    elif chosen == "2" and check is not None:
        tasks.kept_by_questions(desk, day, check, "")
    elif chosen == "3":
        ground_task = desk.task(day, ground.GROUND)
        if ground_task is not None:
            exercise.perform(desk, ground_task, day, ask_before=False)
    desk.term.line(t("Tomorrow: rj   In a hard moment: rj now   Someone to call: rj sos"))
