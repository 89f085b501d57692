"""The terminal as this program uses it: lines out, the alternate screen, single keys in. Standard library only."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from repairjournal.text import cells, safe, wrap

WIDEST = 88  # longer lines tire the eye
BOLD, DIM = "1", "2"
_RESET = "\x1b[0m"
# What a plain line may hold beside letters and digits; every other sign of ours has a plain twin.
_KEYS = {"!": "exclamation mark", "<": "less-than sign"}  # keys that a screen reader may pass over in silence
_PLAIN = str.maketrans({"·": ",", "│": "", "●": "", "○": "", "◐": "", "–": "-", "…": "...", "█": "", "░": ""})


class Term:
    """Where lines go and keys come from.

    plain: one fact a line, no redraw, no colour. asks: standard input and output are terminals and asking is allowed.
    """

    def __init__(self, *, plain: bool = False, no_input: bool = False) -> None:
        self.is_tty = _is_tty(sys.stdout)
        self.plain = plain
        self.asks = self.is_tty and _is_tty(sys.stdin) and not no_input
        self.colour = self.is_tty and not plain and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self._private = False

    @property
    def width(self) -> int:
        if not self.is_tty:
            return 80
        import shutil

        return max(20, min(WIDEST, shutil.get_terminal_size().columns))

    def line(self, text: str = "", style: str = "", *, indent: str = "", first: str | None = None) -> None:
        """Print one of our lines (foreign parts already through safe()), wrapped; piped lines are never cut."""
        if self.plain:
            text = _aloud(text)
        for row in (
            wrap(text, self.width, indent, first) if self.is_tty else [(indent if first is None else first) + text]
        ):
            print(self.styled(row, style))

    def styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}{_RESET}" if style and text and self.colour else text

    def pair(self, left: str, right: str, style: str = "", beside: str = DIM) -> None:
        """Two facts on one line if both fit, else on two; `beside` is the style of the second."""
        gap = self.width - cells(left) - cells(right)
        if self.plain or gap < 2:
            self.line(left, style)
            self.line(right, beside)
        else:
            print(self.styled(left, style) + " " * gap + self.styled(right, beside))

    def facts(
        self, parts: Sequence[str], style: str = "", *, gap: str = "   ", indent: str = "", first: str = ""
    ) -> None:
        """Short facts on as few lines as they fit, none broken if it can be helped; plain: one a line."""
        if self.plain:
            for part in parts:
                self.line(part, style)
            return
        row = first + parts[0]
        for part in parts[1:]:
            if self.is_tty and cells(row + gap + part) > self.width:
                self.line(row, style, indent=indent, first="")
                row = indent + part
            else:
                row += gap + part
        self.line(row, style, indent=indent, first="")

    def columns(self, rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> None:
        """Rows of short facts side by side, each wrapped inside its column; on a narrow screen below each other."""
        if self.plain or not self.is_tty:
            for row in rows:
                self.line(_sentence(row) if self.plain else "\t".join(row).rstrip())
            return
        if sum(widths) > self.width:
            lead = " " * min(widths[0], 8)
            for row in rows:
                self.line(
                    row[1], indent=lead, first=row[0] + " " * max(2, len(lead) - cells(row[0])) if row[0] else lead
                )
                if rest := "  ".join(c for c in row[2:] if c):
                    self.line(rest, indent=lead)
            return
        for row in rows:
            wrapped = [wrap(c, w - 2) if c else [""] for c, w in zip(row, widths, strict=False)]
            for n in range(max(map(len, wrapped))):
                parts = [c[n] if n < len(c) else "" for c in wrapped]
                line = "".join(c + " " * (w - cells(c)) for c, w in zip(parts, widths, strict=False))
                print(line.rstrip())

    @contextmanager
    def private(self) -> Iterator[None]:
        """The alternate screen: what is typed here does not stay in the scrollback."""
        if not self.asks or self.plain or self._private:
            yield
            return
        self._private = True
        self.write("\x1b[?1049h\x1b[H\x1b[2J")
        try:
            yield
        finally:
            self._private = False
            self.write("\x1b[2J\x1b[?1049l")

    def clear(self) -> None:
        """An empty screen, for someone who has to look away at once."""
        if self.is_tty and not self.plain:
            self.write("\x1b[2J\x1b[3J\x1b[H")

    def write(self, text: str) -> None:
        """Raw text of ours (controls included); a terminal that is gone is no error."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except (OSError, ValueError):
            pass

    def error(self, text: str) -> None:
        """One line on stderr; nothing foreign can drive the terminal through it."""
        try:
            print(safe(text), file=sys.stderr)
        except (OSError, ValueError):
            pass


def _sentence(row: Sequence[str]) -> str:
    """A row as it is read aloud: label, colon, the facts after one another."""
    label, *facts = (cell for cell in row if cell)
    said = ""
    for fact in facts:
        said += (" " if said[-1:] in "?!." else ", ") * bool(said) + fact
    return f"{label}: {said}" if said else label


def _aloud(text: str) -> str:
    """A line with plain signs only; the name of a key that stands alone is said in words."""
    text = text.replace(" · ", ", ").translate(_PLAIN)
    if "!" in text or "<" in text:
        text = " ".join(_KEYS.get(word.strip('"'), word) for word in text.split(" "))
    return text


def _is_tty(stream: object) -> bool:
    try:
        return bool(stream.isatty())  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return False


@contextmanager
def single_keys() -> Iterator[None]:
    """Keys arrive one by one and are not echoed; Ctrl-C still interrupts. Restored whatever happens."""
    import termios

    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    mode = termios.tcgetattr(fd)
    mode[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
    mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
    termios.tcsetattr(fd, termios.TCSADRAIN, mode)
    try:
        yield
    finally:
        try:
            # Ended in the background, it is the shell's terminal: the call would change it, or stop us for ever.
            if _in_front(fd):
                termios.tcsetattr(fd, termios.TCSADRAIN, before)
        except termios.error:
            pass


def _in_front(fd: int) -> bool:
    """Whether the keys of this terminal come to us; true where nobody shares them out."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return True


def read_key() -> str:
    """One key as text: a character, or a whole escape sequence. EOFError when the terminal is gone."""
    import select

    fd = sys.stdin.fileno()
    data = _read(fd)
    if data == b"\x1b":
        while select.select([fd], [], [], 0.02)[0]:
            data += _read(fd)
            if data != b"\x1bO" and (data[-1:].isalpha() or data[-1:] == b"~"):  # ESC O opens an SS3 key (F1, arrows)
                break
        return data.decode("ascii", "replace")
    while data[0] >= 0xC0 and len(data) < (2 if data[0] < 0xE0 else 3 if data[0] < 0xF0 else 4):
        data += _read(fd)
    return data.decode("utf-8", "replace")


def _read(fd: int) -> bytes:
    try:
        data = os.read(fd, 1)
    except OSError:
        raise EOFError from None
    if not data:
        raise EOFError
    return data
