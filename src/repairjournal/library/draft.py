"""The first text of a program that a therapist goes on with: a new one, a copy, or a small change of another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repairjournal.library import overlay, shape
from repairjournal.library.reader import LoadedProgram
from repairjournal.library.writer import EDITOR_LINE, written
from repairjournal.model.program import Program, Task

ALWAYS = "look"  # the daily look every new program begins with, unless one is kept from another program

# The exercise a new program shows as a pattern, and the look; own words.
_LOOK = {
    "kind": "trigger",
    "title": "A moment that set something off",
    "minutes": 3,
    "mechanism": ["implicit-memory"],
    "intro": "One moment is plenty. Having looked and found none is an answer too.",
}
_BREATH = {
    "kind": "practice",
    "title": "Two minutes of breath",
    "mechanism": ["nervous-system"],
    "approach": "somatic",
    "not_for": ["danger", "driving"],
    "total": 120,
    "steps": [
        {"id": "arrive", "seconds": 30, "say": "Both feet on the floor. You may stop at any second."},
        {"id": "breathe", "seconds": 90, "pace": {"in": 4, "out": 6}, "say": "In softly, and a little longer out."},
    ],
    "easier": {"steps": ["arrive"]},
    "after": [{"id": "note", "type": "text", "ask": "What was it like? No marks given."}],
}

_HEAD = """\
# How to read this file
#   tasks    everything there is to do, each defined once with all its wording
#   phases   which days a part has, and which tasks it uses, how often, core or optional
# dose: daily, once, once_per_run, on_demand, {times: 3}, or {times: 3, per: week}
# role: core is asked for, optional may be done
# A text with a colon in it wants quotes. What follows a # is a note and not read.
# After a change:  rj program check FILE     What a day looks like:  rj program preview FILE --day 3
"""
_TASKS = """
# Every exercise (kind: practice) keeps `not_for`, when it is not the thing to do, and `easier`.
tasks:
"""
_PHASES = """
# Days are counted from the first day of the program; no day may be left out.
phases:
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new program is asked to be. `phases`: (title, days) in order. `contacts`: (name, how)."""

    id: str
    title: str
    language: str = "en"
    phases: Sequence[tuple[str, int]] = (("Arriving", 7), ("Going on", 21))
    contacts: Sequence[tuple[str, str]] = ()


def new(wish: Wish, base: LoadedProgram | None = None, keep: Sequence[str] = ()) -> str:
    """A commented file for a new program; with `base` it keeps these tasks of that one and what they lead to."""
    tasks: dict[str, Any] = {}
    if base is not None:
        closed = needed(base.program, keep)
        tasks = {id: _without(body, closed) for id, body in base.parsed["tasks"].items() if id in closed}
    if not any(body["kind"] == "trigger" for body in tasks.values()):
        tasks = {ALWAYS: _LOOK, **tasks}
    if not any(body["kind"] == "practice" for body in tasks.values()):
        tasks["breath"] = _BREATH
    header: dict[str, Any] = {"format": shape.FORMAT, "id": wish.id, "version": "1.0.0", "status": "draft"}
    header |= {"title": wish.title, "language": wish.language, "days": sum(days for _, days in wish.phases)}
    if base is not None:
        header["based_on"] = {"id": base.program.id, "version": base.program.version, "sha256": base.sha256}
    if wish.contacts:
        header["contacts"] = [{"name": name, "how": how} for name, how in wish.contacts]
    return "".join(
        (EDITOR_LINE, _HEAD, "\n", written(header), _TASKS, written(tasks, 2), _PHASES, *_phases(wish, tasks))
    )


def needed(program: Program, keep: Sequence[str]) -> set[str]:
    """These tasks and those they cannot be without: an easier form, what is done before."""
    found: set[str] = set()
    waiting = [id for id in keep if id in program.tasks]
    while waiting:
        task = program.tasks[waiting.pop()]
        if task.id not in found:
            found.add(task.id)
            waiting += [id for id in _leads(task) if id in program.tasks]
    return found


def _leads(task: Task) -> list[str]:
    return [id for id in (task.when.after, task.easier.task if task.easier else None) if id]


def _without(body: Mapping[str, Any], kept: set[str]) -> dict[str, Any]:
    """A task without naming others that stay behind."""
    out = dict(body)
    if out.get("instead") not in kept:
        out.pop("instead", None)
    if "uses_exercise" in out:
        out["uses_exercise"] = [id for id in out["uses_exercise"] if id in kept or id == "own"] or ["own"]
    return out


def _phases(wish: Wish, tasks: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = []
    first = 1
    for number, (title, days) in enumerate(wish.phases, 1):
        last = first + days - 1
        phase = {"id": f"part-{number}", "title": title, "focus": "One line below the title, in your own words."}
        block = written(phase, 4)
        lines += [f"  - {block[4:]}", f"    days: [{first}, {last}]\n", "    uses:\n"]
        lines += [_use_line(use) for use in _uses(tasks, days, number)]
        lines += ['    close: "What would you like to remember of this part?"\n']
        first = last + 1
    return lines


def _uses(tasks: Mapping[str, Mapping[str, Any]], days: int, number: int) -> list[dict[str, Any]]:
    """A look each day is core; everything else may be done, so that a new program asks for little."""
    uses: list[dict[str, Any]] = []
    looked = False
    for id, body in tasks.items():
        if body["kind"] == "trigger" and not looked:
            looked = True
            uses.append({"task": id, "dose": "daily", "role": "core"})
        elif body["kind"] in ("assessment", "reading", "narrative"):
            if number == 1:
                uses.append({"task": id, "dose": "once", "role": "optional"})
        else:
            uses.append({"task": id, "dose": {"times": min(2, days)}, "role": "optional"})
    return uses


def _use_line(use: Mapping[str, Any]) -> str:
    dose = use["dose"]
    said = dose if isinstance(dose, str) else f"{{times: {dose['times']}}}"
    return f"      - {{task: {use['task']}, dose: {said}, role: {use['role']}}}\n"


# -- from another one --------------------------------------------------------------------------------------------------


def copy(base: LoadedProgram, id: str, title: str) -> str:
    """The whole text of another program under a new name, its notes included; its other languages stay behind."""
    own = base.program.language
    text = base.text.removeprefix("\ufeff").replace("\r\n", "\n")
    changes = (("id", id), ("version", "1.0.0"), ("title", title), ("locales", f"[{own}]"))
    for key, value in changes:
        said = f"{key}: {value}" if key == "locales" else written({key: value}).rstrip("\n")
        text = re.sub(rf"^{key}:.*$", lambda found, said=said: said, text, count=1, flags=re.MULTILINE)  # type: ignore[misc]
    return text if text.startswith(EDITOR_LINE) else EDITOR_LINE + text


def change(base: LoadedProgram, id: str, title: str) -> str:
    """Some ten lines that change another program, with one harmless change in place and the others as notes."""
    program = base.program
    longest = max(program.phases, key=lambda phase: phase.days)
    use = next((use for use in longest.uses if use.dose.kind == "daily"), longest.uses[0])
    practice = next((task for task in program.tasks.values() if task.kind == "practice"), None)
    header = overlay.example(base, id, title)
    lines = [
        EDITOR_LINE,
        f"# A small change of {program.id}: what is not named here stays as it is there.\n",
        written(header),
        "change:\n",
        f"  phases: {{{longest.id}: {{days: [{longest.first}, {longest.last}]}}}}  # other days; later parts move\n",
        f"  # uses: {{{longest.id}.{use.tasks[0]}: {{dose: {{times: 3, per: week}}, role: optional}}}}\n",
    ]
    if practice is not None:
        lines.append(f"  # tasks: {{{practice.id}: {{title: In other words}}}}  # or a new id with a whole new task\n")
        lines.append(f"  # drop: [{practice.id}]  # a task everywhere, or PHASE.TASK in one part\n")
    return "".join(lines)
