"""Finding words: how a text is cut and folded for the index, and how what a person types becomes a query.

The index is cut here and not by SQLite, so that Chinese is found character by character, accents and full-width
letters do not matter, a sign of the query language is only a sign, and no library's Unicode tables decide.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

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


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def indexed(answers: str) -> str:
    """What the search table keeps of an entry's answers (JSON text): the words of all its texts."""
    return _BORDER.join(" ".join(words(text)) for text in _texts(json.loads(answers)))


def query(typed: str) -> str:
    """An FTS5 query: all pieces between blanks, each as a phrase whose last word may go on. UsageError without a word.

    `aban` finds abandoned, `can't` finds can't, a Chinese piece is found wherever it stands.
    """
    pieces = []
    for piece in typed.split():
        found = words(piece)
        if found:
            pieces.append('"' + " ".join(found) + '"' + ("" if _alone(found[-1][-1]) else " *"))
    if not pieces:
        raise UsageError(t("there is no word to search for"), t("give a word or a part of its beginning"))
    return " AND ".join(pieces)
