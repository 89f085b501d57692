"""Finding words: how a text is cut and folded for the index, and how what a person types becomes a query.

The index is cut here and not by SQLite, so that Chinese is found character by character, accents and full-width
letters do not matter, a sign of the query language is only a sign, and no library's Unicode tables decide.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from repairjournal.errors import UsageError
from repairjournal.text import fold, t

# Stands between two answers, so that a phrase never runs from one into the next. Private use: never a word of a text.
_BORDER = " \ue000 "
# Scripts written without blanks: kana, bopomofo, Han with its extensions. First and last code point of each.
_UNSPACED = (
    (0x3040, 0x30FF),
    (0x3100, 0x312F),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x3FFFF),
)
_NOT_ASCII = 0x80
_QUOTE = '["“”„«»＂]'
_LONG_WORD = 16  # signs within which a snippet looks for the beginning of a word


def _alone(char: str) -> bool:
    """Whether a character is a word by itself: of a script without blanks, or a picture such as a heart."""
    code = ord(char)
    return any(first <= code <= last for first, last in _UNSPACED) or (
        code >= _NOT_ASCII and unicodedata.category(char) == "So"
    )


def _in_word(char: str) -> bool:
    # Marks that change a letter belong to the word; variation selectors (FE00-FE0F) only change a picture's look.
    return char.isalnum() or (unicodedata.category(char) in ("Mn", "Mc") and not "\ufe00" <= char <= "\ufe0f")


def words(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    out = []
    for char in fold(text):
        if _alone(char):
            out.append(f" {char} ")
        else:
            out.append(char if _in_word(char) else " ")
    return "".join(out).split()


def places(text: str) -> list[tuple[str, int, int]]:
    """The same words, each with its first place in the text as it was written and the place behind its last sign.

    Twice as slow as `words`, so for what is shown only and not for what is kept.
    """
    out: list[tuple[str, int, int]] = []
    open_word = False
    for at, sign in enumerate(text):
        for char in fold(sign):  # one sign may fold into several: a ligature, a fraction
            alone = _alone(char)
            if not alone and not _in_word(char):
                open_word = False
            elif alone or not open_word:
                out.append((char, at, at + 1))
                open_word = not alone
            else:
                out[-1] = (out[-1][0] + char, out[-1][1], at + 1)
    return out


def texts(value: Any) -> Iterator[str]:
    """Every text inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def indexed(answers: str) -> str:
    """What the search table keeps of an entry's answers (JSON text): the words of all its texts."""
    return _BORDER.join(" ".join(words(text)) for text in texts(json.loads(answers)))


class Piece(NamedTuple):
    """Words side by side that are sought, or with `out` kept away; `open`: the last of them may go on."""

    words: tuple[str, ...]
    open: bool
    out: bool


def pieces(typed: str) -> list[Piece]:
    """What a person typed, cut at blanks. `"too much"` in quotes is whole words side by side; a minus keeps away."""
    import re

    out = []
    for minus, quoted, bare in re.findall(rf'([-－−]?)(?:{_QUOTE}([^"“”„«»＂]*){_QUOTE}?|(\S+))', typed):
        found = tuple(words(quoted or bare))
        if found:
            goes_on = bool(bare) or quoted.rstrip().endswith("*")
            out.append(Piece(found, goes_on and not _alone(found[-1][-1]), bool(minus)))
    return out


def query(typed: str) -> str:
    """An FTS5 query of the pieces. UsageError without a word to find.

    `aban` finds abandoned, `can't` finds can't, `-night` leaves night out, a Chinese piece is found wherever it stands.
    """
    sought = pieces(typed)
    found = [_phrase(piece) for piece in sought if not piece.out]
    away = [_phrase(piece) for piece in sought if piece.out]
    if not found:
        raise UsageError(t("there is no word to search for"), t("give a word or a part of its beginning"))
    both = " AND ".join(found)
    return f"({both}) NOT ({' OR '.join(away)})" if away else both


def _phrase(piece: Piece) -> str:
    return '"' + " ".join(piece.words) + '"' + (" *" if piece.open else "")


def hits(text: str, typed: str) -> list[tuple[int, int]]:
    """Where in a text that was found each sought piece stands: (first, behind the last), in order, none overlapping."""
    there = places(text)
    found = []
    for piece in pieces(typed):
        for at in range(len(there) - len(piece.words) + 1 if not piece.out else 0):
            here = [word for word, _, _ in there[at : at + len(piece.words)]]
            begun = here[-1].startswith(piece.words[-1]) if piece.open else here[-1] == piece.words[-1]
            if begun and here[:-1] == list(piece.words[:-1]):
                found.append((there[at][1], there[at + len(here) - 1][2]))
    out: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if out and first < out[-1][1]:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return out


def snippet(answers: Mapping[str, Any], typed: str, room: int) -> list[tuple[str, bool]]:
    """About `room` signs around the first hit among the answers: (words, whether they are a hit) one after another.

    Three dots stand where more was left out. Empty where no single answer holds a piece.
    """
    for text in texts(dict(answers)):
        marks = hits(text, typed)
        if marks:
            break
    else:
        return []
    near = max(0, min(marks[0][0] - room // 3, len(text) - room))  # a short end is no reason to cut the beginning
    begin = min(_after_blank(text, near), marks[0][0]) if near else 0
    end = max(marks[0][1], begin + room)
    out: list[tuple[str, bool]] = [("...", False)] if begin else []
    at = begin
    for first, last in marks:
        if first >= end:
            break
        out += [(text[at:first], False), (text[first:last], True)]
        at = last
    out.append((text[at:end].rstrip() if end < len(text) else text[at:], False))
    if end < len(text):
        out.append(("...", False))
    return [(part, hit) for part, hit in out if part]


def _after_blank(text: str, at: int) -> int:
    """The place behind the first blank at or after `at`, if one is near: a word is not begun in its middle."""
    blank = text.find(" ", at, at + _LONG_WORD)
    return blank + 1 if blank >= 0 else at
