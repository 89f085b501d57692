"""What the reading pages look like, held as files: on a terminal, on a narrow one, plain and in a pipe.

REPAIRJOURNAL_GOLDEN=1 writes the files anew; read them as a person would before keeping them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count, pairwise
from pathlib import Path

import pytest

from repairjournal.cli import app
from tests.cli.terminal import Terminal, terminals

GOLDENS = Path(__file__).parent / "goldens"
terminal = pytest.fixture(terminals)

EXPERIMENT = {
    "belief": "If I do not write first, nobody does.",
    "sure": 70,
    "prediction": "No message until Sunday evening.",
    "plan": "I wait until Sunday.",
}
# (wall time, command); between them nothing is kept on days 8 and 10.
DAYS = [
    ("2026-11-10T20:00", ["start", "integrative-50", "--lean", "unsure", "--about", "partner"]),
    ("2026-11-10T20:10", ["own-check", "--answers", "counts.json"]),
    ("2026-11-10T20:20", ["trigger", "--situation", "no reply since noon", "--body", "chest tight", "--now", "6"]),
    ("2026-11-11T21:00", ["trigger", "--situation", "the call was short", "--thought", "I am too much", "--now", "4"]),
    ("2026-11-12T19:00", ["moment", "--text", "we laughed at dinner", "--what", "stayed"]),
    ("2026-11-13T21:30", ["soothe", "--done", "5m", "--before", "7", "--after", "4"]),
    ("2026-11-14T22:00", ["trigger", "--situation", "plans were changed without me", "--now", "5"]),
    ("2026-11-15T22:00", ["scan", "--done", "10m", "--before", "5", "--after", "5"]),
    ("2026-11-17T01:30", ["trigger", "--situation", "awake, waiting for a message", "--now", "7"]),
    ("2026-11-18T20:00", ["moment", "--text", "asked for a hug and got one"]),
    ("2026-11-20T20:00", ["trigger", "--situation", "a sigh on the phone", "--body", "throat", "--now", "3"]),
    ("2026-11-20T20:15", ["experiment", "new", "--answers", "experiment.json"]),
    ("2026-11-21T21:00", ["soothe", "--done", "1:48", "--before", "6", "--after", "7", "--note", "not tonight"]),
    ("2026-11-22T18:30", ["trigger", "--situation", "the door was shut loudly", "--belief", "80", "--state", "revved",
                          "--urge", "explain", "--no-acted", "--at", "yesterday 23:10"]),
]  # fmt: skip
HARD = [("2026-11-22T19:00", ["trigger", "--situation", "an argument in the car", "--now", "9"])]
PAUSE = [("2026-11-22T19:10", ["pause", "--from", "2026-11-23", "--to", "2026-11-29"])]
STAGES = {"first": DAYS[:1], "ordinary": DAYS, "hard": [*DAYS, *HARD], "pause": [*DAYS, *PAUSE]}

# page: (stage, wall time, command); ID stands for the newest entry.
PAGES = {
    "today-first": ("first", "2026-11-10T20:05", ["today"]),
    "today-ordinary": ("ordinary", "2026-11-22T19:42", ["today"]),
    "today-hard": ("hard", "2026-11-22T19:42", ["today"]),
    "today-pause": ("pause", "2026-11-25T19:42", ["today"]),
    "today-after": ("ordinary", "2026-12-30T19:42", ["today"]),
    "progress": ("ordinary", "2026-11-22T19:42", ["progress"]),
    "progress-explain": ("ordinary", "2026-11-22T19:42", ["progress", "--explain"]),
    "log": ("ordinary", "2026-11-22T19:42", ["log"]),
    "show": ("ordinary", "2026-11-22T19:42", ["show", "ID"]),
}
# mode: (columns, further options)
MODES: dict[str, tuple[int, list[str]]] = {"80": (80, []), "40": (40, []), "plain": (80, ["--plain"])}
ROWS = 90  # so that no page scrolls


def at(wall: str) -> Callable[[], datetime]:
    return lambda: datetime.fromisoformat(f"{wall}:00+01:00")


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """A journal home for each stage, lived through the command line. Ids come from a counter, so that runs agree."""
    place = tmp_path_factory.mktemp("goldens")
    (place / "counts.json").write_text(json.dumps({f"c{n}": n % 5 for n in range(1, 11)}))
    (place / "experiment.json").write_text(json.dumps(EXPERIMENT))
    found = {stage: place / stage / "daybook" for stage in STAGES}
    lived: list[tuple[str, list[str]]] = []
    with pytest.MonkeyPatch.context() as patch:
        drawn = count()
        patch.setattr(os, "urandom", lambda n: hashlib.sha256(str(next(drawn)).encode()).digest()[:n])
        patch.setenv("TZ", "Europe/Berlin")
        patch.chdir(place)
        live = place / "now" / "daybook"
        patch.setenv("REPAIRJOURNAL_HOME", str(live))
        for stage, acts in STAGES.items():
            if acts[: len(lived)] != lived:  # a sibling of the stage before: from its parent on
                shutil.rmtree(live)
                shutil.copytree(found["ordinary"], live)
                lived = STAGES["ordinary"]
            for wall, command in acts[len(lived) :]:
                assert app.main([*command, "--no-input"], at(wall)) == 0, command
            lived = acts
            shutil.copytree(live, found[stage])
        yield found


@pytest.fixture
def ids(homes: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """The ids of each stage, oldest entry first."""
    return {stage: _ids(home, capsys) for stage, home in homes.items()}


def _ids(home: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPAIRJOURNAL_HOME", str(home))
        capsys.readouterr()
        assert app.main(["log", "--json"]) == 0
    return [entry["id"] for entry in reversed(json.loads(capsys.readouterr().out))]


def steady(text: str, ids: list[str]) -> str:
    """Every id as k01, k02 …, as wide as it stands there; blanks at the ends of lines gone."""
    for number, id in enumerate(ids, 1):
        name = f"k{number:02d}"
        text = re.sub(rf"\b{id}\b", name.ljust(len(id), "x"), text)
        text = re.sub(rf"\b{id[:3]}\b", name, text)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"


def hold(name: str, shown: str) -> None:
    """Compare with the golden of that name, or write it."""
    path = GOLDENS / f"{name}.txt"
    if os.environ.get("REPAIRJOURNAL_GOLDEN") == "1":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8"), f"{path.name}: look, then REPAIRJOURNAL_GOLDEN=1 writes it anew"


def on_terminal(
    terminal: Callable[..., Terminal], home: Path, page: str, ids: list[str], mode: str, **environment: str
) -> tuple[str, bytes]:
    """(the screen with steady ids, the raw bytes) of a page on a terminal."""
    _, wall, command = PAGES[page]
    columns, options = MODES[mode]
    words = [ids[-1][:3] if word == "ID" else word for word in command]
    seen = terminal(
        *words, *options, size=(columns, ROWS), at=f"{wall}:00+01:00", REPAIRJOURNAL_HOME=str(home), **environment
    )
    assert seen.ended() == 0
    return steady(seen.shown, ids), seen.raw


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_looks_as_it_was_kept(
    page: str, mode: str, homes: dict[str, Path], ids: dict[str, list[str]], terminal: Callable[..., Terminal]
) -> None:
    stage = PAGES[page][0]
    shown, _ = on_terminal(terminal, homes[stage], page, ids[stage], mode)
    assert max(map(len, shown.splitlines())) <= MODES[mode][0]
    hold(f"{page}.{mode}", shown)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_in_a_pipe_is_as_it_was_kept(
    page: str,
    homes: dict[str, Path],
    ids: dict[str, list[str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage, wall, command = PAGES[page]
    monkeypatch.setenv("REPAIRJOURNAL_HOME", str(homes[stage]))
    capsys.readouterr()
    assert app.main([ids[stage][-1][:3] if word == "ID" else word for word in command], at(wall)) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    hold(f"{page}.piped", steady(out, ids[stage]))


@pytest.mark.parametrize("page", ["today-ordinary", "progress", "log"])
def test_no_color_takes_the_colour_and_nothing_else(
    page: str, homes: dict[str, Path], ids: dict[str, list[str]], terminal: Callable[..., Terminal]
) -> None:
    stage = PAGES[page][0]
    coloured, raw = on_terminal(terminal, homes[stage], page, ids[stage], "80")
    bare, bare_raw = on_terminal(terminal, homes[stage], page, ids[stage], "80", NO_COLOR="1")
    assert b"\x1b[" in raw
    assert b"\x1b" not in bare_raw
    assert bare == coloured


def test_plain_may_be_chosen_once_for_all(
    homes: dict[str, Path], ids: dict[str, list[str]], terminal: Callable[..., Terminal]
) -> None:
    home = homes["ordinary"]
    shown, raw = on_terminal(terminal, home, "progress", ids["ordinary"], "80", REPAIRJOURNAL_PLAIN="1")
    assert b"\x1b" not in raw
    assert shown == on_terminal(terminal, home, "progress", ids["ordinary"], "plain")[0]


@pytest.mark.parametrize("page", PAGES)
def test_a_plain_page_has_no_sign_that_a_screen_reader_would_spell(page: str) -> None:
    text = (GOLDENS / f"{page}.plain.txt").read_text(encoding="utf-8")
    assert re.sub(r"[A-Za-z0-9 \n.,:?-]", "", text) == ""


def test_no_page_of_the_day_shows_a_sentence_of_the_persons_own() -> None:
    own = [value for value in EXPERIMENT.values() if isinstance(value, str)]
    for _, command in [*DAYS, *HARD]:
        own += [
            value for option, value in pairwise(command) if option in ("--situation", "--thought", "--text", "--note")
        ]
    for path in GOLDENS.glob("*.txt"):
        if path.name.startswith(("today", "progress")):
            text = " ".join(path.read_text(encoding="utf-8").split())
            assert [words for words in own if words in text] == []
