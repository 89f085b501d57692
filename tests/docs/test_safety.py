"""docs/safety.md: every test it names is there, and its sentences hold on a real screen."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import AWAY, ENTER, Terminal
from tests.cli.terminal import terminals as _terminals
from tests.conftest import Cli
from tests.docs.pages import AT, ROOT, typed
from tests.library.small import changed

PAGE = ROOT / "docs" / "safety.md"
NOTICE = "A journal, not a therapy. Nobody watches over it."
SAFE = "Are you safe where you are?"
CALL = "Find A Helpline: findahelpline.com"
terminal = pytest.fixture(_terminals)
Open = Callable[..., Terminal]


def begin() -> None:
    typed("start", "integrative-50", "--no-input", "--on", "2026-11-10")


def kept() -> list[dict[str, object]]:
    entries: list[dict[str, object]] = told("log")
    return entries


def told(command: str) -> Any:
    return json.loads(typed(command, "--json"))


def settings(home: Path) -> dict[str, str]:
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        return dict(connection.execute("SELECT key, value FROM setting"))


def variant(home: Path) -> str:
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        return str(connection.execute("SELECT variant FROM run").fetchone()[0])


def test_every_test_named_on_the_page_is_there() -> None:
    named = re.findall(r"`(test_\w+)`", PAGE.read_text("utf-8"))
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(named) > 20
    assert [name for name in named if name not in there] == []


def test_every_sentence_in_a_table_of_the_page_names_its_test() -> None:
    rows = [row for row in PAGE.read_text("utf-8").splitlines() if row.startswith("| ") and not row.startswith("| ---")]
    sentences = [row for row in rows if row != "| sentence | shown by |"]
    assert len(sentences) > 40
    assert [row for row in sentences if not re.search(r"\| (`test_\w+`(, )?)+ \|$", row)] == []


def test_the_notice_stands_where_a_program_begins_on_progress_and_in_json(home: Path) -> None:
    assert NOTICE in typed("start", "integrative-50", "--no-input")
    assert NOTICE in typed("progress")
    for command in ("today", "progress", "sos"):
        assert NOTICE in told(command)["notice"]


def test_the_first_screen_says_what_this_is_not_and_whom_to_call(home: Path, terminal: Open) -> None:
    screen = terminal("start", at=AT).see("Enter: go on")
    for sentence in (
        "Not a therapy, and no diagnosis.",
        "In danger, or afraid of hurting yourself?",
        "Nobody reads it",
    ):
        assert sentence in screen


@pytest.mark.parametrize("command", ["now", "trigger", "soothe", "checkin"])
def test_at_eight_the_direct_question_comes_before_anything_else(command: str, home: Path, terminal: Open) -> None:
    begin()
    typed("moment", "--text", "a walk", at="2026-11-21T19:42:00+00:00")
    seen = terminal(command, at=AT).talk(("How strong", "8"))
    assert SAFE in seen.see("not kept")
    seen.press("1")
    assert set(eventually(lambda: settings(home))) == {"safe_asked_at"}


def eventually(look: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What a look finds once it finds something, at most five seconds later."""
    end = time.monotonic() + 5
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("answer", ["2", "3", "4", ENTER])
def test_anything_but_yes_shows_people_to_call_and_keeps_nothing(answer: str, home: Path, terminal: Open) -> None:
    begin()
    typed("config", "country", "GB")
    seen = terminal("trigger", at=AT).talk(("How strong", "9"), (SAFE, answer))
    screen = seen.see("look around the room with me")
    assert "116 123" in screen
    assert CALL in screen
    assert seen.press(".").ended() == 0
    assert kept() == []
    assert told("today")["open"] == []
    assert settings(home) == {}


def test_below_eight_nobody_is_asked_whether_they_are_safe(home: Path, terminal: Open) -> None:
    begin()
    seen = terminal("trigger", at=AT).talk(("How strong", "7"))
    assert SAFE not in seen.see("What happened")


def test_a_hard_moment_needs_no_journal_and_makes_none(home: Path, cli: Cli, terminal: Open) -> None:
    for command in ("now", "sos", "practice"):
        assert cli(command).code == 0
    seen = terminal("soothe", at=AT).talk(("How strong", ENTER), ("0:0", "q"), ("How strong now", "3"))
    seen.see("In touch?")
    assert list(home.iterdir()) == []


def test_people_to_call_are_one_key_away_and_the_question_waits(home: Path, terminal: Open) -> None:
    begin()
    typed("config", "country", "GB")
    seen = terminal("trigger", at=AT).talk(("How strong", "!"), (CALL, ENTER))
    seen.see("How strong right now", times=2)


