"""A reminder says one neutral word, only when the evening is open, and the printed lines really do it."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from repairjournal.cli import app
from tests.cli.evenings import begin, run

SYSTEMS = ("cron", "systemd", "launchd", "windows")


@pytest.mark.parametrize(
    ("lived", "day", "says"),
    [
        ((), 3, "Reminder\n"),
        ((("moment", "--text", "a quiet one"),), 3, "Reminder\n"),
        ((("checkin", {"since": "none"}),), 3, ""),
        ((("pause",),), 4, ""),
        ((("finish", "--yes"),), 4, ""),
        ((), 51, ""),
    ],
)
def test_it_speaks_only_on_a_day_whose_check_in_is_open(
    lived: tuple[tuple[str, ...], ...], day: int, says: str, home: Path
) -> None:
    begin(home)
    for step in lived:
        words = [word for word in step if isinstance(word, str)]
        given = next((word for word in step if not isinstance(word, str)), None)
        run(*words, day=3, given=given)
    assert run("remind", "--due", day=day) == says


def test_without_a_journal_or_with_a_broken_one_it_is_silent_and_makes_nothing(home: Path) -> None:
    assert run("remind", "--due", day=3) == ""
    assert list(home.iterdir()) == []
    (home / "journal.db").write_bytes(b"not a journal" * 400)
    assert run("remind", "--due", day=3) == ""


def by_sh(line: str) -> list[str]:
    return ["/bin/sh", "-c", line]


def cron(lines: str) -> list[str]:
    [line] = [line for line in lines.splitlines() if not line.startswith("#")]
    assert line.startswith("5 21 * * * ")
    return by_sh(line.removeprefix("5 21 * * * ").replace("\\%", "%"))


def systemd(lines: str) -> list[str]:
    units = configparser.ConfigParser(interpolation=None, delimiters="=", comment_prefixes="#")
    units.read_string(lines)
    assert units["Timer"]["OnCalendar"] == "*-*-* 21:05:00"
    line = units["Service"]["ExecStart"].removeprefix('/bin/sh -c "').removesuffix('"')
    return by_sh(re.sub(r"\\(.)", r"\1", line).replace("$$", "$").replace("%%", "%"))


def launchd(lines: str) -> list[str]:
    told = plistlib.loads(lines.encode())
    assert told["StartCalendarInterval"] == {"Hour": 21, "Minute": 5}
    return list(told["ProgramArguments"])


@pytest.mark.parametrize("read", [cron, systemd, launchd])
def test_the_printed_lines_show_the_word_with_the_journal_they_were_printed_for(
    read: Callable[[str], list[str]], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.main(["start", "integrative-50", "--no-input"]) == 0
    lines = run("remind", "--for", read.__name__, "--at", "21:05", day=1)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("notify-send", "osascript"):
        (tools / name).write_text(f'#!/bin/sh\necho "$*" > {tmp_path}/shown\n')
        (tools / name).chmod(0o755)
    monkeypatch.delenv("REPAIRJOURNAL_HOME")
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    for kept in (False, True):
        (tmp_path / "shown").unlink(missing_ok=True)
        done = subprocess.run(read(lines), env={**os.environ, "PATH": path}, capture_output=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert (tmp_path / "shown").exists() is not kept
        if not kept:
            shown = (tmp_path / "shown").read_text()
            assert shown.strip() in ("Reminder", '-e display notification "Reminder"')
            monkeypatch.setenv("REPAIRJOURNAL_HOME", str(home))
            (tmp_path / "answers").write_text('{"since": "none"}')
            assert app.main(["checkin", "--answers", str(tmp_path / "answers")]) == 0
            monkeypatch.delenv("REPAIRJOURNAL_HOME")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_takes_the_units(home: Path, tmp_path: Path) -> None:
    service, timer = run("remind", "--for", "systemd", day=1).split("\n\n# ~/.config/systemd/user/reminder.timer\n")
    (tmp_path / "reminder.service").write_text(service)
    (tmp_path / "reminder.timer").write_text(timer)
    checked = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(tmp_path / "reminder.timer")], capture_output=True, text=True
    )
    assert "reminder" not in checked.stderr


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_has_its_lines_and_the_word_alone_is_shown(system: str, home: Path) -> None:
    lines = run("remind", "--for", system, day=1)
    shown = re.findall(r"notify-send (.*?) \|\||notification \"(.*?)\"|Popup\(''(.*?)'',", lines)
    assert ["".join(words) for words in shown] == ["Reminder"]


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (("--at", "25:00"), "rj: --at does not fit; write a time from 00:00 to 23:59\n"),
        (("--at", "8pm"), "rj: --at does not fit; write hours and minutes, such as 20:30\n"),
        (("--for", "crn"), "rj: no system 'crn'; did you mean cron?\n"),
    ],
)
def test_what_does_not_fit_is_one_line(args: tuple[str, ...], line: str, home: Path) -> None:
    assert run("remind", *args, day=1, expect=2) == line
