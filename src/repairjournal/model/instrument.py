"""The questionnaires a program may name by their form; their sentences stay with their publishers."""

from __future__ import annotations

INSTRUMENTS = frozenset(
    (
        "own-check", "scores-only", "ecr-r.blocked", "ecr.oddeven", "ecr-rs.partner", "ecr-rs.mother", "ecr-rs.father",
        "ecr-rs.friend", "ecr-rs.general", "ecr-s", "rsq", "raas", "rq",
    )
)  # fmt: skip
