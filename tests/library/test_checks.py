"""Every check with its exact words: files/checks/P05.txt and its like hold a change to SMALL, then what is said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.library.small import SMALL, changed, said

CHECKS = Path(__file__).parent / "files" / "checks"


@dataclass
class Case:
    """Lines taken out of SMALL and put in after the lines `before`, and the lines said about that."""

    before: list[str]
    out: list[str]
    put: list[str]
    lines: list[str]

    def text(self) -> str:
        old = "".join(line + "\n" for line in (*self.before, *self.out))
        new = "".join(line + "\n" for line in (*self.before, *self.put))
        assert ("\n" + SMALL).count("\n" + old) == 1, old
        return ("\n" + SMALL).replace("\n" + old, "\n" + new)[1:]


def cases() -> list[object]:
    found: list[object] = []
    for path in sorted(CHECKS.glob("P*.txt")):
        for n, block in enumerate(path.read_text("utf-8").split("\n\n")[1:], 1):
            parts: dict[str, list[str]] = {">": [], "-": [], "+": [], "=": []}
            for line in block.rstrip("\n").split("\n"):
                parts[line[0]].append(line[1:])
            found.append(pytest.param(Case(*parts.values()), id=f"{path.stem}-{n}"))
    return found


@pytest.mark.parametrize("case", cases())
def test_a_change_is_answered_in_these_words_at_this_place(case: Case) -> None:
    assert said(case.text()) == case.lines


def test_every_check_that_a_single_file_can_break_has_its_table() -> None:
    told = {
        line[-4:-1] for path in CHECKS.glob("P*.txt") for line in path.read_text("utf-8").split("\n") if "=" in line[:1]
    }
    elsewhere = {"P14", "P15"}  # other languages (test_sidecar), control characters (below)
    assert told | elsewhere == {f"P{n:02}" for n in (*range(1, 17), 18)}


def test_the_small_program_itself_is_accepted_without_a_word() -> None:
    assert said(SMALL) == []


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Ca\x1blm", "12:14: text contains a control character (U+001B); remove it [P15]"),
        ('"\\e]0;x"', "12:12: text contains a control character (U+001B); remove it [P15]"),
        ('"\\0"', "12:12: text contains a control character (U+0000); remove it [P15]"),
        ('"\\x9b31m"', "12:12: text contains a control character (U+009B); remove it [P15]"),
        ("Ca\x85lm", "12:14: text contains a control character (U+0085); remove it [P15]"),
        ("Ca\u202elm", "12:14: text contains a control character (U+202E); remove it [P15]"),
        ('"\\u2066"', "12:12: text contains a control character (U+2066); remove it [P15]"),
        ('"\\ufdd0"', "12:12: text contains a control character (U+FDD0); remove it [P15]"),
        ("Ca\U0001ffffm", "12:14: text contains a control character (U+1FFFF); remove it [P15]"),
    ],
)
def test_what_could_drive_a_terminal_is_refused_in_every_spelling(title: str, line: str) -> None:
    assert said(changed("title: Calm", f"title: {title}")) == [line]


@pytest.mark.parametrize("title", ['"[/] [link=x]"', '"a\\tb"', "一口气", '"\U0001f343"', '"e\\u0301"'])
def test_markup_marks_and_other_scripts_are_only_text(title: str) -> None:
    assert said(changed("title: Calm", f"title: {title}")) == []


def test_a_control_character_on_every_line_is_told_on_every_line() -> None:
    lines = said(SMALL.replace("\n", "\x1b\n"))
    assert [int(line.split(":")[0]) for line in lines] == list(range(1, SMALL.count("\n") + 1))


def test_a_control_character_in_a_key_is_refused() -> None:
    assert "12:5: text contains a control character (U+001B); remove it [P15]" in said(
        changed("    title: Calm", '    "ti\\etle": Calm')
    )


def test_kept_lines_that_cannot_be_read_in_another_language_are_a_warning() -> None:
    text = changed("id: small\n", "id: small\nlanguage: zh\n").replace(
        "    not_for:", "    short: soothe\n    not_for:"
    )
    warned = (
        "15:14: warning: 'calm' keeps a line among its 'not_for', which cannot be read in this language; see that it"
    )
    assert said(text) == [
        f'{warned} says "asking anyone for help" [P12]',
        f'{warned} says "someone who turns frightening when an answer is late" [P12]',
    ]


@pytest.mark.parametrize(("word", "code"), [("streak", "P16"), ("连续", None)])
def test_words_are_looked_at_in_english_only(word: str, code: str | None) -> None:
    german = changed("id: small\n", "id: small\nlanguage: de\n").replace("title: Calm", f"title: {word}")
    assert said(german) == []
    assert [line[-4:-1] for line in said(changed("title: Calm", f"title: {word}"))] == ([code] if code else [])


@pytest.mark.parametrize("form", ["own-check", "ecr-r.blocked", "ecr-rs.general", "rq"])
def test_a_known_instrument_is_accepted(form: str) -> None:
    assert said(changed("    kind: trigger\n", f"    kind: assessment\n    instrument: {form}\n")) == []


def test_a_file_that_asks_for_nothing_known_is_not_quoted() -> None:
    assert said("password: hunter2\nuser: me\n") == [
        "1:1: this does not look like a program file; a program begins with 'format: 1' [P01]"
    ]
