"""Instrument files: what ships, what a faulty one is told and where, and how a form becomes questions and scores."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from repairjournal.errors import UsageError
from repairjournal.library import ProgramFaults, instruments
from repairjournal.model.instrument import INSTRUMENTS, Norms, Retest, score
from repairjournal.model.program import Task

DATA = Path(instruments.__file__).parent.parent / "data" / "instruments"

# The key of the ECR-S (Wei et al. 2007); its figures are made up.
SHORT = """\
format: 1
id: ecr-s
title: Twelve items
validated: true
verified_by: Two implementations.
citation: Wei and others 2007.
rights: The publisher's.
recognise: Twelve sentences, the first about comfort.
scale: {low: 1, high: 7, words: [strongly disagree, strongly agree], agreement: high}
items: 12
scoring: mean
subscales:
  anxiety:
    items: [2, 4, 6, 8, 10, 12]
    reversed: [8]
    norms: {mean: 3.5, sd: 1.2, source: A paper., mark: U}
    retest: {r: 0.8, source: A paper., mark: V3}
  avoidance:
    items: [1, 3, 5, 7, 9, 11]
    reversed: [1, 5, 9]
found_at: The paper.
"""

OWN = """\
format: 1
id: own-check
title: Three counts
validated: false
verified_by: This project, untested.
citation: None.
rights: MIT
ask: Last week?
line: Never tested.
scale: {low: 0, high: 1, words: [never, "yes"], agreement: high}
items:
  - {number: 1, ask: Went out.}
  - {number: 2, ask: Stayed in.}
  - {number: 3, ask: Slept.}
scoring: sum
subscales:
  out: {items: [1, 2], reversed: [2]}
  rest: {items: [3]}
"""


NAMED = """\
format: 1
id: rq
title: Two paragraphs
validated: true
verified_by: The paper.
citation: The paper.
rights: The authors'.
recognise: Two paragraphs.
found_at: The paper.
scale: {low: 1, high: 7, words: [not like me, like me], agreement: high}
items: [{number: 1, name: secure}, {number: 2, name: fearful}]
scoring: difference
needs_percent: 100
subscales:
  self: {items: [1, 2], reversed: [2]}
