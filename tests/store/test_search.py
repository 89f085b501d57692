"""Search finds exactly what a plain reading of every text would find."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repairjournal import store
from repairjournal.errors import UsageError
from repairjournal.store import search
from tests.store.made import NOW, TODAY, a_journal, an_entry, ask, keep

WORDS = (
    "abandon", "abandoned", "Ábandon", "can't", "CAN", "t", "naïve", "NAIVE", "stay", "stays", "don’t",
    "straße", "我太需要你了", "需要", "你", "安全", "不安全", "ＡＢＣ", "abc", "AND", "OR", "NOT",
    "NEAR", '"', "*", "(", ")", '"stay', 'now"', "-stay", '-"', "col:", "-", "^", "a*b", "x\0y", "7/10",
    "é", "e\u0301", "。", "❤", "❤️", "ﬁne", "fine",
)  # fmt: skip
PIECE = re.compile('([-－]?)(?:["“”]([^"“”]*)["“”]?|(\\S+))')  # a minus, words in quotes, anything else up to a blank
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[store.Journal]:
    with a_journal(tmp_path / "journal.db") as journal:
        yield journal


def _plain(text: str) -> list[str]:
    """An independent cutting: letters folded, runs of letters and digits, each Chinese sign or picture by itself."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[一-鿿❤🙂]|[^\W_一-鿿❤🙂]+", "".join(c for c in bare if not unicodedata.combining(c)))


def _holds(text: str, typed: str) -> bool:
    """Every piece is there and none that was begun with a minus: its words side by side, the last one as a beginning
    unless it is Chinese or the piece stands in quotes."""
    words = _plain(text)
    found = []
    for minus, quoted, bare in PIECE.findall(typed):
        sought = _plain(quoted or bare)
        if not sought:
            continue
        *front, last = sought
        whole = bool(re.fullmatch("[一-鿿❤🙂]", last)) or (bool(quoted) and not quoted.rstrip().endswith("*"))
        there = any(
            words[at : at + len(front)] == front
            and (words[at + len(front)] == last if whole else words[at + len(front)].startswith(last))
            for at in range(len(words) - len(sought) + 1)
        )
        found.append(there != bool(minus))
    return all(found)


def _sought(typed: str) -> bool:
    """Whether there is a word to find at all."""
    return any(not minus and _plain(quoted or bare) for minus, quoted, bare in PIECE.findall(typed))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(phrases, min_size=1, max_size=5), typed=phrases)
def test_search_agrees_with_reading_everything(journal: store.Journal, texts: list[str], typed: str) -> None:
    entries = [an_entry(answers={"situation": text}) for text in texts]
    keep(journal, *entries)
    expected = {entry.id for entry, text in zip(entries, texts, strict=True) if _holds(text, typed)}
    if _sought(typed):
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
    if any(not piece.out for piece in search.pieces(typed)):
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
    ("I am too much for him", '"too much"', True),
    ("I am too much for him", '"too muc"', False),
    ("I am too much for him", '"too muc*"', True),
    ("I am too much for him", "“much for” -her", True),
    ("I am too much for him", "much -hi", False),
    ("I am too much for him", 'much -"for hi"', True),
    ("well-known", "well-known", True),
    ("well", "well -known", True),
    ("安全", "安 -不", True),
    ("不安全", "安 -不", False),
]

