"""What cannot be taken ends in one line and its exit code, and the journal is as it was, byte for byte."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from repairjournal.cli import app
from tests.conftest import Cli
from tests.library.small import SMALL

NOW = "2026-11-22T19:42:00+01:00"
SECRET = "zephyrlock"  # the person's own word; in no sentence of ours
LONG = "x" * 200_000


def at(wall: str) -> Callable[[], datetime]:
    return lambda: datetime.fromisoformat(wall)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home on day 13 with one entry; files to be read lie in the folder one works in."""
    place = tmp_path_factory.mktemp("bad")
    for name, data in FILES.items():
        (place / name).write_bytes(data)
    (place / "folder").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPAIRJOURNAL_HOME", str(place / "daybook"))
        patch.setenv("TZ", "Europe/Berlin")
        patch.chdir(place)
        assert app.main(["start", "integrative-50", "--on", "2026-11-10", "--no-input"], at(NOW)) == 0
        assert app.main(["trigger", "--situation", SECRET, "--no-input"], at(NOW)) == 0
        yield place / "daybook"


FILES = {
    "not.json": b"{nope",
    "list.json": b'["situation"]',
    "field.json": b'{"situaton": "zephyrlock"}',
    "kind.json": b'{"situation": {"zephyrlock": 1}}',
    "yes.json": b'{"situation": "a", "now": true}',
    "deep.json": b"[" * 100_000,
    "digits.json": b'{"now": ' + b"9" * 5000 + b"}",
    "latin.json": '{"situation": "zephyrlock \xe9"}'.encode("latin-1"),
    "long.json": b'{"situation": "' + b"x" * 1_000_000 + b'"}',
    "half.json": b'{"situation": "\\ud800"}',
    "empty.json": b"",
    "nothing.json": b'{"situation": null}',
    "empty.yaml": b"",
}
NOT_JSON = '--answers is not JSON; write one object such as {"situation": "..."}'
UNREAD_TIME = (
    "this time could not be read; forms that work: 21:00, yesterday 21:00, 20 minutes ago, friday 9pm, 2026-11-22 21:00"
)
AHEAD = "this time lies ahead; give one that is past; now works too"
UNREAD_DATE = "this date could not be read; forms that work: today, yesterday, 3 days ago, friday, 2026-11-22"
UNKEPT = "the text holds a character that cannot be kept; nothing was kept; write it anew"
NO_ID = "that is not an id"
COUNT = "-n does not fit; give a whole number from 1 to 1000000000"
LENGTH = "this length could not be read; write 5m, 90s or 1:30"
WHAT = "what does not fit; choose one of: stayed, said a need, took comfort, something else"
NOTHING = "Nothing written, nothing kept."

