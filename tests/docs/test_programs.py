"""docs/programs.md is the format: its sample passes, its tables have every key, and its examples are really said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.library import shape
from tests.docs.pages import ROOT, blocks, first_column, section
from tests.library.small import said

PAGE = ROOT / "docs" / "programs.md"
CHECKS = ROOT / "tests" / "library" / "files" / "checks"
CLI = ROOT / "src" / "repairjournal" / "cli"

BY_HEADING: dict[str, Iterable[str]] = {
    "The file": shape.PROGRAM.known,
    "A step": shape._STEP.known,
    "A question": shape.FIELD.known,
    "When": shape._WHEN.known,
    "A phase": shape.PHASE.known,
    "A use": shape.USE.known,
    "Safety": ("distress_stop", "rise_stop", "requires_safety_check"),
}


# Said only where a run is under way: held by tests/cli/test_program_update.py.
IN_A_JOURNAL = "'look' has 1 entry in your journal as kind trigger; keep that kind, and give the new one another id"


def sample() -> str:
    (block,) = (block for block in blocks(PAGE) if block.marker == "sample")
    return block.body + "\n"


def test_the_sample_passes_without_a_word() -> None:
    assert said(sample()) == []


@pytest.mark.parametrize("heading", BY_HEADING)
def test_the_page_has_every_key_of_the_format_and_no_other(heading: str) -> None:
    text = section(PAGE, heading).partition("\n### ")[0]
    assert sorted(first_column(text)) == sorted(BY_HEADING[heading])


def test_the_page_has_every_key_of_a_task_and_no_other() -> None:
    text = section(PAGE, "A task").partition("\n### ")[0]
    assert sorted(first_column(text)) == sorted(shape.TaskKeys().known)


def test_the_page_says_what_a_task_of_each_kind_has() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([\w, ]+) \|$", section(PAGE, "A task"), re.MULTILINE)
    told = {key: {kind for kind in shape._BY_KIND if kind in kinds.split(", ")} for key, kinds in rows}
    for key in {key for keys in shape._BY_KIND.values() for key in keys} - {"fields"}:
        assert told[key] == {kind for kind, keys in shape._BY_KIND.items() if key in keys}, key


def really_said(tmp_path: Path) -> set[str]:
    """Everything the checks say: the tables of tests/library, and what only a file with companions can bring about."""
    lines = [
        line[1:] for path in CHECKS.glob("P*.txt") for line in path.read_text("utf-8").split("\n") if line[:1] == "="
    ]
    lines += said(sample().replace("Calm", "Ca\x1blm"))
    file = tmp_path / "four-days.yaml"
    file.write_text(sample().replace("id: four-days\n", "id: four-days\nlocales: [en, zh]\n"), "utf-8")
    lines += [line.removeprefix(f"{file}:") for line in library.check(str(file)).lines()]
    return {line.split(": ", 1)[1] for line in lines if ": " in line}


def test_every_example_of_a_fault_is_really_said_under_its_code(tmp_path: Path) -> None:
    rows = re.findall(r"^\| (P\d\d) \| .* \| `(.*)` \|$", section(PAGE, "Faults"), re.MULTILINE)
    known = really_said(tmp_path) | {f"{IN_A_JOURNAL} [P17]"}
    assert [f"{words} [{code}]" for code, words in rows if f"{words} [{code}]" not in known] == []
    assert [code for code, _ in rows] == sorted({line[-4:-1] for line in known if line.endswith("]")})


def test_what_is_called_without_effect_is_not_used_on_any_screen() -> None:
    told = section(PAGE, "Not acted on yet").partition("\n\nAn assessment")[0]
    names = set(re.findall(r"`(\w+)`", told))
    used = {
        node.attr
        for path in CLI.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert names
    assert names & used == set()
