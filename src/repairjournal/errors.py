"""The errors this program raises on purpose: one ready sentence, one hint, one exit code."""

from __future__ import annotations


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


class WorldError(JournalError):
    """Disk, lock, damage: exit 1, nothing kept."""

    exit_code = 1


class Away(BaseException):
    """The person left with Ctrl-X: screen cleared, draft kept, nothing printed."""

    exit_code = 130
