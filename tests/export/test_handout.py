"""A program on paper: what it says, in which order, and what stands behind the page that is read first."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from markdown_it import MarkdownIt

from repairjournal.export import handout
from repairjournal.export.blocks import Block, Choice, Document, Grid, Leaf, Lines, Listed, Steps, Ticks, Turn, Words
from repairjournal.export.handout import GATE, LEAVING, PEOPLE, Phone
from repairjournal.library import read_bytes
from repairjournal.model.builtin import task_of
from repairjournal.model.care import GATE_QUESTIONS
from repairjournal.model.program import Contact, Program
from repairjournal.text import safe
from tests.export.papers import HOSTILE, dangers, hostile_program, said, shipped, squeezed
from tests.library.small import SMALL

ON = date(2026, 11, 22)
NAMES = ("integrative-50", "neuroplasticity-50")


def booklet(program: Program, *phones: Phone) -> Document:
    return handout.booklet(program, "1234-ABCD", ON, phones)


def made(form: str, document: Document) -> bytes:
    return b"".join(handout.render(form, document))


def small() -> Program:
    return read_bytes(SMALL.encode(), "x").program


def blocks(leaf: Leaf) -> list[Block]:
    return [block for card in leaf.cards for block in card.blocks]


def words(leaf: Leaf) -> str:
    """All that is printed on a leaf."""
    told = [leaf.title, leaf.fact]
    for card in leaf.cards:
        told += [card.title, card.fact]
        for block in card.blocks:
            match block:
                case Words():
                    told.append(block.text)
                case Turn():
                    told += [block.text, block.title]
                case Listed():
                    told += block.items
                case Steps():
                    told += [part for each in block.rows for part in each]
                case Ticks():
                    told += [block.text, block.fact]
                case Choice():
                    told += [block.ask, *block.words]
                case Lines():
                    told.append(block.ask)
                case Grid():
                    told += [block.ask, *block.head, *block.rows]
    return "\n".join(told)


# -- behind the page that is read first --------------------------------------------------------------------------------


@pytest.fixture(params=NAMES)
def program(request: pytest.FixtureRequest) -> Program:
    return shipped(request.param).program


def _gated(program: Program) -> list[str]:
    """Titles of what only somebody who answered no to everything would be offered."""
    return [
        task.title
        for task in program.tasks.values()
        if not task.retired and (task.partner or task.safety_check or task.when.variant == "a")
    ]


def test_what_needs_the_gate_is_named_nowhere_before_its_page(program: Program) -> None:
    leaves = booklet(program).leaves
    gate = next(n for n, leaf in enumerate(leaves) if leaf.id == GATE)
    before = "\n".join(words(leaf) for leaf in leaves[: gate + 1])
    titles = _gated(program)
    assert len(titles) >= 4
    assert [title for title in titles if title in before] == []
    assert {title for title in titles if title in words(leaves[gate + 1])} == set(titles)
    assert gate + 2 == len(leaves)


def test_on_that_page_there_is_nothing_to_fill_in(program: Program) -> None:
    gate = next(leaf for leaf in booklet(program).leaves if leaf.id == GATE)
    assert {type(block) for block in blocks(gate)} == {Words, Listed, Turn}
    assert set(GATE_QUESTIONS) <= set(words(gate).split("\n"))


def test_that_page_leads_to_leaving_well_and_to_people(program: Program) -> None:
    document = booklet(program)
    gate = next(leaf for leaf in document.leaves if leaf.id == GATE)
    led = [block.to for block in blocks(gate) if isinstance(block, Turn)]
    assert led == [LEAVING, PEOPLE]
    here = {leaf.id for leaf in document.leaves} | {card.id for leaf in document.leaves for card in leaf.cards}
    assert set(led) <= here


def test_what_stands_behind_it_can_be_taken_out_also_of_pages_printed_on_both_sides(program: Program) -> None:
    for more in range(2):  # a page more or less before it
        document = booklet(program)
        pages = pypdf.PdfReader(io.BytesIO(made("pdf", replace(document, leaves=document.leaves[more:])))).pages
        first = [n for n, page in enumerate(pages, 1) if squeezed("The last pages") in squeezed(page.extract_text())]
        assert len(first) == 1
        assert first[0] % 2 == 1


def test_each_page_to_write_on_is_there_once(program: Program) -> None:
    forms = next(leaf for leaf in booklet(program).leaves if leaf.id == "forms")
    titles = [card.title for card in forms.cards]
    assert len(titles) == len(set(titles)) > 5


@pytest.mark.parametrize("day", [1, 13, 30, 50])
def test_the_sheet_of_a_day_names_nothing_behind_the_gate(program: Program, day: int) -> None:
    (sheet,) = handout.one_day(program, "", ON, day).leaves
    assert [title for title in _gated(program) if title in words(sheet)] == []


def test_a_program_without_another_person_has_no_such_page_and_still_leaving_well() -> None:
    leaves = booklet(small()).leaves
    assert GATE not in {leaf.id for leaf in leaves}
    leaving = task_of(small(), LEAVING)
    assert leaving is not None
    assert leaving.title in words(next(leaf for leaf in leaves if leaf.id == "exercises"))


# -- what is printed ---------------------------------------------------------------------------------------------------


def test_every_phase_has_its_page_with_a_box_for_each_day_and_the_sheet_of_a_day(program: Program) -> None:
    leaves = booklet(program).leaves
    parts = [n for n, leaf in enumerate(leaves) if leaf.id.startswith("part-")]
    assert len(parts) == len(program.phases)
    for n, phase in zip(parts, program.phases, strict=True):
        assert phase.title in leaves[n].title
        daily = next(block for block in blocks(leaves[n]) if isinstance(block, Ticks))
        assert (daily.fact, daily.n) == ("every day", phase.days)
        assert any(isinstance(block, Lines) and block.ask == phase.close for block in blocks(leaves[n]))
        reading = task_of(program, phase.reading or "")
        assert reading is not None
        assert reading.text in words(leaves[n])
        assert phase.title in leaves[n + 1].title
        assert sum(isinstance(block, Lines) for block in blocks(leaves[n + 1])) >= 5


def test_every_exercise_has_its_steps_with_their_time_and_before_them_what_it_is_not_for(program: Program) -> None:
    cards = {card.title: card for leaf in booklet(program).leaves for card in leaf.cards}
    timed = [task for task in program.tasks.values() if task.kind == "practice" and task.steps]
    assert len(timed) > 20
    for task in timed:
        shown = list(cards[task.title].blocks)
        steps = next(n for n, block in enumerate(shown) if isinstance(block, Steps))
        before = "\n".join(block.text for block in shown[:steps] if isinstance(block, Words))
        assert all(each in before for each in task.not_for)
        rows = shown[steps]
        assert isinstance(rows, Steps)
        assert [time for time, _ in rows.rows] == [f"{x.seconds // 60}:{x.seconds % 60:02d}" for x in task.steps]
        assert all(x.say in told for x, (_, told) in zip(task.steps, rows.rows, strict=True))


def test_the_code_the_version_and_the_notice_stand_in_every_form(program: Program) -> None:
    document = booklet(program)
    for form in ("md", "html"):
        text = made(form, document).decode()
        assert "1234-ABCD" in text
        assert program.version in text
        assert "A journal, not a therapy." in text
    assert squeezed("A journal, not a therapy.") in said(made("pdf", document))


def test_contacts_of_the_file_are_told_apart_from_the_dated_lines() -> None:
    program = replace(small(), contacts=(Contact("The office", "a door", "in the mornings"),))
    phone = Phone("A line", "116 123", "day and night", date(2026, 10, 1))
    people = next(leaf for leaf in booklet(program, phone).leaves if leaf.id == PEOPLE)
    assert [card.title for card in people.cards] == ["", "From the program file; nobody has checked them"]
    assert "A line: 116 123 (day and night)" in words(replace(people, cards=people.cards[:1]))
    assert "2026-10-01" in words(people)
    assert "The office · a door · in the mornings" in words(replace(people, cards=people.cards[1:]))


def test_a_task_that_is_retired_is_not_printed() -> None:
    program = small()
    gone = replace(program, tasks=dict(program.tasks) | {"calm": replace(program.tasks["calm"], retired=True)})
    assert "Calm" in "".join(words(leaf) for leaf in booklet(program).leaves)
    assert "Calm" not in "".join(words(leaf) for leaf in booklet(gone).leaves)


def test_a_day_asks_for_what_is_open_on_it() -> None:
    first, third = (words(handout.one_day(small(), "", ON, day).leaves[0]) for day in (1, 3))
    assert first.startswith("Day 1 of 4: Begin")
    assert "Calm" not in first
    assert "Calm" in third


def test_the_sheet_of_a_day_is_one_page(program: Program) -> None:
    for day in {*(phase.first for phase in program.phases), *(phase.last for phase in program.phases)}:
        data = made("pdf", handout.one_day(program, "1234-ABCD", ON, day))
        assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1, day


# -- every form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", handout.HANDOUTS)
def test_the_same_program_gives_the_same_bytes(form: str) -> None:
    assert made(form, booklet(small())) == made(form, booklet(small()))


ELEMENTS = (
    "html head meta title style body main nav section footer div span h1 h2 h3 p ul ol li a table thead tbody tr th td"
)


def test_html_is_made_of_our_elements_and_leads_to_places_of_its_own_alone() -> None:
    page = ElementTree.fromstring(made("html", booklet(hostile_program())).decode())
    assert {element.tag for element in page.iter()} <= set(ELEMENTS.split())
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    links = [element.get("href", "") for element in page.iter("a")]
    assert len(links) > 8
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    words = squeezed("".join(page.itertext()))
    assert [text for text in HOSTILE if squeezed(safe(text, lines=True)) not in words] == []


def test_html_says_no_box_and_no_line_aloud() -> None:
    page = ElementTree.fromstring(made("html", booklet(small())).decode())
    boxes = [element for element in page.iter("span") if element.get("class") == "box"]
    assert len(boxes) > 20
    assert all(box.get("aria-hidden") == "true" for box in boxes)


MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = {"paragraph", "heading", "bullet_list", "ordered_list", "list_item"}
INLINE = {"text", "strong_open", "strong_close", "em_open", "em_close", "hardbreak", "softbreak", "text_special"}


def test_md_is_headings_paragraphs_lists_and_lines_whatever_a_program_says() -> None:
    tokens = MARKDOWN.parse(made("md", booklet(hostile_program())).decode())
    assert {token.type.rsplit("_", 1)[0] for token in tokens if token.type not in ("inline", "hr")} <= BLOCKS
    inner = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inner} <= INLINE
    words = squeezed("".join(child.content for child in inner))
    assert [text for text in HOSTILE if squeezed(safe(text)) not in words] == []


def test_pdf_says_every_word_and_holds_no_action() -> None:
    tried = [text for text in HOSTILE if all(sign < "\u0590" for sign in text)]
    assert len(tried) >= 45
    document = booklet(hostile_program(tried))
    data = made("pdf", document)
    assert dangers(data) == set()
    words = said(data, f"{document.notice}\n{document.foot}")
    assert [text for text in tried if squeezed(safe(text, lines=True)) not in words] == []
