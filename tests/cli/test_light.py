"""What a daily command loads, beyond the table of tests/house/test_imports.py: nothing that it does not need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from repairjournal.cli import app

HEAVY = {"alembic", "pydantic", "pydantic_core", "sqlalchemy", "sqlmodel", "yaml", "platformdirs", "importlib.metadata"}
DRAWING = {"rich", "prompt_toolkit"}
# Typer itself loads difflib and subprocess; the thresholds of care are TOML and read only where a number was given.
UNASKED = (
    HEAVY | DRAWING | {"tomllib", "tempfile", "zoneinfo", "repairjournal.library.reader", "repairjournal.store.schema"}
)
SAYS = """
import json, sys
from repairjournal.__main__ import main
sys.argv = ["rj", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    code = ended.code or 0
else:
    code = 0
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""
COMMANDS = {
    "today": UNASKED,
    "today --json": UNASKED,
    "trigger --situation late --thought oh": UNASKED,
    "log -n 10": UNASKED,
    "moment --text laughed": UNASKED,
    "soothe --done 5m": UNASKED,
    "skip body-scan": UNASKED,
    "undo": UNASKED,
    "checkin --help": UNASKED,
    "now": UNASKED,
    "sos": HEAVY | DRAWING,  # its lines are TOML
    "trigger --situation late --now 6": HEAVY | DRAWING,
    "trigger --situation late --at 00:10": HEAVY | DRAWING,  # an earlier hour may lie behind a clock change
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("light")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPAIRJOURNAL_HOME", str(place))
        assert app.main(["start", "integrative-50", "--no-input"]) == 0
        assert app.main(["moment", "--text", "quiet", "--no-input"]) == 0
    return (place / "journal.db").read_bytes()


def loaded(*args: str) -> set[str]:
    """The modules in a fresh process once the command has ended well."""
    call = [sys.executable, "-c", SAYS, *args]
    done = subprocess.run(call, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return set(modules)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_loads_nothing_that_it_does_not_need(home: Path, begun: bytes, command: str) -> None:
    (home / "journal.db").write_bytes(begun)
    assert not loaded(*command.split()) & COMMANDS[command]


def test_one_command_loads_no_other_command(home: Path, begun: bytes) -> None:
    (home / "journal.db").write_bytes(begun)
    rooms = {name for name in loaded("log", "-n", "10") if name.startswith("repairjournal.cli.")}
    others = {
        f"repairjournal.cli.{name}" for name in ("today", "trigger", "checkin", "timer", "prompt", "start", "program")
    }
    assert not rooms & others


def test_the_heavy_ones_are_there_to_be_loaded(home: Path) -> None:
    assert {"sqlmodel", "yaml"} <= loaded("start", "integrative-50", "--no-input")
