"""remind: ready lines for the timer that a system already has. Neutral words, nothing in a pause, no program name."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from typing import Annotated

import typer

from repairjournal.cli.desk import Desk
from repairjournal.cli.term import DIM
from repairjournal.errors import JournalError, UsageError, unknown
from repairjournal.model.kind import narrow
from repairjournal.text import t

WORD = "Reminder"  # the whole text of a notification: it may be seen by anybody
CHECKIN = "checkin"


def remind(
    desk: Desk,
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help="When; default 20:30.")] = "20:30",
    system: Annotated[
        str, typer.Option("--for", metavar="NAME", help="cron, systemd, launchd or windows; default this machine's.")
    ] = "",
    due: Annotated[
        bool, typer.Option("--due", help="One neutral word if the evening is open, else nothing; for those lines.")
    ] = False,
) -> None:
    """Lines to paste, so that the computer says "Reminder" once a day. Nothing is set up by itself.

    It is silent in a pause, after finish, and on a day whose check-in is kept.

    Example: rj remind --at 21:00 --for cron
    """
    if due:
        if _due(desk):
            desk.term.line(t(WORD))
        return
    hour, minute = _clock(at)
    system = system or ("windows" if os.name == "nt" else "launchd" if sys.platform == "darwin" else "systemd")
    if system not in LINES:
        raise unknown(t("system"), system, list(LINES))
    # As they are to be pasted: never wrapped.
    print(LINES[system](hour, minute))
    if desk.term.is_tty:
        desk.term.line()
        desk.term.line(t("The notification says no more than that word; these lines name the program."), DIM)


def _due(desk: Desk) -> bool:
    """Whether a word is wanted; a reminder that fails is silent, since nobody may see its error."""
    try:
        day = desk.day()
        if day.paused is not None or day.span is None:
            return False
        journal, run = desk.journal(), day.run.id
        told = journal.entries(run=run, tasks=(CHECKIN,), since=day.on, until=day.on, n=1)
        return not told and all(mark.what != "none" for mark in journal.marks(run, since=day.on))
    except (JournalError, OSError):
        return False


def _clock(text: str) -> tuple[int, int]:
    hour, colon, minute = narrow(text).strip().partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2):
        raise UsageError(t("--at does not fit"), t("write hours and minutes, such as 20:30"))
    if int(hour) > 23 or int(minute) > 59:
        raise UsageError(t("--at does not fit"), t("write a time from 00:00 to 23:59"))
    return int(hour), int(minute)


def _call() -> list[str]:
    """How this program is begun from anywhere: its script where there is one, else this interpreter."""
    script = shutil.which("rj")
    return [os.path.abspath(script)] if script else [sys.executable, "-m", "repairjournal"]


def _home() -> str:
    """The journal's folder where the environment chose it: a timer has an environment of its own."""
    chosen = os.environ.get("REPAIRJOURNAL_HOME", "").strip()
    return os.path.abspath(os.path.expanduser(chosen)) if chosen else ""


def _shell(notify: str) -> str:
    """For sh: ask the journal; only if it says a word, show it. The program's name stands in no notification."""
    home = ["env", f"REPAIRJOURNAL_HOME={_home()}"] if _home() else []
    return f'[ -n "$({shlex.join([*home, *_call(), "remind", "--due"])})" ] && {notify} || :'


def _cron(hour: int, minute: int) -> str:
    # % ends a command in a crontab.
    line = _shell(shlex.join(["notify-send", t(WORD)])).replace("%", "\\%")
    return CRON.format(hour=hour, minute=minute, line=line)


def _systemd(hour: int, minute: int) -> str:
    # $ and % mean something to systemd.
    line = _shell(shlex.join(["notify-send", t(WORD)])).replace("%", "%%").replace("$", "$$")
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    return SYSTEMD.format(hour=hour, minute=minute, line=quoted)


def _launchd(hour: int, minute: int) -> str:
    from xml.sax.saxutils import escape

    show = shlex.join(["osascript", "-e", NOTIFY_MAC.format(word=t(WORD))])
    return LAUNCHD.format(hour=hour, minute=minute, line=escape(_shell(show)))


def _windows(hour: int, minute: int) -> str:
    call = " ".join(map(_in_powershell, _call()))
    home = f"$env:REPAIRJOURNAL_HOME = {_in_powershell(_home())}; " if _home() else ""
    script = WINDOWS_SHOW.format(home=home, call=call, word=_in_powershell(t(WORD)))
    return WINDOWS.format(hour=hour, minute=minute, show=script.replace("'", "''"))


def _in_powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


NOTIFY_MAC = 'display notification "{word}"'

CRON = """\
# one line for: crontab -e
{minute} {hour} * * * {line}"""

SYSTEMD = """\
# ~/.config/systemd/user/reminder.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c "{line}"

# ~/.config/systemd/user/reminder.timer
[Timer]
OnCalendar=*-*-* {hour:02d}:{minute:02d}:00

[Install]
WantedBy=timers.target

# then once: systemctl --user enable --now reminder.timer"""

LAUNCHD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- ~/Library/LaunchAgents/local.reminder.plist; then once: launchctl load that file -->
<plist version="1.0"><dict>
  <key>Label</key><string>local.reminder</string>
  <key>ProgramArguments</key><array>
    <string>/bin/sh</string><string>-c</string><string>{line}</string>
  </array>
  <key>StartCalendarInterval</key>
  <dict><key>Hour</key><integer>{hour}</integer><key>Minute</key><integer>{minute}</integer></dict>
</dict></plist>"""

WINDOWS = """\
# in PowerShell, once; Unregister-ScheduledTask reminder takes it away
$show = New-ScheduledTaskAction -Execute powershell -Argument '-WindowStyle Hidden -Command "{show}"'
$when = New-ScheduledTaskTrigger -Daily -At {hour:02d}:{minute:02d}
Register-ScheduledTask reminder -Action $show -Trigger $when"""

WINDOWS_SHOW = "{home}if (& {call} remind --due) {{ (New-Object -ComObject WScript.Shell).Popup({word}, 60) }}"

LINES = {"cron": _cron, "systemd": _systemd, "launchd": _launchd, "windows": _windows}
