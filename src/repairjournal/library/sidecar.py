"""A program's texts in another language: `<program>.<lang>.yaml`, the program's own nesting with texts only.

Entries of a list are named by their id (a use by its task), so that a translation outlives a change of order; a plain
list of texts is given whole. What is not translated stays as the program has it, text by text. Words that are kept as
an answer (options, vocabularies) keep the program's own value: a translation stands beside them as `shown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repairjournal.library.nodes import (
    MAP,
    REFUSED,
    TEXT,
    Node,
    Unreadable,
    decoded,
    is_plain_name,
    read_limited,
    tree,
)
from repairjournal.library.shape import LANGUAGE
from repairjournal.library.walk import Items, Text, Walk, entries, near
from repairjournal.library.walk import Path as Place
from repairjournal.model import vocab
from repairjournal.model.check_care import texts
from repairjournal.model.kind import vocabulary_of
from repairjournal.text import t

_PROSE, _LINE = Text(), Text(line=True)
_WORDS = Items(_LINE)
_ON_ONE_LINE = frozenset(("title",))
_FORMAT_LINE = re.compile(rb"^format[ \t]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Translation:
    """A program in another language. `parsed`: its mapping with these texts in it. `text`: the file to the letter.

    `missing`: the names of the texts it lacks, as the file would nest them; `texts`: how many there are in all.
    """

    parsed: Mapping[str, Any]
    text: str
    missing: tuple[str, ...]
    texts: int


def missing_texts(translations: Mapping[str, Translation]) -> dict[str, tuple[int, int]]:
    """{language: (texts it lacks, texts there are)} of a loaded program: what `program check` counts."""
    return {lang: (len(each.missing), each.texts) for lang, each in translations.items()}


def find(beside: Path, id: str, lang: str) -> Path | None:
    """The file of a language beside a program file: named after that file, or after the program's id."""
    for stem in (beside.stem, id):
        path = beside.with_name(f"{stem}.{lang}.yaml")
        if stem and path.exists():
            return path
    return None


def program_of(path: Path) -> tuple[Path, str] | None:
    """(the program's file, language) where a path is a language's file beside it, else None.

    A whole program may bear such a name too (mine.old.yaml): it is told by its format line.
    """
    stem, _, lang = path.stem.rpartition(".")
    program = path.with_name(f"{stem}.yaml")
    if not (stem and LANGUAGE.fits(lang) and path.suffix == ".yaml" and program.is_file() and path.is_file()):
        return None
    try:
        return None if _FORMAT_LINE.search(read_limited(path)) else (program, lang)
    except Unreadable:
        return program, lang


def read(walk: Walk, path: Path, parsed: Mapping[str, Any], lang: str) -> Translation:
    """The program in the language of this file. Faults go to `walk`: a text the program does not have is an error.

    Missing texts are one warning with their count (P14).
    """
    names = _Names(parsed)
    found: dict[Place, Any] = {}
    text = ""
    try:
        text = decoded(read_limited(path))
        _collect(walk, tree(text, walk.report), (), names, found)
    except Unreadable as error:
        walk.report(error.line, error.column, "P01", error.what, error.remedy)
        return Translation(parsed, text, (), 0)
    counted = {name: place for name, (place, _) in names.wanted.items() if name not in names.optional}
    missing = [name for name, place in counted.items() if place not in found]
    told = [name for name in missing if not walk.is_broken(name)]
    if told:
        first = ".".join(told[0])
        what = t("{n} of {all} texts are missing, first {name}", n=len(told), all=len(counted), name=first)
        walk.report(1, 1, "P14", what, t("add them; until then the program's own words are shown"), warning=True)
    merged = {**_with(parsed, found, (), _vocabularies(parsed, found)), "language": lang}
    return Translation(merged, text, tuple(".".join(name) for name in missing), len(counted))


Name = tuple[str, ...]


