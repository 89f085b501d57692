"""One practice on one screen: its keys, its signals, and a record of where it stands at every second."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from repairjournal.cli.faces import Frames, Key, Lines, clock_face
from repairjournal.cli.keys import AWAY, END, Gone, Screen, Signals, boot_clock
from repairjournal.errors import Away
from repairjournal.model.countdown import Countdown
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.model.program import Step

How = Literal["finished", "stopped", "interrupted", "hung-up", "terminated"]

TICK = 0.2  # seconds between two looks at keys and clock: a calm breath line, and no work for the battery
_HOW: dict[int, How] = {signal.SIGINT: "interrupted", signal.SIGHUP: "hung-up", signal.SIGTERM: "terminated"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a practice ended. `seconds` of practice without pauses; `step` is the id where it ended.

    how: finished (time was up, `f`, or `n` at the last step), stopped (`q`, `.`), interrupted (Ctrl-C, Ctrl-D),
    hung-up (terminal closed), terminated (TERM).
    """

    seconds: float
    step: str
    how: How
    added_minutes: int
    easier: bool


@dataclass
class _Run:
    """One practice on one screen; the fields without a default are those of run()."""

    count: Countdown
    screen: Screen
    face: Frames | Lines
    typed: bool
    easier: tuple[Step, ...] | None
    bell: bool
    clock: Callable[[], float]
    beat: Callable[[str, float], object]
    call: Callable[[], object] | None
    predict: Callable[[], bool] | None
    eased: bool = False
    predicted: bool = False
    slept: bool = False
    beaten: int = 0
    rung: int = 1
    trouble: Exception | None = None

    def go(self) -> Outcome:
        with Signals() as self.signals:
            try:
                self.face.open()
                how = self._loop()
            except Gone:
                how = "hung-up" if self.screen.tty else "stopped"
            finally:
                self.face.close()
            self._beat()
        if self.trouble:
            raise self.trouble
        count = self.count
        return Outcome(count.done, count.step.id, _HOW.get(self.signals.ended, how), count.added_minutes, self.eased)

    def _loop(self) -> How:
        self._show()
        self._beat()
        while True:
            keys = self.face.read(TICK)
            self.slept = self.count.tick(self.clock()) or (self.slept and self.count.paused)
            if self.signals.suspended:
                self._aside(self.signals.stop_here)
            if self.signals.ended:  # nothing more is drawn: after Ctrl-Z the terminal is somebody else's
                return "interrupted"
            if self.signals.continued:
                self.signals.continued = False
                self.face.open()
            for key in keys:
                if self.count.over or self.signals.ended:
                    break
                if how := self._press(key):
                    return how
            if self.count.paused and not self.typed:
                self.count.go_on(self.clock())
            self._ring()
            if self.count.over:
                return "finished"
            self._show()
            if keys or int(self.count.done) > self.beaten:
                self._beat()

    def _show(self) -> None:
        at = clock_face(self.count.done)
        slept = t("paused at {at} while the computer slept. space: go on", at=at)
        note = slept if self.slept else t("paused at {at}. space: go on", at=at)
        self.face.show(self.count, self._offered(), note if self.count.paused else "")

    def _offered(self) -> list[Key]:
        """The keys that do something right now."""
        easier = bool(self.easier) and not self.eased
        predict = self.predict is not None and self.count.entered == 1 and not self.predicted
        moves = t("go on") if self.count.paused else t("pause")
        rows = [
            (True, " ", t("space"), moves, t("pause"), t("stand still, or go on")),
            (True, "+", "+", t("minute"), t("more"), t("one more minute for this step")),
            (easier, "e", "e", t("easier"), t("easier"), t("a lighter form of this")),
            (True, "n", "n", t("next"), t("next"), t("on to the next step")),
            (True, "f", "f", t("finish"), t("finish"), t("enough for now, it counts as done")),
            (True, "q", "q", t("stop here"), t("stop"), t("stop here, that is a full record too")),
            (predict, "p", "p", t("predict"), t("predict"), t("write down what you expect")),
            (self.call is not None, "!", "!", t("call"), t("call"), t("people to call, then back to this place")),
            (True, "?", "?", "", t("help"), t("these lines")),
        ]
        return [Key(*row[1:]) for row in rows if row[0]]

    def _press(self, key: str) -> How | None:
        """Act on one key; the way it ended, if it did. An unknown key and Enter do nothing."""
        count = self.count
        self.face.key(key)
        if key == AWAY:
            self._beat()
            raise Away
        if key == END:
            return "interrupted"
        key = "q" if key == "." else key  # enough for today, as everywhere
        if key not in {row.sign for row in self._offered()}:
            return None
        if key == "?" or (key == " " and not count.paused):
            count.paused = True
        elif key == " ":
            count.go_on(self.clock())
        elif key == "+":
            count.longer()
        elif key == "e" and self.easier:
            self.eased = True
            count.ease(self.easier)
        elif key == "n":
            count.leave()
        elif key == "!" and self.call:
            self._aside(self._people)
        elif key == "p" and self.predict:
            self._predict(count.paused)
        return "finished" if key == "f" else "stopped" if key == "q" else None

    def _predict(self, paused: bool) -> None:
        """Whoever has just ended a line with Enter is here: the exercise goes on by itself, unless it stood before."""

        def ask() -> None:
            self.predicted = bool(self.predict and self.predict())

        self._aside(ask)
        if not paused:
            self.count.go_on(self.clock())

    def _people(self) -> None:
        if self.call:
            self.call()
        self.screen.write(t("Enter: back to the exercise") + "\n")
        typed = ""
        while not typed.endswith(("\n", END)):
            typed = self.screen.read(TICK) or typed
            if AWAY in typed:
                raise Away

    def _aside(self, what: Callable[[], object]) -> None:
        """Stand still and let something else have the terminal, as we found it; afterwards a key goes on."""
        self.count.paused = True
        self._beat()
        self.face.close()
        try:
            self.signals.away = True
            what()
        except KeyboardInterrupt:
            self.signals.ended = self.signals.ended or signal.SIGINT
        finally:
            self.signals.away = False
        if not self.signals.ended:
            self.face.open()

    def _ring(self) -> None:
        """One bell at each change of step, the end of the last one included: eyes may be closed."""
        now = self.count.entered + self.count.over
        if self.bell and self.screen.tty and now != self.rung:
            self.screen.write("\a")
        self.rung = now

    def _beat(self) -> None:
        """Tell where it stands. A full disk does not end a practice; it is told afterwards."""
        self.beaten = int(self.count.done)
        try:
            self.beat(self.count.step.id, self.count.done)
        except Exception as error:  # noqa: BLE001 - raised again by go(), whatever it is
            self.trouble = self.trouble or error