# Sixty things that may be typed, over texts in both languages: signs of FTS5, emoji, one and two Chinese signs,
# apostrophes, quotes, minus, beginnings.
TEXTS = (
    "No answer to my message since noon, and I can't sleep.",
    "He said: \"you're too much\" - and left. I'm not okay.",
    "我太需要你了，他没有回我的消息。",
    "不安全的感觉 in the chest, tight and hot; 胸口很紧",
    "We laughed at dinner ❤️ and it felt safe (safe!)",
    "安全感 comes back after the call. Café crème, naïve me.",
    "AND then NOT a word OR sign NEAR me * column:thought",
    "C++ at work; 7/10, then 3/10. e-mail from O'Brien 🙂",
    "ＡＢＣ full width １２３，半角 abc 123",
    "Straße, weiß, GROSS; don’t wait, dont wait",
    "stay one more minute; stayed; staying; stayaway",
    "他说“我很好”，但是我不相信。 too  much   space",
)
TYPED = (
    "answer", "ANSWER", "ans", "wer", "no answer", '"no answer"', '"answer no"', "can't", "cant",
    "can’t", "you're", "'re", "too much", '"too much"', "too-much", "-left too", "too -left",
    "much -\"too much\"", "--", "-", "我", "需要", "要需", "我太需要你了", "消息", "没有 消息",
    '"没有回"', "安全", "安", "安全 -不", "-不 安全", "不安全", "胸口 tight", "，", "。", "“我很好”",
    "❤", "❤️", "🙂", "safe", "(safe!)", "cafe", "CAFÉ creme", "naive", "AND", "NOT", "a OR sign",
    "NEAR(me)", "*", "column:thought", "column", "c++", "7/10", "10", "o'brien", "e-mail", "email",
    "abc123", "１２３", "strasse", "weiss", "gross", "don't", "dont", "stay", '"stay"', "stay*",
    "stay -stayed", '"stay one*"', '"', "“", "\0", "too\tmuch", "x' OR 1=1 --", '"; DROP TABLE entry',
    "text : safe", "{safe}", "^no", "no + answer", "(safe",
)  # fmt: skip


@pytest.mark.parametrize(("text", "typed", "found"), FOUND)
def test_what_is_found(journal: store.Journal, text: str, typed: str, found: bool) -> None:
    keep(journal, an_entry(answers={"thought": text}))
    assert bool(journal.entries(search=typed)) == found


def test_sixty_searches_over_two_languages_find_what_a_plain_reading_finds(journal: store.Journal) -> None:
    entries = [an_entry(answers={"situation": text}) for text in TEXTS]
    keep(journal, *entries)
    some = 0
    for typed in TYPED:
        expected = {entry.id for entry, text in zip(entries, TEXTS, strict=True) if _holds(text, typed)}
        if _sought(typed):
            assert {entry.id for entry in journal.entries(search=typed)} == expected, typed
            some += bool(expected)
        else:
            with pytest.raises(UsageError, match="no word"):
                journal.entries(search=typed)
    assert len(TYPED) >= 60
    assert some >= 45, "most of them find something"


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60) | phrases)
def test_the_words_shown_are_the_words_kept(text: str) -> None:
    places = search.places(text)
    assert [word for word, _, _ in places] == search.words(text)
    assert all(search.words(text[first:last]) for _, first, last in places)
    for (_, _, end), (_, begin, _) in pairwise(places):
        assert end <= begin + 1, "one sign may fold into two words"


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("I am too much for him", "MUCH", "I am too [much] for him"),
        ("I am too much for him", "mu for", "I am too [much] [for] him"),
        ("I am too much for him", '"too much"', "I am [too much] for him"),
        ("我太需要你了", "需要", "我太[需要]你了"),
        ("un Café crème", "cafe", "un [Café] crème"),
        ("ﬁne weather", "fine", "[ﬁne] weather"),
        ("much more", "much -less", "[much] more"),
        ("one two three four five six seven eight nine ten eleven", "eight", "...seven [eight] nine ten eleven"),
        ("eight " + "long " * 20, "eight", "[eight] long long long long long..."),
        ("x" * 90 + " eight", "eight", "..." + "x" * 24 + " [eight]"),
    ],
)
def test_a_snippet_marks_the_hit_in_the_words_as_they_were_written(text: str, typed: str, shown: str) -> None:
    found = search.snippet({"now": 3, "other": "nothing of it", "text": text}, typed, 30)
    assert "".join(f"[{part}]" if hit else part for part, hit in found) == shown


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(phrases, min_size=1, max_size=3), typed=phrases, room=st.integers(10, 60))
def test_a_snippet_is_a_piece_of_a_text_and_its_marks_are_hits(texts: list[str], typed: str, room: int) -> None:
    found = search.snippet({str(n): text for n, text in enumerate(texts)}, typed, room)
    if not found:
        assert not any(search.hits(text, typed) for text in texts)
        return
    whole = "".join(part for part, _ in found).removeprefix("...").removesuffix("...")
    assert any(whole in text for text in texts)
    assert all(search.hits(part, typed) for part, hit in found if hit)


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
