"""The words offered for body and state (own lists, domain.md 4.4) and how one line of body words is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repairjournal.text import fold

AREAS = (
    "head", "eyes", "jaw", "throat", "neck", "shoulders", "chest", "upper back", "belly", "low back", "hips", "arms",
    "hands", "legs", "feet", "whole body",
)  # fmt: skip
SENSATIONS = (
    "tight", "heavy", "light", "hot", "cold", "tingling", "numb", "hollow", "full", "pressing", "fluttering",
    "pounding", "racing", "shaky", "restless", "frozen", "sinking", "aching", "burning", "prickly", "short of breath",
    "held breath", "tearful", "nothing noticed",
)  # fmt: skip
STATES = ("revved up", "shut down", "both at once", "settled", "cannot tell")
URGES = ("reach out", "ask again", "check", "explain", "go away", "go quiet", "change the subject", "hold on", "none")

VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "areas": AREAS,
    "sensations": SENSATIONS,
    "states": STATES,
    "urges": URGES,
}

# Anchors of the 0-10 rating; an odd number borrows the words of the even one below it.
ANCHORS = (
    "settled",
    "a ripple",
    "uncomfortable but clear",
    "hard to think",
    "barely holding",
    "the most I can imagine",
)


def anchor(rating: int) -> str:
    """Words for a rating 0-10."""
    return ANCHORS[rating // 2]


def words_in(text: str, vocabulary: Sequence[str]) -> list[str]:
    """The vocabulary words that stand in a line, in the vocabulary's order; longer ones first win their place.

    A Latin word counts only between word borders; a word with CJK characters counts anywhere.
    """
    line = fold(text)
    found: set[str] = set()
    for word in sorted(vocabulary, key=len, reverse=True):
        folded = fold(word)
        at = line.find(folded)
        while at >= 0:
            end = at + len(folded)
            if not folded.isascii() or not (_letter(line, at - 1) or _letter(line, end)):
                found.add(word)
                line = line[:at] + "\0" * len(folded) + line[end:]
            at = line.find(folded, at + 1)
    return [word for word in vocabulary if word in found]


def _letter(line: str, at: int) -> bool:
    return 0 <= at < len(line) and line[at].isascii() and line[at].isalnum()
