"""An answer sheet: its row of numbers as it is typed and kept, and what on it is worth a second look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repairjournal.errors import UsageError
from repairjournal.model.instrument import Instrument, Item, Scale, score
from repairjournal.model.kind import narrow
from repairjournal.text import t

OPEN = "-"
SEPARATORS = str.maketrans(",;|、，；：:", "       =")  # a colon stands between a name and its number
LONGEST_ALIKE = 10  # the same number so often in a row is asked about; this project's own figure, no published rule

Row = Sequence[int | None]  # the answers in the order of the items, None where one is left open


@dataclass(frozen=True, slots=True)
class Notice:
    """Something seen on a sheet that may be meant and may be a slip. `code`: open, alike or against."""

    code: str
    what: str


def one_key(scale: Scale) -> bool:
    """Whether every answer is a single digit, so that one key is enough."""
    return scale.low >= 0 and scale.high <= 9


def fits(scale: Scale) -> str:
    return t("give a whole number from {low} to {high}", low=scale.low, high=scale.high)


def parse_row(form: Instrument, text: str) -> tuple[int | None, ...]:
    """All answers of a form from one text: numbers by blanks, commas or lines, `-` for one left open.

    A form with names takes name=number in any order. Digits that touch (3521...) are one answer each where the scale
    allows. Raises UsageError for a wrong count and for an answer outside the scale, by its place and never by its text.
    """
    words = narrow(text).translate(SEPARATORS).split()
    if form.named:
        words = _by_name(form, words)
    elif len(words) == 1 < len(form.items) and one_key(form.scale):
        words = list(words[0])
    if len(words) != len(form.items):
        what = t("{form} has {n} answers, {given} were given", form=form.id, n=len(form.items), given=len(words))
        raise UsageError(what, t("give all in order, - for one left open"))
    return tuple(_answer(form.scale, n, word) for n, word in enumerate(words, 1))


def _answer(scale: Scale, place: int, word: str) -> int | None:
    if word == OPEN:
        return None
    digits = word.removeprefix("-")
    value = int(word) if digits.isdecimal() and len(digits) < 4 else None
    if value is None or not scale.low <= value <= scale.high:
        raise UsageError(t("answer {number} does not fit", number=place), fits(scale))
    return value


def _by_name(form: Instrument, words: list[str]) -> list[str]:
    known = [item.name for item in in_order(form)]
    given: dict[str, str] = {}
    for word in " ".join(words).replace(" =", "=").replace("= ", "=").split():
        name, equals, value = word.partition("=")
        if not equals or name.lower() not in known or name.lower() in given:
            example = " ".join(f"{name}={form.scale.low}" for name in known)
            raise UsageError(
                t("{form} is answered by name, since copies differ in their order", form=form.id),
                t("write each once, as in {example}", example=example),
            )
        given[name.lower()] = value
    return [given.get(name, OPEN) for name in known]


def parse_on(form: Instrument, done: int, text: str) -> list[int | None]:
    """One or more answers that follow the first `done` ones; of a form with names only one at a time.

    Raises UsageError as parse_row does, and for more answers than are left.
    """
    words = narrow(text).translate(SEPARATORS).split()
    if len(words) == 1 and one_key(form.scale):
        words = list(words[0])
    left = 1 if form.named else len(form.items) - done
    if len(words) > left:
        raise UsageError(t("{given} answers were given", given=len(words)), t("give {n} at most here", n=left))
    return [_answer(form.scale, done + n, word) for n, word in enumerate(words, 1)]


def row_text(form: Instrument, row: Row) -> str:
    """The row as it is kept and can be typed again; a part of a row holds only its first answers."""
    words = [OPEN if answer is None else str(answer) for answer in row]
    if not form.named:
        return " ".join(words)
    return " ".join(f"{item.name}={word}" for item, word in zip(in_order(form), words, strict=False))


def in_order(form: Instrument) -> list[Item]:
    return sorted(form.items, key=lambda item: item.number)


def begun_row(form: Instrument, text: str) -> list[int | None]:
    """The first answers of a row as row_text wrote them; what cannot be read any more ends it."""
    row: list[int | None] = []
    for place, word in enumerate(text.split()[: len(form.items)], 1):
        try:
            row.append(_answer(form.scale, place, word.rpartition("=")[2]))
        except UsageError:
            break
    return row


def answers_of(form: Instrument, row: Row) -> dict[str, object]:
    """What is kept of a whole row: the answers as one text, the form and its scores.

    A subscale with too few answers has no score. Raises UsageError where none has one.
    """
    scores = {name: value for name, value in score(form, numbered(row)).items() if value is not None}
    if not scores:
        raise UsageError(t("too few answers for a number; nothing was kept"), t("leave fewer of them open"))
    return {"items": row_text(form, row), "form": form.id, "scores": scores}


def turned(scale: Scale, row: Row) -> tuple[int | None, ...]:
    """The row of a copy on which the other end of the scale says yes, as the published form counts it."""
    return tuple(None if answer is None else scale.reverse(answer) for answer in row)


def numbered(row: Row) -> dict[int, int | None]:
    """{item number: answer}, as `score` takes them."""
    return dict(enumerate(row, 1))


def noticed(form: Instrument, row: Row) -> tuple[Notice, ...]:
    """What may be a slip on a whole sheet of a validated form; counts of one's own week may well be all the same.

    The figures are this project's own: no page of an instrument gives a rule.
    """
    if not form.validated:
        return ()
    return tuple(x for x in (_left_open(form, row), _alike(row), _against(form, row)) if x)


def _left_open(form: Instrument, row: Row) -> Notice | None:
    places = [n for n, answer in enumerate(row, 1) if answer is None]
    if not places:
        return None
    answers, lost = numbered(row), []
    for subscale in form.subscales:
        given = sum(answers.get(number) is not None for number in subscale.items)
        if 100 * given < form.needs_percent * len(subscale.items):
            lost.append(subscale.id)
    what = t("Left open: {numbers}.", numbers=", ".join(map(str, places)))
    if lost:
        what += " " + t("Too few answers for a number: {names}.", names=", ".join(lost))
    return Notice("open", what)


def _alike(row: Row) -> Notice | None:
    given = [answer for answer in row if answer is not None]
    if len(given) > 2 and len(set(given)) == 1:
        return Notice("alike", t("Every answer is the same number."))
    first = 0
    for n in range(1, len(row) + 1):
        if n == len(row) or row[n] is None or row[n] != row[first]:
            if n - first >= LONGEST_ALIKE:
                what = t("The same number from {first} to {last}.", first=first + 1, last=n)
                return Notice("alike", what)
            first = n
    return None


def _against(form: Instrument, row: Row) -> Notice | None:
    """Sentences that say the opposite of each other, answered alike: more than half the scale apart once reversed."""
    if form.scoring == "difference":
        return None
    answers = numbered(row)
    for subscale in form.subscales:
        straight = [a for n in subscale.items if n not in subscale.reversed and (a := answers.get(n)) is not None]
        other = [form.scale.reverse(a) for n in subscale.reversed if (a := answers.get(n)) is not None]
        if min(len(straight), len(other)) < 2:
            continue
        apart = sum(straight) / len(straight) - sum(other) / len(other)
        if abs(apart) > (form.scale.high - form.scale.low) / 2:
            what = t("Sentences that say opposite things are answered alike ({name}).", name=subscale.id)
            return Notice("against", what)
    return None
