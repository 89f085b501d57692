"""The walk from YAML nodes to plain values by a schema: each type reads its node, tells what is wrong, and goes on.

Nothing raises: a value that cannot be read becomes the type's blank ("" 0 [] {}), and its path is noted as broken, so
that the checks of meaning can still look at the rest and stay silent about what has been told already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from repairjournal.library.faults import MOST_FAULTS, Fault
from repairjournal.library.nodes import LIST, MAP, REFUSED, TEXT, Node, is_plain_name
from repairjournal.library.scalars import decimal, surprise, whole
from repairjournal.text import t

Path = tuple[str | int, ...]

_MOST_OFF, _MOST_NAMES = 4, 100


class Enough(Exception):
    """A file has so many faults that reading on would help nobody."""


@dataclass(slots=True)
class Walk:
    """One reading of one file: its faults, the place of every path, and the paths whose value is broken."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    broken: set[Path] = field(default_factory=set)
    names: dict[Path, str] = field(default_factory=dict)  # of phases, by their `id`, for messages

    def report(self, line: int, column: int, code: str, what: str, remedy: str, warning: bool = False) -> None:
        """Keep one fault. Raises Enough at a thousand."""
        self.faults.append(Fault(self.file, line, column, code, what, remedy, warning))
        if len(self.faults) >= MOST_FAULTS:
            raise Enough

    def wrong(self, node: Node, path: Path, code: str, what: str, remedy: str) -> None:
        """A fault at a node whose value is thereby broken."""
        self.broken.add(path)
        self.report(node.line, node.column, code, what, remedy)

    def at(self, path: Path) -> tuple[int, int]:
        """Line and column of a path, or of the nearest thing around it that stands in the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def is_broken(self, path: Path) -> bool:
        """Whether this value, or something it stands in, was told as broken already."""
        return any(path[:n] in self.broken for n in range(len(path) + 1))

    def subject(self, path: Path) -> str:
        """How a sentence calls a place: "'title' in task 'soothe-5'", "entry 2 of 'steps' in task 'soothe-5'"."""
        if len(path) == 2 and path[0] in ("tasks", "phases"):
            return self._owner(path)
        words = [str(part) for part in path if isinstance(part, str)]
        key = f"when.{words[-1]}" if "when" in words[:-1] else words[-1] if words else ""
        name = t("'{key}'", key=key) if key else t("the file")
        if path and isinstance(path[-1], int):
            name = t("entry {n} of {name}", n=path[-1] + 1, name=name)
        last = max((n for n, part in enumerate(path) if isinstance(part, str)), default=0)
        return name + self.inside(path[:last])

    def inside(self, path: Path) -> str:
        """ " in task 'soothe-5'" for everything in that task; empty at the top of the file."""
        if len(path) >= 2 and path[0] in ("tasks", "phases"):
            return t(" in {owner}", owner=self._owner(path[:2]))
        return t(" in '{key}'", key=path[0]) if path else ""

    def _owner(self, path: Path) -> str:
        if path[0] == "tasks":
            return t("task '{id}'", id=path[1])
        name = self.names.get(path) or (path[1] if isinstance(path[1], str) else None)
        return t("phase '{id}'", id=name) if name else t("phase {n}", n=int(path[1]) + 1)


class Type(Protocol):
    """One type of the schema. `read` gives the value, or None where it is broken; `blank` what then stands for it."""

    @property
    def blank(self) -> Any: ...

    def read(self, walk: Walk, node: Node, path: Path) -> Any: ...


def plain_text(walk: Walk, node: Node, path: Path) -> str | None:
    """The text of a node where every reader of YAML sees the same text."""
    if node.kind == REFUSED:
        walk.broken.add(path)
    elif node.kind != TEXT:
        walk.wrong(
            node,
            path,
            "P02",
            t("{subject} wants a text", subject=walk.subject(path)),
            t("write it on this line, in quotes"),
        )
    elif not node.text.strip() or (node.plain and node.text in ("~", "null")):
        walk.wrong(
            node,
            path,
            "P02",
            t("{subject} is empty", subject=walk.subject(path)),
            t("write a text, or take the line out"),
        )
    elif node.plain and (reading := surprise(node.text)):
        remedy = t('write "{word}" in quotes', word=node.text) if is_plain_name(node.text) else t("put it in quotes")
        walk.wrong(node, path, "P04", reading, remedy)
    else:
        return node.text.rstrip("\n")
    return None


@dataclass(frozen=True, slots=True)
class Text:
    """A text a person reads. With `line`, on one line."""

    line: bool = False
    blank: str = ""

    def read(self, walk: Walk, node: Node, path: Path) -> str | None:
        text = plain_text(walk, node, path)
        if text and self.line and "\n" in text:
            what = t("{subject} has more than one line", subject=walk.subject(path))
            walk.wrong(node, path, "P02", what, t("write it on one line"))
            return None
        return text


@dataclass(frozen=True, slots=True)
class Form:
    """A text of a given form: an id, a version, a date, a clock time. `pattern` fits the whole of it."""

    pattern: str
    what: str  # "is not {what}"
    example: str
    code: str = "P02"
    blank: str = ""

    def fits(self, text: str) -> bool:
        return re.fullmatch(self.pattern, text) is not None

    def read(self, walk: Walk, node: Node, path: Path) -> str | None:
        text = plain_text(walk, node, path)
        if text is not None and not self.fits(text):
            what = t("{subject} is not {what}", subject=walk.subject(path), what=t(self.what))
            walk.wrong(node, path, self.code, what, t("write it like {example}", example=self.example))
            return None
        return text


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word of a closed set. `otherwise`: what may stand there in place of a word, as an example."""

    words: tuple[str, ...]
    otherwise: str = ""
    blank: str = ""

    def read(self, walk: Walk, node: Node, path: Path) -> str | None:
        text = plain_text(walk, node, path)
        if text is not None and text not in self.words:
            subject = walk.subject(path[:-1] if isinstance(path[-1], int) else path)
            if is_plain_name(text):
                what = t("'{word}' is not a word for {subject}", word=text, subject=subject)
            else:
                what = t("this is not a word for {subject}", subject=subject)
            words = ", ".join(self.words)
            choice = t("write one of {words}", words=words) if len(self.words) > 1 else t("write {words}", words=words)
            if self.otherwise:
                choice = t("{choice}, or as in {example}", choice=choice, example=self.otherwise)
            walk.wrong(node, path, "P11", what, choice)
            return None
        return text


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number in decimal digits."""

    low: int
    high: int
    code: str = "P02"
    blank: int = 0

    def read(self, walk: Walk, node: Node, path: Path) -> int | None:
        value = whole(node.text) if node.kind == TEXT and node.plain else None
        remedy = t("write a whole number from {low} to {high}", low=self.low, high=self.high)
        if value is None:
            _not_number(walk, node, path, t("a whole number"), remedy)
        elif not self.low <= value <= self.high:
            what = t("{subject} is outside {low} to {high}", subject=walk.subject(path), low=self.low, high=self.high)
            walk.wrong(node, path, self.code, what, remedy)
            return None
        return value


@dataclass(frozen=True, slots=True)
class Seconds:
    """A length of time that may have a decimal point, above 0 and at most a minute."""

    blank: float = 0.0

    def read(self, walk: Walk, node: Node, path: Path) -> float | None:
        value = decimal(node.text) if node.kind == TEXT and node.plain else None
        if value is None:
            _not_number(walk, node, path, t("a number"), t("write seconds, as in 4 or 4.5"))
        elif not 0 < value <= 60:
            what = t("{subject} is outside 0 to 60 seconds", subject=walk.subject(path))
            walk.wrong(node, path, "P09", what, t("write seconds, as in 4 or 4.5"))
            return None
        return value


def _not_number(walk: Walk, node: Node, path: Path, wanted: str, remedy: str) -> None:
    if node.kind == REFUSED:
        walk.broken.add(path)
        return
    reading = surprise(node.text) if node.kind == TEXT and node.plain and node.text else None
    number = t("YAML makes a number of this")
    if reading and reading != number:
        walk.wrong(node, path, "P04", reading, remedy)
        return
    if node.kind == TEXT and not node.plain and decimal(node.text) is not None:
        what = t("{subject} is in quotes and so a text", subject=walk.subject(path))
        walk.wrong(node, path, "P02", what, t("write the number without quotes"))
        return
    walk.wrong(node, path, "P02", t("{subject} wants {wanted}", subject=walk.subject(path), wanted=wanted), remedy)


@dataclass(frozen=True, slots=True)
class YesNo:
    """true or false, in no other spelling."""

    blank: bool = False

    def read(self, walk: Walk, node: Node, path: Path) -> bool | None:
        if node.kind == TEXT and node.plain and node.text in ("true", "false"):
            return node.text == "true"
        if node.kind == REFUSED:
            walk.broken.add(path)
            return None
        known = node.kind == TEXT and node.plain and is_plain_name(node.text)
        reading = surprise(node.text) if known else None
        what = reading or t("{subject} wants true or false", subject=walk.subject(path))
        walk.wrong(node, path, "P04" if reading else "P02", what, t("write true or false"))
        return None


class Items:
    """A list of one type, with 1 to `most` entries. With `one`, a lone text stands for a list of one."""

    def __init__(self, of: Type, one: bool = False, most: int = 1000) -> None:
        self.of, self.one, self.most = of, one, most

    @property
    def blank(self) -> list[Any]:
        return []

    def read(self, walk: Walk, node: Node, path: Path) -> list[Any] | None:
        if node.kind == REFUSED:
            walk.broken.add(path)
            return None
        if self.one and node.kind == TEXT:
            value = self.of.read(walk, node, path)
            return None if value is None else [value]
        if node.kind != LIST:
            what = t("{subject} wants a list", subject=walk.subject(path))
            walk.wrong(node, path, "P02", what, t("write [one, two], or each entry on a line of its own after '- '"))
            return None
        if not node.items:
            what = t("{subject} is an empty list", subject=walk.subject(path))
            walk.wrong(node, path, "P02", what, t("write an entry, or take the line out"))
            return None
        if len(node.items) > self.most:
            what = t("{subject} has more than {most} entries", subject=walk.subject(path), most=self.most)
            walk.wrong(node, path, "P02", what, t("take out what no day needs"))
            return None
        out = []
        for n, item in enumerate(node.items):
            here = (*path, n)
            walk.places[here] = (item.line, item.column)
            value = self.of.read(walk, item, here)
            out.append(self.of.blank if value is None else value)
        return out


def entries(walk: Walk, node: Node, path: Path) -> Iterator[tuple[str, Node, Node]]:
    """Key text, key and value of a map; refuses keys that are no plain text and keys that come twice."""
    seen: dict[str, int] = {}
    for key, value in node.pairs():
        if key.kind == REFUSED:
            continue
        if key.kind != TEXT or not key.text:
            walk.report(key.line, key.column, "P02", t("a key here is not a word"), t("write 'key: value'"))
        elif key.plain and (reading := surprise(key.text)):
            walk.report(key.line, key.column, "P04", reading, t("put the key in quotes, or give it another name"))
        elif key.text in seen:
            name = t("'{key}'", key=key.text) if is_plain_name(key.text) else t("a key")
            what = t("{name} is defined twice (first at line {line})", name=name, line=seen[key.text])
            walk.report(key.line, key.column, "P03", what, t("keep one of them"))
        else:
            seen[key.text] = key.line
            # A block of its own is best pointed at by its name; everything else by where it stands.
            on_its_line = value.line == key.line
            walk.places[(*path, key.text)] = (value.line, value.column) if on_its_line else (key.line, key.column)
            yield key.text, key, value


def near(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, if any is like it at all."""
    import difflib

    # Bounded: a file with thousands of names, all misspelled, would otherwise cost minutes.
    alike = [name for name in known if abs(len(name) - len(word)) <= _MOST_OFF][:_MOST_NAMES]
    found = difflib.get_close_matches(word[:41], alike, n=1, cutoff=0.6)
    return found[0] if found else None