class _Names:
    """What a file of this program may hold.

    wanted: {name: (place in the program, its own text)}. inner: the names that have others below them. optional: the
    built-in vocabularies, which may be worded in another language and need not be.
    """

    def __init__(self, parsed: Mapping[str, Any]) -> None:
        self.wanted: dict[Name, tuple[Place, str | list[str]]] = dict(_named(parsed))
        self.optional: set[Name] = set()
        for id, words in vocab.VOCABULARIES.items():
            if ("vocab", id) not in self.wanted:
                self.optional.add(("vocab", id))
                self.wanted["vocab", id] = (("vocab", id), list(words))
        self.inner = {name[:n] for name in self.wanted for n in range(len(name))}

    def below(self, name: Name) -> list[str]:
        """The words that may stand directly below a name."""
        size = len(name)
        return list(dict.fromkeys(each[size] for each in self.wanted if each[:size] == name and len(each) > size))


def _collect(walk: Walk, node: Node, name: Name, names: _Names, found: dict[Place, Any]) -> None:
    if node.kind == REFUSED:
        return
    if name in names.inner and node.kind == MAP:
        for key, at, value in entries(walk, node, name):
            here = (*name, key)
            if here in names.inner or here in names.wanted:
                _collect(walk, value, here, names, found)
            else:
                _surplus(walk, at, name, names)
        return
    if name not in names.wanted:
        if node.kind != TEXT or node.text:
            walk.report(node.line, node.column, "P14", t("keys are wanted here"), t("nest it as the program does"))
        return
    place, own = names.wanted[name]
    text: str | list[Any] | None
    if isinstance(own, list):
        text = _WORDS.read(walk, node, name)
    else:
        text = (_LINE if name[-1] in _ON_ONE_LINE else _PROSE).read(walk, node, name)
    if isinstance(own, list) and text is not None and len(text) != len(own):
        what = t("this list has {n} entries and the program's has {own}", n=len(text), own=len(own))
        walk.wrong(node, name, "P14", what, t("write one for each, in the same order"))
    elif isinstance(own, list) and text and name[-1] != "not_for" and len(set(text)) < len(text):
        what = t("two words of this list are the same and could not be told apart")
        walk.wrong(node, name, "P10", what, t("word them differently"))
    elif text:
        found[place] = text


def _surplus(walk: Walk, key: Node, name: Name, names: _Names) -> None:
    like = near(key.text, names.below(name)) if is_plain_name(key.text) else None
    remedy = t("write '{name}', or take it out", name=like) if like else t("take it out, or mend its name")
    walk.report(key.line, key.column, "P14", t("the program has no text of this name"), remedy)


def _named(parsed: Mapping[str, Any]) -> Iterator[tuple[Name, tuple[Place, str | list[str]]]]:
    """(path with names in place of indexes, (path, text)) of every text of a program."""
    lists: dict[Place, list[str]] = {}
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
        yield tuple(name), (place, text)


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


_Vocabularies = Mapping[str, tuple[list[str], list[str]]]


def _vocabularies(parsed: Mapping[str, Any], found: Mapping[Place, Any]) -> _Vocabularies:
    """{vocabulary: (its words as they are kept, the same in the other language)} of those that are given."""
    own = parsed.get("vocab") or {}
    known = {id: list(own.get(id) or words) for id, words in vocab.VOCABULARIES.items()}
    return {id: (words, found["vocab", id]) for id, words in known.items() if ("vocab", id) in found}


def _with(value: Any, found: Mapping[Place, Any], place: Place, vocabularies: _Vocabularies) -> Any:
    """The program's value with the texts found in it; words that are kept as answers stay and get `shown` beside."""
    if place[:1] == ("vocab",):
        return value
    if isinstance(value, Mapping):
        out = {key: _with(inner, found, (*place, key), vocabularies) for key, inner in value.items()}
        if shown := found.get((*place, "options")):
            out["shown"] = shown
        elif words := vocabularies.get(_vocabulary(value)):
            out["options"], out["shown"] = words
        return out
    if place in found and place[-1] != "options":
        return found[place]
    if isinstance(value, list):
        return [_with(inner, found, (*place, n), vocabularies) for n, inner in enumerate(value)]
    return value


def _vocabulary(value: Mapping[str, Any]) -> str:
    """The vocabulary a question draws its words from; empty for anything else."""
    return vocabulary_of(value["type"], value.get("from")) if "ask" in value and "type" in value else ""
