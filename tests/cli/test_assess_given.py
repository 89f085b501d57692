"""assess: a sheet given by a script, and a form of one's own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.evenings import at, begin, data, entries, quiet, run
from tests.cli.terminal import ENTER, Open, call, terminals
from tests.cli.test_assess import FULL, HERE, KEYS, LONG, NINE, NINE_KEYS, ORDER, ROW, SCORES, row_file, sheets

opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


# -- by a script ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [" ".join(KEYS), ",".join(KEYS), KEYS, json.dumps({"items": ROW}),
                                  json.dumps({"items": " ".join(KEYS)})])  # fmt: skip
def test_a_row_is_scored_and_kept_as_published(text: str, journal: Path) -> None:
    path = row_file(journal, text)
    told = json.loads(run("assess", LONG, "--answers", str(path), "--json", day=1))
    assert told["scores"] == SCORES
    assert (told["form"], told["notes"], told["id"]) == (LONG, [], entries(journal)[0]["id"])


def test_standard_input_is_read_and_what_is_noticed_goes_beside(journal: Path) -> None:
    command = call("assess", NINE, "--answers", "-", "--json", at=at(1))
    ran = subprocess.run(command, input="4 4 4 4 4 4 4 4 4", capture_output=True, text=True, env={**os.environ})
    assert ran.returncode == 0
    assert ran.stderr == "Every answer is the same number.\n"
    assert json.loads(ran.stdout)["notes"] == ["Every answer is the same number."]
    assert sheets(journal)[0]["notes"] == ["alike"]


@pytest.mark.parametrize(
    ("form", "text", "line"),
    [
        (NINE, "1 2 3", "ecr-rs.partner has 9 answers, 3 were given; give all in order, - for one left open"),
        (NINE, "1 2 3 4 5 6 7 8 9", "answer 8 does not fit; give a whole number from 1 to 7"),
        (NINE, "- - - - - - - - -", "too few answers for a number; nothing was kept; leave fewer of them open"),
        ("rq", "5 2 1 4", "rq is answered by name, since copies differ in their order; "
         "write each once, as in secure=1 fearful=1 preoccupied=1 dismissing=1"),
        (NINE, '{"item": "1"}', '--answers is not a sheet; write it as {"items": "3 5 2 ...", "same_person": true}'),
        (NINE, '{"items": "111111111", "same_person": "no"}',
         '--answers is not a sheet; write it as {"items": "3 5 2 ...", "same_person": true}'),
        ("ecr-z", "1", "no form of this version 'ecr-z'; did you mean ecr-s?"),
        ("gone.yaml", "1", "cannot read gone.yaml; name an instrument file that is there"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_one_line_and_keeps_nothing(form: str, text: str, line: str, journal: Path) -> None:
    path = row_file(journal, text)
    assert run("assess", form, "--answers", str(path), day=1, expect=2) == f"rj: {line}\n"
    assert sheets(journal) == []


def test_four_paragraphs_by_json(journal: Path) -> None:
    path = row_file(journal, json.dumps({"dismissing": 4, "secure": 5, "fearful": 2, "preoccupied": 1}))
    run("assess", "rq", "--answers", str(path), day=1)
    assert sheets(journal)[0]["items"] == "secure=5 fearful=2 preoccupied=1 dismissing=4"


def test_a_script_is_told_that_the_same_person_is_meant_and_can_say_otherwise(journal: Path) -> None:
    for day, given in ((1, {}), (2, {}), (3, {"same_person": False}), (4, {"same_person": True})):
        path = row_file(journal, json.dumps({"items": NINE_KEYS, **given}))
        notes = json.loads(run("assess", NINE, "--answers", str(path), "--json", day=day).rpartition("\nrj")[0] or "{}")
        assert notes == {} or "notes" in notes
    assert [answers["person"] for answers in sheets(journal)] == [1, 1, 2, 2]


def test_nothing_is_asked_where_nothing_may_be_asked(journal: Path) -> None:
    assert "something is missing: --answers" in run("assess", LONG, day=1, expect=2)


# -- a form of one's own ----------------------------------------------------------------------------------------------

OWN = """\
format: 1
id: ecr-s.local
title: A local short sheet
validated: true
verified_by: Two papers
citation: the papers
rights: their publisher's
found_at: the appendix
recognise: Four sentences.
scale: {low: 0, high: 10, words: ["no", "yes"], agreement: high}
items: 4
scoring: mean
subscales:
  anxiety: {items: [2, 4]}
  avoidance: {items: [1, 3], reversed: [3]}
"""


@pytest.mark.parametrize("installed", [False, True])
def test_a_form_of_ones_own_is_taken_from_its_file_or_its_folder(
    installed: bool, journal: Path, opened: Open, tmp_path: Path
) -> None:
    folder = journal.parent / "instruments" if installed else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / "ecr-s.local.yaml").write_text(OWN, "utf-8")
    name = "ecr-s.local" if installed else str(folder / "ecr-s.local.yaml")
    screen = opened("assess", name, at=at(1), size=(80, 50)).talk((HERE, ENTER), (ORDER, "y"))
    screen.talk(("Answer 1 of 4?", "10" + ENTER), ("Answer 2 of 4?", "0" + ENTER), ("Answer 3 of 4?", "9" + ENTER))
    screen.talk(("Answer 4 of 4?", "3" + ENTER), (FULL, ENTER))
    assert screen.ended() == 0
    [answers] = sheets(journal)
    assert (answers["form"], answers["scores"]) == ("ecr-s.local", {"anxiety": 1.5, "avoidance": 5.5})
    assert "anxiety 1.5, avoidance 5.5" in run("assess", "--results", day=1)


def test_a_file_cannot_stand_in_for_a_form_that_ships(journal: Path, tmp_path: Path) -> None:
    (tmp_path / "ecr-s.yaml").write_text(OWN.replace("id: ecr-s.local", "id: ecr-s"), "utf-8")
    told = run("assess", str(tmp_path / "ecr-s.yaml"), day=1, expect=2)
    assert told == "rj: the id ecr-s belongs to a form of this program; give your form another, as in ecr-s.mine\n"


def test_a_faulty_file_is_told_line_by_line(journal: Path, tmp_path: Path) -> None:
    path = tmp_path / "ecr-s.local.yaml"
    path.write_text(OWN.replace("verified_by: Two papers\n", "").replace("items: [2, 4]", "items: [2]"), "utf-8")
    told = run("assess", str(path), day=1, expect=2)
    assert "'verified_by' is missing; write 'verified_by: ...' [P02]" in told
    assert "these items count in no subscale: 4" in told


def test_what_was_kept_is_data_for_results(journal: Path) -> None:
    run("assess", LONG, "--answers", str(row_file(journal, KEYS)), day=1)
    [row] = data("assess", "--results", day=1)["results"]
    assert (row["form"], row["day"], row["scores"]) == (LONG, 1, SCORES)


def test_what_a_sheet_came_to_cannot_be_edited_away_from_its_answers(journal: Path) -> None:
    run("assess", LONG, "--answers", str(row_file(journal, KEYS)), day=1)
    id = entries(journal)[0]["id"]
    for field in ("form=rq", "scores=1", "items=1", "person=2"):
        assert "no field" in run("edit", id, "--set", field, day=1, expect=2)
    shown = run("show", id, day=1)
    assert "anxiety 3.89, avoidance 3.94" in shown
    assert " ".join(KEYS) in shown
