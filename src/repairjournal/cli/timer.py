"""The countdown of a practice: its steps, a calm bar and a few keys, or plain lines where nothing may be drawn."""

from __future__ import annotations

import math
import os
import re
import signal
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from repairjournal.cli.keys import AWAY, END, Gone, Screen, Signals, boot_clock, pressed
from repairjournal.errors import Away
from repairjournal.text import cells, fold, safe, t, wrap

if TYPE_CHECKING:
    from repairjournal.model.program import Step

How = Literal["finished", "stopped", "interrupted", "hung-up", "terminated"]

TICK = 0.2  # seconds between two looks at keys and clock: a calm breath line, and no work for the battery
SLEPT = 3.0  # a longer gap between two looks was sleep (lid, SIGSTOP), never practice
NOTICE = 30.0  # seconds of practice during which the notices stand
WIDEST = 76  # longer lines tire the eye
BAR, BREATH = 32, 24  # cells at most
_HOW: dict[int, How] = {signal.SIGINT: "interrupted", signal.SIGHUP: "hung-up", signal.SIGTERM: "terminated"}
_DIM, _NORMAL = "\x1b[2m", "\x1b[0m"


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


class Countdown:
    """Where a practice stands, told by clock readings in seconds; it never looks at a clock itself."""

    def __init__(self, steps: tuple[Step, ...], now: float) -> None:
        self.steps, self.at = steps, 0
        self.entered = 1  # steps begun so far; changes exactly when another step begins
        self.within = 0.0  # seconds in the current step
        self.paused = self.over = False
        self.added_minutes = 0
        self._before = 0.0  # seconds in the steps left behind
        self._longer = 0  # seconds added to the current step
        self._left: set[str] = set()
        self._now = now

    @property
    def step(self) -> Step:
        return self.steps[self.at]

    @property
    def done(self) -> float:
        return self._before + self.within

    @property
    def planned(self) -> float:
        """Seconds it takes in all: what is done and what is still to come."""
        return self._before + self._length + sum(step.seconds for step in self.steps[self.at + 1 :])

    @property
    def _length(self) -> float:
        return self.step.seconds + self._longer

    def tick(self, now: float) -> bool:
        """Count the time since the last reading. True: it was too long for practice, and the countdown paused."""
        gap, self._now = now - self._now, now
        if self.paused or self.over or gap <= 0:
            return False
        if gap > SLEPT:
            self.paused = True
            return True
        self.within += gap
        while not self.over and self.within >= self._length:
            rest = self.within - self._length
            self.within = self._length
            self.leave()
            if not self.over:
                self.within = rest
        return False

    def go_on(self, now: float) -> None:
        self.paused, self._now = False, now

    def longer(self) -> None:
        """One more minute for the current step."""
        self._longer += 60
        self.added_minutes += 1

    def ease(self, easier: tuple[Step, ...]) -> None:
        """Go on with the easier steps that are not behind us; if all are, with the last of them once more.

        A step that stands in both goes on where it is.
        """
        stays = self.step.id
        self.steps = tuple(step for step in easier if step.id not in self._left) or easier[-1:]
        self.at = 0
        if self.step.id != stays:
            self._begin()

    def leave(self) -> None:
        """On to the next step; after the last one it is over."""
        self._left.add(self.step.id)
        if self.at + 1 == len(self.steps):
            self.over = True
        else:
            self.at += 1
            self._begin()

    def _begin(self) -> None:
        self._before += self.within
        self.within, self._longer = 0.0, 0
        self.entered += 1


@dataclass(frozen=True, slots=True)
class _Key:
    """A key as typed and as shown, its name on the key line, its word in plain lines, and what it does."""

    sign: str
    shown: str
    name: str
    word: str
    what: str


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _of(count: Countdown) -> str:
    return t("{done} of {planned}", done=_clock(count.done), planned=_clock(count.planned))


def _sentence(step: Step) -> str:
    return safe(step.say).strip() or safe(step.id).replace("-", " ")


