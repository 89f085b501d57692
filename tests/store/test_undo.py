"""Any history of acts, undos, redos, drafts and erasures, against a model that simply remembers every state."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from repairjournal import store
from repairjournal.errors import UsageError
from repairjournal.model import calendar
from repairjournal.model.entry import Draft, Entry, Mark, Pause, Run
from repairjournal.model.kinds import KINDS
from repairjournal.store import rows, search
from tests.store.made import NOW, SOAK, START, TODAY, a_draft, a_journal, a_mark, a_pause, a_run, an_entry, ask

State = dict[str, Any]  # id -> value

dates = st.integers(-3, 60).map(lambda n: START + timedelta(days=n))
kinds = st.sampled_from(sorted(KINDS))
texts = st.sampled_from(["tight chest", "安全 again", "it's (not) over", "café"])


def _placed(state: State) -> State:
    """The state with day and phase of every entry worked out anew."""
    pauses: dict[str, list[tuple[date, date | None]]] = {}
    for value in state.values():
        if isinstance(value, Pause):
            pauses.setdefault(value.run, []).append((value.first, value.last))

    def placed(value: Any) -> Any:
        if not isinstance(value, Entry) or value.run not in state:
            return value
        run = state[value.run]
        day = calendar.program_day(value.date, run.started_on, pauses.get(run.id, ()))
        phase = calendar.phase_of(day, run.plan) if day else None
        return replace(value, day=day, phase=phase[1] if phase else None)

    return {id: placed(value) for id, value in state.items()}


class Histories(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "journal.db"
        self.journal = a_journal(self.path)
        self.state: State = {}
        self.done: list[tuple[str, State, set[str]]] = []  # (words, the state before, touched), oldest first
        self.undone: list[tuple[str, State, set[str]]] = []  # (words, the state after, touched), the next to redo last
        self.entries: dict[str, None] = {}  # every id that was ever kept and not erased, as they came: ids are random
        self.drafts: dict[str, Draft] = {}
        self.at = NOW
        self.stamps: dict[tuple[str, str], str] = {}
        self._act(a_run())

    def teardown(self) -> None:
        if hasattr(self, "journal"):
            self.journal.close()
            shutil.rmtree(self.folder)

    # -- acts --------------------------------------------------------------------------------------------------------

    def _act(self, *added: Any, changed: Any = None, removed: Any = None, finished: str = "") -> None:
        words = f"act {len(self.done)} {self.at}"
        after = {**self.state, **{value.id: value for value in added}}
        with self.journal.act("act", words, at=self.at, on=TODAY) as act:
            for value in added:
                act.add(value)
            if changed is not None:
                act.change(changed)
                after[changed.id] = changed
            if removed is not None:
                act.remove(removed)
                del after[removed.id]
            if finished:
                act.finish_draft(finished)
                del self.drafts[finished]
        after = _placed(after)
        if after != self.state or added or removed:
            self.done.append((words, self.state, {value.id for value in (*added, changed, removed) if value}))
            self.undone = []
        self.entries |= {value.id: None for value in added if isinstance(value, Entry)}
        self.state = after

    def _some(self, kind: type, data: st.DataObject) -> Any:
        return data.draw(st.sampled_from([value for value in self.state.values() if isinstance(value, kind)]))

    def _has(self, kind: type) -> bool:
        return any(isinstance(value, kind) for value in self.state.values())

    @property
    def runs(self) -> list[Run]:
        return [value for value in self.state.values() if isinstance(value, Run)]

    @rule(on=dates, text=texts, kind=kinds, private=st.booleans(), data=st.data())
    def add(self, on: date, text: str, kind: str, private: bool, data: st.DataObject) -> None:
        run = self.runs[0].id if self.runs else None
        entry = an_entry(on=on, run=run, kind=kind, private=private, answers={"situation": text})
        finished = data.draw(st.sampled_from(["", *self.drafts]))
        self._act(_placed({**self.state, entry.id: entry})[entry.id], finished=finished)

    @precondition(lambda self: self.runs)
    @rule(on=dates, what=st.sampled_from(["none", "skipped"]), also=st.booleans())
    def mark(self, on: date, what: str, also: bool) -> None:
        more = [an_entry(on=on)] if also else []
        self._act(a_mark(self.runs[0], on, what), *more)

    @precondition(lambda self: self._has(Entry))
    @rule(data=st.data(), text=texts)
    def edit(self, data: st.DataObject, text: str) -> None:
        entry = self._some(Entry, data)
        self._act(changed=replace(entry, answers={"thought": text}))

    @precondition(lambda self: self._has(Entry))
    @rule(data=st.data())
    def mark_as_private_or_not(self, data: st.DataObject) -> None:
        entry = self._some(Entry, data)
        self._act(changed=replace(entry, private=not entry.private))

    @precondition(lambda self: self._has(Entry))
    @rule(data=st.data(), on=dates)
    def move(self, data: st.DataObject, on: date) -> None:
        old = self._some(Entry, data)
        moved = replace(old, date=on, happened_at=an_entry(on=on).happened_at)
        self._act(changed=_placed({**self.state, old.id: moved})[old.id])

    @precondition(lambda self: self._has(Entry) or self._has(Mark) or self._has(Pause))
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from([kind for kind in (Entry, Mark, Pause) if self._has(kind)]))
        self._act(removed=self._some(kind, data))

    @precondition(lambda self: self.runs)
    @rule(first=dates, length=st.none() | st.integers(0, 9))
    def pause(self, first: date, length: int | None) -> None:
        self._act(a_pause(self.runs[0], first, None if length is None else first + timedelta(days=length)))

    @precondition(lambda self: self.runs)
    @rule(place=st.integers(0, 5), days=st.integers(1, 30))
    def extend(self, place: int, days: int) -> None:
        run = self.runs[0]
        plan = tuple((id, n + days if at == place else n) for at, (id, n) in enumerate(run.plan))
        self._act(changed=replace(run, plan=plan))

    @rule()
    def start_another(self) -> None:
        self._act(a_run(started_on=START + timedelta(days=len(self.runs))))

    @precondition(lambda self: self._has(Entry))
    @rule(data=st.data())
    def the_same_again(self, data: st.DataObject) -> None:
        self._act(changed=self._some(Entry, data))

    # -- what is no act: nothing brings a draft or an erased entry back -----------------------------------------------

    @rule(kind=kinds, text=texts, data=st.data())
    def draft(self, kind: str, text: str, data: st.DataObject) -> None:
        fresh = a_draft(kind=kind, answers={"situation": text}, begun_at=self.at)
        draft = replace(data.draw(st.sampled_from([fresh, *self.drafts.values()])), answers={"thought": text}, step=2)
        self.journal.save_draft(draft)
        self.drafts[draft.id] = draft

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def let_a_draft_go(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(list(self.drafts)))
        self.journal.drop_draft(id)
        del self.drafts[id]

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        """Also what was taken away or taken back before."""
        id = data.draw(st.sampled_from(list(self.entries)))
        entry = self.journal.erasable(id)
        assert entry is not None
        assert self.journal.forget(id, at=self.at) == []
        del self.entries[id]
        self.state = {name: value for name, value in self.state.items() if name != id}
        for acts in (self.done, self.undone):
            acts[:] = [
                (words, {name: value for name, value in state.items() if name != id}, touched - {id})
                for words, state, touched in acts
                if touched - {id}
            ]

    # -- undo and redo -----------------------------------------------------------------------------------------------

    @rule()
    def undo(self) -> None:
        if not self.done:
            with pytest.raises(UsageError):
                self.journal.undo(at=self.at)
            return
        words, before, touched = self.done.pop()
        assert self.journal.undo(at=self.at) == words
        self.undone.append((words, self.state, touched))
        self.state = before

    @rule()
    def redo(self) -> None:
        if not self.undone:
            with pytest.raises(UsageError):
                self.journal.redo(at=self.at)
            return
        words, after, touched = self.undone.pop()
        assert self.journal.redo(at=self.at) == words
        self.done.append((words, self.state, touched))
        self.state = after

    @rule(minutes=st.integers(-60, 600))
    def time_goes_by(self, minutes: int) -> None:
        """Backwards too: a clock that is set."""
        self.at += timedelta(minutes=minutes)

    @rule()
    def close_and_open(self) -> None:
        self.journal.close()
        self.journal = store.open_journal(self.path, write=True)

    # -- what holds --------------------------------------------------------------------------------------------------

    @invariant()
    def the_journal_is_what_the_model_remembers(self) -> None:
        if not hasattr(self, "journal"):
            return
        runs = [run for run, *_ in self.journal.runs()]
        found: list[Any] = [*self.journal.entries(), *runs]
        for table, of in (("pause", rows.pause_of), ("mark", rows.mark_of)):
            fields = {"pause": rows.PAUSE_FIELDS, "mark": rows.MARK_FIELDS}[table]
            found += [of(row) for row in ask(self.path, f"SELECT {fields} FROM {table} WHERE removed = 0")]
        assert {value.id: value for value in found} == self.state
        assert (self.journal.last_act() is None) == (not self.done)
        assert (self.journal.redo_act() is None) == (not self.undone)
        assert {draft.id: draft for draft in self.journal.drafts()} == self.drafts

    @invariant()
    def the_index_holds_the_words_of_every_entry_and_no_others(self) -> None:
        if hasattr(self, "journal"):
            kept = ask(self.path, "SELECT rowid, answers FROM entry WHERE removed = 0 ORDER BY rowid")
            expected = [(rowid, search.indexed(answers)) for rowid, answers in kept]
            assert ask(self.path, "SELECT rowid, text FROM search ORDER BY rowid") == expected

    @invariant()
    def every_digest_is_right_and_no_row_grows_older(self) -> None:
        if not hasattr(self, "journal"):
            return
        for table in ("entry", "run", "pause", "mark"):
            names = rows.COLUMNS[table]
            for values in ask(self.path, f"SELECT {', '.join(names)} FROM {table}"):
                row = dict(zip(names, values, strict=True))
                assert rows.sealed(table, row) == row
                assert self.stamps.get((table, row["id"]), "") <= row["edited_at"]
                self.stamps[table, row["id"]] = row["edited_at"]


Histories.TestCase.settings = settings(
    max_examples=100 if SOAK else 20,
    stateful_step_count=50 if SOAK else 20,  # 5,000 steps
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


TestHistories = Histories.TestCase  # found under this name by pytest
