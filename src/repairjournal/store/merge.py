"""Uniting what a file brings with what is here: the newer state stands, the other is kept as an earlier wording.

A row's state is the greatest of (edited_at, digest), what is known of it is a set of states, and an erased id beats
all. Both are joins, so the order in which journals are united, and how often, makes no difference. Clocks that
disagree only decide which state is on top.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from repairjournal.errors import UsageError
from repairjournal.store import acts, daily, forget
from repairjournal.store.acts import Act
from repairjournal.store.connection import Database
from repairjournal.store.incoming import Incoming
from repairjournal.store.reading import NAMES, TABLES
from repairjournal.store.rows import COLUMNS, Row, compact, moment, new_id
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.store.journal import Journal

STEP = 500  # rows between two looks at how far a long import has come


@dataclass(slots=True)
class Plan:
    """What an import would do, by the names of the lists in the file.

    `new`, `newer` (the file's state takes its place on top), `known` (nothing to do), `earlier` states that are kept
    beside; `erased` ids of entries here that were erased elsewhere and go; `left_out`: entries that were erased here.
    `away`: entries that the file has and that were taken away here later.
    """

    new: Counter[str] = field(default_factory=Counter)
    newer: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    earlier: int = 0
    left_out: int = 0
    away: int = 0
    erased: list[str] = field(default_factory=list)
    tombstones: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    puts: list[tuple[str, Row | None, Row]] = field(default_factory=list)
    beside: list[tuple[str, Row]] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(self.puts or self.beside or self.tombstones or self.settings)


def planned(journal: Journal | None, incoming: Incoming) -> Plan:
    """What uniting would do to this journal (None: to an empty one); nothing is written.

    UsageError where something in the file lies in a run, or a run in a program, that neither has.
    """
    db = journal._db if journal else None
    plan = Plan()
    here = dict(db.rows("SELECT id, at FROM tombstone")) if db else {}
    plan.tombstones = {id: at for id, at in incoming.tombstones.items() if id not in here or at < here[id]}
    erased = here.keys() | incoming.tombstones.keys()
    _whole(db, incoming)
    order = list(TABLES.values())
    for (table, key), states in sorted(incoming.states.items(), key=lambda item: order.index(item[0][0])):
        if key in erased:
            plan.left_out += key in here
            continue
        _plan_row(plan, db, table, key, states)
    if db:
        plan.erased = [id for id in plan.tombstones if db.one("SELECT 1 FROM entry WHERE id = ?", (id,))]
    for name, value in incoming.settings.items():
        standing = db and daily.setting(db, name)
        if not standing or _sooner(value, standing):
            plan.settings[name] = value
    return plan


def _whole(db: Database | None, incoming: Incoming) -> None:
    """Every run and every program that is named is there."""
    runs = {key for table, key in incoming.states if table == "run"}
    programs = {key for table, key in incoming.states if table == "program_text"}
    if db:
        runs |= {id for (id,) in db.rows("SELECT id FROM run")}
        programs |= set(db.rows("SELECT sha256, lang FROM program_text"))
    for (table, _), states in incoming.states.items():
        for row in states:
            lost = table in ("entry", "pause", "mark") and row["run"] is not None and row["run"] not in runs
            if lost or (table == "run" and (row["program_sha"], row["lang"]) not in programs):
                what = t("the file names a run or a program that is not in it; nothing was brought in")
                raise UsageError(what, t("export it anew, whole"))


def _plan_row(plan: Plan, db: Database | None, table: str, key: Any, states: list[Row]) -> None:
    name, standing = NAMES[table], _standing(db, table, key) if db else None
    top = max(states, key=_stamp)
    known = set()
    if standing is None:
        plan.new[name] += not top["removed"]
        plan.puts.append((table, None, top))
    else:
        known = _known(db, table, standing)
        if _stamp(top) > _stamp(standing):
            plan.newer[name] += 1
            plan.puts.append((table, standing, top))
        else:
            plan.known[name] += 1
            plan.away += table == "entry" and bool(standing["removed"]) and not top["removed"]
            top = standing
    if table == "program_text":  # the text is its key: two states of it say the same
        return
    for row in {_stamp(row): row for row in states}.values():
        if _stamp(row) != _stamp(top) and _stamp(row) not in known:
            plan.earlier += 1
            plan.beside.append((table, row))


def _stamp(row: Row) -> tuple[str, str]:
    return row["edited_at"], row["digest"]


def _standing(db: Database, table: str, key: Any) -> Row | None:
    if table != "program_text":
        return daily.row(db, table, key)
    found = db.one("SELECT id FROM program_text WHERE sha256 = ? AND lang = ?", key)
    return daily.row(db, table, found[0]) if found else None


def _known(db: Database | None, table: str, standing: Row) -> set[tuple[str, str]]:
    sql = 'SELECT edited_at, digest FROM revision WHERE "table" = ? AND row = ? AND before IS NOT NULL'
    return set(db.rows(sql, (table, standing["id"]))) if db else set()


def _sooner(value: str, standing: str) -> bool:
    """Whether a gate is asked again sooner by the one than by the other: the careful one of two journals stands."""
    return (len(value), value) < (len(standing), standing)


# -- doing it ----------------------------------------------------------------------------------------------------------


def unite(
    journal: Journal,
    incoming: Incoming,
    words: str,
    *,
    at: datetime,
    on: date,
    step: Callable[[int, int], None] = lambda done, of: None,
) -> Plan:
    """Bring it in as one act, which one undo takes back, or nothing on any error; what was done.

    What was erased elsewhere is erased here too, for good. `step(done, of)` is told how far it has come.
    """
    db = journal._db
    with db.transaction():
        plan = planned(journal, incoming)  # under the lock: nothing changes between looking and writing
        if plan.beside:
            _keep_beside(db, plan, words, at, on)
        act = Act(db, "import", words, at, on)
        for n, (table, standing, row) in enumerate(plan.puts):
            _put(db, act, table, standing, row)
            if n % STEP == 0:
                step(n, len(plan.puts))
        act.close()
        _erase(db, plan)
        for name, value in plan.settings.items():
            db.rows("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (name, value))
        runs = {row["run"] for table, _, row in plan.puts if table == "entry" and row["run"]}
        acts._recount(db, [("run", id) for id in sorted(runs)])
    if plan.erased:
        db.rows("VACUUM")  # the pages that held it
    return plan


def _put(db: Database, act: Act, table: str, standing: Row | None, row: Row) -> None:
    if standing is None:
        daily.insert(db, table, row)
        act._before[table, row["id"]] = None
    elif table == "program_text":
        assigned = ", ".join(f'"{name}" = ?' for name in COLUMNS[table])
        values = [row[name] for name in COLUMNS[table]]
        db.rows(f"UPDATE program_text SET {assigned} WHERE id = ?", [*values, standing["id"]])
    else:
        daily.put(db, table, standing, row)
        act._before[table, row["id"]] = standing


def _keep_beside(db: Database, plan: Plan, words: str, at: datetime, on: date) -> None:
    """Other states, as revisions of an act that is no step of undo: nothing here ever stood as they say."""
    id = new_id()
    db.rows(
        "INSERT INTO act (id, at, verb, words, date, undone) VALUES (?, ?, 'import', ?, ?, 2)",
        (id, moment(at), words, on.isoformat()),
    )
    db.many(
        'INSERT INTO revision (id, act, "table", row, before, edited_at, digest) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [(new_id(), id, table, row["id"], compact(row), *_stamp(row)) for table, row in plan.beside],
    )


def _erase(db: Database, plan: Plan) -> None:
    """What was erased elsewhere leaves no word here either."""
    for id, at in plan.tombstones.items():
        db.rows("INSERT OR REPLACE INTO tombstone (id, at) VALUES (?, ?)", (id, at))
    if plan.erased:
        forget.erase(db, {id: plan.tombstones[id] for id in plan.erased})
