"""An experiment: a belief and a prediction first, a try in the world, then what came of it."""

from __future__ import annotations

from repairjournal.model.kind import Answers, Kind, first_line, reworded
from repairjournal.model.program import Field, Task

BEGIN = (
    Field("belief", "text", "Which old rule would you like to test?", why="The sentence that usually decides for you."),
    Field("belief_before", "scale", "How true does it feel today, 0-100?", 0, 100),
    Field("prediction", "text", "What do you expect will happen?", why="Something one could see or hear."),
    Field("sure", "scale", "How sure are you, 0-100?", 0, 100),
    Field("looks_like", "text", "How would you notice that it came true?"),
    Field("plan", "text", "What exactly will you do, and when?", why="Small enough to be possible this week."),
    Field("exercise", "short", "With which exercise, or your own way?"),
)
CLOSE = (
    Field("did", "choice", "Did you try it?", options=("not yet", "part", "yes", "chose not")),
    Field("outcome", "text", "What happened?"),
    Field("came_true", "choice", "Did the expectation come true?", options=("no", "partly", "yes")),
    Field("belief_after", "scale", "How true is the old rule now, 0-100?", 0, 100),
    Field("learning", "text", "What do you take from it?"),
    Field("keep", "choice", "And the old rule?", options=("keep", "change")),
)
NOT_YET, CHOSE_NOT = "not yet", "chose not"
SEALED = ("belief_before", "prediction", "sure")


def later(task: Task) -> tuple[Field, ...]:
    return CLOSE


def sealed(answers: Answers) -> tuple[str, ...]:
    """Once the outcome has a value the prediction keeps its first words."""
    return SEALED if answers.get("outcome") else ()


KIND = Kind(
    name="experiment",
    fields=lambda task: reworded(BEGIN, task),
    later=later,
    headline=lambda answers: first_line(answers, "prediction", "belief", "plan"),
    count_words=("experiment", "experiments"),
    enough=lambda answers: any(answers.get(id) for id in ("belief", "prediction", "plan")),
    sealed=sealed,
    waits=True,
)
