"""The JSON Schema for editors: the shipped copy is the made one, and it judges files as the checker does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from repairjournal import library
from repairjournal.library import ProgramFaults, draft, read_bytes, shelf, writer
from repairjournal.library.schema import document
from tests.library import test_corpus as corpus
from tests.library.small import SMALL

ROOT = Path(__file__).parents[2]
GOOD = [*sorted((ROOT / "programs").glob("*-50.yaml")), ROOT / "tests" / "library" / "files" / "attach-50.yaml"]
# What one value where it stands cannot show, and the checker finds: names that are nowhere, days, doses, care, words.
MEANING = frozenset(("P05", "P06", "P07", "P08", "P12", "P13", "P14", "P16", "P17", "P18"))
SHAPES = (corpus.strangers, corpus.numbers, corpus.shapes, corpus.ids, corpus.surprises)


@cache
def _validator() -> Any:
    jsonschema.Draft202012Validator.check_schema(document())
    return jsonschema.Draft202012Validator(document())


def fits(text: str) -> bool:
    """Whether the schema has nothing to say, on the values that an editor makes of the text."""
    try:
        value = yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    return bool(_validator().is_valid(json.loads(json.dumps(value, default=str))))


def codes(text: str) -> set[str]:
    try:
        read_bytes(text.encode(), "x", None, shelf._bases(None, None))
    except ProgramFaults as error:
        return {fault.code for fault in error.faults if not fault.warning}
    return set()


def test_the_schema_beside_the_shipped_programs_is_the_one_that_is_made() -> None:
    assert json.loads((ROOT / "programs" / "program.schema.json").read_text("utf-8")) == document()


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_program_fits(path: Path) -> None:
    assert fits(path.read_text("utf-8"))


@pytest.mark.parametrize("path", GOOD[:2], ids=lambda path: path.stem)
def test_a_shipped_program_points_an_editor_at_the_schema(path: Path) -> None:
    assert path.read_text("utf-8").startswith(writer.EDITOR_LINE)


def test_what_new_writes_fits_too() -> None:
    base = library.find("integrative-50")
    for text in (draft.new(draft.Wish("mine", "Mine")), draft.copy(base, "mine", "Mine"), draft.change(base, "m", "M")):
        assert text.startswith(writer.EDITOR_LINE)
        assert fits(text)
        assert codes(text) == set()


def cases() -> Iterator[tuple[str, str]]:
    for builder in SHAPES:
        for name, text, *_ in builder():
            assert isinstance(text, str)
            yield name, text


def test_what_the_schema_refuses_the_checker_refuses() -> None:
    assert [name for name, text in cases() if not fits(text) and not codes(text)] == []


def test_what_the_checker_refuses_by_its_shape_the_schema_refuses() -> None:
    """Beside meaning: a word that older YAML alone takes for something else (P04), which an editor's YAML may not."""
    assert [name for name, text in cases() if codes(text) - MEANING - {"P04"} and fits(text)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dose: once", "dose: weekly"),
        ("dose: once", "dose: {times: 0}"),
        ("task: calm, ", ""),
        ("task: calm", "task: calm, any_of: [look]"),
        ("[3, 4]", "[3]"),
        ("[3, 4]", "[3, 4, 5]"),
        ("kind: trigger", "kind: reading"),
        ("kind: trigger", "kind: trigger\n    steps: [{id: a, seconds: 1}]"),
        ("in: 4", "in: 0"),
        ("seconds: 30", "seconds: 7201"),
        ("title: Calm", "title: |\n      a\n      b"),
        ("format: 1", "format: one"),
        ("days: 4\n", "days: 4\nbased_on: small\n"),
    ],
)
def test_both_refuse(old: str, new: str) -> None:
    assert SMALL.count(old) >= 1
    text = SMALL.replace(old, new, 1)
    assert codes(text)
    assert not fits(text)
