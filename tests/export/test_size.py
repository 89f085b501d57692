"""A long journal leaves quickly, and in as much memory as a short one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from repairjournal import store
from tests.export.lives import begun
from tests.store.made import SOAK, TODAY, an_entry, keep

A_DAY = 20  # entries; so that a long journal has more days and not only fuller ones
ANSWERS = (
    ("trigger", {"now": 6, "situation": "no answer since noon, and then the evening came", "thought": "too much"}),
    ("practice", {"before": 6, "after": 4, "seconds": 300, "how": "finished", "note": "it went by itself"}),
    ("moment", {"what": "stayed", "text": "we sat on the stairs until the rain was over", "like": "warm"}),
)
# The command in a process of its own, which says at its end what it took: seconds of the processor, KiB of memory.
MEASURED = """
import resource, sys
from repairjournal.cli import app
code = app.main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def filled(home: Path, n: int) -> None:
    (home / "journal.db").write_bytes(_filled(n))


@cache
def _filled(n: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return _made(begun(Path(folder, "journal.db")), n)


def _made(path: Path, n: int) -> bytes:
    with store.open_journal(path, write=True) as journal:
        run = journal.active_run()
        assert run
        entries = []
        for at in range(n):
            on = TODAY - timedelta(days=at // A_DAY)
            kind, answers = ANSWERS[at % len(ANSWERS)]
            entries.append(an_entry(on=on, run=run.id, kind=kind, task=kind, answers=answers))
        keep(journal, *entries)
    return path.read_bytes()


def took(*args: str) -> tuple[float, int]:
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, *args],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds, memory = ran.stderr.split()[-2:]
    return float(seconds), int(memory)


def test_ten_thousand_entries_leave_within_two_seconds_over_the_start(home: Path) -> None:
    filled(home, 10_000)
    start = min(took("--version")[0] for _ in range(3))
    for form in ("md", "json", "csv"):
        # Time of the processor, so that a busy machine does not count.
        assert took("export", form)[0] - start < 2, form


@pytest.mark.parametrize("form", ["md", "html", *(["json", "csv"] if SOAK else [])])
def test_memory_does_not_grow_with_the_journal(home: Path, form: str) -> None:
    """A hundred thousand entries beside a thousand with REPAIRJOURNAL_SOAK=1, else ten thousand."""
    filled(home, 1_000)
    few = took("export", form)[1]
    filled(home, 100_000 if SOAK else 10_000)
    assert took("export", form)[1] < 1.3 * few
