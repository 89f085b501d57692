"""Fifty days in Chinese: who chooses the language, what is kept, and that no English sentence of the program shows."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from repairjournal import library
from repairjournal.cli import app
from repairjournal.cli.desk import Desk
from repairjournal.cli.show import NOTICE
from repairjournal.library import LoadedProgram
from repairjournal.model.check_care import texts
from tests.cli.terminal import ENTER, Terminal, terminals
from tests.conftest import Cli
from tests.walks.lived import Life
from tests.walks.test_fifty_days import PROGRESS, counted, target

terminal = pytest.fixture(terminals)

NAMES = ("REPAIRJOURNAL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
AT = "2026-11-10T20:00:00+01:00"


@cache
def loaded(name: str) -> LoadedProgram:
    return library.find(name, Path("no-folder-of-installed-ones"))


def run(*args: str, typed: str = "") -> str:
    """One command in this process at that moment; it ends well."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
        patch.setattr(sys, "stdin", io.StringIO(typed))
        assert app.main(list(args), lambda: datetime.fromisoformat(AT)) == 0, out.getvalue()
    return out.getvalue()


# -- who chooses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "config", "environment", "wanted"),
    [
        ("zh", "en", {"REPAIRJOURNAL_LANG": "fr", "LC_ALL": "de_DE.UTF-8"}, "zh"),
        ("", "zh", {"REPAIRJOURNAL_LANG": "fr", "LC_ALL": "de_DE.UTF-8"}, "zh"),
        ("", "", {"REPAIRJOURNAL_LANG": "fr", "LC_ALL": "de_DE.UTF-8"}, "fr"),
        ("", "", {"LC_ALL": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR", "LANG": "zh_CN.UTF-8"}, "de-DE"),
        ("", "", {"LC_MESSAGES": "fr_FR", "LANG": "zh_CN.UTF-8"}, "fr-FR"),
        ("", "", {"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ("", "", {"LC_ALL": "", "LANG": "zh_CN.UTF-8@pinyin"}, "zh-CN"),
        ("", "", {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, ""),
        ("", "", {"LANG": "C.UTF-8"}, ""),
        ("", "", {"LANG": "POSIX"}, ""),
        ("", "", {}, ""),
    ],
)
def test_the_weightiest_word_chooses_the_language(
    given: str, config: str, environment: dict[str, str], wanted: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (home / "settings.json").write_text(json.dumps({"lang": config} if config else {}))
    assert Desk(lambda: datetime.now(UTC), lang=given).lang == wanted


@pytest.mark.parametrize(
    ("begun", "later", "shown"),
    [
        ("zh_CN.UTF-8", "zh_TW.UTF-8", "我站在哪里"),
        ("zh_CN.UTF-8", "C.UTF-8", "我站在哪里"),
        ("zh_CN.UTF-8", "de_DE.UTF-8", "我站在哪里"),
        ("zh_CN.UTF-8", "en_GB.UTF-8", "Where I stand"),
        ("C.UTF-8", "zh_CN.UTF-8", "我站在哪里"),
        ("C.UTF-8", "de_DE.UTF-8", "Where I stand"),
    ],
)
def test_a_run_speaks_the_locale_of_today_else_the_one_it_was_begun_in(
    begun: str, later: str, shown: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", begun)
    run("start", "integrative-50")
    monkeypatch.setenv("LANG", later)
    assert shown in run("today")


def test_the_language_given_at_the_start_stays_chosen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    run("--lang", "zh", "start", "neuroplasticity-50")
    assert "我站在哪里" in run("today")
    assert run("config", "lang") == "zh\n"
    assert "Where I stand" in run("today", "--lang", "en")
    run("config", "lang", "")
    assert "Where I stand" in run("today")


@pytest.mark.parametrize("unknown", ["de", "../..", "zz top"])
def test_a_language_the_program_does_not_speak_is_not_kept_as_chosen(unknown: str, home: Path) -> None:
    run("start", "integrative-50", "--lang", unknown)
    assert "Where I stand" in run("today")
    assert not (home / "settings.json").exists()


def test_a_language_s_file_is_checked_by_its_own_name(cli: Cli, tmp_path: Path) -> None:
    program = loaded("integrative-50")
    (tmp_path / "mine.yaml").write_text(program.text, "utf-8")
    chinese = program.translations["zh"].text
    (tmp_path / "mine.zh.yaml").write_text(chinese.replace("  moment:\n", "  moments:\n"), "utf-8")
    line = chinese[: chinese.index("  moment:\n")].count("\n") + 1
    ran = cli("program", "check", str(tmp_path / "mine.zh.yaml"))
    assert ran.code == 2
    said = "the program has no text of this name; write 'moment', or take it out [P14]"
    assert f"{tmp_path / 'mine.zh.yaml'}:{line}:3: {said}" in ran.err.splitlines()


def test_a_language_for_one_command_is_not_kept(home: Path) -> None:
    run("start", "integrative-50")
    run("trigger", "--situation", "x", "--lang", "zh")
    assert "Where I stand" in run("today")
    assert not (home / "settings.json").exists()


# -- what is kept -----------------------------------------------------------------------------------------------------


def test_an_entry_kept_in_chinese_counts_the_same_and_reads_right_in_english(home: Path) -> None:
    run("start", "integrative-50", "--lean", "both")
    where = {"shows": ["和父母在一起时", "工作的时候"], "how": "不说话"}
    run("reflect", "elsewhere", "--answers", "-", "--lang", "zh", typed=json.dumps(where))
    said = {"situation": "没有回我消息", "body": "胸口发闷，心慌", "state": "停不下来", "urge": "解释"}
    run("trigger", "--answers", "-", "--lang", "zh", typed=json.dumps(said))
    run("trigger", "--situation", "no reply", "--state", "revved up", "--urge", "explain", "--lang", "en")

    english, chinese, elsewhere = (entry["answers"] for entry in json.loads(run("log", "--json")))
    assert (chinese["state"], chinese["urge"]) == (english["state"], english["urge"]) == ("revved up", "explain")
    assert chinese["body"] == "胸口发闷，心慌"
    assert elsewhere["shows"] == ["with a parent", "at work"]
    with closing(sqlite3.connect(home / "journal.db")) as db:
        kept = db.execute("SELECT lang, json_extract(answers, '$.areas') FROM entry ORDER BY rowid").fetchall()
        assert kept == [("zh", None), ("zh", '["chest"]'), ("en", None)]
        program = loaded("integrative-50")
        texts_kept = dict(db.execute("SELECT lang, text FROM program_text WHERE sha256 = ?", (program.sha256,)))
        assert texts_kept == {"en": program.text, "zh": program.translations["zh"].text}
    done = [
        {x["task"]: (x["done"], x["state"]) for x in json.loads(run("today", "--json", "--lang", lang))["due"]}
        for lang in ("en", "zh")
    ]
    assert done[0] == done[1]
    assert done[0]["trigger-note"] == (1, "done")
    ids = [entry["id"] for entry in json.loads(run("log", "--json"))]
    assert re.search(r"Which way did your system go\?\n  revved up\n", run("show", ids[1], "--lang", "en"))
    assert re.search(r"那时你整个人是什么状态？\n  停不下来\n", run("show", ids[0], "--lang", "zh"))
    assert "  和父母在一起时, 工作的时候\n" in run("show", ids[2], "--lang", "zh")
    assert "  with a parent, at work\n" in run("show", ids[2], "--lang", "en")


def test_what_a_journal_lacks_in_a_language_is_shown_in_the_programs_own(home: Path) -> None:
    """A run of a time before there was a translation."""
    run("start", "integrative-50")
    with closing(sqlite3.connect(home / "journal.db")) as db:
        db.execute("DELETE FROM program_text WHERE lang = 'zh'")
        db.commit()
    assert "Where I stand" in run("today", "--lang", "zh")


@pytest.mark.parametrize("command", [("today",), ("trigger", "--situation", "x"), ("scan", "--done", "3m"), ("log",)])
def test_the_daily_path_reads_no_yaml_in_chinese(command: tuple[str, ...], cli: Cli) -> None:
    assert cli("start", "integrative-50", env={"LANG": "zh_CN.UTF-8"}).code == 0
    ran = cli(*command, env={"LANG": "zh_CN.UTF-8", "PYTHONPROFILEIMPORTTIME": "1"})
    assert ran.code == 0
    loaded = {line.rpartition("|")[2].strip() for line in ran.err.splitlines() if line.startswith("import time:")}
    assert "repairjournal.store.daily" in loaded
    assert not {"yaml", "repairjournal.library.sidecar", "repairjournal.library.reader", "sqlmodel"} & loaded


# -- fifty days -------------------------------------------------------------------------------------------------------


class InChinese(Life):
    """A life whose pages are looked at on each date; `screens` is all that was shown."""

    def __init__(self, *args: Any) -> None:
        self.screens: list[str] = []
        self.looked_at = 0
        super().__init__(*args, at_terminal=False)

    def run(self, *args: str, typed: str = "") -> str:
        shown = super().run(*args, typed=typed)
        self.screens.append(shown)
        return shown

    def _do(self, word: str, date: int, day: int) -> None:
        super()._do(word, date, day)
        if date == self.looked_at:
            return
        now, self.looked_at = self.now, date
        for page in (("today",), ("progress",), ("progress", "--explain"), ("log", "-n", "5")):
            self.run(*page)
        if self.last:
            self.run("show", self.last)
        self.now = now


@pytest.fixture
def zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None) if before is None else os.environ.__setitem__("TZ", before)
    time.tzset()


def english_sentences(name: str) -> set[str]:
    """Every sentence of the English program of three words and more, but for those the interface says as well."""
    found = set[str]()
    for _, text in texts(loaded(name).parsed):
        for whole in [text] if isinstance(text, str) else text:
            found |= {part for part in re.split(r"\n+|(?<=[.?!])\s+", whole) if part.count(" ") >= 2}
    assert len(found) > 400
    return {sentence for sentence in found if sentence not in NOTICE}


def test_fifty_days_in_chinese_show_no_english_sentence_of_the_program(
    home: Path, monkeypatch: pytest.MonkeyPatch, zone: None
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    life = InChinese(home, monkeypatch, "neuroplasticity-50", "avoidant")
    life.live()
    shown = "\n".join(life.screens)
    assert [sentence for sentence in english_sentences("neuroplasticity-50") if sentence in shown] == []
    program = loaded("neuroplasticity-50").spoken("zh").program
    assert [phase.title for phase in program.phases if phase.title not in shown] == []
    assert [phase.focus for phase in program.phases if phase.focus not in shown] == []

    told = life.told("progress")
    assert [
        ([str(p["number"]), p["id"], str(p["first_day"]), str(p["last_day"])],
         [[x["task"], x["kind"], x["role"], target(x), str(x["done"])] for x in p["tasks"]])
        for p in told["phases"]
    ] == counted(PROGRESS["neuroplasticity-50"], "avoidant")  # fmt: skip
    with closing(sqlite3.connect(home / "journal.db")) as db:
        assert db.execute("SELECT DISTINCT lang FROM entry").fetchall() == [("zh",)]


@pytest.mark.parametrize("columns", [40, 80])
def test_a_trigger_moment_can_be_told_by_keys_in_chinese(columns: int, home: Path, terminal: Any) -> None:
    run("start", "integrative-50", "--lang", "zh")
    seen: Terminal = terminal("trigger", size=(columns, 40), at=AT)
    seen.talk(
        ("How strong right now", "4"),
        ("发生了什么？", "没有回我消息" + ENTER),
        ("身体哪里有动静？", "喉咙发紧" + ENTER),
        ("哪句话？", "我太烦人了" + ENTER),
        ("a little more", "m"),
        ("听起来有多真", "80" + ENTER),
        ("2  提不起劲", "2"),
        ("4  解释", "4"),
        ("那你做了吗？", "n"),
        ("最难受的时候有多强", "7"),
    )
    assert seen.ended() == 0
    answers = json.loads(run("log", "--json"))[0]["answers"]
    assert answers == {
        "now": 4, "situation": "没有回我消息", "body": "喉咙发紧", "areas": ["throat"], "sensations": ["tight"],
        "thought": "我太烦人了", "belief": 80, "state": "shut down", "urge": "explain", "acted": False, "distress": 7,
    }  # fmt: skip
