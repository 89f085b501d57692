"""The prediction keeps its first words, whatever is done in whatever order."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repairjournal.cli import app
from repairjournal.model.kinds.experiment import SEALED, begun
from tests.cli.evenings import at, begin, entries

words = st.sampled_from(("one", "two", "three"))
numbers = st.integers(0, 100)
before = st.fixed_dictionaries({}, optional={"prediction": words, "sure": numbers, "belief_before": numbers})
after = st.fixed_dictionaries(
    {},
    optional={
        "did": st.sampled_from(("not yet", "part", "yes", "chose not")),
        "outcome": words,
        "came_true": st.sampled_from(("no", "partly", "yes")),
        "belief_after": numbers,
        "learning": words,
    },
)
OUTCOME = ("did", "outcome", "came_true", "belief_after", "learning")
cleared = (st.just(OUTCOME) | st.lists(st.sampled_from((*OUTCOME, *SEALED)))).map(
    lambda names: dict.fromkeys(names, "")
)
acts = st.one_of(
    st.tuples(st.just("new"), before.filter(lambda given: "prediction" in given)),
    st.tuples(st.just("review"), after),
    st.tuples(st.just("edit"), st.one_of(before, after)),
    st.tuples(st.just("edit"), cleared),
)


@contextlib.contextmanager
def a_journal() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPAIRJOURNAL_HOME", folder)
        yield begin(Path(folder))


def tried(*args: str, given: dict[str, Any] | None = None) -> int:
    """A command that may be refused; how it ended."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file, contextlib.redirect_stdout(io.StringIO()):
        json.dump(given, file)
        file.flush()
        more = ("--answers", file.name) if given is not None else ()
        with contextlib.redirect_stderr(io.StringIO()):
            return app.main([*args, *more, "--no-input"], lambda: datetime.fromisoformat(at(12)))


def prediction(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row["answers"].get(name) for name in SEALED}


@settings(max_examples=60 if not os.environ.get("REPAIRJOURNAL_SOAK") else 500, deadline=None)
@given(st.lists(acts, min_size=3, max_size=9))
def test_the_prediction_of_an_outcome_is_the_one_that_stood_when_it_was_begun(
    done: list[tuple[str, dict[str, Any]]],
) -> None:
    with a_journal() as journal:
        first: dict[str, dict[str, Any]] = {}
        for act, given in done:
            if act == "edit":
                sets = [word for name, value in given.items() for word in ("--set", f"{name}={value}")]
                oldest = [row["id"] for row in entries(journal)][:1]
                assert all(tried("edit", id, *sets) in (0, 2) for id in oldest if sets)
            else:
                assert tried("experiment", act, given=given) in (0, 2)
            for row in entries(journal):
                if row["kind"] != "experiment":
                    continue
                if begun(row["answers"]):
                    # What one act tells of both: the prediction of an edit goes with its outcome.
                    first.setdefault(row["id"], prediction(row))
                assert prediction(row) == first.get(row["id"], prediction(row))