class _Frames:
    """The countdown redrawn in place by cursor-up and erase; each look writes only the lines that changed."""

    def __init__(self, screen: Screen, notices: tuple[str, ...]) -> None:
        self.screen, self.notices = screen, [safe(notice) for notice in notices]
        self.full, self.rest, self.breath = "█░━" if screen.carries("█░━") else "#.="
        self.dim = not os.environ.get("NO_COLOR")
        self.drawn: list[str] = []
        self.columns = 0
        self.helping = False

    def open(self) -> None:
        """Take the terminal; whatever stands on it stays above."""
        self.screen.raw()
        self.drawn = []

    def close(self) -> None:
        """Leave the terminal as it was found, without the frame."""
        try:
            if self.drawn and self.screen.ready():
                self.screen.write(self._up() + "\x1b[J")
        except Gone:
            pass
        self.drawn = []
        self.screen.cooked()

    def read(self) -> list[str]:
        return pressed(self.screen.read(TICK))

    def key(self, key: str) -> None:
        self.helping = key == "?" and not self.helping

    def show(self, count: Countdown, keys: list[_Key], note: str) -> None:
        columns, rows = self.screen.size()
        lines = self._lines(count, keys, note, min(columns - 1, WIDEST))
        if len(lines) >= rows:
            lines = [line for line in lines if line]
        # Never taller than the terminal: cursor-up ends at the top. The words come first, so they stay.
        lines = lines[: max(rows - 1, 1)]
        if (lines, columns) == (self.drawn, self.columns) or not self.screen.ready():
            return
        text, before = self._up(), self.drawn
        if columns != self.columns:
            text, before = text + "\x1b[J", []
        for at, line in enumerate(lines):
            same = at < len(before) and before[at] == line
            text += "\r\n" if same else f"{line}\x1b[K\r\n"
        if len(before) > len(lines):
            text += "\x1b[J"
        self.screen.write(text)
        self.drawn, self.columns = lines, columns

    def _up(self) -> str:
        """To the first cell of the frame; a terminal that became narrower has broken its long lines."""
        columns, rows = self.screen.size()
        plain = [line.replace(_DIM, "").replace(_NORMAL, "") for line in self.drawn]
        up = min(sum(max(1, math.ceil(cells(line) / columns)) for line in plain), rows - 1)
        return f"\r\x1b[{up}A" if up else "\r"

    def _lines(self, count: Countdown, keys: list[_Key], note: str, width: int) -> list[str]:
        if self.helping:
            lines = [row for key in keys for row in wrap(f"{key.shown:<8}{key.what}", width, " " * 10, "  ")]
        else:
            lines = []
            if count.done < NOTICE:
                lines += [row for notice in self.notices for row in wrap(notice, width)]
            lines += ["", *wrap(_sentence(count.step), width, "  "), ""]
            if count.step.pace:
                lines += self._breath(count.within, *count.step.pace, room=width - 8)
        clock = _of(count)
        size = max(4, min(BAR, width - cells(clock) - 4))
        full = min(size, round(size * count.done / count.planned)) if count.planned else size
        lines.append(f"  {self.full * full}{self._quiet(self.rest * (size - full))}  {clock}")
        if note:
            lines += wrap(note, width, "  ")
        names = "  ".join(f"{key.shown} {key.name}".rstrip().replace(" ", "\N{NO-BREAK SPACE}") for key in keys)
        lines += [self._quiet(row.replace("\N{NO-BREAK SPACE}", " ")) for row in wrap(names, width, "  ")]
        return lines

    def _breath(self, within: float, rise: float, fall: float, room: int) -> list[str]:
        """The word and a line that grows with the breath in and shrinks with the breath out."""
        at = within % (rise + fall)
        word, part = (t("in"), at / rise) if at < rise else (t("out"), 1 - (at - rise) / fall)
        return [f"  {word:<5}{self.breath * round(max(0, min(BREATH, room)) * part)}", ""]

    def _quiet(self, text: str) -> str:
        return f"{_DIM}{text}{_NORMAL}" if self.dim and text.strip() else text


_SAID = str.maketrans({"·": ",", ";": ",", "；": ",", "，": ",", "、": ",", "。": ".", "！": "!", "：": ":", "？": "?"})
_SAID |= str.maketrans({"–": "-", "—": "-", "…": ".", "’": "'"})


def spoken(text: str) -> str:
    """Foreign text for a screen reader: letters, digits, blanks and . , : ? - (and an apostrophe inside a word).

    A `!` of its own is the key of that name and is said as a word.
    """
    said = re.sub(r"(?<!\S)!", t("exclamation mark"), safe(text).translate(_SAID)).replace("!", ".")
    kept = "".join(c if c in ".,:?-'" or unicodedata.category(c)[0] in "LMN" else " " for c in said)
    kept = re.sub(r"(?<!\w)'|'(?!\w)", " ", kept)
    return re.sub(r" +(?=[.,:?])", "", " ".join(kept.split()))


