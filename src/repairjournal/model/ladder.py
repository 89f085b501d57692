"""The person's own list of small steps, read from the line in which they wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repairjournal.text import fold


def read(line: str, steps: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    """Step ids in the order written. A piece between commas or line ends is a number, an id, or the start of a title.

    What matches nothing, or more than one step, is left out: the line itself is kept as it was written.
    """
    for sign in "，、;；\n":
        line = line.replace(sign, ",")
    pieces = [piece.strip() for piece in line.split(",")]
    if len(pieces) == 1:
        numbers = line.split()
        if numbers and all(n.isdecimal() for n in numbers):
            pieces = numbers
    found = (_one(piece, steps, titles) for piece in pieces)
    return list(dict.fromkeys(id for id in found if id))


def _one(piece: str, steps: Sequence[str], titles: Mapping[str, str]) -> str | None:
    if piece.isdecimal() and len(piece) < 4:
        return steps[int(piece) - 1] if 1 <= int(piece) <= len(steps) else None
    said = fold(piece)
    if not said:
        return None
    fitting = [id for id in steps if said == id] or [id for id in steps if fold(titles[id]).startswith(said)]
    return fitting[0] if len(fitting) == 1 else None
