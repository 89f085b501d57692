"""A program's texts in another language: `<program>.<lang>.yaml`, the program's own nesting with texts only.

Entries of a list are named by their id (a use by its task), so that a translation outlives a change of order; a plain
list of texts is given whole. What is not translated stays as the program has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from repairjournal.library.nodes import MAP, REFUSED, TEXT, Node, Unreadable, decoded, read_limited, tree
from repairjournal.library.walk import Items, Text, Walk, entries
from repairjournal.library.walk import Path as Place
from repairjournal.model.check_care import texts
from repairjournal.text import t

_PROSE = Text()
_WORDS = Items(_PROSE)


def find(beside: Path, id: str, lang: str) -> Path | None:
    """The file of a language beside a program file: named after that file, or after the program's id."""
    for stem in (beside.stem, id):
        path = beside.with_name(f"{stem}.{lang}.yaml")
        if stem and path.exists():
            return path
    return None


def read(walk: Walk, path: Path, parsed: Mapping[str, Any]) -> dict[str, Any]:
    """The program's mapping with this file's texts in it. Faults go to `walk`: surplus and missing texts warn (P14)."""
    wanted = _named(parsed)
    found: dict[Place, Any] = {}
    try:
        root = tree(decoded(read_limited(path)), walk.report)
        inner = {name[:n] for name in wanted for n in range(len(name))}
        _collect(walk, root, (), wanted, inner, found)
    except Unreadable as error:
        walk.report(error.line, error.column, "P01", error.what, error.remedy)
        wanted = {}
    missing = [name for name, (place, _) in wanted.items() if place not in found and not walk.is_broken(name)]
    if missing:
        what = t("{n} texts are missing, first {name}", n=len(missing), name=".".join(missing[0]))
        walk.report(1, 1, "P14", what, t("add them; until then the program's own words are shown"), warning=True)
    merged: dict[str, Any] = _with(parsed, found, ())
    return merged


Name = tuple[str, ...]
_Wanted = Mapping[Name, tuple[Place, str | list[str]]]


def _collect(walk: Walk, node: Node, name: Name, wanted: _Wanted, inner: set[Name], found: dict[Place, Any]) -> None:
    if node.kind == REFUSED:
        return
    if name in inner and node.kind == MAP:
        for key, at, value in entries(walk, node, name):
            here = (*name, key)
            if here in inner or here in wanted:
                _collect(walk, value, here, wanted, inner, found)
            else:
                what = t("the program has no text of this name")
                walk.report(at.line, at.column, "P14", what, t("take it out, or mend its name"), warning=True)
        return
    if name not in wanted:
        if node.kind != TEXT or node.text:
            walk.report(node.line, node.column, "P14", t("keys are wanted here"), t("nest it as the program does"))
        return
    place, own = wanted[name]
    text: str | list[Any] | None
    text = _WORDS.read(walk, node, name) if isinstance(own, list) else _PROSE.read(walk, node, name)
    if isinstance(own, list) and text is not None and len(text) != len(own):
        what = t("this list has {n} entries and the program's has {own}", n=len(text), own=len(own))
        walk.wrong(node, name, "P14", what, t("write one for each"))
    elif text:
        found[place] = text


def _named(parsed: Mapping[str, Any]) -> dict[Name, tuple[Place, str | list[str]]]:
    """{path with names in place of indexes: (path, text)} of every text of a program."""
    lists: dict[Place, list[str]] = {}
    out = {}
    for place, text in texts(parsed):
        name: list[str] = []
        here: Any = parsed
        for n, part in enumerate(place):
            if isinstance(part, int):
                if place[:n] not in lists:
                    lists[place[:n]] = _entries(here)
                name.append(lists[place[:n]][part])
            else:
                name.append(part)
            here = here[part]
        out[tuple(name)] = (place, text)
    return out


def _entries(items: list[Mapping[str, Any]]) -> list[str]:
    """The names of a list's entries; the second of one name is called name-2."""
    seen: dict[str, int] = {}
    names = []
    for n, item in enumerate(items, 1):
        tasks = item.get("any_of") or [item.get("task")]
        own = str(item.get("id") or tasks[0] or n)
        seen[own] = seen.get(own, 0) + 1
        names.append(own if seen[own] == 1 else f"{own}-{seen[own]}")
    return names


def _with(value: Any, found: Mapping[Place, Any], place: Place) -> Any:
    if place in found:
        return found[place]
    if isinstance(value, Mapping):
        return {key: _with(inner, found, (*place, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with(inner, found, (*place, n)) for n, inner in enumerate(value)]
    return value
