"""A secure moment: stayed, said a need, took comfort, and what that was like."""

from __future__ import annotations

from repairjournal.model.kind import Kind, first_line, reworded
from repairjournal.model.program import Field

FIELDS = (
    Field(
        "what",
        "choice",
        "Which was it nearest to?",
        options=("stayed", "said a need", "took comfort", "something else"),
        why="Three small ways of being close; anything else counts as well.",
    ),
    Field("text", "text", "What happened?", why="One plain line is plenty."),
    Field("like", "text", "How was it, in the body or otherwise?", why="This is the part that may come back later."),
)

KIND = Kind(
    name="moment",
    fields=lambda task: reworded(FIELDS, task),
    headline=lambda answers: first_line(answers, "text", "like"),
    count_words=("good moment", "good moments"),
    enough=lambda answers: any(answers.get(id) for id in ("what", "text", "like")),
)
