"""Whole commands beside the bare interpreter (and, with --peers, beside jrnl and Watson) in one run on one machine.

Every command runs right after a `python -c pass` of the same environment, round after round, so that a busy machine
slows both alike. Read the ratios; milliseconds are this machine's. Standard library only.

    python benchmarks/startup.py              ours
    python benchmarks/startup.py --peers      also jrnl and Watson, installed into a throw-away environment
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PEERS = ("jrnl", "td-watson")
WORDS = "a message without an answer"


class Case(NamedTuple):
    """One command: its program's name, what is shown for it, and the call."""

    program: str
    name: str
    call: Sequence[str]


class Spent(NamedTuple):
    """One process from start to end, in milliseconds."""

    wall: float
    cpu: float


def main() -> int:
    options = arguments()
    # Set on some machines: every start would then compile anew, which no installed program does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for folder in (sysconfig.get_path("purelib"), str(ROOT / "src")):
        compileall.compile_dir(folder, quiet=2, workers=0)
    with tempfile.TemporaryDirectory(prefix="startup-") as name:
        place = Path(name)
        env = a_person(place)
        cases = ours(env, options.entries)
        if options.peers:
            cases += peers(place, env, options.entries)
        rows = [measure(case, env, options.rounds) for case in cases]
    machine = {
        "cores": os.cpu_count(),
        "os": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    report = {"schema": 1, "machine": machine, "rounds": options.rounds, "entries": options.entries, "rows": rows}
    show(report, rows)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", "-n", type=int, default=15, help="runs of each command (15)")
    parser.add_argument("--entries", type=int, default=100, help="entries in each journal before (100)")
    parser.add_argument("--peers", action="store_true", help="also jrnl and Watson; needs a package registry")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args()


def a_person(place: Path) -> dict[str, str]:
    """The environment of someone who has nothing yet."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "REPAIRJOURNAL_", "PYTHON"))}
    return env | {
        "HOME": str(place),
        "REPAIRJOURNAL_HOME": str(place / "daybook"),
        "WATSON_DIR": str(place / "watson"),
        "XDG_CONFIG_HOME": str(place / "config"),
        "XDG_DATA_HOME": str(place / "data"),
    }


def ours(env: Mapping[str, str], entries: int) -> list[Case]:
    rj = str(Path(sys.executable).with_name("rj"))
    trigger = [rj, "trigger", "--situation", WORDS, "--no-input"]
    must([rj, "start", "integrative-50", "--no-input"], env)
    for _ in range(entries):
        must(trigger, env)
    calls = [
        ("status", [rj, "status"]),
        ("--version", [rj, "--version"]),
        ("--help", [rj, "--help"]),
        ("trigger --situation ...", trigger),
        ("today", [rj, "today"]),
        ("log -n 10", [rj, "log", "-n", "10"]),
        ("soothe --done 5m", [rj, "soothe", "--done", "5m", "--no-input"]),
    ]
    return [Case("repairjournal", name, call) for name, call in calls]


def peers(place: Path, env: Mapping[str, str], entries: int) -> list[Case]:
    """The same sort of work in jrnl and Watson, each with as many entries."""
    folder = place / "peers"
    must([sys.executable, "-m", "venv", str(folder)], env)
    must([str(folder / "bin" / "pip"), "install", "-q", *PEERS], {**env, "HOME": os.environ.get("HOME", "")})
    jrnl, watson = (str(folder / "bin" / name) for name in ("jrnl", "watson"))
    a_jrnl(jrnl, Path(env["XDG_CONFIG_HOME"]), place / "jrnl.txt", env, entries)
    for number in range(entries):
        day, hour = 1 + number // 20, number % 20
        span = ["-f", f"2026-01-{day:02} {hour:02}:00", "-t", f"2026-01-{day:02} {hour:02}:30"]
        must([watson, "add", *span, "evening"], env)
    calls = [
        ("jrnl", "--version", [jrnl, "--version"]),
        ("jrnl", "--help", [jrnl, "--help"]),
        ("jrnl", "add", [jrnl, "yesterday:", WORDS + "."]),
        ("jrnl", "-n 10", [jrnl, "-n", "10"]),
        ("watson", "--version", [watson, "--version"]),
        ("watson", "--help", [watson, "--help"]),
        ("watson", "add", [watson, "add", "-f", "2026-02-01 09:00", "-t", "2026-02-01 09:30", "evening"]),
        ("watson", "log", [watson, "log", "-G", "-f", "2026-01-01", "-t", "2026-01-02"]),
    ]
    return [Case(program, name, call) for program, name, call in calls]


def a_jrnl(jrnl: str, config: Path, journal: Path, env: Mapping[str, str], entries: int) -> None:
    """A jrnl that has been set up (its first start asks) and written to."""
    version = subprocess.run([jrnl, "--version"], env=env, capture_output=True, text=True, check=True).stdout.split()[1]
    (config / "jrnl").mkdir(parents=True)
    (config / "jrnl" / "jrnl.yaml").write_text(
        "colors: {body: none, date: none, tags: none, title: none}\n"
        "default_hour: 9\ndefault_minute: 0\ndisplay_format: null\neditor: ''\nencrypt: false\nhighlight: true\n"
        f"indent_character: '|'\njournals: {{default: {{journal: {journal}}}}}\nlinewrap: 79\ntagsymbols: '@'\n"
        f"template: false\ntimeformat: '%Y-%m-%d %H:%M'\nversion: {version.removeprefix('v')}\n"
    )
    texts = (f"[2026-01-{1 + n // 20:02} {n % 20:02}:00] {WORDS}.\nIt passed.\n" for n in range(entries))
    journal.write_text("\n".join(texts), "utf-8")


def must(call: Sequence[str], env: Mapping[str, str]) -> None:
    """Run a step that everything after it rests on."""
    done = subprocess.run(call, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{Path(call[0]).name} {' '.join(call[1:])}: exit {done.returncode}; {done.stderr.strip()[-300:]}")


def measure(case: Case, env: Mapping[str, str], rounds: int) -> dict[str, object]:
    """Medians of `rounds` runs, each after one of the bare interpreter of the case's own environment."""
    bare = [str(Path(case.call[0]).with_name("python")), "-c", "pass"]
    must(case.call, env)  # also warms the disk cache and writes the last .pyc
    pairs = [(spend(bare, env), spend(case.call, env)) for _ in range(rounds)]
    floor = Spent(median(b.wall for b, _ in pairs), median(b.cpu for b, _ in pairs))
    own = Spent(median(c.wall for _, c in pairs), median(c.cpu for _, c in pairs))
    return {
        "program": case.program,
        "command": case.name,
        "wall_ms": round(own.wall, 1),
        "cpu_ms": round(own.cpu, 1),
        "bare_wall_ms": round(floor.wall, 1),
        "bare_cpu_ms": round(floor.cpu, 1),
        "wall_ratio": round(own.wall / floor.wall, 2),
        "cpu_ratio": round(own.cpu / floor.cpu, 2),
    }


def spend(call: Sequence[str], env: Mapping[str, str]) -> Spent:
    """One process, output thrown away."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]
    start = time.perf_counter()
    _, _, used = os.wait4(os.posix_spawn(call[0], list(call), env, file_actions=quiet), 0)
    return Spent((time.perf_counter() - start) * 1000, (used.ru_utime + used.ru_stime) * 1000)


def show(report: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> None:
    print(f"{report['machine']}, {report['entries']} entries, medians of {report['rounds']} runs")
    print(f"{'program':14}{'command':26}{'wall ms':>9}{'cpu ms':>9}{'x bare (wall)':>15}{'x bare (cpu)':>14}")
    for row in rows:
        figures = f"{row['wall_ms']:>9}{row['cpu_ms']:>9}{row['wall_ratio']:>15}{row['cpu_ratio']:>14}"
        print(f"{row['program']:14}{row['command']:26}{figures}")


if __name__ == "__main__":
    sys.exit(main())
