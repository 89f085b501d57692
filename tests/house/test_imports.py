"""The floors hold: every import rule is kept, and every rule bites when it is broken on purpose."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

# (contract, file, line that breaks it)
BREAKS = [
    ("floors", "errors.py", "import repairjournal.model"),
    ("floors", "text.py", "import repairjournal.errors"),
    ("floors", "model/entry.py", "import repairjournal.store"),
    ("floors", "store/__init__.py", "import repairjournal.cli"),
    ("floors", "store/__init__.py", "import repairjournal.library"),
    ("floors", "library/__init__.py", "import repairjournal.store"),
    ("floors", "cli/__init__.py", "import repairjournal.__main__"),
    ("floors", "attic.py", "'A room without a floor.'"),
    ("kinds", "model/kinds/trigger.py", "import repairjournal.model.kinds.moment"),
    ("pure", "model/entry.py", "import yaml"),
    ("pure", "model/kinds/trigger.py", "import time"),
    ("pure", "text.py", "import sys"),
    ("doors", "library/__init__.py", "import rich.table"),
    ("doors", "store/__init__.py", "import typer"),
    ("doors", "export/__init__.py", "import rich.table"),
    ("sql", "cli/__init__.py", "import sqlite3"),
    ("sql", "export/__init__.py", "import sqlite3"),
    ("sql", "library/__init__.py", "import sqlmodel"),
    ("yaml", "store/__init__.py", "import yaml"),
    ("yaml", "export/__init__.py", "import yaml"),
    ("network", "cli/__init__.py", "import http.client"),
    ("circles", "model/entry.py", "import repairjournal.model.progress"),
]

# (ruff rule, file, code that breaks it)
LINT_BREAKS = [
    ("TID253", "cli/app.py", "import sqlmodel"),
    ("TID253", "cli/app.py", "import repairjournal.store.schema"),
    ("TID253", "cli/app.py", "import repairjournal.cli.lines"),
    ("TID253", "cli/status.py", "import importlib.metadata"),
    ("TID253", "library/__init__.py", "import yaml"),
    ("TID253", "store/__init__.py", "import sqlalchemy.orm"),
    ("TID252", "store/__init__.py", "from . import daily"),
    ("TID251", "model/calendar.py", "import datetime\n\ntoday = datetime.date.today()"),
    ("TID251", "library/__init__.py", "import urllib.request"),
    ("T201", "store/__init__.py", "print()"),
]

HEAVY = {"alembic", "pydantic", "pydantic_core", "sqlalchemy", "sqlmodel", "yaml"}
ASKING = {"prompt_toolkit"}
SHELL = HEAVY | ASKING | {"click", "importlib.metadata", "platformdirs", "rich", "typer"}

STARTS = [
    (["status"], SHELL),
    (["--version"], SHELL),
    (["--help"], HEAVY | ASKING),
    (["today"], HEAVY | ASKING),
    (["log", "-n", "10"], HEAVY | ASKING),
    (["progress"], HEAVY | ASKING),
    (["trigger", "--situation", "a message without an answer"], HEAVY | ASKING),
    (["soothe", "--done", "5m"], HEAVY | ASKING),
    (["moment", "--text", "we laughed"], HEAVY | ASKING),
]


def lint_imports(tree: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Import-linter on the package under `tree`/src, by the rules of `tree`/pyproject.toml."""
    call = "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command as c; c()"
    return subprocess.run(
        [sys.executable, "-c", call, "--no-logo", "--no-cache", *args],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package and its rules that may be broken."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def add(tree: Path, file: str, code: str) -> None:
    path = tree / "src" / "repairjournal" / file
    path.write_text((path.read_text("utf-8") if path.exists() else "") + f"\n{code}\n", "utf-8")


def test_the_house_keeps_its_import_rules() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "file", "code"), BREAKS, ids=[f"{c}-{f}-{i}" for c, f, i in BREAKS])
def test_an_import_rule_bites(tree: Path, contract: str, file: str, code: str) -> None:
    add(tree, file, code)
    done = lint_imports(tree, "--contract", contract)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(("rule", "file", "code"), LINT_BREAKS, ids=[f"{r}-{f}" for r, f, _ in LINT_BREAKS])
def test_a_lint_rule_bites(tree: Path, rule: str, file: str, code: str) -> None:
    add(tree, file, code)
    path = Path("src", "repairjournal", file)
    ruff = [str(BIN / "ruff"), "check", "--no-cache", "--output-format=concise", "--select", rule, str(path)]
    done = subprocess.run(ruff, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f" {rule} " in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(("args", "unwanted"), STARTS, ids=[" ".join(args[:2]) for args, _ in STARTS])
def test_a_daily_command_loads_nothing_heavy(cli: Cli, args: list[str], unwanted: set[str]) -> None:
    assert cli("start", "integrative-50", "--no-input").code == 0
    ran = cli(*args, env={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rpartition("|")[2].strip() for line in ran.err.splitlines() if line.startswith("import time:")}
    assert ran.code == 0, ran.err
    assert "repairjournal" in loaded
    assert not loaded & unwanted
