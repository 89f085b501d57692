"""Search finds exactly what a plain reading of every text would find."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repairjournal import store
from repairjournal.errors import UsageError
from repairjournal.store import search
from tests.store.made import NOW, TODAY, a_journal, an_entry, ask, keep

WORDS = (
    "abandon", "abandoned", "Ábandon", "can't", "CAN", "t", "naïve", "NAIVE", "stay", "stays", "don’t", "straße",
    "我太需要你了", "需要", "你", "安全", "不安全", "ＡＢＣ", "abc", "AND", "OR", "NOT", "NEAR", '"', "*", "(", ")",
    "col:", "-", "^", "a*b", "x\0y", "7/10", "é", "e\u0301", "。", "❤", "❤️", "ﬁne", "fine",
)  # fmt: skip
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[store.Journal]:
    with a_journal(tmp_path / "journal.db") as journal:
        yield journal


def _plain(text: str) -> list[str]:
    """An independent cutting: letters folded, runs of letters and digits, each Chinese sign or picture by itself."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[一-鿿❤]|[^\W_一-鿿❤]+", "".join(c for c in bare if not unicodedata.combining(c)))


def _holds(text: str, typed: str) -> bool:
    """Every piece between blanks is there: its words side by side, the last one (if not Chinese) as a beginning."""
    words = _plain(text)
    for piece in typed.split():
        sought = _plain(piece)
        if not sought:
            continue
        *front, last = sought
        alone = bool(re.fullmatch("[一-鿿❤]", last))
        places = range(len(words) - len(sought) + 1)
        if not any(
            words[at : at + len(front)] == front
            and (words[at + len(front)] == last if alone else words[at + len(front)].startswith(last))
            for at in places
        ):
            return False
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(phrases, min_size=1, max_size=5), typed=phrases)
def test_search_agrees_with_reading_everything(journal: store.Journal, texts: list[str], typed: str) -> None:
    entries = [an_entry(answers={"situation": text}) for text in texts]
    keep(journal, *entries)
    expected = {entry.id for entry, text in zip(entries, texts, strict=True) if _holds(text, typed)}
    if _plain(typed):
        assert {entry.id for entry in journal.entries(search=typed)} == expected
    else:
        with pytest.raises(UsageError, match="no word"):
            journal.entries(search=typed)
    with journal.act("delete", "all of them", at=NOW, on=TODAY) as act:
        for entry in entries:
            act.remove(entry)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=30))
def test_whatever_is_typed_is_a_search_or_a_clear_no(journal: store.Journal, typed: str) -> None:
    if search.words(typed):
        assert journal.entries(search=typed) == []
    else:
        with pytest.raises(UsageError, match="no word"):
            journal.entries(search=typed)


FOUND = [
    ("I am too much for him", "MUCH", True),
    ("I am too much for him", "muc", True),
    ("I am too much for him", "uch", False),
    ("I am too much for him", "him much", True),
    ("I am too much for him", "much-for", True),
    ("I am too much for him", "for-much", False),
    ("Ich weiß es nicht", "weiss", True),
    ("un café crème", "cafe creme", True),
    ("un cafe creme", "café crème", True),
    ("我太需要你了", "需要", True),
    ("我太需要你了", "要需", False),
    ("我太需要你了", "我了", False),
    ("我太需要你了", "我 了", True),
    ("安全感", "全感", True),
    ("ＡＢＣ１２３", "abc123", True),
    ("それは怖い", "怖い", True),
    ("ガラス", "ガ", True),
    ("❤️ today", "❤", True),
    ("stay AND go", "stay AND go", True),
    ("stay go", "stay AND go", False),
    ("a NEAR miss", "NEAR(a, miss)", False),
    ("it's over", "it's", True),
    ("it is over", "it's", False),
    ("x", "text:x", False),
]


@pytest.mark.parametrize(("text", "typed", "found"), FOUND)
def test_what_is_found(journal: store.Journal, text: str, typed: str, found: bool) -> None:
    keep(journal, an_entry(answers={"thought": text}))
    assert bool(journal.entries(search=typed)) == found


def test_all_texts_of_an_entry_are_searched_and_no_phrase_runs_from_one_into_the_next(journal: store.Journal) -> None:
    keep(journal, an_entry(answers={"a": "one two", "b": {"c": ["three", 4, True, None]}}))
    for typed, n in (("two", 1), ("three", 1), ("two-three", 0), ("two three", 1), ("true", 0), ("a", 0)):
        assert len(journal.entries(search=typed)) == n, typed


def test_the_index_follows_an_edit_a_deletion_and_their_undo(journal: store.Journal) -> None:
    entry = an_entry(answers={"thought": "first"})
    keep(journal, entry)
    with journal.act("edit", "e", at=NOW, on=TODAY) as act:
        act.change(replace(entry, answers={"thought": "second"}))
    assert [len(journal.entries(search=word)) for word in ("first", "second")] == [0, 1]
    with journal.act("delete", "d", at=NOW, on=TODAY) as act:
        act.remove(entry)
    assert journal.entries(search="second") == []
    journal.undo(at=NOW)
    journal.undo(at=NOW)
    assert [len(journal.entries(search=word)) for word in ("first", "second")] == [1, 0]


def test_the_index_is_whole(journal: store.Journal, tmp_path: Path) -> None:
    keep(journal, *(an_entry(answers={"thought": word}) for word in WORDS))
    ask(tmp_path / "journal.db", "INSERT INTO search (search) VALUES ('integrity-check')")
