"""One table per rule: what an answer may be, what fills by itself, what is sealed, when there is enough to keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.model import vocab
from repairjournal.model.kind import Refused, accept, narrow, reworded
from repairjournal.model.kinds import KINDS
from repairjournal.model.kinds.trigger import CORE
from repairjournal.model.program import KINDS as NAMES
from repairjournal.model.program import Field, Part, Task

RATING = Field("now", "scale", "How strong?", 0, 10)
BELIEF = Field("belief", "scale", "How true?", 0, 100)
ACTED = Field("acted", "yesno", "Did you?")
STATE = Field("state", "state", "Which way?", source="states")
AREAS = Field("areas", "areas", "Where?")
TEXT = Field("thought", "text", "Which sentence?")


@pytest.mark.parametrize(
    ("field", "raw", "kept"),
    [
        (RATING, "0", 0),
        (RATING, "10", 10),
        (RATING, "１０", 10),
        (RATING, "", None),
        (RATING, "  ", None),
        (RATING, None, None),
        (RATING, 7, 7),
        (BELIEF, "85%", 85),
        (BELIEF, "８５", 85),
        (ACTED, "y", True),
        (ACTED, "是", True),
        (ACTED, "有", True),
        (ACTED, "没有", False),
        (ACTED, "No", False),
        (ACTED, False, False),
        (STATE, "shut", "shut down"),
        (STATE, "2", "shut down"),
        (STATE, "both-at-once", "both at once"),
        (AREAS, "chest，throat、jaw；belly", ["chest", "throat", "jaw", "belly"]),
        (AREAS, ["chest", "1"], ["chest", "head"]),
        (TEXT, "  I am too much ", "  I am too much "),
        (TEXT, "<", "<"),
    ],
)
def test_an_answer_that_fits_is_kept_as_meant(field, raw, kept):
    assert accept(field, raw) == kept


@pytest.mark.parametrize(
    ("field", "raw", "line"),
    [
        (RATING, "11", "now does not fit; give a whole number from 0 to 10"),
        (RATING, "-1", "now does not fit; give a whole number from 0 to 10"),
        (RATING, "7.5", "now does not fit; give a whole number from 0 to 10"),
        (RATING, "9" * 5000, "now does not fit; give a whole number from 0 to 10"),
        (RATING, True, "now does not fit; give a whole number from 0 to 10"),
        (BELIEF, "-1", "belief does not fit; give a whole number from 0 to 100"),
        (BELIEF, "101", "belief does not fit; give a whole number from 0 to 100"),
        (ACTED, "perhaps", "acted does not fit; answer y or n"),
        (
            STATE,
            "s",
            "state does not fit; choose one of: revved up, shut down, both at once, settled, cannot tell",
        ),
        (TEXT, 5, "thought takes words; write it as text in quotes"),
    ],
)
def test_an_answer_that_does_not_fit_is_told_in_one_line_without_its_words(field, raw, line):
    with pytest.raises(Refused) as refused:
        accept(field, raw)
    assert refused.value.line() == line
    assert refused.value.exit_code == 2


@given(st.integers(0, 10), st.sampled_from([str, lambda n: str(n).translate({48 + i: 0xFF10 + i for i in range(10)})]))
def test_every_rating_reads_the_same_in_both_widths(n, shape):
    assert accept(RATING, shape(n)) == n


@given(st.text())
def test_text_is_kept_to_the_letter(text):
    kept = accept(TEXT, text)
    assert kept == text if text.strip() else kept is None


def test_full_width_signs_are_read_as_keys():
    assert narrow("＜？！．，、") == "<?!.,,"


@pytest.mark.parametrize(
    ("line", "areas", "sensations"),
    [
        ("chest tight, throat", ["throat", "chest"], ["tight"]),
        ("low back aching", ["low back"], ["aching"]),
        ("upper back and belly, held breath", ["upper back", "belly"], ["held breath"]),
        ("my lightbulb head", ["head"], []),
        ("Nothing noticed", [], ["nothing noticed"]),
        ("CHEST!tight", ["chest"], ["tight"]),
    ],
)
def test_vocabulary_words_in_a_line_about_the_body_fill_areas_and_sensations(line, areas, sensations):
    assert vocab.words_in(line, vocab.AREAS) == areas
    assert vocab.words_in(line, vocab.SENSATIONS) == sensations
    derived = KINDS["trigger"].derive({"body": line})
    assert derived["body"] == line
    assert derived.get("areas", []) == areas
    assert derived.get("sensations", []) == sensations


def test_words_of_a_chinese_vocabulary_are_found_inside_a_sentence():
    assert vocab.words_in("今天胸口发闷，手脚发凉", ("心慌", "胸口发闷", "手脚发凉")) == ["胸口发闷", "手脚发凉"]


@pytest.mark.parametrize(
    ("kind", "answers", "enough"),
    [
        ("trigger", {"situation": "x"}, True),
        ("trigger", {"body": "x"}, True),
        ("trigger", {"thought": "x"}, True),
        ("trigger", {"now": 7, "belief": 3}, False),
        ("trigger", {"thought": "  "}, False),
        ("moment", {"what": "stayed"}, True),
        ("moment", {}, False),
        ("practice", {"seconds": 0}, True),
        ("practice", {"before": 5}, False),
        ("experiment", {"prediction": "x"}, True),
        ("experiment", {"sure": 5}, False),
        ("reading", {}, True),
        ("reflection", {}, False),
        ("narrative", {"formed": "x"}, True),
        ("assessment", {"c1": 0}, True),
    ],
)
def test_an_entry_is_kept_as_soon_as_there_is_enough_of_it(kind, answers, enough):
    assert KINDS[kind].enough(answers) is enough


def test_a_prediction_is_sealed_once_the_outcome_has_a_value():
    sealed = KINDS["experiment"].sealed
    assert sealed({"prediction": "x"}) == ()
    assert set(sealed({"prediction": "x", "outcome": "y"})) == {"belief_before", "prediction", "sure"}


def test_an_author_may_reword_and_add_but_not_drop():
    task = Task(
        "t", "trigger", "T", fields=(Field("thought", "text", "Anders?"), Field("weather", "short", "Weather?"))
    )
    fields = reworded(CORE, task)
    assert [f.id for f in fields] == ["now", "situation", "body", "thought", "weather"]
    assert next(f.ask for f in fields if f.id == "thought") == "Anders?"


def test_the_closed_set_of_kinds_is_the_same_in_programs_and_in_code():
    assert tuple(sorted(KINDS)) == tuple(sorted(NAMES))


def test_a_narrative_asks_the_parts_of_its_task():
    task = Task("story", "narrative", "T", parts=(Part("formed", "How?"), Part("shaped", "What?")))
    assert [f.id for f in KINDS["narrative"].fields(task)] == ["formed", "shaped", "changed"]


def test_only_an_experiment_stays_open_for_its_outcome():
    assert [name for name, kind in KINDS.items() if kind.waits] == ["experiment"]
