"""From the bytes of a foreign YAML file to a tree of nodes with places, under limits that hold before any is built.

No YAML constructor ever runs here: a node is a text, a list or a map, and what a text means is decided by the schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from repairjournal.text import drives_terminal, t

if TYPE_CHECKING:
    from pathlib import Path

MOST_SIZE = 512 * 1024
MOST_DEPTH = 20
MOST_NODES = 50_000

TEXT, LIST, MAP, REFUSED = "text", "list", "map", "refused"
_PLAIN_NAME = re.compile(r"[A-Za-z_][\w-]{0,40}", re.ASCII)

Report = Callable[[int, int, str, str, str], None]  # line, column (from 1), code, what, remedy


class Unreadable(Exception):
    """The rest of the file cannot be read: one fault that ends the reading. Carries its place, what and remedy."""

    def __init__(self, what: str, remedy: str, line: int = 1, column: int = 1) -> None:
        super().__init__(what)
        self.what, self.remedy, self.line, self.column = what, remedy, line, column


@dataclass(slots=True)
class Node:
    """A text, a list, a map, or a place whose fault has been told already. Line and column count from 1.

    `plain`: a text without quotes. `items`: of a list its nodes, of a map key and value in turn. `flow`: in brackets.
    """

    kind: str
    line: int
    column: int
    text: str = ""
    plain: bool = False
    flow: bool = False
    items: list[Node] = field(default_factory=list)

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        return zip(self.items[::2], self.items[1::2], strict=True)


def is_plain_name(name: str) -> bool:
    """Whether a word of a foreign file may stand in a message: nothing that could be a secret or drive a terminal."""
    return _PLAIN_NAME.fullmatch(name) is not None


def read_limited(path: Path) -> bytes:
    """The bytes of a regular file, 512 KiB at most. Opening never waits (a pipe) and never runs anything.

    Raises Unreadable for what is no regular file, is too large or cannot be opened.
    """
    import os
    import stat

    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unreadable(t("this is not a regular file"), t("name a program file"))
            data = b""
            while len(data) <= MOST_SIZE and (piece := os.read(handle, MOST_SIZE + 1 - len(data))):
                data += piece
            return data
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable(t("there is no such file"), t("look at its name and folder")) from None
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise Unreadable(t("this file cannot be opened"), t("look at its name and its permissions")) from None


def decoded(data: bytes) -> str:
    """UTF-8 text, exactly as it stands (a byte order mark included). Raises Unreadable with the place of a bad byte."""
    if len(data) > MOST_SIZE:
        raise Unreadable(t("the file is larger than 512 KiB"), t("take out what no day needs"))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(t("the file is saved as UTF-16"), t("save it as UTF-8"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode("utf-8"), error.start)
        raise Unreadable(t("this byte is not UTF-8"), t("save the file as UTF-8"), line, column) from None
    if "\0" in text:
        line, column = _place(text, text.index("\0"))
        raise Unreadable(t("the file holds a NUL and is not a text"), t("save it as plain UTF-8 text"), line, column)
    return text


def _place(text: str, at: int) -> tuple[int, int]:
    before = text[:at].removeprefix("\ufeff")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def tree(text: str, report: Report) -> Node:
    """The file's one document as nodes; every alias, anchor, tag, merge key and control character is reported.

    Raises Unreadable where the text is no YAML, is empty, or goes beyond a limit.
    """
    import yaml

    body = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    body = _without_controls(body, report)
    # libyaml's events come without recursion (its composer crashes on 60,000 nested brackets), so the tree is built
    # here from the events themselves, in one pass, and the limits hold before a node exists.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    grower = _Grower(report)
    try:
        for event in yaml.parse(body, Loader=loader):
            grower.take(event, yaml)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, body, grower.quoted) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        line, column = _place(body, getattr(error, "position", 0) or 0)
        raise Unreadable(
            t("this cannot be read as YAML"), t("put the text at this place in quotes"), line, column
        ) from None
    if grower.root is None:
        raise Unreadable(t("the file is empty"), t("begin it with 'format: 1'"))
    return grower.root


def _without_controls(body: str, report: Report) -> str:
    """The text with every forbidden character told (the first of each line) and blanked, so that reading goes on."""
    if body.isascii() and body.replace("\n", "").replace("\t", "").isprintable():
        return body
    if not any(map(drives_terminal, set(body) - {"\n", "\t"})):
        return body
    lines = body.split("\n")
    for number, line in enumerate(lines, 1):
        bad = [at for at, char in enumerate(line) if char != "\t" and drives_terminal(char)]
        if bad:
            report(number, bad[0] + 1, "P15", *control_fault(line[bad[0]]))
            lines[number - 1] = "".join(" " if char != "\t" and drives_terminal(char) else char for char in line)
    return "\n".join(lines)


def control_fault(char: str) -> tuple[str, str]:
    """What and remedy for a character that could drive a terminal."""
    return t("text contains a control character (U+{code})", code=f"{ord(char):04X}"), t("remove it")


class _Grower:
    """Takes parser events one by one; holds the open collections, never more than 20."""

    def __init__(self, report: Report) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.report = report
        self.count = 0
        self.documents = 0
        self.quoted: tuple[int, int, int] | None = None  # line and column of the last long quote, and its last line

    def take(self, event: Any, yaml: Any) -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise Unreadable(t("a second document begins here"), t("keep one program in a file"), line, column)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.open.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._limits(line, column)
            node = self._node(event, yaml, line, column)
            if not self.open:
                self.root = node
            else:
                self._key(node)
                self.open[-1].items.append(node)
            if isinstance(event, yaml.CollectionStartEvent):
                self.open.append(node)

    def _limits(self, line: int, column: int) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise Unreadable(t("the file has more than 50,000 entries"), t("take out what no day needs"), line, column)
        if len(self.open) >= MOST_DEPTH:
            raise Unreadable(t("entries are nested deeper than 20"), t("write it flatter"), line, column)

    def _node(self, event: Any, yaml: Any, line: int, column: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self.report(line, column, "P01", t("an alias (*) is not read here"), t("write the entry out"))
            return Node(REFUSED, line, column)
        if event.anchor is not None:
            self.report(line, column, "P01", t("an anchor (&) is not read here"), t("remove it"))
        if event.tag is not None:
            self.report(line, column, "P01", t("a tag (!) is not read here"), t("remove it, or put the text in quotes"))
        if isinstance(event, yaml.CollectionStartEvent):
            kind = MAP if isinstance(event, yaml.MappingStartEvent) else LIST
            return Node(kind, line, column, flow=bool(event.flow_style))
        node = Node(REFUSED if event.tag is not None else TEXT, line, column, event.value, plain=not event.style)
        if event.style == '"':
            self._controls(node)
        if event.style in ('"', "'") and event.end_mark.line + 1 > line:
            self.quoted = line, column, event.end_mark.line + 1
        return node

    def _key(self, node: Node) -> None:
        parent = self.open[-1]
        if parent.kind == MAP and len(parent.items) % 2 == 0 and node.plain and node.text == "<<":
            self.report(node.line, node.column, "P01", t("a merge key (<<) is not read here"), t("write the keys out"))
            node.kind = REFUSED

    def _controls(self, node: Node) -> None:
        """What an escape in quotes made: raw control characters are gone before the parser runs."""
        if node.text.isascii() and node.text.isprintable():
            return
        bad = next((char for char in node.text if char not in "\n\t" and drives_terminal(char)), None)
        if bad is not None:
            self.report(node.line, node.column, "P15", *control_fault(bad))
            node.kind = REFUSED


def _not_yaml(error: Any, body: str, quoted: tuple[int, int, int] | None) -> Unreadable:
    """A parser's complaint in plain words; the file's own text is never repeated, only a key of plain letters.

    `quoted`: line, column and last line of the last quote over several lines. Where the parser stumbles right behind
    it, it is the quote that was not meant to go so far.
    """
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if quoted and quoted[2] == line:
        what = t("a quote opens here and closes only on line {line}", line=line)
        return Unreadable(what, t("close it where its text ends, or write '' for an apostrophe"), *quoted[:2])
    problem = error.problem or ""
    if "quoted scalar" in (error.context or "") and "end of stream" in problem and error.context_mark:
        line, column = error.context_mark.line + 1, error.context_mark.column + 1
        return Unreadable(t("a quote opens here and never closes"), t("close it"), line, column)
    if "',' or" in problem and error.context_mark:
        first = error.context_mark
        return Unreadable(
            t("the bracket opened on line {line} is not closed here", line=first.line + 1),
            t("write a comma or the closing bracket, and quotes round a text with a colon"),
            *_last_place(body, line, column),
        )
    lines = body.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    what, remedy = _in_words(problem, here, column)
    return Unreadable(what, remedy, line, column)


def _last_place(body: str, line: int, column: int) -> tuple[int, int]:
    """The place itself, or the end of the last written line where the parser complains past the end."""
    lines = body.rstrip().split("\n")
    return (line, column) if line <= len(lines) else (len(lines), len(lines[-1]) + 1)


def _in_words(problem: str, here: str, column: int) -> tuple[str, str]:
    if here[column - 1 : column] == "\t" or here[: len(here) - len(here.lstrip())].count("\t"):
        return t("a tab stands where YAML wants blanks"), t("indent with blanks")
    if "mapping values" in problem:
        key = re.match(r"\s*(?:- )*\s*([A-Za-z_][\w-]{0,40}):\s", here, re.ASCII)
        if key and key.end(1) < column - 1:
            return (
                t("the text after '{key}:' has a colon and needs quotes", key=key[1]),
                t('write it as "..."'),
            )
        return t("a colon stands where none can"), t("put the text in quotes, or mend the line above")
    if "start any token" in problem:
        return t("a text cannot begin with this character unquoted"), t("put the text in quotes")
    if "escape" in problem:
        return t("a backslash in double quotes begins something YAML does not know"), t("write two backslashes")
    if "sequence entries" in problem or "'-' indicator" in problem:
        return t("a list does not fit here"), t("begin each entry on its own line, all indented alike")
    if "expected key" in problem or "block end" in problem:
        return t("this does not fit the lines above"), t("indent it like its neighbours, or close the quotes before it")
    return t("this cannot be read as YAML"), t("look for a missing quote, colon or bracket")
