"""Every sentence of ours goes through t(); every foreign text through safe()."""

from __future__ import annotations

import unicodedata

TRANSLATIONS: dict[str, str] = {}


def t(sentence: str, /, **values: object) -> str:
    """Our sentence in the chosen language, with {names} filled in."""
    shown = TRANSLATIONS.get(sentence, sentence)
    return shown.format(**values) if values else shown


# Bidirectional controls (UAX #9) that can reorder what a terminal shows.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def drives_terminal(char: str) -> bool:
    """True for a character that must never reach a terminal raw."""
    code = ord(char)
    if code < 0x20 or 0x7F <= code <= 0x9F:
        return True
    if char in _BIDI or 0xD800 <= code <= 0xDFFF:
        return True
    return 0xFDD0 <= code <= 0xFDEF or (code & 0xFFFE) == 0xFFFE


def safe(text: str, *, lines: bool = False) -> str:
    """Foreign text, fit to be shown: controls and bidi overrides become visible escapes.

    With `lines`, newlines and tabs stay; otherwise they become one blank each.
    """
    if text.isascii() and text.isprintable():
        return text
    out = []
    for char in text:
        if char in "\n\t":
            out.append(char if lines else " ")
        elif drives_terminal(char):
            code = ord(char)
            out.append(f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
        else:
            out.append(char)
    return "".join(out)


def fold(text: str) -> str:
    """Lower case, no accents, full-width as ASCII: for finding, never for keeping."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def cells(text: str) -> int:
    """Terminal columns a text takes: wide East Asian characters two, combining marks none.

    Own, because rich.cells would load rich on the daily path (9 ms) for these lines.
    """
    if text.isascii():
        return len(text)
    wide = unicodedata.east_asian_width
    return sum(0 if unicodedata.category(c) in _UNSEEN else 2 if wide(c) in "WF" else 1 for c in text)


_UNSEEN = frozenset(("Mn", "Me", "Cf"))
_NOT_FIRST = frozenset("，。、；：？！）》」』”’,.;:?!)")  # never begin a line


def wrap(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    """Lines of at most `width` columns; breaks at blanks and between East Asian characters; newlines stay."""
    out: list[str] = []
    lead = indent if first is None else first
    for paragraph in text.split("\n"):
        line, used, empty = lead, cells(lead), True
        for word in _words(paragraph):
            size = cells(word)
            if not empty and used + cells(word.rstrip(" ")) > width:
                out.append(line.rstrip(" "))
                line, used, empty = indent, cells(indent), True
                if word == " ":
                    continue
            while used + size > width and size > width - cells(indent) and width > cells(indent) + 1:
                cut = _cut(word, width - used)
                out.append(line + word[:cut])
                word, line, used = word[cut:], indent, cells(indent)
                size = cells(word)
            line, used, empty = line + word, used + size, False
        out.append(line.rstrip(" "))
        lead = indent
    return out


def _words(text: str) -> list[str]:
    """Pieces that must not be broken, blanks kept at their end."""
    out: list[str] = []
    piece = ""
    for at, char in enumerate(text):
        piece += char
        following = text[at + 1 : at + 2]
        if char == " " or (
            following
            and following not in _NOT_FIRST
            and following != " "
            and "W" in (unicodedata.east_asian_width(char), unicodedata.east_asian_width(following))
        ):
            out.append(piece)
            piece = ""
    return [*out, piece] if piece else out


def _cut(word: str, room: int) -> int:
    """How many characters of a word fit into `room` columns, at least one."""
    used = 0
    for at, char in enumerate(word):
        used += cells(char)
        if used > room:
            return max(1, at)
    return len(word)


def clip(text: str, width: int) -> str:
    """One line of at most `width` columns, its end told by three dots."""
    if cells(text) <= width:
        return text
    return text[: _cut(text, max(1, width - 3))].rstrip() + "..."
