"""An experiment from its prediction to what came of it, on a terminal and by --answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.evenings import at, begin, data, drafts, entries, quiet, run
from tests.cli.terminal import ENTER, Open, terminals

PREDICTED = {
    "belief": "If I wait, I am forgotten",
    "belief_before": 80,
    "prediction": "No word until Sunday",
    "sure": 75,
}
OUTCOME = {"did": "yes", "outcome": "a word came", "came_true": "no", "belief_after": 40}
ASKED = ("Which old rule", "How true does it feel", "What do you expect", "How sure are you", "How would you notice")
PLAN, EXERCISE = "What exactly will you do", "With which exercise"
DID, HAPPENED, TRUE = "Did you try it?", "What happened?", "expectation come true"
AFTER, LEARNED, KEEP = "How true is the old", "What do you take", "And the old"
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def only(journal: Path) -> dict[str, Any]:
    [found] = [row for row in entries(journal) if row["kind"] == "experiment"]
    return found


def counted(day: int, task: str) -> int:
    """How much the phase of that day counts for the line that holds this task."""
    progress = data("progress", day=day)
    lines = [line for phase in progress["phases"] if phase["state"] == "now" for line in phase["tasks"]]
    return int(next(line["done"] for line in lines if task in (line["task"], *line.get("any_of", ()))))


def test_a_new_one_is_asked_question_by_question_and_stays_open(journal: Path, opened: Open) -> None:
    screen = opened("experiment", "new", at=at(12), size=(80, 60))
    screen.talk((ASKED[0], "If I wait, I am forgotten" + ENTER), (ASKED[1], "80" + ENTER))
    screen.talk((ASKED[2], "No word until Sunday" + ENTER), (ASKED[3], "75" + ENTER), (ASKED[4], ENTER), (PLAN, ENTER))
    screen.talk((EXERCISE, "?" + ENTER), ("1 Five minutes before I reach out", "1" + ENTER))
    assert screen.ended() == 0
    assert "Not doing it is an outcome too." in screen.shown
    assert "Little by little" in screen.left_behind
    assert "forgotten" not in screen.left_behind
    found = only(journal)
    assert (found["state"], found["day"], found["answers"]) == ("open", 12, PREDICTED | {"exercise": "soothe-5"})
    assert counted(12, "experiment") == 1
    [waits] = data("today", day=13)["open"]
    assert (waits["kind"], waits["draft"]) == ("experiment", False)


def test_what_came_of_it_is_told_later_and_closes_it(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=12, given=PREDICTED)
    screen = opened("experiment", "review", at=at(15), size=(80, 60))
    screen.talk(("The expectation was: No word until Sunday", ""), (DID, "3"), (HAPPENED, "a word came" + ENTER))
    screen.talk((TRUE, "1"), (AFTER, "40" + ENTER), (LEARNED, ENTER), (KEEP, ENTER))
    assert screen.ended() == 0
    assert (only(journal)["state"], only(journal)["answers"]) == ("kept", PREDICTED | OUTCOME)
    assert "No word until Sunday" not in screen.left_behind
    run("undo", day=15)
    assert (only(journal)["state"], only(journal)["answers"]) == ("open", PREDICTED)


@pytest.mark.parametrize(("key", "word", "state"), [("1", "not yet", "open"), ("4", "chose not", "kept")])
def test_not_yet_stays_open_and_chose_not_closes_and_nothing_more_is_asked(
    key: str, word: str, state: str, journal: Path, opened: Open
) -> None:
    run("experiment", "new", day=12, given=PREDICTED)
    screen = opened("experiment", at=at(15))
    screen.talk((DID, key))
    assert screen.ended() == 0
    assert HAPPENED not in screen.raw.decode()
    assert (only(journal)["state"], only(journal)["answers"]) == (state, PREDICTED | {"did": word})


def test_the_prediction_is_sealed_once_an_outcome_stands_and_revisions_show_what_was(journal: Path) -> None:
    run("experiment", "new", day=12, given=PREDICTED)
    id = str(only(journal)["id"])
    run("edit", id, "--set", "sure=60", day=13)
    run("experiment", "review", day=15, given=OUTCOME)
    for field in ("prediction", "belief_before", "sure"):
        refused = run("edit", id, "--set", f"{field}=1", day=15, expect=2)
        assert refused.startswith(f"rj: {field} is sealed since the outcome was begun; see: rj revisions")
    run("edit", id, "--set", "learning=it passes", day=15)
    told = data("revisions", id[:5], day=16)
    assert (told["schema"], told["id"]) == (1, id)
    assert [row["verb"] for row in told["revisions"]] == ["add", "edit", "review", "edit"]
    assert [(row["before"] or {}).get("sure") for row in told["revisions"]] == [None, 75, 60, 60]
    shown = run("revisions", id[:5], day=16)
    assert "How sure are you" in shown
    assert "before: 75" in shown


def test_an_outcome_that_waits_as_a_draft_seals_too(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=12, given=PREDICTED)
    id = str(only(journal)["id"])
    screen = opened("experiment", "review", at=at(14))
    screen.talk((DID, "3"), (HAPPENED, ""))
    screen.break_off("kill")
    for field in ("prediction", "belief_before", "sure"):
        refused = run("edit", id, "--set", f"{field}=", day=14, expect=2)
        assert refused.startswith(f"rj: {field} is sealed since the outcome was begun")
        assert refused.count("\n") == 1
    run("edit", id, "--set", "plan=ask twice", day=14)
    assert only(journal)["answers"] == PREDICTED | {"plan": "ask twice"}


def test_an_entry_that_never_changed_has_one_line_of_revisions(journal: Path) -> None:
    run("moment", "--text", "we laughed", day=12)
    id = str(entries(journal)[0]["id"])
    assert "It stands as it was first written." in run("revisions", id, day=12)
    assert "no entry begins with" in run("revisions", "zzzz", day=12, expect=2)


def test_do_runs_the_exercise_as_part_of_it_and_counts_once_for_each_use(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=12, given=PREDICTED | {"exercise": "1"})
    screen = opened("experiment", "do", at=at(13), size=(80, 50))
    screen.talk(("How strong right now", "6"), ("of 5:00", "f"), ("How strong now", "3"), ("In touch?", "1"))
    screen.talk(("What was it like", ENTER))
    assert screen.ended() == 0
    [practice] = [row for row in entries(journal) if row["kind"] == "practice"]
    assert (practice["task"], practice["part_of"]) == ("soothe-5", only(journal)["id"])
    assert only(journal)["state"] == "open"
    assert (counted(13, "experiment"), counted(13, "soothe-5")) == (1, 1)


@pytest.mark.parametrize("said", ["soothe-5", "Five minutes", "1"])
def test_the_exercise_is_found_by_id_title_or_number(said: str, journal: Path, opened: Open) -> None:
    run("experiment", "new", day=12, given=PREDICTED | {"exercise": said})
    screen = opened("experiment", "do", at=at(13))
    screen.talk(("How strong right now", ENTER))
    screen.see("of 5:00")


def test_an_own_plan_has_nothing_to_run(journal: Path) -> None:
    run("experiment", "new", day=12, given=PREDICTED | {"exercise": "a walk round the block"})
    assert "a plan of its own" in run("experiment", "do", day=13, expect=2)


def test_a_step_done_in_the_day_needs_no_countdown(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=12, given=PREDICTED | {"exercise": "kind-message"})
    screen = opened("experiment", "do", at=at(13))
    screen.talk(("Whenever it suits.", "1"), ("How strong right now", ENTER), ("How strong now", ENTER))
    screen.see("Enter: leave open")
    while screen.pty.isalive() and "kept" not in screen.shown:
        screen.press(ENTER)
        screen.drain()
    assert screen.ended() == 0
    [practice] = [row for row in entries(journal) if row["kind"] == "practice"]
    assert (practice["task"], practice["part_of"]) == ("kind-message", only(journal)["id"])


def test_an_exercise_towards_the_other_takes_the_gate(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=12, given=PREDICTED | {"exercise": "stay-minute"})
    screen = opened("experiment", "do", at=at(13))
    for n in range(4):
        screen.see("Enter: rather not say", n + 1)
        screen.press(ENTER)
    screen.talk(("How strong right now", ENTER))
    screen.see("of 5:00")
    screen.press("q").talk(("How strong now", ENTER), ("And now?", ENTER), ("What was it", ENTER))
    assert screen.ended() == 0
    [practice] = [row for row in entries(journal) if row["kind"] == "practice"]
    assert practice["task"] == "leaving-well"


def test_broken_off_it_waits_as_a_draft_and_the_bare_command_goes_on(journal: Path, opened: Open) -> None:
    screen = opened("experiment", "new", at=at(12))
    screen.talk((ASKED[0], "the rule" + ENTER), (ASKED[1], "\x03"))
    assert screen.ended() == 130
    screen = opened("experiment", at=at(12))
    screen.talk(("Enter: on with it", ENTER), (ASKED[1], "." + ENTER))
    assert screen.ended() == 0
    assert "rj experiment new goes on with it" in screen.shown
    assert [row["answers"] for row in drafts(journal)] == [{"belief": "the rule"}]


def test_an_outcome_broken_off_goes_on_where_it_stopped_even_beside_an_older_one(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=11, given=PREDICTED)
    run("experiment", "new", day=12, given={"prediction": "the second"})
    second = next(row["id"] for row in entries(journal) if row["answers"]["prediction"] == "the second")
    screen = opened("experiment", "review", second, at=at(14))
    screen.talk(("the second", ""), (DID, "2"), (HAPPENED, "half of it" + ENTER), (TRUE, ""))
    screen.break_off("kill")
    assert [row["draft"] for row in data("today", day=14)["open"]].count(True) == 1
    screen = opened("experiment", "review", at=at(14))
    screen.talk(("Enter: on with it", ENTER), ("the second", ""), (TRUE, "."))
    assert screen.ended() == 0
    assert "rj experiment review goes on with it" in screen.shown
    screen = opened("experiment", "review", at=at(14))
    screen.talk(("Enter: on with it", ENTER), (TRUE, ENTER), (AFTER, ENTER), (LEARNED, ENTER), (KEEP, ENTER))
    assert screen.ended() == 0
    [closed] = [row for row in entries(journal) if row["state"] == "kept"]
    assert (closed["id"], closed["answers"]["did"], closed["answers"]["outcome"]) == (second, "part", "half of it")
    assert drafts(journal) == []


def test_an_edit_beside_a_waiting_outcome_stays_and_cannot_turn_the_prediction(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=11, given=PREDICTED)
    screen = opened("experiment", "review", at=at(14))
    screen.talk((DID, "3"), (HAPPENED, "a word" + ENTER), (TRUE, ""))
    screen.break_off("kill")
    run("edit", str(only(journal)["id"]), "--set", "belief=asking is too much", "--set", "plan=ask once", day=14)
    screen = opened("experiment", "review", at=at(14))
    screen.talk(("Enter: on with it", ENTER), (TRUE, "1"), (AFTER, ENTER), (LEARNED, ENTER), (KEEP, ENTER))
    assert screen.ended() == 0
    kept = only(journal)["answers"]
    mended = {"belief": "asking is too much", "plan": "ask once"}
    assert kept == PREDICTED | mended | {"did": "yes", "outcome": "a word", "came_true": "no"}


def test_an_outcome_told_by_keys_alone_closes_it(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=11, given=PREDICTED)
    screen = opened("experiment", "review", at=at(14))
    screen.talk((DID, "2"), (HAPPENED, ENTER), (TRUE, "2"), (AFTER, ENTER), (LEARNED, ENTER), (KEEP, ENTER))
    assert screen.ended() == 0
    assert (only(journal)["state"], only(journal)["answers"]["came_true"]) == ("kept", "partly")


def test_what_was_half_told_is_within_reach_after_it_was_let_go_elsewhere(journal: Path, opened: Open) -> None:
    run("experiment", "new", day=11, given=PREDICTED)
    screen = opened("experiment", "review", at=at(14))
    screen.talk((DID, "3"), (HAPPENED, "a word" + ENTER), (TRUE, ""))
    screen.break_off("kill")
    run("experiment", "review", day=14, given={"did": "chose not"})
    assert only(journal)["state"] == "kept"
    screen = opened("experiment", "review", at=at(15))
    screen.talk(("Enter: on with it", ENTER), (TRUE, "1"), (AFTER, "." + ENTER))
    assert screen.ended() == 0
    screen = opened("experiment", "review", at=at(15))
    screen.talk(("Enter: on with it", ENTER), (AFTER, ENTER), (LEARNED, ENTER), (KEEP, ENTER))
    assert screen.ended() == 0
    assert (only(journal)["answers"]["outcome"], drafts(journal)) == ("a word", [])


@pytest.mark.parametrize("keys", [".", "<"])
def test_left_at_the_first_question_nothing_is_kept(keys: str, journal: Path, opened: Open) -> None:
    screen = opened("experiment", "new", at=at(12))
    screen.talk((ASKED[0], keys + ENTER))
    assert screen.ended() == 0
    assert "Nothing written, nothing kept." in screen.shown
    assert (entries(journal), drafts(journal)) == ([], [])


def test_numbers_alone_are_no_prediction_and_leave_no_draft(journal: Path, opened: Open) -> None:
    screen = opened("experiment", "new", at=at(12), size=(80, 60))
    screen.talk((ASKED[0], ENTER), (ASKED[1], "50" + ENTER), (ASKED[2], ENTER), (ASKED[3], ENTER), (ASKED[4], ENTER))
    screen.talk((PLAN, ENTER), (EXERCISE, ENTER))
    assert screen.ended() == 0
    assert "Nothing written, nothing kept." in screen.shown
    assert (entries(journal), drafts(journal)) == ([], [])


REFUSED = [
    (["experiment", "later"], None, "no step of an experiment 'later'"),
    (["experiment", "review"], None, "no experiment is open"),
    (["experiment", "do"], None, "no experiment is open"),
    (["experiment", "new"], None, "something is missing"),
    (["experiment", "new"], {"prediction": "p", "sure": 101}, "sure does not fit"),
    (["experiment", "new"], {"guess": "p"}, "no field 'guess'"),
    (["experiment", "new"], {"sure": 50}, "Nothing written, nothing kept"),
]


@pytest.mark.parametrize(("words", "given", "line"), REFUSED)
def test_what_does_not_fit_is_refused_in_one_line(
    words: list[str], given: dict[str, object] | None, line: str, journal: Path
) -> None:
    told = run(*words, day=12, given=given, expect=2)
    assert told.startswith(f"rj: {line}")
    assert told.count("\n") == 1
    assert entries(journal) == []


def test_the_outcome_by_answers_takes_only_what_came_later(journal: Path) -> None:
    run("experiment", "new", day=12, given=PREDICTED)
    refused = run("experiment", "review", day=13, given={"prediction": "other words"}, expect=2)
    assert refused.startswith("rj: prediction was told before the try; change it with rj edit")
    assert "other words" not in refused
    run("experiment", "review", day=13, given={"did": "not yet"})
    assert only(journal)["state"] == "open"
    run("experiment", "review", str(only(journal)["id"])[:4], day=13, given=OUTCOME)
    assert only(journal)["state"] == "kept"
    assert json.dumps(only(journal)["answers"], sort_keys=True) == json.dumps(PREDICTED | OUTCOME, sort_keys=True)
    assert "is no open experiment" in run("experiment", "review", str(only(journal)["id"]), day=13, expect=2)
