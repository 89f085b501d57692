"""The page for a therapist as one value, and that value as html, md and json; nothing but what was chosen is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from html.parser import HTMLParser

from repairjournal.export.book import encoded, month_year
from repairjournal.export.html import STYLE as JOURNAL_STYLE
from repairjournal.export.json import _text as json_text
from repairjournal.export.markup import Markup, head, tag
from repairjournal.export.md import prose, words
from repairjournal.model.change import Position
from repairjournal.model.share import (
    ALL,
    CHOSEN,
    COUNTS,
    EXPERIMENTS,
    MOMENTS,
    PERIOD,
    PRACTICE,
    SHEETS,
    STORY,
    TALK,
    Practised,
    Receipt,
    Shared,
    Sheet,
    week,
)
from repairjournal.text import t

FORMAT, SCHEMA = "repairjournal-page", 1
STYLE = (
    JOURNAL_STYLE
    + """
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.6rem 0 .3rem}.first{font-weight:600}
header{padding-bottom:0}main{padding-top:0}
.facts{display:grid;grid-template-columns:minmax(8rem,2fr) 3fr;gap:.15rem 1.2rem}.facts dt{margin:0;font-size:inherit}
.facts+.quiet{margin-top:.4rem}
footer{max-width:44rem;margin:1.5rem auto;padding:1rem;border-top:1px solid var(--edge);font-size:.95rem}
@media (max-width:30rem){.facts{display:block}.facts dt{margin-top:.5rem;font-size:.92em}}
@media print{@page{size:A4;margin:13mm 16mm}:root{font-size:9pt}body{font-size:1rem;line-height:1.35}
h1{font-size:1.4rem;margin:.3rem 0 0}h2{margin:.8rem 0 .1rem}header p,section p{margin:.2rem 0}dl{margin:.2rem 0 0}
dt{margin-top:.25rem}.facts{gap:.05rem 1.2rem}footer{max-width:none;margin:.8rem 0 0;padding:.2rem 0 0;font-size:.9rem;
break-inside:avoid}dd{orphans:2;widows:2}}
"""
)
SECTION_WORDS = {
    TALK: "what I would like to talk about",
    PERIOD: "period and days",
    PRACTICE: "practice, before and after",
    MOMENTS: "moments",
    EXPERIMENTS: "experiments",
    SHEETS: "sheets with their bands",
    STORY: "the story: last version",
}
HOW_WORDS = {COUNTS: "moments: in counts", CHOSEN: "moments: my chosen ones", ALL: "moments: all"}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in own words. `when` and `question` may be empty."""

    when: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with (what, how much) pairs, own words, and sentences of ours below."""

    id: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    said: tuple[Said, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`first` is the fixed first line; `sections` in the order of the page, the receipt last."""

    lang: str
    title: str
    first: str
    written_on: date
    sections: tuple[Section, ...]


def compose(shared: Shared, receipt: Receipt, *, written_on: date, lang: str) -> Page:
    """The page of what is shared. Without any section: the fixed first line and the receipt."""
    found = (_talk(shared), _period(shared), _tried(shared), _eased(shared), _own_lines(shared), _sheets(shared))
    return Page(
        lang=lang,
        title=t("A page for a conversation"),
        first=t(
            "From the person who wrote it, for a conversation. Nobody monitors it, it is not complete, and it is not"
            " for urgent matters."
        ),
        written_on=written_on,
        sections=(*(section for section in found if section), _receipt(shared, receipt, written_on)),
    )


# -- the sections ------------------------------------------------------------------------------------------------------


def _talk(shared: Shared) -> Section | None:
    said = (Said("", "", shared.talk), Said("", t("One question to bring"), shared.question))
    return _section(TALK, t("What I would like to talk about"), said=[one for one in said if one.text])


def _period(shared: Shared) -> Section | None:
    if (period := shared.period) is None:
        return None
    first, last = _when(shared, period.first), _when(shared, period.last)
    facts = (
        (t("program"), period.program),
        (t("period"), first if first == last else t("{first} to {last}", first=first, last=last)),
        (t("days with something kept"), t("{kept} of {days}", kept=period.kept, days=period.days)),
    )
    return _section(PERIOD, t("Period and days"), facts=facts)


