"""Ways through a program that nobody can go, and days that are empty for somebody: told as warnings."""

from __future__ import annotations

import pytest

from tests.library.small import SMALL, said

LATE = "      - {task: look, dose: daily}\n      - {task: calm, dose: once, role: optional}\n"


def warned(text: str) -> list[str]:
    lines = said(text)
    assert all("warning: " in line for line in lines), lines
    return [line.split("warning: ")[1].split(";")[0] for line in lines]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            SMALL.replace(LATE, "      - {task: calm, dose: daily}\n").replace(
                "    title: A look\n", "    title: A look\n    when: {after: calm}\n"
            ),
            ["'look' waits for 'calm', which begins after its last day"],
        ),
        (
            SMALL.replace("tasks:\n", "tasks:\n  old: {kind: moment, title: Old, retired: true}\n").replace(
                "    title: Calm\n", "    title: Calm\n    when: {after: old}\n"
            ),
            ["'calm' waits for 'old', which is retired"],
        ),
        (
            SMALL.replace("    title: A look\n", "    title: A look\n    when: {about: [partner, nobody]}\n").replace(
                "    title: Calm\n", "    title: Calm\n    when: {about: [family], after: look}\n"
            ),
            [
                "'calm' waits for 'look', and no person is offered both",
                "day 1 in phase 'begin' has nothing where it is about dating",
                "day 1 in phase 'begin' has nothing where it is about former",
                "day 1 in phase 'begin' has nothing where it is about family",
                "day 3 in phase 'go' has nothing where it is about dating",
                "day 3 in phase 'go' has nothing where it is about former",
            ],
        ),
        (
            SMALL.replace("    title: A look\n", "    title: A look\n    when: {lean: [avoidant]}\n"),
            ["day 1 in phase 'begin' has nothing for the lean anxious"],
        ),
    ],
    ids=["too-late", "retired", "nobody-both", "empty-for-a-lean"],
)
def test_what_can_never_be_reached_is_told(text: str, words: list[str]) -> None:
    assert sorted(warned(text)) == sorted(words)


def test_a_ring_of_easier_forms_is_refused_at_each_of_them() -> None:
    other = "  other: {kind: practice, title: O, minutes: 1, not_for: [a], easier: {task: calm}}\n"
    text = SMALL.replace("    easier: {say: Half of it.}\n", "    easier: {task: other}\n").replace(
        "phases:\n", other + "phases:\n"
    )
    assert [line.split(";")[0].split(": ", 1)[1] for line in said(text)] == [
        "the easier form of 'calm' leads back to it",
        "the easier form of 'other' leads back to it",
    ]
