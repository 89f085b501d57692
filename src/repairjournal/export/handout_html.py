"""A document of leaves as one page for the browser and its printer: no script, nothing fetched, a sheet a leaf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from repairjournal.export.markup import Markup, head, tag

STYLE = """
:root{color-scheme:light dark;--ink:#20262b;--soft:#51606b;--page:#fbfaf7;--edge:#8d8a82;--link:#1f5c6b}
@media (prefers-color-scheme:dark){:root{--ink:#e4e6e3;--soft:#a8b3b8;--page:#15191b;--edge:#76828a;--link:#8fc7d6}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:1rem;background:var(--page);color:var(--ink);
font:1.0625rem/1.5 system-ui,"Noto Sans","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:1.8em;line-height:1.25;margin:1rem 0 .5rem}h2{font-size:1.4em;margin:0}h3{font-size:1.05em;margin:0}
h1,h2,h3,p,li,td{overflow-wrap:anywhere}
a{color:var(--link)}a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.quiet,.fact{color:var(--soft);font-size:.94em}
.head{display:flex;flex-wrap:wrap;gap:0 1rem;justify-content:space-between;align-items:baseline}
.leaf{border-top:1px solid var(--edge);margin-top:2.5rem;padding-top:1.5rem}
.card{margin:1.5rem 0}.card p{margin:.4rem 0}ul,ol{margin:.4rem 0;padding-left:1.6rem}nav ul{list-style:none;padding:0}
.ask{margin-top:.9rem}
.box{display:inline-block;width:.95em;height:.95em;border:1.5px solid var(--edge);border-radius:2px;margin-right:.3em;
vertical-align:-.1em}
.words{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin:.3rem 0}
.ticks{display:flex;flex-wrap:wrap;gap:.1rem .6rem;align-items:baseline}
.line{border-bottom:1px solid var(--edge);height:2rem}
.time{font-variant-numeric:tabular-nums;color:var(--soft);margin-right:.6rem}
.grid{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:.3rem .4rem;text-align:left;
border-bottom:1px solid var(--edge)}th+th,td{text-align:center}tbody th{font-weight:400}
@media print{:root{--ink:#000;--soft:#333;--page:#fff;--edge:#777;--link:#000}
@page{size:A4;margin:16mm 18mm}body{font-size:10.5pt;max-width:none;padding:0}a{text-decoration:none}
.leaf{break-before:page;border:0;margin:0;padding:0}.apart{break-before:right}
.card{break-inside:avoid;margin:1.3em 0}.tall{break-inside:auto}
h2,h3,.ask{break-after:avoid}.line{height:7.6mm}.grid{overflow:visible}footer{margin-top:1rem}}
"""


def render(document: Document) -> Iterator[bytes]:
    """One page of well-formed markup in which every foreign text is text."""
    for part in _page(document):
        yield part.encode("utf-8", "replace")


def _page(document: Document) -> Iterator[str]:
    first, *others = document.leaves
    yield "<!DOCTYPE html>\n" + tag("html", lang=document.lang).removesuffix("</html>") + "\n"
    yield head(document.title, STYLE)
    yield "\n<body>\n"
    yield "<main>\n"
    yield _head("h1", first.title, first.fact) + "".join(_cards(first.cards, 2)) + "\n"
    if document.contents:
        titles = [tag("li", tag("a", leaf.title, href=f"#{leaf.id}")) for leaf in others if leaf.listed]
        yield tag("nav", tag("h2", document.contents, id="contents"), tag("ul", *titles), aria_labelledby="contents")
    for leaf in others:
        inside = (_head("h2", leaf.title, leaf.fact), *_cards(leaf.cards, 3))
        yield "\n" + tag("section", *inside, class_="leaf apart" if leaf.apart else "leaf", id=leaf.id or None)
    yield "\n</main>\n"
    yield tag("footer", tag("p", document.notice), tag("p", document.foot, class_="quiet"))
    yield "\n</body>\n</html>\n"


def _head(level: str, title: str, fact: str, id: str = "") -> Markup:
    heading = tag(level, title, id=id or None)
    return tag("div", heading, tag("span", fact, class_="fact"), class_="head") if fact else heading


def _cards(cards: Sequence[Card], level: int) -> Iterator[Markup]:
    for card in cards:
        head = [_head(f"h{level}", card.title, card.fact, card.id)] if card.title else []
        look = "card tall" if card.is_tall else "card"
        yield tag("div", *head, *(part for block in card.blocks for part in _block(block)), class_=look)


def _block(block: Block) -> Iterator[Markup]:
    match block:
        case Words():
            look = "quiet" if block.quiet else None
            yield from (tag("p", part, class_=look) for part in paragraphs(block.text))
        case Turn():
            before, _, after = block.text.partition(WHERE)
            yield tag("p", before, tag("a", block.title, href=f"#{block.to}"), after)
        case Listed():
            yield tag("ol" if block.numbered else "ul", *(tag("li", item) for item in block.items))
        case Steps():
            yield tag("ol", *(tag("li", tag("span", time, class_="time"), said) for time, said in block.rows))
        case Ticks():
            fact = [tag("span", block.fact, class_="fact")] if block.fact else []
            yield tag("p", tag("span", block.text), *fact, tag("span", *[_box()] * block.n), class_="ticks")
        case Choice():
            yield tag("p", block.ask, class_="ask")
            yield tag("ul", *(tag("li", _box(), word) for word in block.words), class_="words")
        case Lines():
            yield tag("p", block.ask, class_="ask")
            yield from [tag("div", class_="line")] * block.n
        case Grid():
            top = tag("tr", tag("th", block.ask, scope="col"), *(tag("th", word, scope="col") for word in block.head))
            rows = [
                tag("tr", tag("th", row, scope="row"), *[tag("td", _box())] * len(block.head)) for row in block.rows
            ]
            yield tag("div", tag("table", tag("thead", top), tag("tbody", *rows)), class_="grid", tabindex=0)


def _box() -> Markup:
    return tag("span", class_="box", aria_hidden="true")