# command -> the line behind "rj: "; one that ends in … goes on with what the program file names.
BAD: dict[tuple[str, ...], str] = {
    # names
    ("programm",): "no command 'programm'; did you mean program?",
    ("trigge", "--situation", SECRET): "no command 'trigge'; did you mean trigger?",
    ("own-chek",): "no command 'own-chek'; did you mean own-check?",
    ("\ud800trigger",): "no command '\\ud800trigger'; did you mean trigger?",
    ("a\0b",): "no command 'a\\x00b'; known: …",
    (LONG,): f"no command '{LONG[:40]}'; known: …",
    ("--nope",): "no option '--nope'; did you mean --no-input?",
    ("trigger", "--thougt", SECRET): "no option '--thougt'; did you mean --thought?",
    ("trigger", SECRET, "and", "more"): "more words than this command takes; put text in quotes; see rj trigger --help",
    ("today", "--lang"): "--lang needs a value; see rj --help",
    ("--lang",): "--lang needs a value; see rj --help",
    ("show",): "ID is missing; see rj show --help",
    ("program", "nope"): "no such command; known: list, show, check, new, preview, handout, diff, schema,"
    " add, remove, update",
    ("program", "show"): "NAME is missing; see rj program show --help",
    ("program", "show", "nope-50"): "there is no program of this name; all of them: program list",
    ("start", "nope-50", "--yes"): "there is no program of this name; all of them: program list",
    ("start",): "which program is not said; rj start integrative-50, or rj start neuroplasticity-50",
    ("start", "integrative-50"): "a run is under way: day 13; say --yes to begin a second one",
    ("start", "integrative-50", "--lean", "anx"): "no lean 'anx'; did you mean anxious?",
    ("start", "integrative-50", "--about", "partnr"): "no value for --about 'partnr'; did you mean partner?",
    ("log", "--kind", "trigge"): "no kind 'trigge'; did you mean trigger?",
    ("log", "--kind", "\x1b[31m"): "no kind '\\x1b[31m'; known: trigger, practice, …",
    ("log", "--phase", "setle"): "no phase 'setle'; did you mean settle?",
    ("log", "--phase", "9"): "no phase '9'; known: …",
    ("trigger", "--situation", SECRET, "--task", "trigger-not"): "no task 'trigger-not'; did you mean trigger-note?",
    ("do", "own-chek"): "no task 'own-chek'; did you mean own-check?",
    ("skip", "body-scn"): "no task in this phase 'body-scn'; did you mean body-scan?",
    ("skip", "\ud800"): "no task in this phase '\\ud800'; known: …",
    ("practice", "outwrd"): "no exercise 'outwrd'; did you mean outward?",
    ("practice", "outwrd", "--done", "5m"): "no exercise 'outwrd'; did you mean outward?",
    ("config", "day_star"): "no setting 'day_star'; did you mean day_start?",
    ("config", "lean", "anx"): "no value for lean 'anx'; did you mean anxious?",
    ("config", "day_start", "12:01"): "day_start does not fit; give a time from 00:00 to 12:00, for example 04:00",
    ("config", "plain", "maybe"): "this setting is on or off; write on or off",
    ("config", "country", "XX"): "no lines are kept for that country; known: …",
    ("config", "lang", "x y"): "lang does not fit; write a code such as en or zh",
    ("config", "data", "/dev/null"): "that is not a folder; name a folder, it may not exist yet",
    ("show", "000000"): "no entry begins with 000000; `log` shows what there is",
    ("show", ""): f"{NO_ID}; …",
    ("show", "%"): f"{NO_ID}; …",
    ("show", "\ud800"): f"{NO_ID}; …",
    ("show", LONG): f"{NO_ID}; …",
    ("edit", "%", "--set", f"thought={SECRET}"): f"{NO_ID}; …",
    ("edit", "", "--private"): f"{NO_ID}; …",
    ("delete", "%", "--yes"): f"{NO_ID}; …",
    # numbers
    ("trigger", "--situation", SECRET, "--distress", "11"): "distress does not fit; give a whole number from 0 to 10",
    ("trigger", "--situation", SECRET, "--now", "3.5"): "now does not fit; give a whole number from 0 to 10",
    ("trigger", "--situation", SECRET, "--now", SECRET): "now does not fit; give a whole number from 0 to 10",
    ("trigger", "--situation", SECRET, "--belief", "-1"): "belief does not fit; give a whole number from 0 to 100",
    ("trigger", "--situation", SECRET, "--belief", LONG): "belief does not fit; give a whole number from 0 to 100",
    ("trigger", "--situation", SECRET, "--state", SECRET): "state does not fit; choose one of: revved up, shut down, …",
    ("moment", "--text", SECRET, "--what", SECRET): WHAT,
    ("moment", "--text", SECRET, "--what", "s"): WHAT,  # two begin so
    ("soothe", "--done", "5m", "--before", "11"): "before does not fit; give a whole number from 0 to 10",
    ("soothe", "--done", "0"): LENGTH,
    ("soothe", "--done", "25h"): LENGTH,
    ("scan", "--done", "nope"): LENGTH,
    ("log", "-n", "0"): COUNT,
    ("log", "-n", "-1"): COUNT,
    ("log", "-n", "x"): COUNT,
    ("log", "-n", "9" * 30): COUNT,
    ("extend", "0"): "an extension has 1 to 30 days; choose a number of days",
    ("extend", "31"): "an extension has 1 to 30 days; choose a number of days",
    ("extend", "some"): "DAYS does not fit; give a whole number",
    ("extend", "3", "--phase", "nope"): "this program has no phase 'nope'; its phases: …",
    ("extend", "3", "--phase", "4"): "phase 'settle' has not begun; extend it once it is here",
    # dates and times
    ("start", "integrative-50", "--on", "2026-11-23"): (
        "a program cannot start in the future (2026-11-23); give today or a past date"
    ),
    ("start", "integrative-50", "--on", "someday"): UNREAD_DATE,
    ("trigger", "--situation", SECRET, "--at", "tomorrow"): AHEAD,
    ("trigger", "--situation", SECRET, "--at", "2026-11-22 19:45"): AHEAD,
    ("trigger", "--situation", SECRET, "--at", SECRET): UNREAD_TIME,
    ("trigger", "--situation", SECRET, "--at", "2026-02-30"): UNREAD_TIME,
    ("trigger", "--situation", SECRET, "--at", "\ud800"): UNREAD_TIME,
    ("trigger", "--situation", SECRET, "--at", "03/04/2026"): (
        "this date can be read in more than one way; write 2026-04-03 or 2026-03-04"
    ),
    ("log", "--since", "nope"): UNREAD_DATE,
    ("pause", "--from", "2026-11-22", "--to", "2026-11-20"): (
        "a pause ends before it begins; give the earlier date first"
    ),
    ("pause", "--from", "2026-11-15", "--to", "2026-11-16"): (
        "Today would then be day 11 of 50 instead of 13; say --yes to keep it so"
    ),
    ("resume",): "there is no pause to end; the day is 13",
    # words
    ("trigger",): f"{NOTHING[:-1]}; give --situation, --body or --thought",
    ("trigger", "--situation", ""): f"{NOTHING[:-1]}; give --situation, --body or --thought",
    ("trigger", "--situation", "  "): NOTHING,
    ("trigger", "--now", "6"): NOTHING,
    ("moment",): f"{NOTHING[:-1]}; give --text",
    ("moment", "--text", " "): NOTHING,
    ("trigger", "--situation", "\ud800"): UNKEPT,
    ("moment", "--text", "\ud800"): UNKEPT,
    ("soothe", "--done", "5m", "--note", "\ud800"): UNKEPT,
    ("log", "--search", "!!!"): "there is no word to search for; give a word or a part of its beginning",
    ("log", "--search", "\ud800"): "there is no word to search for; give a word or a part of its beginning",
    ("redo",): "there is nothing to bring back; redo works until something new is kept",
    # answers from a file
    ("trigger", "--answers", "not.json"): NOT_JSON,
    ("trigger", "--answers", "deep.json"): NOT_JSON,
    ("trigger", "--answers", "digits.json"): NOT_JSON,
    ("trigger", "--answers", "empty.json"): NOT_JSON,
    ("trigger", "--answers", "list.json"): "--answers is not one JSON object; write field: value pairs in braces",
    ("trigger", "--answers", "field.json"): "no field 'situaton'; did you mean situation?",
    ("trigger", "--answers", "kind.json"): "situation takes words; write it as text in quotes",
    ("trigger", "--answers", "yes.json"): "now does not fit; give a whole number from 0 to 10",
    ("trigger", "--answers", "latin.json"): "the input is not UTF-8 text; save it as UTF-8",
    ("trigger", "--answers", "long.json"): "the input is longer than a million characters; keep it in parts",
    ("trigger", "--answers", "half.json"): UNKEPT,
    ("trigger", "--answers", "nothing.json"): NOTHING,
    ("trigger", "--answers", "folder"): "cannot read folder: Is a directory",
    ("trigger", "--answers", "absent.json"): "cannot read absent.json: No such file or directory",
    ("own-check", "--answers", "not.json"): NOT_JSON,
}


