"""Two tellings laid over each other: nothing of either is lost, and what stayed is known as such."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as some

from repairjournal.model.told import MANY, stretches

WORDS = some.lists(some.sampled_from(["key", "stair", " ", "\n", "门", "一", "，", ".", "it's", "a b"]), max_size=30)


def bare(text: str) -> str:
    return "".join(text.split())


@given(WORDS.map("".join), WORDS.map("".join))
def test_the_stretches_hold_both_texts(before: str, now: str) -> None:
    found = stretches(before, now)
    assert "".join(x.text for x in found if x.kind != "gone") == now
    assert bare("".join(x.text for x in found if x.kind != "new")) == bare(before)


@given(WORDS.map("".join))
def test_the_same_words_have_no_change(text: str) -> None:
    assert {x.kind for x in stretches(text, text)} <= {"same"}


def test_words_change_as_words_and_chinese_sign_by_sign() -> None:
    assert stretches("the key, 我就知道", "the small key, 我知道") == [
        ("same", "the"), ("new", " small"), ("same", " key, 我"), ("gone", "就"), ("same", "知道"),
    ]  # fmt: skip


def test_a_very_long_story_is_not_compared_word_by_word() -> None:
    long = " ".join(str(n) for n in range(MANY))
    begin = time.process_time()
    assert [x.kind for x in stretches(long, long + " x")] == ["gone", "new"]
    assert time.process_time() - begin < 5
