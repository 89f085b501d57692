"""Which programs there are, by name: the shipped ones, the installed ones, or any file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.library.faults import Fault, ProgramFaults, joined
from repairjournal.library.reader import LoadedProgram, read_program, shown_name
from repairjournal.library.walk import near
from repairjournal.text import t

_PACKAGE = Path(__file__).parent.parent
_ID_LINE = re.compile(rb"^id:[ \t]+[\"']?([a-z][a-z0-9-]{0,39})[\"']?[ \t\r]*(?:#.*)?$", re.MULTILINE)
_HEAD = 65536  # bytes searched for the id: a header stands at the top of a file


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one file: the program, unless an error refuses it, and all faults in order."""

    name: str
    loaded: LoadedProgram | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> int:
        return sum(not fault.warning for fault in self.faults)

    @property
    def warnings(self) -> int:
        return len(self.faults) - self.errors

    def lines(self) -> list[str]:
        """For stderr: at most 20 faults, then their count; nothing for a file without any."""
        if not self.faults:
            return []
        errors = t("1 error") if self.errors == 1 else t("{n} errors", n=self.errors)
        warnings = t("1 warning") if self.warnings == 1 else t("{n} warnings", n=self.warnings)
        count = ", ".join(words for words, n in ((errors, self.errors), (warnings, self.warnings)) if n)
        return [*joined(self.faults).split("\n"), t("{count}. The file was not changed.", count=count)]

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "file": self.name,
            "errors": self.errors,
            "warnings": self.warnings,
            "faults": [asdict(fault) for fault in self.faults],
        }


def available(installed: Path | None = None) -> list[tuple[str, Path]]:
    """(name, file) of the shipped programs, then of those in the folder `installed`, each by name.

    An installed program is named by its id; of several versions the newest file counts. A shipped name stays shipped.
    """
    shipped = {path.stem: path for path in _files(_shipped_folder())}
    own: dict[str, Path] = {}
    if installed is not None:
        for path in sorted(_files(installed), key=lambda path: (path.stat().st_mtime_ns, path.name)):
            own[_id_of(path) or path.stem] = path
    return [*sorted(shipped.items()), *sorted((name, path) for name, path in own.items() if name not in shipped)]


def find(name_or_path: str, installed: Path | None = None) -> LoadedProgram:
    """The program of a name, or in a file: whatever has a slash or ends in .yaml or .yml is a path.

    `name` of the result is the name asked for, which for a file is never a bare name. Raises ProgramFaults for a file
    that cannot be used, UsageError naming the nearest program where none has this name.
    """
    if "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith((".yaml", ".yml")):
        return read_program(Path(name_or_path))
    programs = dict(available(installed))
    if name_or_path in programs:
        return replace(read_program(programs[name_or_path]), name=name_or_path)
    like = near(name_or_path, programs)
    hint = t("perhaps {name}; all of them: program list", name=like) if like else t("all of them: program list")
    raise UsageError(t("there is no program of this name"), hint)


def check(name_or_path: str, installed: Path | None = None) -> Checked:
    """Everything found in a program, as a value. Raises UsageError only for a name that no program has."""
    try:
        loaded = find(name_or_path, installed)
    except ProgramFaults as error:
        return Checked(shown_name(Path(name_or_path)), None, error.faults)
    return Checked(loaded.name, loaded, loaded.faults)


def _shipped_folder() -> Path:
    """programs/ inside the installed package; in a source tree the only copy lies at its root."""
    inside = _PACKAGE / "programs"
    return inside if inside.is_dir() else _PACKAGE.parent.parent / "programs"


def _files(folder: Path) -> Iterator[Path]:
    """Program files of a folder; a dot in the stem marks the texts of another language."""
    return (path for path in folder.glob("*.yaml") if "." not in path.stem and path.is_file())


def _id_of(path: Path) -> str | None:
    """The id in an installed file's header, without the cost of reading YAML; it was checked when it came in."""
    with path.open("rb") as file:
        found = _ID_LINE.search(file.read(_HEAD))
    return found[1].decode("ascii") if found else None
