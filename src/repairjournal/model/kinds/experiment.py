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


def begun(answers: Answers) -> bool:
    """Whether something of the outcome is told. `not yet` tells nothing; `chose not` is an outcome too."""
    told = (answers.get(field.id) for field in CLOSE)
    return any(value not in (None, "", NOT_YET) for value in told)


def closed(answers: Answers) -> bool:
    """Whether it waits no longer: the person let it be, or told what came of it in words or by a key."""
    return answers.get("did") == CHOSE_NOT or bool(answers.get("outcome") or answers.get("came_true"))


def sealed(answers: Answers) -> tuple[str, ...]:
    """Once the outcome is begun the prediction keeps its first words, or hindsight would write it anew.

    Belief, signs and plan stay open to mending: no number of the ledger hangs on them.
    """
    return SEALED if begun(answers) else ()


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
