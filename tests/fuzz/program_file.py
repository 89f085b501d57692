"""A coverage-guided fuzzer of the reader of program files; not part of the suite.

In an environment of its own with atheris and PyYAML, FOLDER keeping what it finds worth going on with:

    PYTHONPATH=src:. python tests/fuzz/program_file.py -max_total_time=600 FOLDER

It begins with the shipped programs and the tests' files. It ends at once, and writes the input beside it, on anything
but a program or a ProgramFaults with printable lines, on two seconds of work for one file, and on a text that a program
may not hold.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

ROOT = Path(__file__).parents[2]

with atheris.instrument_imports(include=["repairjournal"]):
    from repairjournal.library import draft, read_bytes, shelf, writer
    from repairjournal.library.faults import ProgramFaults
    from repairjournal.model.differ import differences
    from repairjournal.model.summary import weeks
    from repairjournal.text import drives_terminal

BASES = shelf._bases(None, None)


def one_file(data: bytes) -> None:
    begun = time.process_time()
    _looked_at(data)
    assert time.process_time() - begun < 2


def _looked_at(data: bytes) -> None:
    try:
        loaded = read_bytes(data, "x.yaml", None, BASES)
    except ProgramFaults as error:
        for line in error.line().split("\n"):
            assert line.isprintable(), line
        return
    assert not any(drives_terminal(char) for text in _texts(loaded.parsed) for char in text if char not in "\n\t")
    weeks(loaded.program)
    assert differences(loaded.program, loaded.program) == []
    again = dict(loaded.parsed)
    again.pop("locales", None)
    assert read_bytes(writer.written(again).encode(), "y.yaml", None, BASES).parsed == again


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (str(key), *_texts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


def _seeds(folder: Path) -> None:
    """The files that reach deepest, where the folder is new."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [*(ROOT / "programs").glob("*.yaml"), *(ROOT / "tests" / "library" / "files").glob("*.yaml")]
    for path in files:
        (folder / path.name).write_bytes(path.read_bytes())
    from tests.library.small import SMALL

    (folder / "small.yaml").write_text(SMALL, "utf-8")
    base = shelf.find("integrative-50")
    (folder / "change.yaml").write_text(draft.change(base, "small", "Small").replace("# ", ""), "utf-8")
    (folder / "new.yaml").write_text(draft.new(draft.Wish("new", "New")), "utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    places = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    if places:
        _seeds(places[0])
    atheris.Setup([*sys.argv, "-timeout=20", "-max_len=200000", "-rss_limit_mb=600"], one_file)
    atheris.Fuzz()
