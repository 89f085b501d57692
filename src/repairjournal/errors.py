"""The errors this program raises on purpose: one ready sentence, one hint, one exit code."""

from __future__ import annotations

from collections.abc import Sequence

from repairjournal.text import safe, t


class JournalError(Exception):
    """Something a person can act on. Never carries the person's own text."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def line(self) -> str:
        """The one line for stderr: what, where, what to do."""
        return f"{self.message.rstrip('.')}; {self.hint}" if self.hint else self.message


class UsageError(JournalError):
    """The call or the input is wrong: exit 2, nothing changed."""

    exit_code = 2


class NoRun(UsageError):
    """What was asked needs a program under way; a terminal may begin one first and go on."""


class WorldError(JournalError):
    """Disk, lock, damage: exit 1, nothing kept."""

    exit_code = 1


class Away(BaseException):
    """The person left with Ctrl-X: screen cleared, draft kept, nothing printed."""

    exit_code = 130


def unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    """One line for a name that is not known, with the nearest of those that are."""
    import difflib

    near = difflib.get_close_matches(name[:80], known, n=1, cutoff=0.5)
    hint = t("did you mean {near}?", near=near[0]) if near else t("known: {names}", names=", ".join(list(known)[:12]))
    return UsageError(t("no {what} '{name}'", what=what, name=safe(name)[:40]), hint)
