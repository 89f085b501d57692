"""html: one page that needs nothing else: charts, light and dark, print; no script, and nothing is fetched."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from repairjournal.export import charts
from repairjournal.export.book import Book, Lived, by_date, day_words, local, long_date, month_year
from repairjournal.export.markup import Markup, head, tag
from repairjournal.model import calendar, progress
from repairjournal.model.entry import Entry
from repairjournal.model.kinds import KINDS
from repairjournal.text import t

STYLE = """
:root{color-scheme:light dark;--ink:#20262b;--soft:#51606b;--page:#fbfaf7;--card:#fff;--edge:#d9d5cb;--fill:#3f6f7d;
--span:#a9c3ca;--link:#1f5c6b}
@media (prefers-color-scheme:dark){:root{--ink:#e4e6e3;--soft:#a8b3b8;--page:#15191b;--card:#1d2326;--edge:#343d41;
--fill:#7fb4c2;--span:#3d626d;--link:#8fc7d6}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1.0625rem/1.6 system-ui,"Noto Sans","PingFang SC",
"Microsoft YaHei",sans-serif}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem}
header,main{max-width:44rem;margin:0 auto;padding:1rem}
h1{font-size:1.9rem;margin:1rem 0 0}h2{font-size:1.25rem;margin:2.5rem 0 .5rem}h3{font-size:1.05rem;margin:0}
a{color:var(--link)}a:focus-visible,summary:focus-visible,.table:focus-visible{outline:3px solid var(--fill);
outline-offset:2px}
.notice,.quiet,dt{color:var(--soft)}.quiet{font-size:.95rem;margin:.1rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0}
nav a{display:inline-block;padding:.25rem 0}
article{background:var(--card);border:1px solid var(--edge);border-radius:.5rem;padding:.8rem 1rem;margin:.8rem 0}
dl{margin:.5rem 0 0}dt{font-size:.92rem;margin-top:.6rem}
dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
h1,h2,h3,p{overflow-wrap:anywhere}
figure{margin:1.5rem 0}figcaption{font-weight:600;margin-bottom:.5rem}
svg{display:block;width:100%;height:auto;font:13px system-ui,sans-serif}
svg text{fill:var(--soft)}
.kept,.bar,.middle{fill:var(--fill)}.open{fill:none;stroke:var(--soft)}.span{stroke:var(--span)}.grid{stroke:var(--edge)}
summary{cursor:pointer;color:var(--soft);padding:.25rem 0}.table{overflow-x:auto}
table{border-collapse:collapse;font-size:.95rem}th,td{text-align:left;padding:.2rem .9rem .2rem 0}
@media (max-width:30rem){svg{font-size:24px}}
@media print{:root{--ink:#000;--soft:#444;--page:#fff;--card:#fff;--edge:#bbb;--fill:#444;--span:#bbb}
@page{margin:18mm}body{font-size:10.5pt}header,main{max-width:none;padding:0}nav,.skip,details{display:none}
h2,h3,figcaption,dt{break-after:avoid}figure,svg{break-inside:avoid}article{break-inside:auto;border-width:0 0 1px;
border-radius:0;padding:.4rem 0}p,dd{orphans:3;widows:3}}
"""
_RATED = ("now", "distress")
_RATINGS = range(11)  # 0-10
# More dates than this are drawn by week, more weeks by month: a column keeps its width, and the page its size.
_MOST_COLUMNS = 200


@dataclass(slots=True)
class Seen:
    """What one pass over the entries counts, so that the second can write them down one by one."""

    ratings: dict[date, array[int]] = field(default_factory=dict)  # how often each of 0-10 was given on a date
    pairs: Counter[tuple[int, int]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    days: dict[str, set[int]] = field(default_factory=dict)
    months: dict[str, date] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        self.kinds[entry.kind] += 1
        self.months.setdefault(f"{entry.date:%Y-%m}", entry.date)
        if entry.run and entry.day:
            self.days.setdefault(entry.run, set()).add(entry.day)
        for name in _RATED:
            if (rated := _rating(entry, name)) is not None:
                self.ratings.setdefault(entry.date, array("I", [0] * len(_RATINGS)))[rated] += 1
        before, after = _rating(entry, "before"), _rating(entry, "after")
        if entry.kind == "practice" and before is not None and after is not None:
            self.pairs[before, after] += 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with what stands above it, and the numbers it draws where they may be read as well."""

    title: str
    drawing: Markup
    columns: Mapping[date, charts.Span] = field(default_factory=dict)


def _rating(entry: Entry, name: str) -> int | None:
    value = entry.answers.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10 else None


def counted(book: Book) -> Seen:
    seen = Seen()
    for entry in book.entries:
        seen.add(entry)
    return seen


def render(book: Book) -> Iterator[bytes]:
    """A page of well-formed markup in which every foreign text is text."""
    for part in _page(book):
        yield part.encode("utf-8", "replace")


def _page(book: Book) -> Iterator[str]:
    seen = counted(book)
    yield "<!DOCTYPE html>\n" + tag("html", lang=book.lang).removesuffix("</html>") + "\n"
    yield head(t("Journal"), STYLE)
    yield "<body>\n"
    yield tag("a", t("To the entries"), class_="skip", href="#entries")
    yield _header(book, seen)
    yield "\n<main>\n"
    for figure in figures(book, seen):
        more = [_numbers(figure.columns)] if figure.columns else []
        yield tag("figure", tag("figcaption", figure.title), figure.drawing, *more) + "\n"
    yield from _entries(book)
    yield "</main>\n</body>\n</html>\n"


def _header(book: Book, seen: Seen) -> Markup:
    months = [tag("li", tag("a", month_year(on), href=f"#m{key}")) for key, on in seen.months.items()]
    return tag(
        "header",
        tag("h1", t("Journal")),
        tag("p", t("Written out on {date}.", date=book.made_on.isoformat()), class_="quiet"),
        *(tag("p", run_line(lived), class_="quiet") for lived in book.runs),
        tag("p", counts_line(seen)),
        tag("p", book.notice, class_="notice"),
        *([tag("nav", tag("ul", *months), aria_label=t("Months"))] if len(months) > 1 else []),
    )


def counts_line(seen: Seen) -> str:
    """How many of each kind, in words."""
    counts = [f"{n} {t(KINDS[name].count_words[n != 1])}" for name in KINDS if (n := seen.kinds[name])]
    return " · ".join(counts) or t("Nothing here yet.")


def run_line(lived: Lived) -> str:
    title, begun = lived.program.title, lived.run.started_on.isoformat()
    if lived.run.finished_on is None:
        return t("{title}, begun on {date}.", title=title, date=begun)
    return t(
        "{title}, begun on {date}, closed on {end}.", title=title, date=begun, end=lived.run.finished_on.isoformat()
    )


def figures(book: Book, seen: Seen) -> Iterator[Figure]:
    """The drawings above the entries, as far as there is something to draw."""
    for lived in book.runs:
        if kept := seen.days.get(lived.run.id):
            total = calendar.days_total(lived.run.plan)
            inside = frozenset(day for day in kept if day <= total)
            title = t("Days with something kept: {title}", title=lived.program.title)
            yield Figure(title, charts.strip(title, [days for _, days in lived.run.plan], inside))
    if seen.ratings:
        by, columns = _columns(seen.ratings)
        title = t("How strong, 0-10, {by}: from lowest to highest, the dot is the middle", by=by)
        yield Figure(title, charts.strength(title, columns), columns)
    if seen.pairs:
        told = progress.before_after(list(seen.pairs.elements()))
        title = t("Practices, before and after: typical {before:g}, then {after:g}", **told)
        rows = [(t("eased"), int(told["eased"])), (t("same"), int(told["same"])), (t("rose"), int(told["rose"]))]
        yield Figure(title, charts.bars(title, rows))


def _columns(ratings: Mapping[date, array[int]]) -> tuple[str, dict[date, charts.Span]]:
    """(what a column is, first date of each -> its lowest, middle and highest rating)."""
    ways: tuple[tuple[str, Callable[[date], date]], ...] = (
        (t("by date"), lambda on: on),
        (t("by week"), lambda on: on - timedelta(days=on.weekday())),
        (t("by month"), lambda on: on.replace(day=1)),
    )
    for by, first in ways:
        if by == ways[-1][0] or len({first(on) for on in ratings}) <= _MOST_COLUMNS:
            break
    counts: dict[date, Counter[int]] = {}
    for on, each in ratings.items():
        counts.setdefault(first(on), Counter()).update({n: each[n] for n in _RATINGS if each[n]})
    return by, {on: _span(held) for on, held in sorted(counts.items())}


def _span(counts: Counter[int]) -> charts.Span:
    passed, half = 0, (counts.total() + 1) // 2
    for middle in sorted(counts):
        passed += counts[middle]
        if passed >= half:
            break
    return min(counts), middle, max(counts)


def _numbers(columns: Mapping[date, charts.Span]) -> Markup:
    """The chart once more as a table, for who would rather read or hear it."""
    head = tag("tr", *(tag("th", word, scope="col") for word in (t("Date"), t("lowest"), t("middle"), t("highest"))))
    rows = [
        tag("tr", tag("th", on.isoformat(), scope="row"), *(tag("td", str(n)) for n in span))
        for on, span in columns.items()
    ]
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    return tag("details", tag("summary", t("The same as numbers")), tag("div", table, class_="table"))


def _entries(book: Book) -> Iterator[str]:
    month = ""
    yield '<div id="entries">\n'
    for on, entries in by_date(book.entries):
        key = f"{on:%Y-%m}"
        heading = " · ".join(part for part in (long_date(on), day_words(entries[0])) if part)
        yield tag("h2", heading, id=f"m{key}" if key != month else None) + "\n"
        month = key
        for entry in entries:
            yield _article(book, entry) + "\n"
    yield "</div>\n"


def _article(book: Book, entry: Entry) -> Markup:
    told = book.told(entry)
    lines: list[str] = [tag("h3", f"{local(entry):%H:%M} · {told.title}")]
    quiet = _parts(told.numbers, t("private") if entry.private else "")
    if quiet:
        lines.append(tag("p", quiet, class_="quiet"))
    pairs = [part for question, answer in told.answers for part in (tag("dt", question), tag("dd", answer, dir="auto"))]
    if pairs:
        lines.append(tag("dl", *pairs))
    return tag("article", *lines)


def _parts(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