class Keys:
    """A map with known keys; `needs` are those that cannot be left out."""

    def __init__(self, needs: Mapping[str, Type], may: Mapping[str, Type] | None = None) -> None:
        self.needs = needs
        self.known: dict[str, Type] = {**needs, **(may or {})}

    @property
    def blank(self) -> dict[str, Any]:
        return {key: of.blank for key, of in self.needs.items()}

    def read(self, walk: Walk, node: Node, path: Path) -> dict[str, Any] | None:
        if node.kind != MAP:
            walk.broken.add(path)
            if node.kind != REFUSED:
                what = t("{subject} wants keys of its own", subject=walk.subject(path))
                walk.wrong(
                    node,
                    path,
                    "P02",
                    what,
                    t("write them as 'key: value': {keys}", keys=", ".join(self.needs or self.known)),
                )
            return None
        out: dict[str, Any] = {}
        meant: set[str] = set()  # keys that a misspelled one stands for: told once, as unknown
        for name, key, value in entries(walk, node, path):
            of = self.known.get(name)
            if of is None:
                meant.add(self.unknown(walk, key, path))
                continue
            got = of.read(walk, value, (*path, name))
            if got is not None:
                out[name] = got
            elif name in self.needs or of.blank == "":
                out[name] = of.blank
        for name, of in self.needs.items():
            if name not in out:
                out[name] = of.blank
                if name in meant:
                    walk.broken.add((*path, name))
                else:
                    missing(walk, path, name)
        return out

    def unknown(self, walk: Walk, key: Node, path: Path) -> str:
        """Tells an unknown key; the known one it is likely to stand for, or empty."""
        inside = walk.inside(path)
        if not is_plain_name(key.text):
            walk.report(key.line, key.column, "P02", t("an unknown key{inside}", inside=inside), t("remove it"))
            return ""
        like = near(key.text, self.known)
        what = t("unknown key '{key}'{inside}", key=key.text, inside=inside)
        remedy = t("write '{key}'", key=like) if like else t("remove it")
        walk.report(key.line, key.column, "P02", what, remedy)
        return like or ""