def _tried(shared: Shared) -> Section | None:
    facts: list[tuple[str, str]] = []
    if shared.moments is not None:
        triggers, good = shared.moments
        facts += [(t("moments that set something off"), str(triggers)), (t("good moments"), str(good))]
    if shared.practised is not None:
        facts += [(row.title, str(row.n)) for row in shared.practised] or [(t("practice"), "0")]
    if (tests := shared.tests) is not None:
        facts.append((t("experiments"), str(tests.n)))
        if told := tests.yes + tests.partly + tests.no:
            came = t("{yes} yes, {partly} partly, {no} no", yes=tests.yes, partly=tests.partly, no=tests.no)
            facts.append((t("of {n}: did the expectation come true?", n=told), came))
    return _section("tried", t("What I tried, in counts"), facts=facts)


def _eased(shared: Shared) -> Section | None:
    rows = [row for row in shared.practised or () if row.rated]
    note = t("0 settled to 10 the most I can imagine; the middle value of all. No verdict.")
    return _section("change", t("Before and after"), facts=[(row.title, _rated(row)) for row in rows], notes=[note])


def _rated(row: Practised) -> str:
    return t("{before:g}, then {after:g}: of {n:g}, {eased:g} eased, {same:g} same, {rose:g} rose", **row.rated)


def _own_lines(shared: Shared) -> Section | None:
    said, above = [], ""
    for line in shared.lines:
        # The week once for all answers of one entry.
        said.append(Said(_when(shared, line.on) if line.place[0] != above else "", line.question, line.text))
        above = line.place[0]
    return _section("lines", t("My own lines"), said=said)


def _sheets(shared: Shared) -> Section | None:
    if shared.sheets is None:
        return None
    facts, notes = [], []
    for sheet in shared.sheets:
        when = _when(shared, sheet.last_on)
        if (form := sheet.form) is None:
            title = t("Numbers from a sheet elsewhere, {when}", when=when)
            facts.append((title, ", ".join(f"{name} {score:.2f}" for name, score in sheet.bare)))
            continue
        title = t("{title}, {when}", title=t(form.title), when=when)
        facts.append((title, "\n".join(_position(shared, sheet, position) for position in sheet.now)))
        notes.append(t("{form}: scored by the key of {source}", form=form.id, source=form.citation)
                     if form.validated else f"{form.id}: {t(form.line)}")  # fmt: skip
    if any(p.band for sheet in shared.sheets for p in (*sheet.now, *sheet.before)):
        notes.append(t("The band: two sheets of one unchanged person usually both lie in it. A line, never a type."))
    return _section(SHEETS, t("Sheets"), facts=facts or [(t("sheets"), "0")], notes=list(dict.fromkeys(notes)))


def _position(shared: Shared, sheet: Sheet, now: Position) -> str:
    first = next((position for position in sheet.before if position.subscale == now.subscale), None)
    said = t("{name} {score:.2f} on a line from {low:g} to {high:g}", name=now.subscale, score=now.score, low=now.low,
             high=now.high)  # fmt: skip
    if band := (first or now).band:
        said += t(", band {low:.2f} to {high:.2f}", low=band[0], high=band[1])
    if first is not None and sheet.first_on is not None:
        said += t("; first {score:.2f}, {when}", score=first.score, when=_when(shared, sheet.first_on))
    return said


def _receipt(shared: Shared, receipt: Receipt, written_on: date) -> Section:
    unsaid = t("not said")
    what = [t(HOW_WORDS[shared.how_moments] if name == MOMENTS else SECTION_WORDS[name]) for name in shared.sections]
    facts = (
        (t("what stands here"), "; ".join(what) if what else t("nothing but this page itself")),
        (t("for whom"), receipt.for_whom or unsaid),
        (t("why"), receipt.why or unsaid),
        (t("to be kept until"), _date(receipt.until) if receipt.until else unsaid),
        (t("written on"), _date(written_on)),
    )
    notes = (
        t("I chose each part myself. Private entries are left out; names may be replaced."),
        t("I can take this back at any time; please delete it then. What was read before stays read, and whoever holds"
          " this file can read it and pass it on."),
    )  # fmt: skip
    return Section("receipt", t("Receipt"), facts, notes=notes)


