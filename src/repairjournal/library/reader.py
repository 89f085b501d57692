"""From a program file to a checked program: limits, shape, meaning, languages; every fault of it in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from repairjournal.library import shape, sidecar
from repairjournal.library.faults import Fault, ProgramFaults, in_order
from repairjournal.library.nodes import Unreadable, decoded, read_limited, tree
from repairjournal.library.walk import Enough, Walk, near
from repairjournal.model.check import Finding, check_days, check_structure
from repairjournal.model.check_care import check_care, check_words
from repairjournal.model.check_uses import check_load, check_uses
from repairjournal.model.instrument import INSTRUMENTS
from repairjournal.model.program import Program
from repairjournal.text import safe, t

_MOST_NAME = 100  # characters of a file's name in its faults, so that twenty of them fit in 4 kB
_CALENDAR = frozenset(("P05", "P06", "P08"))


@dataclass(frozen=True, slots=True)
class LoadedProgram:
    """A program file that may be used.

    `parsed`: its plain mapping, as kept beside the text. `text`: exactly the file's, so that its UTF-8 bytes have
    `sha256` (hex). `name`: the file as shown in messages. `faults`: its warnings. `translations`: {language: `parsed`
    in that language} for the languages it lists beside its own.
    """

    program: Program
    parsed: Mapping[str, Any]
    text: str
    sha256: str
    name: str
    faults: tuple[Fault, ...]
    translations: Mapping[str, Mapping[str, Any]]


def read_program(path: Path) -> LoadedProgram:
    """Read and check a program file and the languages beside it.

    Raises ProgramFaults with every fault found, also where the file is missing or is no regular file.
    """
    name = shown_name(path)
    try:
        data = read_limited(path)
    except Unreadable as error:
        raise ProgramFaults([Fault(name, error.line, error.column, "P01", error.what, error.remedy)]) from None
    return read_bytes(data, name, path)


def read_bytes(data: bytes, name: str, beside: Path | None = None) -> LoadedProgram:
    """Check the bytes of a program; `beside` is the file they came from, next to which its other languages lie.

    Raises ProgramFaults with every fault found.
    """
    walk = Walk(name)
    walks = [walk]
    parsed: dict[str, Any] | None = None
    translations: dict[str, Mapping[str, Any]] = {}
    text = ""
    try:
        text = decoded(data)
        parsed = shape.parsed(walk, tree(text, walk.report))
        if parsed is not None:
            _check(walk, parsed)
            translations = _languages(walks, parsed, beside)
    except Unreadable as error:
        walk.faults.append(Fault(name, error.line, error.column, "P01", error.what, error.remedy))
    except Enough:
        pass
    faults = [fault for each in walks for fault in each.faults]
    if parsed is None or any(not fault.warning for fault in faults):
        raise ProgramFaults(faults)
    digest = sha256(data).hexdigest()
    return LoadedProgram(Program.of(parsed), parsed, text, digest, name, in_order(faults), translations)


def shown_name(path: Path) -> str:
    """A file's name as it may stand in a message: nothing raw, and only the end of a very long one."""
    name = safe(str(path))
    return name if len(name) <= _MOST_NAME else "..." + name[-_MOST_NAME:]


def _check(walk: Walk, parsed: Mapping[str, Any]) -> None:
    program = Program.of(parsed)
    for finding in _findings(program, parsed):
        _keep(walk, finding)
    # What a day asks for can be told only where every part was read and the days are in order.
    if not walk.broken and not any(fault.code in _CALENDAR and not fault.warning for fault in walk.faults):
        for finding in check_load(program):
            _keep(walk, finding)


def _findings(program: Program, parsed: Mapping[str, Any]) -> Iterator[Finding]:
    yield from check_days(program)
    yield from check_structure(program, INSTRUMENTS, near)
    yield from check_uses(program)
    yield from check_care(program)
    yield from check_words(parsed)


def _keep(walk: Walk, finding: Finding) -> None:
    if not walk.is_broken(finding.path):
        line, column = walk.at(finding.path)
        walk.report(line, column, finding.code, finding.what, finding.remedy, finding.warning)


def _languages(walks: list[Walk], parsed: Mapping[str, Any], beside: Path | None) -> dict[str, Mapping[str, Any]]:
    """{language: the program's mapping in it}; what is wrong in a language's file goes to a walk of its own."""
    walk = walks[0]
    found: dict[str, Mapping[str, Any]] = {}
    for n, lang in enumerate(parsed.get("locales", ())):
        if not lang or lang == parsed.get("language", "en"):
            continue
        path = sidecar.find(beside, parsed["id"], lang) if beside else None
        if path is None:
            what = t("there is no file of texts for language {lang}", lang=lang)
            remedy = t(
                "put {id}.{lang}.yaml beside the program, or take {lang} out of 'locales'", id=parsed["id"], lang=lang
            )
            walk.report(*walk.at(("locales", n)), "P14", what, remedy)
        else:
            walks.append(Walk(shown_name(path)))
            found[lang] = sidecar.read(walks[-1], path, parsed)
    return found