"""


def written(folder: Path, text: str, *changes: tuple[str, str]) -> Path:
    """The text, with each change made at the one place it fits, in a file named after its form."""
    name = f"{text.partition('id: ')[2].partition(chr(10))[0]}.yaml"
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def said(path: Path) -> list[str]:
    """`LINE:COLUMN: what; what to write [CODE]` of every fault."""
    try:
        instruments.read_instrument(path)
    except ProgramFaults as error:
        return [fault.line_text().removeprefix(f"{path}:") for fault in error.faults]
    return []


def test_a_file_becomes_the_key_it_declares(tmp_path: Path) -> None:
    form = instruments.read_instrument(written(tmp_path, SHORT))
    anxiety, avoidance = form.subscales
    assert (anxiety.items, anxiety.reversed) == ((2, 4, 6, 8, 10, 12), (8,))
    assert (anxiety.norms, anxiety.retest) == (Norms(3.5, 1.2, "A paper.", "U"), Retest(0.8, "A paper.", "V3"))
    assert (avoidance.reversed, avoidance.norms, avoidance.retest) == ((1, 5, 9), None, None)
    assert [item.number for item in form.items] == list(range(1, 13))
    assert (form.needs_percent, form.validated, form.scoring, form.scale.agreement) == (80, True, "mean", "high")
    # By hand: 2 4 6 4 (reversed from 4) 3 5 over six; 1 as 7, 3, 5 as 3, 7, 9 as 6, 4 over six.
    answers = dict(enumerate([1, 2, 3, 4, 5, 6, 7, 4, 2, 3, 4, 5], 1))
    assert score(form, answers) == {"anxiety": 24 / 6, "avoidance": 30 / 6}


def test_the_order_of_a_file_does_not_matter(tmp_path: Path) -> None:
    first = instruments.read_instrument(written(tmp_path, OWN))
    lines = OWN.splitlines(keepends=True)
    items, subscales = lines[11:14], lines[16:]
    other = instruments.read_instrument(
        written(tmp_path, "".join([*lines[:11], *items[::-1], *lines[14:16], *subscales[::-1]]), ("[1, 2]", "[2, 1]"))
    )
    answers = {1: 1, 2: 1, 3: 0}
    assert [item.number for item in other.items] == [3, 2, 1]
    assert score(other, answers) == score(first, answers) == {"out": 1, "rest": 0}


@pytest.mark.parametrize(
    ("text", "old", "new", "lines"),
    [
        (SHORT, "format: 1", "format: 2", ["1:9: this format is not known to this version; write 'format: 1' [P02]"]),
        (SHORT, "id: ecr-s", "id: rq", ["2:5: the file has another name than its form; name the file rq.yaml [P10]"]),
        (
            SHORT,
            "verified_by: Two implementations.\n",
            "",
            ["1:1: 'verified_by' is missing; write 'verified_by: ...' [P02]"],
        ),
        (SHORT, "rights:", "right:", ["7:1: unknown key 'right'; write 'rights' [P02]"]),
        (
            SHORT,
            "recognise: Twelve sentences, the first about comfort.\n",
            "",
            [
                "1:1: a validated form does not say how the right copy looks; "
                "write 'recognise: ...', so that no other order is taken for it [P02]"
            ],
        ),
        (
            SHORT,
            "items: 12",
            "items: 13",
            ["12:1: these items count in no subscale: 13; add each to one, or name it under 'leaves_out' [P13]"],
        ),
        (
            SHORT,
            "7, 9, 11]",
            "7, 9, 10]",
            [
                "12:1: these items count in no subscale: 11; add each to one, or name it under 'leaves_out' [P13]",
                "19:28: item 10 counts in 'anxiety' and in 'avoidance'; "
                "keep it in one, or name it under 'shares' [P13]",
            ],
        ),
        (
            SHORT,
            "7, 9, 11]",
            "7, 9, 11, 13]",
            ["19:32: the form has no item 13; write a number the form has [P06]"],
        ),
        (
            SHORT,
            "7, 9, 11]",
            "7, 9, 11, 9]",
            ["19:32: item 9 stands twice in 'items' of 'avoidance'; keep it once [P10]"],
        ),
        (
            SHORT,
            "reversed: [8]",
            "reversed: [8, 9]",
            [
                "15:19: 'anxiety' reverses item 9, which is not among its items; "
                "add it to 'items', or take it out here [P06]"
            ],
        ),
        (
            SHORT,
            "items: 12",
            "shares: [2]\nleaves_out: [3, 14]\nitems: 12",
            [
                "10:10: item 2 is not shared by subscales; take it out [P13]",
                "11:14: item 3 is not left out: it counts in 'avoidance'; take it out here or there [P13]",
                "11:17: the form has no item 14; take it out [P06]",
            ],
        ),
        (
            SHORT,
            "items: 12",
            f"items: [{{number: 1, ask: Anything.}}, {', '.join(f'{{number: {n}}}' for n in range(2, 13))}]",
            [
                "10:26: the sentences of a validated form stay with its publisher; "
                "take it out, or write 'validated: false' if this project wrote it [P13]"
            ],
        ),
        (
            SHORT,
            "items: 12",
            "ask: Anything.\nline: Anything.\nitems: 12",
            [
                "10:6: the sentences of a validated form stay with its publisher; "
                "take it out, or write 'validated: false' if this project wrote it [P13]",
                "11:7: 'line' is for untested forms; take it out [P02]",
            ],
        ),
        (
            SHORT,
            "[strongly disagree, strongly agree]",
            "[disagree, so so, agree]",
            ["9:33: the scale has 3 words; write 7, one for each number, or two for its ends [P10]"],
        ),
        (SHORT, "low: 1", "low: 7", ["9:14: 'low' is not below 'high'; write the smaller number as low [P10]"]),
        (
            SHORT,
            "agreement: high",
            "agreement: up",
            ["9:81: 'up' is not a word for 'agreement' in 'scale'; write one of low, high [P11]"],
        ),
        (
            SHORT,
            "scoring: mean",
            "scoring: median",
            ["11:10: 'median' is not a word for 'scoring'; write one of sum, mean, difference [P11]"],
        ),
        (
            SHORT,
            "mean: 3.5",
            "mean: 21.0",
            [
                "16:19: the mean of 'anxiety' is outside its scores, 1 to 7; "
                "see whether its source gives sums or means [P10]"
            ],
        ),
        (
            SHORT,
            "r: 0.8",
            "r: 1.8",
            ["17:17: 'r' in 'subscales' wants a number between 0 and 1; write it without quotes, as in 0.9 [P02]"],
        ),
        (
            SHORT,
            "source: A paper., mark: U",
            "mark: U",
            ["16:12: 'source' in 'subscales' is missing; write 'source: ...' [P02]"],
        ),
        (SHORT, "[1, 5, 9]", "&a [1, 5, 9]", ["20:15: an anchor (&) is not read here; remove it [P01]"]),
        (
            SHORT,
            "items: 12",
            "items: [",
            [
                "12:10: the bracket opened on line 10 is not closed here; "
                "write a comma or the closing bracket, and quotes round a text with a colon [P01]"
            ],
        ),
        (
            OWN,
            "line: Never tested.\n",
            "",
            [
                "1:1: an untested form has no 'line'; "
                "write 'line: ...', the sentence that stands beside its results [P02]"
            ],
        ),
        (
            OWN,
            "number: 3, ask: Slept.",
            "number: 3",
            ["14:5: item 3 of an untested form has no sentence; write each item as {number: 1, ask: ...} [P02]"],
        ),
        (OWN, "number: 3", "number: 2", ["14:14: two items have the number 2; number them from 1 to 3 [P10]"]),
        (
            OWN,
            "number: 3",
            "number: 4",
            ["14:14: item 4 is beyond the 3 items of the form; number them from 1 to 3 [P10]"],
        ),
        (OWN, "ask: Slept.", "ask: no", ["14:22: YAML reads a plain 'no' as false; write \"no\" in quotes [P04]"]),
        (
            OWN,
            "validated: false",
            "validated: no",
            ["4:12: YAML reads a plain 'no' as false; write true or false [P04]"],
        ),
        (
            SHORT,
            "found_at: The paper.\n",
            "",
            [
                "1:1: a validated form does not say where it is published; "
                "write 'found_at: ...', a page or the paper that prints it [P02]"
            ],
        ),
        (
            SHORT,
            "found_at: The paper.",
            "found_at: The paper.\ntarget: boss",
            ["22:9: 'boss' is not a word for 'target'; write one of partner, friend, mother, father, anyone [P11]"],
        ),
        (
            SHORT,
            "verified_by: Two implementations.",
            'verified_by: ""',
            ["5:14: 'verified_by' is empty; write a text, or take the line out [P02]"],
        ),
        (
            SHORT,
            "r: 0.8,",
            "r: often,",
            ["17:17: 'r' in 'subscales' wants a number between 0 and 1; write it without quotes, as in 0.9 [P02]"],
        ),
        (
            SHORT,
            "sd: 1.2",
            "sd: 0",
            ["16:28: 'sd' in 'subscales' wants a number between 0 and 1000; write it without quotes, as in 0.9 [P02]"],
        ),
        (
            SHORT,
            "scoring: mean",
            "scoring: mean\nscoring: sum",
            ["12:1: 'scoring' is defined twice (first at line 11); keep one of them [P03]"],
        ),
        (
            SHORT,
            "title: Twelve items",
            "title: Twelve\x1b items",
            ["3:14: text contains a control character (U+001B); remove it [P15]"],
        ),
        (
            NAMED,
            "number: 2, name: fearful",
            "number: 2",
            ["11:36: item 2 has no name and others have; name all of them, or none [P10]"],
        ),
        (
            NAMED,
            "name: fearful",
            "name: secure",
            ["11:54: two items have the name 'secure'; give each a name of its own [P10]"],
        ),
        (
            NAMED,
            "name: fearful",
            "name: Not Me",
            ["11:54: 'name' in 'items' is not an id of small letters, digits and '-'; write it like body-scan [P10]"],
        ),
        (
            NAMED,
            "needs_percent: 100",
            "needs_percent: 80",
            ["13:16: a difference cannot be reckoned from a part of its items; write 'needs_percent: 100' [P10]"],
        ),
    ],
)
def test_a_faulty_file_is_told_where_and_what_to_write(
    tmp_path: Path, text: str, old: str, new: str, lines: list[str]
) -> None:
    assert said(written(tmp_path, text, (old, new))) == lines


def test_all_faults_of_a_file_are_told_in_one_run(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        SHORT,
        ("verified_by: Two implementations.\n", ""),
        ("title: Twelve items", "title: [Twelve]"),
        ("format: 1", "format: 1\nlanguage: en"),
        ("reversed: [8]", "reversed: [7]"),
        ("mark: V3", "mark: sure"),
    )
    assert [line.split(";")[0] for line in said(path)] == [
        "1:1: 'verified_by' is missing",
        "2:1: unknown key 'language'",
        "4:8: 'title' wants a text",
        "15:16: 'anxiety' reverses item 7, which is not among its items",
        "17:46: 'sure' is not a word for 'mark' in 'subscales'",
    ]


def test_a_key_is_not_judged_while_a_part_of_it_cannot_be_read(tmp_path: Path) -> None:
    changes = [("items: [2, 4, 6, 8, 10, 12]", "items: [2, 4, six, 8, 10, 12]"), ("reversed: [8]", "reversed: [7]")]
    assert [line.split(":")[0] for line in said(written(tmp_path, SHORT, *changes))] == ["14"]


@pytest.mark.parametrize("text", ["", "- a list\n", "\x00"])
def test_what_is_no_instrument_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ecr-s.yaml"
    path.write_text(text, "utf-8")
    assert len(said(path)) == 1


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda path: path.name)
def test_every_file_that_ships_is_sound_and_known_by_its_name(path: Path) -> None:
    form = instruments.shipped(path.name.removesuffix(".yaml"))
    assert form
    assert (path.suffix, form.id in INSTRUMENTS) == (".yaml", True)
    assert instruments.read_instrument(path) == form


@pytest.mark.parametrize("form", ["", "scores-only", "asq", "../care", "own-check.yaml"])
def test_a_form_without_a_file_is_not_shipped(form: str) -> None:
    assert instruments.shipped(form) is None


def test_the_own_check_says_that_it_is_untested() -> None:
    form = instruments.shipped("own-check")
    assert form
    assert not form.validated
    assert "never tested" in form.line
    assert (form.scale.low, form.scale.high, len(form.scale.words)) == (0, 4, 5)
    assert {s.id: (len(s.items), s.reversed, s.norms, s.retest) for s in form.subscales} == {
        "reach": (4, (), None, None),
        "withdraw": (4, (), None, None),
        "steady": (2, (), None, None),
    }


def task(form: str) -> Task:
    return Task(id="a-task", kind="assessment", title="A sheet", instrument=form)


def test_the_own_check_asks_ten_counts_that_carry_their_words_and_their_line() -> None:
    fields = instruments.fill(task("own-check")).fields
    assert [(f.id, f.type, f.low, f.high) for f in fields] == [(f"c{n}", "scale", 0, 4) for n in range(1, 11)]
    assert len({f.ask for f in fields}) == 10
    assert all(f.ask.startswith("In the last seven days, how often? ") for f in fields)
    assert {f.why for f in fields} == {
        "0 never, 1 once, 2 a few times, 3 most days, 4 daily. "
        "Written for this journal, never tested; compare only with yourself."
    }


@pytest.mark.parametrize(
    ("counts", "scores"),
    [
        ([0] * 10, {"reach": 0, "withdraw": 0, "steady": 0}),
        ([4] * 10, {"reach": 16, "withdraw": 16, "steady": 8}),
        ([2] * 10, {"reach": 8, "withdraw": 8, "steady": 4}),
        ([1, 2, 3, 4, 0, 0, 0, 1, 2, 0], {"reach": 10, "withdraw": 1, "steady": 2}),
        ([None, 2, 3, 4, 0, 0, 0, 1, 2, 0], {"withdraw": 1, "steady": 2}),
        ([1, 2, 3, 4, 0, 0, 0, 1, None, 0], {"reach": 10, "withdraw": 1}),
        ([None] * 10, {}),
    ],
)
def test_the_own_check_is_summed_by_side_and_an_open_count_leaves_its_side_out(
    counts: list[int | None], scores: dict[str, int]
) -> None:
    answers = {f"c{n}": count for n, count in enumerate(counts, 1) if count is not None}
    assert instruments.scored(task("own-check"), answers) == {**answers, "form": "own-check", "scores": scores}


def test_scores_only_takes_two_numbers_and_where_they_come_from() -> None:
    fields = instruments.fill(task("scores-only")).fields
    assert [(f.id, f.low, f.high) for f in fields] == [
        ("sheet", None, None),
        ("site", None, None),
        ("anxiety", 1, 7),
        ("avoidance", 1, 7),
    ]
    kept = instruments.scored(task("scores-only"), {"site": "a page", "avoidance": 2.5})
    assert kept == {"site": "a page", "avoidance": 2.5, "form": "scores-only", "scores": {"avoidance": 2.5}}


@pytest.mark.parametrize("form", ["ecr-rs.partner", "rq"])
def test_a_form_without_sentences_of_ours_names_the_command_that_takes_its_numbers(form: str) -> None:
    with pytest.raises(UsageError) as error:
        instruments.fill(task(form))
    assert error.value.hint == f"type: rj assess {form}"


def test_importing_the_door_loads_no_parser() -> None:
    code = "import sys, repairjournal.library.instruments; print({'yaml', 'sqlmodel'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