class _Lines:
    """The countdown for a screen reader, a pipe or a simple terminal: one line at each step and one at half time.

    Where it can be typed at, a key (or its word) ends with Enter; the terminal's own modes are left alone.
    """

    def __init__(self, screen: Screen, notices: tuple[str, ...], typed: bool) -> None:
        self.screen, self.notices, self.typed = screen, notices, typed
        self.entered = 0
        self.planned = 0.0
        self.note = ""
        self.halved = False
        self.keys: list[_Key] = []

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def read(self) -> list[str]:
        if not self.typed:
            time.sleep(TICK)
            return []
        lines = [fold(line) for line in self.screen.read(TICK).splitlines()]
        words = {"p": " ", t("go on"): " "} | {fold(key.word): key.sign for key in self.keys}
        keys = (line.strip() or line[:1] for line in lines)
        return [words.get(key, key) for key in keys if key]

    def key(self, key: str) -> None:
        if key == "?":
            for row in self.keys:
                self._say(f"{row.word}: {row.what}.")

    def show(self, count: Countdown, keys: list[_Key], note: str) -> None:
        self.keys = keys
        if not self.entered:
            for notice in self.notices:
                self._say(spoken(notice))
            if self.typed:
                self._say(t("stop and Enter: stop here. help and Enter: all words."))
        if self.entered != count.entered:
            sentence = spoken(_sentence(count.step))
            sentence += "" if sentence.endswith((".", "?", ":")) else "."
            self._say(t("{sentence} {n} seconds.", sentence=sentence, n=count.step.seconds))
            if count.step.pace:
                rise, fall = (f"{seconds:g}" for seconds in count.step.pace)
                self._say(t("In for {rise}, out for {fall}, at your own pace.", rise=rise, fall=fall))
        elif self.planned != count.planned:
            self._say(_of(count))
        if self.note != note:
            self._say(note or t("going on at {at}", at=_clock(count.done)))
        if not self.halved and 2 * count.done >= count.planned and not count.over:
            self.halved = True
            self._say(t("half time: {clock}", clock=_of(count)))
        self.entered, self.planned, self.note = count.entered, count.planned, note

    def _say(self, line: str) -> None:
        self.screen.write(line + "\n")


@dataclass
class _Run:
    """One practice on one screen; the fields without a default are those of run()."""

    count: Countdown
    screen: Screen
    face: _Frames | _Lines
    typed: bool
    easier: tuple[Step, ...] | None
    bell: bool
    clock: Callable[[], float]
    beat: Callable[[str, float], object]
    call: Callable[[], object] | None
    predict: Callable[[], object] | None
    eased: bool = False
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
        while not self.signals.ended:
            keys = self.face.read()
            self.slept = self.count.tick(self.clock()) or (self.slept and self.count.paused)
            if self.signals.suspended:
                self._aside(self.signals.stop_here)
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
        return "interrupted"

    def _show(self) -> None:
        at = _clock(self.count.done)
        slept = t("paused at {at} while the computer slept. space: go on", at=at)
        note = slept if self.slept else t("paused at {at}. space: go on", at=at)
        self.face.show(self.count, self._offered(), note if self.count.paused else "")

    def _offered(self) -> list[_Key]:
        """The keys that do something right now."""
        easier = bool(self.easier) and not self.eased
        predict = self.predict is not None and self.count.entered == 1
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
        return [_Key(*row[1:]) for row in rows if row[0]]

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
            self._aside(self.predict)
        return "finished" if key == "f" else "stopped" if key == "q" else None

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
    predict: Callable[[], object] | None = None,
) -> Outcome:
    """Count a practice down; at least one step. The terminal and the signal handlers are afterwards as before.

    beat(step id, seconds): at 0, about once a second while it runs, at each key, and at the end. What it raises does
    not end the practice; the first such error is raised afterwards. `call` shows people to call, `predict` asks for a
    prediction (during the first step only); both get the terminal as it was found, and the time stands still.
    Raises Away for Ctrl-X; what `call` and `predict` raise goes through.
    """
    screen = screen or Screen(sys.stdin, sys.stdout)
    typed = interactive and screen.keys and screen.tty
    drawn = typed and not plain and os.environ.get("TERM") != "dumb"
    face = _Frames(screen, notices) if drawn else _Lines(screen, notices, typed)
    return _Run(Countdown(steps, clock()), screen, face, typed, easier, bell, clock, beat, call, predict).go()
