"""One command of the program on a pseudo-terminal of its own, its screen read as a person would."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pyte

# The program with a clock that a test sets: the wall time given, running on from there.
AT = """
import sys, time
from datetime import datetime, timedelta
begun, start = time.monotonic(), datetime.fromisoformat(sys.argv[1])
now = lambda: start + timedelta(seconds=time.monotonic() - begun)
from repairjournal.cli import app
sys.exit(app.main(sys.argv[2:], now))
"""

# The same, its countdown by a clock in a file: it walks there by two seconds a look, so that none of them is sleep;
# with a `!` behind the number it jumps there, as a clock does over a night with the lid closed.
STEPPED = """
import functools, os, pathlib
from repairjournal.cli import timer
at, stood = pathlib.Path(os.environ["COUNTDOWN"]), [0.0]
def clock():
    said = at.read_text()
    stood[0] = float(said[:-1]) if said.endswith("!") else min(stood[0] + 2, float(said))
    return stood[0]
timer.TICK, timer.run = 0.02, functools.partial(timer.run, clock=clock)
"""

SOAK = bool(os.environ.get("REPAIRJOURNAL_SOAK"))
ENTER, AWAY, BREAK = "\r", "\x18", "\x03"
BROKEN_OFF = {"ctrl-c": 130, "ctrl-x": 130, "closed": 129, "hup": 129, "term": 143, "kill": 137}


def call(*args: str, at: str = "", first: str = "") -> list[str]:
    """The program's own command line, or the same with a clock that stands at `at` when it starts.

    `first` is code that runs before.
    """
    return [sys.executable, *(["-c", first + AT, at, *args] if at else ["-m", "repairjournal", *args])]


def done(*args: str, at: str = "") -> str:
    """What a command prints that needs no terminal and ends well."""
    ran = subprocess.run(call(*args, at=at), input="", capture_output=True, encoding="utf-8", timeout=60)
    assert (ran.returncode, ran.stderr) == (0, ""), ran
    return ran.stdout


def told(*args: str, at: str = "") -> Any:
    """The same as data."""
    return json.loads(done(*args, "--json", at=at))


def begun(home: Path, *options: str, at: str) -> Path:
    """A run of integrative-50 begun at that moment, in this home; the path of its journal."""
    (home / "journal.db").write_bytes(_begun(*options, at=at))
    os.chmod(home / "journal.db", 0o600)
    return home / "journal.db"


@functools.cache
def _begun(*options: str, at: str) -> bytes:
    """The journal of a new run; once for all tests of a process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "REPAIRJOURNAL_HOME": f"{folder}/daybook"}
        command = call("start", "integrative-50", *options, at=at)
        subprocess.run(command, input=b"", capture_output=True, env=environment, timeout=60, check=True)
        return Path(folder, "daybook", "journal.db").read_bytes()


def dump(journal: Path) -> list[str]:
    """All rows of a journal as statements."""
    with contextlib.closing(sqlite3.connect(journal)) as db:
        return list(db.iterdump())


class _Screen(pyte.Screen):
    """Asked where the cursor stands (prompt_toolkit does), it answers as a terminal does."""

    answer: Callable[[str], object]

    def write_process_input(self, data: str) -> None:
        self.answer(data)


