"""Building typst source: whatever is not markup of ours is a string in it, because only this module makes markup."""

from __future__ import annotations

import re

from repairjournal.export.book import shown

# After so many signs without a blank a line may break, or it would leave the page at its right side.
_RUN = re.compile(r"[!-~\u00a1-\u2e7f]{40}")
_MAY_BREAK = "#sym.zws;"  # a place of no width, and no sign of what is copied


class Source(str):
    """Markup that this module has made, or a piece of ours; words of others stand only in its strings."""

    __slots__ = ()


class Row(Source):
    """What `row` has made: inside another it is an argument and no content."""

    __slots__ = ()


def call(name: str, /, *inside: str, **named: object) -> Source:
    """A function of typst round some content; what is inside and is no Source is text."""
    return Source(f"#{name}({_told(named)}){group(*inside)};")


def row(name: str, /, *cells: str, **named: object) -> Source:
    """A function of typst of several cells or points, each text, Source or another `row`."""
    each = [cell[1:-1] if isinstance(cell, Row) else group(cell) for cell in cells]
    return Row(f"#{name}({', '.join((*each, _told(named)))});")


def group(*parts: str) -> Source:
    """Content in brackets."""
    return Source(f"[{''.join(part if isinstance(part, Source) else text(part) for part in parts)}]")


def text(words: str) -> Source:
    """Foreign text: its lines stay lines, and no sign of it means anything."""
    lines = shown(words).replace("\t", " " * 4).split("\n")
    return Source("#linebreak();".join(_line(line) for line in lines))


def value(given: object) -> str:
    """A value as code: a Source as it is, a string as one, tuples as arrays."""
    if isinstance(given, Source):
        return given
    if isinstance(given, str):
        return literal(shown(given))
    if isinstance(given, tuple):
        return f"({''.join(f'{value(each)}, ' for each in given)})"
    if given is None or isinstance(given, bool):
        return {None: "none", True: "true", False: "false"}[given]
    return str(given)


def literal(words: str) -> Source:
    """A string of typst's own."""
    return Source('"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"')


def _told(named: dict[str, object]) -> str:
    return ", ".join(f"{key.replace('_', '-')}: {value(each)}" for key, each in named.items())


def _line(line: str) -> str:
    pieces = _RUN.sub(r"\g<0>\n", line).split("\n")
    return _MAY_BREAK.join(f"#{literal(piece)};" for piece in pieces if piece)