@pytest.mark.parametrize("command", BAD, ids=[" ".join(c)[:60].encode("ascii", "replace").decode() for c in BAD])
def test_a_bad_call_is_one_line_and_changes_nothing(
    lived: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in lived.rglob("*")}
    capsys.readouterr()
    code = app.main(list(command), at(NOW))
    out, err = capsys.readouterr()
    line = BAD[command]
    assert (code, out) == (2, "")
    if line.endswith("…"):
        assert err.startswith(f"rj: {line[:-1]}")
    else:
        assert err == f"rj: {line}\n"
    assert err.count("\n") == 1
    assert len(err) < 400
    assert {path: path.read_bytes() for path in lived.rglob("*")} == before


def test_with_nothing_kept_there_is_nothing_to_take_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["start", "integrative-50", "--no-input"], at(NOW)) == 0
    assert app.main(["undo"], at(NOW)) == 0
    before = (home / "journal.db").read_bytes()
    capsys.readouterr()
    assert app.main(["undo"], at(NOW)) == 2
    assert capsys.readouterr().err == "rj: there is nothing to take back; `log` shows what is kept\n"
    assert (home / "journal.db").read_bytes() == before


NEEDS_A_RUN = ["trigger --situation x", "moment --text x", "progress", "skip body-scan", "pause", "resume", "extend 3"]


