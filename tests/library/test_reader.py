"""Reading whole files: all faults at once, the exact text and its hash, and the programs that ship."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.library.faults import Fault, joined
from repairjournal.model.program import Program
from tests.library.small import SMALL, changed, said

FILES = Path(__file__).parent / "files"
SHIPPED = Path(__file__).parents[2] / "programs"


def test_the_whole_format_in_one_file_passes_without_a_word() -> None:
    loaded = library.read_program(FILES / "attach-50.yaml")
    assert loaded.faults == ()
    assert (loaded.program.id, loaded.program.days, len(loaded.program.phases)) == ("attach-50", 50, 6)


@pytest.mark.parametrize("name", ["integrative-50", "neuroplasticity-50"])
def test_every_shipped_program_passes_without_a_warning(name: str) -> None:
    loaded = library.read_program(SHIPPED / f"{name}.yaml")
    assert [fault.line_text() for fault in loaded.faults] == []
    assert loaded.program.id == name
    assert library.minutes_summary(loaded.program)[1] <= 25


def test_all_faults_of_a_file_are_told_in_one_run_in_the_order_of_its_lines() -> None:
    text = SMALL.replace("version: 1.0.0", "version: 1.0").replace("title: A look", "title: You must look")
    text = text.replace("not_for: [driving]", "not_for: &d [driving]").replace("seconds: 30", "seconds: 0")
    text = text.replace("days: [3, 4]", "days: [4, 4]").replace("task: calm, dose", "task: clam, doze")
    assert [(line.split(":")[0], line[-4:-1]) for line in said(text)] == [
        ("3", "P04"),
        ("9", "P16"),
        ("13", "P01"),
        ("16", "P09"),
        ("26", "P05"),
        ("29", "P06"),
        ("29", "P02"),
    ]


def test_a_place_told_once_is_not_found_wrong_again() -> None:
    lines = said(changed("title: Calm\n    not_for: [driving]", "titel: Calm\n    not_for: driving"))
    assert [line[-4:-1] for line in lines] == ["P02", "P02"]


def test_faults_are_cut_at_twenty_lines_and_four_kilobytes_with_the_rest_counted() -> None:
    faults = [Fault("x.yaml", n, 1, "P02", "what", "remedy") for n in range(1, 31)]
    lines = joined(faults).split("\n")
    assert len(lines) == 21
    assert lines[-1] == "and 10 more (program check --json shows all)"
    wide = [Fault("x.yaml", n, 1, "P02", "w" * 900, "remedy") for n in range(1, 11)]
    shown = joined(wide)
    assert len(shown.split("\n")[:-1]) == 4
    assert shown.endswith("and 6 more (program check --json shows all)")


def test_a_warning_says_so_and_refuses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(changed("title: Calm", "title: You must"), "utf-8")
    loaded = library.read_program(path)
    assert [fault.warning for fault in loaded.faults] == [True]
    assert loaded.faults[0].line_text().startswith(f"{path}:12:12: warning: ")


@pytest.mark.parametrize(
    "data",
    [
        SMALL.encode(),
        b"\xef\xbb\xbf" + SMALL.encode(),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.rstrip("\n").encode(),
        b"---\n" + SMALL.encode() + b"...\n",
        b"# a note\n" + SMALL.encode(),
    ],
    ids=["plain", "mark", "crlf", "no-end", "marked", "comment"],
)
def test_a_file_is_kept_exactly_whatever_its_line_ends(data: bytes) -> None:
    loaded = library.read_bytes(data, "x")
    assert loaded.text.encode() == data
    assert loaded.sha256 == hashlib.sha256(data).hexdigest()
    assert Program.of(loaded.parsed) == library.read_bytes(SMALL.encode(), "x").program


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_places_are_the_same_after_a_mark_and_with_any_line_end(end: str) -> None:
    text = "\ufeff" + changed("title: Calm", "title: 12").replace("\n", end)
    assert said(text) == ["12:12: YAML makes a number of this; put it in quotes [P04]"]


def test_texts_of_several_lines_keep_their_lines_and_lose_the_last_break() -> None:
    text = changed("    title: A look\n", "    title: >\n      A\n      look\n    intro: |\n      One.\n\n      Two.\n")
    task = library.read_bytes(text.encode(), "x").program.tasks["look"]
    assert (task.title, task.intro) == ("A look", "One.\n\nTwo.")


def test_the_error_is_its_lines() -> None:
    with pytest.raises(library.ProgramFaults) as caught:
        library.read_bytes(b"", "new.yaml")
    assert caught.value.exit_code == 2
    assert caught.value.line() == "new.yaml:1:1: the file is empty; begin it with 'format: 1' [P01]"


def test_a_file_name_cannot_drive_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(library.ProgramFaults) as caught:
        library.read_program(tmp_path / "a\x1b[31m\n.yaml")
    assert caught.value.line().endswith(
        "a\\x1b[31m .yaml:1:1: there is no such file; look at its name and folder [P01]"
    )


def test_reading_works_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    texts = [SMALL, changed("title: Calm", "title: &a 12"), changed("title: Calm", 'title: "\\U00110000"')]
    fast = [[line[-4:-1] for line in said(text)] for text in texts]
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert [[line[-4:-1] for line in said(text)] for text in texts] == fast
