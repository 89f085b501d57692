"""What is wrong with a file, where, and what to write: one line per fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repairjournal.errors import UsageError
from repairjournal.text import safe, t

MOST_LINES = 20
MOST_BYTES = 4096
MOST_FAULTS = 1000  # of one file: reading stops there, so that a file of faults cannot fill the memory


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in `file`. Line and column count from 1; `code` is P01 to P18; a warning refuses nothing."""

    file: str
    line: int
    column: int
    code: str
    what: str
    remedy: str
    warning: bool = False

    def line_text(self) -> str:
        """`FILE:LINE:COLUMN: what; what to write [P05]`."""
        lead = t("warning: ") if self.warning else ""
        return f"{safe(self.file)}:{self.line}:{self.column}: {lead}{self.what}; {self.remedy} [{self.code}]"


def in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """File by file as they came, then by line and column."""
    files = list(dict.fromkeys(fault.file for fault in faults))
    return tuple(sorted(faults, key=lambda f: (files.index(f.file), f.line, f.column, f.code)))


def joined(faults: Sequence[Fault]) -> str:
    """The lines for stderr: at most 20 and 4 kB, then how many more there are. At least one line is shown."""
    lines: list[str] = []
    room = MOST_BYTES
    for fault in faults[:MOST_LINES]:
        line = fault.line_text()
        room -= len(line.encode("utf-8", "replace")) + 1
        if lines and room < 0:
            break
        lines.append(line)
    rest = len(faults) - len(lines)
    if rest:
        lines.append(t("and {n} more (program check --json shows all)", n=rest))
    return "\n".join(lines)


class ProgramFaults(UsageError):
    """A program file that cannot be used. `faults`: all of them, warnings too, in order; the message is their lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(joined(self.faults))
