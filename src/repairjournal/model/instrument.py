"""Instruments: the key of a form, what must hold for it, and what the numbers on a sheet come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.model.check import Finding, Path
from repairjournal.text import t

# The forms a program may name; the sentences of published ones stay with their publishers.
INSTRUMENTS = frozenset(
    (
        "own-check", "scores-only", "ecr-r.blocked", "ecr.oddeven", "ecr-rs.partner", "ecr-rs.mother", "ecr-rs.father",
        "ecr-rs.friend", "ecr-rs.general", "ecr-s", "rsq", "raas", "rq",
    )
)  # fmt: skip
SCORINGS = ("sum", "mean", "difference")
ENDS = ("low", "high")
# How well a key or a figure is known: read in the authors' own text; two independent sources agree; one second-hand
# source; not checked; this project's own choice.
MARKS = ("V1", "V2", "V3", "U", "OWN")
# Whom a form is about. `anyone` is people in general, or oneself with people in general.
TARGETS = ("partner", "friend", "mother", "father", "anyone")


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered line of a form. `ask` is its sentence, empty where that stays with a publisher.

    `name` is what it is answered by where copies of the form differ in their order.
    """

    number: int
    ask: str = ""
    name: str = ""

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Item:
        return cls(parsed["number"], parsed.get("ask", ""), parsed.get("name", ""))


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers a form takes: whole numbers from `low` to `high`, both included.

    `words` name every number, lowest first, or only the two ends. `agreement` is the end, low or high, that says yes.
    """

    low: int
    high: int
    words: tuple[str, ...]
    agreement: str

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Scale:
        return cls(parsed["low"], parsed["high"], tuple(parsed["words"]), parsed["agreement"])

    def named(self) -> dict[int, str]:
        """{number: its word} of every number that has one, lowest first."""
        ends = len(self.words) < self.high - self.low + 1
        numbers = (self.low, self.high) if ends else range(self.low, self.high + 1)
        return dict(zip(numbers, self.words, strict=True))

    def reverse(self, answer: int) -> int:
        """The answer as counted from the other end: low + high - answer. Reversing twice changes nothing."""
        return self.low + self.high - answer


@dataclass(frozen=True, slots=True)
class Norms:
    """Mean and standard deviation of a subscale in a published sample, on the scale of its score."""

    mean: float
    sd: float
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Retest:
    """How far two sheets of unchanged people go together: the correlation `r`, between 0 and 1."""

    r: float
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Subscale:
    """The item numbers that count together, and which of them count reversed here.

    Reversal belongs to the subscale: item 6 of the RSQ counts straight in one and reversed in another.
    """

    id: str
    items: tuple[int, ...]
    reversed: tuple[int, ...] = ()
    norms: Norms | None = None
    retest: Retest | None = None

    @classmethod
    def of(cls, id: str, parsed: Mapping[str, Any]) -> Subscale:
        norms, retest = parsed.get("norms"), parsed.get("retest")
        return cls(
            id,
            tuple(parsed["items"]),
            tuple(parsed.get("reversed", ())),
            Norms(**norms) if norms else None,
            Retest(**retest) if retest else None,
        )


@dataclass(frozen=True, slots=True)
class Instrument:
    """One form of one questionnaire: the same sentences in another order are another form with another id.

    `needs_percent`: how much of a subscale has to be answered. `shares`: item numbers that count in several subscales,
    `leaves_out`: in none. `recognise`: how the right copy looks, and `found_at`: where it is published. `target`: whom
    it is about. `ask`: what stands before every item, and `line`: what stands beside every result; both only where the
    form was never validated.
    """

    id: str
    title: str
    items: tuple[Item, ...]
    scale: Scale
    subscales: tuple[Subscale, ...]
    scoring: str
    validated: bool
    citation: str
    rights: str
    verified_by: str
    needs_percent: int = 80
    shares: tuple[int, ...] = ()
    leaves_out: tuple[int, ...] = ()
    recognise: str = ""
    found_at: str = ""
    target: str = "anyone"
    ask: str = ""
    line: str = ""

    @property
    def named(self) -> bool:
        """Whether its items are answered by name, never by number."""
        return any(item.name for item in self.items)

    def span(self, subscale: Subscale) -> tuple[int, int]:
        """The lowest and the highest score that a subscale can come to."""
        low, high, most = self.scale.low, self.scale.high, len(subscale.items)
        if self.scoring == "mean":
            return low, high
        against = len(subscale.reversed) if self.scoring == "difference" else 0
        return (most - against) * low - against * high, (most - against) * high - against * low

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Instrument:
        """From the mapping of an instrument file, as far as it could be read: the same keys, blanks where it was not.

        It never checks; check_texts and check_key do.
        """
        plain = {key: value for key, value in parsed.items() if key != "format"}
        return cls(
            **plain
            | {
                "items": tuple(Item.of(item) for item in parsed["items"]),
                "scale": Scale.of(parsed["scale"]),
                "subscales": tuple(Subscale.of(id, each) for id, each in parsed["subscales"].items()),
                "shares": tuple(parsed.get("shares", ())),
                "leaves_out": tuple(parsed.get("leaves_out", ())),
            }
        )


def score(instrument: Instrument, answers: Mapping[int, int | None]) -> dict[str, float | None]:
    """{subscale: its score, or None where it cannot be scored}, in the order of the file.

    `answers` are {item number: answer on the scale}; None, or no entry, is an answer left open. A reversed item counts
    low + high - answer. A mean is that of the answers given, a sum is that mean times the number of items (a plain sum
    would fall with every answer left open; a full one stays a whole number). A difference is the sum of the other items
    less the sum of the reversed ones, and needs them all. With fewer answers than `needs_percent`
    of its items a subscale has no score. The keys stand with their sources in data/instruments; the rule for open
    answers is this project's own, since the instruments' pages give none.
    Raises UsageError for an item the form has not and for an answer outside its scale.
    """
    scale = instrument.scale
    numbers = {item.number for item in instrument.items}
    for number, answer in answers.items():
        if number not in numbers:
            what = t("{form} has no item {number}", form=instrument.id, number=number)
            raise UsageError(what, t("give its items 1 to {n}", n=len(numbers)))
        if answer is not None and not scale.low <= answer <= scale.high:
            what = t("answer {number} does not fit", number=number)
            raise UsageError(what, t("give a whole number from {low} to {high}", low=scale.low, high=scale.high))
    return {subscale.id: _scored(instrument, subscale, answers) for subscale in instrument.subscales}


def _scored(instrument: Instrument, subscale: Subscale, answers: Mapping[int, int | None]) -> float | None:
    given = {number: answer for number in subscale.items if (answer := answers.get(number)) is not None}
    if 100 * len(given) < instrument.needs_percent * len(subscale.items):
        return None
    if instrument.scoring == "difference":
        return sum(-a if n in subscale.reversed else a for n, a in given.items())
    total = sum(instrument.scale.reverse(a) if n in subscale.reversed else a for n, a in given.items())
    if instrument.scoring == "mean":
        return total / len(given)
    return total if len(given) == len(subscale.items) else total * len(subscale.items) / len(given)


def check_texts(instrument: Instrument) -> Iterator[Finding]:
    """Whether a form's sentences may ship: item text of a published form never does, and an untested one says it is."""
    if not instrument.validated:
        if not instrument.line:
            what = t("an untested form has no 'line'")
            yield Finding(("line",), "P02", what, t("write 'line: ...', the sentence that stands beside its results"))
        bare = next((n for n, item in enumerate(instrument.items) if not item.ask), None)
        if bare is not None:
            what = t("item {number} of an untested form has no sentence", number=instrument.items[bare].number)
            yield Finding(
                ("items", bare, "ask"), "P02", what, t("write each item as {example}", example="{number: 1, ask: ...}")
            )
        return
    remedy = t("take it out, or write 'validated: false' if this project wrote it")
    own: list[Path] = [("ask",)] if instrument.ask else []
    own += [("items", n, "ask") for n, item in enumerate(instrument.items) if item.ask]
    for path in own:
        yield Finding(path, "P13", t("the sentences of a validated form stay with its publisher"), remedy)
    if instrument.line:
        yield Finding(("line",), "P02", t("'line' is for untested forms"), t("take it out"))
    if not instrument.recognise:
        what = t("a validated form does not say how the right copy looks")
        yield Finding(("recognise",), "P02", what, t("write 'recognise: ...', so that no other order is taken for it"))
    if not instrument.found_at:
        what = t("a validated form does not say where it is published")
        yield Finding(("found_at",), "P02", what, t("write 'found_at: ...', a page or the paper that prints it"))


