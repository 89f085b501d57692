"""The drawing of a sheet: dots and bands where the numbers say, readable without colour, and safe on any page."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.export.dimensions import LEFT, RIGHT, dimensions_svg
from repairjournal.model.change import Position

SVG = "{http://www.w3.org/2000/svg}"


def at(score: float, low: float = 1, high: float = 7) -> float:
    return LEFT + (RIGHT - LEFT) * (score - low) / (high - low)


def dots(drawing: str) -> list[tuple[float, bool]]:
    """(where it stands, whether it is full) of each dot."""
    return [
        (float(dot.get("cx", "")), dot.get("fill") != "#fff") for dot in ET.fromstring(drawing).iter(f"{SVG}circle")
    ]


def test_a_first_and_a_newest_sheet_are_an_open_and_a_full_dot_with_the_band_round_the_first() -> None:
    first, newest = Position("anxiety", 1, 7, 5.0, (4.0, 6.0)), Position("anxiety", 1, 7, 3.0, (2.0, 4.0))
    drawing = dimensions_svg([newest], [first])
    assert [full for _, full in dots(drawing)] == [False, True]
    assert [x for x, _ in dots(drawing)] == pytest.approx([at(5), at(3)], abs=0.1)
    [band] = ET.fromstring(drawing).iter(f"{SVG}rect")
    assert float(band.get("x", "")) == pytest.approx(at(4), abs=0.1)
    assert float(band.get("width", "")) == pytest.approx(at(6) - at(4), abs=0.1)
    assert ET.fromstring(drawing).findtext(f"{SVG}title") == "anxiety: first 5.00, now 3.00 on a line from 1 to 7."


def test_without_a_known_band_none_is_drawn() -> None:
    drawing = dimensions_svg([Position("a", 1, 7, 3.0, None), Position("b", -12, 12, 0.0, None)])
    assert "<rect" not in drawing
    assert [x for x, _ in dots(drawing)] == pytest.approx([at(3), (LEFT + RIGHT) / 2], abs=0.1)


@given(st.text(max_size=20), st.floats(1, 7))
def test_whatever_a_subscale_is_called_the_drawing_is_well_formed_and_its_dot_on_the_line(
    name: str, score: float
) -> None:
    drawing = dimensions_svg([Position(name, 1, 7, score, None)])
    [(x, full)] = dots(drawing)
    assert full
    assert LEFT - 0.1 <= x <= RIGHT + 0.1


def test_a_drawing_asks_for_nothing_from_elsewhere() -> None:
    drawing = dimensions_svg([Position("anxiety", 1, 7, 3.0, (2.0, 4.0))])
    assert drawing.count("http") == 1  # the name of its own format
    assert not any(word in drawing for word in ("href", "script", "url(", "style"))
