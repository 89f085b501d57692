"""The shipped programs in Chinese: whole, as safe as in English, kind in its words, and fit for a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from repairjournal import library
from repairjournal.library import LoadedProgram
from repairjournal.model.check_care import texts
from repairjournal.model.kind import accept, shown_of
from repairjournal.model.program import Field, Program
from repairjournal.model.vocab import AREAS, SENSATIONS, STATES, URGES, words_in
from repairjournal.text import cells, wrap

PROGRAMS = ("integrative-50", "neuroplasticity-50")
every_program = pytest.mark.parametrize("name", PROGRAMS)

# What a text keeps from the English one: a place in the interface, never a sentence.
KEPT = re.compile(r"rj sos|!|\d+")
# Words that push, count against a person, or say what somebody is.
PUSHING = (
    "必须", "应该", "应当", "务必", "失败", "掉队", "打卡", "连续", "坚持", "治愈", "根治", "康复", "患者", "障碍",
    "型人格", "您", "病", "正确", "错误", "严重",
)  # fmt: skip


@cache
def loaded(name: str) -> LoadedProgram:
    return library.find(name, Path("no-folder-of-installed-ones"))


def chinese(name: str) -> Program:
    return loaded(name).spoken("zh").program


def pairs(name: str) -> Iterator[tuple[str, str, str]]:
    """(place, English, Chinese) of every text; options in the words that are shown."""
    english, other = loaded(name).parsed, loaded(name).translations["zh"].parsed
    for place, text in texts(english):
        here: Any = other
        for part in place[:-1]:
            here = here[part]
        key = "shown" if place[-1] == "options" else place[-1]
        both = zip(text, here[key], strict=True) if isinstance(text, list) else [(text, here[key])]
        for one, two in both:
            yield ".".join(map(str, place)), one, two


@every_program
def test_nothing_is_missing_and_nothing_is_told(name: str) -> None:
    assert library.missing_texts(loaded(name).translations)["zh"][0] == 0
    assert loaded(name).faults == ()
    assert len(list(pairs(name))) > 300


@every_program
def test_every_text_is_chinese(name: str) -> None:
    left = [(place, text) for place, _, text in pairs(name) if re.search(r"[A-Za-z]", KEPT.sub("", text))]
    assert left == []
    assert [place for place, _, text in pairs(name) if not re.search(r"[\u4e00-\u9fff]", text)] == []


@every_program
def test_what_the_interface_needs_stands_in_both_languages(name: str) -> None:
    needed = re.compile(r"rj sos|\d+|!")
    differ = [place for place, one, two in pairs(name) if needed.findall(one) != needed.findall(two)]
    assert differ == []


@every_program
def test_no_word_pushes_or_names_the_person(name: str) -> None:
    assert [(place, word) for place, _, text in pairs(name) for word in PUSHING if word in text] == []


@every_program
def test_the_signs_are_chinese_ones(name: str) -> None:
    for place, _, text in pairs(name):
        assert not re.search(r"[\u4e00-\u9fff][,;:?()]|[,;:?()][\u4e00-\u9fff]|\.\.\.|--| ，|， ", text), place
        assert unicodedata.is_normalized("NFC", text), place
        opened = text.count("“")
        assert opened == text.count("”"), place


@every_program
def test_an_option_can_be_typed_back_and_is_kept_in_the_program_s_own_word(name: str) -> None:
    english = loaded(name).program
    seen = 0
    for task in chinese(name).tasks.values():
        for mine, theirs in zip(
            (*task.fields, *task.after), (*english.tasks[task.id].fields, *english.tasks[task.id].after), strict=True
        ):
            if mine.shown:
                seen += 1
                kept = theirs.options or {"states": STATES, "urges": URGES}[theirs.source or "states"]
                assert [accept(mine, word) for word in shown_of(mine)] == [
                    [word] if mine.type == "choices" else word for word in kept
                ]
                assert not any(sign in "".join(mine.shown) for sign in ",，、;；")
    assert seen >= 5


def test_both_programs_name_the_body_alike_and_the_line_about_it_is_understood() -> None:
    import yaml

    folder = Path(__file__).parent.parent.parent / "programs"
    words = [yaml.safe_load((folder / f"{name}.zh.yaml").read_text("utf-8"))["vocab"] for name in PROGRAMS]
    assert words[0] == words[1]
    for id, own in (("areas", AREAS), ("sensations", SENSATIONS)):
        assert [words_in(word, own) for word in words[0][id]] == [[word] for word in own]


@pytest.mark.parametrize(
    ("line", "areas", "sensations"),
    [
        ("胸口发闷，心慌，手脚发凉", ["chest", "hands", "feet"], ["cold", "pressing", "racing"]),
        ("喉咙发紧", ["throat"], ["tight"]),
        ("提不起劲", [], []),
        ("没什么感觉", [], ["nothing noticed"]),
        ("一个念头：他又在看手机", [], []),
        ("chest 发紧", ["chest"], ["tight"]),
        ("额头发热，后背僵", ["head", "upper back"], ["hot", "frozen"]),
    ],
)
def test_a_line_about_the_body_in_chinese_fills_areas_and_sensations(
    line: str, areas: list[str], sensations: list[str]
) -> None:
    assert (words_in(line, AREAS), words_in(line, SENSATIONS)) == (areas, sensations)


@every_program
@pytest.mark.parametrize("width", [40, 80])
def test_every_text_wraps_inside_the_screen_and_no_line_begins_with_a_sign(name: str, width: int) -> None:
    for place, _, text in pairs(name):
        for indent in ("", "        "):
            rows = wrap(text, width, indent)
            assert all(cells(row) <= width for row in rows), place
            assert not [row for row in rows if row.strip()[:1] in set("，。、；：？！）》」』”’")], place


@every_program
def test_a_title_fits_the_column_of_a_list(name: str) -> None:
    program = chinese(name)
    titles = [task.title for task in program.tasks.values()] + [phase.title for phase in program.phases]
    assert [title for title in titles if cells(title) > 32] == []


@every_program
def test_the_same_words_stand_for_the_same_sentence(name: str) -> None:
    """A sentence that the English file repeats is one sentence in Chinese as well."""
    said: dict[str, set[str]] = {}
    for place, one, two in pairs(name):
        if ".options" not in place:
            said.setdefault(one, set()).add(two)
    assert {one: two for one, two in said.items() if len(two) > 1} == {}


@every_program
def test_the_meaning_of_the_program_does_not_depend_on_its_language(name: str) -> None:
    """Steps, seconds, doses and conditions are the same; only texts differ, and what stands beside kept words."""
    worded = {place for place, _ in texts(loaded(name).parsed)}

    def bare(value: Any, place: tuple[str | int, ...] = ()) -> Any:
        if isinstance(value, dict):
            vocabulary = value.get("type") == "state" or "from" in value
            beside = {"shown", "language", *(("options",) if vocabulary else ())}
            return {key: bare(inner, (*place, key)) for key, inner in value.items() if key not in beside}
        if isinstance(value, list) and place not in worded:
            return [bare(inner, (*place, n)) for n, inner in enumerate(value)]
        return None if place in worded and place[-1] != "options" else value

    english, other = loaded(name).parsed, loaded(name).translations["zh"].parsed
    assert bare(other) == bare(english)
    assert bare(english)["tasks"]["soothe-5"]["steps"][0] == {"id": "settle", "seconds": 30, "say": None}


def test_a_question_with_words_of_its_own_shows_as_many_as_it_keeps() -> None:
    for name in PROGRAMS:
        program = chinese(name)
        fields: list[Field] = [f for task in program.tasks.values() for f in (*task.fields, *task.after)]
        fields += [use.ask for _, use in program.uses() if use.ask]
        for field in fields:
            assert len(field.shown) in (0, len(field.options))
            assert field.shown or field.type not in ("choice", "choices", "state", "areas")
