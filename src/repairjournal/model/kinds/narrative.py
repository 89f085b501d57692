"""A part of the story: told once, told again."""

from __future__ import annotations

from repairjournal.model.kind import Kind, first_line
from repairjournal.model.program import Field, Task

CHANGED = Field("changed", "text", "What is different in how you see it now?", more=True)
# Four questions to oneself after a page, Grice's maxims in own words: no score, and nothing here reads the text.
FINE = ("fine", "look again", "leave it")
CLARITY = (
    Field("scene", "choice", "Does each big word have a scene of its own?", options=FINE, more=True),
    Field(
        "length", "choice", "Is there enough of it, and not so much that the thread is lost?", options=FINE, more=True
    ),
    Field("thread", "choice", "Does it stay with what was asked?", options=FINE, more=True),
    Field("follow", "choice", "Could someone who knows neither of you follow it?", options=FINE, more=True),
)


def clarity(task: Task) -> tuple[Field, ...]:
    """The four questions, where the program offers them."""
    return CLARITY if task.self_check == "clarity4" else ()


def fields(task: Task) -> tuple[Field, ...]:
    """One text per part of the task; an entry holds the parts that were written."""
    return (*(Field(part.id, "text", part.ask) for part in task.parts), *task.fields, CHANGED, *clarity(task))


KIND = Kind(
    name="narrative",
    fields=fields,
    headline=lambda answers: first_line(answers, *answers),
    count_words=("page of the story", "pages of the story"),
)
