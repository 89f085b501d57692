"""Instruments: forms read from their files, which questions they ask, and what the answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from repairjournal.errors import UsageError, unknown
from repairjournal.library.faults import Fault, ProgramFaults
from repairjournal.library.nodes import REFUSED, TEXT, Node, Unreadable, decoded, read_limited, tree
from repairjournal.library.scalars import decimal
from repairjournal.library.shape import _FORM_ID, FORMAT, ID, LINE, PROSE
from repairjournal.library.walk import Enough, Items, Keys, Named, OneOf, Type, Walk, Whole, YesNo
from repairjournal.library.walk import Path as Place
from repairjournal.model.instrument import (
    ENDS,
    INSTRUMENTS,
    MARKS,
    SCORINGS,
    TARGETS,
    Instrument,
    check_key,
    check_texts,
    score,
)
from repairjournal.model.program import Field, Task
from repairjournal.text import safe, t

_is_id = _FORM_ID.fits
SCORES_ONLY = "scores-only"
DIMENSIONS = ("anxiety", "avoidance")

_DATA = Path(__file__).parent.parent / "data" / "instruments"
_MOST_ITEMS = 200
_KEY = ("items", "scale", "scoring", "subscales", "shares", "leaves_out")
_BESIDE_KEY = (("ask",), ("norms",), ("retest",))  # what an item or a subscale holds that no score rests on


@cache
def shipped(form: str) -> Instrument | None:
    """The instrument of a form that ships with this version, or None. Reads its file once."""
    if form not in INSTRUMENTS:  # and so no path out of the folder either
        return None
    path = _DATA / f"{form}.yaml"
    return read_instrument(path) if path.exists() else None


def find(form: str, folder: Path) -> Instrument:
    """A form by its id, from those that ship, then from `folder`; or from the file that is named.

    Raises UsageError for a name that is not known and for a file that takes the id of a form that ships, ProgramFaults
    for a faulty file.
    """
    if (found := shipped(form)) is not None:
        return found
    named = Path(form) if form.endswith((".yaml", ".yml")) else folder / f"{form}.yaml"
    if not named.is_file() or (named.parent == folder and not _is_id(form)):
        if named.parent != folder:
            raise UsageError(t("cannot read {name}", name=safe(form)), t("name an instrument file that is there"))
        raise unknown(t("form of this version"), form, [*ASKED, *(id for id in sorted(INSTRUMENTS) if shipped(id))])
    own = read_instrument(named)
    if own.id in INSTRUMENTS:
        what = t("the id {id} belongs to a form of this program", id=own.id)
        raise UsageError(what, t("give your form another, as in {id}.mine", id=own.id))
    return own


def read_instrument(path: Path) -> Instrument:
    """Read and check an instrument file. Raises ProgramFaults with every fault found."""
    walk = Walk(str(path))
    parsed: dict[str, Any] | None = None
    try:
        parsed = _INSTRUMENT.read(walk, tree(decoded(read_limited(path)), walk.report), ())
        if parsed is not None:
            _check(walk, parsed, path.name.removesuffix(".yaml"))
    except Unreadable as error:
        walk.faults.append(Fault(walk.file, error.line, error.column, "P01", error.what, error.remedy))
    except Enough:
        pass
    if parsed is None or walk.faults:
        raise ProgramFaults(walk.faults)
    return Instrument.of(parsed)


ASKED = ("own-check", SCORES_ONLY)  # forms whose questions can be asked here


def fill(task: Task) -> Task:
    """The task with one question per item of its form. UsageError where this version cannot ask the form."""
    if task.instrument == SCORES_ONLY:
        return replace(task, fields=_numbers())
    form = shipped(task.instrument or "")
    # A validated form has no sentences here, and its copy has to be recognised before a number can be taken.
    if form is None or form.validated:
        raise UsageError(
            t("the sheet {form} is entered as a row of numbers", form=task.instrument),
            t("type: rj assess {form}", form=task.instrument),
        )
    return replace(task, fields=_questions(form))


def scored(task: Task, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with the form's name and its numbers beside them; a subscale that cannot be scored has none."""
    form = shipped(task.instrument or "")
    if form is None:
        scores = {name: answers[name] for name in DIMENSIONS if name in answers}
    else:
        given = {item.number: answers.get(_field_id(item.number)) for item in form.items}
        scores = {name: value for name, value in score(form, given).items() if value is not None}
    return {**answers, "form": task.instrument, "scores": scores}


def _field_id(number: int) -> str:
    return f"c{number}"