def run(
    steps: tuple[Step, ...],
    *,
    beat: Callable[[str, float], object],
    screen: Screen | None = None,
    plain: bool = False,
    interactive: bool = True,
    notices: tuple[str, ...] = (),
    easier: tuple[Step, ...] | None = None,
    bell: bool = False,
    clock: Callable[[], float] = boot_clock,
    call: Callable[[], object] | None = None,
    predict: Callable[[], bool] | None = None,
) -> Outcome:
    """Count a practice down; at least one step. The terminal and the signal handlers are afterwards as before.

    beat(step id, seconds): at 0, about once a second while it runs, at each key, and at the end. What it raises does
    not end the practice; the first such error is raised afterwards. `call` shows people to call, `predict` asks for a
    prediction and says whether one was made (during the first step, until then); both get the terminal as it was
    found, and the time stands still.
    Raises Away for Ctrl-X; what `call` and `predict` raise goes through.
    """
    screen = screen or Screen(sys.stdin, sys.stdout)
    typed = interactive and screen.keys and screen.tty
    drawn = typed and not plain and os.environ.get("TERM") != "dumb"
    face = Frames(screen, notices) if drawn else Lines(screen, notices, typed)
    return _Run(Countdown(steps, clock()), screen, face, typed, easier, bell, clock, beat, call, predict).go()
