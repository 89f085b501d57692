"""A program small enough to read at a glance, and what the checker says about a change to it."""

from __future__ import annotations

from repairjournal.library import ProgramFaults, read_bytes

SMALL = """\
format: 1
id: small
version: 1.0.0
title: Four days
days: 4
tasks:
  look:
    kind: trigger
    title: A look
  calm:
    kind: practice
    title: Calm
    not_for: [driving]
    easier: {say: Half of it.}
    steps:
      - {id: feet, seconds: 30, say: Both feet.}
      - {id: out, seconds: 60, pace: {in: 4, out: 6}}
phases:
  - id: begin
    title: Begin
    days: [1, 2]
    uses:
      - {task: look, dose: daily}
  - id: go
    title: Go on
    days: [3, 4]
    uses:
      - {task: look, dose: daily}
      - {task: calm, dose: once, role: optional}
"""


def changed(old: str, new: str) -> str:
    """SMALL with one place changed; the place must be there, once."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def said(text: str | bytes) -> list[str]:
    """Every line about a program called x, without the file's name: `LINE:COLUMN: what; what to write [P05]`."""
    data = text.encode() if isinstance(text, str) else text
    try:
        faults = read_bytes(data, "x").faults
    except ProgramFaults as error:
        faults = error.faults
    return [fault.line_text().removeprefix("x:") for fault in faults]