def _questions(form: Instrument) -> tuple[Field, ...]:
    low, high = form.scale.low, form.scale.high
    words = ", ".join(f"{n} {t(word)}" for n, word in form.scale.named().items())
    why = t("{scale}. {line}", scale=words, line=t(form.line))
    return tuple(
        Field(_field_id(item.number), "scale", f"{t(form.ask)} {t(item.ask)}".lstrip(), low, high, why=why)
        for item in form.items
    )


def _numbers() -> tuple[Field, ...]:
    """The two results of a sheet of 1 to 7 answered elsewhere, and where that was."""
    return (
        Field("sheet", "short", t("Which sheet was it, by the name its page gives?")),
        Field("site", "short", t("Where did you answer it?")),
        Field("anxiety", "number", t("The number for worry about closeness (anxiety), 1 to 7?"), 1, 7),
        Field("avoidance", "number", t("The number for keeping distance (avoidance), 1 to 7?"), 1, 7),
    )


def _check(walk: Walk, parsed: Mapping[str, Any], stem: str) -> None:
    if parsed["format"] not in (0, FORMAT):
        walk.report(*walk.at(("format",)), "P02", t("this format is not known to this version"), t("write 'format: 1'"))
    if parsed["id"] not in ("", stem):
        remedy = t("name the file {id}.yaml", id=parsed["id"])
        walk.report(*walk.at(("id",)), "P10", t("the file has another name than its form"), remedy)
    instrument = Instrument.of(parsed)
    # What rests on several values can be told only where each of them was read.
    findings = [] if ("validated",) in walk.broken else list(check_texts(instrument))
    if not any(path[0] in _KEY and path[2:3] not in _BESIDE_KEY for path in walk.broken):
        findings += check_key(instrument)
    for finding in findings:
        if not walk.is_broken(finding.path):
            walk.report(*walk.at(finding.path), finding.code, finding.what, finding.remedy)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number with or without a decimal point, between two bounds that it never reaches."""

    above: int
    below: int
    blank: float = 0.0

    def read(self, walk: Walk, node: Node, path: Place) -> float | None:
        value = decimal(node.text) if node.kind == TEXT and node.plain else None
        if value is not None and self.above < value < self.below:
            return value
        if node.kind == REFUSED:
            walk.broken.add(path)
            return None
        subject = walk.subject(path)
        what = t("{subject} wants a number between {low} and {high}", subject=subject, low=self.above, high=self.below)
        walk.wrong(node, path, "P02", what, t("write it without quotes, as in 0.9"))
        return None


class _Lines:
    """How many items a form has, or a list of them with the number and the sentence of each."""

    _many = Whole(1, _MOST_ITEMS, "P10")
    _each = Items(Keys({"number": Whole(1, _MOST_ITEMS, "P10")}, {"ask": LINE, "name": ID}), most=_MOST_ITEMS)

    @property
    def blank(self) -> list[Any]:
        return []

    def read(self, walk: Walk, node: Node, path: Place) -> list[Any] | None:
        if node.kind != TEXT:
            return self._each.read(walk, node, path)
        many = self._many.read(walk, node, path)
        return None if many is None else [{"number": number} for number in range(1, many + 1)]


_ITEM_NUMBERS = Items(Whole(1, _MOST_ITEMS, "P10"), most=_MOST_ITEMS)
_SOURCE: dict[str, Type] = {"source": LINE, "mark": OneOf(MARKS)}
_SUBSCALE = Keys(
    {"items": _ITEM_NUMBERS},
    {
        "reversed": _ITEM_NUMBERS,
        "norms": Keys({"mean": _Figure(-1000, 1000), "sd": _Figure(0, 1000), **_SOURCE}),
        "retest": Keys({"r": _Figure(0, 1), **_SOURCE}),
    },
)
_INSTRUMENT = Keys(
    {
        "format": Whole(1, 10**6),
        "id": _FORM_ID,
        "title": LINE,
        "validated": YesNo(),
        "verified_by": PROSE,
        "citation": PROSE,
        "rights": LINE,
        "scale": Keys(
            {
                "low": Whole(-100, 100, "P10"),
                "high": Whole(-100, 100, "P10"),
                "words": Items(LINE),
                "agreement": OneOf(ENDS),
            }
        ),
        "items": _Lines(),
        "scoring": OneOf(SCORINGS),
        "subscales": Named(_SUBSCALE, ID.pattern),
    },
    {
        "needs_percent": Whole(1, 100),
        "shares": _ITEM_NUMBERS,
        "leaves_out": _ITEM_NUMBERS,
        "recognise": PROSE,
        "found_at": PROSE,
        "target": OneOf(TARGETS),
        "ask": LINE,
        "line": LINE,
    },
)
