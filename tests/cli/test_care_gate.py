"""The gate on a real terminal: what is stored of it, when it stands there, and what stays the same on every page."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from repairjournal.model.care import GATE_QUESTIONS
from tests.cli.evenings import at, begin, entries, quiet, run
from tests.cli.terminal import AWAY, ENTER, Open, Terminal, dump, terminals

GATE, BEFORE, AFTER = "Nothing you answer here is kept", "How strong right now", "How strong now"
A_MINUTE, LEAVING_WELL = "of 1:00", "of 5:00"
PASS = "nnnn"
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home, lean="avoidant")
    quiet(journal)
    return journal


def held(journal: Path) -> tuple[str, str | None]:
    """(variant, the program day of the next asking) as the file has them."""
    with contextlib.closing(sqlite3.connect(journal)) as db:
        (variant,) = db.execute("SELECT variant FROM run").fetchone()
        found = db.execute("SELECT value FROM setting WHERE key = 'next_check'").fetchone()
    return variant, found[0] if found else None


def through_the_gate(screen: Terminal, answers: str) -> Terminal:
    """Each question answered once it stands there; `-` is Enter."""
    screen.see(GATE)
    for question, answer in zip(GATE_QUESTIONS, answers, strict=True):
        screen.see(question[:40])
        screen.press(ENTER if answer == "-" else answer)
    return screen


def passed(opened: Open, day: int = 3) -> None:
    screen = through_the_gate(opened("stay", at=at(day)), PASS)
    screen.talk((BEFORE, "."))
    assert screen.ended() == 0


@pytest.mark.parametrize("answers", ["ynnn", "nnny", "----", "nn-n"])
def test_anything_but_a_pass_leaves_the_file_as_it_was_to_the_byte(answers: str, journal: Path, opened: Open) -> None:
    before = journal.read_bytes()
    screen = through_the_gate(opened("stay", at=at(3)), answers)
    screen.see(BEFORE)
    assert journal.read_bytes() == before
    screen.press("<").see(LEAVING_WELL)
    assert screen.break_off("ctrl-c") == 130
    [entry] = entries(journal)
    assert entry["task"] == "leaving-well"
    assert held(journal) == ("b", None)


@pytest.mark.parametrize("key", [".", "<", AWAY])
def test_left_in_the_middle_the_gate_stores_nothing(key: str, journal: Path, opened: Open) -> None:
    before = journal.read_bytes()
    screen = opened("stay", at=at(3)).talk((GATE, "n" if key != "<" else key))
    if key != "<":
        screen.talk((GATE_QUESTIONS[1][:40], key))
    screen.ended()
    assert journal.read_bytes() == before
    assert not any(question[:20] in screen.left_behind for question in (GATE, *GATE_QUESTIONS))


def test_a_pass_is_kept_as_a_letter_and_a_day_and_nothing_else(journal: Path, opened: Open) -> None:
    before = dump(journal)
    passed(opened)
    assert held(journal) == ("a", "17")
    changed = [row for row in dump(journal) if row not in before]
    assert len(changed) == 2
    assert [row.split("(")[0] for row in changed] == ['INSERT INTO "run" VALUES', 'INSERT INTO "setting" VALUES']


@pytest.mark.parametrize("answers", [PASS, "ynnn", "----", "nyny"])
def test_no_answer_is_found_in_the_bytes_of_the_home(answers: str, journal: Path, opened: Open) -> None:
    fresh = journal.read_bytes().lower()
    through_the_gate(opened("stay", at=at(3)), answers).talk((BEFORE, ENTER))
    words = [question.encode().lower() for question in GATE_QUESTIONS] + [b"rather not say", b"nothing you answer"]
    new = [word for word in words if word not in fresh]
    assert len(new) >= len(GATE_QUESTIONS)
    for file in journal.parent.rglob("*"):
        told = file.read_bytes().lower() if file.is_file() else b""
        assert [word for word in new if word in told] == [], file.name


PAGES = [
    ("today",), ("today", "--json"), ("progress",), ("progress", "--json"), ("progress", "--explain"),
    ("log",), ("log", "--json"), ("practice",), ("now",), ("step",), ("status",),
]  # fmt: skip


def test_every_page_says_the_same_before_the_gate_after_a_yes_and_for_one_who_prefers_leaving(
    home: Path, opened: Open
) -> None:
    """The same entries behind them; the one who prefers leaving rather does not say. `now` as well on a terminal."""
    journal = begin(home, "neuroplasticity-50", lean="avoidant")
    quiet(journal)
    run("practice", "leaving-well", "--done", "5m", "--before", "6", "--after", "4", day=2)
    fresh, shown = journal.read_bytes(), {}
    for name, answers in {"before": None, "yes": "nnyn", "prefers leaving": "----"}.items():
        journal.write_bytes(fresh)
        if answers is not None:
            through_the_gate(opened("stay", at=at(3)), answers).talk((BEFORE, AWAY)).ended()
        pages = {page: run(*page, day=3) for page in PAGES}
        hard = opened("now", at=at(3)).talk((BEFORE, "5")).see("Enter: 3")
        shown[name] = pages | {"doors": hard}
    assert shown["before"] == shown["yes"] == shown["prefers leaving"]
    assert "2  five minutes" in str(shown["yes"]["doors"])


def with_a_pass(journal: Path, until: str) -> None:
    """As after four times no, with this program day of the next asking."""
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        db.execute("UPDATE run SET variant = 'a'")
        db.execute("INSERT OR REPLACE INTO setting (key, value) VALUES ('next_check', ?)", (until,))


NEW = "Is it safe for you and for the other"


@pytest.mark.parametrize("state", ["never asked", "passed", "its day has come"])
@pytest.mark.parametrize(
    ("command", "gated", "first"),
    [
        (("stay",), True, BEFORE),
        (("practice", "comfort-twenty"), True, BEFORE),
        (("step", "eyes-ten"), True, NEW),
        (("do", "repair-word"), True, BEFORE),
        (("practice", "leaving-well"), False, BEFORE),
        (("soothe",), False, BEFORE),
        (("step", "kind-message"), False, "Whenever it suits."),
    ],
)
def test_it_stands_before_what_is_done_with_another_but_from_a_pass_to_its_day(
    command: tuple[str, ...], gated: bool, first: str, state: str, journal: Path, opened: Open
) -> None:
    if state != "never asked":
        with_a_pass(journal, "20" if state == "passed" else "5")
    wanted = GATE if gated and state != "passed" else first
    seen = opened(*command, at=at(5), size=(80, 40)).see(wanted)
    assert (GATE in seen) == (wanted == GATE)


@pytest.mark.parametrize("about", ["nobody", "former"])
@pytest.mark.parametrize("variant", ["a", "b"])
def test_with_nobody_there_stay_is_leaving_well_and_nothing_is_asked(
    variant: str, about: str, home: Path, opened: Open
) -> None:
    journal = begin(home, lean="avoidant", about=about)
    if variant == "a":
        with_a_pass(journal, "20")
    screen = opened("stay", at=at(3))
    assert GATE not in screen.see(BEFORE)
    screen.press(ENTER).see(LEAVING_WELL)
    assert "1  leaving well and coming back" in opened("now", at=at(3)).talk((BEFORE, "5")).see("Enter: 3")
    assert not {"stay-minute", "comfort-twenty"} & set(run("practice", day=3).split())


def test_question_mark_in_leaving_well_opens_it_again_and_the_question_waits(journal: Path, opened: Open) -> None:
    screen = opened("practice", "leaving-well", at=at(3))
    assert "? is it safe to stay" in screen.see(BEFORE)
    through_the_gate(screen.press("?"), PASS)
    screen.see("? is it safe to stay")
    assert held(journal) == ("a", "17")
    screen.press("?").talk((GATE, "."))
    screen.talk(("? is it safe to stay", "4"), (LEAVING_WELL, "q"), (AFTER, "?"))
    through_the_gate(screen, "nyn-")
    screen.talk((AFTER, "3"), ("And now?", ENTER), ("What was it like", ENTER))
    assert screen.ended() == 0
    assert held(journal)[0] == "b"
    assert [row["task"] for row in entries(journal)] == ["leaving-well"]
    assert not any(question[:20] in screen.left_behind for question in GATE_QUESTIONS)


def test_in_other_exercises_question_mark_says_why(journal: Path, opened: Open) -> None:
    seen = opened("practice", "outward", at=at(3)).see(BEFORE)
    assert "is it safe to stay" not in seen
    assert opened("practice", "outward", at=at(3)).talk((BEFORE, "?")).see(BEFORE, 2)


def test_another_answer_later_takes_a_pass_back(journal: Path, opened: Open) -> None:
    with_a_pass(journal, "5")
    through_the_gate(opened("stay", at=at(5)), "nnyn").talk((BEFORE, ENTER)).see(LEAVING_WELL)
    assert held(journal)[0] == "b"


@pytest.mark.parametrize("answer", ["n", ENTER])
def test_a_new_step_with_another_begins_only_where_both_are_safe(answer: str, journal: Path, opened: Open) -> None:
    with_a_pass(journal, "20")
    before = journal.read_bytes()
    screen = opened("step", "eyes-ten", at=at(5)).talk((NEW, answer))
    assert screen.ended() == 0
    assert "a smaller one, or none today" in screen.shown
    assert journal.read_bytes() == before


def test_both_are_asked_about_once_per_new_step(journal: Path, opened: Open) -> None:
    with_a_pass(journal, "20")
    opened("step", "eyes-ten", at=at(5)).talk((NEW, "y")).see("Whenever it suits.")
    run("practice", "eyes-ten", "--done", "1m", day=5)
    assert NEW not in opened("step", "eyes-ten", at=at(6)).see("Whenever it suits.")
    opened("step", "need-aloud", at=at(6)).see(NEW)


def test_what_is_recorded_afterwards_passes_no_gate(journal: Path) -> None:
    run("stay", "--done", "1m", day=3)
    run("practice", "comfort-twenty", "--done", "2m", day=3)
    assert held(journal) == ("b", None)
