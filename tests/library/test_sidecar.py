"""A program in another language: what is found, what is missing, and what stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairjournal import library
from tests.library.small import SMALL

TWO = SMALL.replace("days: 4\n", "days: 4\nlocales: [en, zh]\n", 1)
WHOLE = """\
title: 四天
tasks:
  look: {title: 看一看}
  calm:
    title: 静一静
    not_for: [开车]
    easier: {say: 一半就好。}
    steps:
      feet: {say: 两只脚。}
phases:
  begin: {title: 开始}
  go: {title: 继续}
"""


def lines(folder: Path, words: str | bytes, program: str = TWO) -> list[str]:
    """What is said about a program and its Chinese texts, each line from the file's name on."""
    (folder / "small.yaml").write_text(program, "utf-8")
    (folder / "small.zh.yaml").write_bytes(words if isinstance(words, bytes) else words.encode())
    return [line.removeprefix(f"{folder}/") for line in library.check(f"{folder}/small.yaml").lines()[:-1]]


def test_whole_texts_are_taken_without_a_word(tmp_path: Path) -> None:
    assert lines(tmp_path, WHOLE) == []
    words = library.find(f"{tmp_path}/small.yaml").translations["zh"]
    assert words["title"] == "四天"
    assert words["tasks"]["calm"]["not_for"] == ["开车"]
    assert words["tasks"]["calm"]["steps"][0] == {"id": "feet", "seconds": 30, "say": "两只脚。"}


def test_the_program_itself_keeps_its_own_words(tmp_path: Path) -> None:
    lines(tmp_path, WHOLE)
    loaded = library.find(f"{tmp_path}/small.yaml")
    assert loaded.program.title == "Four days"
    assert loaded.parsed["tasks"]["calm"]["not_for"] == ["driving"]


def test_missing_texts_are_one_warning_with_their_count_and_stay_whole(tmp_path: Path) -> None:
    assert lines(tmp_path, WHOLE.replace("title: 四天\n", "").replace("  look: {title: 看一看}\n", "")) == [
        "small.zh.yaml:1:1: warning: 2 texts are missing, first title; "
        "add them; until then the program's own words are shown [P14]"
    ]
    assert library.find(f"{tmp_path}/small.yaml").translations["zh"]["title"] == "Four days"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("look:", "lock:", "3:3: warning: the program has no text of this name; take it out, or mend its name [P14]"),
        (
            "title: 四天",
            "title: 四天\nid: other",
            "2:1: warning: the program has no text of this name; take it out, or mend its name [P14]",
        ),
        (
            "[开车]",
            "[开车, 别的]",
            "6:14: this list has 2 entries and the program's has 1; write one for each [P14]",
        ),
        ("look: {title: 看一看}", "look: 看一看", "3:9: keys are wanted here; nest it as the program does [P14]"),
        ("title: 四天", "title: 12", "1:8: YAML makes a number of this; put it in quotes [P04]"),
        ("title: 四天", 'title: "\\e四天"', "1:8: text contains a control character (U+001B); remove it [P15]"),
        ("title: 四天", "title: *t", "1:8: an alias (*) is not read here; write the entry out [P01]"),
        (
            "title: 四天",
            "title: 四天\ntitle: 五天",
            "2:1: 'title' is defined twice (first at line 1); keep one of them [P03]",
        ),
    ],
)
def test_what_does_not_belong_is_told_in_the_language_s_own_file(old: str, new: str, line: str, tmp_path: Path) -> None:
    assert f"small.zh.yaml:{line}" in lines(tmp_path, WHOLE.replace(old, new, 1))


def test_a_file_that_is_no_yaml_refuses_the_program(tmp_path: Path) -> None:
    assert lines(tmp_path, "title: 'x\n") == ["small.zh.yaml:1:8: a quote opens here and never closes; close it [P01]"]
    assert lines(tmp_path, b"title: \xff\n") == [
        "small.zh.yaml:1:8: this byte is not UTF-8; save the file as UTF-8 [P01]"
    ]


def test_a_listed_language_without_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(TWO, "utf-8")
    assert (
        library.check(f"{tmp_path}/small.yaml")
        .lines()[0]
        .endswith(
            "small.yaml:6:15: there is no file of texts for language zh; "
            "put small.zh.yaml beside the program, or take zh out of 'locales' [P14]"
        )
    )


def test_the_program_s_own_language_needs_no_file(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(TWO.replace("[en, zh]", "[en]"), "utf-8")
    assert library.check(f"{tmp_path}/small.yaml").lines() == []


def test_texts_are_found_by_the_file_s_name_or_by_the_program_s_id(tmp_path: Path) -> None:
    (tmp_path / "0a1b.yaml").write_text(TWO, "utf-8")
    (tmp_path / "small.zh.yaml").write_text(WHOLE.replace("四天", "按名字"), "utf-8")
    assert library.find(f"{tmp_path}/0a1b.yaml").translations["zh"]["title"] == "按名字"
    (tmp_path / "0a1b.zh.yaml").write_text(WHOLE.replace("四天", "按文件"), "utf-8")
    assert library.find(f"{tmp_path}/0a1b.yaml").translations["zh"]["title"] == "按文件"


def test_a_link_to_a_secret_as_a_language_repeats_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root:hunter2secret:0\nhunter2secret!: hunter2secret!\n", "utf-8")
    (tmp_path / "small.yaml").write_text(TWO, "utf-8")
    (tmp_path / "small.zh.yaml").symlink_to(secret)
    assert "hunter2secret" not in "\n".join(library.check(f"{tmp_path}/small.yaml").lines())


def test_two_uses_of_one_task_have_names_of_their_own(tmp_path: Path) -> None:
    ask = "ask: {{id: more, type: text, ask: {words}}}"
    program = TWO.replace(
        "      - {task: look, dose: daily}\n      - {task: calm",
        f"      - {{task: look, dose: daily, until_day: 1, {ask.format(words='First?')}}}\n"
        f"      - {{task: look, dose: daily, from_day: 2, {ask.format(words='Second?')}}}\n      - {{task: calm",
    )
    whole = WHOLE.replace(
        "go: {title: 继续}", "go: {title: 继续, uses: {look: {ask: {ask: 一？}}, look-2: {ask: {ask: 二？}}}}"
    )
    assert lines(tmp_path, whole, program) == []
    uses = library.find(f"{tmp_path}/small.yaml").translations["zh"]["phases"][1]["uses"]
    assert [use["ask"]["ask"] for use in uses[:2]] == ["一？", "二？"]
