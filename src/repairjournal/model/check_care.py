"""What a program may not take away from the person (P12), and words that weigh on people (P16)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from repairjournal.model.check import Finding, Path
from repairjournal.model.program import Program, Task
from repairjournal.text import t

MOST_DISTRESS_STOP = 8
MOST_RISE_STOP = 3

# What stays among the `not_for` of these exercises, whatever else an author writes there.
_KEPT = {
    "soothe": ("asking anyone for help", "someone who turns frightening when an answer is late"),
    "stay": ("because someone asks you to stay", "keeping another person in the room"),
}
# Signs that a step is done with another person. Few, so that "the other hand" and imagined others stay free.
_SOMEBODY = re.compile(
    r"\b(?:your partner|the other person|each other|both of you|the two of you|face to face|eye to eye)\b",
    re.IGNORECASE,
)

# Keys whose text a person reads. `source_title` is a quotation and `name`, `how`, `contact` are names.
TEXT_KEYS = frozenset(
    (
        "title",
        "summary",
        "intro",
        "text",
        "ask",
        "why",
        "say",
        "then",
        "not_for",
        "focus",
        "focus_alone",
        "close",
        "options",
        "note",
    )
)

_WORDS = (
    (
        re.compile(r"\bstreaks?\b", re.IGNORECASE),
        "'streak' counts days against the person",
        "say how often something was done",
    ),
    (
        re.compile(r"\bfail(?:s|ed|ing|ures?)?\b", re.IGNORECASE),
        "'failed' and its like judge an attempt",
        "say that it turned out otherwise, or stayed open",
    ),
    (
        re.compile(r"\bmust\b", re.IGNORECASE),
        "'must' pushes",
        "write 'you may' or 'if you like'",
    ),
    (
        re.compile(
            r"\byou(?: are|'re|’re) (?:an? )?(?:anxious|avoidant|disorgani[sz]ed|fearful|insecure)\b", re.IGNORECASE
        ),
        "this names the person by a pattern",
        "write what happens, as in 'when you feel drawn to reach out'",
    ),
    (
        re.compile(
            r"\b(?:cures?|cured|guaranteed?|will (?:be )?heal(?:ed)?|will fix|rewires? your brain)\b", re.IGNORECASE
        ),
        "this promises a cure",
        "write what is done, not what will come of it",
    ),
)


def check_care(program: Program) -> Iterator[Finding]:
    """P12: the safety floor. An author may be stricter, never laxer."""
    safety = program.safety
    for key, value, most in (
        ("distress_stop", safety.distress_stop, MOST_DISTRESS_STOP),
        ("rise_stop", safety.rise_stop, MOST_RISE_STOP),
    ):
        if value > most or value < 1:
            what = t(
                "'{key}' is {value}; a program may be stricter than {most}, never laxer",
                key=key,
                value=value,
                most=most,
            )
            yield Finding(("safety", key), "P12", what, t("write 1 to {most}", most=most))
    for n, id in enumerate(safety.requires_safety_check):
        task = program.tasks.get(id)
        if task and task.kind and not task.safety_check:
            what = t("'{id}' is listed here and has no 'safety_check'", id=id)
            here: Path = ("safety", "requires_safety_check", n)
            yield Finding(here, "P12", what, t("add 'safety_check: partner' to the task"))
    english = program.language.split("-")[0] == "en"
    for task in program.tasks.values():
        path: Path = ("tasks", task.id)
        if task.kind == "practice":
            yield from _practice(path, task, english)
        elif task.kind == "trigger":
            yield from _trigger(path, task)


def _practice(path: Path, task: Task, english: bool) -> Iterator[Finding]:
    if not task.not_for:
        what = t("practice '{id}' has no 'not_for'", id=task.id)
        yield Finding((*path, "not_for"), "P12", what, t("write when it is not the thing to do"))
    if not task.easier:
        what = t("practice '{id}' has no 'easier'", id=task.id)
        yield Finding((*path, "easier"), "P12", what, t("write 'easier:' with one of steps, task, say"))
    leaving = task.when.variant == "b"
    if task.short == "stay" and not leaving and not task.safety_check:
        what = t("'{id}' is a 'stay' and keeps 'safety_check: partner'; a program cannot remove it", id=task.id)
        yield Finding((*path, "safety_check"), "P12", what, t("write 'safety_check: partner'"))
    if task.id == "leaving-well" and not (task.short == "stay" and leaving and not task.partner):
        what = t("'{id}' is for everybody and before any gate", id=task.id)
        yield Finding(path, "P12", what, t("write 'short: stay' and 'when: {variant: b}', without 'with'"))
    if task.not_for and not (task.short == "stay" and leaving):
        yield from _kept_lines(path, task, english)
    spoken = " ".join(step.say for step in task.steps)
    if english and not leaving and not task.partner and not task.safety_check and _SOMEBODY.search(spoken):
        what = t("the steps of '{id}' name the other person and 'with' is missing", id=task.id)
        yield Finding((*path, "steps"), "P12", what, t("write 'with: partner', or reword the step"), warning=True)


def _kept_lines(path: Path, task: Task, english: bool) -> Iterator[Finding]:
    lines = [" ".join(line.casefold().split()) for line in task.not_for]
    for kept in _KEPT.get(task.short or "", ()):
        if any(kept in line for line in lines):
            continue
        if english:
            what = t("'{id}' keeps a line among its 'not_for'; a program cannot remove it", id=task.id)
            yield Finding((*path, "not_for"), "P12", what, t('add "{line}"', line=kept))
        else:
            what = t("'{id}' keeps a line among its 'not_for', which cannot be read in this language", id=task.id)
            yield Finding((*path, "not_for"), "P12", what, t('see that it says "{line}"', line=kept), warning=True)


def _trigger(path: Path, task: Task) -> Iterator[Finding]:
    ids = [field.id for field in task.fields]
    if not ids:
        return
    for kept in ("situation", "body", "thought"):
        if kept not in ids and "" not in ids:
            what = t("a trigger task keeps the question '{id}'", id=kept)
            yield Finding((*path, "fields"), "P12", what, t("add it; its wording is yours"))
    if set(ids[:3]) != {"situation", "body", "thought"} and {"situation", "body", "thought"} <= set(ids):
        what = t("a question of your own stands before situation, body and thought")
        yield Finding((*path, "fields"), "P12", what, t("put those three first"))


def texts(parsed: Any, path: Path = (), key: str = "") -> Iterator[tuple[Path, str | list[str]]]:
    """(path, text) of every text a person reads; lists of texts (`not_for`, `options`, a vocabulary) as a whole."""
    if isinstance(parsed, Mapping):
        for name, value in parsed.items():
            yield from texts(value, (*path, name), name)
    elif isinstance(parsed, list) and parsed and not isinstance(parsed[0], str):
        for n, value in enumerate(parsed):
            yield from texts(value, (*path, n), "")
    elif parsed and (key in TEXT_KEYS or path[:1] == ("vocab",)) and path[:1] != ("contacts",):
        yield path, parsed


def check_words(parsed: Mapping[str, Any]) -> Iterator[Finding]:
    """P16, for texts in English: warnings, one for each text and word."""
    if not str(parsed.get("language", "en")).startswith("en"):
        return
    for path, text in texts(parsed):
        lines: Sequence[str] = [text] if isinstance(text, str) else text
        for n, line in enumerate(lines):
            for pattern, what, remedy in _WORDS:
                if pattern.search(line):
                    yield Finding(
                        path if isinstance(text, str) else (*path, n), "P16", t(what), t(remedy), warning=True
                    )
