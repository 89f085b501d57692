"""The table of all commands and the page of --help made from it; neither costs a Typer."""

from __future__ import annotations

from repairjournal.text import t

# name: (module:function, one help line). Only the command asked for is registered: Typer builds every registered
# command at each start (0.3-0.45 ms each). A test walks this table.
COMMANDS: dict[str, tuple[str, str]] = {
    "today": ("today:today", "What this day holds, on one page."),
    "now": ("now:now", "Something is strong right now: five doors, two keys."),
    "trigger": ("trigger:trigger", "Keep a moment that set something off."),
    "soothe": ("practice:soothe", "Five minutes before reaching out."),
    "stay": ("practice:stay", "One more minute if it is safe, or leaving well."),
    "scan": ("practice:scan", "Ten minutes through the body, or three."),
    "practice": ("practice:practice", "Any exercise by name; without one, a list by minutes."),
    "moment": ("moment:moment", "Keep a good moment."),
    "sos": ("sos:sos", "People to call, and the room around you."),
    "progress": ("progress:progress", "How far each phase has come."),
    "log": ("log:log", "What was kept, newest first."),
    "show": ("log:show", "One entry, whole."),
    "revisions": ("log:revisions", "What an entry said before it was changed."),
    "checkin": ("checkin:checkin", "The evening's way through the day, two minutes."),
    "experiment": ("experiment:experiment", "A small test: the prediction first, the outcome later."),
    "write": ("write:write", "A part of the story, in a sitting that may stop anywhere."),
    "reflect": ("reflect:reflect", "Questions to oneself, and the close of a part."),
    "read": ("reflect:read", "The reading of this part."),
    "step": ("step:step", "Your own small step: the same again, or another."),
    "assess": ("assess:assess", "Ten counts about the week, or a sheet's numbers."),
    "runs": ("run:runs", "The programs begun so far."),
    "finish": ("run:finish", "Close the whole run, on any day; everything stays."),
    "demo": ("demo:demo", "A made-up journal to look around in."),
    "do": ("do:do", "Any task of the program, by its name there."),
    "start": ("start:start", "Begin a program."),
    "skip": ("run:skip", "Put a task off for today; it stays open."),
    "pause": ("run:pause", "Stop the program's clock for some days."),
    "resume": ("run:resume", "End a pause."),
    "extend": ("run:extend", "Give a phase more days."),
    "edit": ("mend:edit", "Change an entry; the earlier wording is kept."),
    "delete": ("mend:delete", "Take an entry away; undo brings it back."),
    "undo": ("mend:undo", "Take the last change back."),
    "redo": ("mend:redo", "Bring back what undo took."),
    "forget": ("mend:forget", "Erase an entry for good, in the backups too."),
    "export": ("export:export", "The journal as a file: md, html, pdf, json, csv, ics, vault."),
    "share": ("share:share", "One page for a therapist, chosen part by part."),
    "import": ("import_:import_", "Bring in a journal from elsewhere; one undo takes it back."),
    "program": ("program:app", "Program files: write, check, look at, take, update."),
    "status": ("config:status", "The day number, for a shell prompt."),
    "remind": ("remind:remind", "Lines for a daily reminder, silent in a pause."),
    "config": ("config:config", "Settings: show one, set one."),
    "paths": ("config:paths_command", "Where things lie."),
}
GROUPS = frozenset(("program",))
FIRST = ("today", "checkin", "now", "trigger", "soothe", "moment", "write", "progress", "share", "sos")


def help_page(everything: bool) -> None:
    """The page of --help, made from the table alone so that it costs no Typer."""
    print(t("Usage: rj [COMMAND] [OPTIONS]     (repairjournal is the same program)"))
    print()
    print(t("A journal for fifty evenings, a few minutes each. Without a command: today."))
    print()
    for name in COMMANDS if everything else FIRST:
        print(f"  {name:<12}{t(COMMANDS[name][1])}")
    print()
    if not everything:
        print(t("All commands: rj --help all"))
    print(t("One command, with an example: rj trigger --help"))
    print(t("Everywhere: --plain  --no-input  --yes  --lang CODE   ·   rj --version"))
