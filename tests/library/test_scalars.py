"""Plain words: whatever PyYAML would take for anything but text is never silently taken as text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from repairjournal.library.scalars import decimal, surprise, whole

_RESOLVER = yaml.SafeLoader("")
_ODD = st.text("0123456789_.-+:eExXobTyYnNoOsSfFuUlLaAiI~=< tZ", min_size=1, max_size=12).map(str.strip)


@given(_ODD | st.text(max_size=12).map(str.strip))
@example("=")
@example("2026-11-01")
@example("2026-11-01 10:00:00")
@example("-.5")
@example("0o17")
@example("y")
def test_what_yaml_reads_as_something_else_is_a_surprise(text: str) -> None:
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))
    if tag != "tag:yaml.org,2002:str":
        assert surprise(text) is not None


@pytest.mark.parametrize(
    "text", ["calm", "1.0.0", "5 minutes", "24/7", "12:30pm", "3-4", "no way", "norway", "on-demand", "一", "-", "..."]
)
def test_ordinary_words_need_no_quotes(text: str) -> None:
    assert surprise(text) is None


@given(st.integers(-(10**8) + 1, 10**9 - 1))
def test_a_whole_number_is_read_as_written(n: int) -> None:
    assert whole(str(n)) == n
    assert decimal(str(n)) == n


@pytest.mark.parametrize("text", ["007", "1_000", "0x10", "1:30", "1e3", "+1", "", " 1", "9" * 10, "１", "٣", "1.5"])
def test_no_other_spelling_is_a_whole_number(text: str) -> None:
    assert whole(text) is None


@pytest.mark.parametrize("text", [".5", "5.", "1e3", "nan", ".nan", "inf", "-", "1_0.0", "0.5.1", "1" * 10])
def test_no_other_spelling_is_a_decimal_number(text: str) -> None:
    assert decimal(text) is None
