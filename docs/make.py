"""Writes docs/commands.md from the program's own help; with --check says whether it still agrees."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# Commands

Made by `just docs` from the help of the program; change the help, not this page.

"""


def main() -> int:
    with tempfile.TemporaryDirectory() as home:  # help looks at no journal; this makes sure of it
        os.environ |= {"REPAIRJOURNAL_HOME": home, "COLUMNS": "80", "LANG": "C.UTF-8"}
        page = HEAD + "\n".join(sections())
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page, "utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text("utf-8") == page:
        return 0
    print("docs/commands.md does not agree with --help; run `just docs`", file=sys.stderr)
    return 1


def sections() -> Iterator[str]:
    """One heading and one block for each command, in the order of the table."""
    from typer.main import get_command

    from repairjournal.cli.parse import build
    from repairjournal.cli.table import COMMANDS

    yield section("rj", "--help", "all")
    yield from walk(get_command(build(tuple(COMMANDS))), ())


def walk(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    if path:
        yield section("rj " + " ".join(path), *path, "--help")
    for name, below in getattr(command, "commands", {}).items():
        if not below.hidden:
            yield from walk(below, (*path, name))


def section(title: str, *args: str) -> str:
    from repairjournal.cli import app

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = app.main(args)
    if code:
        sys.exit(f"rj {' '.join(args)}: exit {code}")
    text = "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines())
    return f"## {title}\n\n```\n{text}\n```\n"


if __name__ == "__main__":
    sys.exit(main())
