"""pdf: a journal on paper, tagged for a screen reader, with the charts of the page for the browser and no action."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from unicodedata import category
from unicodedata import name as name_of

from repairjournal.errors import UsageError, WorldError
from repairjournal.export import html
from repairjournal.export.book import Book, by_date, day_words, local, long_date
from repairjournal.export.markup import Markup, tag
from repairjournal.export.typst import Source, call, group, literal, row, value
from repairjournal.model.entry import Entry
from repairjournal.text import t

_TYPEFACE = "Libertinus Serif"  # comes with typst itself
# Typst would take any font that has a sign, and a Chinese page would change hands within a line. The first that is
# there writes all of it.
_EAST_ASIAN = {
    "SC": ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC", "Songti SC",
           "PingFang SC", "SimSun", "Microsoft YaHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei"),
    "TC": ("Noto Serif CJK TC", "Source Han Serif TC", "Noto Sans CJK TC", "Songti TC", "PingFang TC", "PMingLiU"),
    "JP": ("Noto Serif CJK JP", "Source Han Serif", "Noto Sans CJK JP", "Hiragino Mincho ProN", "Yu Mincho"),
    "KR": ("Noto Serif CJK KR", "Source Han Serif K", "Noto Sans CJK KR", "AppleMyungjo", "Batang", "Malgun Gothic"),
}  # fmt: skip
_REGIONS = {"ja": "JP", "ko": "KR", "zh-tw": "TC", "zh-hk": "TC", "zh-hant": "TC"}
_CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH")
# PDF/UA forbids a sign that no font has, so typst names each of them instead of drawing an empty box.
_LACKING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_ROUNDS = 4  # until nothing is lacking; a sign in a group of several is named once the others are gone
# Colours for drawings that stand alone: on the page for the browser they are the page's own.
_DRAWN = (
    ".kept,.bar,.middle{fill:#3f6f7d}.open{fill:none;stroke:#51606b}.span{stroke:#a9c3ca}.grid{stroke:#d9d5cb}"
    "text{fill:#444;font-size:15px;font-family:'Libertinus Serif'}"
)
_THIN = Source('0.4pt + rgb("#999")')


# -- the journal -------------------------------------------------------------------------------------------------------


def render(book: Book) -> Iterator[bytes]:
    """One A4 document in the order of html. Raises UsageError without typst, WorldError without a script's letters."""
    parts = (*_header(book), *_entries(book))
    yield printed(parts, title=t("Journal"), lang=book.lang, foot=book.notice, made_on=book.made_on)


def _header(book: Book) -> Iterator[Source]:
    seen = html.counted(book)
    yield call("heading", t("Journal"), level=1)
    yield quiet(t("Written out on {date}.", date=book.made_on.isoformat()))
    for lived in book.runs:
        yield quiet(html.run_line(lived))
    yield call("par", html.counts_line(seen))
    yield quiet(book.notice)
    for figure in html.figures(book, seen):
        yield call("block", call("strong", figure.title), sticky=True, above=Source("1.6em"))
        yield _picture(figure.drawing, figure.title)
        if figure.columns:
            yield _numbers(figure)


def _picture(drawing: Markup, told: str) -> Source:
    """A drawing of ours, described in words for who does not see it."""
    alone = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    styled = alone.replace(">", ">" + tag("style", Markup(_DRAWN)), 1)
    return Source(f'#image(bytes({literal(styled)}), format: "svg", width: 100%, alt: {value(told)});')


def _numbers(figure: html.Figure) -> Source:
    head = row("table.header", t("Date"), t("lowest"), t("middle"), t("highest"))
    cells = [cell for on, span in figure.columns.items() for cell in (on.isoformat(), *map(str, span))]
    return row("table", head, *cells, columns=4, stroke=_THIN, inset=Source("4pt"))


def _entries(book: Book) -> Iterator[Source]:
    for on, entries in by_date(book.entries):
        yield call("heading", " · ".join(part for part in (long_date(on), day_words(entries[0])) if part), level=2)
        for entry in entries:
            yield from _entry(book, entry)


def _entry(book: Book, entry: Entry) -> Iterator[Source]:
    told = book.told(entry)
    yield call("heading", f"{local(entry):%H:%M} · {told.title}", level=3)
    facts = " · ".join(part for part in (told.numbers, t("private") if entry.private else "") if part)
    if facts:
        yield quiet(facts)
    for question, answer in told.answers:
        yield call("block", quiet(question), sticky=True, above=Source("0.9em"), below=Source("0.5em"))
        yield call("par", answer)


def quiet(words: str) -> Source:
    """A paragraph beside the point."""
    return call("par", call("text", words, fill=Source('rgb("#444")'), size=Source("0.92em")))


