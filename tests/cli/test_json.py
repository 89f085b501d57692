"""What scripts may rely on: the keys of every --json page, their types, and nothing that is not promised."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import NoneType
from typing import Any

import pytest

from repairjournal.cli import app

STR, INT, NUMBER, BOOL, TEXTS = (str,), (int,), (int, float), (bool,), [str]

PHASE = {"number": INT, "id": STR, "title": STR, "first_day": INT, "last_day": INT}
LINE = {"task": STR, "kind": STR, "any_of?": TEXTS, "role": STR, "done": INT, "target": (int, NoneType)}
KINDS = ("trigger", "practice", "experiment", "narrative", "assessment", "reflection", "moment", "reading")
ENTRY = {
    "id": STR, "kind": STR, "task": STR, "day": (int, NoneType), "phase": (int, NoneType), "phase_id": (str, NoneType),
    "happened_at": STR, "written_at": STR, "backdated": BOOL, "state": STR, "private": BOOL, "answers": dict,
    "revision": INT,
}  # fmt: skip
# A shape is a tuple of types, a list of one shape, or keys with their shapes; `key?` may be absent, `dict` is any one.
SHAPES: dict[str, Any] = {
    "today": {
        "schema": INT, "day": INT, "days": INT, "date": STR, "phase": {**PHASE, "focus": STR}, "paused": (NoneType,),
        "due": [{**LINE, "title": STR, "state": STR}],
        "open": [{"kind": STR, "task": STR, "id": STR, "date": STR, "draft": BOOL}], "notice": STR,
    },
    "log": [ENTRY],
    "show ID": {"schema": INT, **ENTRY},
    "progress": {
        "schema": INT, "day": INT, "days": INT,
        "phases": [{**PHASE, "state": STR, "tasks": [{**LINE, "so_far": INT}]}],
        "totals": {"days_kept": INT, "days_so_far": INT, "entries": INT, **dict.fromkeys(KINDS, INT)},
        "mechanisms": dict.fromkeys(("implicit-memory", "nervous-system", "narrative"), INT),
        "practice": {"n": INT, "before": NUMBER, "after": NUMBER, "eased": INT, "same": INT, "rose": INT},
        "notice": STR,
    },
    "sos": {
        "schema": INT, "notice": STR,
        "lines": [{"country": (str, NoneType), "name": STR, "numbers": TEXTS, "kind": STR, "note": STR,
                   "checked_on": STR}],
    },
    "config": {"schema": INT, **dict.fromkeys(("day_start", "country", "lang", "plain", "bell", "own_words", "data",
                                               "lean", "about"), STR)},
    "config day_start": {"schema": INT, "day_start": STR},
    "config lean": {"schema": INT, "lean": STR},
    "paths": {"schema": INT, "journal": STR, "settings": STR, "programs": STR},
    "runs": {
        "schema": INT,
        "runs": [{"program": STR, "title": STR, "started_on": STR, "finished_on": (str, NoneType), "first": STR,
                  "last": STR, "entries": INT, "state": STR}],
    },
    "assess --results": {
        "schema": INT, "notice": STR,
        "results": [{"id": STR, "date": STR, "day": INT, "form": STR, "scores": dict}], "changes": list,
    },
    "program list": {
        "schema": INT,
        "programs": [{"name": STR, "title": STR, "days": INT, "version": STR, "sha256": STR, "minutes": INT,
                      "at_most": INT}],
    },
    "program show integrative-50": {"schema": INT, "sha256": STR, "program": dict},
    "program check integrative-50": {
        "schema": INT,
        "files": [{"file": STR, "errors": INT, "warnings": INT, "faults": list, "sha256": STR, "minutes": INT,
                   "at_most": INT, "fullest_day": INT, "languages": dict,
                   "weeks": [dict.fromkeys(("number", "first", "last", "minutes", "core", "optional"), INT)]}],
    },
}  # fmt: skip
ACTS = [
    ("2026-11-10T20:00", "start integrative-50 --about partner"),
    ("2026-11-10T20:05", "own-check --answers counts.json"),
    ("2026-11-10T20:10", "trigger --situation late --body chest --now 6"),
    ("2026-11-21T20:10", "soothe --done 5m --before 7 --after 4"),
    ("2026-11-22T19:00", "moment --text laughed --at yesterday"),
    ("2026-11-22T19:05", "experiment new --answers prediction.json"),
]


def at(wall: str) -> Callable[[], datetime]:
    return lambda: datetime.fromisoformat(f"{wall}:00+01:00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a journal on day 13; one works in it."""
    place = tmp_path_factory.mktemp("json")
    (place / "counts.json").write_text(json.dumps({f"c{n}": 2 for n in range(1, 11)}))
    (place / "prediction.json").write_text(json.dumps({"prediction": "no call", "sure": 70}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPAIRJOURNAL_HOME", str(place / "daybook"))
        patch.setenv("TZ", "Europe/Berlin")
        patch.chdir(place)
        for wall, command in ACTS:
            assert app.main([*command.split(), "--no-input"], at(wall)) == 0, command
        yield place


Data = Callable[..., Any]


@pytest.fixture
def data(folder: Path, capsys: pytest.CaptureFixture[str]) -> Data:
    """`data("log -n 1")` is what that command gives with --json, on the evening of day 13 unless said."""

    def ask(command: str, wall: str = "2026-11-22T19:42", code: int = 0) -> Any:
        capsys.readouterr()
        assert app.main([*command.split(), "--json"], at(wall)) == code
        return json.loads(capsys.readouterr().out)

    return ask


def misfits(value: Any, shape: Any, where: str = "") -> list[str]:
    """Every place at which a value is not of its shape."""
    if shape is dict or shape is list:
        return [] if type(value) is shape else [f"{where}: {type(value).__name__}"]
    if isinstance(shape, tuple):
        return [] if type(value) in shape else [f"{where}: {type(value).__name__}"]
    if isinstance(shape, list):
        inner = shape[0] if isinstance(shape[0], (dict, list, tuple)) else (shape[0],)
        items = value if type(value) is list else [value]
        return [line for n, item in enumerate(items) for line in misfits(item, inner, f"{where}[{n}]")]
    keys = {key.rstrip("?"): part for key, part in shape.items()}
    needed = {key for key in shape if not key.endswith("?")}
    out = [f"{where}.{key}: absent" for key in sorted(needed - set(value))]
    out += [f"{where}.{key}: not promised" for key in value if key not in keys]
    for key in keys.keys() & value.keys():
        out += misfits(value[key], keys[key], f"{where}.{key}")
    return out


@pytest.mark.parametrize("command", SHAPES)
def test_a_page_of_data_has_its_keys_and_their_types_and_no_others(data: Data, command: str) -> None:
    id = data("log -n 1")[0]["id"]
    value = data(command.replace("ID", id))
    assert misfits(value, SHAPES[command]) == []
    assert command == "log" or value["schema"] == 1


def test_no_list_of_these_pages_is_empty_so_that_its_shape_was_looked_at(data: Data) -> None:
    today, progress = data("today"), data("progress")
    assert [bool(today[name]) for name in ("due", "open")] == [True, True]
    assert all(phase["tasks"] for phase in progress["phases"])
    assert any("any_of" in line for line in today["due"])
    assert any("any_of" in line for phase in progress["phases"] for line in phase["tasks"])
    rows = (data("runs")["runs"], data("assess --results")["results"], data("sos")["lines"], data("log"))
    assert all(rows)


def test_words_of_a_closed_set_are_of_that_set(data: Data) -> None:
    today, progress = data("today"), data("progress")
    lines = [*today["due"], *(line for phase in progress["phases"] for line in phase["tasks"])]
    assert {line["kind"] for line in lines} <= set(KINDS)
    assert {line["role"] for line in lines} == {"core", "optional"}
    assert {line["state"] for line in today["due"]} <= {"open", "done", "skipped", "resting", "later"}
    assert [phase["state"] for phase in progress["phases"]] == ["over", "over", "now", "ahead", "ahead", "ahead"]
    assert all(line["any_of"][0] == line["task"] and len(line["any_of"]) > 1 for line in lines if "any_of" in line)
    assert {row["state"] for row in data("log")} == {"open", "kept"}


@pytest.mark.parametrize(
    ("act", "wall", "paused"),
    [
        ("pause", "2026-11-24T12:00", {"first": "2026-11-23", "last": None}),
        ("pause --from 2026-11-23 --to 2026-11-29", "2026-11-24T12:00", {"first": "2026-11-23", "last": "2026-11-29"}),
    ],
)
def test_a_pause_has_its_dates_and_nothing_is_due(
    data: Data, capsys: pytest.CaptureFixture[str], act: str, wall: str, paused: dict[str, str | None]
) -> None:
    assert app.main([*act.split(), "--no-input"], at("2026-11-22T19:50")) == 0
    value = data("today", wall)
    assert app.main(["undo"], at("2026-11-22T19:51")) == 0
    assert (value["paused"], value["due"], value["day"]) == (paused, [], 13)


def test_after_the_end_there_is_no_phase(data: Data) -> None:
    value = data("today", "2026-12-30T12:00")
    assert (value["day"], value["days"], value["phase"], value["due"]) == (51, 50, None, [])
    assert {phase["state"] for phase in data("progress", "2026-12-30T12:00")["phases"]} == {"over"}


def test_log_is_newest_first_by_when_it_happened(data: Data) -> None:
    rows = data("log")
    assert [row["kind"] for row in rows] == ["experiment", "practice", "moment", "trigger", "assessment"]
    assert [row["backdated"] for row in rows] == [False, False, True, False, False]
    assert [(row["day"], row["phase"], row["phase_id"]) for row in rows] == [
        (13, 3, "new"), (12, 3, "new"), (12, 3, "new"), (1, 1, "stand"), (1, 1, "stand"),
    ]  # fmt: skip
    assert data("log -n 2") == rows[:2]
    assert data("log --kind moment") == rows[2:3]
    assert data("log --since 2026-12-01") == []
    assert rows[3]["answers"] == {"situation": "late", "body": "chest", "now": 6, "areas": ["chest"]}
    assert datetime.fromisoformat(rows[1]["happened_at"]) == at("2026-11-21T20:10")()


def test_an_edit_is_counted_and_shown(data: Data, capsys: pytest.CaptureFixture[str]) -> None:
    id = data("log --kind moment")[0]["id"]
    assert data(f"show {id}")["revision"] == 0
    assert app.main(["edit", id, "--set", "like=warm"], at("2026-11-22T19:52")) == 0
    assert (data(f"show {id}")["revision"], data("log --kind moment")[0]["revision"]) == (1, 1)
    assert app.main(["undo"], at("2026-11-22T19:53")) == 0


def test_a_form_given_in_numbers_comes_back_with_its_scores(folder: Path, data: Data) -> None:
    (folder / "row.txt").write_text("0 1 2 0 1 0 3 1 2 -")
    value = data("assess own-check --answers row.txt")
    assert misfits(value, {"schema": INT, "form": STR, "scores": dict, "id": STR, "notes": list}) == []
    assert (value["form"], value["scores"]) == ("own-check", {"reach": 3, "withdraw": 5})
    assert app.main(["undo"], at("2026-11-22T19:54")) == 0


def test_the_faults_of_a_file_are_data_and_the_code_stays(folder: Path, data: Data) -> None:
    (folder / "mine.yaml").write_text("format: 1\ntitel: a\n")
    (file,) = data("program check mine.yaml", code=2)["files"]
    assert file["file"] == "mine.yaml"
    assert file["errors"] == len(file["faults"]) > 0
    fault = {"file": STR, "line": INT, "column": INT, "code": STR, "what": STR, "remedy": STR, "warning": BOOL}
    assert misfits(file["faults"], [fault]) == []


def test_a_page_of_a_person_says_what_this_is_not(data: Data) -> None:
    notices = {data(command)["notice"] for command in ("today", "progress", "sos", "assess --results")}
    assert len(notices) == 1
    assert "not a therapy" in notices.pop()


def test_data_is_the_same_plain_coloured_and_in_another_language(data: Data) -> None:
    for command in ("today", "progress", "log"):
        assert data(f"{command} --plain") == data(f"--lang en {command}") == data(command)
