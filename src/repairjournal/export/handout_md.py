"""A document of leaves as Markdown in which no word of a program file can become markup."""

from __future__ import annotations

from collections.abc import Iterator

from repairjournal.export.blocks import (
    WHERE,
    Block,
    Card,
    Choice,
    Document,
    Grid,
    Leaf,
    Lines,
    Listed,
    Steps,
    Ticks,
    Turn,
    Words,
)
from repairjournal.export.book import encoded
from repairjournal.export.md import prose, words
from repairjournal.text import t

_BOX = r"\[ \]"
_RULE = "________"  # alone on a line it is a line across the page


def render(document: Document) -> Iterator[bytes]:
    """Headings, paragraphs, lists and lines; boxes as brackets."""
    yield from encoded(_page(document))


def _page(document: Document) -> Iterator[str]:
    for leaf in document.leaves:
        yield from _leaf(leaf)
    yield ""
    yield f"*{words(document.notice)}*"
    yield ""
    yield words(document.foot)


def _leaf(leaf: Leaf) -> Iterator[str]:
    yield "# " + words(leaf.title)
    yield ""
    if leaf.fact:
        yield words(leaf.fact)
        yield ""
    for card in leaf.cards:
        yield from _card(card)


def _card(card: Card) -> Iterator[str]:
    if card.title:
        yield "## " + words(" · ".join(part for part in (card.title, card.fact) if part))
        yield ""
    for block in card.blocks:
        yield from _block(block)
        yield ""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Words():
            yield prose(block.text)
        case Turn():
            yield words(block.text.replace(WHERE, t("the page '{title}'", title=block.title)))
        case Listed():
            for n, item in enumerate(block.items, 1):
                yield (f"{n}. " if block.numbered else "- ") + words(item)
        case Steps():
            for n, (time, said) in enumerate(block.rows, 1):
                yield f"{n}. {words(time)}  {words(said)}"
        case Ticks():
            boxes = " ".join([_BOX] * block.n)
            yield " ".join(
                part for part in (boxes, words(block.text), f"({words(block.fact)})" * bool(block.fact)) if part
            )
        case Choice():
            yield f"**{words(block.ask)}**"
            yield ""
            yield "  ".join(f"{_BOX} {words(word)}" for word in block.words)
        case Lines():
            yield f"**{words(block.ask)}**"
            for _ in range(block.n):
                yield ""
                yield _RULE
        case Grid():
            if block.ask:
                yield words(block.ask)
                yield ""
            for n, row in enumerate(block.rows, 1):
                yield f"{n}. {words(row)}  " + "  ".join(f"{_BOX} {words(word)}" for word in block.head)
