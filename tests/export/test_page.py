"""The page for a therapist in every format: the same content, inert, and looked at as it is."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from base64 import b64encode
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from repairjournal.export import page
from repairjournal.model.share import SECTIONS, Line, Period, Practised, Receipt, Shared, Sheet, Trials
from repairjournal.text import drives_terminal, safe
from tests.export.hostile import TEXTS
from tests.store.made import TODAY

FORMS = tuple(page.FORMATS)
WORDS = [text for text in TEXTS if text.strip()]
ELEMENTS = "html head meta title style body header h1 p main section h2 dl dt dd footer"
ATTRIBUTES = "lang charset http-equiv content name class dir"


def composed(text: str = "", **parts: Any) -> page.Page:
    """A page with every section, this text wherever one can stand."""
    given: dict[str, Any] = {
        "sections": SECTIONS,
        "exact": False,
        "talk": text,
        "question": text,
        "period": Period(text, date(2026, 11, 10), TODAY, 12, 13),
        "moments": (3, 2),
        "tests": Trials(3, 1, 1, 0),
        "practised": (Practised(text, 2, {"n": 2, "before": 6, "after": 4.5, "eased": 1, "same": 1, "rose": 0}),),
        "lines": tuple(Line(("i", str(n)), "moment", TODAY, text, text) for n in range(2)),
        "sheets": (Sheet(None, TODAY, (), bare=(("anxiety", 3.2),)),),
    }
    receipt = Receipt(for_whom=text, why=text, until=date(2026, 12, 31))
    return page.compose(Shared(**{**given, **parts}), receipt, written_on=TODAY, lang="en")


def told(text: str) -> str:
    return " ".join(safe(text, lines=True).split())


@pytest.mark.parametrize("form", FORMS)
def test_the_first_line_of_the_file_is_the_fixed_one(form: str) -> None:
    lines = page.as_text(page.render(composed("x"), form), form)
    first = next(line for line in lines if line.strip("{ "))
    assert "Nobody monitors it, it is not complete, and it is not for urgent matters." in first


@pytest.mark.parametrize("form", FORMS)
def test_every_format_says_the_same_in_the_order_of_the_page(form: str) -> None:
    made = composed("plainword")
    text = page.render(made, form).decode()
    places = [text.index(f">{section.title}<" if form == "html" else section.title) for section in made.sections]
    assert places == sorted(places)
    assert [section.id for section in made.sections] == [
        "talk", "period", "tried", "change", "lines", "sheets", "receipt",
    ]  # fmt: skip
    # talk, question, program, practice twice, two lines with their questions, whom, why
    assert text.count("plainword") == 11


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", WORDS, ids=map(str, range(len(WORDS))))
def test_a_hostile_text_is_only_text_and_can_be_seen_in_the_preview(form: str, text: str) -> None:
    data = page.render(composed(text), form)
    assert {char for char in data.decode() if drives_terminal(char)} <= {"\n", "\t"}
    shown = " ".join(" ".join(page.as_text(data, form)).split())
    if form == "html":
        tree = ElementTree.fromstring(data.decode())
        assert {element.tag for element in tree.iter()} <= set(ELEMENTS.split())
        assert {name for element in tree.iter() for name in element.attrib} <= set(ATTRIBUTES.split())
        assert shown.count(told(text)) >= 11
    elif form == "json":
        (talk,) = (section for section in json.loads(data)["sections"] if section["id"] == "talk")
        assert [line["text"] for line in talk["lines"]] == [text, text]
    else:
        assert not re.search(r"(?<!\\)[<\[\]]", shown)


def test_the_policy_lets_this_very_style_through_and_nothing_else() -> None:
    tree = ElementTree.fromstring(page.render(composed("x"), "html").decode())
    policy = next(e.get("content", "") for e in tree.iter("meta") if e.get("http-equiv"))
    shown = b64encode(sha256(page.STYLE.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{shown}'; base-uri 'none'; form-action 'none'"
    assert next(tree.iter("style")).text == page.STYLE
    assert "url(" not in page.STYLE


def test_the_preview_of_html_holds_every_text_node_of_its_body() -> None:
    data = page.render(composed("a word < here"), "html")
    tree = ElementTree.fromstring(data.decode())
    (body,) = tree.iter("body")
    seen = "".join("".join(body.itertext()).split())
    preview = "".join("".join(page.as_text(data, "html")).split())
    # A colon stands between the two sides of a fact.
    assert preview.replace(":", "") == seen.replace(":", "")


@pytest.mark.parametrize(("exact", "said"), [(False, "week of 16 November 2026"), (True, "22 November 2026")])
def test_a_date_is_told_by_its_week_unless_days_were_chosen(exact: bool, said: str) -> None:
    made = composed("x", exact=exact)
    assert {one.when for section in made.sections for one in section.said if one.when} == {said}


def test_nothing_chosen_leaves_the_first_line_and_the_receipt() -> None:
    made = page.compose(Shared(sections=(), exact=False), Receipt(), written_on=TODAY, lang="en")
    assert [section.id for section in made.sections] == ["receipt"]
    said = dict(made.sections[0].facts)
    assert said["what stands here"] == "nothing but this page itself"
    assert said["for whom"] == said["why"] == said["to be kept until"] == "not said"