def check_key(instrument: Instrument) -> Iterator[Finding]:
    """Whether scores can be trusted: items, scale and subscales fit, and every item counts once or is declared."""
    yield from _check_scale(instrument.scale)
    misnumbered = list(_check_items(instrument))
    yield from misnumbered
    yield from _check_names(instrument.items)
    if instrument.scoring == "difference" and instrument.needs_percent < 100:
        what = t("a difference cannot be reckoned from a part of its items")
        yield Finding(("needs_percent",), "P10", what, t("write 'needs_percent: 100'"))
    if not misnumbered:  # else every subscale would be told for it once more
        for subscale in instrument.subscales:
            yield from _check_subscale(instrument, subscale)
        yield from _check_partition(instrument)


def _check_items(instrument: Instrument) -> Iterator[Finding]:
    most = len(instrument.items)
    numbers = [item.number for item in instrument.items]
    for n in _twice(numbers):
        what = t("two items have the number {number}", number=numbers[n])
        yield Finding(("items", n, "number"), "P10", what, t("number them from 1 to {n}", n=most))
    for n, number in enumerate(numbers):
        if number > most:
            what = t("item {number} is beyond the {n} items of the form", number=number, n=most)
            yield Finding(("items", n, "number"), "P10", what, t("number them from 1 to {n}", n=most))


