"""A program as values: Program > Phase > Use > Task.

`Program.of(parsed)` takes the plain mapping of a program file that has been checked (library/reader, model/check):
the same keys and nesting as the YAML, scalars converted, nothing else. It never checks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

KINDS = ("trigger", "practice", "experiment", "narrative", "assessment", "reflection", "moment", "reading")
LEANS = ("anxious", "avoidant", "both", "unsure", "neither")
ABOUTS = ("partner", "dating", "former", "family", "nobody")
VARIANTS = ("a", "b")
ROLES = ("core", "optional")
WINDOWS = ("same_day", "in_phase", "anytime")
FIELD_TYPES = ("text", "short", "scale", "choice", "choices", "areas", "state", "number", "yesno")
SHORTS = ("soothe", "stay", "scan")
DOSES = ("daily", "once", "once_per_run", "times", "on_demand")
MECHANISMS = ("implicit-memory", "nervous-system", "narrative")
APPROACHES = ("cbt", "dbt", "eft", "ifs", "somatic", "emdr-informed", "mentalizing", "narrative", "couple", "general")


def best_language(wanted: str, known: Iterable[str]) -> str | None:
    """Of the languages `known` the one for a code such as zh-CN: the same, else the first of that tongue, else None."""
    languages = tuple(known)
    code = wanted.lower()
    same = (lang for lang in languages if lang.lower() == code)
    tongue = (lang for lang in languages if lang.lower().split("-")[0] == code.split("-")[0])
    return next(same, None) or next(tongue, None)


def _tuple(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


@dataclass(frozen=True, slots=True)
class Field:
    """One question: `type` is of FIELD_TYPES; `low`/`high` for scale and number; `options` for choices."""

    id: str
    type: str
    ask: str
    low: int | None = None
    high: int | None = None
    options: tuple[str, ...] = ()
    source: str | None = None  # the `from` of a file: a vocabulary's name
    more: bool = False
    why: str = ""
    shown: tuple[str, ...] = ()  # `options` in another language, one for one; what is kept is the word of `options`

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Field:
        return cls(
            id=parsed["id"],
            type=parsed["type"],
            ask=parsed["ask"],
            low=parsed.get("min"),
            high=parsed.get("max"),
            options=_tuple(parsed.get("options")),
            source=parsed.get("from"),
            more=parsed.get("more", False),
            why=parsed.get("why", ""),
            shown=_tuple(parsed.get("shown")),
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a practice. `pace` is (seconds in, seconds out)."""

    id: str
    seconds: int
    say: str = ""
    pace: tuple[float, float] | None = None

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Step:
        pace = parsed.get("pace")
        return cls(parsed["id"], parsed["seconds"], parsed.get("say", ""), (pace["in"], pace["out"]) if pace else None)


@dataclass(frozen=True, slots=True)
class When:
    """What must hold for a task to be offered; empty means always."""

    lean: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    variant: str | None = None
    after: str | None = None

    @classmethod
    def of(cls, parsed: Mapping[str, Any] | None) -> When:
        parsed = parsed or {}
        return cls(_tuple(parsed.get("lean")), _tuple(parsed.get("about")), parsed.get("variant"), parsed.get("after"))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a narrative."""

    id: str
    ask: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Easier:
    """The easier form: some of the steps, another task, or a sentence."""

    steps: tuple[str, ...] = ()
    task: str | None = None
    say: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, defined once in the program."""

    id: str
    kind: str
    title: str
    minutes: int | None = None
    intro: str = ""
    text: str = ""  # a reading's own text
    when: When = When()
    mechanism: tuple[str, ...] = ()
    approach: str | None = None
    short: str | None = None
    partner: bool = False  # `with: partner`
    safety_check: str | None = None
    not_for: tuple[str, ...] = ()
    easier: Easier | None = None
    instead: str | None = None
    eyes: str | None = None
    steps: tuple[Step, ...] = ()
    total: int | None = None
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after: tuple[Field, ...] = ()
    then: str = ""
    fields: tuple[Field, ...] = ()
    keep_visible: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    self_check: str | None = None
    instrument: str | None = None
    also_accept: tuple[str, ...] = ()
    uses_exercise: tuple[str, ...] = ()
    retired: bool = False

    @classmethod
    def of(cls, id: str, parsed: Mapping[str, Any]) -> Task:
        easier = parsed.get("easier")
        fields = parsed.get("fields")
        return cls(
            id=id,
            kind=parsed["kind"],
            title=parsed["title"],
            minutes=parsed.get("minutes"),
            intro=parsed.get("intro", ""),
            text=parsed.get("text", ""),
            when=When.of(parsed.get("when")),
            mechanism=_tuple(parsed.get("mechanism")),
            approach=parsed.get("approach"),
            short=parsed.get("short"),
            partner=parsed.get("with") == "partner",
            safety_check=parsed.get("safety_check"),
            not_for=_tuple(parsed.get("not_for")),
            easier=Easier(_tuple(easier.get("steps")), easier.get("task"), easier.get("say", "")) if easier else None,
            instead=parsed.get("instead"),
            eyes=parsed.get("eyes"),
            steps=tuple(Step.of(s) for s in parsed.get("steps", ())),
            total=parsed.get("total"),
            variants={name: _tuple(v["steps"]) for name, v in parsed.get("variants", {}).items()},
            after=tuple(Field.of(f) for f in parsed.get("after", ())),
            then=parsed.get("then", ""),
            fields=tuple(Field.of(f) for f in fields) if isinstance(fields, (list, tuple)) else (),
            keep_visible=_tuple(parsed.get("keep_visible")),
            parts=tuple(Part(p["id"], p["ask"], p.get("title", "")) for p in parsed.get("parts", ())),
            self_check=parsed.get("self_check"),
            instrument=parsed.get("instrument"),
            also_accept=_tuple(parsed.get("also_accept")),
            uses_exercise=_tuple(parsed.get("uses_exercise")),
            retired=parsed.get("retired", False),
        )

    @property
    def seconds(self) -> int:
        return sum(step.seconds for step in self.steps)

    def with_question(self, ask: Field | None) -> Task:
        """With the question a phase adds: after the task's own, in the place of one of the same name."""
        return replace(self, fields=(*(f for f in self.fields if f.id != ask.id), ask)) if ask else self

    def steps_of(self, variant: str | None) -> tuple[Step, ...]:
        """The steps of a variant (`short`), all of them for None or an unknown name."""
        names = self.variants.get(variant or "")
        return tuple(s for s in self.steps if s.id in names) if names else self.steps


