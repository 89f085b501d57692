"""What every test stands on: an empty home, the command line, and a guard round the real home."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

# Every place from which the program could learn where a person keeps things, or how they like them shown.
PLACES = {
    "HOME": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_RUNTIME_DIR": ".runtime",
    "XDG_STATE_HOME": ".local/state",
}
TASTES = (
    "LINES",
    "REPAIRJOURNAL_PLAIN",
    "REPAIRJOURNAL_LANG",
    "NO_COLOR",
    "FORCE_COLOR",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "LC_ALL",
    "LC_MESSAGES",
)


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Cli(Protocol):
    """`cli("today", "--json")` runs one command in a process of its own."""

    def __call__(self, *args: str, input: str | None = None, env: Mapping[str, str] | None = None) -> Ran: ...


def _live_in(monkeypatch: pytest.MonkeyPatch, user: Path, home: Path) -> None:
    """Make `user` the person's folder and `home` the journal's, for this process and those it starts."""
    for name, below in PLACES.items():
        monkeypatch.setenv(name, str(user / below))
    monkeypatch.setenv("REPAIRJOURNAL_HOME", str(home))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    for name in TASTES:
        monkeypatch.delenv(name, raising=False)
    # Set on some machines; it would make each start in these tests a second slower.
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)


def _real_journals() -> set[tuple[str, int, int]]:
    """Name, size and time of every file where this person's own journal may lie."""
    homes = [
        os.environ.get("REPAIRJOURNAL_HOME"),
        os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local/share")) + "/daybook",
        str(Path.home() / "Library/Application Support/daybook"),
    ]
    files = (path for home in homes if home for path in Path(home).rglob("*") if path.is_file())
    return {(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="session", autouse=True)
def _no_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test touches the real home, also one that forgets to ask for `home`."""
    before = _real_journals()
    with pytest.MonkeyPatch.context() as monkeypatch:
        _live_in(monkeypatch, tmp_path_factory.mktemp("nobody"), tmp_path_factory.mktemp("nowhere"))
        yield
    assert _real_journals() == before, "a test changed a journal outside its own folder"


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty journal home; REPAIRJOURNAL_HOME, HOME and XDG_* point into a folder of this test's own."""
    user = tmp_path_factory.mktemp("user")
    home = user / "daybook"
    home.mkdir(mode=0o700)
    _live_in(monkeypatch, user, home)
    return home


@pytest.fixture
def cli(home: Path) -> Cli:
    """Run `python -m repairjournal ...` on `home`; without `input`, standard input is empty."""

    def run(*args: str, input: str | None = None, env: Mapping[str, str] | None = None) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "repairjournal", *args],
            input=input or "",
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
