"""What stands first on the screen in a hard moment, beside `--version` of a Typer application that does nothing else.

Each on a pseudo-terminal of its own, one process each, by turns in one run, so that a busy machine slows all alike.
The clock runs from the call to the first bytes that a person can read; of the bare application also to its end. Read
the ratios; milliseconds are this machine's. The bar is 1.3 times the whole of the bare `--version`.

    python -m benchmarks.first_frame        from the root of the checkout
"""

from __future__ import annotations

import argparse
import compileall
import fcntl
import os
import pty
import struct
import sys
import sysconfig
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.startup import ROOT, a_person, must

BAR = 1.3
BARE = """
from typing import Annotated
import typer

app = typer.Typer()

def told(value: bool) -> None:
    if value:
        print("bare 1.0")
        raise typer.Exit

@app.command()
def main(version: Annotated[bool, typer.Option("--version", callback=told, is_eager=True)] = False) -> None:
    pass

app()
"""


class Case(NamedTuple):
    """A call, and the words that end its first frame."""

    name: str
    call: Sequence[str]
    words: str
    env: Mapping[str, str]


class Seen(NamedTuple):
    """Milliseconds from the call to the first frame and to the end, and those of work of the processor."""

    shown: float
    ended: float
    cpu: float


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", "-n", type=int, default=41, help="runs of each (41)")
    rounds = parser.parse_args().rounds
    # Set on some machines: every start would then compile anew, which no installed program does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for folder in (sysconfig.get_path("purelib"), str(ROOT / "src")):
        compileall.compile_dir(folder, quiet=2, workers=0)
    with tempfile.TemporaryDirectory(prefix="first-frame-") as name:
        seen = measured(cases(Path(name)), rounds)
    show(seen, rounds)
    return 0


def cases(place: Path) -> list[Case]:
    """The bare application first; ours on day 13 of a run, and for someone who has nothing yet."""
    (place / "bare").mkdir()
    bare = place / "bare" / "bare_app.py"
    bare.write_text(f"{BARE}", "utf-8")
    compileall.compile_dir(bare.parent, quiet=2)
    rj = str(Path(sys.executable).with_name("rj"))
    env = a_person(place) | {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    must([rj, "start", "integrative-50", "--no-input", "--on", "12 days ago"], env)
    for _ in range(10):
        must([rj, "soothe", "--done", "5m", "--no-input"], env)
    nothing = env | {"REPAIRJOURNAL_HOME": str(place / "nothing")}
    imported = {**env, "PYTHONPATH": str(bare.parent)}  # as an installed one: its own bytecode is read too
    asked, counted = "How strong right now", "30 seconds."
    return [
        Case("bare --version", [sys.executable, "-c", "import bare_app", "--version"], "bare 1.0", imported),
        Case("soothe, its question", [rj, "soothe"], asked, env),
        Case("soothe, no journal", [rj, "soothe"], asked, nothing),
        Case("soothe --no-input, its first step", [rj, "soothe", "--no-input"], counted, env),
        Case("now", [rj, "now"], "Both feet", env),
    ]


def measured(cases: Sequence[Case], rounds: int) -> dict[str, list[Seen]]:
    seen: dict[str, list[Seen]] = {case.name: [] for case in cases}
    for case in cases:
        look(case)  # warms the disk cache
    for _ in range(rounds):
        for case in cases:
            seen[case.name].append(look(case))
    return seen


def look(case: Case) -> Seen:
    """One process up to its first frame; one that would go on is ended there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    screen = [(os.POSIX_SPAWN_DUP2, theirs, fd) for fd in (0, 1, 2)]
    words, said = case.words.encode(), b""
    start = time.perf_counter()
    child = os.posix_spawn(case.call[0], list(case.call), dict(case.env), file_actions=screen)
    os.close(theirs)
    try:
        while words not in said:
            said += os.read(ours, 65536)
    except OSError:
        sys.exit(f"{case.name}: ended without its first frame; {said.decode(errors='replace')[-300:]}")
    shown = time.perf_counter()
    if case.words != "bare 1.0":
        os.kill(child, 9)
    _, _, used = os.wait4(child, 0)
    ended = time.perf_counter()
    os.close(ours)
    return Seen((shown - start) * 1000, (ended - start) * 1000, (used.ru_utime + used.ru_stime) * 1000)


def show(seen: Mapping[str, Sequence[Seen]], rounds: int) -> None:
    (bare, found), *ours = seen.items()
    shown, whole, cpu = (median(column) for column in zip(*found, strict=True))
    print(f"medians of {rounds} runs, milliseconds; the bar is {BAR} x the whole of {bare}")
    print(f"{'':36}{'shown':>8}{'whole':>8}{'cpu':>8}{'x whole':>10}{'x shown':>10}{'x cpu':>8}")
    print(f"{bare:36}{shown:8.1f}{whole:8.1f}{cpu:8.1f}")
    for name, each in ours:
        own, _, used = (median(column) for column in zip(*each, strict=True))
        print(f"{name:36}{own:8.1f}{'':8}{used:8.1f}{own / whole:10.2f}{own / shown:10.2f}{used / cpu:8.2f}")


if __name__ == "__main__":
    sys.exit(main())
