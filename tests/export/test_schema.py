"""docs/export.schema.json says what `rj export json` writes: every list and field of it, and no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from repairjournal.store.incoming import CHECKS
from repairjournal.store.reading import DERIVED, TABLES
from tests.docs.pages import ROOT, first_column, section
from tests.export.lives import begun, live, out

SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "export.schema.json").read_text("utf-8"))
DEFINED = {
    "programs": "program",
    "aliases": "alias",
    "entries": "entry",
    "runs": "run",
    "pauses": "pause",
    "marks": "mark",
}
ALL: list[tuple[str, int, dict[str, Any], int]] = [
    ("add", 0, {"situation": "x"}, 0), ("edit", 0, {"situation": "y"}, 1), ("mark", 0, {}, 0), ("pause", 1, {}, 0),
    ("variant", 0, {}, 0), ("extend", 0, {}, 1), ("alone", 3, {"text": "z"}, 0), ("forget", 7, {}, 0),
    ("add", 2, {"now": 3}, 0), ("edit", 0, {"now": 4}, 1),
]  # fmt: skip


@pytest.fixture
def value(tmp_path: Path) -> Any:
    """A journal in which something of everything stands but an alias, which no command makes yet."""
    live(path := begun(tmp_path / "journal.db"), ALL)
    value = json.loads(out(path))
    assert all(value[name] for name in (*(set(TABLES) - {"aliases"}), "revisions", "tombstones", "settings"))
    return value


def test_what_is_written_fits_the_schema(value: Any) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    assert list(validator.iter_errors(value)) == []


@pytest.mark.parametrize("name", [*TABLES, "tombstones", "revisions", "settings", "exported_on"])
def test_a_field_too_many_or_of_another_form_does_not_fit(value: Any, name: str) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    if isinstance(value[name], list) and value[name]:
        value[name][0]["surplus"] = 1
    else:
        value[name] = 7
    assert not validator.is_valid(value)


@pytest.mark.parametrize("name", TABLES)
def test_import_asks_for_the_fields_of_the_schema(name: str) -> None:
    table = TABLES[name]
    told = SCHEMA["$defs"][DEFINED[name]]["properties"]
    assert list(told) == list(CHECKS[table])
    if table != "program_text":
        earlier = SCHEMA["$defs"][f"earlier_{DEFINED[name]}"]["properties"]
        assert set(earlier) == {"of", *CHECKS[table]} - set(DERIVED.get(table, ()))


def test_the_page_names_every_key_of_the_file() -> None:
    told = first_column(section(ROOT / "docs" / "data.md", "The whole journal as JSON"))
    assert sorted(told) == sorted(SCHEMA["properties"])
