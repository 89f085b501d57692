"""One line typed key by key, with nothing loaded for it: Ctrl-X acts at once, and no line is too long."""

from __future__ import annotations

from collections.abc import Callable

from repairjournal.cli.term import read_key, single_keys
from repairjournal.text import cells, drives_terminal

CTRL_X = "\x18"
_ENTER, _BACKSPACE, _END, _LINE, _WORD = ("\r", "\n"), ("\x7f", "\b"), "\x04", "\x15", "\x17"


def typed_line(write: Callable[[str], None], fits: Callable[[str, str], str] = lambda text, key: key) -> str:
    """The line, ended by Enter, or CTRL_X. `fits(text, key)` gives what a key adds to the text, empty for nothing.

    The terminal's own line editing would do the same, but hands Ctrl-X on only after Enter and cuts a line at 4,095
    bytes (n_tty). Backspace, Ctrl-U and Ctrl-W take back. Raises EOFError for Ctrl-D on an empty line.
    """
    text = ""
    with single_keys():
        while (key := read_key()) not in _ENTER:
            if key == CTRL_X:
                text = CTRL_X
                break
            if key == _END and not text:
                raise EOFError
            if key in (*_BACKSPACE, _LINE, _WORD):
                kept = _shorter(text, key)
                gone = cells(text[len(kept) :])
                text = kept
                write("\b" * gone + " " * gone + "\b" * gone)
            elif key >= " " and len(key) == 1:  # no escape sequence of an arrow or a paste
                added = fits(text, key)
                text += added
                write("".join(char for char in added if not drives_terminal(char)))
    write("\n")
    return text


def _shorter(text: str, key: str) -> str:
    """What stays after Backspace, Ctrl-U or Ctrl-W."""
    if key == _LINE:
        return ""
    if key == _WORD:
        return text.rstrip()[: len(text.rstrip()) - len(text.split()[-1])] if text.strip() else ""
    return text[:-1]
