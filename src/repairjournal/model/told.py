"""A page of the story told twice: which words went and which came."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

MANY = 12_000  # words in both together; comparing takes a second from there on
# A Chinese sign, a word, or any other sign, each with the blanks before it.
_PIECES = re.compile(r"\s*(?:[\u2e80-\uffdc]|[\w'’]+|\S)|\s+")


class Stretch(NamedTuple):
    """Words that follow each other: same in both, gone (only told before), new (only told now)."""

    kind: Literal["same", "gone", "new"]
    text: str


def stretches(before: str, now: str) -> list[Stretch]:
    """The two texts laid over each other word by word, in Chinese sign by sign; a change is gone first, then new.

    The same and new stretches put together are `now` to the letter; the same and gone ones are `before` but for blanks
    and line ends. Very long texts are one gone and one new stretch.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(now)
    if len(old) + len(new) > MANY:
        return [Stretch("gone", before), Stretch("new", now)]
    out: list[Stretch] = []
    words = SequenceMatcher(None, [x.strip() for x in old], [x.strip() for x in new], autojunk=False)
    for what, a, b, c, d in words.get_opcodes():
        if what == "equal":
            out.append(Stretch("same", "".join(new[c:d])))
            continue
        out += [Stretch("gone", "".join(old[a:b]))] * (b > a)
        out += [Stretch("new", "".join(new[c:d]))] * (d > c)
    return out
