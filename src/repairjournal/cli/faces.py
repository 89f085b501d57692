"""The two faces of a countdown: frames redrawn in place on a terminal, plain lines everywhere else."""

from __future__ import annotations

import math
import os
import re
import time
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repairjournal.cli.keys import Gone, Screen, pressed
from repairjournal.text import cells, fold, safe, t, wrap

if TYPE_CHECKING:
    from repairjournal.model.countdown import Countdown
    from repairjournal.model.program import Step

NOTICE = 30.0  # seconds of practice during which the notices stand
WIDEST = 76  # longer lines tire the eye
BAR, BREATH = 32, 24  # cells at most
_DIM, _NORMAL = "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as typed and as shown, its name on the key line, its word in plain lines, and what it does."""

    sign: str
    shown: str
    name: str
    word: str
    what: str


def clock_face(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _of(count: Countdown) -> str:
    return t("{done} of {planned}", done=clock_face(count.done), planned=clock_face(count.planned))


def _sentence(step: Step) -> str:
    return safe(step.say).strip() or safe(step.id).replace("-", " ")


class Frames:
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

    def read(self, seconds: float) -> list[str]:
        """The keys typed meanwhile; waits at most so long."""
        return pressed(self.screen.read(seconds))

    def key(self, key: str) -> None:
        self.helping = key == "?" and not self.helping

    def show(self, count: Countdown, keys: list[Key], note: str) -> None:
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

    def _lines(self, count: Countdown, keys: list[Key], note: str, width: int) -> list[str]:
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


class Lines:
    """The countdown for a screen reader, a pipe or a simple terminal: one line at each step and one at half time.

    Where it can be typed at, a key (or its word) ends with Enter; the terminal's own modes are left alone.
    """

    def __init__(self, screen: Screen, notices: tuple[str, ...], typed: bool) -> None:
        self.screen, self.notices, self.typed = screen, notices, typed
        self.entered = 0
        self.planned = 0.0
        self.note: str | None = ""
        self.halved = False
        self.keys: list[Key] = []

    def open(self) -> None:
        """Back from something else, the next look says whether it stands or goes on."""
        self.note = None if self.entered else ""

    def close(self) -> None:
        pass

    def read(self, seconds: float) -> list[str]:
        if not self.typed:
            time.sleep(seconds)
            return []
        lines = [fold(line) for line in self.screen.read(seconds).splitlines()]
        words = {"p": " ", t("go on"): " "} | {fold(key.word): key.sign for key in self.keys}
        keys = (line.strip() or line[:1] for line in lines)
        return [words.get(key, key) for key in keys if key]

    def key(self, key: str) -> None:
        if key == "?":
            for row in self.keys:
                self._say(f"{row.word}: {row.what}.")

    def show(self, count: Countdown, keys: list[Key], note: str) -> None:
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
            self._say(note or t("going on at {at}", at=clock_face(count.done)))
        if not self.halved and 2 * count.done >= count.planned and not count.over:
            self.halved = True
            self._say(t("half time: {clock}", clock=_of(count)))
        self.entered, self.planned, self.note = count.entered, count.planned, note

    def _say(self, line: str) -> None:
        self.screen.write(line + "\n")
