"""A reading: that it was read, and a line about it if wished."""

from __future__ import annotations

from repairjournal.model.kind import Kind, first_line
from repairjournal.model.program import Field

KIND = Kind(
    name="reading",
    fields=lambda task: (Field("text", "text", "A line about it?"),),
    headline=lambda answers: first_line(answers, "text"),
    count_words=("reading", "readings"),
    enough=lambda answers: True,
)
