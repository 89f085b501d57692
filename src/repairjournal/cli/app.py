"""The one error boundary: a command line in, its exit code out."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from repairjournal import __version__
from repairjournal.cli import at_once
from repairjournal.cli.desk import local_now
from repairjournal.cli.table import COMMANDS, help_page
from repairjournal.errors import Away, JournalError, NoRun, unknown
from repairjournal.text import safe, t

OTHER_WORDS = {"check-in": "checkin"}


def main(argv: Sequence[str] | None = None, now: Callable[[], datetime] = local_now) -> int:
    """Run one command line; the exit code. Every error becomes one line here, and nowhere else."""
    args = list(sys.argv[1:] if argv is None else argv)
    _stand_in()
    previous = _on_signals()
    try:
        return _run(args, now)
    except JournalError as error:
        return _tell(error.line(), error.exit_code)
    except Away:
        _clear()
        return Away.exit_code
    except (KeyboardInterrupt, EOFError):
        return _tell("", 130)
    except BrokenPipeError:
        return _quiet_pipe()
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # Typer's way of ending after a closed pipe
            return _quiet_pipe()
        raise
    except OSError as error:
        return _tell(t("cannot go on: {reason}", reason=error.strerror or type(error).__name__), 1)
    except Exception as error:
        from repairjournal.cli.prompt import Back, Enough

        if isinstance(error, (Back, Enough)):  # left at a question with nothing before it
            return _tell("", 0)
        return _tell(_place(error), 1)  # a bug: its place, never the words it was working on
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _run(args: list[str], now: Callable[[], datetime]) -> int:
    if args[:1] == ["help"]:
        args = ["--help", *args[1:]] if args[1:] in ([], ["all"]) else [*args[1:], "--help"]
    if args[:1] == ["--help"] or args == ["--help", "all"]:
        help_page(everything="all" in args)
        sys.stdout.flush()
        return 0
    if args == ["--version"]:  # where __main__ could not write it
        print(f"repairjournal {__version__}", flush=True)
        return 0
    if at_once.run(args, now):
        return 0
    name, at = _command_name(args)
    completing = any(variable.endswith("_COMPLETE") for variable in _completion_variables())
    if name is None and not completing and not any(flag.endswith("-completion") for flag in args):
        args.insert(0, "today")
        name = "today"
    elif name is not None and name not in COMMANDS:
        args = _by_other_name(args, at, now)
        name = args[at]
    from repairjournal.cli import parse

    names = (name,) if name is not None and not completing else tuple(COMMANDS)
    try:
        return parse.run(names, args, now, completing=completing)
    except NoRun as missing:
        return parse.run(names, args, now) if _begun_first(missing, args, now) else 0


def _begun_first(missing: NoRun, args: list[str], now: Callable[[], datetime]) -> bool:
    """On a terminal, a program begun with one key before what was asked goes on. False: not now. Else raises."""
    from repairjournal.cli.desk import Desk
    from repairjournal.cli.prompt import Back, Enough

    lang = next((after for word, after in pairwise(args) if word == "--lang"), "")
    desk = Desk(now, plain="--plain" in args, no_input="--no-input" in args, lang=lang)
    if not desk.term.asks:
        raise missing
    from repairjournal.cli import start

    try:
        return start.offered(desk)
    except (Back, Enough):
        return False
    finally:
        desk.close()


def _completion_variables() -> list[str]:
    return [name for name in os.environ if name in ("_RJ_COMPLETE", "_REPAIRJOURNAL_COMPLETE")]


def _command_name(args: list[str]) -> tuple[str | None, int]:
    """(the first word that is not an option, its place); --lang takes the word after it."""
    at = 0
    while at < len(args):
        if args[at] == "--lang":
            at += 1
        elif not args[at].startswith("-"):
            return args[at], at
        at += 1
    return None, at


def _by_other_name(args: list[str], at: int, now: Callable[[], datetime]) -> list[str]:
    """A task of the running program by its own name, or one line that names the nearest command."""
    name = OTHER_WORDS.get(args[at], args[at])
    if name in COMMANDS:
        return [*args[:at], name, *args[at + 1 :]]
    from repairjournal.cli import tasks
    from repairjournal.cli.desk import Desk

    desk = Desk(now, no_input=True)
    try:
        known = tasks.command_for(desk, name)
        others = tasks.names(desk) if known is None else []
    finally:
        desk.close()
    if known is not None:
        return [*args[:at], *known, *args[at + 1 :]]
    raise unknown(t("command"), name, [*COMMANDS, *others])


def _on_signals() -> dict[int, Any]:
    """HUP and TERM end through the normal path, so that finally blocks restore the terminal."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    try:
        return {number: signal.signal(number, end) for number in numbers}
    except ValueError:  # not the main thread: a test, or somebody's own program
        return {}


def _tell(line: str, code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _quiet_pipe()
    except (OSError, ValueError):
        _quiet_pipe()
    try:
        told = line.split("\n") if line else []
        for part in told:  # several only for the faults of a file, each with its own place in front
            print(safe(part) if len(told) > 1 else f"rj: {safe(part)}", file=sys.stderr)
    except (OSError, ValueError):
        pass
    return code


def _stand_in() -> None:
    """A closed standard stream becomes the null device, lowest first, so that no file of ours takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  open as long as we run


def _quiet_pipe() -> int:
    """A reader that closes the pipe ends us quietly: what is still buffered goes nowhere."""

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    return 0


def _clear() -> None:
    from repairjournal.cli.term import Term

    Term().clear()


def _place(error: Exception) -> str:
    """Where a bug showed itself: type and line, no message (it may hold the person's words)."""
    import traceback

    frames = [f for f in traceback.extract_tb(error.__traceback__) if "repairjournal" in f.filename]
    where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    return t("an error of ours ({kind} in {where}); nothing more was written", kind=type(error).__name__, where=where)
