"""From a program file to a checked program: limits, shape, meaning, languages; every fault of it in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from repairjournal.library import overlay, shape, sidecar, writer
from repairjournal.library.faults import Fault, ProgramFaults, in_order
from repairjournal.library.nodes import Unreadable, decoded, read_limited, tree
from repairjournal.library.overlay import Bases
from repairjournal.library.sidecar import Translation
from repairjournal.library.walk import Enough, Walk, near
from repairjournal.library.walk import Path as Place
from repairjournal.model.check import Finding, check_days, check_structure
from repairjournal.model.check_branches import check_branches, check_reach
from repairjournal.model.check_care import check_care, check_words
from repairjournal.model.check_uses import check_load, check_uses
from repairjournal.model.instrument import INSTRUMENTS
from repairjournal.model.program import Program, best_language
from repairjournal.text import safe, t

_MOST_NAME = 100  # characters of a file's name in its faults, so that twenty of them fit in 4 kB
_CALENDAR = frozenset(("P05", "P06", "P08"))


@dataclass(frozen=True, slots=True)
class LoadedProgram:
    """A program file that may be used.

    `parsed`: its plain mapping, as kept beside the text. `text`: exactly the file's, so that its UTF-8 bytes have
    `sha256` (hex). `name`: the file as shown in messages. `faults`: its warnings. `translations`: {language: the
    program in it} for the languages it lists beside its own. Of a file that changes another program, `text` is the
    whole program written out, `file_sha256` is of the bytes that were read, and `base` is that other program's id.
    """

    program: Program
    parsed: Mapping[str, Any]
    text: str
    sha256: str
    name: str
    faults: tuple[Fault, ...]
    translations: Mapping[str, Translation]
    file_sha256: str
    base: str | None
    places: Mapping[Place, tuple[int, int]]

    @property
    def code(self) -> str:
        """The first eight digits of the file's hash, for comparing by another way."""
        return f"{self.file_sha256[:4]}-{self.file_sha256[4:8]}".upper()

    def fault(self, finding: Finding) -> Fault:
        """A finding of a later check at its place in the file."""
        walk = Walk(self.name, places=dict(self.places))
        return Fault(self.name, *walk.at(finding.path), finding.code, finding.what, finding.remedy, finding.warning)

    def spoken(self, lang: str) -> LoadedProgram:
        """The same with `program` in a language (a code such as zh or zh-CN); as it is where it has no such texts."""
        own = str(self.parsed.get("language", "en"))
        chosen = best_language(lang, (own, *self.translations))
        if chosen is None or chosen == self.program.language:
            return self
        other = self.translations.get(chosen)
        return replace(self, program=Program.of(other.parsed if other else self.parsed))

    def texts(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """(language, the file's text, the mapping) of everything a run keeps: the program, then each translation."""
        yield str(self.parsed.get("language", "en")), self.text, self.parsed
        for lang, each in self.translations.items():
            yield lang, each.text, each.parsed


def no_bases(_: str) -> Sequence[LoadedProgram]:
    """Where no other program is at hand."""
    return ()


def read_program(path: Path, bases: Bases = no_bases) -> LoadedProgram:
    """Read and check a program file and the languages beside it; `bases` finds what it may be based on.

    Raises ProgramFaults with every fault found, also where the file is missing or is no regular file.
    """
    name = shown_name(path)
    try:
        data = read_limited(path)
    except Unreadable as error:
        raise ProgramFaults([Fault(name, error.line, error.column, "P01", error.what, error.remedy)]) from None
    return read_bytes(data, name, path, bases)


def read_bytes(data: bytes, name: str, beside: Path | None = None, bases: Bases = no_bases) -> LoadedProgram:
    """Check the bytes of a program; `beside` is the file they came from, next to which its other languages lie.

    Raises ProgramFaults with every fault found.
    """
    walk = Walk(name)
    walks = [walk]
    parsed: dict[str, Any] | None = None
    translations: dict[str, Translation] = {}
    text, base = "", None
    of_file = sha256(data).hexdigest()
    try:
        text = decoded(data)
        root = tree(text, walk.report)
        if overlay.is_one(root):
            put_together = overlay.whole(walk, root, bases)
            if put_together is not None:
                root, below = put_together
                base = below.program.id
                parsed = shape.parsed(walk, root)
        else:
            parsed = shape.parsed(walk, root)
        if parsed is not None:
            _check(walk, parsed)
            translations = _languages(walks, parsed, beside, of_file)
    except Unreadable as error:
        walk.faults.append(Fault(name, error.line, error.column, "P01", error.what, error.remedy))
    except Enough:
        pass
    faults = [fault for each in walks for fault in each.faults]
    if parsed is None or any(not fault.warning for fault in faults):
        raise ProgramFaults(faults)
    if base is not None:
        text = writer.written(parsed)
    program, digest = Program.of(parsed), sha256(text.encode()).hexdigest()
    return LoadedProgram(
        program, parsed, text, digest, name, in_order(faults), translations, of_file, base, dict(walk.places)
    )


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
        for finding in (*check_load(program), *check_reach(program)):
            _keep(walk, finding)


def _findings(program: Program, parsed: Mapping[str, Any]) -> Iterator[Finding]:
    yield from check_days(program)
    yield from check_structure(program, INSTRUMENTS, near)
    yield from check_branches(program)
    yield from check_uses(program)
    yield from check_care(program)
    yield from check_words(parsed)


def _keep(walk: Walk, finding: Finding) -> None:
    if not walk.is_broken(finding.path):
        line, column = walk.at(finding.path)
        walk.report(line, column, finding.code, finding.what, finding.remedy, finding.warning)


def _languages(
    walks: list[Walk], parsed: Mapping[str, Any], beside: Path | None, digest: str
) -> dict[str, Translation]:
    """{language: the program in it}; what is wrong in a language's file goes to a walk of its own.

    A program that came without a folder (standard input) has only its own language. `digest` is that of its bytes.
    """
    if beside is None:
        return {}
    walk = walks[0]
    found: dict[str, Translation] = {}
    for n, lang in enumerate(parsed.get("locales", ())):
        if not lang or lang == parsed.get("language", "en"):
            continue
        path = sidecar.find(beside, parsed["id"], lang)
        if path is None and beside.stem == digest:
            continue  # an installed program that came on standard input: no other file came with it
        if path is None:
            what = t("there is no file of texts for language {lang}", lang=lang)
            remedy = t(
                "put {id}.{lang}.yaml beside the program, or take {lang} out of 'locales'", id=parsed["id"], lang=lang
            )
            walk.report(*walk.at(("locales", n)), "P14", what, remedy)
        else:
            walks.append(Walk(shown_name(path)))
            found[lang] = sidecar.read(walks[-1], path, parsed, lang)
    return found
