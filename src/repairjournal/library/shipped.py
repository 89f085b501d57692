"""The dated data that ship beside the code: care thresholds, and lines to call by country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from repairjournal.model.care import Thresholds

_DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Line:
    """One line to call or write to. `country` is a two-letter code, EU, or empty for the index of all countries."""

    country: str
    name: str
    numbers: tuple[str, ...]
    kind: Literal["crisis", "emergency", "partner-violence", "index"]
    note: str
    source: str
    checked_on: date


def thresholds() -> Thresholds:
    """The base thresholds of data/care.toml."""
    return Thresholds.of(_read("care.toml")["thresholds"])


def countries() -> dict[str, str]:
    """{two-letter code: English name} of every country with lines of its own, by name."""
    named = ((row["code"], row["name"]) for row in _read("helplines.toml")["country"] if "name" in row)
    return dict(sorted(named, key=lambda country: country[1]))


def helplines(country: str | None) -> tuple[Line, ...]:
    """The lines of a country (a code in any case), then always the index; None gives those of all countries.

    A country without lines of its own gets the index alone.
    """
    data = _read("helplines.toml")
    code = country.upper() if country else None
    here = {code} | {row["in"] for row in data["country"] if row["code"] == code and "in" in row}
    rows = [row for row in data["line"] if code is None or row["country"] in here or row["kind"] == "index"]
    return tuple(Line(**{**row, "numbers": tuple(row["numbers"])}) for row in rows)


def stale(line: Line, today: date) -> bool:
    """Whether the line was checked more than twelve months ago, so that the screen asks to check it."""
    checked = line.checked_on
    return (today.year - 1, today.month, today.day) > (checked.year, checked.month, checked.day)


@cache
def _read(name: str) -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
