"""The door in: programs by name or by file, read and checked. What it offers is loaded when first asked for.

`library.shipped` is on the daily path and passes through here: the reader behind it would cost each command 12 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repairjournal.library.faults import Fault, ProgramFaults
    from repairjournal.library.reader import LoadedProgram, read_bytes, read_program
    from repairjournal.library.shelf import Checked, available, check, find, is_known, is_path, received, versions
    from repairjournal.library.sidecar import missing_texts
    from repairjournal.model.load import minutes_summary, task_minutes

__all__ = [
    "Checked",
    "Fault",
    "LoadedProgram",
    "ProgramFaults",
    "available",
    "check",
    "find",
    "is_known",
    "is_path",
    "minutes_summary",
    "missing_texts",
    "read_bytes",
    "read_program",
    "received",
    "task_minutes",
    "versions",
]

_ROOMS = {
    "Fault": "library.faults",
    "ProgramFaults": "library.faults",
    "LoadedProgram": "library.reader",
    "read_bytes": "library.reader",
    "read_program": "library.reader",
    "minutes_summary": "model.load",
    "missing_texts": "library.sidecar",
    "task_minutes": "model.load",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"repairjournal.{_ROOMS.get(name, 'library.shelf')}"), name)
