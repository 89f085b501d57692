"""What a new version of a program may not do to a journal in which the old one was begun (P17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from repairjournal.model.check import Finding
from repairjournal.model.program import Program
from repairjournal.text import t


def check_update(old: Program, new: Program, entries: Mapping[str, int]) -> Iterator[Finding]:
    """P17: a task with entries keeps its kind and does not vanish. `entries`: how many there are of each task."""
    for id, n in entries.items():
        before = old.tasks.get(id)
        after = new.tasks.get(id)
        if before is None:
            continue
        count = t("1 entry") if n == 1 else t("{n} entries", n=n)
        if after is None:
            what = t("'{id}' has {count} in your journal and is not there any more", id=id, count=count)
            yield Finding(("tasks",), "P17", what, t("keep it with 'retired: true'; it is then no longer offered"))
        elif after.kind != before.kind:
            what = t("'{id}' has {count} in your journal as kind {kind}", id=id, count=count, kind=before.kind)
            yield Finding(("tasks", id, "kind"), "P17", what, t("keep that kind, and give the new one another id"))
