"""Several hundred broken files, each made by one rule from a good one: every one is refused, at its own line, in time.

A builder yields (name, text or bytes, line, code): the file, the line on which the fault lies, and the check that finds
it. The heavy and the sly files of test_hostile stand beside these.
"""

from __future__ import annotations

import re
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from repairjournal.library import ProgramFaults, read_bytes
from tests.library.small import SMALL
from tests.library.test_hostile import HEAVY, MOST_KB, MOST_SECONDS, SLY, TELLING

Case = tuple[str, str | bytes, int, str]

# A program that has every sort of place: more than SMALL, less than a real one.
WHOLE = SMALL.replace(
    "phases:\n",
    """\
  story:
    kind: narrative
    title: The story
    parts:
      - {id: formed, ask: How did it begin?}
  notes:
    kind: reflection
    title: A note
    when: {lean: [anxious, both], about: [partner], variant: b, after: look}
    fields:
      - {id: strength, type: scale, min: 0, max: 10, ask: How strong?}
      - {id: way, type: choice, options: [one, two], ask: Which way?}
  sheet:
    kind: assessment
    title: A sheet
    instrument: own-check
ladder: [calm]
safety: {distress_stop: 7, rise_stop: 2}
contacts: [{name: Office, how: by letter}]
phases:
""",
).replace(
    "      - {task: calm, dose: once, role: optional}\n",
    """\
      - {task: calm, dose: {times: 1}, role: optional, from_day: 1, until_day: -1}
      - {any_of: [story, notes], dose: once, window: in_phase, not_after: "21:00"}
      - {task: sheet, dose: once}
""",
)
LINES = WHOLE.split("\n")


def line_of(at: int, text: str = WHOLE) -> int:
    return text[:at].count("\n") + 1


def put(at: int, end: int, new: str) -> tuple[str, int]:
    return WHOLE[:at] + new + WHOLE[end:], line_of(at)


def scalars() -> Iterator[tuple[int, int, str]]:
    """(start, end, key) of every plain value behind a key."""
    for found in re.finditer(r"(\w+): ([^\s{}\[\],\"][^{}\[\],\n\"]*)", WHOLE):
        yield found.start(2), found.end(2), found[1]


def keys() -> Iterator[tuple[int, str]]:
    for found in re.finditer(r"(?:^ *(?:- )?|[{,] ?)([\w-]+):(?= |\n)", WHOLE, re.MULTILINE):
        yield found.start(1), found[1]


def controls() -> Iterator[Case]:
    """Every character that could drive a terminal, raw, somewhere in the file."""
    spots = [at for at, _, key in scalars() if key in ("title", "say", "ask")]
    codes = [*range(1, 9), 11, 12, *range(14, 32), *range(0x7F, 0x85), *range(0x86, 0xA0), 0x61C, 0x200E, 0x200F,
             *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFDD0, 0xFFFE, 0x1FFFE]  # fmt: skip
    for n, code in enumerate(codes):
        text, line = put(spots[n % len(spots)], spots[n % len(spots)], f"a{chr(code)}")
        yield f"control {code:04x}", text, line, "P15"


def escapes() -> Iterator[Case]:
    """The same by an escape in quotes."""
    for spell in (r"\e", r"\0", r"\a", r"\b", r"\x1b", r"\x9b", r"\u202e", r"\u2066", r"\ufdd0", r"\N", r"\x7f"):
        for at, end, key in scalars():
            if key in ("title", "say"):
                text, line = put(at, end, f'"{spell}"')
                yield f"escape {spell} at {line}", text, line, "P15"


def tags() -> Iterator[Case]:
    for at, end, key in scalars():
        for mark, what in (("&a ", "anchor"), ("!!str ", "tag"), ("!x ", "own tag")):
            text, line = put(at, at, mark)
            yield f"{what} before {key} at {line}", text, line, "P01"
        text, line = put(at, end, "*a")
        yield f"alias for {key} at {line}", text, line, "P01"


def doubles() -> Iterator[Case]:
    for n, line in enumerate(LINES, 1):
        if re.fullmatch(r" *\w+: [^|>{\[]+", line):
            yield f"double of line {n}", "\n".join([*LINES[:n], line, *LINES[n:]]), n + 1, "P03"


def strangers() -> Iterator[Case]:
    for at, key in keys():
        if key in ("look", "calm", "story", "notes", "sheet"):
            continue
        text, line = put(at, at + len(key), f"{key[:-1]}zz")
        yield f"unknown for {key} at {line}", text, line, "P02"


