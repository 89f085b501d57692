"""demo: marked as made up, the same at each call, and the person's own home is not touched."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Cli

FOLDER = re.compile(r"REPAIRJOURNAL_HOME=(\S+) rj log")


@pytest.fixture(autouse=True)
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Throw-away folders of this test, thrown away."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    yield tmp_path
    shutil.rmtree(tmp_path)


def folder(out: str) -> Path:
    found = FOLDER.search(out)
    assert found, out
    return Path(found[1])


def test_it_says_that_it_is_made_up_shows_the_day_and_the_progress_and_where_to_go(cli: Cli) -> None:
    ran = cli("demo")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Made up from here on. Nobody lived this")
    for words in ("Day 50 of 50", "Next", "So far", "Look around in it:", "rj start"):
        assert words in ran.out


def test_the_home_of_the_person_is_not_touched(cli: Cli, home: Path) -> None:
    cli("demo")
    assert list(home.iterdir()) == []
    assert cli("start", "integrative-50", "--no-input").code == 0
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    assert cli("demo").code == 0
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def test_the_folder_is_a_private_whole_journal_that_other_commands_read(cli: Cli, home: Path) -> None:
    made = folder(cli("demo").out)
    assert made.stat().st_mode & 0o777 == 0o700
    log = cli("log", "-n", "3", env={**os.environ, "REPAIRJOURNAL_HOME": str(made)})
    assert (log.code, len(log.out.splitlines())) == (0, 3)


def test_it_is_the_same_journal_at_each_call(cli: Cli) -> None:
    one, two = (cli("demo", "--day", "20").out for _ in range(2))
    assert FOLDER.sub("", one) == FOLDER.sub("", two)


@pytest.mark.parametrize("day", [1, 13, 50])
def test_any_day_of_it_can_be_looked_at(cli: Cli, day: int) -> None:
    ran = cli("demo", "--day", str(day))
    assert (ran.code, f"Day {day} of 50" in ran.out) == (0, True)


@pytest.mark.parametrize("day", ["0", "51", "x"])
def test_a_day_it_does_not_have_is_refused_and_makes_nothing(cli: Cli, day: str, made_up: Path) -> None:
    assert cli("demo", "--day", day).code == 2
    assert list(made_up.glob("daybook-demo-*")) == []
