"""Asking: ratings, menus and lines, with the keys that hold everywhere (product.md 4).

On a terminal ratings and menus act at the key; lines of text go through prompt_toolkit. With --plain everything is a
line ended with Enter. Every answer is handed on before the next question stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from repairjournal.cli.term import BOLD, DIM, Term, read_key, single_keys
from repairjournal.cli.typed import CTRL_X, typed_line
from repairjournal.errors import Away
from repairjournal.model import vocab
from repairjournal.model.kind import Refused, accept, as_shown, choices_of, narrow, shown_of
from repairjournal.model.program import Field
from repairjournal.text import safe, t

MENU = 9  # words that can have a key of their own
HELD = ("<", "?", ".", "!")  # keys that hold everywhere, alone on a line; Ctrl-X acts at once
NOTHING_NOTICED = "nothing noticed"  # an answer about the body that has a key of its own, 0
EMPTIED = object()  # an answer that stood there and was wiped


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
        # What the person answered to a field before, the newest first: offered where own words may be shown.
        self.memory: Callable[[Field], Sequence[str]] = lambda field: ()
        self._words_typed = False

    # -- the ways to ask ---------------------------------------------------------------------------------------------

    def rating(self, question: str, *, low: int = 0, high: int = 10, hint: str = "", why: str = "") -> int | None:
        """A whole number, None for Enter. 0-10 acts at the key: after `1` it waits for `0` or Enter."""
        value = self.number(Field("answer", "scale", question, low, high), hint=hint, why=why)
        return None if value is None else int(value)

    def number(self, field: Field, *, hint: str = "", why: str = "") -> int | float | None:
        """A field of type scale or number; without --plain the keys that hold everywhere act at the key."""
        one_key = field.low == 0 and field.high is not None and field.high <= 10 and not self.term.plain
        while True:
            self._question(safe(field.ask), hint or t("Enter: leave open"))
            if one_key:
                typed = self._rating_key(field.high or 0)
            else:
                typed = self._line() if self.term.plain else self._digits(field)
            if self._held(typed, why):
                continue
            try:
                value = accept(field, typed)
            except Refused as refused:
                self.term.line(refused.line(), DIM)
                continue
            if value is None:
                return None
            words = vocab.anchor(value) if (field.type, field.low, field.high) == ("scale", 0, 10) else ""
            self._echo(f"{value}, {words}" if words else str(value), rewrite=one_key)
            number: int | float = value
            return number

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
        self,
        question: str,
        *,
        hint: str = "",
        why: str = "",
        current: str = "",
        words: Sequence[str] = (),
        earlier: Sequence[str] = (),
    ) -> str | None:
        """A line of the person's own; None for Enter, empty where `current` was wiped.

        `words` may be completed by Tab or given by their numbers (`?` lists them), `0` stands for nothing noticed.
        `earlier` lines may be completed too; the first stands grey, and Tab takes it.
        """
        standard = t("Enter: leave open · < back · ? why")
        if NOTHING_NOTICED in words:
            standard = t("Enter: leave open · 0: nothing noticed · ? words and numbers")
        elif words:
            standard = t("Enter: leave open · first letters or numbers · ? all words")
        if current and self.term.plain:
            standard = t("Enter: it stays as it is")
        while True:
            if current and self.term.plain:
                self.term.line(t("So far: {words}", words=safe(current)))
            self._question(question, hint or standard)
            typed = self._line() if self.term.plain else self._toolkit_line(current, words, earlier)
            if self._held(typed, why, words=words):
                continue
            named = _by_number(typed, words)
            if named != typed:
                self.term.line(named, DIM)
            self._words_typed = self._words_typed or bool(typed.strip())
            return named if typed.strip() or (current and not self.term.plain) else None

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
        above: Callable[[], None] = lambda: None,
    ) -> None:
        """Ask one after the other from `start`; `kept(step, answers)` commits each answer before the next question.

        `watch(field id, value)` runs after a new answer (care rules), `above` before each question (what was said
        before). Raises Back from the first one, Enough, Away.
        """
        at = start
        while at < len(fields):
            field = fields[at]
            above()
            try:
                value = self.field(field, answers.get(field.id))
            except Back:
                if at == 0:
                    raise
                at -= 1
                continue
            at += 1
            if value is EMPTIED:
                answers.pop(field.id, None)
                kept(at, answers)
            elif value is not None:
                answers[field.id] = value
                kept(at, answers)
                try:
                    watch(field.id, value)
                except Back:
                    at -= 1

    def field(self, field: Field, current: Any = None) -> Any:
        """One answer as it is kept, None when left open (or as it stands), EMPTIED where it was wiped."""
        question, why = safe(field.ask), safe(field.why)
        leave = (
            t("Enter: leave open") if current is None else t("Enter: stays {value}", value=self._said(field, current))
        )
        if field.type in ("scale", "number"):
            return self.number(field, hint=leave, why=why)
        if field.type == "yesno":
            chosen = self.menu(question, (("y", t("yes")), ("n", t("no"))), hint=leave, why=why)
            return None if chosen is None else chosen == "y"
        offered = choices_of(field, self.vocabulary)
        shown = shown_of(field, self.vocabulary)
        if field.type in ("choice", "state") and len(offered) <= MENU:
            options = [(str(n), safe(words)) for n, words in enumerate(shown, 1)]
            chosen = self.menu(question, options, hint=leave, why=why)
            return None if chosen is None else offered[int(chosen) - 1]
        written = current if isinstance(current, str) else ", ".join(map(str, as_shown(field, current or ())))
        if field.type in ("text", "short") and field.source == "areas":  # one line for where and how
            shown = (*shown, *((self.vocabulary or vocab.VOCABULARIES).get("sensations") or ()))
        while True:
            if field.type == "choices" and len(shown) <= MENU:
                self.term.line()
                for number, word in enumerate(shown, 1):
                    self.term.line(f"{number}  {safe(word)}", indent="   ", first="")
            typed = self.text(question, why=why, current=written, words=shown, earlier=self.memory(field))
            if typed == "":
                return EMPTIED
            try:
                return accept(field, typed, self.vocabulary)
            except Refused as refused:
                self.term.line(refused.line(), DIM)

    def _said(self, field: Field, value: Any) -> str:
        """An answer of few words, to stand in a hint."""
        if isinstance(value, bool):
            return t("yes") if value else t("no")
        return safe(str(as_shown(field, value)))

    def offer_to_clear(self) -> None:
        """With --plain nothing runs out of sight: after words of the person's own, the screen is cleared on a key."""
        if not (self.term.plain and self.term.asks and self._words_typed):
            return
        self._words_typed = False
        self.term.line(t("c: clear the screen. Enter: it stays."))
        if narrow(self._line()).strip().lower() in ("c", CTRL_X):
            self.term.write("\x1b[2J\x1b[3J\x1b[H")

    # -- keys --------------------------------------------------------------------------------------------------------

    def _held(
        self, typed: str, why: str, also: frozenset[str] | set[str] = frozenset(), words: Sequence[str] = ()
    ) -> bool:
        """Keys that hold everywhere, alone on a line. True: ask the same question again. `words` are listed by `?`."""
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
            if words:
                numbered = [f"{n} {safe(word)}" for n, word in enumerate(words, 1)]
                if self.term.plain:
                    self.term.line(", ".join(numbered))
                else:
                    self.term.facts(numbered, DIM)
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
        """A whole line, ended by Enter."""
        if not self.term.plain:
            self.term.write("> ")
        return typed_line(self.term.write)

    def _digits(self, field: Field) -> str:
        """A number of several digits, or one of the keys that hold everywhere, ended by Enter."""
        longest = len(str(field.high)) if field.high is not None else 9
        decimal = field.type == "number"

        def fits(text: str, key: str) -> str:
            key = narrow(key)
            if text in HELD or (key in HELD and not text):
                return "" if text else key
            if decimal and text and key in ".," and not set(text) & {".", ","}:
                return key
            return key if key.isdecimal() and len(text) < longest + 3 * bool(set(text) & {".", ","}) else ""

        self.term.write("> ")
        return typed_line(self.term.write, fits)

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

    def _toolkit_line(self, current: str, words: Sequence[str], earlier: Sequence[str]) -> str:
        """prompt_toolkit, imported here: 100 ms, while the question already stands on the screen."""
        with single_keys():  # what is typed meanwhile waits without an echo
            from repairjournal.cli.lines import read_line

            return read_line(current, words, earlier, grey=self.term.colour)


def _by_number(typed: str, words: Sequence[str]) -> str:
    """Words given by their numbers, `7, 17`, as the words; anything else as it was typed."""
    parts = [part.strip() for part in narrow(typed).replace(";", ",").split(",")]
    if not words or not all(part.isdecimal() and int(part) <= len(words) for part in parts):
        return typed
    if "0" in parts:
        return NOTHING_NOTICED if parts == ["0"] and NOTHING_NOTICED in words else typed
    return ", ".join(words[int(part) - 1] for part in parts)
