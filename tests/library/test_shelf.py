"""Programs by name: the shipped ones, installed ones, and files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.errors import UsageError
from tests.library.small import SMALL, changed

SHIPPED = Path(__file__).parents[2] / "programs"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with an installed program, its texts in another language, and a file that is none of it."""
    (tmp_path / "0a1b.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "0a1b.zh.yaml").write_text("title: 四天\n", "utf-8")
    (tmp_path / "notes.txt").write_text("id: notes\n", "utf-8")
    return tmp_path


def test_shipped_programs_are_called_by_their_ids() -> None:
    assert library.available() == [(path.stem, path) for path in sorted(SHIPPED.glob("*.yaml")) if "." not in path.stem]
    for name, _ in library.available():
        assert library.find(name).program.id == name == library.find(name).name


def test_an_installed_program_is_called_by_its_id(installed: Path) -> None:
    assert library.available(installed)[-1] == ("small", installed / "0a1b.yaml")
    assert library.find("small", installed).program.title == "Four days"


def test_of_two_installed_versions_the_newest_file_counts(installed: Path) -> None:
    newer = installed / "00ff.yaml"
    newer.write_text(changed("title: Four days", "title: Newer"), "utf-8")
    for path, at in ((installed / "0a1b.yaml", 1000), (newer, 2000)):
        os.utime(path, (at, at))
    assert library.find("small", installed).program.title == "Newer"


def test_an_installed_program_cannot_take_a_shipped_name(installed: Path) -> None:
    (installed / "ffff.yaml").write_text(changed("id: small", "id: integrative-50"), "utf-8")
    assert library.find("integrative-50", installed).program.days == 50
    assert [name for name, _ in library.available(installed)].count("integrative-50") == 1


def test_a_file_never_carries_a_bare_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "integrative-50.yaml").write_text(SMALL, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert library.find("integrative-50.yaml").name == "integrative-50.yaml"
    assert library.find("./integrative-50.yaml").program.id == "small"


def test_an_unknown_name_tells_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        library.find("integrativ-50")
    assert caught.value.line() == (
        "there is no program of this name; perhaps integrative-50; all of them: program list"
    )
    with pytest.raises(UsageError) as caught:
        library.find("zzz")
    assert caught.value.line() == "there is no program of this name; all of them: program list"


def test_a_missing_folder_of_installed_programs_is_an_empty_one(tmp_path: Path) -> None:
    assert library.available(tmp_path / "none") == library.available()


def test_a_check_gives_the_count_and_all_faults_as_data(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(changed("title: Calm", "title: You must").replace("seconds: 30", "seconds: 0"), "utf-8")
    checked = library.check(str(path))
    assert checked.loaded is None
    assert (checked.errors, checked.warnings) == (1, 1)
    assert checked.lines()[-1] == "1 error, 1 warning. The file was not changed."
    assert checked.as_json()["faults"][1] == {
        "file": str(path),
        "line": 16,
        "column": 29,
        "code": "P09",
        "what": "'seconds' in task 'calm' is outside 1 to 7200",
        "remedy": "write a whole number from 1 to 7200",
        "warning": False,
    }


def test_a_check_of_a_good_file_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL, "utf-8")
    checked = library.check(str(path))
    assert checked.lines() == []
    assert checked.loaded is not None


def test_the_daily_data_come_without_the_reader() -> None:
    code = (
        "import sys; from repairjournal.library import shipped; shipped.thresholds();"
        "print([name for name in sys.modules if name.startswith('repairjournal.library.') or name == 'yaml'])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['repairjournal.library.shipped']"
