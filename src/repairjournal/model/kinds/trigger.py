"""A trigger moment: what happened, what the body did, the sentence that ran along."""

from __future__ import annotations

from typing import Any

from repairjournal.model import vocab
from repairjournal.model.kind import Answers, Kind, first_line, reworded
from repairjournal.model.program import Field, Task

NOW = Field("now", "scale", "How strong right now, 0-10?", 0, 10, why="So that help can come first if it is a lot.")
CORE = (
    NOW,
    Field(
        "situation",
        "text",
        "What happened, the way a camera would have it?",
        why="Plain facts first; what they meant comes two lines further down.",
    ),
    Field(
        "body",
        "text",
        "Where in the body, and how did it feel there?",
        source="areas",
        why="The body often knows before the words do. 'nothing noticed' is an answer.",
    ),
    Field("thought", "text", "Which sentence went through your head?", why="Close to word for word is best."),
)
MORE = (
    Field("belief", "scale", "How true did that sentence feel, 0-100?", 0, 100, more=True),
    Field("state", "state", "Which way did you go inside?", source="states", more=True),
    Field("urge", "choice", "What did you want to do at once?", source="urges", more=True),
    Field("acted", "yesno", "Did you do it?", more=True),
    Field("distress", "scale", "How strong at its worst, 0-10?", 0, 10, more=True),
)


def fields(task: Task) -> tuple[Field, ...]:
    asked = reworded(CORE + MORE, task)
    return tuple(f for f in asked if not f.more) + tuple(f for f in asked if f.more)


def derive(answers: Answers) -> dict[str, Any]:
    """Vocabulary words in the line about the body fill areas and sensations, unless given."""
    filled = dict(answers)
    body = filled.get("body")
    if isinstance(body, str):
        for name in ("areas", "sensations"):
            words = vocab.words_in(body, vocab.VOCABULARIES[name])
            if words and name not in filled:
                filled[name] = words
    return filled


KIND = Kind(
    name="trigger",
    fields=fields,
    headline=lambda answers: first_line(answers, "situation", "thought", "body"),
    count_words=("moment", "moments"),
    enough=lambda answers: any(str(answers.get(id) or "").strip() for id in ("situation", "body", "thought")),
    derive=derive,
    extra=(
        Field("areas", "areas", "Where in the body?"),
        Field("sensations", "choices", "What was it like there?", source="sensations"),
    ),
)
