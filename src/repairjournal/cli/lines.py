"""One line of the person's own words through prompt_toolkit; no history is read or written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings

from repairjournal.errors import Away

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent


class _Words(Completer):
    """Vocabulary after the last comma, by prefix."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        begun = document.text_before_cursor.replace("，", ",").replace("、", ",").rsplit(",", 1)[-1].lstrip()
        for word in self.words:
            if begun and word.startswith(begun.lower()):
                yield Completion(word, start_position=-len(begun))


def read_line(current: str, words: Sequence[str]) -> str:
    """The line typed; a pasted newline stays in it. Raises Away, KeyboardInterrupt, EOFError."""
    keys = KeyBindings()

    @keys.add("c-x", eager=True)
    def away(event: KeyPressEvent) -> None:
        event.app.exit(exception=Away())

    session: PromptSession[str] = PromptSession(
        history=DummyHistory(),
        key_bindings=keys,
        completer=_Words(words) if words else None,
        complete_while_typing=False,
        enable_open_in_editor=False,
        enable_system_prompt=False,
        enable_suspend=True,
    )
    return session.prompt("> ", default=current)
