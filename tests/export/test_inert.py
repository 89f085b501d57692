"""Nothing that a person wrote, and nothing in a program file, is more than text in what leaves."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import icalendar
import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from repairjournal.export.html import STYLE
from repairjournal.text import drives_terminal, safe
from tests.export.hostile import TEXTS, a_hostile_home, exported

WORDS = [text for text in TEXTS if text.strip()]
# A page is made of these and of nothing else.
ELEMENTS = (
    "html head meta title style body a header main nav ul li h1 h2 h3 p div article dl dt dd figure figcaption"
    " svg desc rect line circle text details summary table thead tbody tr th td"
)
ATTRIBUTES = (
    "lang charset http-equiv content name class href id dir scope aria-label role viewBox x y x1 x2 y1 y2 cx cy r rx"
    " width height text-anchor stroke-width stroke-linecap"
)
FORMULA = "=+-@|%＝＋－＠"


@pytest.fixture
def home(home: Path) -> Path:
    home.mkdir(mode=0o700, exist_ok=True)
    a_hostile_home(home)
    return home


def told(text: str) -> str:
    """A text as every readable format shows it, blanks aside."""
    return " ".join(safe(text, lines=True).split())


def test_fifty_texts_or_more_are_tried() -> None:
    assert len(set(WORDS)) >= 50


@pytest.mark.parametrize("form", ["md", "html", "json", "csv", "ics"])
def test_no_control_and_no_turned_text_leaves_raw(home: Path, form: str) -> None:
    data = exported(home, form)
    raw = {char for char in data.decode() if drives_terminal(char)} - {"\n", "\t"}
    assert raw <= ({"\r"} if form in ("csv", "ics") else set())
    if form == "csv":
        assert b"\r" not in data.replace(b"\r\n", b"")


# -- html --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(home: Path) -> ElementTree.Element:
    """The page through a strict parser: a sign that was not escaped would not pass."""
    data = exported(home, "html")
    assert data.startswith(b"<!DOCTYPE html>\n")
    return ElementTree.fromstring(data.decode())


def test_html_is_made_of_our_elements_alone(page: ElementTree.Element) -> None:
    assert {element.tag for element in page.iter()} <= set(ELEMENTS.split())
    assert {name for element in page.iter() for name in element.attrib} <= set(ATTRIBUTES.split())


def test_html_leads_nowhere_and_runs_nothing(page: ElementTree.Element) -> None:
    ids = {element.get("id") for element in page.iter()}
    links = [element.get("href", "") for element in page.iter("a")]
    assert links
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    policy = next(e.get("content", "") for e in page.iter("meta") if e.get("http-equiv") == "Content-Security-Policy")
    shown = b64encode(sha256(STYLE.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{shown}'; base-uri 'none'; form-action 'none'"
    assert next(page.iter("style")).text == STYLE
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_html_says_every_word(page: ElementTree.Element) -> None:
    answers = {" ".join("".join(dd.itertext()).split()) for dd in page.iter("dd")}
    assert {told(text) for text in WORDS} <= answers


# -- csv ---------------------------------------------------------------------------------------------------------------


def _cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("picked", [(), ("--kind", "trigger")])
def test_no_cell_of_csv_can_be_a_formula(home: Path, picked: tuple[str, ...]) -> None:
    rows = _cells(exported(home, "csv", *picked))
    assert len({len(row) for row in rows}) == 1
    cells = [cell for row in rows[1:] for cell in row]
    assert len(cells) > 500
    for cell in cells:
        assert not re.match(r"[\s\"'\ufeff\u200b]*[" + re.escape(FORMULA) + "]", cell) or cell[0] == "'", cell
        assert cell[:1] not in ("\t", "\r", "\n"), cell


def test_csv_with_raw_gives_every_text_to_the_letter(home: Path) -> None:
    rows = _cells(exported(home, "csv", "--raw"))
    head = rows[0]
    columns = [head.index(name) for name in ("situation", "note", "text")]
    assert {text for text in TEXTS if "\r" not in text} <= {row[n] for row in rows[1:] for n in columns}


# -- md and vault ------------------------------------------------------------------------------------------------------

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = {"paragraph_open", "paragraph_close", "heading_open", "heading_close", "inline"}
INLINE = {"text", "strong_open", "strong_close", "em_open", "em_close", "hardbreak", "softbreak", "text_special"}


def _read(text: str) -> Iterator[str]:
    """The text of each block, after looking that there are only headings and paragraphs."""
    tokens: list[Token] = MARKDOWN.parse(text)
    assert {token.type for token in tokens} <= PLAIN
    for token in tokens:
        inner = token.children or []
        assert {child.type for child in inner} <= INLINE, token.content
        if token.type == "inline":
            yield " ".join("".join(c.content or " " * (c.type.endswith("break")) for c in inner).split())


def test_md_is_headings_and_paragraphs_whatever_is_written(home: Path) -> None:
    blocks = "\n".join(_read(exported(home, "md").decode()))
    for text in WORDS:
        for paragraph in re.split(r"\n[ \t\x00]*\n", safe(text, lines=True)):
            assert " ".join(paragraph.split()) in blocks, text


def test_md_leaves_no_address_that_a_reader_would_make_a_link(home: Path) -> None:
    text = exported(home, "md").decode()
    assert not re.search(r"(?<![\\\w])https?://|(?<![\\\w])www\.|\w@\w", text)


def test_a_vault_is_a_file_a_date_with_quoted_front_matter(home: Path) -> None:
    folder = home.parent / "notes"
    with pytest.raises(IsADirectoryError):
        exported(home, "vault", name="notes")
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 12
    assert all(re.fullmatch(r"2026-11-\d\d\.md", name) for name in names)
    for name in names:
        _, front, body = (folder / name).read_text("utf-8").split("---\n", 2)
        value = yaml.safe_load(front)
        assert set(value) == {"date", "day", "phase", "entries", "kinds", "strongest", "private"}
        assert value["date"].isoformat() == name[:10]
        assert list(_read(body))


# -- ics ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("detail", [(), ("--detail",)])
def test_ics_holds_the_days_and_nothing_else(home: Path, detail: tuple[str, ...]) -> None:
    data = exported(home, "ics", *detail)
    lines = data.split(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert len(events) == 4
    assert {str(event["SUMMARY"]) for event in events} == {"Journal"}
    known = {"SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "CLASS", "TRANSP"} | (
        {"DESCRIPTION"} if detail else set()
    )
    assert {name for event in events for name in event} == known
    names = {re.split(rb"[:;]", line)[0] for line in lines if line and line[:1] != b" "}
    assert names <= {name.encode() for name in known | {"BEGIN", "END", "VERSION", "PRODID"}}


# -- json --------------------------------------------------------------------------------------------------------------


def test_json_gives_every_text_back_to_the_letter(home: Path) -> None:
    value = json.loads(exported(home, "json"))
    found = {text for entry in value["entries"] for text in entry["answers"].values() if isinstance(text, str)}
    assert set(TEXTS) <= found | {""}
