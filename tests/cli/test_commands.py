"""Every command of the table: its help, its examples, the options that all have, its names and its completion."""

from __future__ import annotations

import importlib
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.cli import app, program, table
from tests.cli.terminal import Terminal, terminals
from tests.docs.pages import AT, shell

BELOW = {"program": [str(command.name) for command in program.app.registered_commands]}
PATHS = [(name, below) for name in table.COMMANDS for below in BELOW.get(name, ("",))]
FOUR = ["--plain", "--no-input", "--yes", "--lang", "en"]
READING = ["today", "log", "show", "progress", "sos", "config", "paths", "runs", "assess"]
READING += ["program list", "program show", "program check"]
terminal = pytest.fixture(terminals)


def now() -> datetime:
    return datetime.fromisoformat(AT)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A journal of one evening with one moment kept."""
    place = tmp_path_factory.mktemp("commands") / "daybook"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPAIRJOURNAL_HOME", str(place))
        patch.setenv("TZ", "UTC")
        assert app.main(["start", "integrative-50", "--no-input"], now) == 0
        assert app.main(["trigger", "--situation", "late", "--thought", "oh", "--no-input"], now) == 0
        yield place


@pytest.fixture
def lived(home: Path, begun: Path) -> Path:
    """That journal again, to do something with."""
    shutil.copy(begun / "journal.db", home)
    return home


Say = Callable[..., str]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """What a command prints, once it has ended with `code`."""

    def run(*args: str, code: int = 0) -> str:
        capsys.readouterr()
        assert app.main(args, now) == code, capsys.readouterr().err
        return capsys.readouterr().out

    return run


def told(name: str, below: str) -> str:
    """The help text of a command as it was written."""
    module, function = table.COMMANDS[name][0].split(":")
    found = getattr(importlib.import_module(f"repairjournal.cli.{module}"), function)
    if below:
        found = next(command.callback for command in found.registered_commands if command.name == below)
    return found.__doc__ or ""


def examples() -> list[str]:
    """Each command line behind `Example:`; a further one stands behind `or:` or `afterwards:`."""
    lines = (told(*path).partition("Example:")[2].strip() for path in PATHS)
    return [example for line in lines for example in re.split(r"\s+(?:or|afterwards): ", line)]


# -- help ------------------------------------------------------------------------------------------------------------


def test_the_short_help_lists_the_first_commands_and_says_where_all_are(say: Say) -> None:
    short = say("--help")
    assert re.findall(r"^  (\w+) ", short, re.MULTILINE) == list(table.FIRST)
    assert "rj --help all" in short
    assert say("help") == short


def test_the_long_help_lists_every_command_with_its_line(say: Say) -> None:
    page = say("--help", "all")
    assert re.findall(r"^  (\w+) ", page, re.MULTILINE) == list(table.COMMANDS)
    assert all(words in page for _, words in table.COMMANDS.values())
    assert max(map(len, page.splitlines())) <= 80
    assert say("help", "all") == page


@pytest.mark.parametrize(("name", "below"), PATHS)
def test_a_commands_help_has_an_example_of_itself_and_the_four_options(say: Say, name: str, below: str) -> None:
    page = say(name, *filter(None, [below]), "--help")
    assert f"rj {name} {below}".rstrip() in page.partition("Example: ")[2].split("Options:")[0]
    assert re.findall(r"^  (--plain|--no-input|--yes|--lang CODE) ", page, re.MULTILINE) == [
        "--plain", "--no-input", "--yes", "--lang CODE",
    ]  # fmt: skip
    assert page.replace("\n", "").isprintable()
    assert say("help", name, *filter(None, [below])) == page


@pytest.mark.parametrize("command", READING)
def test_a_command_that_reads_has_data_for_scripts(say: Say, command: str) -> None:
    assert re.search(r"^  --json ", say(*command.split(), "--help"), re.MULTILINE)


# Examples that ask: they run on a terminal, where the first question is seen; the others in a shell.
ASKING = {
    "rj now", "rj trigger", "rj soothe", "rj stay", "rj scan --short", "rj practice outward", "rj moment",
    "rj checkin", "rj experiment new", "rj write", "rj reflect close", "rj step", "rj assess own-check",
    "rj do own-check", "rj start", "rj finish", "rj delete 3f2", "rj share",
    "rj program add mine.yaml", "rj program update mine.yaml",
}  # fmt: skip
BEFORE = {
    "rj resume": "rj pause",
    "rj redo": "rj undo",
    "rj program remove mine --yes": "rj program new mine && rj program add mine.yaml --yes",
    "rj start integrative-50 --lean unsure": "rj finish --yes",
    "rj import journal.json --dry-run": "rj export json -o journal.json --force 2>/dev/null",
}
WARNS = {"rj export html -o journal.html": "A file holds your words as they are; whoever opens it can read them.\n"}


def test_the_examples_that_ask_are_examples() -> None:
    assert set(examples()) >= ASKING | set(BEFORE)


@pytest.mark.parametrize("example", [e for e in examples() if e not in ASKING])
def test_an_example_runs(lived: Path, say: Say, example: str) -> None:
    ran = shell(lived.parent, _made_real(example, say, lived))
    assert (ran.returncode, ran.stderr) == (0, WARNS.get(example, ""))


@pytest.mark.parametrize("example", sorted(ASKING))
def test_an_example_that_asks_asks(lived: Path, say: Say, terminal: Callable[..., Terminal], example: str) -> None:
    if example == "rj start":
        (lived / "journal.db").unlink()
    seen = terminal(*_made_real(example, say, lived).split()[1:], at=AT, TZ="UTC")
    seen.see("\n>")
    seen.press("\x03")
    assert seen.ended() in (0, 130)
    assert "rj: " not in seen.shown


def _made_real(example: str, say: Say, lived: Path) -> str:
    """The example with an id that exists, the files it names, and what has to come before it."""
    if "3f2" in example:
        example = example.replace("3f2", say("log", "-n", "1").split("\t")[0])
    for name in re.findall(r"[a-z]+\.yaml", example):
        text = library.find("integrative-50").text.replace("locales: [en, zh]", "locales: [en]")  # one file alone
        (lived.parent / name).write_text(text, encoding="utf-8")
        example = example.replace(name, str(lived.parent / name))
    for name in re.findall(r"< (\S+)", example):
        (lived.parent / name).write_text("A page of it.\n", encoding="utf-8")
        example = example.replace(name, str(lived.parent / name))
    return f"{BEFORE[example]} >/dev/null; {example}" if example in BEFORE else example


# -- the four options ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "below"), PATHS)
def test_the_four_options_are_taken_before_and_after_the_name(say: Say, name: str, below: str) -> None:
    path = [name, *filter(None, [below])]
    assert say(*FOUR, *path, "--help") == say(*path, *FOUR, "--help") == say(*path, "--help")


def test_an_option_before_the_name_does_what_it_does_behind_it(lived: Path, say: Say) -> None:
    assert say("--plain", "progress") == say("progress", "--plain") != say("progress")
    id = say("log", "-n", "1").split("\t")[0]
    assert "taken away" in say("--yes", "delete", id)
    say("undo")
    assert "taken away" in say("delete", id, "--yes")
    say("undo")
    assert say("delete", id, code=2) == say("--no-input", "delete", id, code=2) == ""


def test_without_a_command_it_is_today(lived: Path, say: Say) -> None:
    assert say() == say("today")
    assert say("--plain") == say("today", "--plain")
    assert say("--json") == say("today", "--json")


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shipped", ["integrative-50", "neuroplasticity-50"])
def test_every_task_is_reached_by_the_name_it_has_in_the_program(
    home: Path, capsys: pytest.CaptureFixture[str], shipped: str
) -> None:
    assert app.main(["start", shipped, "--no-input"], now) == 0
    loaded = library.find(shipped).program
    (home / "empty.json").write_text("{}")
    for name, task in loaded.tasks.items():
        capsys.readouterr()
        code = app.main([name, "--answers", str(home / "empty.json"), "--no-input"], now)
        assert code == (0 if task.kind == "reading" else 2), name
        line = capsys.readouterr().err
        assert not re.search("no command|no task|an error of ours", line), (name, line)
        assert name not in table.COMMANDS or name == task.kind, "a command of this name stands in the way"


def test_a_task_by_its_name_takes_answers_from_standard_input(lived: Path, say: Say) -> None:
    counts = "{" + ", ".join(f'"c{n}": 1' for n in range(1, 11)) + "}"
    script = f"""echo '{counts}' | rj own-check --answers -
    echo '{{"shows": "at work, with a friend", "how": "much the same"}}' | rj elsewhere --answers -"""
    ran = shell(lived.parent, script)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.fullmatch(r"(kept [0-9a-z]{3,5} · 2026-11-22 19:42 · day 1\n){2}", ran.stdout)
    assert [line.split("\t")[3] for line in say("log", "-n", "2").splitlines()] == [
        "Where else does it show?", "Ten counts about last week",
    ]  # fmt: skip


def test_check_in_is_checkin(say: Say) -> None:
    assert say("check-in", "--help") == say("checkin", "--help")


# -- completion ------------------------------------------------------------------------------------------------------


def completed(home: Path, words: str) -> list[str]:
    place = len(words.split(" ")) - 1
    ran = shell(home.parent, f"_RJ_COMPLETE=complete_bash COMP_WORDS='{words}' COMP_CWORD={place} rj")
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.split()


def test_bash_completes_commands_options_and_what_stands_below_a_group(lived: Path) -> None:
    assert sorted(completed(lived, "rj ")) == sorted(table.COMMANDS)
    assert completed(lived, "rj tr") == ["trigger"]
    assert completed(lived, "rj program ") == list(BELOW["program"])
    assert completed(lived, "rj trigger --si") == ["--situation"]


def test_completion_offers_nothing_of_what_was_written(lived: Path) -> None:
    for words in ("rj show ", "rj trigger --situation ", "rj edit "):
        assert "late" not in completed(lived, words)


def test_the_completion_script_is_one_that_bash_takes(home: Path) -> None:
    script = 'eval "$(_RJ_COMPLETE=source_bash rj)"; complete -p rj'
    ran = shell(home.parent, script)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.rstrip().endswith("_rj_completion rj")
