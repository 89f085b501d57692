"""import as a person types it: our own file, other programs' diaries, and one step back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.evenings import begin, entries, run
from tests.conftest import Cli
from tests.store.made import ask

DAYONE = {
    "metadata": {"version": "1.0"},
    "entries": [
        {
            "uuid": "A1",
            "text": "# Morning\n\nWalked by the river\\.",
            "creationDate": "2026-10-03T05:10:00Z",
            "modifiedDate": "2026-10-04T05:10:00Z",
            "timeZone": "Europe/Berlin",
            "tags": ["walk"],
        }
    ],
}
JRNL: dict[str, Any] = {
    "tags": {},
    "entries": [{"title": "Walked.", "body": "By the river.", "date": "2026-10-03", "time": "07:10"}],
}
JRNL_TEXT = "[2026-10-03 07:10:00 AM] Walked. *\nBy the river.\n[no date] in the text\n\n[2026-10-04 21:00] Late.\n"
DAYLIO = (
    "\ufefffull_date,date,weekday,time,mood,activities,note_title,note\n"
    '2026-10-03,October 3,Saturday,7:10 AM,good,"walk | read","Walked.","By the river.<br>Slowly."\n'
)
TABLE = "Tag;Uhr;Was;Wie stark\n03.10.2026;07:10;Walked;3\n04.10.2026;;;9\n05.10.2026;21:15;Late;\n"
MAPPING = """
kind = "trigger"
delimiter = ";"
[when]
date = "Tag"
time = "Uhr"
format = "%d.%m.%Y %H:%M"
[fields]
situation = "Was"
now = "Wie stark"
"""


def put(folder: Path, value: Any, name: str = "theirs") -> str:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return str(path)


@pytest.fixture
def folder(home: Path) -> Path:
    folder = home.parent / "in"
    folder.mkdir()
    return folder


DIARIES = [
    ("jrnl json", JRNL, [("2026-10-03", "07:10", {"text": "Walked.\nBy the river."})]),
    (
        "jrnl text",
        JRNL_TEXT,
        [
            ("2026-10-03", "07:10", {"text": "Walked. *\nBy the river.\n[no date] in the text"}),
            ("2026-10-04", "21:00", {"text": "Late."}),
        ],
    ),
    ("day one", DAYONE, [("2026-10-03", "07:10", {"text": "# Morning\n\nWalked by the river\\."})]),
    (
        "daylio",
        DAYLIO,
        [
            (
                "2026-10-03",
                "07:10",
                {"text": "Walked.\nBy the river.\nSlowly.", "mood": "good", "activities": "walk | read"},
            )
        ],
    ),
]


@pytest.mark.parametrize(("name", "value", "wanted"), DIARIES, ids=[name for name, *_ in DIARIES])
def test_a_diary_of_another_program_comes_with_its_words_and_times_and_comes_once(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: Any, wanted: list[Any]
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    file = put(folder, value)
    for said in (f"{len(wanted)} new entr", "Nothing new in it."):
        assert said in run("import", file, day=1)
    told = json.loads(run("log", "--json", day=1))[::-1]
    found = [(entry["happened_at"][:10], entry["happened_at"][11:16], entry["answers"]) for entry in told]
    assert found == wanted
    assert {(row["kind"], row["run"], row["day"]) for row in entries(home / "journal.db")} == {
        ("reflection", None, None)
    }


def test_a_table_comes_by_its_mapping_and_a_row_that_says_nothing_is_left_out(home: Path, folder: Path) -> None:
    run(
        "import",
        put(folder, TABLE),
        "--map",
        put(folder, MAPPING.replace(' %H:%M"', ' %H:%M"'), "map"),
        day=1,
        expect=2,
    )
    table = put(folder, TABLE.replace(";;;9", ";10:00;;9"))
    run("import", table, "--map", put(folder, MAPPING, "map"), day=1)
    assert [row["answers"] for row in entries(home / "journal.db")] == [
        {"situation": "Walked", "now": 3},
        {"situation": "Late"},
    ]


@pytest.fixture
def theirs(home: Path, folder: Path) -> str:
    """Our own file, of a journal with three evenings; its home is empty again."""
    begin(home)
    for day in (1, 2, 3):
        run("trigger", day=day, given={"situation": f"an answer on day {day}"})
    run("export", "json", "-o", str(folder / "journal.json"), day=3)
    shutil.rmtree(home)
    return str(folder / "journal.json")


def test_our_own_file_makes_an_empty_home_that_journal(home: Path, theirs: str) -> None:
    assert "3 new entries" in run("import", theirs, day=4)
    assert "Day 4 of 50" in run("today", day=4)
    again = Path(theirs).with_name("again.json")
    run("export", "json", "-o", str(again), day=3)
    assert again.read_bytes() == Path(theirs).read_bytes()


def test_a_dry_run_says_what_would_come_and_makes_nothing(home: Path, theirs: str) -> None:
    said = run("import", theirs, "--dry-run", day=4)
    assert "Nothing was changed" in said
    assert "3 new entries" in said
    assert not home.exists()
    begin_again = home / "journal.db"
    home.mkdir(mode=0o700)
    begin(home)
    before = begin_again.read_bytes()
    assert "3 new entries" in run("import", theirs, "--dry-run", day=4)
    assert begin_again.read_bytes() == before


def test_one_undo_takes_an_import_back_and_redo_brings_it(home: Path, theirs: str) -> None:
    home.mkdir(mode=0o700)
    begin(home)
    run("trigger", day=4, given={"situation": "my own"})
    run("import", theirs, day=4)
    assert len(entries(home / "journal.db")) == 4
    assert "journal.json" in run("undo", day=4)
    assert [row["answers"]["situation"] for row in entries(home / "journal.db")] == ["my own"]
    run("redo", day=4)
    assert len(entries(home / "journal.db")) == 4


def test_a_program_in_a_file_that_was_meddled_with_is_read_anew_from_its_text(home: Path, theirs: str) -> None:
    value = json.loads(Path(theirs).read_bytes())
    for program in value["programs"]:
        for task in program["parsed"]["tasks"].values():
            task.pop("safety_check", None)
            task.pop("with", None)
            task["title"] = "meddled"
    run("import", put(Path(theirs).parent, value), day=4)
    kept = ask(home / "journal.db", "SELECT parsed FROM program_text")
    assert all("meddled" not in parsed for (parsed,) in kept)
    own = next(program for program in value["programs"] if program["lang"] == "en")
    own["text"] += "\n# one more line"
    assert "programs[0].text" in run("import", put(Path(theirs).parent, value), day=4, expect=2)


def test_what_was_erased_elsewhere_goes_here_only_after_a_yes(home: Path, theirs: str) -> None:
    run("import", theirs, day=4)
    value = json.loads(Path(theirs).read_bytes())
    gone = value["entries"].pop()
    value["tombstones"] = [{"id": gone["id"], "at": "2026-11-13T10:00:00.000000Z"}]
    file = put(Path(theirs).parent, value)
    assert "--yes" in run("import", file, day=4, expect=2)
    assert len(entries(home / "journal.db")) == 3
    run("import", file, "--yes", day=4)
    assert gone["id"] not in {row["id"] for row in entries(home / "journal.db")}
    assert "Erased here, and not brought back: 1." in run("import", theirs, day=4)


UNFIT = [
    ("not utf-8", b"\xff\xfe\x00", "is not UTF-8"),
    ("half a file", b'{"format": "repairjournal", "entries": [', "this is not JSON"),
    ("another json", b'{"hello": 1}', "no journal that is known"),
    ("a list", b"[1, 2]", "no journal that is known"),
    ("some text", b"dear diary", "no journal that is known"),
    ("empty", b"", "no journal that is known"),
    ("not a number", b'{"format": "repairjournal", "schema": NaN}', "this is not JSON"),
    ("deep", b'{"a":' + b"[" * 200_000, "nested too deeply"),
    ("a huge number", b'{"format": "repairjournal", "schema": ' + b"9" * 10_000 + b"}", "JSON"),
    (
        "half a sign",
        b'{"metadata": {}, "entries": [{"text": "\\ud800", "creationDate": "2026-10-03T05:10:00Z"}]}',
        "kept",
    ),
    ("a date that is none", json.dumps({**JRNL, "entries": [{**JRNL["entries"][0], "date": "x"}]}).encode(), "entry 1"),
    (
        "a date far off",
        json.dumps({**JRNL, "entries": [{**JRNL["entries"][0], "date": "9999-12-31"}]}).encode(),
        "entry 1",
    ),
    ("a list of words", b'{"metadata": {}, "entries": ["secret words"]}', "entry 1"),
]


@pytest.mark.parametrize(("name", "data", "said"), UNFIT, ids=[name for name, *_ in UNFIT])
def test_a_file_that_is_none_is_told_in_one_line_and_changes_nothing(
    home: Path, folder: Path, name: str, data: bytes, said: str
) -> None:
    begin(home)
    before = (home / "journal.db").read_bytes()
    (folder / "x").write_bytes(data)
    line = run("import", str(folder / "x"), day=4, expect=2)
    assert said in line
    assert line.count("\n") == 1
    assert "secret" not in line
    assert (home / "journal.db").read_bytes() == before


MAPPINGS = [
    ("not toml", "is not TOML"),
    ("kind = 'spell'", "no kind"),
    ("[fields]\nsituation = 'Was'", "no date"),
    ("[when]\ndate = 'Tag'", "no field"),
    ("[when]\ndate = 'Tag'\n[fields]\nspell = 'Was'", "no field 'spell'"),
    ("[when]\ndate = 'Day'\n[fields]\ntext = 'Was'", "no column 'Day'"),
    ("delimiter = ';;'\n[when]\ndate = 'Tag'\n[fields]\ntext = 'Was'", "one sign"),
    ("delimiter = ';'\n[when]\ndate = 'Tag'\n[fields]\ntext = 'Was'", "entry 1"),
    (MAPPING.replace("now =", "belief ="), None),
    (MAPPING.replace('"Wie stark"', '"Was"').replace("situation", "thought"), "now"),
]


@pytest.mark.parametrize(("mapping", "said"), MAPPINGS, ids=range(len(MAPPINGS)))
def test_a_mapping_that_does_not_fit_is_told_in_one_line(folder: Path, mapping: str, said: str | None) -> None:
    table = put(folder, TABLE.replace(";;;9", ";10:00;;9"))
    line = run("import", table, "--map", put(folder, mapping, "map"), day=1, expect=2 if said else 0)
    if said:
        assert said in line
        assert line.count("\n") == 1
    else:
        assert "2 new entries" in line or "3 new entries" in line


def test_it_reads_standard_input_where_a_dash_says_so(cli: Cli) -> None:
    ran = cli("import", "-", input=json.dumps(JRNL))
    assert (ran.code, ran.err) == (0, "")
    assert "1 new entry" in ran.out