def as_from_a_shell() -> None:
    """Ctrl-C is heard, also where the tests themselves run in the background (sh gives those SIGINT ignored)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A person at a screen of so many columns and rows; a `countdown` file holds the seconds of a practice."""

    def __init__(
        self,
        *args: str,
        size: tuple[int, int] = (80, 24),
        at: str = "",
        countdown: Path | None = None,
        shell: bool = False,
        **environment: str,
    ) -> None:
        program, *words = call(*args, at=at, first=STEPPED if countdown else "")
        env = {**os.environ, "TERM": "xterm-256color", **environment}
        if countdown:
            self.countdown = countdown
            self.let_pass("0")
            env["COUNTDOWN"] = str(countdown)
        for name in ("COLUMNS", "LINES"):
            env.pop(name, None)
        if shell:  # a person's own, with jobs: `eval "$GO"` begins
            env |= {"GO": shlex.join([program, *words]), "PS1": "$ "}
            program, words = "/bin/bash", ["--noprofile", "--norc", "-i"]
        self.pty = pexpect.spawn(program, words, dimensions=size[::-1], env=env, preexec_fn=as_from_a_shell)
        self.pty.delaybeforesend = None
        self.begun_modes = self.modes()
        self.screen = _Screen(*size)
        self.screen.answer = self.pty.send
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._read, self._shown = 0, ""

    def drain(self) -> None:
        while True:
            try:
                some = self.pty.read_nonblocking(65536, 0)
            except (pexpect.TIMEOUT, pexpect.EOF, OSError, ValueError):
                return
            self.raw += some
            # pyte knows one screen only: going to or from the other one clears it.
            for piece in some.replace(b"\x1b[?1049l", b"\x1b[H\x1b[2J").split(b"\x00"):
                self.stream.feed(piece)

    @property
    def shown(self) -> str:
        self.drain()
        if len(self.raw) != self._read:  # pyte is slow at showing a whole screen
            self._read = len(self.raw)
            self._shown = "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n")
        return self._shown

    @property
    def left_behind(self) -> str:
        """All that was ever written outside the alternate screen: what a scrollback may hold."""
        self.drain()
        return re.sub(rb"\x1b\[\?1049h.*?(\x1b\[\?1049l|\Z)", b"", self.raw, flags=re.DOTALL).decode(errors="replace")

    def see(self, text: str, times: int = 1, seconds: float = 15) -> str:
        """The screen once the text stands on it, so many times."""
        end = time.monotonic() + seconds
        while (shown := self.shown).count(text) < times:
            assert time.monotonic() < end, f"never saw {text!r} on\n{shown}"
            time.sleep(0.01)
        return shown

    def press(self, keys: str, see: str = "", times: int = 1) -> Terminal:
        """Type the keys; with `see`, only go on once that stands on the screen."""
        self.pty.send(keys)
        if see:
            self.see(see, times)
        return self

    def let_pass(self, until: str) -> None:
        """Let the countdown's clock walk to that second, or jump there with a `!` behind the number."""
        new = self.countdown.with_suffix(".new")
        new.write_text(until)
        new.replace(self.countdown)

    def talk(self, *turns: tuple[str, str]) -> Terminal:
        """(what is on the screen, what is typed then), one after the other."""
        for question, keys in turns:
            self.see(question)
            self.press(keys)
        return self

    def break_off(self, way: str) -> int:
        """End it in one of the ways of BROKEN_OFF; the exit code."""
        if way == "closed":
            self.close_window()
        elif way in ("hup", "term", "kill"):
            os.kill(self.pty.pid, getattr(signal, f"SIG{way.upper()}"))
        else:
            self.press({"ctrl-c": BREAK, "ctrl-x": AWAY}[way])
        return self.ended()

    def ended(self, seconds: float = 15) -> int:
        """The exit code, once the command has ended; a signal as 128 and its number."""
        end = time.monotonic() + seconds
        while self.pty.isalive():
            self.drain()
            assert time.monotonic() < end, f"still running:\n{self.shown}"
            time.sleep(0.01)
        self.drain()
        status = self.pty.exitstatus
        return status if status is not None else 128 + (self.pty.signalstatus or 0)

    def processes(self) -> list[int]:
        """Whoever still lives that was begun on this terminal, its first process left out."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it ended meanwhile
                state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.pty.pid and state != "Z":
                    found.append(int(stat.parent.name))
        return [pid for pid in found if pid != self.pty.pid]

    def close_window(self) -> None:
        self.pty.ptyproc.fileobj.close()

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.pty.child_fd)

    def kill(self) -> None:
        if self.pty.isalive():
            os.kill(self.pty.pid, signal.SIGKILL)
        self.pty.ptyproc.delayafterclose = 0.01
        self.pty.close(force=True)


Open = Callable[..., Terminal]


def terminals() -> Iterator[Open]:
    """Opens terminals, and closes them all."""
    opened: list[Terminal] = []

    def open_one(*args: str, **given: Any) -> Terminal:
        opened.append(Terminal(*args, **given))
        return opened[-1]

    yield open_one
    for terminal in opened:
        terminal.kill()
