"""A small file that changes another program: `based_on` names that one, `change` says what is otherwise.

The two are put together as trees of nodes, before anything is read: so every check of a program holds for the result,
and what it finds is told at the line of the small file that brought it about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from repairjournal.library import shape
from repairjournal.library.nodes import LIST, MAP, TEXT, Node, tree
from repairjournal.library.walk import Form, Items, Keys, Named, Type, Walk, near
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.library.reader import LoadedProgram

Bases = Callable[[str], Sequence["LoadedProgram"]]  # the programs of an id, the likeliest first

_A_USE = rf"{shape.AN_ID}\.{shape.AN_ID}"
_A_DROP = rf"{shape.AN_ID}(\.{shape.AN_ID})?"

_USE_KEYS = {key: of for key, of in shape.USE.known.items() if key not in ("task", "any_of")}
_PHASE_KEYS = {key: of for key, of in shape.PHASE.known.items() if key not in ("id", "uses")}
_HEADER = ("title", "summary", "status", "authors", "rights", "reviewed_on", "contacts", "safety")

CHANGE = Keys(
    {},
    {
        "phases": Named(Keys({}, _PHASE_KEYS), shape.AN_ID),
        "uses": Named(Keys({}, _USE_KEYS), _A_USE, "use PHASE.TASK, as in 'begin.body-scan'"),
        "tasks": Named(Keys({}, shape.TaskKeys().known), shape.AN_ID),
        "drop": Items(Form(_A_DROP, "the id of a task, or PHASE.TASK", "body-scan", "P10")),
    },
)
_NEEDS: dict[str, Type] = {
    "format": shape.PROGRAM.known["format"],
    "id": shape.ID,
    "version": shape.VERSION,
    "based_on": shape.BasedOn(),
    "change": CHANGE,
}
OVERLAY = Keys(_NEEDS, {key: shape.PROGRAM.known[key] for key in _HEADER})


def is_one(root: Node) -> bool:
    """Whether a file is such a change: `change` stands in it, or `based_on` and nothing that would be a program."""
    keys = {key.text for key, _ in root.pairs()} if root.kind == MAP else set()
    return "format" in keys and ("change" in keys or ("based_on" in keys and not keys & {"tasks", "phases"}))


def whole(walk: Walk, root: Node, bases: Bases) -> tuple[Node, LoadedProgram] | None:
    """(the changed program as a tree, the program it is based on); None where a fault has been told."""
    for key, _ in root.pairs():
        if key.text in ("tasks", "phases", "uses", "ladder"):
            what = t("'{key}' does not stand beside 'change'", key=key.text)
            walk.report(key.line, key.column, "P18", what, t("write it inside 'change', or take 'change' out"))
            return None
    said = OVERLAY.read(walk, root, ())
    if said is not None and not said["based_on"]["id"] and not walk.is_broken(("based_on",)):
        what = t("'based_on' names no program")
        walk.report(*walk.at(("based_on",)), "P18", what, t("write it like {example}", example="integrative-50@1.0.0"))
    if said is None or any(not fault.warning for fault in walk.faults):
        return None
    base = _base(walk, said["based_on"], bases)
    if base is None:
        return None
    key, change = next(pair for pair in root.pairs() if pair[0].text == "change")
    out = _Changed(walk, _moved(tree(base.text, walk.report), key))
    out.apply(root, change)
    return (out.root, base) if not any(not fault.warning for fault in walk.faults) else None


def _base(walk: Walk, said: dict[str, str], bases: Bases) -> LoadedProgram | None:
    """The program it is based on; told where there is none, or another than was meant."""
    id, version, sha = said["id"], said["version"], said.get("sha256", "")
    found = bases(id)
    place = walk.at(("based_on",))
    if not found:
        what = t("the program '{id}' that this is based on is not here", id=id)
        walk.report(*place, "P18", what, t("take it first: rj program add FILE"))
        return None
    like = [base for base in found if base.program.version == version]
    if not like:
        what = t("this is based on '{id}' {version}, and here is {other}", id=id, version=version,
                 other=found[0].program.version)  # fmt: skip
        remedy = t(
            "see what is different with program diff, then write version: {other}", other=found[0].program.version
        )
        walk.report(*place, "P18", what, remedy)
        return None
    same = [base for base in like if base.sha256 == sha or base.file_sha256 == sha]
    if sha and not same:
        what = t("this is based on '{id}' {version}, and the one here was changed (sha256 differs)", id=id,
                 version=version)  # fmt: skip
        remedy = t("see what is different with program diff, then write sha256: {sha}", sha=like[0].sha256)
        walk.report(*place, "P18", what, remedy)
        return None
    if not sha:
        what = t("without its sha256 nobody can tell whether the program below stayed the same")
        remedy = t("write based_on: {given}", given=_based_on(like[0]))
        walk.report(*place, "P18", what, remedy, warning=True)
    return (same or like)[0]


def _based_on(base: LoadedProgram) -> str:
    return f"{{id: {base.program.id}, version: {base.program.version}, sha256: {base.sha256}}}"


def _moved(node: Node, to: Node) -> Node:
    """The same tree, all of it standing where `to` stands."""
    return replace(node, line=to.line, column=to.column, items=[_moved(item, to) for item in node.items])


# -- nodes as mappings ------------------------------------------------------------------------------------------------


def _get(node: Node, key: str) -> Node | None:
    return next((value for name, value in node.pairs() if name.text == key), None)


def _put(node: Node, key: Node, value: Node) -> None:
    for at in range(0, len(node.items), 2):
        if node.items[at].text == key.text:
            node.items[at : at + 2] = [key, value]
            return
    node.items += [key, value]


def _take(node: Node, key: str) -> None:
    node.items = [part for name, value in node.pairs() if name.text != key for part in (name, value)]


def _texts(node: Node | None) -> list[str]:
    return [] if node is None else [item.text for item in node.items] if node.kind == LIST else [node.text]


@dataclass(slots=True)
class _Changed:
    """The tree of the base, changed in place."""

    walk: Walk
    root: Node

    def apply(self, own: Node, change: Node) -> None:
        """The header of the small file, then what `change` says, in the order in which a reader would do it by hand."""
        for name in ("authors", "locales"):  # whoever changes a program answers for it; its other languages stay behind
            _take(self.root, name)
        for key, value in own.pairs():
            held = _get(self.root, key.text)
            if key.text == "safety" and held is not None:
                for inner, said in value.pairs():
                    _put(held, inner, said)
            elif key.text in (*_HEADER, "id", "version", "based_on"):
                _put(self.root, key, value)
        parts = {key.text: value for key, value in change.pairs()}
        for name, do in (("tasks", self._tasks), ("uses", self._uses), ("phases", self._phases)):
            if name in parts:
                do(parts[name])
        for entry in parts["drop"].items if "drop" in parts else ():
            self._drop(entry)
        self._days()

    def _list(self) -> list[Node]:
        phases = _get(self.root, "phases")
        return phases.items if phases else []

    def _phase(self, id: str, key: Node) -> Node | None:
        known = {_one(phase, "id"): phase for phase in self._list()}
        if id not in known:
            like = near(id, known)
            remedy = t("write '{id}'", id=like) if like else t("write one of {words}", words=", ".join(known))
            what = t("the program below has no phase '{id}'", id=id)
            self.walk.report(key.line, key.column, "P18", what, remedy)
        return known.get(id)

    def _tasks(self, said: Node) -> None:
        tasks = _get(self.root, "tasks") or said
        for key, value in said.pairs():
            held = _get(tasks, key.text)
            if held is None:
                _put(tasks, key, value)
                continue
            for name, inner in value.pairs():
                _put(held, name, inner)

    def _uses(self, said: Node) -> None:
        for key, value in said.pairs():
            id, _, task = key.text.partition(".")
            phase = self._phase(id, key)
            uses = _get(phase, "uses") if phase else None
            if uses is None:
                continue
            held = next((use for name, use in _named(uses) if task in name), None)
            if held is None and _get(value, "dose") is None:
                known = [names[0] for names, _ in _named(uses)]
                like = near(task, known)
                what = t("phase '{id}' of the program below does not use '{task}'", id=id, task=task)
                remedy = t("write '{id}.{task}'", id=id, task=like) if like else t("write its 'dose' to add it")
                self.walk.report(key.line, key.column, "P18", what, remedy)
                continue
            if held is None:
                held = replace(value, kind=MAP, items=[])
                uses.items.append(held)
                name = replace(key, kind=TEXT, plain=True)
                held.items += [replace(name, text="task"), replace(name, text=task)]
            for name, inner in value.pairs():
                _put(held, name, inner)

    def _phases(self, said: Node) -> None:
        for key, value in said.pairs():
            phase = self._phase(key.text, key)
            for name, inner in value.pairs() if phase else ():
                _put(phase, name, inner)  # type: ignore[arg-type]

    def _drop(self, entry: Node) -> None:
        """A task everywhere, or one use of a phase. What can be done without it does without; the rest is told."""
        id, dot, task = entry.text.partition(".")
        if dot:
            phase = self._phase(id, entry)
            uses = _get(phase, "uses") if phase else None
            if uses is not None:
                kept = [use for names, use in _named(uses) if task not in names]
                if len(kept) == len(uses.items):
                    what = t("phase '{id}' of the program below does not use '{task}'", id=id, task=task)
                    self.walk.report(entry.line, entry.column, "P18", what, t("take it out"))
                uses.items = kept
            return
        tasks = _get(self.root, "tasks")
        known = {key.text for key, _ in tasks.pairs()} if tasks else set()
        used = {name for phase in self._list() for use in _items(phase, "uses") for name in _used(use)}
        if id not in known | used:
            like = near(id, known)
            what = t("the program below has no task '{id}'", id=id)
            self.walk.report(
                entry.line, entry.column, "P18", what, t("write '{id}'", id=like) if like else t("take it out")
            )
            return
        if tasks:
            _take(tasks, id)
        for phase in self._list():
            uses = _get(phase, "uses")
            if uses is not None:
                for use in uses.items:
                    _without(use, "any_of", id)
                uses.items = [use for use in uses.items if _used(use) not in ([], [id])]
            _without(phase, "reading", id)
        _without(self.root, "ladder", id)
        _without(_get(self.root, "safety"), "requires_safety_check", id)
        for _, held in tasks.pairs() if tasks else ():
            _without(held, "uses_exercise", id)
            _without(held, "instead", id)
        self._point(self.root, id, entry)

    def _point(self, node: Node, id: str, entry: Node) -> None:
        """What still names a dropped task is told at the line that drops it."""
        for child in node.items:
            if child.kind == TEXT and child.text == id:
                child.line, child.column = entry.line, entry.column
            self._point(child, id, entry)

    def _days(self) -> None:
        """Phases whose days are not said anew follow one another; `days` is the last of them."""
        last = 0
        for phase in self._list():
            days = _get(phase, "days")
            if days is None or len(days.items) != 2:
                return
            first, end = (int(day.text) for day in days.items)
            moved = days.line == self.root.line and days.column == self.root.column
            if moved:  # of the base: it keeps its length
                first, end = last + 1, last + 1 + end - first
                days.items = [replace(days.items[0], text=str(first)), replace(days.items[1], text=str(end))]
            last = end
        total = _get(self.root, "days")
        if total is not None:
            total.text = str(last)


def _one(node: Node, key: str) -> str:
    value = _get(node, key)
    return value.text if value else ""


def _items(node: Node, key: str) -> list[Node]:
    value = _get(node, key)
    return value.items if value else []


def _used(use: Node) -> list[str]:
    return _texts(_get(use, "any_of") or _get(use, "task"))


def _named(uses: Node) -> Iterator[tuple[list[str], Node]]:
    """The names each use answers to: its tasks; the second use of a task is called name-2, as in other languages."""
    seen: dict[str, int] = {}
    for use in uses.items:
        names = []
        for task in _used(use):
            seen[task] = seen.get(task, 0) + 1
            names.append(task if seen[task] == 1 else f"{task}-{seen[task]}")
        yield names, use


def _without(node: Node | None, key: str, id: str) -> None:
    """Takes an id out of a list, or a key that names it; an empty list goes as well."""
    value = _get(node, key) if node else None
    if node is None or value is None or id not in _texts(value):
        return
    if value.kind == LIST:
        value.items = [item for item in value.items if item.text != id]
    if not value.items:
        _take(node, key)


def example(base: LoadedProgram, id: str, title: str) -> dict[str, Any]:
    """The header of a new file that changes this program."""
    program = base.program
    return {
        "format": shape.FORMAT,
        "id": id,
        "version": "1.0.0",
        "title": title,
        "based_on": {"id": program.id, "version": program.version, "sha256": base.sha256},
    }
