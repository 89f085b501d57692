"""The countdown at this desk, and the two minutes of looking around the room that stand behind every hard moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from repairjournal.cli.desk import Desk
from repairjournal.model.program import Step, Task
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.cli.timer import Outcome

GROUND = "outward"  # the built-in two minutes of looking around the room


def the_room(desk: Desk) -> None:
    """Two minutes of looking around the room; nothing is kept and nothing asked."""
    from repairjournal.model.builtin import builtin_task

    task = builtin_task(GROUND)
    assert task is not None
    end_if_gone(countdown(desk, task, task.steps))


def countdown(
    desk: Desk,
    task: Task,
    steps: tuple[Step, ...],
    beat: Any = None,
    easier_task: Task | None = None,
    predict: Callable[[], bool] | None = None,
) -> Outcome:
    """Run the timer for these steps of a task; `easier_task` is the one that its easier form names.

    `predict` asks for a prediction on the key `p`.
    """
    from repairjournal.cli import timer

    easier = (
        easier_task.steps if easier_task else tuple(s for s in task.steps if task.easier and s.id in task.easier.steps)
    )
    also = t("Easier: {words}", words=task.easier.say) if task.easier and task.easier.say else ""
    not_for = t("Not for: {list}", list=" · ".join(task.not_for)) if task.not_for else ""
    notices = tuple(line for line in (task.intro, not_for, also) if line)
    return timer.run(
        steps,
        plain=desk.term.plain,
        interactive=desk.term.asks,
        notices=notices,
        easier=easier or None,
        bell=desk.settings.get("bell") is True,
        beat=beat or (lambda step, seconds: None),
        call=lambda: desk.people_to_call(),
        predict=predict,
    )


def end_if_gone(outcome: Outcome) -> None:
    """A hung-up or terminated process ends here, once everything is kept."""
    if outcome.how == "hung-up":
        raise SystemExit(129)
    if outcome.how == "terminated":
        raise SystemExit(143)
