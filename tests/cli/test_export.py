"""export as a person types it: where the file lies, what is never replaced, and what is written down about it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.evenings import at, begin, entries, run
from tests.cli.terminal import ENTER, Open, terminals
from tests.conftest import Cli
from tests.store.made import ask, meddle

FORMS = ("md", "html", "json", "csv", "ics")
WORDS = "We sat on the stairs until the rain was over"


@pytest.fixture
def home(home: Path) -> Path:
    begin(home)
    for day in (1, 2, 9):
        given = {"situation": f"a short answer on day {day}", "now": day}
        run("trigger", day=day, given=given)
    run("moment", day=9, given={"text": WORDS, "what": "stayed"})
    return home


@pytest.fixture
def to(home: Path) -> Path:
    """Where a file may be put."""
    folder = home.parent / "out"
    folder.mkdir()
    return folder / "page"


def export(*args: Any, expect: int = 0) -> str:
    return run("export", *map(str, args), day=12, expect=expect)


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_for_this_account_alone_and_the_same_at_each_call(to: Path, form: str) -> None:
    before = os.umask(0)
    try:
        export(form, "-o", to)
    finally:
        os.umask(before)
    first = to.read_bytes()
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    export(form, "-o", to, "--force")
    assert to.read_bytes() == first
    assert os.listdir(to.parent) == ["page"]


@pytest.mark.parametrize("form", FORMS)
def test_on_the_screen_it_is_the_same_as_in_a_file(cli: Cli, to: Path, form: str) -> None:
    assert cli("export", form, "-o", str(to)).code == 0
    shown = subprocess.run(
        [sys.executable, "-m", "repairjournal", "export", form],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    assert shown.stdout == to.read_bytes()
    assert shown.stderr == b""


TARGETS: dict[str, Callable[[Path, Path], Path]] = {
    "journal": lambda home, to: home / "journal.db",
    "journal by another way": lambda home, to: _linked(to, home / "journal.db"),
    "settings": lambda home, to: home / "settings.json",
    "a program": lambda home, to: home / "programs" / "x.yaml",
    "a backup": lambda home, to: home / "backups" / "x.db",
    "a link": lambda home, to: _link(to),
    "a pipe": lambda home, to: _pipe(to),
    "a device": lambda home, to: Path("/dev/null"),
}


def _linked(to: Path, journal: Path) -> Path:
    os.link(journal, to)
    return to


def _link(to: Path) -> Path:
    to.with_name("other").write_text("theirs", "utf-8")
    to.symlink_to(to.with_name("other"))
    return to


def _pipe(to: Path) -> Path:
    os.mkfifo(to)
    return to


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_no_plain_file_or_is_the_journals_own_is_never_replaced(home: Path, to: Path, target: str) -> None:
    path = TARGETS[target](home, to)
    before = (home / "journal.db").read_bytes()
    for force in ((), ("--force",)):
        said = export("json", "-o", path, *force, expect=2)
        assert said.count("\n") == 1
        assert WORDS not in said
    assert (home / "journal.db").read_bytes() == before


def test_a_file_that_is_there_is_replaced_with_force_alone(to: Path) -> None:
    to.write_text("theirs", "utf-8")
    assert "--force" in export("md", "-o", to, expect=2)
    assert to.read_text("utf-8") == "theirs"
    export("md", "-o", to, "--force")
    assert WORDS in to.read_text("utf-8")


def test_a_folder_is_filled_whole_and_only_where_it_is_empty(to: Path) -> None:
    export("vault", "-o", to)
    assert stat.S_IMODE(to.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in to.iterdir()} == {0o600}
    assert sorted(path.name for path in to.iterdir()) == ["2026-11-10.md", "2026-11-11.md", "2026-11-18.md"]
    assert "--force" in export("vault", "-o", to, expect=2)
    (to / "own.md").write_text("theirs", "utf-8")
    export("vault", "-o", to, "--force")
    assert (to / "own.md").read_text("utf-8") == "theirs"
    assert os.listdir(to.parent) == ["page"]


def test_csv_into_a_folder_is_a_file_a_kind(to: Path) -> None:
    export("csv", "-o", f"{to}/")
    assert sorted(path.name for path in to.iterdir()) == ["moment.csv", "trigger.csv"]
    head = (to / "moment.csv").read_text("utf-8").splitlines()[0]
    assert head.endswith('"what","text","like","more"')


def test_each_file_that_left_is_written_down(home: Path, to: Path) -> None:
    export("md", "-o", to)
    export("ics", "-o", f"{to}.ics")
    export("json")
    rows = ask(home / "journal.db", "SELECT sections, for_whom, until, path FROM share ORDER BY rowid")
    assert rows == [
        ('["export","md"]', None, None, str(to)),
        ('["export","ics"]', None, None, f"{to}.ics"),
    ]


def test_before_the_first_file_it_is_said_who_can_read_it_and_then_no_more(to: Path) -> None:
    assert "whoever opens it can read" in export("md", "-o", to)
    assert "whoever opens it can read" not in export("md", "-o", to, "--force")


def test_a_filter_picks_what_log_would_list(to: Path) -> None:
    export("json", "-o", to, "--kind", "trigger", "--since", "2026-11-11")
    value = json.loads(to.read_bytes())
    assert [entry["day"] for entry in value["entries"]] == [2, 9]
    assert value["whole"] is False
    export("json", "-o", to, "--search", "stairs", "--force")
    assert [entry["kind"] for entry in json.loads(to.read_bytes())["entries"]] == ["moment"]
    export("json", "-o", to, "-n", "1", "--phase", "2", "--force")
    assert [entry["answers"]["text"] for entry in json.loads(to.read_bytes())["entries"]] == [WORDS]
    export("ics", "-o", to, "--since", "2026-12-01", "--force")
    assert to.read_bytes().count(b"BEGIN:VEVENT") == 29


UNFIT = [
    (("docx",), "no format"),
    (("md", "--kind", "spell"), "no kind"),
    (("md", "--raw"), "--raw is for csv"),
    (("csv", "--detail"), "--detail is for ics"),
    (("ics", "--kind", "trigger"), "has days and no entries"),
    (("ics", "--search", "stairs"), "has days and no entries"),
    (("vault",), "say where"),
    (("vault", "-o", "-"), "say where"),
]


@pytest.mark.parametrize(("args", "said"), UNFIT, ids=[" ".join(args) for args, _ in UNFIT])
def test_what_does_not_go_together_is_said_in_one_line(home: Path, args: tuple[str, ...], said: str) -> None:
    line = export(*args, expect=2)
    assert said in line
    assert line.count("\n") == 1


def test_without_a_journal_there_is_nothing_to_write_out(home: Path, to: Path) -> None:
    (home / "journal.db").unlink()
    assert "no journal" in export("md", "-o", to, expect=2)
    assert not to.exists()


@pytest.mark.parametrize("form", ["json", "html", "vault"])
def test_a_disk_that_is_full_leaves_no_half_file(cli: Cli, home: Path, to: Path, form: str) -> None:
    meddle(home / "journal.db", "INSERT INTO setting VALUES ('export_told', '1')")
    given = json.dumps({"situation": "x" * 9000})
    for n in range(3):
        assert cli("trigger", "--answers", "-", input=given).code == 0, n
    # A limit on the size of files stands in for the disk: 1 block of 1024 bytes.
    # Without -B Python would keep the half of a compiled module that fits.
    command = f"ulimit -f 1; exec {sys.executable} -B -m repairjournal export {form} -o {to}"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended
    assert ended.stderr.count("\n") == 1
    assert "no file was made" in ended.stderr
    assert os.listdir(to.parent) == []


# -- on a terminal -----------------------------------------------------------------------------------------------------


@pytest.fixture
def open_one() -> Iterator[Open]:
    yield from terminals()


@pytest.mark.parametrize(("key", "written"), [(ENTER, False), ("y", True)])
def test_the_first_file_is_asked_about_and_enter_is_no(
    home: Path, to: Path, open_one: Open, key: str, written: bool
) -> None:
    screen = open_one("export", "md", "-o", str(to), at=at(12))
    screen.talk(("Write", key))
    assert screen.ended() == 0
    assert to.exists() is written
    assert len(ask(home / "journal.db", "SELECT id FROM share")) == written
    assert len(entries(home / "journal.db")) == 4


def test_a_page_that_is_no_text_for_a_screen_wants_a_place(home: Path, open_one: Open) -> None:
    screen = open_one("export", "html", at=at(12))
    assert screen.ended() == 2
    assert "-o FILE" in screen.shown
