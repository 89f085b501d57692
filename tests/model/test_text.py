"""Foreign text cannot drive a terminal; lines stay inside their width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.text import cells, clip, drives_terminal, fold, safe, t, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\x00b", "a\\x00b"),
        ("c1\x9b2J", "c1\\x9b2J"),
        ("bidi\u202eend", "bidi\\u202eend"),
        ("two\nlines\there", "two lines here"),
        ("ring\x07", "ring\\x07"),
        ("naïve 没有 🙂", "naïve 没有 🙂"),
        ("\ud800", "\\ud800"),
        ("\ufdd0\U0001ffff", "\\ufdd0\\U0001ffff"),
        ("\r\n", "\\x0d "),
    ],
)
def test_what_could_drive_a_terminal_is_shown_as_an_escape(text, shown):
    assert safe(text) == shown


@given(st.text(st.characters(), max_size=60))
def test_nothing_that_drives_a_terminal_survives(text):
    assert not any(drives_terminal(c) for c in safe(text))
    assert not any(drives_terminal(c) for c in safe(text, lines=True) if c not in "\n\t")


@given(st.text(st.sampled_from("ab 没有回我，。 é"), max_size=80), st.integers(4, 40))
def test_wrapped_lines_stay_inside_their_width_and_lose_no_word(text, width):
    rows = wrap(text, width)
    assert all(cells(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())


@given(st.text(st.sampled_from("ab 没有🙂"), max_size=40), st.integers(5, 30))
def test_a_clipped_line_fits(text, width):
    assert cells(clip(text, width)) <= width


def test_folding_forgets_case_accents_and_width():
    assert fold("Élan ＡＢＣ") == fold("elan abc")


def test_a_sentence_without_values_keeps_its_braces():
    assert t('write {"a": 1}') == 'write {"a": 1}'
    assert t("day {n}", n=3) == "day 3"
