"""The dated data that ship: thresholds and lines to call."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from repairjournal.library import shipped
from repairjournal.model.program import Safety

DATA = Path(shipped.__file__).parent.parent / "data"


def test_the_thresholds_are_the_documented_ones() -> None:
    base = shipped.thresholds()
    assert (base.distress_stop, base.rise_stop) == (Safety().distress_stop, Safety().rise_stop) == (8, 3)
    assert (base.ask_again_hours, base.gate_days, base.voice_at, base.raised) == (12, 14, 5, 6)
    assert (base.rest_after, base.rest_worse_by) == (3, 2)
    assert (base.heavy_days, base.heavy_of_last, base.heavy_median) == (3, 5, 8)


def test_every_group_of_thresholds_says_what_it_rests_on() -> None:
    text = (DATA / "care.toml").read_text(encoding="utf-8")
    for group in text.split("[thresholds]\n")[1].split("\n\n"):
        assert group.startswith("# ")
    assert re.search(r"^decided_on = \d{4}-\d\d-\d\d$", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("US", ["988", "911", "1-800-799-7233", "text START to 88788"]),
        ("CA", ["988", "911"]),
        ("gb", ["116 123", "999", "112", "0808 2000 247"]),
        ("uk", ["116 123", "999", "112", "0808 2000 247"]),
        ("IE", ["116 123", "112", "999"]),
        ("de", ["116 123", "112"]),
        ("EU", ["116 123", "112"]),
        ("AU", ["13 11 14", "text 0477 13 11 14", "000", "1800 737 732"]),
        ("NZ", ["1737"]),
        ("IN", ["14416", "1-800-891-4416", "112", "181"]),
        ("CN", ["12356"]),
        ("ZZ", []),
    ],
)
def test_a_country_has_its_lines_first_and_the_index_last(country: str, numbers: list[str]) -> None:
    lines = shipped.helplines(country)
    assert [number for line in lines for number in line.numbers] == [*numbers, "findahelpline.com"]
    assert lines[-1].kind == "index"
    assert "index" not in [line.kind for line in lines[:-1]]
    assert [line.kind for line in lines[:-1]] == ["crisis", "emergency", "partner-violence"][: len(lines) - 1]


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_country_all_lines_are_there_and_the_index_last(nothing: str | None) -> None:
    lines = shipped.helplines(nothing)
    assert {"US", "GB", "EU", "CN"} < {line.country for line in lines}
    assert lines[-1].numbers == ("findahelpline.com",)


def test_numbers_that_could_not_be_confirmed_are_left_out() -> None:
    known = {number for line in shipped.helplines(None) for number in line.numbers}
    assert known.isdisjoint({"12338", "0800 456 450", "110", "120", "111"})


def test_every_line_is_complete_and_dated() -> None:
    for line in shipped.helplines(None):
        assert all((line.name, line.source, line.numbers))
        assert line.kind in ("crisis", "emergency", "partner-violence", "index")
        assert date(2026, 1, 1) <= line.checked_on <= date(2026, 11, 22)
        assert line.note.isprintable()


def test_every_country_by_name_has_a_crisis_line() -> None:
    named = shipped.countries()
    assert list(named.values()) == sorted(named.values())
    assert named["DE"] == "Germany"
    assert len(named) == 34
    for code in named:
        assert shipped.helplines(code)[0].kind == "crisis"


@pytest.mark.parametrize(
    ("checked", "today", "old"),
    [
        (date(2026, 11, 1), date(2026, 11, 22), False),
        (date(2026, 11, 1), date(2027, 11, 1), False),
        (date(2026, 11, 1), date(2027, 11, 2), True),
        (date(2028, 2, 29), date(2029, 2, 28), False),
        (date(2028, 2, 29), date(2029, 3, 1), True),
        (date(2026, 11, 1), date(1970, 1, 2), False),
        (date(2026, 11, 1), date.max, True),
        (date(2026, 11, 1), date.min, False),
    ],
)
def test_a_line_is_stale_after_twelve_months(checked: date, today: date, old: bool) -> None:
    line = replace(shipped.helplines(None)[0], checked_on=checked)
    assert shipped.stale(line, today) is old


def test_importing_the_door_reads_no_file_and_loads_no_parser() -> None:
    code = "import sys, repairjournal.library.shipped; print({'tomllib', 'yaml', 'sqlmodel'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
