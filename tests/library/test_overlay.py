"""A small file that changes another program: what comes of it, and where its faults are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.library import draft, read_bytes, writer
from repairjournal.library.overlay import OVERLAY
from repairjournal.library.reader import LoadedProgram
from tests.library.small import SMALL, changed

BASE = read_bytes(SMALL.encode(), "small.yaml")
PINNED = f"{{id: small, version: 1.0.0, sha256: {BASE.sha256}}}"
HEAD = f"format: 1\nid: mine\nversion: 1.0.0\ntitle: Mine\nbased_on: {PINNED}\nchange:\n"
CALM = "      - {task: calm, dose: once, role: optional}\n"


def read(change: str, head: str = HEAD, base: LoadedProgram = BASE) -> LoadedProgram:
    def bases(id: str) -> list[LoadedProgram]:
        return [base] if id == "small" else []

    return read_bytes((head + change).encode(), "x", None, bases)


def said(change: str, head: str = HEAD) -> list[str]:
    try:
        faults = read(change, head).faults
    except library.ProgramFaults as error:
        faults = error.faults
    return [fault.line_text().removeprefix("x:") for fault in faults]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("  phases: {go: {days: [3, 9]}}\n", SMALL.replace("days: 4\n", "days: 9\n").replace("[3, 4]", "[3, 9]")),
        (
            "  phases: {begin: {days: [1, 5], title: Slowly}}\n",
            SMALL.replace("days: 4\n", "days: 7\n")
            .replace("[1, 2]", "[1, 5]")
            .replace("[3, 4]", "[6, 7]")
            .replace("title: Begin", "title: Slowly"),
        ),
        (
            "  uses: {go.calm: {role: core, dose: {times: 2}}}\n",
            SMALL.replace(CALM, "      - {task: calm, dose: {times: 2}, role: core}\n"),
        ),
        (
            "  uses: {begin.calm: {dose: once}}\n",
            SMALL.replace("  - id: go", "      - {task: calm, dose: once}\n  - id: go"),
        ),
        ("  tasks: {calm: {title: Quiet}}\n", SMALL.replace("title: Calm", "title: Quiet")),
        (
            "  tasks: {walk: {kind: reading, title: Walk, text: Go.}}\n",
            SMALL.replace("phases:", "  walk: {kind: reading, title: Walk, text: Go.}\nphases:"),
        ),
        ("  drop: [go.calm]\n", SMALL.replace(CALM, "")),
        (
            "  drop: [calm]\n",
            SMALL.replace(CALM, "").replace(SMALL[SMALL.index("  calm:") : SMALL.index("phases:")], ""),
        ),
        ("  {}\n", SMALL),
    ],
    ids=["longer", "moved-and-named", "dose", "new-use", "reworded", "new-task", "drop-use", "drop-task", "nothing"],
)
def test_the_result_is_the_program_one_would_have_written_by_hand(change: str, text: str) -> None:
    by_hand = read_bytes(text.replace("id: small", "id: mine").replace("Four days", "Mine").encode(), "y").parsed
    mixed = dict(read(change).parsed)
    assert mixed.pop("based_on")["id"] == "small"
    assert mixed == by_hand


def test_the_text_of_the_result_is_a_whole_program_that_needs_no_other() -> None:
    loaded = read("  phases: {go: {days: [3, 9]}}\n")
    assert read_bytes(loaded.text.encode(), "y").parsed == loaded.parsed
    assert (loaded.base, loaded.sha256 == loaded.file_sha256) == ("small", False)
    assert loaded.code == f"{loaded.file_sha256[:4]}-{loaded.file_sha256[4:8]}".upper()


def test_whoever_changes_a_program_is_not_hidden_behind_its_authors() -> None:
    base = read_bytes(changed("days: 4\n", "days: 4\nauthors: [{name: Somebody}]\n").encode(), "small.yaml")
    head = HEAD.replace(PINNED, "small@1.0.0")
    assert read("  {}\n", head, base).program.authors == ()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("  phases: {gone: {days: [3, 9]}}\n", "7:12: the program below has no phase 'gone'; write 'go' [P18]"),
        (
            "  phases: {go: {days: [4, 9]}}\n",
            "7:23: phase 'go' starts on day 4 and 'begin' ends on day 2; day 3 belongs to no phase [P05]",
        ),
        ("  phases:\n    go: {day: [3, 9]}\n", "8:10: unknown key 'day' in 'change'; write 'days' [P02]"),
        (
            "  uses: {go.clam: {role: core}}\n",
            "7:10: phase 'go' of the program below does not use 'clam'; write 'go.calm' [P18]",
        ),
        (
            "  uses: {go.walk: {dose: once}}\n",
            "7:10: there is no task 'walk'; define it under 'tasks', or take it out [P06]",
        ),
        (
            "  uses: {go: {dose: once}}\n",
            "7:10: a name in 'uses' in 'change' is not an id; use PHASE.TASK, as in 'begin.body-scan' [P10]",
        ),
        (
            "  uses:\n    go.calm:\n      dose: {times: 9}\n",
            "9:13: phase 'go' asks for 'calm' 9 times; write 2 or fewer, one a day [P08]",
        ),
        ("  drop: [clam]\n", "7:10: the program below has no task 'clam'; write 'calm' [P18]"),
        ("  drop: [go.clam]\n", "7:10: phase 'go' of the program below does not use 'clam'; take it out [P18]"),
        (
            "  drop: [look]\n",
            "6:1: 'uses' in phase 'begin' is an empty list; write an entry, or take the line out [P02]",
        ),
        (
            "  tasks:\n    calm:\n      not_for: []\n",
            "9:16: 'not_for' in 'change' is an empty list; write an entry, or take the line out [P02]",
        ),
        ("  tasks: {calm: {kind: moment}}\n", "6:1: 'steps' has no place in a task of kind moment; take it out [P02]"),
    ],
)
def test_a_fault_is_told_at_the_line_of_the_small_file(change: str, line: str) -> None:
    assert line in said(change)


@pytest.mark.parametrize(
    ("based_on", "line"),
    [
        (
            "other@1.0.0",
            "5:11: the program 'other' that this is based on is not here; take it first: rj program add FILE [P18]",
        ),
        (
            "small@2.0.0",
            "5:11: this is based on 'small' 2.0.0, and here is 1.0.0; "
            "see what is different with program diff, then write version: 1.0.0 [P18]",
        ),
        (
            PINNED.replace(BASE.sha256, "0" * 63 + "a"),
            "5:11: this is based on 'small' 1.0.0, and the one here was changed (sha256 differs); "
            f"see what is different with program diff, then write sha256: {BASE.sha256} [P18]",
        ),
        ("null", "5:11: 'based_on' names no program; write it like integrative-50@1.0.0 [P18]"),
        ("small", "5:11: 'based_on' is not the id and version of a program; write it like integrative-50@1.0.0 [P18]"),
        (
            "small@1.0.0",
            "5:11: warning: without its sha256 nobody can tell whether the program below stayed the same; "
            f"write based_on: {PINNED} [P18]",
        ),
    ],
)
def test_the_base_is_looked_up_and_compared(based_on: str, line: str) -> None:
    assert said("  {}\n", HEAD.replace(PINNED, based_on)) == [line]


def test_a_safety_floor_cannot_be_lowered_by_a_change() -> None:
    head = HEAD.replace("change:", "safety: {distress_stop: 9}\nchange:")
    assert any("P12" in line for line in said("  {}\n", head))


def test_every_key_of_a_program_but_its_parts_may_stand_in_the_header_of_a_change() -> None:
    assert set(OVERLAY.known) >= {"title", "summary", "contacts", "safety", "authors"}


@pytest.mark.parametrize("name", ["integrative-50", "neuroplasticity-50"])
def test_the_small_file_that_new_writes_is_accepted_with_every_line_of_it_switched_on(
    name: str, tmp_path: Path
) -> None:
    base = library.find(name)
    path = tmp_path / "mine.yaml"
    text = draft.change(base, "mine", "Mine")
    path.write_text(text, "utf-8")
    assert library.find(str(path)).faults == ()
    path.write_text(text.replace("  # uses", "  uses").replace("  # tasks", "  tasks"), "utf-8")
    assert library.find(str(path)).program.tasks["soothe-5"].title == "In other words"


@pytest.mark.parametrize("name", ["integrative-50", "neuroplasticity-50"])
def test_a_program_written_out_reads_back_the_same(name: str) -> None:
    parsed = {**library.find(name).parsed, "locales": ["en"]}
    assert read_bytes(writer.written(parsed).encode(), "y").parsed == parsed
