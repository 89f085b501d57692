"""A program in another language: what is found, what is missing, and what stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.errors import UsageError
from repairjournal.model.kind import accept, as_shown, choices_of, shown_of
from repairjournal.model.program import Field, Program
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
    words = library.find(f"{tmp_path}/small.yaml").translations["zh"].parsed
    assert words["language"] == "zh"
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
        "small.zh.yaml:1:1: warning: 2 of 8 texts are missing, first title; "
        "add them; until then the program's own words are shown [P14]"
    ]
    translations = library.find(f"{tmp_path}/small.yaml").translations
    assert translations["zh"].parsed["title"] == "Four days"
    assert translations["zh"].missing == ("title", "tasks.look.title")
    assert library.missing_texts(translations) == {"zh": (2, 8)}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("look:", "lock:", "3:3: the program has no text of this name; write 'look', or take it out [P14]"),
        (
            "title: 四天",
            "title: 四天\nid: other",
            "2:1: the program has no text of this name; take it out, or mend its name [P14]",
        ),
        (
            "[开车]",
            "[开车, 别的]",
            "6:14: this list has 2 entries and the program's has 1; write one for each, in the same order [P14]",
        ),
        ("title: 四天", 'title: "四\\n天"', "1:8: 'title' has more than one line; write it on one line [P02]"),
        (
            "title: 四天",
            "title: 四天\nvocab: {states: [急, 急, 又急又慢, 稳, 不清楚]}",
            "2:17: two words of this list are the same and could not be told apart; word them differently [P10]",
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


def test_a_program_taken_in_on_standard_input_needs_no_file_of_its_languages(tmp_path: Path) -> None:
    loaded = library.read_bytes(TWO.encode(), "standard input")
    kept = tmp_path / f"{loaded.sha256}.yaml"
    kept.write_text(loaded.text, "utf-8")
    for each in (loaded, library.read_program(kept)):
        assert (each.faults, each.translations, each.spoken("zh").program.title) == ((), {}, "Four days")


def test_the_program_s_own_language_needs_no_file(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(TWO.replace("[en, zh]", "[en]"), "utf-8")
    assert library.check(f"{tmp_path}/small.yaml").lines() == []


def test_texts_are_found_by_the_file_s_name_or_by_the_program_s_id(tmp_path: Path) -> None:
    (tmp_path / "0a1b.yaml").write_text(TWO, "utf-8")
    (tmp_path / "small.zh.yaml").write_text(WHOLE.replace("四天", "按名字"), "utf-8")
    assert library.find(f"{tmp_path}/0a1b.yaml").translations["zh"].parsed["title"] == "按名字"
    (tmp_path / "0a1b.zh.yaml").write_text(WHOLE.replace("四天", "按文件"), "utf-8")
    assert library.find(f"{tmp_path}/0a1b.yaml").translations["zh"].parsed["title"] == "按文件"


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
    uses = library.find(f"{tmp_path}/small.yaml").translations["zh"].parsed["phases"][1]["uses"]
    assert [use["ask"]["ask"] for use in uses[:2]] == ["一？", "二？"]


def test_a_surplus_text_refuses_the_program(tmp_path: Path) -> None:
    lines(tmp_path, WHOLE + "  back: {title: 又来}\n")
    with pytest.raises(UsageError, match=r"small\.zh\.yaml:13:3: the program has no text of this name"):
        library.find(f"{tmp_path}/small.yaml")


def test_a_language_s_own_file_is_checked_with_the_program_beside_it(tmp_path: Path) -> None:
    lines(tmp_path, WHOLE.replace("look:", "lock:"))
    there = library.check(f"{tmp_path}/small.zh.yaml")
    assert (there.errors, there.name) == (1, f"{tmp_path}/small.zh.yaml")
    assert any(line.startswith(f"{tmp_path}/small.zh.yaml:3:3: ") for line in there.lines())


def test_a_whole_program_with_a_dot_in_its_name_is_checked_as_what_it_is(tmp_path: Path) -> None:
    lines(tmp_path, WHOLE)
    (tmp_path / "small.old.yaml").write_text(SMALL.replace("days: 4\n", "days: 5\n", 1), "utf-8")
    said = library.check(f"{tmp_path}/small.old.yaml").lines()[0]
    assert "small.old.yaml:26:11: the last phase ends on day 4" in said


def test_a_language_that_the_program_does_not_list_is_told_in_its_own_file(tmp_path: Path) -> None:
    lines(tmp_path, WHOLE, TWO.replace("[en, zh]", "[en]"))
    assert library.check(f"{tmp_path}/small.zh.yaml").lines()[0] == (
        f"{tmp_path}/small.zh.yaml:1:1: the program beside it does not list this language; "
        f"write locales: [en, zh] in {tmp_path}/small.yaml [P14]"
    )


@pytest.mark.parametrize(
    ("wanted", "title"),
    [("zh", "四天"), ("zh-CN", "四天"), ("ZH", "四天"), ("en", "Four days"), ("en-GB", "Four days"),
     ("de", "Four days"), ("", "Four days"), ("z", "Four days")],
)  # fmt: skip
def test_a_program_speaks_the_language_wanted_or_its_own(wanted: str, title: str, tmp_path: Path) -> None:
    lines(tmp_path, WHOLE)
    spoken = library.find(f"{tmp_path}/small.yaml").spoken(wanted)
    assert spoken.program.title == title
    assert spoken.spoken("en").program.title == "Four days"


def test_the_texts_a_run_keeps_are_the_files_to_the_letter(tmp_path: Path) -> None:
    lines(tmp_path, "# 一行注\n" + WHOLE)
    loaded = library.find(f"{tmp_path}/small.yaml")
    assert [(lang, text, parsed["title"]) for lang, text, parsed in loaded.texts()] == [
        ("en", TWO, "Four days"),
        ("zh", "# 一行注\n" + WHOLE, "四天"),
    ]


ASKED = (
    "fields: [{id: where, type: choice, options: [at home, away], ask: Where?}, {id: state, type: state, ask: How?}]"
)
SAID = "fields: {where: {ask: 在哪里？, options: [家里, 外面]}, state: {ask: 怎么样？}}"


def questions(folder: Path, vocab: str = "", own: str = "") -> tuple[dict[str, Field], dict[str, Field]]:
    """The two questions of a reflection in English and in Chinese, by their ids."""
    program = TWO.replace("tasks:\n", f"{own}tasks:\n  ask: {{kind: reflection, title: Ask, {ASKED}}}\n", 1).replace(
        "uses:\n", "uses:\n      - {task: ask, dose: once, role: optional}\n", 1
    )
    words = vocab + WHOLE.replace("tasks:\n", f"tasks:\n  ask: {{title: 问一问, {SAID}}}\n", 1)
    assert lines(folder, words, program) == []
    loaded = library.find(f"{folder}/small.yaml")
    parsed = (loaded.parsed, loaded.translations["zh"].parsed)
    english, chinese = ({f.id: f for f in Program.of(each).tasks["ask"].fields} for each in parsed)
    return english, chinese


def test_an_option_is_kept_as_the_program_s_own_word_in_every_language(tmp_path: Path) -> None:
    english, chinese = (fields["where"] for fields in questions(tmp_path))
    assert shown_of(chinese) == ("家里", "外面")
    assert choices_of(chinese) == choices_of(english) == ("at home", "away")
    for said in ("外面", "外", "away", "2", "２"):
        assert accept(chinese, said) == "away"
    assert as_shown(chinese, "away") == "外面"
    assert as_shown(english, "away") == "away"
    with pytest.raises(UsageError) as refused:
        accept(chinese, "哪儿")
    assert "choose one of: 家里, 外面" in refused.value.line()


@pytest.mark.parametrize(
    ("own", "kept"),
    [("", ("revved up", "shut down", "both at once", "settled", "cannot tell")),
     ("vocab: {states: [up, down, both, calm, blank]}\n", ("up", "down", "both", "calm", "blank"))],
)  # fmt: skip
def test_the_words_of_a_vocabulary_are_kept_as_the_program_has_them(
    own: str, kept: tuple[str, ...], tmp_path: Path
) -> None:
    shown = ("急", "沉", "都有", "稳", "说不清")
    english, chinese = questions(tmp_path, f"vocab: {{states: [{', '.join(shown)}]}}\n", own)
    vocabulary = {"states": kept}
    assert shown_of(chinese["state"], vocabulary) == shown
    assert [accept(chinese["state"], word, vocabulary) for word in shown] == list(kept)
    assert [as_shown(chinese["state"], word) for word in kept] == list(shown)
    assert [accept(english["state"], word, vocabulary) for word in kept] == list(kept)


def test_a_built_in_vocabulary_without_words_of_its_own_is_no_missing_text(tmp_path: Path) -> None:
    _, chinese = questions(tmp_path)
    assert shown_of(chinese["state"])[0] == "revved up"
