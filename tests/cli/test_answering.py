"""What may be typed as an answer: numbers, words by their numbers, what was said before, a line that is wiped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.model.kinds import KINDS
from tests.cli.evenings import at, begin
from tests.cli.terminal import AWAY, ENTER, Open, Terminal, begun, done, terminals, told

NIGHT = "2026-11-22T19:42:00+01:00"
NOW, SITUATION, BODY, THOUGHT, MORE = (
    "How strong right now",
    "camera",
    "Where in the body",
    "Which sentence",
    "a little more",
)
BELIEF, STATE, FIFTH = "How true", "Which way", "safest small new thing"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def journal(home: Path) -> Path:
    return begun(home, "--lean", "anxious", at=NIGHT)


def at_belief(opened: Open, *options: str, size: tuple[int, int] = (80, 24)) -> Terminal:
    enter = ENTER if options else ""
    screen = opened("trigger", *options, at=NIGHT, size=size)
    screen.talk((NOW, f"4{enter}"), (SITUATION, "one\r"), (BODY, ENTER), (THOUGHT, "three\r"), (MORE, f"m{enter}"))
    screen.see(BELIEF)
    return screen


def drafted(journal: Path) -> str:
    with closing(sqlite3.connect(journal)) as db:
        return str(db.execute("SELECT answers FROM draft").fetchone()[0])


# -- numbers of several digits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "belief"),
    [
        ("85\r", 85),
        ("100\r", 100),
        ("８５\r", 85),
        ("\x1b[200~85\x1b[201~\r", 85),
        ("8x5.\x1b[A\r", 85),
        ("1005\r", 100),
        ("99\x7f\x7f7\x7f5\r", 5),
        ("123\x154\r", 4),
        ("\x7f\x7f50\r", 50),
    ],
    ids=["two", "three", "wide", "paste", "other keys", "too many", "taken back", "all taken back", "nothing to take"],
)
def test_a_number_of_several_digits_is_what_stands_there_at_enter(
    typed: str, belief: int, journal: Path, opened: Open
) -> None:
    at_belief(opened).press(typed, STATE)
    assert f'"belief":{belief},' in drafted(journal)


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["drawn", "plain"])
def test_ctrl_x_acts_at_once_also_in_the_middle_of_a_number_or_a_plain_line(
    options: tuple[str, ...], journal: Path, opened: Open
) -> None:
    screen = at_belief(opened, *options)
    screen.press("8" + AWAY)
    assert screen.ended() == 130
    assert screen.shown == ""
    assert drafted(journal) == '{"now":4,"situation":"one","thought":"three"}'
    if options:
        line = opened("trigger", *options, at=NIGHT)
        line.talk(("waits", f"n{ENTER}"), (NOW, f"4{ENTER}"), (SITUATION, "in the middle" + AWAY))
        assert (line.ended(), line.shown) == (130, "")


def test_the_keys_that_hold_everywhere_hold_at_a_number_too(journal: Path, opened: Open) -> None:
    screen = at_belief(opened, size=(80, 120))
    screen.press("?\r", "look back at it later").press("!\r", "back to the question").press(ENTER, BELIEF, 3)
    screen.press("<\r", THOUGHT, 2).press(ENTER, MORE, 2).press("m", BELIEF, 4).press("101\r")
    screen.press("", "from 0 to 100").press(".\r")
    assert screen.ended() == 0
    assert drafted(journal) == '{"now":4,"situation":"one","thought":"three"}'


def test_a_plain_line_may_be_longer_than_a_terminal_takes_and_be_mended_while_it_is_typed(
    journal: Path, opened: Open
) -> None:
    long = "a quiet evening 安全 " * 300  # 6,600 bytes
    screen = opened("trigger", "--plain", at=NIGHT)
    screen.talk(
        (NOW, "4\r"),
        (SITUATION, long + ENTER),
        (BODY, "chess\x7ft 安全\x7f了 word\x17\r"),
        (THOUGHT, "gone\x15\r"),
    )
    screen.talk((MORE, ENTER), ("c: clear", ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert entry["answers"]["situation"] == long
    assert entry["answers"]["body"] == "chest 安了 "
    assert "thought" not in entry["answers"]
    assert journal.exists()


# -- words of the body ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "body", "areas", "sensations"),
    [
        ("0\r", "nothing noticed", None, ["nothing noticed"]),
        ("7, 17\r", "chest, tight", ["chest"], ["tight"]),
        ("７，１７\r", "chest, tight", ["chest"], ["tight"]),
        ("thr\t", "throat", ["throat"], None),
        ("chest, sha\t", "chest, shaky", ["chest"], ["shaky"]),
        ("7 of 10 in the chest\r", "7 of 10 in the chest", ["chest"], None),
        ("0, 7\r", "0, 7", None, None),
        ("99\r", "99", None, None),
    ],
)
def test_words_of_the_body_by_number_by_first_letters_and_in_own_words(
    typed: str, body: str, areas: list[str] | None, sensations: list[str] | None, journal: Path, opened: Open
) -> None:
    screen = opened("trigger", at=NIGHT)
    screen.talk((NOW, "4"), (SITUATION, ENTER), (BODY, typed))
    if typed.endswith("\t"):
        screen.see(f"> {body}")
        screen.press(ENTER)
    screen.talk((THOUGHT, ENTER), (MORE, ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert [entry["answers"].get(name) for name in ("body", "areas", "sensations")] == [body, areas, sensations]
    assert journal.exists()


def test_the_question_about_the_body_lists_its_words_with_their_numbers(journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT, size=(80, 40))
    screen.talk((NOW, "4"), (SITUATION, ENTER), (BODY, "?\r"))
    shown = screen.see("40 nothing noticed")
    assert all(words in shown for words in ("1 head", "7 chest", "17 tight", "Nothing noticed is an answer"))
    assert journal.exists()


# -- what was said before ---------------------------------------------------------------------------------------------


def test_what_was_said_last_time_stands_grey_and_only_tab_takes_it(journal: Path, opened: Open) -> None:
    done("config", "own_words", "on", at=NIGHT)
    done("trigger", "--situation", "an older one", "--thought", "I am too much", "--at", "an hour ago", at=NIGHT)
    done("trigger", "--situation", "no reply since noon", at=NIGHT)
    screen = opened("trigger", at=NIGHT, size=(80, 60))
    screen.talk((NOW, "4")).see("> no reply since noon")
    screen.press(ENTER, BODY).press(ENTER, "> I am too much").press("\t\r", MORE).press("<", THOUGHT, 2)
    screen.press("<\r", BODY, 2).press("<\r", SITUATION, 2).press("an o\t", "> an older one").press(ENTER, BODY, 3)
    screen.press(ENTER, THOUGHT, 3).press(ENTER, MORE, 2).press(ENTER)
    assert screen.ended() == 0
    [kept] = [entry["answers"] for entry in told("log", at=NIGHT) if "now" in entry["answers"]]
    assert kept == {"now": 4, "situation": "an older one", "thought": "I am too much"}
    assert "no reply since noon" not in screen.left_behind
    assert journal.exists()


@pytest.mark.parametrize("own_words", ["off", "on"])
def test_own_words_are_offered_only_where_they_may_be_shown(own_words: str, journal: Path, opened: Open) -> None:
    done("config", "own_words", own_words, at=NIGHT)
    done("trigger", "--situation", "no reply since noon", at=NIGHT)
    screen = opened("trigger", at=NIGHT, NO_COLOR="1")
    screen.talk((NOW, "4"), (SITUATION, "no r\t"))
    screen.see("> no reply since noon" if own_words == "on" else "> no r")
    screen.press(ENTER, BODY)
    assert ("reply since noon" in screen.raw.decode()) == (own_words == "on")
    assert journal.exists()


def test_without_colour_nothing_stands_on_the_line_that_was_not_typed(journal: Path, opened: Open) -> None:
    done("config", "own_words", "on", at=NIGHT)
    done("trigger", "--situation", "no reply since noon", at=NIGHT)
    screen = opened("trigger", at=NIGHT, NO_COLOR="1")
    screen.talk((NOW, "4"), (SITUATION, ENTER)).see(BODY)
    assert "no reply" not in screen.raw.decode()
    assert journal.exists()


# -- back, looking once more, wiping ----------------------------------------------------------------------------------


def test_a_line_wiped_on_the_way_back_is_open_again(journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT, size=(80, 60))
    screen.talk((NOW, "4"), (SITUATION, "one\r"), (BODY, "two\r")).press("", THOUGHT).press("<\r", BODY, 2)
    screen.press("\x7f\x7f\x7f\r", THOUGHT, 2)
    assert drafted(journal) == '{"now":4,"situation":"one"}'
    screen.press(AWAY)
    assert screen.ended() == 130


def test_a_last_look_is_there_for_who_asks_for_it(journal: Path, opened: Open) -> None:
    screen = opened("trigger", at=NIGHT, size=(80, 40))
    screen.talk((NOW, "4"), (SITUATION, "one\r"), (BODY, "0\r"), (THOUGHT, "three\r"), (MORE, "v"))
    shown = screen.see(MORE, 2)
    assert [shown.count(words) for words in ("  one", "  nothing noticed", "  three")] == [1, 1, 1]
    screen.press(ENTER)
    assert screen.ended() == 0
    assert journal.exists()


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_what_happened_and_the_sentence_stay_in_sight_of_every_later_question(
    size: tuple[int, int], journal: Path, opened: Open
) -> None:
    screen = at_belief(opened, size=size)
    for question, key in (
        (BELIEF, "50\r"),
        (STATE, "1"),
        ("first thing you", "1"),
        ("did you do", "n"),
        ("worst", "3"),
    ):
        lines = screen.see(question).splitlines()
        last = max(n for n, line in enumerate(lines) if question in line)
        assert {"one", "three"} <= set(lines[:last]), screen.shown
        screen.press(key)
    assert screen.ended() == 0
    assert journal.exists()


# -- how many prompts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["integrative-50", "neuroplasticity-50"])
def test_a_trigger_takes_at_most_six_prompts_in_every_phase(name: str) -> None:
    """Its four questions, the phase's own, and `m`; three of the first four are text."""
    program = library.read_program(ROOT / "programs" / f"{name}.yaml").program
    tasks = [task for task in program.tasks.values() if task.kind == "trigger"]
    counted = []
    for phase, task in product(program.phases, tasks):
        own = [use.ask for use in phase.uses if task.id in use.tasks and use.ask]
        fields = [f for f in KINDS["trigger"].fields(replace(task, fields=(*task.fields, *own))) if not f.more]
        assert [f.type for f in fields[:4]] == ["scale", "text", "text", "text"]
        counted.append(len(fields) + 1)
    assert max(counted) == 6


def test_the_six_prompts_of_a_trigger_with_a_question_of_its_phase(home: Path, opened: Open) -> None:
    begin(home)
    screen = opened("trigger", at=at(12), size=(80, 60))
    prompts = [(NOW, ENTER), (SITUATION, "one\r"), (BODY, ENTER), (THOUGHT, ENTER), (FIFTH, ENTER), (MORE, ENTER)]
    screen.talk(*prompts)
    assert screen.ended() == 0
    assert len(prompts) <= 6
