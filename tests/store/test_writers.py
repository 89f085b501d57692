"""Many at once and killed at any moment: what was acknowledged is there, whole, and once."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from repairjournal import store
from tests.store.made import SOAK, a_journal, ask

ROOT = Path(__file__).parents[2]
ADD = """
import sys
from pathlib import Path
from repairjournal import store
from tests.store.made import an_entry, keep
with store.open_journal(Path(sys.argv[1]), create=True) as journal:
    for n in range(int(sys.argv[2])):
        entry = an_entry(answers={"situation": f"{n} " + "word " * (n * 37 % 900)})
        keep(journal, entry)
        print(entry.id, flush=True)
"""
READ = """
import sys
from pathlib import Path
from repairjournal import store
path = Path(sys.argv[1])
while not path.exists():
    pass
while True:
    with store.open_journal(path) as journal:
        found = journal.entries(n=50)
        assert all(entry.answers["situation"] for entry in found)
    print(len(found), flush=True)
"""


def _child(script: str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_eight_writers_at_once_on_a_fresh_home_lose_and_refuse_nothing(tmp_path: Path) -> None:
    path = tmp_path / "daybook" / "journal.db"
    each = 200 if SOAK else 25
    reader = _child(READ, str(path))
    writers = [_child(ADD, str(path), str(each)) for _ in range(8)]
    told = [writer.communicate(timeout=600) for writer in writers]
    reader.kill()
    read, trouble = reader.communicate()
    assert [writer.returncode for writer in writers] == [0] * 8, told
    assert trouble == ""
    assert len(read.split()) > 3
    said = [id for out, _ in told for id in out.split()]
    assert sorted(said) == sorted(id for (id,) in ask(path, "SELECT id FROM entry"))
    assert len(set(said)) == 8 * each
    assert ask(path, "SELECT count(*) FROM act") == ask(path, "SELECT count(*) FROM revision") == [(8 * each,)]
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]


def test_nothing_acknowledged_is_lost_by_kill_9_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    a_journal(path).close()
    dice, said, hot = random.Random(50), set[str](), 0
    for _ in range(200 if SOAK else 40):
        child = _child(ADD, str(path), "100000")
        assert child.stdout
        said.add(child.stdout.readline().strip())  # it is adding now
        time.sleep(dice.random() * 0.03)
        child.send_signal(signal.SIGKILL)
        said.update(line for line in child.communicate()[0].split("\n") if len(line) == 16)
        hot += Path(f"{path}-journal").exists()
        with store.open_journal(path) as journal:  # what a killed writer left is mended by whoever reads next
            assert journal.entries(n=1)
        assert ask(path, "PRAGMA integrity_check") == [("ok",)]
        found = {id for (id,) in ask(path, "SELECT id FROM entry")}
        assert said <= found
    parts = "SELECT count(*) FROM act", "SELECT count(*) FROM revision", "SELECT count(*) FROM search"
    assert {ask(path, sql)[0][0] for sql in parts} == {len(found)}, "an act is whole or not there"
    assert hot > 5, "the kills came in the middle of writing"