def _section(
    id: str,
    title: str,
    facts: Sequence[tuple[str, str]] = (),
    said: Sequence[Said] = (),
    notes: Sequence[str] = (),
) -> Section | None:
    return Section(id, title, tuple(facts), tuple(said), tuple(notes)) if facts or said else None


def _when(shared: Shared, on: date) -> str:
    return _date(on) if shared.exact else t("week of {date}", date=_date(week(on)))


def _date(on: date) -> str:
    return t("{day} {month_year}", day=on.day, month_year=month_year(on))


# -- the formats -------------------------------------------------------------------------------------------------------


def _html(page: Page) -> Iterator[bytes]:
    *sections, receipt = (_markup(section) for section in page.sections)
    header = tag("header", tag("p", page.first, class_="first"), tag("h1", page.title))
    body = tag("body", header, tag("main", *sections), tag("footer", receipt))
    yield f"<!DOCTYPE html>\n{tag('html', head(page.title, STYLE), body, lang=page.lang)}\n".encode("utf-8", "replace")


def _markup(section: Section) -> Markup:
    parts = [tag("h2", section.title)]
    if section.facts:
        rows = [part for what, said in section.facts for part in (tag("dt", what), tag("dd", said, dir="auto"))]
        parts.append(tag("dl", *rows, class_="facts"))
    for one in section.said:
        asked = _asked(one)
        parts.append(tag("dl", *([tag("dt", asked)] if asked else []), tag("dd", one.text, dir="auto"))
                     if asked else tag("p", one.text, dir="auto", class_="own"))  # fmt: skip
    parts += [tag("p", note, class_="quiet") for note in section.notes]
    return tag("section", *parts)


def _asked(one: Said) -> str:
    return " · ".join(part for part in (one.when, one.question) if part)


def _md(page: Page) -> Iterator[bytes]:
    return encoded(_md_lines(page))


def _md_lines(page: Page) -> Iterator[str]:
    yield f"**{words(page.first)}**"
    yield ""
    yield f"# {words(page.title)}"
    for section in page.sections:
        yield ""
        yield f"## {words(section.title)}"
        if section.facts:
            yield ""
        for what, said in section.facts:
            first, *more = said.split("\n")
            yield f"- {words(what)}: {words(first)}"
            yield from (f"  {words(line)}" for line in more)
        for one in section.said:
            yield ""
            if asked := _asked(one):
                yield f"*{words(asked)}*"
                yield ""
            yield prose(one.text)
        for note in section.notes:
            yield ""
            yield words(note)


def _json(page: Page) -> Iterator[bytes]:
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "facts": [{"what": what, "said": said} for what, said in section.facts],
            "lines": [asdict(one) for one in section.said],
            "notes": section.notes,
        }
        for section in page.sections
    ]
    value = {
        "notice": page.first, "format": FORMAT, "schema": SCHEMA, "title": page.title, "lang": page.lang,
        "written_on": page.written_on.isoformat(), "sections": sections,
    }  # fmt: skip
    yield (json_text(value, 1) + "\n").encode()


FORMATS: dict[str, Callable[[Page], Iterator[bytes]]] = {"html": _html, "md": _md, "json": _json}


def render(page: Page, form: str) -> bytes:
    """The bytes of the file in one of FORMATS."""
    return b"".join(FORMATS[form](page))


def as_text(data: bytes, form: str) -> list[str]:
    """The lines a reader of these very bytes gets to see, for looking at them before they leave."""
    text = data.decode("utf-8")
    if form == "html":
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts).strip("\n")
    return text.rstrip("\n").split("\n")


class _Reader(HTMLParser):
    """All text of a page but its title, which stands there as its heading, and its style; one block a line."""

    _BLOCKS = frozenset(("h1", "h2", "p", "dd"))

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._in = ""
        self._paired = False  # whether what follows a dt stands on its line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        if tag in ("h2", "p"):
            self.parts.append("\n")
        elif tag == "dl":
            self._paired = ("class", "facts") in attrs

    def handle_endtag(self, tag: str) -> None:
        self._in = ""
        if tag in self._BLOCKS or tag == "dt":
            self.parts.append(": " if tag == "dt" and self._paired else "\n")

    def handle_data(self, data: str) -> None:
        if self._in in (*self._BLOCKS, "dt"):
            self.parts.append(data)
