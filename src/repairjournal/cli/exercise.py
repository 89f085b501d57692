"""A practice lived: the attempt is written at its first second, each answer after it as it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from repairjournal.cli import care, ground, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import DIM
from repairjournal.errors import UsageError
from repairjournal.model.day import Day
from repairjournal.model.entry import KEPT, OPEN, Entry
from repairjournal.model.kind import narrow
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Field, Step, Task
from repairjournal.text import safe, t

WORDS = ("text", "short")  # types of fields that are answered in the person's own words


@dataclass
class Attempt:
    """One practice under way: its entry (None where nothing is kept) and the answers so far."""

    desk: Desk
    task: Task
    day: Day | None
    steps: tuple[Step, ...]
    answers: dict[str, Any]
    entry: Entry | None = None
    part_of: str | None = None
    back: bool = False  # it rested until now

    def begin(self) -> None:
        """Write the attempt, open, before its first second."""
        if not self.desk.has_journal():
            return
        journal = self.desk.journal(write=True)
        self.answers |= {"seconds": 0, "planned": sum(s.seconds for s in self.steps), "how": "stopped"}
        entry = self.desk.new_entry(self.day, "practice", self.task.id, self.answers, state=OPEN, part_of=self.part_of)
        with journal.act("practice", act_words(self.task), at=self.desk.now(), on=entry.written_date) as act:
            act.add(entry)
            if self.back:
                act.add(care.brought_back(entry))
        self.entry = entry

    def keep(self, **answers: Any) -> None:
        """Commit what is known now."""
        self.answers |= answers
        if self.entry is not None:
            self.desk.journal(write=True).beat(self.entry.id, self.answers)

    def settle(self) -> None:
        if self.entry is not None:
            self.entry = replace(self.entry, answers=dict(self.answers), state=KEPT, written_at=self.entry.written_at)
            self.desk.journal(write=True).settle(self.entry)


def act_words(task: Task) -> str:
    return t("a practice: {title}", title=safe(task.title))


def perform(
    desk: Desk,
    task: Task,
    day: Day | None,
    *,
    variant: str | None = None,
    before: int | None = None,
    ask_before: bool = True,
    dry_run: bool = False,
    part_of: str | None = None,
    places: Sequence[str] = (),
) -> Entry | None:
    """One attempt from its first rating to the kept line. None where nothing could be kept.

    `places` are settings of earlier attempts, the newest first; Enter takes the first of them.
    """
    prompt = _conversation(desk, day, task)
    steps = task.steps_of(variant)
    if not steps and prompt is None:
        raise UsageError(t("this exercise has no countdown"), t("record it with --done, for example --done 10m"))
    back = _rests(desk, day, task)
    if back and day is not None:
        care.tell_rest(desk, day, task)
    if not steps and prompt is not None and not _done_in_the_day(desk, prompt, task):
        return None
    if prompt and ask_before:
        before = _before(desk, prompt, task, day)
        if before is _ELSEWHERE:
            return None
    answers: dict[str, Any] = {"before": before} if isinstance(before, int) else {}
    if prompt and ask_before:
        answers |= _beforehand(prompt, task, places)
    answers |= {"variant": variant} if variant else {}
    answers |= {"dry_run": True} if dry_run else {}
    attempt = Attempt(desk, task, day, steps, answers, part_of=part_of, back=back)
    attempt.begin()
    if not steps:
        attempt.keep(seconds=60 * (task.minutes or 1), planned=60 * (task.minutes or 1), how="finished")
        return _ended(desk, prompt, attempt, finished=True)
    easier = desk.task(day, task.easier.task) if task.easier and task.easier.task else None

    def beat(step: str, seconds: float) -> None:
        attempt.keep(step=step, seconds=round(seconds))

    outcome = ground.countdown(desk, task, steps, beat, easier, _prediction(prompt, attempt))
    finished = outcome.how == "finished"
    attempt.keep(
        step=outcome.step, seconds=round(outcome.seconds), how="finished" if finished else "stopped",
        **({"variant": "easier"} if outcome.easier else {}),
    )  # fmt: skip
    if outcome.how not in ("finished", "stopped"):
        attempt.settle()
        ground.end_if_gone(outcome)
        raise KeyboardInterrupt
    return _ended(desk, prompt, attempt, finished)


def _prediction(prompt: Prompt | None, attempt: Attempt) -> Callable[[], bool] | None:
    """What the key `p` asks, whether something came of it; None where no run could keep a prediction."""
    day, entry = attempt.day, attempt.entry
    if prompt is None or day is None or entry is None or entry.part_of:
        return None

    def ask() -> bool:
        from repairjournal.cli import prediction

        try:
            made = prediction.from_practice(attempt.desk, prompt, day, attempt.task, entry.id)
        except EOFError:  # Ctrl-D leaves the question, not the exercise
            made = None
        attempt.entry = replace(entry, part_of=made.id) if made else entry
        return made is not None

    return ask


def _conversation(desk: Desk, day: Day | None, task: Task) -> Prompt | None:
    """Who asks; None where nothing may be asked. In *leaving well* `?` opens the gate again."""
    if not desk.term.asks:
        return None
    if day is not None and task.short == "stay" and not task.partner and not day.person().alone:
        return care.AskedAgain(desk, day)
    return desk.prompt(day)


def _rests(desk: Desk, day: Day | None, task: Task) -> bool:
    return day is not None and task.id in care.resting(desk, day, (task.id,))


def _ended(desk: Desk, prompt: Prompt | None, attempt: Attempt, finished: bool) -> Entry | None:
    """The questions after, then the attempt is whole; after a rise it is kept without a word."""
    calm = _afterwards(desk, prompt, attempt, finished)
    attempt.settle()
    if calm and attempt.entry is not None:
        show.kept(desk, attempt.entry)
        if _rests(desk, attempt.day, attempt.task):
            n, name = desk.thresholds(attempt.day).rest_after, attempt.task.id
            desk.term.line(
                t("It ended harder {n} times running; it rests now. Its name brings it back: rj practice {name}",
                  n=n, name=name)
            )  # fmt: skip
    return attempt.entry


def _done_in_the_day(desk: Desk, prompt: Prompt, task: Task) -> bool:
    """A small step without a countdown: what it is, then whether it has been done."""
    for line in (task.intro, t("Not for: {list}", list=" · ".join(task.not_for)) if task.not_for else ""):
        if line:
            desk.term.line(safe(line))
    if task.easier and task.easier.say:
        desk.term.line(t("Easier: {words}", words=safe(task.easier.say)))
    ways = (("1", t("I did it, or tried")),)
    hint = t("Enter: later today; rj step then")
    return prompt.menu(t("Whenever it suits."), ways, enter="", hint=hint) == "1"


def _beforehand(prompt: Prompt, task: Task, places: Sequence[str]) -> dict[str, Any]:
    """The questions a task or today's phase puts before the exercise; a known place is one key away."""
    answers: dict[str, Any] = {}
    for field in KINDS["practice"].fields(task)[1:]:
        try:
            value = _place(prompt, field, places) if field.id == "setting" and places else prompt.field(field)
        except Back:
            continue
        if value is not None:
            answers[field.id] = value
    return answers


