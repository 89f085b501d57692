"""What a page for pen and paper is made of: headings, words, boxes to tick and lines to write on, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_PAGE, _WIDE = 36, 70  # lines on a page of A4 and signs on a line, fewer than there are, so that nothing is cut off
WHERE = "{where}"  # stands in the words of a Turn for the page they lead to


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; an empty line in it begins another. `quiet`: beside the point, smaller."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph that leads to the card or leaf `to`, called `title`; its words have WHERE in them."""

    text: str
    to: str
    title: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Points, one below the other; `numbered` where their order counts."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """(how long, what is said), one after the other."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ticks:
    """`n` empty boxes for one thing, `fact` telling how often; without a box where it is only named."""

    text: str
    n: int
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question and its answers, a box before each."""

    ask: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """A question and `n` lines to write on."""

    ask: str
    n: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: what is asked of every row, a row a sentence, a box in it for each word of the head."""

    ask: str
    head: Sequence[str]
    rows: Sequence[str]


Block = Words | Turn | Listed | Steps | Ticks | Choice | Lines | Grid


@dataclass(frozen=True, slots=True)
class Card:
    """A heading with a fact at its side and what belongs below it; on paper it is kept on one page where it fits."""

    title: str
    blocks: Sequence[Block]
    fact: str = ""
    id: str = ""

    @property
    def is_tall(self) -> bool:
        """Whether it may not fit on one page of paper, roughly told."""
        return sum(map(_lines_of, self.blocks)) > _PAGE


def _lines_of(block: Block) -> float:
    match block:
        case Words() | Turn():
            return 1.5 + len(block.text) / _WIDE
        case Listed():
            return sum(1 + len(item) / _WIDE for item in block.items)
        case Steps():
            return sum(1 + len(said) / _WIDE for _, said in block.rows)
        case Ticks() | Choice():
            return 3
        case Lines():
            return 2 + 2 * block.n
        case Grid():
            return 2 + 2 * len(block.rows)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page, or several, that begins on a new one.

    `listed`: whether it stands among the contents. `apart`: on a sheet of its own also where both sides are printed,
    so that it can be taken out.
    """

    title: str
    cards: Sequence[Card]
    id: str = ""
    fact: str = ""
    listed: bool = True
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Leaves with what stands on each page of them, as they are on one day.

    `contents` is the heading of the list of leaves; empty for a document of one sheet.
    """

    title: str
    lang: str
    notice: str
    foot: str
    made_on: date
    leaves: Sequence[Leaf]
    contents: str = ""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without the line breaks it was typed with."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