def test_every_line_to_call_is_shown_with_its_date(home: Path, cli: Cli) -> None:
    ran = cli("sos", "--country", "GB")
    assert "In danger right now: go where there are people, call the local emergency number." in ran.out
    assert "Samaritans: 116 123" in ran.out
    assert re.search(r"Each checked on \d{4}-\d\d-\d\d\.", ran.out)


def test_contacts_of_a_program_file_are_never_among_people_to_call(home: Path, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(changed("days: 4\n", "days: 4\ncontacts: [{name: Kim at Example, how: by letter}]\n"), "utf-8")
    assert cli("start", str(file), "--yes", "--no-input").code == 0
    assert "Kim" not in cli("sos").out + cli("sos", "--json").out + cli("now").out


def test_stopping_at_any_second_is_a_whole_record(home: Path, terminal: Open) -> None:
    begin()
    seen = terminal("soothe", at=AT).talk(("How strong", "5"), ("0:0", "q"), ("How strong now", "4"))
    seen.see("In touch?")
    assert "That is a whole record." in seen.left_behind
    (entry,) = kept()
    assert isinstance(answers := entry["answers"], dict)
    assert (answers["how"], answers["before"], answers["after"]) == ("stopped", 5, 4)


def test_leaving_well_counts_as_staying_and_soothing_do(home: Path) -> None:
    begin()

    def line() -> Any:
        return next(line for line in told("today")["due"] if "leaving-well" in line.get("any_of", ()))

    before = line()
    typed("practice", "leaving-well", "--done", "5m")
    assert line() == {**before, "done": before["done"] + 1}
    assert before["any_of"] == ["soothe-5", "stay-minute", "leaving-well"]


def test_a_rise_is_met_with_the_room_and_with_people_and_without_praise(home: Path, terminal: Open) -> None:
    begin()
    seen = terminal("soothe", at=AT).talk(("How strong", "5"), ("0:0", "q"), ("How strong now", "9"))
    screen = seen.see("the room, two minutes")
    assert "That was a lot." in screen
    assert "people to call" in screen
    assert "whole record" not in screen
    assert "kept" not in screen.lower()


def test_before_a_first_scan_one_chooses_inward_or_outward(home: Path, terminal: Open) -> None:
    begin()
    screen = terminal("scan", at=AT).see("Enter: 3")
    assert "Looking inward is not for everybody, and not for every day." in screen
    assert "3  outward" in screen


def gate(seen: Terminal, answers: str) -> Terminal:
    """Answer the four questions; each stands on the screen before it is answered."""
    seen.see("Answer only if nobody can see this screen. Nothing you answer here is kept.")
    for number, answer in enumerate(answers, 1):
        seen.see("rather not say", times=number)
        seen.press(answer)
    return seen


@pytest.mark.parametrize(
    ("answers", "given"), [("nnnn", "a"), ("nnny", "b"), ("ynnn", "b"), (ENTER * 4, "b"), ("nn" + ENTER + "n", "b")]
)
def test_only_no_to_every_question_opens_what_is_behind_the_gate(
    answers: str, given: str, home: Path, terminal: Open
) -> None:
    begin()
    seen = gate(terminal("stay", at=AT, size=(80, 40)), answers)
    seen.see("How strong")
    assert variant(home) == given
    assert settings(home) == ({"next_check": "27"} if given == "a" else {})


@pytest.mark.parametrize(("command", "stops"), [("now", "Enter: 3"), ("checkin", "set something off")])
def test_the_gate_is_not_asked_in_a_hard_moment_or_in_the_evening(
    command: str, stops: str, home: Path, terminal: Open
) -> None:
    begin()
    typed("moment", "--text", "a walk", at="2026-11-21T19:42:00+00:00")
    seen = terminal(command, at=AT).talk(("How strong", "4"))
    assert "nobody can see this screen" not in seen.see(stops)
    assert variant(home) == "b"
    assert "next_check" not in settings(home)


def test_after_a_strong_number_the_day_asks_for_little(home: Path) -> None:
    begin()
    typed("trigger", "--situation", "an argument", "--now", "9")
    page = typed("today")
    assert "rj now" in page
    assert "the rest can wait" in page
    assert "Next" not in page


def test_ctrl_x_leaves_an_empty_screen_and_keeps_the_draft(home: Path, terminal: Open) -> None:
    begin()
    seen = terminal("trigger", at=AT).talk(("How strong", "4"), ("What happened", AWAY))
    assert seen.ended() == 130
    assert seen.shown == ""
    (draft,) = told("today")["open"]
    assert json.dumps(draft["draft"]) == "true"


def test_no_page_of_the_day_counts_days_in_a_row(home: Path) -> None:
    begin()
    typed("trigger", "--situation", "an argument", "--now", "4")
    pages = "".join(typed(*page).lower() for page in (["today"], ["progress", "--explain"], ["status"]))
    assert not re.search(r"streak|in a row|missed|failed|overdue|score", pages)
