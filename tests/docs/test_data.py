"""docs/data.md says what the file and the JSON hold: every table, column, view and key, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from repairjournal import store
from repairjournal.model.entry import Draft
from repairjournal.store.schema import VIEW_FIELDS, metadata
from tests.conftest import Cli
from tests.docs.pages import ROOT, first_column, section

PAGE = ROOT / "docs" / "data.md"
EVERY_VIEW = {"id", "run", "task", "date", "day", "phase", "happened_at", "written_at", "open", "more"}


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_the_page_has_the_columns_of_a_table(table: str) -> None:
    assert sorted(first_column(section(PAGE, table))) == sorted(metadata.tables[table].columns.keys())


def test_the_page_has_no_table_that_the_file_has_not() -> None:
    told = {line[4:] for line in section(PAGE, "Tables").splitlines() if line.startswith("### ")}
    assert told == set(metadata.tables)


def test_the_page_has_every_view_with_its_own_columns() -> None:
    views = section(PAGE, "Views")
    rows = [line.split("|")[1:3] for line in views.splitlines() if line.startswith("| `")]
    told = {name.strip(" `"): fields.replace("`", "").split() for name, fields in rows}
    assert told == {f"v_{kind}": fields.split() for kind, fields in VIEW_FIELDS.items()}
    prose = views.partition("|")[0]
    assert {name for name in EVERY_VIEW if f"`{name}`" in prose} == EVERY_VIEW


def keys(value: Any, place: str = "") -> Iterator[str]:
    """`a`, `a.b`, `a[].b` of every key; answers and languages have keys of their own and are not looked into."""
    if isinstance(value, dict) and not place.endswith(("answers", "languages")):
        for name, inner in value.items():
            here = f"{place}.{name}" if place else name
            yield here
            yield from keys(inner, here)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for item in value:
            yield from keys(item, f"{place}[]" if place else "")


def made(cli: Cli, home: Path) -> list[tuple[str, Any]]:
    """(heading on the page, JSON) from a journal in which something of everything stands."""

    def said(*args: str, code: int = 0) -> Any:
        ran = cli(*args, "--json")
        assert ran.code == code, ran.err
        return json.loads(ran.out)

    before = said("sos", "--country", "GB")
    assert cli("start", "integrative-50", "--no-input", "--on", "12 days ago").code == 0
    plan = '{"prediction": "a sigh", "plan": "ask once"}'
    assert cli("experiment", "new", "--answers", "-", input=plan).code == 0
    assert cli("soothe", "--done", "5m", "--before", "7", "--after", "4").code == 0
    with store.open_journal(home / "journal.db", write=True) as journal:
        now = datetime(2026, 11, 22, 19, 42, tzinfo=UTC)
        run = journal.active_run()
        assert run
        journal.save_draft(
            Draft(store.new_id(), "trigger", "trigger-note", run.id, now, 0, None, date(2026, 11, 22), 1, {"now": 3})
        )
    bad = home / "bad.yaml"
    bad.write_text("format: 1\n", "utf-8")
    found = [("today", said("today")), ("log", said("log")), ("progress", said("progress")), ("sos", before)]
    found.append(("program check", said("program", "check", str(bad), "integrative-50", code=2)))
    return found


def test_the_page_has_every_key_of_the_json_and_no_other(cli: Cli, home: Path) -> None:
    found = made(cli, home)
    for heading, value in found:
        told = first_column(section(PAGE, heading))
        elsewhere = {"paused.first", "paused.last"} if heading == "today" else set()
        assert len(told) == len(set(told)), heading
        assert set(told) - elsewhere == set(keys(value)), heading
    entry = json.loads(cli("show", found[1][1][0]["id"], "--json").out)
    assert set(keys(entry)) == {"schema", *first_column(section(PAGE, "log"))}


def test_in_a_pause_today_says_from_when_to_when(cli: Cli) -> None:
    assert cli("start", "integrative-50", "--no-input").code == 0
    assert cli("pause").code == 0
    value = json.loads(cli("today", "--json").out)
    assert set(value["paused"]) == {"first", "last"}
    assert value["due"] == []
