"""One command of the program on a pseudo-terminal of its own, its screen read as a person would."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
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


class Terminal:
    """A person at a screen of so many columns and rows."""

    def __init__(self, *args: str, size: tuple[int, int] = (80, 24), at: str = "", **environment: str) -> None:
        call = ["-c", AT, at, *args] if at else ["-m", "repairjournal", *args]
        env = {**os.environ, "TERM": "xterm-256color", **environment}
        env.pop("COLUMNS", None)
        self.pty = pexpect.spawn(sys.executable, call, dimensions=size[::-1], env=env)
        self.pty.delaybeforesend = None
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""

    def drain(self) -> None:
        while True:
            try:
                some = self.pty.read_nonblocking(65536, 0)
            except (pexpect.TIMEOUT, pexpect.EOF, OSError, ValueError):
                return
            self.raw += some
            if b"\x1b[6n" in some:  # prompt_toolkit asks where the cursor stands
                self.pty.send("\x1b[1;1R")
            # pyte knows one screen only: going to or from the other one clears it.
            for piece in some.replace(b"\x1b[?1049l", b"\x1b[H\x1b[2J").split(b"\x00"):
                self.stream.feed(piece)

    @property
    def shown(self) -> str:
        self.drain()
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n")

    def see(self, text: str, seconds: float = 15) -> str:
        """The screen once the text stands on it."""
        end = time.monotonic() + seconds
        while text not in (shown := self.shown):
            assert time.monotonic() < end, f"never saw {text!r} on\n{shown}"
            time.sleep(0.01)
        return shown

    def press(self, keys: str, see: str = "") -> Terminal:
        """Type the keys; with `see`, only go on once that stands on the screen."""
        self.pty.send(keys)
        if see:
            self.see(see)
        return self

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

    def close_window(self) -> None:
        self.pty.ptyproc.fileobj.close()

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.pty.child_fd)

    def kill(self) -> None:
        if self.pty.isalive():
            os.kill(self.pty.pid, signal.SIGKILL)
        self.pty.ptyproc.delayafterclose = 0.01
        self.pty.close(force=True)


def terminals() -> Iterator[Callable[..., Terminal]]:
    """Opens terminals, and closes them all."""
    opened: list[Terminal] = []

    def open_one(*args: str, **given: Any) -> Terminal:
        opened.append(Terminal(*args, **given))
        return opened[-1]

    yield open_one
    for terminal in opened:
        terminal.kill()
