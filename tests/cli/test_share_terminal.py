"""share at a terminal: every box empty, all of the file read before the key that writes, and no trace of leaving."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import stat
from pathlib import Path

import pytest

from repairjournal.export import page
from tests.cli.evenings import at, begin, run
from tests.cli.terminal import AWAY, BREAK, ENTER, Open, Terminal, dump, terminals

terminal = pytest.fixture(terminals)
DAY = 12
SIZES = [(80, 24), (40, 20)]
WORDS = "the door stayed shut for Mira"
NAME = "page-2026-11-21.html"
LAST, ON = "look at it in the browser", "Enter: on"


@pytest.fixture(autouse=True)
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    begin(home)
    for day in (9, 10):
        run("trigger", day=day, given={"situation": f"{WORDS} on day {day}", "thought": "a thought", "now": 3})
    folder = home.parent / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return home


def chosen(screen: Terminal) -> Terminal:
    """Talk, period and one picked line, up to the first screen of the preview."""
    screen.talk(("What may stand in it?", "1"), ("[x] what I would", "\x1b[B"), ("> 2", " "), ("[x] period", "44"))
    screen.talk(("my chosen ones", ENTER), ("talk about?", f"waiting{ENTER}"), ("One question", ENTER))
    screen.talk(("1 of 4", "y"), ("2 of 4", "."), ("Whom is it for?", f"Dr. X{ENTER}"))
    screen.talk(("What is it for?", ENTER), ("Until when", f"2026-12-31{ENTER}"))
    screen.see("Nobody")
    return screen


def read(screen: Terminal) -> list[str]:
    """Every row of the preview, screen by screen, up to the one with the key that writes."""
    rows: list[str] = []
    while True:
        shown = screen.see("Enter: ")
        rows += shown.partition(f"\n\n{ON}")[0].splitlines() if LAST not in shown else shown.splitlines()
        if LAST in shown:
            return rows
        before = shown
        screen.press(ENTER)
        while screen.shown == before or "Enter: " not in screen.shown:
            assert screen.pty.isalive()


@pytest.mark.parametrize("size", SIZES)
def test_what_the_preview_shows_to_its_end_is_what_the_file_holds(
    terminal: Open, size: tuple[int, int], home: Path
) -> None:
    screen = chosen(terminal("share", size=size, at=at(DAY)))
    seen = "".join("".join(read(screen)).split())
    screen.press("w")
    assert screen.ended() == 0
    assert f"written: {NAME}" in screen.shown
    data = Path(NAME).read_bytes()
    text = "".join("".join(page.as_text(data, "html")).split())
    assert seen.startswith(text + "Preview:")
    assert f"{WORDS} on day 10" in data.decode()
    assert "day 9" not in data.decode()
    assert stat.S_IMODE(os.stat(NAME).st_mode) == 0o600
    assert "waiting" not in screen.left_behind
    assert WORDS not in screen.left_behind


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("keys", "code"), [(ENTER, 0), (".", 0), (AWAY, 130), (BREAK, 130)])
def test_leaving_the_preview_leaves_nothing(
    terminal: Open, size: tuple[int, int], home: Path, keys: str, code: int
) -> None:
    before = dump(home / "journal.db")
    screen = chosen(terminal("share", size=size, at=at(DAY)))
    read(screen)
    screen.press(keys)
    assert screen.ended() == code
    assert list(Path().iterdir()) == []
    assert dump(home / "journal.db") == before


@pytest.mark.parametrize("size", SIZES)
def test_every_box_is_empty_also_the_next_time_and_one_key_brings_the_last_ones(
    terminal: Open, size: tuple[int, int]
) -> None:
    run("share", "--yes", day=DAY, given={"sections": ["period", "sheets"], "dates": "days"})
    screen = terminal("share", size=size, at=at(DAY))
    shown = screen.see("nothing leaves")
    assert shown.count("[ ]") == 7
    screen.press("l", see="[x] sheets")
    assert screen.shown.count("[x]") == 2
    assert "dates: to the day" in screen.shown
    screen.press(".")
    assert screen.ended() == 0
    assert "Nothing left; no file was written." in screen.shown


def test_a_name_can_be_replaced_while_looking_and_the_list_stays(terminal: Open, home: Path) -> None:
    screen = chosen(terminal("share", at=at(DAY)))
    read(screen)
    assert "1 word looks like a name: Mira." in screen.shown
    screen.press("n", see="Which name?").press(f"1{ENTER}", see="What stands for it?")
    screen.press(f"my friend{ENTER}", see="Which name?", times=2).press(ENTER)
    screen.see("shut for my friend")
    read(screen)
    screen.press("w")
    assert screen.ended() == 0
    assert "mira" not in Path(NAME).read_text("utf-8").lower()


def test_the_browser_gets_the_same_bytes_in_a_private_folder_that_is_gone_afterwards(
    terminal: Open, home: Path
) -> None:
    browser = home.parent / "browser"
    browser.write_text(
        f'#!/bin/sh\nf=$(echo "$1" | sed "s,^file://,,")\ncp -p "$f" "{home.parent}/seen"\n'
        f'stat -c "%a" "$(dirname "$f")" > "{home.parent}/mode"\necho "$f" > "{home.parent}/where"\n',
        "utf-8",
    )
    browser.chmod(0o755)
    screen = chosen(terminal("share", at=at(DAY), BROWSER=f"{browser} %s"))
    read(screen)
    screen.press("b", see="Nobody")
    where = home.parent / "where"
    while not where.exists():
        assert screen.pty.isalive()
    read(screen)
    screen.press("w")
    assert screen.ended() == 0
    seen = home.parent / "seen"
    assert seen.read_bytes() == Path(NAME).read_bytes()
    assert stat.S_IMODE(seen.stat().st_mode) == 0o600
    assert (home.parent / "mode").read_text().strip() == "700"
    assert not Path(where.read_text().strip()).parent.exists()


def test_plain_lines_lead_the_same_way(terminal: Open) -> None:
    screen = terminal("share", "--plain", at=at(DAY))
    screen.talk(("What may stand in it?", f"2{ENTER}"), ("period and days, yes", ENTER), ("Whom is it for?", ENTER))
    screen.talk(("What is it for?", ENTER), ("Until when", ENTER), (LAST, f"w{ENTER}"), ("clear the screen", ENTER))
    assert screen.ended() == 0
    assert "days with something kept: 2 of 12" in "\n".join(page.as_text(Path(NAME).read_bytes(), "html"))


def test_remove_asks_once_and_enter_leaves_the_file(terminal: Open) -> None:
    run("share", "--yes", day=DAY, given={})
    (one,) = json.loads(run("share", "--list", "--json", day=DAY))["left"]
    screen = terminal("share", "--remove", one["id"], at=at(DAY))
    screen.see("Delete")
    screen.press(ENTER)
    assert screen.ended() == 0
    assert re.search(r"Nothing was deleted\.", screen.shown)
    assert Path(NAME).exists()


def test_a_passphrase_is_asked_unseen_and_twice_and_opens_the_same_bytes(terminal: Open) -> None:
    screen = terminal("share", "--passphrase", at=at(DAY))
    screen.talk(("What may stand in it?", ENTER), ("Whom is it for?", ENTER), ("What is it for?", ENTER))
    screen.talk(("Until when", ENTER))
    read(screen)
    screen.press("w").talk(
        ("Passphrase", f"qqone{ENTER}"), ("Once more", f"qqtwo{ENTER}"), ("not the same", f"qqthree{ENTER}")
    )
    screen.see("Once more", times=2)
    screen.press(f"qqthree{ENTER}")
    assert screen.ended() == 0
    assert "qq" not in screen.left_behind
    run("share", "--yes", day=DAY, given={})
    pyrage = importlib.import_module("pyrage")
    assert pyrage.passphrase.decrypt(Path(f"{NAME}.age").read_bytes(), "qqthree") == Path(NAME).read_bytes()
