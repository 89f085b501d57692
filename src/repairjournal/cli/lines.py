"""One line of the person's own words through prompt_toolkit; no history is read or written."""

from __future__ import annotations

import signal
import time
from asyncio import CancelledError
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings

from repairjournal.errors import Away
from repairjournal.text import fold, safe

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent


class _Words(Completer):
    """Vocabulary after the last comma, by prefix; lines written before, by the beginning of the whole line."""

    def __init__(self, words: Sequence[str], earlier: Sequence[str]) -> None:
        self.words, self.earlier = words, earlier

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        begun = document.text_before_cursor.replace("，", ",").replace("、", ",").rsplit(",", 1)[-1].lstrip()
        for word in self.words:
            if begun and word.startswith(begun.lower()):
                yield Completion(word, start_position=-len(begun))
        line = document.text_before_cursor
        for written in self.earlier:
            if line.strip() and fold(written).startswith(fold(line)):
                yield Completion(written, start_position=-len(line))


SAVE_EVERY = 2.0  # seconds between two saves of a page that is being written


def read_page(current: str, save: Callable[[str], None]) -> str:
    """Several lines; Enter on an empty line, or Esc Enter, ends them. What stands there is saved as it grows.

    Raises Away, KeyboardInterrupt, EOFError, each after a last save.
    """
    keys = KeyBindings()
    last = [time.monotonic()]

    @keys.add("c-x", eager=True)
    def away(event: KeyPressEvent) -> None:
        event.app.exit(exception=Away())

    @keys.add("escape", "enter")
    def ended(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("enter")
    def line(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if not buffer.document.current_line.strip() and buffer.document.is_cursor_at_the_end:
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=False)
            _save(buffer.text)

    def _save(text: str) -> None:
        last[0] = time.monotonic()
        if text.strip():
            save(text)

    def grown(buffer: Buffer) -> None:
        if time.monotonic() - last[0] >= SAVE_EVERY:
            _save(buffer.text)

    session: PromptSession[str] = PromptSession(
        history=DummyHistory(), key_bindings=keys, multiline=True, enable_suspend=True
    )
    session.default_buffer.on_text_changed += grown
    try:
        return _typed(session, current, "  ").rstrip("\n")
    except (Away, KeyboardInterrupt, EOFError):
        _save(session.default_buffer.text)
        raise


def read_line(current: str, words: Sequence[str], earlier: Sequence[str] = (), *, grey: bool = True) -> str:
    """The line typed; a pasted newline stays in it. Raises Away, KeyboardInterrupt, EOFError.

    The first of the `earlier` lines stands grey on an empty line and is only taken by Tab; without `grey` it could be
    mistaken for something typed and is not shown.
    """
    keys = KeyBindings()
    offered = earlier[0] if earlier and grey and not current and "\n" not in earlier[0] else ""

    @keys.add("c-x", eager=True)
    def away(event: KeyPressEvent) -> None:
        event.app.exit(exception=Away())

    @keys.add("<")
    def back(event: KeyPressEvent) -> None:
        """Alone on the line also where an earlier answer stands in it, untouched."""
        if current and event.current_buffer.text == current:
            event.current_buffer.reset()
        event.current_buffer.insert_text("<")

    @keys.add("tab", filter=Condition(lambda: bool(offered) and not session.default_buffer.text))
    def taken(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(offered)

    session: PromptSession[str] = PromptSession(
        history=DummyHistory(),
        key_bindings=keys,
        placeholder=[("fg:ansibrightblack", safe(offered))] if offered else None,
        completer=_Words(words, earlier) if words or earlier else None,
        complete_while_typing=False,
        enable_open_in_editor=False,
        enable_system_prompt=False,
        enable_suspend=True,
    )
    return _typed(session, current)


def _typed(session: PromptSession[str], current: str, continuation: str = "") -> str:
    """What was typed. HUP and TERM leave through the event loop: raised inside its own code, the exception can get
    lost and the program then waits for ever."""
    app, ended = session.app, list[int]()

    def leave() -> None:
        if app.is_running and not app.is_done:
            app.exit(exception=EOFError())

    def came(number: int, _: object) -> None:
        ended.append(number)
        if app.loop is not None:
            app.loop.call_soon_threadsafe(leave)

    before = {number: signal.signal(number, came) for number in (signal.SIGHUP, signal.SIGTERM)}
    try:
        return session.prompt(
            "> ", default=current, prompt_continuation=continuation, pre_run=lambda: leave() if ended else None
        )
    except CancelledError:  # a Ctrl-C that fell between two of asyncio's own steps; not an Exception
        raise KeyboardInterrupt from None
    except (EOFError, OSError):  # a closed terminal refuses the last drawing
        if ended:
            raise SystemExit(128 + ended[0]) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
