"""share as data: what was chosen leaves and nothing else, into a file of its own, and is written down."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import platform
import re
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from repairjournal import store
from repairjournal.export import page
from repairjournal.export.csv import own_fields
from repairjournal.model.entry import Entry
from repairjournal.model.kinds import KINDS
from repairjournal.model.share import ALL, COUNTS, LINE_FIELDS, SECTIONS, Receipt, Shared
from repairjournal.store import share as ledger
from tests.cli.evenings import FIRST, at, begin, run
from tests.cli.terminal import call, dump
from tests.store.made import a_draft, an_entry, ask, keep

DAY = 12
NOW = datetime.fromisoformat(at(DAY))
FORMS = ("html", "md", "json")
# A task of the program for each kind; the practice is one whose title may stand there.
TASKS = {
    "trigger": "trigger-note", "practice": "body-scan", "experiment": "experiment", "narrative": "story",
    "assessment": "own-check", "reflection": "checkin", "moment": "moment", "reading": "read-stand",
}  # fmt: skip
PARTS = ("formed", "shaped")


@pytest.fixture(autouse=True)
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    begin(home)
    folder = home.parent / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("USER", "LOGNAME"):
        monkeypatch.setenv(name, canary("user"))
    return home


def share(*args: str, given: Any = None, expect: int = 0) -> str:
    """`rj share ... --yes` with these choices, on DAY."""
    return run("share", *args, "--yes", day=DAY, given=given, expect=expect)


def shared(given: Mapping[str, Any], form: str = "html") -> str:
    """The text of the file that these choices make; it is then put away."""
    share(given={**given, "format": form})
    (path,) = Path().iterdir()
    text = path.read_text("utf-8")
    path.unlink()
    return text


# -- canaries ----------------------------------------------------------------------------------------------------------


def canary(*parts: str) -> str:
    """A word of letters alone, so that no format writes it otherwise."""
    return "zq" + re.sub("[^a-z]", "", "".join(parts).lower()) + "zq"


def fields(kind: str) -> list[str]:
    return [*own_fields(KINDS[kind]), *(PARTS if kind == "narrative" else ()), "own-question"]


def an_entry_of(kind: str, mark: str, **parts: Any) -> Entry:
    """An entry with a canary in every field that its kind, its task or an author can ask."""
    answers: dict[str, Any] = {name: canary(mark, kind, name) for name in fields(kind)}
    if kind == "practice":
        answers |= {"before": 7, "after": 4}
    if kind == "assessment":
        answers |= {"scores": {"anxiety": 3.25, canary(mark, kind, "scores"): 4.5}, "1": canary(mark, "item")}
        answers |= {name: canary(mark, kind, name) for name in ("about", "person", "notes", "sheet", "site")}
    on = FIRST + timedelta(days=3)
    return an_entry(on=on, kind=kind, task=TASKS[kind], answers=answers, origin=canary("origin"), **parts)


@pytest.fixture
def full(home: Path) -> dict[str, str]:
    """A journal with a canary in every place where words can stand; kind -> id of the entry that may be shared."""
    with store.open_journal(home / "journal.db", write=True) as journal:
        held = journal.active_run()
        assert held
        lives = {"run": held.id, "program_sha": held.program_sha, "zone": canary("zone")}
        mine = {kind: an_entry_of(kind, "", **lives) for kind in KINDS}
        private = [an_entry_of(kind, "private", private=True, **lives) for kind in KINDS]
        other = an_entry_of("practice", "", **lives)
        keep(journal, *private, *mine.values(), replace(other, task=canary("task")))
        with journal.act("edit", canary("act"), at=NOW, on=FIRST) as act:
            act.change(replace(mine["trigger"], answers={"situation": canary("revision"), "thought": canary("old")}))
        with journal.act("edit", "back", at=NOW, on=FIRST) as act:
            act.change(mine["trigger"])
            act.change(replace(held, about=canary("about"), lean=canary("lean"), variant="a"))
        journal.save_draft(a_draft(answers={"situation": canary("draft")}, run=held.id))
        journal.set_setting("some", canary("setting"))
        ledger.keep_names(journal, {canary("name"): canary("alias")}, at=NOW, on=FIRST)
    return {kind: entry.id for kind, entry in mine.items()}


def own(kind: str, names: tuple[str, ...]) -> set[str]:
    return {canary(kind, name) for name in names}


# Section -> what may stand there of everything that the journal holds. Nothing else of it ever does.
MAY_STAND: dict[str, set[str]] = {
    "talk": {canary("talk"), canary("question")},
    "period": set(),
    "practice": set(),
    "moments": own("trigger", LINE_FIELDS["trigger"]) | own("moment", LINE_FIELDS["moment"]),
    "experiments": own("experiment", LINE_FIELDS["experiment"]),
    "sheets": set(),
    "story": own("narrative", PARTS),
}
RECEIPT = {canary("whom"), canary("why")}


def choices(full: Mapping[str, str], *sections: str) -> dict[str, Any]:
    """Everything that these sections can be given."""
    lines = [f"{full['experiment']}.{name}" for name in LINE_FIELDS["experiment"] if "experiments" in sections]
    lines += [f"{full['narrative']}.{part}" for part in PARTS if "story" in sections]
    return {
        "sections": list(sections), "moments": ALL, "lines": lines, "talk": canary("talk"),
        "question": canary("question"), "for_whom": canary("whom"), "why": canary("why"), "until": "2027-01-31",
    }  # fmt: skip


def canaries(text: str) -> set[str]:
    return set(re.findall(r"zq[a-z]*?zq", text))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("section", [*SECTIONS, "none", "all"])
def test_a_section_lets_out_its_own_fields_and_nothing_else_of_the_journal(
    home: Path, full: dict[str, str], section: str, form: str
) -> None:
    chosen = {"none": (), "all": SECTIONS}.get(section, (section,))
    text = shared(choices(full, *chosen), form)
    assert canaries(text) == RECEIPT.union(*(MAY_STAND[name] for name in chosen))
    assert "18:42" not in text  # when the entries happened
    assert "19:42" not in text
    for said in (str(home), str(Path.cwd()), platform.node(), full["trigger"], "integrative-50"):
        assert said not in text
    assert [found for found in re.findall(r"\d{4}-\d\d-\d\d", text) if form != "json"] == []
    assert not re.search(r"\b13 November", text)  # the date of every entry here; its week may stand there


def test_the_canaries_are_there_to_be_found(home: Path, full: dict[str, str]) -> None:
    """The guard above would be blind if the journal held none of them."""
    held = canaries("\n".join(dump(home / "journal.db")))
    assert {canary(name) for name in ("revision", "draft", "setting", "name", "alias", "lean", "zone", "old")} <= held
    assert {canary(mark, kind, name) for mark in ("", "private") for kind in KINDS for name in fields(kind)} - held <= {
        canary(mark, "practice", name) for mark in ("", "private") for name in ("before", "after")
    }


@pytest.mark.parametrize("section", ["moments", "experiments"])
def test_counts_alone_let_no_word_out(full: dict[str, str], section: str) -> None:
    text = shared({"sections": [section], "moments": COUNTS}, "md")
    assert canaries(text) == set()
    assert re.search(r"(moments that set something off|experiments): 1\n", text)


@pytest.mark.parametrize("form", FORMS)
def test_with_every_section_off_there_is_the_fixed_page_and_the_receipt(full: dict[str, str], form: str) -> None:
    text = shared({}, form)
    nothing = page.compose(Shared(sections=(), exact=False), Receipt(), written_on=NOW.date(), lang="en")
    assert text.encode() == page.render(nothing, form)
    if form == "html":
        assert [line.partition(":")[0] for line in page.as_text(text.encode(), form) if line] == [
            nothing.first, nothing.title, "Receipt", "what stands here", "for whom", "why", "to be kept until",
            "written on", *nothing.sections[0].notes,
        ]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_what_the_gate_gave_changes_no_byte(home: Path, full: dict[str, str], form: str) -> None:
    pages = []
    for variant in "ab":
        with store.open_journal(home / "journal.db", write=True) as journal:
            held = journal.active_run()
            assert held
            journal.set_variant(held.id, variant)
        pages.append(shared(choices(full, *SECTIONS), form))
    assert pages[0] == pages[1]


def test_a_name_of_the_list_never_leaves_and_what_stands_for_it_does(home: Path) -> None:
    given = {"sections": ["talk"], "talk": "Mira and miras mother", "why": "Mira", "names": {"Mira": "my friend"}}
    text = shared(given, "md")
    assert "my friend and my friends mother" in text
    assert "mira" not in text.lower()
    again = shared({"sections": ["talk"], "question": "What of MIRA?"}, "md")
    assert "What of my friend?" in again


# -- the file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_the_file_is_for_this_account_alone_named_by_its_date_and_never_replaces_another(form: str) -> None:
    before = os.umask(0)
    try:
        assert share(given={"format": form}).startswith(f"written: page-2026-11-21.{form}\n")
    finally:
        os.umask(before)
    first = Path(f"page-2026-11-21.{form}")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    first.write_text("theirs", "utf-8")
    Path(f"page-2026-11-21-2.{form}").symlink_to("nowhere")
    share(given={"format": form})
    assert first.read_text("utf-8") == "theirs"
    assert sorted(path.name for path in Path().iterdir()) == sorted(
        [first.name, f"page-2026-11-21-2.{form}", f"page-2026-11-21-3.{form}"]
    )
    assert not Path("nowhere").exists()


@pytest.mark.parametrize(
    ("args", "given"),
    [((), None), (("--yes",), None), ((), {}), (("--json",), None), (("--remove", "3f2"), None)],
)
def test_without_a_choice_and_a_yes_nothing_leaves(home: Path, args: tuple[str, ...], given: Any) -> None:
    before = dump(home / "journal.db")
    said = run("share", *args, day=DAY, given=given, expect=2)
    assert said.count("\n") == 1
    assert list(Path().iterdir()) == []
    assert dump(home / "journal.db") == before


BAD: list[Any] = [
    {"colour": 1},
    {"sections": "talk"},
    {"sections": ["diary"]},
    {"sections": [["talk"]]},
    {"moments": "some"},
    {"dates": "hours"},
    {"format": "pdf"},
    {"talk": 7},
    {"until": "2020-01-01"},
    {"until": "soon"},
    {"first": "2999-01-01x"},
    {"names": ["Mira"]},
    {"names": {"Mira": ""}},
    {"names": {"Mira": 3}},
    {"lines": ["zzz.text"]},
    {"lines": [{}]},
]


@pytest.mark.parametrize("given", BAD, ids=json.dumps)
def test_a_choice_that_does_not_fit_is_one_line_and_changes_nothing(home: Path, given: Any) -> None:
    before = dump(home / "journal.db")
    said = share(given=given, expect=2)
    assert said.count("\n") == 1
    assert "error of ours" not in said
    assert list(Path().iterdir()) == []
    assert dump(home / "journal.db") == before


def test_a_line_that_its_section_does_not_offer_is_refused(full: dict[str, str]) -> None:
    place = f"{full['trigger']}.thought"
    for given in ({}, {"sections": ["moments"]}, {"sections": ["moments"], "moments": "chosen", "last": "2026-11-10"}):
        assert "not among those" in share(given={**given, "lines": [place]}, expect=2)
    assert "not among those" in share(
        given={"sections": ["moments"], "moments": "chosen", "lines": [f"{full['trigger']}.urge"]}, expect=2
    )
    assert list(Path().iterdir()) == []


def test_six_lines_of_experiments_are_one_too_many(home: Path) -> None:
    with store.open_journal(home / "journal.db", write=True) as journal:
        held = journal.active_run()
        assert held
        two = [
            an_entry(on=FIRST, kind="experiment", task="experiment", run=held.id, answers=dict.fromkeys(names, "x"))
            for names in (LINE_FIELDS["experiment"], LINE_FIELDS["experiment"][:2])
        ]
        keep(journal, *two)
    lines = [f"{entry.id}.{name}" for entry in two for name in entry.answers]
    share(given={"sections": ["experiments"], "lines": lines}, expect=2)
    share(given={"sections": ["experiments"], "lines": lines[:5]})


def test_a_folder_that_cannot_be_written_leaves_no_row(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/proc")
    said = share(given={}, expect=1)
    assert said.count("\n") == 1
    assert ask(home / "journal.db", "SELECT count(*) FROM share") == [(0,)]


# -- sealed ------------------------------------------------------------------------------------------------------------


def test_without_the_extra_one_line_says_how_to_get_it(home: Path) -> None:
    gone = "import sys\nsys.modules['pyrage'] = None\n"
    command = call("share", "--answers", "-", "--yes", "--encrypt-to", "age1x", at=at(DAY), first=gone)
    ran = subprocess.run(command, input="{}", capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "rj: sealing needs an extra that is not installed; install it: pip install 'repairjournal[age]'\n"
    )


def test_a_sealed_page_opens_with_its_key_alone_and_holds_the_same_bytes(home: Path) -> None:
    pyrage = importlib.import_module("pyrage")
    mine, other = (pyrage.x25519.Identity.generate() for _ in range(2))
    given = {"sections": ["talk"], "talk": "words"}
    bare = shared(given).encode()
    share("--encrypt-to", str(mine.to_public()), given=given)
    data = Path("page-2026-11-21.html.age").read_bytes()
    assert b"words" not in data
    assert pyrage.decrypt(data, [mine]) == bare
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(data, [other])


@pytest.mark.parametrize("key", ["", "age1", "ssh-ed25519 x", "-----BEGIN", "AGE-SECRET-KEY-1X"])
def test_what_is_no_key_is_refused_before_anything_is_written(key: str) -> None:
    share("--encrypt-to", key or " ", given={}, expect=2)
    assert list(Path().iterdir()) == []


# -- what left ---------------------------------------------------------------------------------------------------------


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("share", "--list", "--json", day=DAY))["left"]
    return found


def test_the_list_says_when_what_for_whom_where_and_whether_it_is_still_there(home: Path) -> None:
    assert run("share", "--list", day=DAY) == "Nothing has left yet.\n"
    share(given={"sections": ["period", "moments"], "for_whom": "Dr. X", "until": "2026-12-01"})
    run("export", "md", "-o", "journal.md", day=DAY)
    newest, first = listed()
    assert newest["sections"] == ["export", "md"]
    assert first["sections"] == ["share", "period", "moments"]
    assert (first["for_whom"], first["until"], first["state"]) == ("Dr. X", "2026-12-01", "there")
    assert first["path"] == str(Path("page-2026-11-21.html").resolve())
    Path("page-2026-11-21.html").unlink()
    assert [one["state"] for one in listed()] == ["there", "gone"]
    line = run("share", "--list", day=DAY).splitlines()[1].split("\t")
    assert line[1:5] == ["2026-11-21", "20:00", "not there any more", "a page: period and days; moments"]


def test_remove_deletes_the_file_and_keeps_the_row(home: Path) -> None:
    share(given={})
    (one,) = listed()
    (path,) = Path().iterdir()
    run("share", "--remove", one["id"][:4], day=DAY, expect=2)  # nobody agreed
    assert path.exists()
    assert share("--remove", one["id"][:4]).startswith("Removed: ")
    assert not path.exists()
    assert [x["state"] for x in listed()] == ["removed"]
    path.write_text("theirs", "utf-8")
    assert "nothing was deleted" in share("--remove", one["id"])
    assert path.read_text("utf-8") == "theirs"


def test_a_later_file_at_the_same_place_is_not_deleted_by_an_earlier_id(home: Path) -> None:
    for _ in range(2):
        share(given={})
        with contextlib.suppress(FileNotFoundError):
            Path("page-2026-11-21-2.html").unlink()
        if len(listed()) == 1:
            Path("page-2026-11-21.html").unlink()
    newer, older = listed()
    assert (newer["state"], older["state"]) == ("there", "replaced")
    share("--remove", older["id"], expect=2)
    assert Path("page-2026-11-21.html").exists()


def test_a_folder_that_left_is_never_deleted(home: Path) -> None:
    run("export", "vault", "-o", "notes", day=DAY)
    (one,) = listed()
    share("--remove", one["id"], expect=2)
    assert Path("notes").is_dir()


def test_the_boxes_are_remembered_without_a_word_and_the_consent_is_not(home: Path) -> None:
    share(given=choices({"experiment": "", "narrative": ""}, "talk", "period") | {"dates": "days"})
    (held,) = ask(home / "journal.db", "SELECT value FROM setting WHERE key = 'share_last'")[0]
    assert json.loads(held) == {
        "sections": ["talk", "period"], "moments": ALL, "days": None, "exact": True, "form": "html",
    }  # fmt: skip
    run("share", day=DAY, given={}, expect=2)


def test_names_are_one_step_of_undo(home: Path) -> None:
    shared({"names": {"Mira": "M.", "Jo": "J."}})
    assert ask(home / "journal.db", "SELECT name, alias FROM alias WHERE removed = 0") == [("Mira", "M."), ("Jo", "J.")]
    run("undo", day=DAY)
    assert ask(home / "journal.db", "SELECT count(*) FROM alias WHERE removed = 0") == [(0,)]