def missing(walk: Walk, path: Path, key: str) -> None:
    """Tells that a key is missing in the map at `path`."""
    what = t("{subject} is missing", subject=walk.subject((*path, key)))
    walk.broken.add((*path, key))
    walk.report(*walk.at(path), "P02", what, t("write '{key}: ...'", key=key))


class Named:
    """A map from ids to values of one type. `like`: what an id there looks like, where it is no plain one."""

    def __init__(self, of: Type, pattern: str, like: str = "") -> None:
        self.of, self.pattern, self.like = of, pattern, like

    @property
    def blank(self) -> dict[str, Any]:
        return {}

    def read(self, walk: Walk, node: Node, path: Path) -> dict[str, Any] | None:
        if node.kind != MAP:
            walk.broken.add(path)
            if node.kind != REFUSED:
                what = t("{subject} wants a name and its entry on each line", subject=walk.subject(path))
                walk.wrong(node, path, "P02", what, t("write 'a-name:' and its keys below, indented"))
            return None
        out: dict[str, Any] = {}
        for name, key, value in entries(walk, node, path):
            if not re.fullmatch(self.pattern, name):
                what = t("a name in {subject} is not an id", subject=walk.subject(path))
                form = t(self.like or "use small letters, digits and '-', as in 'body-scan'")
                walk.report(key.line, key.column, "P10", what, form)
                continue
            got = self.of.read(walk, value, (*path, name))
            out[name] = self.of.blank if got is None else got
        return out


class Either:
    """A word of a closed set, or else another type, with an example of that."""

    def __init__(self, words: tuple[str, ...], other: Type, example: str) -> None:
        self.word, self.other = OneOf(words, example), other
        self.blank = ""

    def read(self, walk: Walk, node: Node, path: Path) -> Any:
        return (self.word if node.kind == TEXT else self.other).read(walk, node, path)
