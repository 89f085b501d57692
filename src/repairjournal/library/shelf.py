"""Which programs there are, by name: the shipped ones, the installed ones, or any file.

An installed program is a file named after its own content, so that two versions lie side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.library import sidecar
from repairjournal.library.faults import Fault, ProgramFaults, joined
from repairjournal.library.reader import LoadedProgram, read_bytes, read_program, shown_name
from repairjournal.library.walk import near
from repairjournal.text import t

_PACKAGE = Path(__file__).parent.parent
_ID_LINE = re.compile(rb"^id:[ \t]+[\"']?([a-z][a-z0-9-]{0,39})[\"']?[ \t\r]*(?:#.*)?$", re.MULTILINE)
_VERSION_LINE = re.compile(rb"^version:[ \t]+[\"']?(\d+\.\d+\.\d+)[\"']?[ \t\r]*(?:#.*)?$", re.MULTILINE)
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
    own = {id: path for id, _, path in versions(installed)}
    return [*sorted(shipped.items()), *sorted((name, path) for name, path in own.items() if name not in shipped)]


def versions(installed: Path | None) -> list[tuple[str, str, Path]]:
    """(id, version, file) of every installed program, the newest file last."""
    paths = sorted(_files(installed), key=lambda path: (path.stat().st_mtime_ns, path.name)) if installed else ()
    return [(*_header(path), path) for path in paths]


def find(name_or_path: str, installed: Path | None = None) -> LoadedProgram:
    """The program of a name, or in a file: whatever has a slash or ends in .yaml or .yml is a path.

    A name is an id, or `id@1.0.0` for one of several installed versions. `name` of the result is the name asked for,
    which for a file is never a bare name. Raises ProgramFaults for a file that cannot be used, UsageError naming the
    nearest program where none has this name.
    """
    if is_path(name_or_path):
        path = Path(name_or_path)
        return read_program(path, _bases(installed, path.parent))
    programs = dict(available(installed))
    programs |= {f"{id}@{version}": path for id, version, path in versions(installed)}
    if name_or_path in programs:
        return replace(read_program(programs[name_or_path]), name=name_or_path)
    like = near(name_or_path, programs)
    hint = t("perhaps {name}; all of them: program list", name=like) if like else t("all of them: program list")
    raise UsageError(t("there is no program of this name"), hint)


def is_path(name: str) -> bool:
    """Whether a word names a file and not an installed program."""
    return "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))


def received(data: bytes, installed: Path | None = None) -> LoadedProgram:
    """The program in bytes that came on standard input. Raises ProgramFaults."""
    return read_bytes(data, t("standard input"), None, _bases(installed, None))


def is_known(loaded: LoadedProgram, installed: Path | None = None) -> bool:
    """Whether exactly this program ships, or was taken before."""
    return any(_same(path, loaded) for _, path in available()) or bool(
        installed and (installed / f"{loaded.sha256}.yaml").is_file()
    )


def _same(path: Path, loaded: LoadedProgram) -> bool:
    return path.read_bytes() == loaded.text.encode()


def _bases(installed: Path | None, folder: Path | None) -> Callable[[str], Sequence[LoadedProgram]]:
    """Finds programs by id: shipped, installed (the newest first), or lying beside a file under that name."""

    def found(id: str) -> list[LoadedProgram]:
        paths = [path for name, path in available() if name == id]
        paths += [path for name, _, path in reversed(versions(installed)) if name == id]
        if folder is not None and (beside := folder / f"{id}.yaml").is_file():
            paths.append(beside)
        programs = []
        for path in paths:
            try:
                programs.append(read_program(path))
            except ProgramFaults:  # told by `program check` of that file
                continue
        return [program for program in programs if program.program.id == id]

    return found


def check(name_or_path: str, installed: Path | None = None) -> Checked:
    """Everything found in a program, as a value. Raises UsageError only for a name that no program has.

    A language's own file (mine.zh.yaml) is checked with the program beside it.
    """
    path = Path(name_or_path)
    if (beside := sidecar.program_of(path)) is not None:
        return _with_language(check(str(beside[0])), path, beside[1])
    try:
        loaded = find(name_or_path, installed)
    except ProgramFaults as error:
        return Checked(shown_name(Path(name_or_path)), None, error.faults)
    return Checked(loaded.name, loaded, loaded.faults)


def _with_language(checked: Checked, path: Path, lang: str) -> Checked:
    """What was found in a program, told of one of its languages' files, which the program may not list yet."""
    name = shown_name(path)
    if checked.loaded is None or lang in checked.loaded.translations:
        return replace(checked, name=name)
    listed = ", ".join((*(checked.loaded.program.locales or (checked.loaded.program.language,)), lang))
    what = t("the program beside it does not list this language")
    fault = Fault(name, 1, 1, "P14", what, t("write locales: [{listed}] in {file}", listed=listed, file=checked.name))
    return Checked(name, None, (*checked.faults, fault))


def _shipped_folder() -> Path:
    """programs/ inside the installed package; in a source tree the only copy lies at its root."""
    inside = _PACKAGE / "programs"
    return inside if inside.is_dir() else _PACKAGE.parent.parent / "programs"


def _files(folder: Path) -> Iterator[Path]:
    """Program files of a folder; a dot in the stem marks the texts of another language."""
    return (path for path in folder.glob("*.yaml") if "." not in path.stem and path.is_file())


def _header(path: Path) -> tuple[str, str]:
    """(id, version) in an installed file's header, mostly without the cost of reading YAML."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    id, version = _ID_LINE.search(head), _VERSION_LINE.search(head)
    if id and version:
        return id[1].decode("ascii"), version[1].decode("ascii")
    try:
        program = read_program(path).program
    except ProgramFaults:
        return path.stem, ""
    return program.id, program.version