@dataclass(frozen=True, slots=True)
class Dose:
    """How often: `kind` is of DOSES; `n` and `per_week` only with times."""

    kind: str
    n: int = 1
    per_week: bool = False

    @classmethod
    def of(cls, parsed: Any) -> Dose:
        if isinstance(parsed, str):
            return cls(parsed)
        return cls("times", parsed["times"], parsed.get("per") == "week")


@dataclass(frozen=True, slots=True)
class Use:
    """How a phase uses one task, or any of several with one shared dose."""

    tasks: tuple[str, ...]
    dose: Dose
    role: str = "core"
    from_day: int = 1  # inside the phase; 1 = its first day
    until_day: int = -1  # -1 = its last day; an extension moves negative ones
    variant: str | None = None
    parts: tuple[str, ...] = ()
    ask: Field | None = None
    at_most: int | None = None
    not_after: str | None = None
    alone: bool = False
    window: str = "in_phase"

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Use:
        ask = parsed.get("ask")
        return cls(
            tasks=_tuple(parsed["any_of"]) if "any_of" in parsed else (parsed["task"],),
            dose=Dose.of(parsed["dose"]),
            role=parsed.get("role", "core"),
            from_day=parsed.get("from_day", 1),
            until_day=parsed.get("until_day", -1),
            variant=parsed.get("variant"),
            parts=_tuple(parsed.get("parts")),
            ask=Field.of(ask) if ask else None,
            at_most=parsed.get("at_most"),
            not_after=parsed.get("not_after"),
            alone=parsed.get("alone", False),
            window=parsed.get("window", "in_phase"),
        )


@dataclass(frozen=True, slots=True)
class Phase:
    """An ordered run of program days. `first` and `last` are as the file says them (before extensions)."""

    id: str
    title: str
    first: int
    last: int
    uses: tuple[Use, ...]
    source_title: str = ""
    focus: str = ""
    focus_alone: str = ""  # instead of `focus`, where it is about nobody close
    reading: str | None = None
    close: str = ""

    @property
    def days(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Safety:
    """Thresholds of a program: only stricter than the built-in floor."""

    distress_stop: int = 8
    rise_stop: int = 3
    requires_safety_check: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact a program file brings; never in `sos` or `now` until the person takes it."""

    name: str
    how: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """What a checked program file says."""

    id: str
    version: str
    title: str
    days: int
    tasks: Mapping[str, Task]
    phases: tuple[Phase, ...]
    summary: str = ""
    status: str = "active"
    language: str = "en"
    locales: tuple[str, ...] = ()
    authors: tuple[Mapping[str, str], ...] = ()
    rights: str = ""
    safety: Safety = Safety()
    contacts: tuple[Contact, ...] = ()
    vocab: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ladder: tuple[str, ...] = ()

    @classmethod
    def of(cls, parsed: Mapping[str, Any]) -> Program:
        """Build from the checked mapping of a program file (see the module's first lines)."""
        safety = parsed.get("safety") or {}
        return cls(
            id=parsed["id"],
            version=parsed["version"],
            title=parsed["title"],
            days=parsed["days"],
            tasks={id: Task.of(id, body) for id, body in parsed["tasks"].items()},
            phases=tuple(
                Phase(
                    id=p["id"],
                    title=p["title"],
                    first=p["days"][0],
                    last=p["days"][1],
                    uses=tuple(Use.of(u) for u in p["uses"]),
                    source_title=p.get("source_title", ""),
                    focus=p.get("focus", ""),
                    focus_alone=p.get("focus_alone", ""),
                    reading=p.get("reading"),
                    close=p.get("close", ""),
                )
                for p in parsed["phases"]
            ),
            summary=parsed.get("summary", ""),
            status=parsed.get("status", "active"),
            language=parsed.get("language", "en"),
            locales=_tuple(parsed.get("locales")),
            authors=_tuple(parsed.get("authors")),
            rights=parsed.get("rights", ""),
            safety=Safety(
                safety.get("distress_stop", 8), safety.get("rise_stop", 3), _tuple(safety.get("requires_safety_check"))
            ),
            contacts=tuple(Contact(c["name"], c["how"], c.get("note", "")) for c in parsed.get("contacts", ())),
            vocab={name: _tuple(words) for name, words in (parsed.get("vocab") or {}).items()},
            ladder=_tuple(parsed.get("ladder")),
        )

    @property
    def plan(self) -> tuple[tuple[str, int], ...]:
        """((phase id, days), ...): what a run starts with, and what extend edits."""
        return tuple((phase.id, phase.days) for phase in self.phases)

    def phase(self, id: str | None) -> Phase | None:
        return next((phase for phase in self.phases if phase.id == id), None)

    def uses(self) -> Iterator[tuple[Phase, Use]]:
        for phase in self.phases:
            for use in phase.uses:
                yield phase, use
