"""What a person installs is whole: both packages hold the programs and the data once, and each install finds them."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest

import repairjournal

ROOT = Path(__file__).parents[2]
PROGRAMS = {path.name for path in ROOT.glob("programs/*.yaml")}
DATA = {
    path.relative_to(ROOT / "src/repairjournal/data").as_posix()
    for pattern in ("*.toml", "instruments/*.yaml")
    for path in ROOT.glob(f"src/repairjournal/data/{pattern}")
}
HATCH = [sys.executable, "-m", "hatchling", "build"]

# Run inside an install: what it has, and from where.
LOOK = """
import pathlib, repairjournal, repairjournal.library as library
print(pathlib.Path(repairjournal.__file__).parent)
print(*sorted(name for name, _ in library.available()))
"""


def run(*call: str | Path, cwd: Path) -> str:
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(call, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def contents(wheel: Path) -> dict[str, int]:
    """Name -> checksum; fails on a name that stands twice."""
    with zipfile.ZipFile(wheel) as archive:
        infos = archive.infolist()
    assert len({info.filename for info in infos}) == len(infos)
    return {info.filename: info.CRC for info in infos}


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    run(*HATCH, "-t", "sdist", "-d", folder, cwd=ROOT)
    return only(folder, "*.tar.gz")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(*HATCH, "-t", "wheel", "-d", folder, cwd=ROOT)
    return only(folder, "*.whl")


@pytest.fixture(scope="module")
def wheel_of_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    run(*HATCH, "-t", "wheel", "-d", folder, cwd=only(folder, "repairjournal-*"))
    return only(folder, "*.whl")


def install(what: list[str], folder: Path) -> Path:
    """A fresh environment with only `what` in it; our dependencies are lent by the running one, without a download."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    (site,) = folder.glob("lib/python*/site-packages")
    # A path line, not a copy of the environment: what is editable there stays out of here.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = ["-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", "--no-build-isolation"]
    run(sys.executable, *pip, *what, cwd=folder)
    return python


def test_the_wheel_holds_programs_and_data_exactly_once(wheel: Path) -> None:
    assert PROGRAMS
    assert DATA
    names = list(contents(wheel))
    assert Counter(name for name in names if name.endswith((".yaml", ".toml"))) == Counter(
        [f"repairjournal/programs/{name}" for name in PROGRAMS] + [f"repairjournal/data/{name}" for name in DATA]
    )
    assert {name.split("/")[0] for name in names} == {
        "repairjournal",
        f"repairjournal-{repairjournal.__version__}.dist-info",
    }


def test_the_sdist_holds_all_that_the_test_command_needs(sdist: Path) -> None:
    top = f"repairjournal-{repairjournal.__version__}/"
    with tarfile.open(sdist) as archive:
        names = Counter(name.removeprefix(top) for name in archive.getnames())
    needed = {"README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml", "requirements.lock", "justfile", ".ci/run"}
    needed |= {f"programs/{name}" for name in PROGRAMS} | {f"src/repairjournal/data/{name}" for name in DATA}
    needed |= {str(path.relative_to(ROOT)) for path in ROOT.glob("tests/**/*.py")}
    assert {name: names[name] for name in needed} == dict.fromkeys(needed, 1)


def test_wheel_and_sdist_make_the_same_package(wheel: Path, wheel_of_sdist: Path) -> None:
    assert contents(wheel) == contents(wheel_of_sdist)


@pytest.mark.parametrize("way", ["wheel", "wheel_of_sdist", "editable"])
def test_an_install_finds_the_shipped_programs(way: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    what = ["-e", str(ROOT)] if way == "editable" else [str(request.getfixturevalue(way))]
    python = install(what, tmp_path / "env")
    place, programs = run(python, "-I", "-c", LOOK, cwd=tmp_path).splitlines()
    assert Path(place).is_relative_to(ROOT if way == "editable" else tmp_path)
    assert programs.split() == sorted(stem for name in PROGRAMS if "." not in (stem := name.removesuffix(".yaml")))
    for script in ("repairjournal", "rj"):
        assert repairjournal.__version__ in run(python.with_name(script), "--version", cwd=tmp_path)


def test_the_lock_covers_what_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {name_of(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]}
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = {name_of(line) for line in lock.splitlines() if line[:1].isalnum()}
    assert asked <= locked


def name_of(requirement: str) -> str:
    """`PyYAML>=6` -> `pyyaml`: the name as indexes compare it (PEP 503)."""
    head = requirement.split("=")[0].rstrip("<>~! ")
    return head.replace("_", "-").lower()