def _check_names(items: tuple[Item, ...]) -> Iterator[Finding]:
    names = [item.name for item in items]
    if not any(names):
        return
    if "" in names:
        n = names.index("")
        what = t("item {number} has no name and others have", number=items[n].number)
        yield Finding(("items", n, "name"), "P10", what, t("name all of them, or none"))
    for n, name in enumerate(names):
        if name and name in names[:n]:
            what = t("two items have the name '{name}'", name=name)
            yield Finding(("items", n, "name"), "P10", what, t("give each a name of its own"))


def _check_scale(scale: Scale) -> Iterator[Finding]:
    if scale.low >= scale.high:
        what = t("'low' is not below 'high'")
        yield Finding(("scale", "low"), "P10", what, t("write the smaller number as low"))
    elif len(scale.words) not in (2, scale.high - scale.low + 1):
        what = t("the scale has {n} words", n=len(scale.words))
        remedy = t("write {n}, one for each number, or two for its ends", n=scale.high - scale.low + 1)
        yield Finding(("scale", "words"), "P10", what, remedy)


def _check_subscale(instrument: Instrument, subscale: Subscale) -> Iterator[Finding]:
    path: Path = ("subscales", subscale.id)
    known = {item.number for item in instrument.items}
    for key, numbers in (("items", subscale.items), ("reversed", subscale.reversed)):
        for n in _twice(numbers):
            what = t("item {number} stands twice in '{key}' of '{id}'", number=numbers[n], key=key, id=subscale.id)
            yield Finding((*path, key, n), "P10", what, t("keep it once"))
    for n, number in enumerate(subscale.items):
        if number not in known:
            yield Finding((*path, "items", n), "P06", _no_item(number), t("write a number the form has"))
    for n, number in enumerate(subscale.reversed):
        if number not in subscale.items:
            what = t("'{id}' reverses item {number}, which is not among its items", id=subscale.id, number=number)
            yield Finding((*path, "reversed", n), "P06", what, t("add it to 'items', or take it out here"))
    if subscale.norms:
        low, high = instrument.span(subscale)
        if low < high and not low <= subscale.norms.mean <= high:
            what = t("the mean of '{id}' is outside its scores, {low} to {high}", id=subscale.id, low=low, high=high)
            yield Finding((*path, "norms", "mean"), "P10", what, t("see whether its source gives sums or means"))


def _check_partition(instrument: Instrument) -> Iterator[Finding]:
    counted = {
        item.number: [subscale.id for subscale in instrument.subscales if item.number in subscale.items]
        for item in instrument.items
    }
    for subscale in instrument.subscales:
        for n, number in enumerate(subscale.items):
            ids = counted.get(number, [])
            if subscale.id in ids[1:] and number not in instrument.shares:
                what = t("item {number} counts in '{one}' and in '{two}'", number=number, one=ids[0], two=subscale.id)
                remedy = t("keep it in one, or name it under 'shares'")
                yield Finding(("subscales", subscale.id, "items", n), "P13", what, remedy)
    idle = [number for number, ids in counted.items() if not ids and number not in instrument.leaves_out]
    if idle:
        what = t("these items count in no subscale: {numbers}", numbers=", ".join(map(str, idle)))
        yield Finding(("subscales",), "P13", what, t("add each to one, or name it under 'leaves_out'"))
    for n, number in enumerate(instrument.shares):
        if number not in counted:
            yield Finding(("shares", n), "P06", _no_item(number), t("take it out"))
        elif len(counted[number]) < 2:
            what = t("item {number} is not shared by subscales", number=number)
            yield Finding(("shares", n), "P13", what, t("take it out"))
    for n, number in enumerate(instrument.leaves_out):
        if number not in counted:
            yield Finding(("leaves_out", n), "P06", _no_item(number), t("take it out"))
        elif counted[number]:
            what = t("item {number} is not left out: it counts in '{id}'", number=number, id=counted[number][0])
            yield Finding(("leaves_out", n), "P13", what, t("take it out here or there"))


def _no_item(number: int) -> str:
    return t("the form has no item {number}", number=number)


def _twice(numbers: Iterable[int]) -> Iterator[int]:
    """Indexes of numbers that stand earlier already."""
    seen: set[int] = set()
    for n, number in enumerate(numbers):
        if number in seen:
            yield n
        seen.add(number)
