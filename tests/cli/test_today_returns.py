"""What comes back on the day's page by itself: a good moment on a hard day, and a text an editor left behind."""

from __future__ import annotations

import re
from pathlib import Path

from repairjournal.cli import paths
from tests.cli.evenings import begin, data, run


def test_on_hard_days_the_good_moments_take_turns_and_one_day_shows_one(home: Path) -> None:
    begin(home)
    for day in (2, 3, 4):
        run("moment", "--text", f"a walk on day {day}", day=day)
    shown = {}
    for day in range(6, 12):
        run("trigger", "--situation", "x", "--now", "9", day=day)
        pages = {run("today", day=day, clock=clock) for clock in ("20:00", "21:30")}
        [page] = pages
        found = re.search(r"2  a good moment you kept, day (\d): rj show (\w+)", page)
        assert found
        shown[day] = found[1]
        assert f"a walk on day {found[1]}" in run("show", found[2], day=day)
        assert "a walk" not in page
    assert set(shown.values()) == {"2", "3", "4"}
    assert len(set(list(shown.values())[:3])) == 3


def test_a_text_that_an_editor_left_is_named_with_the_command_that_goes_on(home: Path) -> None:
    begin(home)
    run("moment", "--text", "a walk", day=2)
    assert "editor" not in run("today", day=2)
    [entry] = data("log", day=2)
    place = home / paths.EDITING / entry["id"]
    place.mkdir(parents=True)
    (place / "text.md").write_text("zephyrlock")
    page = run("today", day=2)
    assert re.search(rf"Draft\ta text from your editor waits\trj edit {entry['id'][:3]}\w* --editor", page)
    assert "zephyrlock" not in page