def _place(prompt: Prompt, field: Field, places: Sequence[str]) -> str | None:
    options = [(str(n), safe(place)) for n, place in enumerate(places, 1)] + [("n", t("a new place"))]
    chosen = prompt.menu(safe(field.ask), options, hint=t("Enter: leave open"))
    if chosen is None:
        return None
    return str(prompt.field(field) or "") or None if chosen == "n" else places[int(chosen) - 1]


_ELSEWHERE = -1  # people to call, or the room, took the place of the exercise


def _before(desk: Desk, prompt: Prompt, task: Task, day: Day | None) -> int | None:
    """The rating before; a high one leads to the direct question and, for inward tasks, to the room first."""
    from repairjournal.model import care as rules

    try:
        hint = t("Enter: no number · ! not safe")
        if isinstance(prompt, care.AskedAgain):
            hint = t("{hint} · ? is it safe to stay", hint=hint)
        before = prompt.rating(t("How strong right now, 0-10?"), hint=hint)
    except Back:
        before = None
    if not care.safe_now(desk, prompt, before, day):
        return _ELSEWHERE
    if rules.before(before, task.short or task.kind, desk.thresholds(day)):
        options = (("1", t("this exercise all the same")), ("5", t("people to call")))
        chosen = prompt.menu(
            t("Then first the room, two minutes, eyes open."), options, enter="", hint=t("Enter: the room · . leave")
        )
        if chosen == "5":
            desk.people_to_call()
            return _ELSEWHERE
        if chosen != "1":
            ground.the_room(desk)
            return _ELSEWHERE
    return before


