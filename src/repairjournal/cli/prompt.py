"""Asking: ratings, menus and lines, with the keys that hold everywhere (product.md 4).

On a terminal ratings and menus act at the key; lines of text go through prompt_toolkit. With --plain everything is a
line ended with Enter. Every answer is handed on before the next question stands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from repairjournal.cli.term import BOLD, DIM, Term, read_key, single_keys
from repairjournal.errors import Away
from repairjournal.model import vocab
from repairjournal.model.kind import Refused, accept, choices_of, narrow
from repairjournal.model.program import Field
from repairjournal.text import safe, t

CTRL_X = "\x18"
MENU = 9  # words that can have a key of their own


class Back(Exception):
    """`<`: the question before."""


class Enough(Exception):
    """`.`: enough for today, everything answered is kept."""


class Prompt:
    """One conversation. `call` shows the people to call; `vocabulary` is the program's own words."""

    def __init__(
        self, term: Term, call: Callable[[], None], vocabulary: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.term = term
        self.call = call
        self.vocabulary = vocabulary

    # -- the three ways to ask ---------------------------------------------------------------------------------------

    def rating(self, question: str, *, low: int = 0, high: int = 10, hint: str = "", why: str = "") -> int | None:
        """A whole number, None for Enter. 0-10 acts at the key: after `1` it waits for `0` or Enter."""
        field = Field("answer", "scale", question, low, high)
        one_key = low == 0 and high <= 10 and not self.term.plain
        while True:
            self._question(question, hint or t("Enter: leave open"))
            typed = self._rating_key(high) if one_key else self._line()
            if self._held(typed, why):
                continue
            try:
                value = accept(field, typed)
            except Refused as refused:
                self.term.line(refused.line(), DIM)
                continue
            if value is None:
                return None
            words = vocab.anchor(value) if (low, high) == (0, 10) else ""
            self._echo(f"{value}, {words}" if words else str(value), rewrite=one_key)
            return int(value)

    def menu(
        self,
        question: str,
        options: Sequence[tuple[str, str]],
        *,
        enter: str | None = None,
        hint: str = "",
        why: str = "",
    ) -> str | None:
        """The key chosen; Enter gives `enter` (None: leave open). Options are (key, words)."""
        keys = {key for key, _ in options}
        while True:
            self._menu_lines(question, options, hint)
            typed = self._menu_key(keys) if not self.term.plain else self._line()
            if self._held(typed, why, also=keys):
                continue
            key = narrow(typed).strip().lower()
            if not key:
                return enter
            key = {"是": "y", "有": "y", "否": "n", "没有": "n"}.get(key, key)
            if key in keys:
                self._echo(next(words for k, words in options if k == key), rewrite=False)
                return key
            self.term.line(t("One of: {keys}", keys=", ".join(k for k, _ in options)), DIM)

    def confirm(self, question: str, *, enter: bool = False) -> bool:
        words = t("y · Enter: no") if not enter else t("n · Enter: yes")
        chosen = self.menu(f"{question}   {words}", (("y", ""), ("n", "")), enter="y" if enter else "n")
        return chosen == "y"

    def text(
        self, question: str, *, hint: str = "", why: str = "", current: str = "", words: Sequence[str] = ()
    ) -> str | None:
        """A line of the person's own, None for Enter. `words` is what Tab may complete."""
        while True:
            self._question(question, hint or t("Enter: leave open · < back · ? why"))
            typed = self._line() if self.term.plain else self._toolkit_line(current, words)
            if self._held(typed, why):
                continue
            return typed if typed.strip() else None

    def page(self, current: str, save: Callable[[str], None]) -> str:
        """Several lines, ended by an empty one; `save(text)` keeps what is there every few seconds and at each line.

        Plain: line by line. Raises KeyboardInterrupt with everything saved.
        """
        if self.term.plain:
            lines = [current] if current else []
            while (line := self._line()) and line != CTRL_X:
                lines.append(line)
                save("\n".join(lines))
            if line == CTRL_X:
                raise Away
            return "\n".join(lines)
        with single_keys():
            from repairjournal.cli.lines import read_page

            return read_page(current, save)

    # -- the fields of a kind ----------------------------------------------------------------------------------------

    def fields(
        self,
        fields: Sequence[Field],
        answers: dict[str, Any],
        kept: Callable[[int, Mapping[str, Any]], None],
        *,
        start: int = 0,
        watch: Callable[[str, Any], None] = lambda id, value: None,
    ) -> None:
        """Ask one after the other from `start`; `kept(step, answers)` commits each answer before the next question.

        `watch(field id, value)` runs after a new answer (care rules). Raises Back from the first one, Enough, Away.
        """
        at = start
        while at < len(fields):
            field = fields[at]
            try:
                value = self.field(field, answers.get(field.id))
            except Back:
                if at == 0:
                    raise
                at -= 1
                continue
            at += 1
            if value is not None:
                answers[field.id] = value
                kept(at, answers)
                try:
                    watch(field.id, value)
                except Back:
                    at -= 1

    def field(self, field: Field, current: Any = None) -> Any:
        """One answer as it is kept, None when left open."""
        question, why = safe(field.ask), safe(field.why)
        stays = t("Enter: stays {value}", value=current) if isinstance(current, int) else ""
        if field.type in ("scale", "number") and field.low is not None and field.high is not None:
            return self.rating(question, low=field.low, high=field.high, hint=stays, why=why)
        if field.type == "yesno":
            chosen = self.menu(question, (("y", t("yes")), ("n", t("no"))), hint=t("Enter: leave open"), why=why)
            return None if chosen is None else chosen == "y"
        if field.type in ("choice", "state"):
            offered = choices_of(field, self.vocabulary)
            if len(offered) <= MENU:
                options = [(str(n), safe(words)) for n, words in enumerate(offered, 1)]
                chosen = self.menu(question, options, hint=t("Enter: leave open"), why=why)
                return None if chosen is None else offered[int(chosen) - 1]
        words = choices_of(field, self.vocabulary)
        while True:
            if field.type == "choices" and len(words) <= MENU:
                self.term.line()
                for number, word in enumerate(words, 1):
                    self.term.line(f"{number}  {safe(word)}", indent="   ", first="")
            typed = self.text(question, why=why, current=current if isinstance(current, str) else "", words=words)
            try:
                return accept(field, typed, self.vocabulary)
            except Refused as refused:
                self.term.line(refused.line(), DIM)

    # -- keys --------------------------------------------------------------------------------------------------------

    def _held(self, typed: str, why: str, also: frozenset[str] | set[str] = frozenset()) -> bool:
        """Keys that hold everywhere, alone on a line. True: ask the same question again."""
        key = narrow(typed).strip()
        if key == CTRL_X:
            raise Away
        if key in also:
            return False
        if key == "<":
            raise Back
        if key == ".":
            raise Enough
        if key == "?":
            self.term.line(why or t("It is asked so that you can look back at it later. Leaving it open is fine."), DIM)
            return True
        if key == "!":
            self.call()
            self.term.line(t("Enter: back to the question"), DIM)
            self._line()
            return True
        return False

    def _question(self, question: str, hint: str) -> None:
        self.term.line()
        if self.term.plain:
            self.term.line(hint + ".")
            self.term.line(question)
        else:
            self.term.pair(question, hint, BOLD)

    def _menu_lines(self, question: str, options: Sequence[tuple[str, str]], hint: str) -> None:
        self.term.line()
        if question and not self.term.plain:
            self.term.line(question, BOLD)
        for key, words in options:
            if words:
                self.term.line(f"{key}  {words}" if not self.term.plain else f"{key}: {words}", indent="   ", first="")
        if hint:
            self.term.line(hint, DIM)
        if question and self.term.plain:
            self.term.line(question)

    def _echo(self, words: str, *, rewrite: bool) -> None:
        if rewrite and not self.term.plain:
            self.term.write(f"\r\x1b[K> {words}\n")
        elif self.term.plain and words:
            self.term.line(words)

    def _line(self) -> str:
        """A whole line, by the terminal's own editing; Ctrl-X counts when it stands in it."""
        if not self.term.plain:
            self.term.write("> ")
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return CTRL_X if CTRL_X in line else line.rstrip("\n")

    def _rating_key(self, high: int) -> str:
        self.term.write("> ")
        typed = ""
        with single_keys():
            while True:
                key = narrow(read_key())
                if key in ("\r", "\n"):
                    break
                if key in ("\x7f", "\b"):
                    if typed:
                        typed = ""
                        self.term.write("\b \b")
                elif key == "\x04":
                    raise EOFError
                elif typed == "1":
                    if key == "0":
                        typed = "10"
                        break
                elif key == "1" and high == 10:
                    typed = "1"
                    self.term.write("1")
                elif (key.isdecimal() and int(key) <= high) or key in ("<", "?", ".", "!", CTRL_X):
                    typed = key
                    break
        self.term.write("\n" if not typed.isdecimal() else "")
        return typed

    def _menu_key(self, keys: set[str]) -> str:
        self.term.write("> ")
        with single_keys():
            while True:
                key = narrow(read_key()).lower()
                if key in ("\r", "\n"):
                    key = ""
                    break
                if key == "\x04":
                    raise EOFError
                if key in keys or key in ("<", "?", ".", "!", CTRL_X, "是", "否", "有"):
                    break
        self.term.write(f"{key}\n" if key.isprintable() else "\n")
        return key

    def _toolkit_line(self, current: str, words: Sequence[str]) -> str:
        """prompt_toolkit, imported here: 100 ms, while the question already stands on the screen."""
        with single_keys():  # what is typed meanwhile waits without an echo
            from repairjournal.cli.lines import read_line

            return read_line(current, words)
