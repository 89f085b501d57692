"""Charts as SVG: a strip of days, how strong it was by date, and practices before and after. Colours are the page's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from repairjournal.export.markup import Markup, tag
from repairjournal.text import t

Span = tuple[int, int, int]  # lowest, middle, highest
WIDTH = 640  # of every drawing, in its own units
_LEFT, _TOP, _HIGH = 38, 20, 150  # of the chart of strength: room for numbers, room above, height of ten


def strip(title: str, phases: Sequence[int], kept: frozenset[int]) -> Markup:
    """One square a program day, a gap between phases; filled where something was kept. `phases`: days of each."""
    total = sum(phases)
    # Rows of at most 50 days, so that an extended run stays readable.
    per_row = min(total, 50) or 1
    size = min(20.0, (WIDTH - 6.0 * len(phases)) / per_row)
    squares: list[str] = []
    day, x, y = 0, 0.0, 0.0
    for days in phases:
        for _ in range(days):
            day += 1
            if x + size > WIDTH:
                x, y = 0.0, y + size + 4
            look = "kept" if day in kept else "open"
            squares.append(
                tag("rect", class_=look, x=_n(x + 1), y=_n(y + 1), width=_n(size - 3), height=_n(size - 3), rx=2)
            )
            x += size
        x += 5
    told = t("{kept} of {days} days have something kept.", kept=len(kept), days=total)
    return _drawing(title, told, y + size, squares)


def strength(title: str, columns: Mapping[date, Span]) -> Markup:
    """For each date, in order, the span from the lowest to the highest rating of 0-10, and a dot at the middle one."""
    dates = list(columns)
    days = (dates[-1] - dates[0]).days or 1
    step = (WIDTH - _LEFT - 12) / days
    drawn: list[str] = []
    for level in (0, 5, 10):
        y = _y(level)
        drawn.append(tag("line", class_="grid", x1=_LEFT, x2=WIDTH, y1=_n(y), y2=_n(y)))
        drawn.append(tag("text", str(level), x=_LEFT - 8, y=_n(y + 4), text_anchor="end"))
    wide = max(1.5, min(8.0, step * 0.6))
    for on in dates:
        low, middle, high = columns[on]
        x = _LEFT + 6 + (on - dates[0]).days * step
        drawn.append(
            tag("line", class_="span", x1=_n(x), x2=_n(x), y1=_n(_y(low)), y2=_n(_y(high)),
                stroke_width=_n(wide), stroke_linecap="round")
        )  # fmt: skip
        drawn.append(tag("circle", class_="middle", cx=_n(x), cy=_n(_y(middle)), r=_n(wide * 0.6)))
    base = _TOP + _HIGH + 28
    drawn.append(tag("text", dates[0].isoformat(), x=_LEFT, y=base))
    if len(dates) > 1:
        drawn.append(tag("text", dates[-1].isoformat(), x=WIDTH, y=base, text_anchor="end"))
    told = t(
        "{n} dates from {first} to {last}, between {low} and {high}.",
        n=len(dates), first=dates[0].isoformat(), last=dates[-1].isoformat(),
        low=min(low for low, _, _ in columns.values()), high=max(high for _, _, high in columns.values()),
    )  # fmt: skip
    return _drawing(title, told, base + 6, drawn)


def bars(title: str, rows: Sequence[tuple[str, int]]) -> Markup:
    """A bar for each row, its word before and its number behind."""
    most = max((n for _, n in rows), default=0) or 1
    left, high = 110, 24
    drawn: list[str] = []
    for at, (word, n) in enumerate(rows):
        y = at * (high + 8)
        length = (WIDTH - left - 60) * n / most
        drawn.append(tag("text", word, x=left - 10, y=y + 17, text_anchor="end"))
        drawn.append(tag("rect", class_="bar", x=left, y=y, width=_n(max(1.0, length)), height=high, rx=2))
        drawn.append(tag("text", str(n), x=_n(left + length + 8), y=y + 17))
    told = ", ".join(f"{word} {n}" for word, n in rows)
    return _drawing(title, told, len(rows) * (high + 8), drawn)


def _drawing(title: str, told: str, height: float, drawn: Sequence[str]) -> Markup:
    """Described in words inside, for who does not see it."""
    return tag(
        "svg", tag("title", title), tag("desc", told), *drawn,
        viewBox=f"0 0 {WIDTH} {_n(height)}", role="img", aria_label=f"{title}. {told}",
    )  # fmt: skip


def _y(level: int) -> float:
    return _TOP + _HIGH * (10 - level) / 10


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
