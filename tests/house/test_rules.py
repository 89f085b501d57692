"""Rules of the house that no linter knows: sentences, sizes, addresses, and the one test command."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "repairjournal"
IGNORED = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()] + [".git"]

ERRORS = {"JournalError", "UsageError", "WorldError"}
SENTENCE = re.compile(r"[^\W\d_]{2,},? [^\W\d_]{2,}")  # two words in a row
COMMAND = re.compile(r"\brj [\w{}-]+")  # typed, not spoken: the same in every language
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|BEGIN|ATTACH) ")
# Addresses of package indexes and of home folders other than the made-up ones of examples.
ADDRESSES = re.compile(r"(?:files\.)?python" + r"hosted\.org|py" + r"pi\.org/simple|/(?:home|Users)/(?!you\b|me\b)\w")


def shipped(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of the checkout that is not ignored."""
    for path in sorted(folder.iterdir()):
        if any(fnmatch(path.name, pattern) for pattern in IGNORED):
            continue
        if path.is_dir():
            yield from shipped(path)
        else:
            yield path


def sentences_beside_t(code: str, *, anywhere: bool) -> Iterator[str]:
    """`LINE: text` for each sentence of ours that does not pass t().

    Always: what is handed to an error. With `anywhere` also every other sentence, except commands, SQL, and what
    passes t() where it is read: docstrings and `help=` (when a command is registered), tables (NAMES IN CAPITALS).
    """
    tree = ast.parse(code)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        text = words_of(node)
        if (
            not SENTENCE.search(COMMAND.sub("", text))
            or SQL.match(text)
            or isinstance(parents.get(node), ast.Expr | ast.JoinedStr)
        ):
            continue
        above = list(ancestors(node, parents))
        if any(isinstance(place, ast.keyword) and place.arg == "help" for place in above):
            continue
        calls = [name_of(call) for call in above if isinstance(call, ast.Call)]
        if "t" in calls:
            # A filled-in sentence cannot be looked up: t("{n} days", n=n), not t(f"{n} days").
            suspect = isinstance(node, ast.JoinedStr)
        else:
            table = any(isinstance(node, ast.Assign | ast.AnnAssign) and is_table(node, tree) for node in above)
            suspect = not ERRORS.isdisjoint(calls) or (anywhere and not table)
        if suspect:
            yield f"{node.lineno}: {text}"  # type: ignore[attr-defined]


def words_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    return ""


def ancestors(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while (above := parents.get(node)) is not None:
        yield above
        node = above


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_table(node: ast.Assign | ast.AnnAssign, tree: ast.Module) -> bool:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return node in tree.body and isinstance(target, ast.Name) and target.id.isupper()


def test_every_sentence_of_ours_passes_t() -> None:
    beside = [
        f"{path.relative_to(SRC)}:{found}"
        for path in SRC.rglob("*.py")
        for found in sentences_beside_t(path.read_text("utf-8"), anywhere=path.is_relative_to(SRC / "cli"))
    ]
    assert not beside, "\n".join(beside)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("print('Nothing was kept.')", True),
        ("print(f'kept by {name}')", True),
        ("line(t(f'kept by {name}'))", True),
        ("raise UsageError('no such day')", True),
        ("raise UsageError(t('no such day'), 'look at today')", True),
        ("call(hint='One fact a line.')", True),
        ("def f():\n    WORDS = 'one of these'", True),
        ("print(t('Nothing was kept.'))", False),
        ("Option('--plain', help='One fact a line.')", False),
        ("raise UsageError(t('no day {n}', n=n), t('look at today'))", False),
        ("'''What it is for.'''\ndef f():\n    '''What it does.'''", False),
        ("COMMANDS = {'today': ('today:today', 'What this day holds.')}", False),
        ("print(f'1  rj do {task}')", False),
        ("rows = run('SELECT id FROM entry')", False),
        ("print(f'{key}: {value}')", False),
    ],
)
def test_a_sentence_beside_t_is_found(code: str, found: bool) -> None:
    assert bool(list(sentences_beside_t(code, anywhere=True))) is found


def test_below_the_top_floor_only_errors_are_looked_at() -> None:
    assert list(sentences_beside_t("title = 'A good moment'", anywhere=False)) == []
    assert list(sentences_beside_t("raise WorldError('the disk is full')", anywhere=False)) == ["1: the disk is full"]


def test_no_file_of_code_is_longer_than_500_lines() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in shipped() if path.suffix == ".py"}
    assert lengths
    assert {path: length for path, length in lengths.items() if length > 500} == {}


def test_no_file_names_this_machine_or_a_registry() -> None:
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in shipped()}
    assert [path for path, text in texts.items() if ADDRESSES.search(text) or f"{ROOT}/" in text] == []


@pytest.mark.parametrize("name", ["python" + "hosted.org", "py" + "pi.org/simple", "/ho" + "me/kim", "/Use" + "rs/kim"])
def test_an_address_is_found(name: str) -> None:
    assert ADDRESSES.search(f"see {name}/x")


def test_the_lock_holds_names_versions_and_hashes_only() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    entries = [line for line in text.replace("\\\n", " ").splitlines() if not line.startswith("#")]
    assert entries
    entry = re.compile(r"[a-z0-9-]+==[\w.]+( ; [\w.'!= ]+)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in entries if not entry.fullmatch(line.strip())] == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the real .ci/run, a README of one's own and checks that only say so."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / ".ci" / "checks").write_text("#!/bin/sh\necho checked\n")
    (tmp_path / ".ci" / "checks").chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("command", "code", "out"),
    [
        ("echo collected && echo 3 passed", 0, "collected\n3 passed\nchecked\n3 passed\n"),
        ("echo 1 failed && false", 1, "1 failed\n"),
    ],
)
def test_ci_runs_the_command_of_the_readme_and_then_the_checks(
    checkout: Path, command: str, code: int, out: str
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    block = re.compile(r"(<!-- test -->\n```sh\n).+(\n```\n<!-- /test -->)")
    (checkout / "README.md").write_text(block.sub(rf"\g<1>{command}\g<2>", readme, count=1), "utf-8")
    ran = subprocess.run([checkout / ".ci" / "run"], capture_output=True, text=True, check=False, cwd="/")
    assert (ran.returncode, ran.stdout) == (code, out), ran.stderr


def test_ci_says_so_when_the_readme_has_no_command(checkout: Path) -> None:
    (checkout / "README.md").write_text("# nothing\n")
    ran = subprocess.run([checkout / ".ci" / "run"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
