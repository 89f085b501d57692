"""The positions of a sheet as a drawing: one line for each subscale, a dot, and the band in which chance lies."""

from __future__ import annotations

from collections.abc import Sequence

from repairjournal.model.change import Position
from repairjournal.text import safe, t

WIDTH, LEFT, RIGHT, ROW = 480, 130, 440, 44  # in user units: one line of a page that is 480 wide
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def dimensions_svg(newest: Sequence[Position], first: Sequence[Position] = ()) -> str:
    """An SVG element that stands alone: no style sheet, script or address, and it reads in black and white.

    `newest` are full dots; `first`, the positions of the sheet they are compared with, open ones. The band is drawn
    round the first sheet where there is one, else round the newest. The same numbers stand in words beside each line.
    """
    earlier = {position.subscale: position for position in first}
    height = ROW * len(newest) + 12
    told = " ".join(_told(position, earlier.get(position.subscale)) for position in newest)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" font-family="sans-serif" font-size="12" fill="#222">',
        f"<title>{_escaped(told)}</title>",
    ]
    for n, position in enumerate(newest):
        parts += _line(ROW * n + 24, position, earlier.get(position.subscale))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _line(y: int, position: Position, before: Position | None) -> list[str]:
    band = (before or position).band
    parts = [
        f'<text x="0" y="{y + 4}">{_escaped(position.subscale)}</text>',
        f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{position.low:g}</text>',
        f'<line x1="{LEFT}" y1="{y}" x2="{RIGHT}" y2="{y}" stroke="#999"/>',
        f'<text x="{RIGHT + 8}" y="{y + 4}">{position.high:g}</text>',
    ]
    if band:
        start, end = _x(position, band[0]), _x(position, band[1])
        parts.append(f'<rect x="{start:.1f}" y="{y - 5}" width="{end - start:.1f}" height="10" fill="#ddd"/>')
    if before:
        parts.append(f'<circle cx="{_x(before, before.score):.1f}" cy="{y}" r="5" fill="#fff" stroke="#222"/>')
    x = _x(position, position.score)
    parts.append(f'<circle cx="{x:.1f}" cy="{y}" r="5"/>')
    parts.append(f'<text x="{x:.1f}" y="{y - 10}" text-anchor="middle">{position.score:.2f}</text>')
    return parts


def _x(position: Position, score: float) -> float:
    return LEFT + (RIGHT - LEFT) * (score - position.low) / (position.high - position.low)


def _told(position: Position, before: Position | None) -> str:
    words = {"name": position.subscale, "score": position.score, "low": position.low, "high": position.high}
    if before is None:
        return t("{name}: {score:.2f} on a line from {low:g} to {high:g}.", **words)
    return t(
        "{name}: first {first:.2f}, now {score:.2f} on a line from {low:g} to {high:g}.", first=before.score, **words
    )


def _escaped(text: str) -> str:
    return safe(text).translate(_ENTITIES)
