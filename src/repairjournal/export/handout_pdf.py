"""A document of leaves as a tagged PDF for the printer: a leaf a page or more, boxes and lines drawn and not spoken."""

from __future__ import annotations

from collections.abc import Iterator

from repairjournal.export.blocks import (
    WHERE,
    Block,
    Card,
    Choice,
    Document,
    Grid,
    Lines,
    Listed,
    Steps,
    Ticks,
    Turn,
    Words,
    paragraphs,
)
from repairjournal.export.pdf import printed, quiet
from repairjournal.export.typst import Source, call, literal, row, text
from repairjournal.text import t

_BOX = Source("#box-to-tick;")
_LINE = Source("#line-to-write-on;")
# What a pen needs is no text: it is left out of what a screen reader says and of what is copied.
_PENS = """\
#let box-to-tick = pdf.artifact(box(width: 3.4mm, height: 3.4mm, stroke: 0.6pt + rgb("#555"), baseline: 0.5mm))
#let line-to-write-on = pdf.artifact(block(width: 100%, height: 7.6mm, above: 0pt, below: 0pt,
  stroke: (bottom: 0.5pt + rgb("#777"))))
"""


def render(document: Document) -> Iterator[bytes]:
    """The pages as one file. Raises UsageError without typst, WorldError without the letters of a script."""
    parts = (Source(_PENS), *_leaves(document))
    yield printed(parts, title=document.title, lang=document.lang, foot=_foot(document), made_on=document.made_on)


def _foot(document: Document) -> str:
    return f"{document.notice}\n{document.foot}"


def _leaves(document: Document) -> Iterator[Source]:
    for n, leaf in enumerate(document.leaves):
        if n:
            yield Source('#pagebreak(weak: true, to: "odd");' if leaf.apart else "#pagebreak(weak: true);")
        yield _head(leaf.title, leaf.fact, 1 if not n else 2, leaf.id)
        for card in leaf.cards:
            yield _card(card, 2 if not n else 3)
        if not n and document.contents:
            yield from _contents(document)
    yield quiet(document.notice)


def _contents(document: Document) -> Iterator[Source]:
    yield call("heading", document.contents, level=2)
    listed = [leaf for leaf in document.leaves if leaf.listed]
    cells = [part for leaf in listed for part in (text(leaf.title), _number_of(leaf.id))]
    yield row("table", *cells, columns=Source("(1fr, auto)"), stroke=None, inset=Source("(x: 0pt, y: 2.5pt)"))


def _number_of(id: str) -> Source:
    return Source(f"#context counter(page).at(label({literal(id)})).first();")


def _head(title: str, fact: str, level: int, id: str = "") -> Source:
    label = f"<{id}>" if id else ""
    heading = Source(call("heading", title, level=level).removesuffix(";") + label)
    return Source(heading + "\n" + quiet(fact)) if fact else heading


def _card(card: Card, level: int) -> Source:
    head = [_head(card.title, card.fact, level, card.id)] if card.title else []
    body = [part for block in card.blocks for part in _block(block)]
    inside = Source("\n".join((*head, *body)))
    return call("block", inside, breakable=card.is_tall, width=Source("100%"), above=Source("1.6em"))


def _block(block: Block) -> Iterator[Source]:
    match block:
        case Words():
            yield from (quiet(part) if block.quiet else call("par", part) for part in paragraphs(block.text))
        case Turn():
            before, _, after = block.text.partition(WHERE)
            page_before, _, page_after = t("page {n}, '{title}'", n="\0", title=block.title).partition("\0")
            yield call("par", before, page_before, _number_of(block.to), page_after, after)
        case Listed():
            yield row("enum" if block.numbered else "list", *block.items)
        case Steps():
            times = [(call("text", time, fill=Source('rgb("#444")')), said) for time, said in block.rows]
            yield row("enum", *(Source(f"{time}#h(0.6em);{text(said)}") for time, said in times))
        case Ticks():
            fact = call("text", f" ({block.fact})", fill=Source('rgb("#444")')) if block.fact else text("")
            boxes = " ".join([_BOX] * block.n)
            yield call("par", block.text, fact, Source("#h(0.6em);"), Source(boxes))
        case Choice():
            yield call("block", block.ask, sticky=True, above=Source("1.1em"), below=Source("0.6em"))
            words = [Source(f"#box[{_BOX}#h(0.5em);{text(word)}];") for word in block.words]
            yield call("par", Source("#h(1em);".join(words)))
        case Lines():
            yield call("block", block.ask, Source(_LINE * block.n), breakable=False, above=Source("1.1em"))
        case Grid():
            head = row("table.header", block.ask, *block.head)
            cells = [part for each in block.rows for part in (text(each), *[_BOX] * len(block.head))]
            columns = Source(f"(1fr, {', '.join(['auto'] * len(block.head))})")
            yield row("table", head, *cells, columns=columns, stroke=None, inset=Source("(x: 3pt, y: 4pt)"))
