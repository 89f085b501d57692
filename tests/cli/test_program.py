"""Program files on the command line: written, looked at, compared, taken in and given up."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.cli import app
from tests.cli.evenings import at, run
from tests.cli.terminal import ENTER, Open, call, terminals
from tests.library.small import SMALL, changed

terminal = pytest.fixture(terminals)
AT = at(1)
CODE = library.read_bytes(SMALL.encode(), "x").code


@pytest.fixture
def here(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write in; a good program lies there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    return tmp_path


def rj(*args: str, expect: int = 0) -> str:
    return run(*args, day=1, expect=expect)


# -- new ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [("mine",), ("mine", "--from", "integrative-50"), ("mine", "--from", "neuroplasticity-50", "--overlay")],
    ids=["new", "copy", "overlay"],
)
def test_what_new_writes_is_accepted_as_it_stands(here: Path, args: tuple[str, ...]) -> None:
    assert rj("program", "new", *args).startswith("Written: mine.yaml\n")
    checked = library.check(str(here / "mine.yaml"))
    assert checked.lines() == []
    assert checked.loaded is not None
    assert checked.loaded.program.id == "mine"
    assert os.stat(here / "mine.yaml").st_mode & 0o777 == 0o600


def test_an_overlay_is_some_ten_lines(here: Path) -> None:
    rj("program", "new", "mine", "--from", "integrative-50", "--overlay")
    assert len((here / "mine.yaml").read_text("utf-8").splitlines()) <= 12


def test_a_copy_keeps_the_notes(here: Path) -> None:
    rj("program", "new", "mine", "--from", "integrative-50")
    assert "# How to read this file." in (here / "mine.yaml").read_text("utf-8")


def test_new_never_writes_over_a_file(here: Path) -> None:
    assert "a file of this name already" in rj("program", "new", "small", expect=2)
    assert (here / "small.yaml").read_text("utf-8") == SMALL


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("Mine",), "this is not an id"),
        (("../mine",), "this is not an id"),
        ((), "something is missing"),
        (("mine", "--overlay"), "--overlay wants to know what it changes"),
        (("mine", "--from", "nope"), "there is no program of this name"),
        (("mine", "-o", "nowhere/mine.yaml"), "cannot write this file"),
    ],
)
def test_what_new_cannot_do_is_one_line_and_no_file(here: Path, args: tuple[str, ...], words: str) -> None:
    assert words in rj("program", "new", *args, expect=1 if "cannot" in words else 2)
    assert [path.name for path in here.iterdir()] == ["small.yaml"]


def test_new_asks_a_few_questions_and_the_file_has_the_answers(here: Path, terminal: Open) -> None:
    seen = terminal("program", "new", at=AT, size=(80, 60))
    seen.talk(
        ("What is it called?", "Three: weeks" + ENTER),
        ("A short name", ENTER),
        ("Which language", ENTER),
        ("Part 1?", "Looking, 7" + ENTER),
        ("Part 2?", "no number" + ENTER),
        ("1 to 365 days", "Staying, 14 days" + ENTER),
        ("Part 3?", ENTER),
        ("Keep tasks", "1"),
        ("Which ones?", "99" + ENTER),
        ("Numbers from 1", "1, 3" + ENTER),
        ("Somebody to reach", "The office" + ENTER),
        ("How?", "by phone" + ENTER),
    )
    seen.see("Somebody to reach", times=2)
    seen.press(ENTER)
    assert seen.ended() == 0
    checked = library.check(str(here / "three-weeks.yaml"))
    assert checked.lines() == []
    assert checked.loaded is not None
    program = checked.loaded.program
    assert (program.title, program.days, program.language) == ("Three: weeks", 21, "en")
    assert [(phase.title, phase.days) for phase in program.phases] == [("Looking", 7), ("Staying", 14)]
    assert set(program.tasks) == {"trigger-note", "soothe-5"}
    assert [(contact.name, contact.how) for contact in program.contacts] == [("The office", "by phone")]


def test_leaving_the_questions_makes_nothing(here: Path, terminal: Open) -> None:
    seen = terminal("program", "new", at=AT).talk(("What is it called?", "." + ENTER))
    assert seen.ended() == 0
    assert [path.name for path in here.iterdir()] == ["small.yaml"]


# -- check -------------------------------------------------------------------------------------------------------------


def test_check_says_week_by_week_what_it_asks(here: Path) -> None:
    assert rj("program", "check", "small.yaml") == (
        "Week 1: about 12 core minutes; 1 thing asked, 1 more may be done.\n"
        "In use it would ask about 3 minutes a day, at most 3 (day 1).\n"
    )


def test_check_counts_what_other_languages_lack(here: Path) -> None:
    (here / "small.yaml").write_text(changed("days: 4\n", "days: 4\nlocales: [en, zh]\n"), "utf-8")
    (here / "small.zh.yaml").write_text("title: 四天\n", "utf-8")
    said = rj("program", "check", "small.yaml")
    assert "zh: 7 of 8 texts are missing." in said
    found = json.loads(rj("program", "check", "small.yaml", "--json"))["files"][0]
    assert found["languages"] == {"zh": {"missing": 7, "texts": 8}}
    assert found["weeks"][0] == {"number": 1, "first": 1, "last": 4, "minutes": 12, "core": 1, "optional": 1}


# -- looking -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args", [("--day", "3"), ("--phase", "2"), ("--calendar",), ("--day", "3", "--lean", "avoidant")]
)
def test_preview_shows_and_writes_nowhere(here: Path, home: Path, args: tuple[str, ...]) -> None:
    said = rj("program", "preview", "small.yaml", *args)
    assert "Calm" in said
    assert list(home.iterdir()) == []


def test_the_preview_of_a_day_is_the_page_of_that_day(here: Path) -> None:
    shown = rj("program", "preview", "small.yaml", "--day", "3", "--lean", "unsure")
    rj("start", "small.yaml", "--yes", "--on", "2026-11-08")
    assert shown.startswith(rj("today"))


@pytest.mark.parametrize("args", [("--day", "5"), ("--phase", "3"), ("--day", "-1"), ("--lean", "secure")])
def test_a_preview_of_what_is_not_there_is_refused(here: Path, args: tuple[str, ...]) -> None:
    rj("program", "preview", "small.yaml", *args, expect=2)


def test_diff_speaks_and_gives_data(here: Path) -> None:
    (here / "other.yaml").write_text(changed("title: Calm", "title: Quiet"), "utf-8")
    assert rj("program", "diff", "small.yaml", "other.yaml") == "'Quiet' was called 'Calm'.\n"
    assert rj("program", "diff", "small.yaml", "small.yaml") == "The two say the same.\n"
    data = json.loads(rj("program", "diff", "small.yaml", "other.yaml", "--json"))
    assert data["differences"] == [{"about": "tasks", "id": "calm", "words": "'Quiet' was called 'Calm'"}]


def test_demo_lives_a_program_of_ones_own_up_to_a_day(here: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(here))
    said = rj("demo", "--program", "small.yaml", "--day", "3")
    assert "Day 3 of 4" in said
    assert "give a whole number from 1 to 4" in rj("demo", "--program", "small.yaml", "--day", "5", expect=2)
    assert list(home.iterdir()) == []


# -- taking ------------------------------------------------------------------------------------------------------------


def test_a_file_is_taken_by_its_content_and_started_by_its_name(here: Path, home: Path) -> None:
    said = rj("program", "add", "small.yaml", "--yes", "--sha256")
    sha = library.find(str(here / "small.yaml")).sha256
    assert sha in said
    assert f"Compare this code with them by another way: {CODE}" in said
    (kept,) = (home / "programs").iterdir()
    assert (kept.name, kept.read_text("utf-8"), kept.stat().st_mode & 0o777) == (f"{sha}.yaml", SMALL, 0o600)
    rj("start", "small")  # taken before: no second question


def test_two_versions_lie_side_by_side_and_leave_one_by_one(here: Path, home: Path) -> None:
    rj("program", "add", "small.yaml", "--yes")
    (here / "newer.yaml").write_text(changed("version: 1.0.0", "version: 1.1.0"), "utf-8")
    rj("program", "add", "newer.yaml", "--yes")
    names = [row["name"] for row in json.loads(rj("program", "list", "--json"))["programs"]]
    assert names == ["integrative-50", "neuroplasticity-50", "small", "small@1.0.0"]
    assert "say which: small@1.0.0 or small@1.1.0" in rj("program", "remove", "small", "--yes", expect=2)
    rj("start", "small@1.0.0")
    rj("program", "remove", "small@1.0.0", "--yes")
    rj("program", "remove", "small", "--yes")
    assert list((home / "programs").iterdir()) == []
    assert "Day 1 of 4" in rj("today")  # the run keeps its own text


def test_a_small_change_is_taken_whole(here: Path) -> None:
    rj("program", "new", "mine", "--from", "integrative-50", "--overlay")
    code = library.find(str(here / "mine.yaml")).code
    assert code in rj("program", "add", "mine.yaml", "--yes")
    assert "mine 1.0.0" in rj("program", "show", "mine")


def test_other_languages_come_along_and_go_along(here: Path, home: Path) -> None:
    (here / "small.yaml").write_text(changed("days: 4\n", "days: 4\nlocales: [en, zh]\n"), "utf-8")
    (here / "small.zh.yaml").write_text("title: 四天\n", "utf-8")
    rj("program", "add", "small.yaml", "--yes")
    assert len(list((home / "programs").iterdir())) == 2
    assert "四天" in rj("program", "show", "small", "--lang", "zh")
    rj("program", "remove", "small", "--yes")
    assert list((home / "programs").iterdir()) == []


@pytest.mark.parametrize("command", [("program", "add"), ("start",)])
def test_a_file_is_never_taken_without_a_yes(here: Path, home: Path, command: tuple[str, ...]) -> None:
    assert "--yes" in rj(*command, "small.yaml", expect=2)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(("name", "words"), [("integrative-50", "ships with"), ("nope", "no installed program")])
def test_what_is_not_installed_cannot_be_removed(here: Path, name: str, words: str) -> None:
    assert words in rj("program", "remove", name, "--yes", expect=2)


def test_the_page_is_read_and_taken_on_a_terminal(here: Path, home: Path, terminal: Open) -> None:
    text = changed(
        "days: 4\n", "days: 4\nauthors: [{name: Example Practice}]\ncontacts: [{name: Office, how: by letter}]\n"
    )
    (here / "small.yaml").write_text(text, "utf-8")
    seen = terminal("program", "add", "small.yaml", at=AT, size=(80, 60))
    shown = seen.see("Enter: not now")
    for words in (
        "Four days, by Example Practice (says the file; nobody has checked).",
        "It asks you to: A look · Calm",
        "none of them is taken over: Office, by letter",
        "4 days, about 3 minutes a day, at most 3.",
    ):
        assert words in shown
    seen.press("r", see="Both feet.")
    seen.see("Enter: not now", times=2)
    seen.press("y")
    assert seen.ended() == 0
    assert len(list((home / "programs").iterdir())) == 1


def test_enter_on_the_page_takes_nothing(here: Path, home: Path, terminal: Open) -> None:
    seen = terminal("program", "add", "small.yaml", at=AT).talk(("Enter: not now", ENTER))
    assert seen.ended() == 0
    assert "Not taken. Nothing changed." in seen.shown
    assert list(home.iterdir()) == []


def test_a_program_may_come_on_standard_input(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = subprocess.run(call("program", "show", "-"), input=SMALL.encode(), capture_output=True, timeout=60)
    assert ran.stdout.decode().startswith("Four days")
    ran = subprocess.run(
        call("start", "-", "--yes", "--no-input"), input=SMALL.encode(), capture_output=True, timeout=60
    )
    assert "Day 1 of 4 is today" in ran.stdout.decode()
    ran = subprocess.run(call("program", "check", "-"), input=b"nothing", capture_output=True, timeout=60)
    assert (ran.returncode, ran.stderr.decode().split(":")[0]) == (2, "standard input")
    ran = subprocess.run(call("program", "add", "-", "--yes"), input=b"x" * 600_000, capture_output=True, timeout=60)
    assert (ran.returncode, b"larger than 512 KiB" in ran.stderr) == (2, True)


def test_hostile_texts_of_a_file_cannot_drive_the_terminal(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "evil.yaml").write_text(changed("title: Calm", 'title: "[link=file:///x] \\e[31m"'), "utf-8")
    for command in (("program", "add", "--yes"), ("program", "preview"), ("program", "show"), ("program", "update")):
        assert app.main([*command[:2], "evil.yaml", *command[2:], "--no-input"]) == 2
    shown = "".join(capsys.readouterr())
    assert "\x1b" not in shown
