"""What a kind of entry is: its questions, its one-line headline, its numbers. One file per kind in kinds/."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.model import vocab
from repairjournal.model.program import Field, Task
from repairjournal.text import t

Answers = Mapping[str, Any]
NO_FIELDS: tuple[Field, ...] = ()


class Refused(UsageError):
    """An answer that does not fit its question. Names the field and the range, never the answer's words."""


def _nothing(answers: Answers) -> tuple[str, ...]:
    return ()


def _any(answers: Answers) -> bool:
    return bool(answers)


@dataclass(frozen=True, slots=True)
class Kind:
    """A closed set of eight; commands and store treat all of them through this face.

    fields(task): asked when the entry is begun. later(task): asked when an open entry is closed.
    headline(answers): one line in the person's words, for pages that show own words.
    enough(answers): whether there is something to keep. sealed(answers): fields that may no longer change.
    derive(answers): answers with what follows from them filled in (areas from a line about the body).
    """

    name: str
    fields: Callable[[Task], tuple[Field, ...]]
    headline: Callable[[Answers], str]
    count_words: tuple[str, str]  # "1 moment", "2 moments"
    later: Callable[[Task], tuple[Field, ...]] = lambda task: NO_FIELDS
    enough: Callable[[Answers], bool] = _any
    sealed: Callable[[Answers], tuple[str, ...]] = _nothing
    derive: Callable[[Answers], dict[str, Any]] = dict
    waits: bool = False  # a new entry stays open until `later` has been asked
    extra: tuple[Field, ...] = ()  # fields an entry may hold that are never asked as such (times, steps)


def reworded(builtin: Sequence[Field], task: Task) -> tuple[Field, ...]:
    """The kind's own fields with the task's wording, then the task's further fields."""
    own = {field.id: field for field in task.fields}
    ids = {field.id for field in builtin}
    merged = [_merged(field, own[field.id]) if field.id in own else field for field in builtin]
    return (*merged, *(field for field in task.fields if field.id not in ids))


def _merged(builtin: Field, own: Field) -> Field:
    return Field(
        id=builtin.id,
        type=builtin.type,
        ask=own.ask,
        low=builtin.low,
        high=builtin.high,
        options=own.options or builtin.options,
        source=own.source or builtin.source,
        more=builtin.more,
        why=own.why or builtin.why,
        shown=own.shown,
    )


def choices_of(field: Field, vocabulary: Mapping[str, Sequence[str]] | None = None) -> tuple[str, ...]:
    """The words a choice field offers: its own options, the program's vocabulary, else ours."""
    if field.options:
        return field.options
    name = vocabulary_of(field.type, field.source)
    return tuple((vocabulary or {}).get(name) or vocab.VOCABULARIES.get(name, ()))


def vocabulary_of(type: str, source: str | None) -> str:
    """The name of the vocabulary a field of this type and `from` draws on; empty for none."""
    return source or {"areas": "areas", "state": "states"}.get(type, "")


def shown_of(field: Field, vocabulary: Mapping[str, Sequence[str]] | None = None) -> tuple[str, ...]:
    """The same words as `choices_of`, one for one, as the person reads them."""
    return field.shown or choices_of(field, vocabulary)


def as_shown(field: Field, value: Any) -> Any:
    """A kept answer with its words as the person reads them; anything else as it is."""
    words = dict(zip(field.options, field.shown, strict=False))
    if isinstance(value, (list, tuple)):
        return [words.get(item, item) for item in value]
    return words.get(value, value) if isinstance(value, str) else value


_YES = {"y", "yes", "true", "1", "是", "有"}
_NO = {"n", "no", "false", "0", "否", "没有"}
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, ord("、"): ord(","), ord("。"): ord(".")}


def narrow(text: str) -> str:
    """Full-width digits, letters and signs as their ASCII twins: for reading keys and numbers, never for keeping."""
    return text.translate(_WIDE)


def accept(field: Field, raw: Any, vocabulary: Mapping[str, Sequence[str]] | None = None) -> Any:
    """The answer as it is kept, from a line typed, an option or a JSON value. None: left open.

    Raises Refused with one sentence that names the field and what would fit.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if field.type in ("text", "short"):
        if not isinstance(raw, str):
            raise Refused(t("{field} takes words", field=field.id), t("write it as text in quotes"))
        return raw
    if field.type in ("scale", "number"):
        return _number(field, raw)
    if field.type == "yesno":
        return _yesno(field, raw)
    offered = choices_of(field, vocabulary)
    shown = shown_of(field, vocabulary)
    if field.type in ("choice", "state"):
        return _choice(field, raw, offered, shown)
    parts = raw if isinstance(raw, (list, tuple)) else narrow(str(raw)).replace(";", ",").split(",")
    return [_choice(field, part, offered, shown) for part in parts if str(part).strip()]


def _number(field: Field, raw: Any) -> int | float:
    """A scale is whole; a number may have a decimal point or comma."""
    low, high = field.low, field.high
    value: int | float | None = None
    if isinstance(raw, str):
        text = narrow(raw).strip().rstrip("%")
        whole, _, part = text.lstrip("+-").replace(",", ".").partition(".")
        if text.lstrip("+-").isdecimal() and len(text) < 10:
            value = int(text)
        elif field.type == "number" and whole.isdecimal() and part.isdecimal() and len(text) < 10:
            value = float(text.replace(",", "."))
    elif not isinstance(raw, bool) and isinstance(raw, (int, float) if field.type == "number" else int):
        value = raw
    if value is None or (low is not None and value < low) or (high is not None and value > high):
        if low is not None and high is not None:
            fits = t("give a whole number from {low} to {high}", low=low, high=high)
            if field.type == "number":
                fits = t("give a number from {low} to {high}", low=low, high=high)
        else:
            fits = t("give a whole number")
        raise Refused(t("{field} does not fit", field=field.id), fits)
    return value


def _yesno(field: Field, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = narrow(str(raw)).strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise Refused(t("{field} does not fit", field=field.id), t("answer y or n"))


def _choice(field: Field, raw: Any, offered: Sequence[str], shown: Sequence[str]) -> str:
    """The kept word of what was given: its number, the word as shown, or the word itself, each also begun."""
    word = narrow(str(raw)).strip()
    if word.isdecimal() and len(word) < 4 and 1 <= int(word) <= len(offered) and word not in offered:
        return offered[int(word) - 1]
    folded = word.lower().replace("-", " ")
    for words in (shown, offered):
        known = [w.lower().replace("-", " ") for w in words]
        begun = [n for n, w in enumerate(known) if w == folded] or [
            n for n, w in enumerate(known) if w.startswith(folded)
        ]
        if folded and len(begun) == 1:
            return offered[begun[0]]
    raise Refused(t("{field} does not fit", field=field.id), t("choose one of: {words}", words=", ".join(shown)))


def first_line(answers: Answers, *ids: str) -> str:
    """The first line of the first of these answers that has words."""
    for id in ids:
        value = answers.get(id)
        if isinstance(value, str) and value.strip():
            return value.strip().splitlines()[0]
    return ""
