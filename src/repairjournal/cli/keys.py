"""The bare terminal for what runs by itself: keys without waiting, signals as flags, writing that can fail."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import re
import select
import signal
import sys
import termios
import time
from typing import Any, TextIO

from repairjournal.text import fold

AWAY = "\x18"  # Ctrl-X
END = "\x04"  # Ctrl-D

# CSI, SS3 and Alt sequences (ECMA-48): an arrow or a keypad key must not be read as the letters inside it.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)


class Gone(Exception):
    """The terminal, or the reader of the pipe, is no longer there."""


class Screen:
    """One terminal (or pipe) as two file descriptors. `keys`: it can be typed at; `tty`: it can be drawn on."""

    def __init__(self, stdin: TextIO | None = None, stdout: TextIO | None = None) -> None:
        self._stream = stdout or sys.stdout
        self._in, self._out = _descriptor(stdin or sys.stdin), _descriptor(self._stream)
        self.keys, self.tty = os.isatty(self._in), os.isatty(self._out)
        self._encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._modes: list[Any] | None = None
        self._raw = False

    def carries(self, signs: str) -> bool:
        """Whether the encoding of this terminal knows these signs."""
        try:
            signs.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True

    def size(self) -> tuple[int, int]:
        """(columns, rows); 80 by 24 where nothing tells."""
        try:
            columns, rows = os.get_terminal_size(self._out)
        except OSError:
            return 80, 24
        return columns or 80, rows or 24

    def ready(self) -> bool:
        """False while output is held (Ctrl-S): a frame can wait, the record must not."""
        try:
            return bool(select.select([], [self._out], [], 0)[1])
        except OSError:
            return True

    def write(self, text: str) -> None:
        """Raises Gone. Past Python's buffer: what waits there for a closed terminal would fail at exit."""
        try:
            self._stream.flush()
            if self._out < 0:
                self._stream.write(text)
                return
            left = memoryview(text.encode(self._encoding, "replace"))
            while left:
                left = left[os.write(self._out, left) :]
        except OSError:
            raise Gone from None

    def read(self, seconds: float) -> str:
        """What was typed, waiting at most `seconds`; END for Ctrl-D on a line of its own. Raises Gone."""
        try:
            if not select.select([self._in], [], [], seconds)[0]:
                return ""
            typed = os.read(self._in, 4096)
            if not typed:
                # End of file and a closed terminal read alike; only the second has no modes any more.
                termios.tcgetattr(self._in)
                return END
        except (OSError, termios.error):
            raise Gone from None
        return self._decoder.decode(typed)

    def raw(self) -> None:
        """Each key at once and without echo; Ctrl-C and Ctrl-Z stay signals. Raises Gone."""
        try:
            # Only the first look shows the person's own modes: a shell may hand ours back after fg.
            self._modes = self._modes or termios.tcgetattr(self._in)
            modes = list(self._modes)
            modes[3] &= ~(termios.ECHO | termios.ICANON)
            modes[6] = list(modes[6])
            modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
            self._raw = True
            _set_modes(self._in, modes)
        except termios.error:
            raise Gone from None

    def cooked(self) -> None:
        """The modes as they were before the first raw(), if the terminal is still there."""
        # Given back already, it is left alone: from the background the call would only stop us.
        if self._modes and self._raw:
            self._raw = False
            with contextlib.suppress(termios.error):
                _set_modes(self._in, self._modes)


def _descriptor(stream: TextIO | None) -> int:
    try:
        return stream.fileno() if stream else -1
    except (OSError, ValueError):  # a stream in memory, or a closed one
        return -1


def _set_modes(descriptor: int, modes: list[Any]) -> None:
    while True:
        try:
            # NOW, not DRAIN: draining waits for ever behind Ctrl-S.
            return termios.tcsetattr(descriptor, termios.TCSANOW, modes)
        except termios.error as error:
            # From the background this stops us (SIGTTOU); fg then interrupts the call.
            if error.args[0] != errno.EINTR:
                raise


class Signals:
    """Signals as flags: a handler may come between any two instructions, so it does nothing else.

    Only while something else has the terminal (`away`) it interrupts, so that this can be left. What was ignored when
    we came (nohup, a shell without jobs) stays ignored.
    """

    def __init__(self) -> None:
        self.ended = 0  # the number of the first INT, HUP or TERM
        self.suspended = self.continued = self.away = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Signals:
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP, signal.SIGCONT):
            before = signal.getsignal(number)
            if before is not signal.SIG_IGN:
                self._before[number] = before or signal.SIG_DFL
                signal.signal(number, self._came)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _came(self, number: int, _: object) -> None:
        if number == signal.SIGTSTP:
            self.suspended = True
            if self.away:
                self.stop_here()
        elif number == signal.SIGCONT:
            self.continued = True
        elif not self.ended:
            self.ended = number
            if self.away:
                raise KeyboardInterrupt

    def stop_here(self) -> None:
        """Be stopped by Ctrl-Z as any program; returns when the person is back."""
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._came)
        self.suspended = False


def boot_clock() -> float:
    """Seconds of a clock that no one can set and that runs on while the computer sleeps, where there is one."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def pressed(typed: str) -> list[str]:
    """Raw typing as single keys: small letters, full-width signs as ASCII, no escape sequences, no Enter."""
    return [key for key in fold(_ESCAPES.sub("", typed)) if key.isprintable() or key in (AWAY, END)]
