"""The journal on paper: every word of it, tagged, the same at each call, with nothing in it that acts."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from repairjournal.cli.show import NOTICE
from repairjournal.errors import UsageError, WorldError
from repairjournal.export import pdf
from repairjournal.export.book import Book, Told
from repairjournal.export.pdf import printed
from repairjournal.export.typst import call, row, text
from repairjournal.model.entry import Entry
from repairjournal.text import safe
from tests.cli.evenings import begin, run
from tests.cli.terminal import Open, terminals
from tests.export.hostile import TEXTS, entries
from tests.export.papers import HOSTILE, dangers, said, squeezed

terminal = pytest.fixture(terminals)
ON = date(2026, 11, 22)
BARE = typst.Fonts(include_system_fonts=False)  # what comes with typst itself: no letters but European ones


TRIED = [each for each in TEXTS if each.strip() and all(sign < "\u0590" for sign in each)]


def book() -> Book:
    """A journal with each of TRIED as a question, an answer and a title; other letters have tests of their own."""
    held = [entry for entry in entries("r") if all(sign < "\u0590" for x in entry.answers.values() for sign in str(x))]

    def told(entry: Entry) -> Told:
        words = [str(value) for value in entry.answers.values()]
        return Told(words[0], words[-1], [(each, each) for each in words])

    return Book(ON, NOTICE, "en", held, [], told, list, lambda kind: [])


@pytest.fixture(scope="module")
def page() -> bytes:
    return b"".join(pdf.render(book()))


def paper(*words: str, fonts: typst.Fonts = BARE, lang: str = "en") -> bytes:
    return printed([call("par", each) for each in words], title="T", lang=lang, foot="", made_on=ON, fonts=fonts)


# -- a journal ---------------------------------------------------------------------------------------------------------


def test_a_pdf_says_every_word(page: bytes) -> None:
    words = said(page, NOTICE)
    assert len(set(TRIED)) >= 50
    assert [each for each in TRIED if squeezed(safe(each, lines=True)) not in words] == []


def test_a_pdf_holds_no_action_no_link_and_no_file(page: bytes) -> None:
    assert dangers(page) == set()


def test_a_pdf_is_tagged_and_says_its_language_and_title(page: bytes) -> None:
    root: Any = pypdf.PdfReader(io.BytesIO(page)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_a_pdf_names_nobody_and_no_moment_but_its_day(page: bytes) -> None:
    told = pypdf.PdfReader(io.BytesIO(page)).metadata
    assert told is not None
    assert {name: value for name, value in told.items() if name != "/Creator"} == {
        "/Title": "Journal",
        "/ModDate": "D:20261122000000Z",
        "/CreationDate": "D:20261122000000Z",
    }


def test_the_same_journal_gives_the_same_bytes(page: bytes) -> None:
    assert b"".join(pdf.render(book())) == page


def test_export_writes_it_for_this_account_alone(home: Path) -> None:
    begin(home)
    run("trigger", day=2, given={"situation": "a short answer", "now": 4})
    path = home.parent / "page.pdf"
    assert f"written: {path}" in run("export", "pdf", "-o", str(path), day=3)
    assert path.stat().st_mode & 0o777 == 0o600
    words = said(path.read_bytes())
    assert squeezed("a short answer") in words
    assert squeezed("Days with something kept") in words
    assert squeezed("How strong, 0-10") in words


def test_no_screen_gets_the_bytes_of_a_pdf(home: Path, terminal: Open) -> None:
    begin(home)
    screen = terminal("export", "pdf", "-o", "-")
    screen.see("say where it goes")
    assert screen.ended() == 2


# -- letters -----------------------------------------------------------------------------------------------------------

SCRIPTS = [("我太需要你了", "CJK", "Noto Serif CJK"), ("ひらがな", "CJK", "Noto Serif CJK"),
           ("한국", "CJK", "Noto Serif CJK"), ("தமிழ்", "Tamil", "Noto Sans Tamil"),
           ("ไทย", "Thai", "Noto Sans Thai")]  # fmt: skip


@pytest.mark.parametrize(("words", "script", "font"), SCRIPTS, ids=[font + " " + w for w, _, font in SCRIPTS])
def test_letters_that_no_font_has_are_named_by_their_script_and_never_drawn_as_boxes(
    words: str, script: str, font: str
) -> None:
    with pytest.raises(WorldError) as raised:
        paper(f"before {words} after")
    line = raised.value.line()
    assert script in line
    assert font in line
    assert not any(sign in line for sign in words)
    assert "\n" not in line


def test_several_scripts_are_named_in_one_line() -> None:
    with pytest.raises(WorldError, match="CJK, Thai"):
        paper("安全", "ไทย")


def test_a_sign_that_no_font_has_stands_in_words() -> None:
    assert "so[woman][girl]yes" in said(paper("so 👩\u200d👧\ufe0f yes"))


def test_without_typst_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError) as raised:
        printed([], title="T", lang="en", foot="", made_on=ON)
    assert 'pip install "repairjournal[pdf]"' in raised.value.line()


# -- source ------------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60), max_size=8))
def test_whatever_is_written_comes_out_as_it_was(words: list[str]) -> None:
    data = printed(
        [call("heading", "T", *words, level=1), row("list", "T", *words), *(call("par", each) for each in words)],
        title="T" + "".join(words), lang="en", foot="", made_on=ON, fonts=BARE,
    )  # fmt: skip
    found = said(data).replace("•", "")
    assert found == squeezed("".join(("T", *words, "T", *words, *words))) + "1"


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_leaves_its_string(words: str) -> None:
    """Outside of its string literals the source of a text is the same signs for every text."""
    left, inside, escaped = [], False, False
    for sign in text(words):
        if inside and escaped:
            escaped = False
        elif inside and sign == "\\":
            escaped = True
        elif sign == '"':
            inside = not inside
        elif not inside:
            left.append(sign)
    assert not inside
    assert "".join(left).replace("#linebreak();", "").replace("#sym.zws;", "").replace("#;", "") == ""


def test_a_run_without_a_blank_stays_on_the_page() -> None:
    data = paper("a" * 400)
    reader = pypdf.PdfReader(io.BytesIO(data))
    lines = [line for line in reader.pages[0].extract_text().split("\n") if "a" in line]
    assert len(lines) > 2
    assert "".join(lines).count("a") == 400
