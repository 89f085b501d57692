"""A practice: a timed exercise, how strong it was before and after, how long it went and where it stopped."""

from __future__ import annotations

from repairjournal.model.kind import Answers, Kind, first_line
from repairjournal.model.program import Field, Task

BEFORE = Field("before", "scale", "How strong right now, 0-10?", 0, 10, why="Only to see what the minutes do.")
AFTER = Field("after", "scale", "How strong now, 0-10?", 0, 10, why="Up, down or the same: each is worth knowing.")
NOTE = Field("note", "text", "What was it like? Nobody marks it.", why="One line for yourself, later.")


def later(task: Task) -> tuple[Field, ...]:
    own = task.after
    return (AFTER, *own, *(() if any(field.id == "note" for field in own) else (NOTE,)))


KIND = Kind(
    name="practice",
    fields=lambda task: (BEFORE, *task.fields),
    later=later,
    headline=lambda answers: first_line(answers, "note"),
    count_words=("practice", "practices"),
    enough=lambda answers: "seconds" in answers,
    extra=(
        Field("seconds", "number", "Seconds done", 0, 86400),
        Field("planned", "number", "Seconds planned", 0, 86400),
        Field("step", "short", "Where it ended"),
        Field("how", "choice", "How it ended", options=("finished", "stopped")),
        Field("variant", "short", "Form"),
        Field("dry_run", "yesno", "A dry run?"),
        Field("setting", "short", "Setting"),
    ),
)


def whole(answers: Answers) -> bool:
    """True when the practice went to its end."""
    return answers.get("how") == "finished"
