"""A practice in a process of its own, on a pseudo-terminal of its own."""

from __future__ import annotations

import json
import os
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pyte

from repairjournal.model.program import Step
from tests.cli.terminal import as_from_a_shell

HEAVY = ("rich", "prompt_toolkit", "typer", "click", "sqlite3", "sqlmodel", "yaml", "platformdirs")
NOTICE = "Not for: danger · asking for help"
STEPS = (
    Step("look", 40, "Let the eyes wander round the room."),
    Step("breathe", 60, "Air in, and a longer way out.", (4, 6)),
    Step("low-back", 20),
)
EASIER = STEPS[:2]

# A practice of its own process. Its clock steps on a little at each look, so no busy machine can look like sleep;
# the file `slept` adds hours once. What it tells lies in files: a closed terminal cannot take that away.
CHILD = """
import json, os, signal, sys, time
from pathlib import Path
from repairjournal.cli import timer
from repairjournal.errors import Away
from repairjournal.model.program import Step

place, given = Path(sys.argv[1]), json.loads(sys.argv[2])
heavy = given.pop("heavy")
made = lambda steps: tuple(Step(i, s, say, tuple(pace) if pace else None) for i, s, say, pace in steps)
given["steps"] = made(given["steps"])
if given.get("easier"):
    given["easier"] = made(given["easier"])
for name in ("call", "predict"):
    if given.get(name):
        line = given[name]
        given[name] = lambda line=line: print(line, flush=True)
if given.pop("call_breaks", False):
    given["call"] = lambda: 1 / 0
stride, at, full = given.pop("stride"), [0.0], given.pop("disk_full", 0)
if stride:
    timer.TICK = 0.04

def clock():
    if not stride:
        return timer.boot_clock()
    at[0] += stride
    if (place / "slept").exists():
        at[0] += float((place / "slept").read_text())
        (place / "slept").unlink()
    return at[0]

beats = os.open(place / "beats", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
def beat(step, seconds):
    loaded = [name for name in heavy if name in sys.modules]
    os.write(beats, (json.dumps([step, seconds, time.monotonic(), loaded]) + "\\n").encode())
    if full and seconds >= full:
        raise OSError(28, "No space left on device")

handlers = [signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP, signal.SIGCONT]
before = [signal.getsignal(n) for n in handlers]
try:
    out = timer.run(given.pop("steps"), beat=beat, clock=clock, **given)
    told = dict(seconds=out.seconds, step=out.step, how=out.how, added=out.added_minutes, easier=out.easier)
except (Away, OSError, ZeroDivisionError) as error:
    told = dict(raised=type(error).__name__)
told["handlers_restored"] = before == [signal.getsignal(n) for n in handlers]
(place / "told.new").write_text(json.dumps(told))
os.replace(place / "told.new", place / "told")
"""


def until(what: Callable[[], Any], seconds: float = 15) -> Any:
    """The first true answer; fails when there is none in time."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)
    return answer


class Sitting:
    """A practice running on a pseudo-terminal of its own."""

    def __init__(self, place: Path, *, size: tuple[int, int] = (80, 24), shell: bool = False, **given: Any) -> None:
        self.place = place
        (place / "child.py").write_text(CHILD)
        steps = given.setdefault("steps", STEPS)
        given["steps"] = [(s.id, s.seconds, s.say, s.pace) for s in steps]
        if given.get("easier"):
            given["easier"] = [(s.id, s.seconds, s.say, s.pace) for s in given["easier"]]
        environment = {**os.environ, "TERM": "xterm", **given.pop("environment", {})}
        call = [str(place / "child.py"), str(place), json.dumps({"stride": 0.5, "heavy": HEAVY, **given})]
        rows = size[::-1]
        if shell:
            shell_env = {**environment, "PS1": "$ ", "ENV": ""}
            self.pty = pexpect.spawn("/bin/sh", ["-i"], dimensions=rows, env=shell_env, preexec_fn=as_from_a_shell)
            (place / "go").write_text(f"exec '{sys.executable}' '{call[0]}' '{call[1]}' '{call[2]}'\n")
            self.pty.sendline(f"sh {place}/go")
        else:
            self.pty = pexpect.spawn(sys.executable, call, dimensions=rows, env=environment, preexec_fn=as_from_a_shell)
            self.modes = self.modes_now()
        self.pty.delaybeforesend = None
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.seen = b""
        self.wait(0)

    @property
    def shown(self) -> str:
        self.drain()
        return "\n".join(line.rstrip() for line in self.screen.display).strip("\n")

    def drain(self) -> None:
        while True:
            try:
                some = self.pty.read_nonblocking(65536, 0)
            except (pexpect.TIMEOUT, pexpect.EOF, OSError, ValueError):
                return
            self.seen += some
            self.stream.feed(some)

    def beats(self) -> list[Any]:
        path = self.place / "beats"
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def wait(self, seconds: float) -> None:
        """Until that many seconds of practice are told."""
        until(lambda: any(beat[1] >= seconds for beat in self.beats()))

    def see(self, text: str) -> str:
        until(lambda: text in self.shown)
        return self.shown

    def gone(self, text: str) -> None:
        until(lambda: text not in self.shown)

    def press(self, keys: str) -> Sitting:
        self.pty.send(keys)
        return self

    def told(self) -> dict[str, Any]:
        """What the practice returned, once its process has ended."""

        def ended() -> bool:
            self.drain()
            return (self.place / "told").exists()

        until(ended)
        told: dict[str, Any] = json.loads((self.place / "told").read_text())
        assert told.pop("handlers_restored")
        return told

    def modes_now(self) -> list[Any]:
        return termios.tcgetattr(self.pty.child_fd)

    def over(self) -> bool:
        self.drain()
        return not self.pty.isalive()

    def close_window(self) -> None:
        self.pty.ptyproc.fileobj.close()

    def end(self) -> None:
        if self.pty.isalive():
            os.kill(self.pty.pid, signal.SIGKILL)
        self.pty.ptyproc.delayafterclose = 0.01
        self.pty.close(force=True)


def sittings(tmp_path: Path) -> Iterator[Callable[..., Sitting]]:
    """Begins sittings, each in a folder of its own, and ends them all."""
    begun: list[Sitting] = []

    def begin(**given: Any) -> Sitting:
        place = tmp_path / str(len(begun))
        place.mkdir()
        begun.append(Sitting(place, **given))
        return begun[-1]

    yield begin
    for sitting in begun:
        sitting.end()