def _afterwards(desk: Desk, prompt: Prompt | None, attempt: Attempt, finished: bool) -> bool:
    """The rating after and the task's own questions, each kept as it is given. False after a rise."""
    term, task = desk.term, attempt.task
    done = show.minutes(attempt.answers.get("seconds", 0))
    ended = (
        t("{time}, to its end.", time=done) if finished else t("Stopped at {time}. That is a whole record.", time=done)
    )
    if prompt is None:
        term.line(ended)
        return True
    fields = KINDS["practice"].later(task)
    after_field, rest = fields[0], fields[1:]
    try:
        after = prompt.field(after_field)
        if after is not None:
            attempt.keep(after=after)
        if not care.after_attempt(desk, prompt, attempt.answers, attempt.day):
            return False
        term.line(ended)
        # Keys on the page, the person's own words out of sight.
        keys, words = ([f for f in rest if (f.type in WORDS) is own] for own in (False, True))
        prompt.fields(keys, attempt.answers, lambda step, answers: attempt.keep())
        with term.private():
            prompt.fields(words, attempt.answers, lambda step, answers: attempt.keep())
        if task.then:
            term.line(safe(task.then), DIM)
        if task.short == "scan":
            _unreal(desk, prompt)
    except (Back, Enough):
        pass
    return True


def _unreal(desk: Desk, prompt: Prompt) -> None:
    """After looking inward: far away or unreal turns the next offers outward until chosen otherwise."""
    if prompt.confirm(t("Did things feel unreal, far off, or was time gone for a while?")):
        if desk.has_journal():
            desk.journal(write=True).set_setting("inward", "outward")
        desk.term.line(t("Then the room first. The way through the body is not offered again until you choose it."))
        ground.the_room(desk)


def done_elsewhere(
    desk: Desk, task: Task, given: Mapping[str, Any], at: datetime | None, *, dry_run: bool = False
) -> Entry:
    """A practice recorded afterwards (`given` has its seconds): asks nothing, passes no gate."""
    day = desk.day_or_none(write=True)
    journal = desk.journal(write=True)
    answers = {"planned": given["seconds"], "how": "finished", **given}
    answers |= {"dry_run": True} if dry_run else {}
    entry = desk.new_entry(day, "practice", task.id, answers, at=at)
    back = _rests(desk, day, task)
    with journal.act("practice", act_words(task), at=desk.now(), on=entry.written_date) as act:
        act.add(entry)
        if back:
            act.add(care.brought_back(entry))
    show.kept(desk, entry)
    return entry


_LENGTH = (
    r"(?:(?P<minutes>\d{1,4}) *(?:m|min|minutes?)?|(?P<seconds>\d{1,5}) *(?:s|sec|seconds?)"
    r"|(?P<m>\d{1,3}):(?P<s>[0-5]\d))"
)


def seconds_of(text: str) -> int:
    """5m, 90s, 1:30, 5 (minutes) as seconds, up to a day; UsageError for anything else."""
    import re

    found = re.fullmatch(_LENGTH, narrow(text).strip().lower())
    parts = {name: int(value) for name, value in found.groupdict().items() if value} if found else {}
    total = 60 * (parts.get("minutes", 0) + parts.get("m", 0)) + parts.get("seconds", 0) + parts.get("s", 0)
    if not 0 < total <= 86400:
        raise UsageError(t("this length could not be read"), t("write 5m, 90s or 1:30"))
    return total
