"""A whole program with one thing changed: accepted, or refused close to the change; never anything else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from repairjournal.library import ProgramFaults, read_bytes

ROOT_FOLDER = Path(__file__).parents[2]
TEXT = (Path(__file__).parent / "files" / "attach-50.yaml").read_text("utf-8").replace(", zh]", "]")
SOAK = bool(os.environ.get("REPAIRJOURNAL_SOAK"))


@dataclass(frozen=True)
class Site:
    """A key or a value of the file: where its text stands, and where the map or list around it begins."""

    start: int
    end: int
    line: int
    around: int
    key: bool


def sites(node: yaml.Node, around: int = 1) -> Iterator[Site]:
    here = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield Site(key.start_mark.index, key.end_mark.index, key.start_mark.line + 1, around, key=True)
            yield from sites(value, key.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from sites(item, item.start_mark.line + 1)
    else:
        yield Site(node.start_mark.index, node.end_mark.index, here, around, key=False)


ROOT = yaml.compose(TEXT, Loader=yaml.SafeLoader)
assert ROOT is not None
SITES = tuple(sites(ROOT))
VALUES = ("no", "1:30", "0010", "-1", "0", "999999999", "2026-01-01", '""', "~", "[]", "{}", "[a, b]", "{a: b}", "x y!",
          "zebra", "&a b", "*a", "!t b", '"\\e"', "'", "a: b", "@x", "1.5", "true")  # fmt: skip
KEYS = ("zebra", "'", "no", "<<", "? [a]", '"\\e"', "ID", "x y")


def mutant(site: Site, put: str) -> str:
    old = TEXT[site.start : site.end]
    return TEXT[: site.start] + put + ("\n" if old.endswith("\n") else "") + TEXT[site.end :]


def lines_of(text: str) -> list[int] | None:
    """The lines of what is said against a text; None where it is accepted."""
    try:
        read_bytes(text.encode(), "x")
    except ProgramFaults as error:
        return [fault.line for fault in error.faults if not fault.warning]
    return None


def is_close(site: Site, lines: list[int] | None) -> bool:
    """A misspelled key makes another one missing, which is told where its map begins."""
    near = range(site.line - 2, site.line + 3)
    return lines is None or any(line in near or (site.key and line == site.around) for line in lines)


CHOICES = [(site, put) for site in SITES for put in (KEYS if site.key else VALUES)]


def test_the_file_has_many_places_to_change_and_is_accepted_as_it_is() -> None:
    assert len(SITES) > 600
    assert lines_of(TEXT) is None


@settings(max_examples=300, deadline=2000)
@given(st.sampled_from(CHOICES))
def test_a_mutant_is_accepted_or_refused_by_name_of_a_line(choice: tuple[Site, str]) -> None:
    lines = lines_of(mutant(*choice))
    assert lines is None or all(1 <= line <= TEXT.count("\n") + 1 for line in lines)


def test_nearly_every_refusal_points_within_two_lines_of_the_change() -> None:
    tried = CHOICES if SOAK else CHOICES[::37]
    far = [(site.line, put, lines) for site, put in tried if not is_close(site, lines := lines_of(mutant(site, put)))]
    assert len(far) <= 0.01 * len(tried), far


LAST_PHASE = TEXT[: TEXT.index("- id: consolidation")].count("\n")


@pytest.mark.parametrize("line", range(2, LAST_PHASE, 1 if SOAK else 5))
def test_a_file_cut_off_anywhere_is_answered(line: int) -> None:
    lines = lines_of("\n".join(TEXT.split("\n")[:line]))
    assert lines, "a part of a program is no program"


# -- both shipped programs, field by field ---------------------------------------------------------------------------

SHIPPED = {path.stem: path.read_text("utf-8") for path in (ROOT_FOLDER / "programs").glob("*-50.yaml")}


def shipped_mutants(name: str) -> Iterator[tuple[Site, str, str]]:
    """(site, what is put there, the whole text) of every value of a program with every wrong word in its place."""
    text = SHIPPED[name].replace("locales: [en, zh]", "locales: [en]")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None
    for site in sites(root):
        if not site.key:
            for put in VALUES:
                tail = "\n" if text[site.start : site.end].endswith("\n") else ""
                yield site, put, text[: site.start] + put + tail + text[site.end :]


def answered_well(name: str, site: Site, put: str, text: str) -> bool:
    """Refused within two lines; or accepted, meaning what was put there and in all else what the program meant."""
    try:
        found = read_bytes(text.encode(), "x").parsed
    except ProgramFaults as error:
        return any(abs(fault.line - site.line) <= 2 for fault in error.faults if not fault.warning)
    before, after = unchanged(name), leaves(found)
    otherwise = [place for place in before.keys() | after.keys() if before.get(place) != after.get(place)]
    meant = yaml.safe_load(f"[{put}]")
    return all(after.get(place) in (*meant, *leaves(meant).values(), None) for place in otherwise)


@cache
def unchanged(name: str) -> dict[tuple[object, ...], object]:
    return leaves(read_bytes(SHIPPED[name].replace("locales: [en, zh]", "locales: [en]").encode(), "x").parsed)


def leaves(value: object, place: tuple[object, ...] = ()) -> dict[tuple[object, ...], object]:
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    else:
        return {place: value}
    return {at: leaf for key, inner in pairs for at, leaf in leaves(inner, (*place, key)).items()}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_program_with_one_field_changed_is_refused_there_or_means_what_it_says(name: str) -> None:
    every = list(shipped_mutants(name))
    tried = every if SOAK else every[::401]
    badly = [(site.line, put) for site, put, text in tried if not answered_well(name, site, put, text)]
    assert len(tried) > 50
    assert len(badly) <= 0.03 * len(tried), badly[:40]