# -- the press ---------------------------------------------------------------------------------------------------------


def printed(
    parts: Iterable[Source], *, title: str, lang: str, foot: str, made_on: date, fonts: Any = None
) -> bytes:  # fmt: skip
    """A tagged PDF (PDF/UA-1) on A4 without an action in it; the same values give the same bytes.

    `foot` stands below every page beside its number. `fonts`: the typst.Fonts to draw with, those of this computer
    where none are given. Signs that none of them has stand in words, in brackets; letters are not given up so.

    Raises UsageError where typst is not installed, WorldError where the letters of a script are missing.
    """
    press = _typst()
    fonts = fonts or press.Fonts()
    source = _head(title, lang, foot, fonts.families()) + "\n".join(parts)
    at = datetime.combine(made_on, time(), UTC)
    for _ in range(_ROUNDS):
        try:
            made: bytes = press.compile(source.encode(), font_paths=fonts, pdf_standards=["ua-1"], timestamp=at)
        except press.TypstError as error:
            lacking = {sign for found in _LACKING.findall(error.diagnostic) for sign in _plain(found)}
            _whole(lacking)
            if not lacking:
                break
            source = source.translate({ord(sign): _in_words(sign) for sign in lacking})
        else:
            return made
    raise WorldError(t("the pages could not be printed"), t("html holds the same, and a browser prints it"))


def _typst() -> Any:
    if find_spec("typst") is None:
        raise UsageError(
            t("pdf needs an extra that is not installed"), t('install it: pip install "repairjournal[pdf]"')
        )
    return import_module("typst")


def _head(title: str, lang: str, foot: str, families: list[str]) -> str:
    tongue, _, region = lang.partition("-")
    wanted = _EAST_ASIAN[_REGIONS.get(lang.lower(), _REGIONS.get(tongue.lower(), "SC"))]
    found = [family for family in wanted if family in families][:1]
    # Signs that Latin and Chinese share, such as quotation marks, are drawn as wide as the rest of the page.
    first = Source(f'(name: {literal(_TYPEFACE)}, covers: "latin-in-cjk")') if tongue in ("zh", "ja") else _TYPEFACE
    number = Source("#h(1em);#context counter(page).display();")
    below = call("text", foot, number, size=Source("8pt"))
    rules: dict[str, dict[str, object]] = {
        "document": {"title": title},
        "text": {
            "font": (first, *found, _TYPEFACE),
            "size": Source("10.5pt"),
            "lang": tongue.lower(),
            "region": region if len(region) == 2 else None,
        },
        "page": {
            "paper": "a4",
            "numbering": "1",
            "margin": Source("(x: 18mm, top: 14mm, bottom: 18mm)"),
            "footer": group(Source("#set align(center);"), below),
        },
        "par": {"leading": Source("0.62em"), "spacing": Source("0.9em")},
    }
    return (
        "".join(
            f"#set {name}({', '.join(f'{key}: {value(each)}' for key, each in told.items())})\n"
            for name, told in rules.items()
        )
        + _SHOWN
    )


_SHOWN = """\
#show heading.where(level: 1): set text(size: 20pt)
#show heading.where(level: 2): set text(size: 14pt)
#show heading.where(level: 3): set text(size: 11.5pt)
#show heading.where(level: 2): set block(above: 1.8em, below: 0.8em)
#show heading.where(level: 3): set block(above: 1.4em, below: 0.7em)
"""


def _plain(found: str) -> str:
    """What typst names, with its escapes undone."""
    told = _ESCAPE.sub(lambda code: chr(int(code[1], 16)), found)
    return told.replace("\\\\", "\\").replace('\\"', '"')


def _whole(lacking: set[str]) -> None:
    """WorldError where letters are among what no font has: a sign may be told in words, a sentence may not."""
    scripts = {_script(sign) for sign in lacking if category(sign)[0] == "L" and _script(sign)}
    if scripts:
        named = ", ".join(sorted(scripts))
        fonts = ", ".join(sorted("Noto Serif CJK" if script == "CJK" else f"Noto Sans {script}" for script in scripts))
        raise WorldError(
            t("no font on this computer has the letters: {scripts}", scripts=named),
            t("install one, for example {fonts}; html needs none", fonts=fonts),
        )


def _script(sign: str) -> str:
    """CJK, Hebrew: the script a letter is of, by the first word of its name in Unicode."""
    word = name_of(sign, "").partition(" ")[0]
    return "CJK" if word in _CJK else word.capitalize()


def _in_words(sign: str) -> str:
    """[woman]; nothing for what only joins or varies other signs."""
    return "" if category(sign) in ("Cf", "Mn") else f"[{name_of(sign, f'U+{ord(sign):04X}').lower()}]"