def surprises() -> Iterator[Case]:
    for word in ("no", "Yes", "on", "0010", "1:30", "2026-01-01", "1e5", "0x1f", ".inf", "12"):
        for at, end, key in scalars():
            if key in ("title", "say", "how"):
                text, line = put(at, end, word)
                yield f"{word} as {key} at {line}", text, line, "P04"


def numbers() -> Iterator[Case]:
    for at, end, key in scalars():
        if WHOLE[at:end].lstrip("-").isdecimal() and key not in ("in", "out"):  # a breath may be 4.5 seconds
            for word, code in (("x", "P02"), ('"1"', "P02"), ("1.5", "P02"), ("[1]", "P02"), ("9999999", "P")):
                text, line = put(at, end, word)
                yield f"{word} as {key} at {line}", text, line, code


def shapes() -> Iterator[Case]:
    for at, end, key in scalars():
        for word in ("[a, b]", "{a: b}", '""', "~"):
            if word == "[a, b]" and key in ("lean", "about"):
                continue
            text, line = put(at, end, word)
            yield f"{word} as {key} at {line}", text, line, "P"


def ids() -> Iterator[Case]:
    for at, end, key in scalars():
        if key == "id":
            for word in ("../x", "/etc/passwd", "A", "a b", "a" * 41, "ｓｍａｌｌ", "a_b", "-a", "a.b", "%41"):
                text, line = put(at, end, word)
                yield f"{word[:9]} as id at {line}", text, line, "P10" if word not in ("%41",) else "P"


def nowhere() -> Iterator[Case]:
    for at, end, key in scalars():
        if key in ("task", "instrument", "after") and WHOLE[at:end] in ("look", "calm", "sheet", "own-check"):
            text, line = put(at, end, "gone")
            yield f"gone as {key} at {line}", text, line, "P06"


def broken() -> Iterator[Case]:
    """Text that is no YAML, from some line on."""
    for n, line in enumerate(LINES[:-1], 1):
        if re.match(r" *\w+: \w", line):
            head, _, value = line.partition(": ")
            for wrong in (f"{head}: {value}: more", f"{head}: @{value}", f'{head}: "\\q"', f"\t{line}"):
                yield f"{wrong.strip()[:12]} at {n}", "\n".join([*LINES[: n - 1], wrong, *LINES[n:]]), n, "P01"


def encodings() -> Iterator[Case]:
    for n, name in enumerate(("latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32")):
        text = WHOLE.replace("Calm", "Calmé") if n < 2 else WHOLE
        yield f"in {name}", text.encode(name), 12 if n < 2 else 1, "P01"
    yield "two documents", WHOLE + "---\nformat: 1\n", len(LINES), "P01"
    yield "cut in a character", WHOLE.replace("Calm", "静").encode()[: WHOLE.index("Calm") + 2], 12, "P01"


BUILDERS: tuple[Callable[[], Iterator[Case]], ...] = (
    controls, escapes, tags, doubles, strangers, surprises, numbers, shapes, ids, nowhere, broken, encodings,
)  # fmt: skip


def faults(text: str | bytes) -> list[tuple[int, str]] | None:
    try:
        read_bytes(text.encode() if isinstance(text, str) else text, "x")
    except ProgramFaults as error:
        for told in error.line().split("\n"):
            assert told.isprintable(), told
        return [(fault.line, fault.code) for fault in error.faults if not fault.warning]
    return None


def test_the_file_they_are_made_from_is_accepted() -> None:
    assert faults(WHOLE) is None


def test_there_are_more_than_three_hundred_of_them_beside_the_heavy_and_the_sly() -> None:
    made = Counter(builder.__name__ for builder in BUILDERS for _ in builder())
    assert min(made.values()) >= 5, made
    assert sum(made.values()) + len(HEAVY) + len(SLY) + len(TELLING) > 600


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.__name__)
def test_each_is_refused_at_its_line_by_its_check_and_in_time(builder: Callable[[], Iterator[Case]]) -> None:
    wrong = []
    for name, text, line, code in builder():
        begun = time.process_time()
        found = faults(text)
        assert time.process_time() - begun < MOST_SECONDS, name
        if not found or not any(abs(at - line) <= 2 and said.startswith(code) for at, said in found):
            wrong.append((name, line, code, found))
    assert wrong == []


def test_the_memory_of_reading_one_is_small() -> None:
    tracemalloc.start()
    try:
        for name, text, *_ in encodings():
            faults(text)
            assert tracemalloc.get_traced_memory()[1] < MOST_KB * 1024, name
    finally:
        tracemalloc.stop()