@pytest.mark.parametrize("command", [*NEEDS_A_RUN, "today", "log", "show abc", "undo", "edit abc --private"])
def test_without_a_journal_the_line_names_start_and_no_file_is_made(
    home: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert app.main(command.split(), at(NOW)) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "; begin with: rj start" in err
    assert list(home.iterdir()) == []


def test_a_program_with_faults_is_answered_with_each_of_them_at_its_place(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SMALL.replace("title:", "titel:", 1).replace("dose:", "does:", 1)
    lived.with_name("mine.yaml").write_text(text, encoding="utf-8")
    lines = text.split("\n")
    places = [next(n for n, line in enumerate(lines, 1) if word in line) for word in ("titel:", "does:")]
    for command in (["program", "check", "mine.yaml"], ["start", "mine.yaml", "--yes"]):
        capsys.readouterr()
        before = {path: path.read_bytes() for path in lived.rglob("*")}
        assert app.main([*command, "--no-input"], at(NOW)) == 2
        told = [line for line in capsys.readouterr().err.split("\n") if re.match(r"mine\.yaml:\d+:\d+: ", line)]
        assert {path: path.read_bytes() for path in lived.rglob("*")} == before
        assert [int(line.split(":")[1]) for line in told if "unknown" in line] == places
        assert all(re.fullmatch(r"mine\.yaml:\d+:\d+: .+; .+ \[P\d\d\]", line) for line in told)


@pytest.mark.parametrize("name", ["empty.yaml", "./folder", "absent.yaml", "/dev/null"])
def test_what_is_no_program_file_is_refused_with_code_2(
    lived: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert app.main(["program", "check", name], at(NOW)) == 2
    first = capsys.readouterr().err.split("\n")[0]
    assert re.fullmatch(rf"{re.escape(str(Path(name)))}:1:1: .+; .+ \[P\d\d\]", first)


# -- the file itself -------------------------------------------------------------------------------------------------

DAMAGED = "journal.db is damaged and was left as it is; bring back a backup with `restore`"
FOREIGN = (
    "journal.db cannot be read as a journal and was left as it is; "
    "it is damaged, locked, or of another program; see `doctor`"
)
NEWER = "journal.db was made by a newer repairjournal and was left as it is; upgrade this one"
SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "zero length": (lambda good: b"", DAMAGED),
    "half of it": (lambda good: good[: len(good) // 2], DAMAGED),
    "of another program": (lambda good: good[:68] + b"GP10" + good[72:], FOREIGN),
    "a letter": (lambda good: b"dear diary, " * 1000, FOREIGN),
    "newer": (lambda good: good[:60] + (99).to_bytes(4, "big") + good[64:], NEWER),
}
CALLS = ["today", "log", "progress", "trigger --situation zephyrlock", "moment --text zephyrlock", "undo", "pause",
         "soothe --done 5m", "start integrative-50 --yes"]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_journal_that_cannot_be_trusted_is_left_as_it_is(
    home: Path, lived: Path, capsys: pytest.CaptureFixture[str], spoilt: str, call: str
) -> None:
    make, line = SPOILT[spoilt]
    path = home / "journal.db"
    path.write_bytes(make((lived / "journal.db").read_bytes()))
    before = path.read_bytes()
    assert app.main([*call.split(), "--no-input"], at(NOW)) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"rj: {line}\n")
    assert path.read_bytes() == before
    assert [found.name for found in home.iterdir()] == ["journal.db"]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_shell_prompt_hears_nothing_of_a_journal_that_cannot_be_trusted(home: Path, lived: Path, spoilt: str) -> None:
    (home / "journal.db").write_bytes(SPOILT[spoilt][0]((lived / "journal.db").read_bytes()))
    done = shell("rj status && rj status --open && rj --plain status", home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("call", CALLS[3:])
def test_a_database_error_says_nothing_of_what_was_written(
    home: Path, lived: Path, capsys: pytest.CaptureFixture[str], call: str
) -> None:
    path = home / "journal.db"
    path.write_bytes((lived / "journal.db").read_bytes())
    connection = sqlite3.connect(path)
    for table in ("entry", "act", "mark", "pause", "run"):
        for verb in ("INSERT", "UPDATE"):
            connection.execute(
                f"CREATE TRIGGER {verb}_{table} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'entry with {SECRET}'); END"
            )
    connection.commit()
    connection.close()
    before = path.read_bytes()
    assert app.main([*call.split(), "--no-input"], at(NOW)) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "rj: journal.db refused this; nothing was kept; see `doctor`\n")
    assert path.read_bytes() == before


# -- surroundings ----------------------------------------------------------------------------------------------------

READING = ["today", "log", "progress", "status", "--version", "--help", "sos", "program show integrative-50"]
NO_ROOT = (  # a folder that may not be written is refused to root as well, once it cannot override modes
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


def shell(line: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line of bash with `rj` in it, the world as a person's shell makes it."""
    env = {**os.environ, **environment}
    env.pop("PYTHONUNBUFFERED", None)
    rj = f'rj() {{ "{sys.executable}" -m repairjournal "$@"; }}; '
    return subprocess.run(
        ["bash", "-c", rj + line], cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A journal begun by the machine's own clock, for commands in processes of their own."""
    place = tmp_path_factory.mktemp("today")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPAIRJOURNAL_HOME", str(place))
        assert app.main(["start", "integrative-50", "--no-input"]) == 0
        assert app.main(["moment", "--text", SECRET]) == 0
    return (place / "journal.db").read_bytes()


@pytest.fixture
def begun(home: Path, today: bytes) -> Path:
    (home / "journal.db").write_bytes(today)
    return home


@pytest.mark.parametrize("command", READING)
def test_a_reader_that_goes_away_ends_a_command_quietly(begun: Path, command: str) -> None:
    done = shell(f"rj {command} | head -1 >/dev/null; exit ${{PIPESTATUS[0]}}", begun)
    assert (done.returncode, done.stderr) == (0, "")
    done = shell(f"rj {command} | true; exit ${{PIPESTATUS[0]}}", begun)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [c for c in READING if c != "status"])
def test_an_output_that_takes_nothing_is_one_line(begun: Path, command: str) -> None:
    done = shell(f"rj {command} > /dev/full", begun)
    assert (done.returncode, done.stderr) == (1, "rj: cannot go on: No space left on device\n")


def test_a_shell_prompt_hears_nothing_of_a_full_output(begun: Path) -> None:
    done = shell("rj status > /dev/full", begun)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["today", "log --json", "status", "--version", "--help"])
def test_closed_streams_are_no_error(begun: Path, command: str, closed: str) -> None:
    done = shell(f"rj {command} {closed}", begun)
    assert (done.returncode, done.stderr) == (0, "")
    assert bool(done.stdout) == (">&-" not in closed.replace("2>&-", ""))


def test_what_is_kept_with_every_stream_closed_is_kept(begun: Path, cli: Cli) -> None:
    done = shell("rj moment --text 'a quiet one' <&- >&- 2>&-", begun)
    assert done.returncode == 0
    assert "a quiet one" in cli("log", "-n", "1").out


def test_a_closed_input_has_no_answers(begun: Path) -> None:
    done = shell("rj trigger --answers - <&-", begun)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"rj: {NOT_JSON}\n")


def test_without_any_home_the_account_has_one(tmp_path: Path) -> None:
    done = shell("unset HOME REPAIRJOURNAL_HOME XDG_DATA_HOME; rj paths && rj --version", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n")[0].endswith("/journal.db")


def test_a_home_that_may_not_be_written_can_be_read(begun: Path) -> None:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-c", NO_ROOT, "-m", "repairjournal", *args]
        return subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)

    for path in (begun / "journal.db", begun):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        before = (begun / "journal.db").read_bytes()
        for command in ("today", "log", "progress", "status"):
            done = run(command)
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout
        told = [run(*command.split()) for command in ("trigger --situation zephyrlock", "undo", "config bell on")]
        assert [(done.returncode, done.stdout) for done in told] == [(1, "")] * 3
        assert [done.stderr for done in told] == [
            "rj: cannot read or write journal.db; nothing was kept; look at the disk and at the rights of the folder\n",
            "rj: cannot read or write journal.db; nothing was kept; look at the disk and at the rights of the folder\n",
            "rj: settings could not be written: Permission denied; nothing was changed\n",
        ]
        assert (begun / "journal.db").read_bytes() == before
        assert [path.name for path in begun.iterdir()] == ["journal.db"]
    finally:
        begun.chmod(0o700)


@pytest.mark.parametrize("place", ["/dev/null", "/proc/none"])
def test_a_place_where_no_journal_can_lie_is_named(home: Path, cli: Cli, place: str) -> None:
    ran = cli("start", "integrative-50", "--no-input", env={"REPAIRJOURNAL_HOME": place})
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch(
        rf"rj: cannot make a journal in {place}: .+; choose another place with `config data`\n", ran.err
    )


def test_bytes_that_are_no_text_are_refused_from_the_shell_too(begun: Path) -> None:
    before = (begun / "journal.db").read_bytes()
    done = shell(r"rj trigger --situation $'\xff\xfe'", begun)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"rj: {UNKEPT}\n")
    assert (begun / "journal.db").read_bytes() == before


def test_a_text_of_200_kb_and_one_with_a_null_are_kept_exactly(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in (LONG, "a\0b\x1b[31m"):
        assert app.main(["moment", "--text", text]) == 0
        capsys.readouterr()
        assert app.main(["log", "-n", "1"]) == 0
        shown = capsys.readouterr().out
        assert not re.search("[\0\x1b]", shown)
        if text != LONG:
            assert "a\\x00b\\x1b[31m" in shown
