"""The documentation as its tests read it: fenced blocks, tables below a heading, and a shell in which examples run."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from repairjournal.cli import app

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
AT = "2026-11-22T19:42:00+00:00"  # the evening on which every example is typed: a Sunday

# The program, its clock one second further at each call, so that what was typed later is newer.
RJ = """#!{python}
import sys, time
from datetime import datetime, timedelta
from pathlib import Path
from repairjournal.cli import app
count = Path({count!r})
with count.open("a") as file:
    file.write("x")
begun = time.monotonic()
start = datetime.fromisoformat({at!r}) + timedelta(seconds=count.stat().st_size)
sys.exit(app.main(sys.argv[1:], lambda: start + timedelta(seconds=time.monotonic() - begun)))
"""


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its lines, the marker `<!-- name -->` above it if any, and its line."""

    lang: str
    body: str
    marker: str
    line: int


def blocks(page: Path) -> list[Block]:
    found: list[Block] = []
    lines = page.read_text("utf-8").splitlines()
    at = 0
    while at < len(lines):
        if lines[at].startswith("```"):
            end = lines.index("```", at + 1)
            marked = re.fullmatch(r"<!-- (\w+) -->", lines[at - 1]) if at else None
            body = "\n".join(lines[at + 1 : end])
            found.append(Block(lines[at][3:], body, marked[1] if marked else "", at + 1))
            at = end
        at += 1
    return found


def section(page: Path, heading: str) -> str:
    """What stands below a heading, up to the next one of its rank or above."""
    text = page.read_text("utf-8")
    found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert found, f"{page.name} has no heading {heading!r}"
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def first_column(text: str) -> list[str]:
    """The names in backquotes that begin the rows of every table in a text."""
    return [
        name for row in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    ]


def shell(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run lines of a page in bash, where `rj` is the program at AT; standard input is empty."""
    bin_ = folder / "bin"
    if not bin_.exists():
        bin_.mkdir()
        rj = bin_ / "rj"
        rj.write_text(RJ.format(python=sys.executable, count=str(folder / "count"), at=AT), "utf-8")
        rj.chmod(0o755)
        (folder / "here").mkdir()
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder / "here",
        env={**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}", "TZ": "UTC", "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def typed(*args: str, at: str = AT) -> str:
    """What a command that ends well prints, run in this process."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = app.main(args, lambda: datetime.fromisoformat(at))
    assert code == 0, args
    return out.getvalue()


def fits(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed. An id differs each time: the page always writes 3f2."""
    pattern = re.escape(shown).replace("3f2", "[0-9a-z]{3,5}")
    return re.fullmatch(pattern, printed.replace("\t", "  ").rstrip("\n")) is not None
