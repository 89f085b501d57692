"""The shape of a program file: which keys stand where, of which type. Meaning is checked in model/check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repairjournal.library.nodes import MAP, TEXT, Node, is_plain_name
from repairjournal.library.walk import (
    Either,
    Form,
    Items,
    Keys,
    Named,
    OneOf,
    Path,
    Seconds,
    Text,
    Type,
    Walk,
    Whole,
    YesNo,
    missing,
)
from repairjournal.model.program import (
    ABOUTS,
    APPROACHES,
    DOSES,
    FIELD_TYPES,
    KINDS,
    LEANS,
    MECHANISMS,
    ROLES,
    SHORTS,
    VARIANTS,
    WINDOWS,
)
from repairjournal.text import t

FORMAT = 1
MOST_DAYS = 1000  # checks look at every day; a program of three years is already a mistake

AN_ID = r"[a-z][a-z0-9-]{0,39}"
_A_FORM = r"[a-z][a-z0-9.-]{0,39}"  # of an instrument: ecr-rs.partner
_A_LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}"
_A_VERSION = r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}"
_A_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_A_HASH = r"[0-9a-f]{64}"
_A_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"

PROSE, LINE = Text(), Text(line=True)
ID = Form(AN_ID, "an id of small letters, digits and '-'", "body-scan", "P10")
LANGUAGE = Form(_A_LANGUAGE, "a language code", "zh")
VERSION = Form(_A_VERSION, "a version", "1.0.0")
_FORM_ID = Form(_A_FORM, "the id of a form", "ecr-rs.partner", "P10")
_IDS = Items(ID)
DAY = Whole(1, MOST_DAYS, "P05")

FIELD = Keys(
    {"id": ID, "type": OneOf(FIELD_TYPES), "ask": PROSE},
    {
        "min": Whole(-1000, 1000, "P10"),
        "max": Whole(-1000, 1000, "P10"),
        "options": Items(LINE),
        "from": ID,
        "more": YesNo(),
        "why": PROSE,
    },
)
_STEP = Keys(
    {"id": ID, "seconds": Whole(1, 7200, "P09")},
    {"say": PROSE, "pace": Keys({"in": Seconds(), "out": Seconds()})},
)
_WHEN = Keys(
    {},
    {
        "lean": Items(OneOf(LEANS), one=True),
        "about": Items(OneOf(ABOUTS), one=True),
        "variant": OneOf(VARIANTS),
        "after": ID,
    },
)

# What every kind of task may carry, then what one kind carries besides.
_EVERY: dict[str, Type] = {
    "minutes": Whole(1, 240, "P09"),
    "intro": PROSE,
    "when": _WHEN,
    "mechanism": Items(OneOf(MECHANISMS), one=True),
    "approach": OneOf(APPROACHES),
    "with": OneOf(("partner",)),
    "safety_check": OneOf(("partner",)),
    "not_for": Items(LINE),
    "then": PROSE,
    "retired": YesNo(),
}
_FIELDS: dict[str, Type] = {
    "fields": Either(("default",), Items(FIELD), "[{id: note, type: text, ask: ...}]"),
    "keep_visible": _IDS,
}
_BY_KIND: dict[str, dict[str, Type]] = {
    "trigger": _FIELDS,
    "practice": {
        "short": OneOf(SHORTS),
        "easier": Keys({}, {"steps": _IDS, "task": ID, "say": PROSE}),
        "instead": ID,
        "eyes": OneOf(("open", "closed", "optional")),
        "steps": Items(_STEP),
        "total": Whole(1, 86_400, "P09"),
        "variants": Named(Keys({"steps": _IDS}), AN_ID),
        "after": Items(FIELD),
    },
    "experiment": {**_FIELDS, "uses_exercise": _IDS},
    "narrative": {
        "parts": Items(Keys({"id": ID, "ask": PROSE}, {"title": LINE})),
        "self_check": OneOf(("clarity4",)),
    },
    # `fields` may be read here so that the check can say why an assessment has none of its own.
    "assessment": {"instrument": _FORM_ID, "also_accept": Items(_FORM_ID), "fields": _FIELDS["fields"]},
    "reflection": _FIELDS,
    "moment": _FIELDS,
    "reading": {"text": PROSE},
}
NEEDS = {"narrative": "parts", "assessment": "instrument", "reading": "text"}
_ALWAYS_ON = ("rate", "stop_anytime")


def keys_of(kind: str) -> frozenset[str]:
    """The keys a task of this kind may have."""
    return frozenset(("kind", "title", *_EVERY, *_BY_KIND[kind]))


class TaskKeys(Keys):
    """A task: its `kind` decides which further keys it may have."""

    def __init__(self) -> None:
        needs: dict[str, Type] = {"kind": OneOf(KINDS), "title": LINE}
        every = {key: of for keys in _BY_KIND.values() for key, of in keys.items()}
        super().__init__(needs, {**_EVERY, **every})

    def read(self, walk: Walk, node: Node, path: Path) -> dict[str, Any] | None:
        out = super().read(walk, node, path)
        kind = out and out["kind"]
        if not out or not kind:
            return out
        allowed = keys_of(kind)
        for key in [key for key in out if key not in allowed]:
            del out[key]
            what = t("'{key}' has no place in a task of kind {kind}", key=key, kind=kind)
            walk.report(*walk.at((*path, key)), "P02", what, t("take it out"))
        need = NEEDS.get(kind)
        if need and need not in out and not walk.is_broken((*path, need)):
            missing(walk, path, need)
        return out

    def unknown(self, walk: Walk, key: Node, path: Path) -> str:
        if key.text in _ALWAYS_ON:
            what = t("'{key}' is always on and is no key{inside}", key=key.text, inside=walk.inside(path))
            walk.report(key.line, key.column, "P12", what, t("take the line out"))
            return ""
        return super().unknown(walk, key, path)


USE = Keys(
    {
        "dose": Either(
            DOSES[:3] + DOSES[4:], Keys({"times": Whole(1, MOST_DAYS, "P08")}, {"per": OneOf(("week",))}), "{times: 2}"
        )
    },
    {
        "task": ID,
        "any_of": _IDS,
        "role": OneOf(ROLES),
        "from_day": Whole(-MOST_DAYS, MOST_DAYS, "P08"),
        "until_day": Whole(-MOST_DAYS, MOST_DAYS, "P08"),
        "variant": ID,
        "parts": _IDS,
        "ask": FIELD,
        "at_most": Whole(1, MOST_DAYS, "P08"),
        "not_after": Form(_A_CLOCK, "a time of day", '"21:00"'),
        "alone": YesNo(),
        "window": OneOf(WINDOWS),
    },
)


class UseKeys(Keys):
    """A use: exactly one of `task` and `any_of`."""

    def read(self, walk: Walk, node: Node, path: Path) -> dict[str, Any] | None:
        out = super().read(walk, node, path)
        if out is None:
            return None
        told = walk.is_broken((*path, "task")) or walk.is_broken((*path, "any_of"))
        if "task" in out and "any_of" in out:
            what = t("a use{inside} has both 'task' and 'any_of'", inside=walk.inside(path))
            walk.report(*walk.at((*path, "any_of")), "P02", what, t("keep one of them"))
            del out["any_of"]
        elif "task" not in out and "any_of" not in out:
            out["task"] = ""
            if not told:
                walk.broken.add((*path, "task"))
                what = t("a use{inside} names no task", inside=walk.inside(path))
                walk.report(*walk.at(path), "P02", what, t("write 'task: ...' or 'any_of: [...]'"))
        return out

    @property
    def blank(self) -> dict[str, Any]:
        return {"task": "", "dose": ""}


class PhaseKeys(Keys):
    """A phase; its id is noted first, for the sentences about what stands in it."""

    def read(self, walk: Walk, node: Node, path: Path) -> dict[str, Any] | None:
        if node.kind == MAP:
            for key, value in node.pairs():
                if key.text == "id" and value.kind == TEXT and is_plain_name(value.text):
                    walk.names[path] = value.text
        return super().read(walk, node, path)


class BasedOn:
    """`id@1.0.0`, or `{id, version, sha256}`: the program a file is made from. null is as good as nothing."""

    blank: Mapping[str, str] = {"id": "", "version": ""}
    keys = Keys({"id": ID, "version": VERSION}, {"sha256": Form(_A_HASH, "a sha256", "64 digits 0 to 9 and a to f")})

    def read(self, walk: Walk, node: Node, path: Path) -> dict[str, Any] | None:
        if node.kind == MAP:
            return self.keys.read(walk, node, path)
        if node.kind == TEXT and node.plain and node.text in ("", "~", "null"):
            return None
        id, _, version = node.text.partition("@")
        if node.kind == TEXT and ID.fits(id) and VERSION.fits(version):
            return {"id": id, "version": version}
        what = t("{subject} is not the id and version of a program", subject=walk.subject(path))
        walk.wrong(node, path, "P18", what, t("write it like {example}", example="integrative-50@1.0.0"))
        return None


class Days:
    """[first, last] day of a phase."""

    blank = (0, 0)
    _both = Items(DAY)

    def read(self, walk: Walk, node: Node, path: Path) -> list[int] | None:
        pair = self._both.read(walk, node, path)
        if pair is not None and len(pair) != 2:
            what = t("{subject} wants a first and a last day", subject=walk.subject(path))
            walk.wrong(node, path, "P05", what, t("write them as [4, 10]"))
            return None
        return pair


PHASE = PhaseKeys(
    {"id": ID, "title": LINE, "days": Days(), "uses": Items(UseKeys(USE.needs, USE.known), most=100)},
    {"source_title": LINE, "focus": PROSE, "focus_alone": PROSE, "reading": ID, "close": PROSE},
)

PROGRAM = Keys(
    {
        "format": Whole(1, 10**6),
        "id": ID,
        "version": VERSION,
        "title": LINE,
        "days": DAY,
        "tasks": Named(TaskKeys(), AN_ID),
        "phases": Items(PHASE),
    },
    {
        "status": OneOf(("draft", "active", "retired")),
        "summary": PROSE,
        "language": LANGUAGE,
        "locales": Items(LANGUAGE),
        "authors": Items(Keys({"name": LINE}, {"role": LINE, "contact": LINE})),
        "rights": LINE,
        "reviewed_on": Form(_A_DATE, "a date", '"2026-11-01"'),
        "safety": Keys(
            {},
            {
                "distress_stop": Whole(0, 100, "P12"),
                "rise_stop": Whole(0, 100, "P12"),
                "requires_safety_check": _IDS,
            },
        ),
        "contacts": Items(Keys({"name": LINE, "how": LINE}, {"note": LINE})),
        "vocab": Keys({}, {name: Items(LINE) for name in ("areas", "sensations", "states", "urges")}),
        "ladder": _IDS,
        "based_on": BasedOn(),
    },
)
_MARKS_OF_A_PROGRAM = frozenset(("format", "tasks", "phases"))


def parsed(walk: Walk, root: Node) -> dict[str, Any] | None:
    """The plain mapping of a program file; None where the file is something else altogether and that has been told."""
    keys = {key.text for key, _ in root.pairs()} if root.kind == MAP else set()
    if not keys & _MARKS_OF_A_PROGRAM:
        # Nothing of the file is quoted: it may be anything a person named by mistake.
        what = t("this does not look like a program file")
        walk.report(root.line, root.column, "P01", what, t("a program begins with 'format: 1'"))
        return None
    version = next((value.text for key, value in root.pairs() if key.text == "format"), "1")
    if version.isdecimal() and version != str(FORMAT):
        line, column = next((value.line, value.column) for key, value in root.pairs() if key.text == "format")
        walk.report(line, column, "P02", t("this format is not known to this version"), t("write 'format: 1'"))
        return None
    return PROGRAM.read(walk, root, ())
