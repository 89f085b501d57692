"""Files made to hurt: each is refused in under 2 s and 150 MB, as ProgramFaults, and nothing of it is repeated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from repairjournal import library
from tests.library.small import SMALL, changed

SECRET = "hunter2secret"
MOST_SECONDS, MOST_KB = 2.0, 150 * 1024


def _tasks(n: int, body: str) -> str:
    return "".join(f"  t{i}: {body.format(i=i, next=(i + 1) % n)}\n" for i in range(n))


def _program(tasks: str, uses: str, days: int = 1000) -> str:
    return (
        f"format: 1\nid: big\nversion: 1.0.0\ntitle: Big\ndays: {days}\ntasks:\n{tasks}"
        f"phases:\n  - id: one\n    title: One\n    days: [1, {days}]\n    uses:\n{uses}"
    )


_LAUGHS = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 9))
_MERGES = "".join(f"b{n}: &b{n}\n  <<: [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 9))
_PRACTICE = "{{kind: practice, title: T, not_for: [a], easier: {{say: a}}, minutes: 1, when: {{after: t{next}}}}}"

# Memory and time: everything here has to end quickly, whatever it says.
HEAVY: dict[str, str | bytes] = {
    "list bomb": "format: 1\nb0: &b0 [lol]\n" + _LAUGHS,
    "merge bomb": "format: 1\nb0: &b0 {a: 1}\n" + _MERGES,
    "brackets": "format: 1\ntasks: " + "[" * 100_000,
    "braces": "format: 1\ntasks: " + "{a: " * 100_000,
    "dashes": "format: 1\ntasks:\n" + "- " * 100_000,
    "questions": "format: 1\ntasks:\n" + "? " * 100_000,
    "indents": "format: 1\n" + "".join(" " * n + "a:\n" for n in range(900)),
    "many entries": "format: 1\ntasks: [" + "a," * 200_000 + "]",
    "many aliases": "format: 1\ntasks: [" + "*a," * 40_000 + "]",
    "many anchors": "format: 1\ntasks: [" + "&a a," * 40_000 + "]",
    "many unknown keys": "format: 1\n" + "".join(f"kez{n}: 1\n" for n in range(20_000)),
    "many wrong names": _program(_tasks(5000, "{{kind: moment, title: T}}"), "      - {task: tx, dose: daily}\n" * 90),
    "many rings": _program(_tasks(2500, _PRACTICE), "      - {task: t1, dose: daily}\n"),
    "many uses": _program(
        _tasks(3000, "{{kind: moment, title: T}}"),
        "".join(f"      - {{task: t{n}, dose: daily}}\n" for n in range(3000)),
    ),
    "many any_of": _program(
        _tasks(900, "{{kind: moment, title: T, when: {{lean: anxious, about: nobody}}}}"),
        f"      - {{any_of: [{', '.join(f't{n}' for n in range(900))}], dose: daily, role: core}}\n" * 30,
    ),
    "many steps": _program(
        "  t:\n    kind: practice\n    title: T\n    not_for: [a]\n    easier: {steps: [x]}\n    steps:\n"
        + "".join(f"      - {{id: s{n}, seconds: 1}}\n" for n in range(9000)),
        "      - {task: t, dose: daily}\n",
    ),
    "too large": "format: 1\n" + "#" * (600 * 1024),
    "one long text": changed("title: Calm", "title: " + "a " * 250_000).replace("kind: trigger", "kind: x"),
    "one long number": changed("seconds: 30", "seconds: " + "9" * 400_000),
    "one long key": "format: 1\n" + "k" * 500_000 + ": 1\n",
    "only escapes": "format: 1\n" + "\x1b" * 500_000,
    "escapes on lines": "format: 1\n" + "\x1b\n" * 250_000,
    "only words": "format: 1\nsummary: " + "streak must failed " * 25_000 + "\nphases: 1\n",
    "only quotes": "format: 1\ntitle: " + '"' * 500_000,
    "only colons": "format: 1\ntitle: " + "a: " * 160_000,
    "far days": changed("days: [3, 4]", "days: [3, 999999999]").replace("days: 4\n", "days: 999999999\n"),
}

# Ways past a loader: none may run, be read or be let through.
SLY: dict[str, str | bytes] = {
    "empty": "",
    "only a mark": b"\xef\xbb\xbf",
    "blank": " \n\n",
    "a list": "- format: 1\n",
    "a text": "format",
    "latin-1": SMALL.encode().replace(b"Calm", b"Calm\xe9"),
    "utf-16": SMALL.encode("utf-16"),
    "utf-16 without mark": SMALL.encode("utf-16-le"),
    "utf-32": SMALL.encode("utf-32"),
    "half a character": SMALL.encode() + b"\xe4\xb8",
    "encoded surrogate": SMALL.encode() + b"# \xed\xa0\x80\n",
    "NUL": SMALL.replace("Calm", "Ca\0lm"),
    "NUL in quotes": changed("title: Calm", 'title: "\\0"'),
    "ESC in quotes": changed("title: Calm", 'title: "\\e[31m"'),
    "bidi": changed("title: Calm", "title: a\u202eb"),
    "surrogate": changed("title: Calm", 'title: "\\ud800"'),
    "past unicode": changed("title: Calm", 'title: "\\U00110000"'),
    "python tag": changed("title: Calm", "title: !!python/object/apply:os.system [id]"),
    "python name": changed("title: Calm", "title: !!python/name:os.system"),
    "own tag": changed("title: Calm", "title: !own Calm"),
    "bare tag": changed("title: Calm", "title: ! Calm"),
    "tag handle": "%TAG !e! tag:yaml.org,2002:\n---\n" + changed("title: Calm", "title: !e!str Calm"),
    "float tag": changed("seconds: 30", "seconds: !!float x"),
    "int tag": changed("seconds: 30", "seconds: !!int ''"),
    "bool tag": changed("seconds: 30", "seconds: !!bool x"),
    "timestamp tag": changed("seconds: 30", "seconds: !!timestamp x"),
    "binary tag": changed("title: Calm", "title: !!binary aGk="),
    "long int": changed("seconds: 30", "seconds: " + "1" * 5000),
    "long int as a version": changed("format: 1", "format: " + "1" * 5000),
    "no such day": changed("days: 4\n", "days: 4\nreviewed_on: 2024-02-30\n"),
    "no such zone": changed("days: 4\n", "days: 4\nreviewed_on: 2024-02-03T00:00:00+99:99\n"),
    "empty hex": changed("seconds: 30", "seconds: 0x_"),
    "not a number": changed("seconds: 30", "seconds: .nan"),
    "nan as a key": changed("days: 4\n", "days: 4\n.nan: 1\n.nan: 2\n"),
    "merge": changed("days: 4\n", "days: 4\n<<: {days: 5}\n"),
    "merge in quotes": changed("days: 4\n", 'days: 4\n"<<": {days: 5}\n'),
    "alias": changed("title: Calm", "title: *x"),
    "anchor": changed("title: Calm", "title: &x Calm"),
    "itself": changed("days: 4\n", "days: 4\nvocab: &v {areas: *v}\n"),
    "second": SMALL + "---\n" + SMALL,
    "second, empty": SMALL + "---\n",
    "list as a key": changed("days: 4\n", "days: 4\n? [a]\n: 1\n"),
    "map as a key": changed("days: 4\n", "days: 4\n? {a: b}\n: 1\n"),
    "twice": changed("days: 4\n", "days: 4\ndays: 5\n"),
    "newer yaml": "%YAML 9.9\n---\n" + SMALL,
    "newer format": changed("format: 1", "format: 2"),
    "up and away": changed("id: small", "id: ../../outside"),
    "rooted id": changed("id: small", "id: /etc/passwd"),
    "rooted task": changed("  calm:\n", "  ../calm:\n"),
    "wide letters": changed("id: small", "id: ｓｍａｌｌ"),
    "long id": changed("id: small", "id: " + "a" * 41),
    "away by language": changed("days: 4\n", "days: 4\nlocales: [en, ../../x]\n"),
    "marks in a key": changed("days: 4\n", 'days: 4\n"[link=file:///x]": 1\n'),
    "escape in a key": changed("days: 4\n", 'days: 4\n"\\e]0;x\\a": 1\n'),
}

# Secrets in places that a careless message would repeat.
TELLING: dict[str, str] = {
    "no program": f"{SECRET} {SECRET}\n",
    "a shadow": f"root:{SECRET}:19000:0:99999:7:::\n",
    "a key file": f"-----BEGIN {SECRET}-----\n{SECRET}\n",
    "a value": changed("title: Calm", f"title: {SECRET}: {SECRET}!"),
    "a number": changed("seconds: 30", f"seconds: {SECRET}!"),
    "a set": changed("kind: trigger", f"kind: {SECRET}!"),
    "a key": changed("days: 4\n", f"days: 4\n{SECRET}!: 1\n"),
    "a double key": changed("days: 4\n", f"days: 4\n{SECRET}!: 1\n{SECRET}!: 1\n"),
    "an id": changed("task: calm", f"task: {SECRET}!"),
    "a task": changed("  calm:\n", f"  {SECRET}!:\n"),
    "a tag": changed("title: Calm", f"title: !{SECRET} a"),
    "an anchor": changed("title: Calm", f"title: &{SECRET} a"),
    "an alias": changed("title: Calm", f"title: *{SECRET}"),
    "a directive": f"%{SECRET}\n---\n{SMALL}",
    "bad bytes": changed("title: Calm", f"title: {SECRET}\udcff"),
}

# Reads every file named on standard input; answers {file: [seconds, lines or what else happened]} and peak memory.
# Seconds of work, so that a busy machine does not count; a file that waits for ever runs into the timeout below.
_READER = """
import json, resource, sys, time
from pathlib import Path
from repairjournal import library
resource.setrlimit(resource.RLIMIT_AS, (600 * 2**20, 600 * 2**20))
out = {}
for name in json.load(sys.stdin):
    begun = time.process_time()
    try:
        library.read_program(Path(name))
        answer = "accepted"
    except library.ProgramFaults as error:
        answer = error.line()
    except BaseException as error:
        answer = [type(error).__name__, str(error)]
    out[name] = [time.process_time() - begun, answer]
# VmHWM is this program's own peak; ru_maxrss starts with that of the process that forked it.
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([out, peak]))
"""


def _read(paths: list[Path]) -> tuple[dict[str, tuple[float, object]], int]:
    """{file: (seconds, the lines said)} and the peak memory in kB of one process that read them all."""
    ran = subprocess.run(
        [sys.executable, "-c", _READER],
        input=json.dumps([str(path) for path in paths]),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answers, memory = json.loads(ran.stdout)
    return {name: (seconds, said) for name, (seconds, said) in answers.items()}, memory


def _written(folder: Path, files: dict[str, str | bytes] | dict[str, str]) -> dict[Path, str]:
    out = {}
    for n, (name, content) in enumerate(files.items()):
        path = folder / f"f{n}.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
        out[path] = name
    return out


def _assert_refused(said: object, name: str) -> None:
    assert isinstance(said, str), (name, said)
    assert said != "accepted", name
    lines = said.split("\n")
    assert len(lines) <= 21
    assert len(said.encode()) < 4300, name
    for line in lines:
        assert line.isprintable(), (name, line)
        assert ".yaml:" in line or line.startswith("and "), (name, line)


def test_heavy_files_are_refused_in_little_time_and_memory(tmp_path: Path) -> None:
    files = _written(tmp_path, HEAVY)
    answers, memory = _read(list(files))
    for path, name in files.items():
        seconds, said = answers[str(path)]
        _assert_refused(said, name)
        assert seconds < MOST_SECONDS, (name, seconds)
    assert memory < MOST_KB, memory


def test_sly_files_are_refused_and_nothing_of_them_runs(tmp_path: Path) -> None:
    files = _written(tmp_path, SLY)
    answers, _ = _read(list(files))
    for path, name in files.items():
        seconds, said = answers[str(path)]
        _assert_refused(said, name)
        assert seconds < MOST_SECONDS, (name, seconds)
    assert sorted(tmp_path.iterdir()) == sorted(files)


def test_no_word_of_a_foreign_file_is_repeated(tmp_path: Path) -> None:
    files = _written(tmp_path, TELLING)
    answers, _ = _read(list(files))
    for path, name in files.items():
        _, said = answers[str(path)]
        _assert_refused(said, name)
        assert SECRET not in str(said), name


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"root:{SECRET}:0\n{SECRET}: {SECRET}: x\n", "utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to(secret)
    (tmp_path / "ring.yaml").symlink_to(tmp_path / "ring.yaml")
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "gone")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "tty.yaml").symlink_to("/dev/tty")
    (tmp_path / "memory.yaml").symlink_to("/proc/self/mem")
    names = ["pipe", "folder", "link", "ring", "nowhere", "zero", "tty", "memory", "missing"]
    paths = [tmp_path / f"{name}.yaml" for name in names]
    answers, memory = _read([*paths, secret / "inside.yaml"])
    for path, (seconds, said) in answers.items():
        _assert_refused(said, path)
        assert SECRET not in str(said)
        assert seconds < MOST_SECONDS
    assert memory < MOST_KB


def test_a_link_to_a_program_is_read(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    assert library.read_program(tmp_path / "link.yaml").program.id == "small"


def test_a_heavy_file_of_another_language_is_refused_as_quickly(tmp_path: Path) -> None:
    heavy = {name: content for name, content in HEAVY.items() if name not in ("far days", "one long number")}
    (tmp_path / "small.yaml").write_text(changed("days: 4\n", "days: 4\nlocales: [en, zh]\n"), "utf-8")
    paths = []
    for n, content in enumerate(heavy.values()):
        folder = tmp_path / str(n)
        folder.mkdir()
        (folder / "small.yaml").write_bytes((tmp_path / "small.yaml").read_bytes())
        (folder / "small.zh.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(folder / "small.yaml")
    answers, memory = _read(paths)
    for (seconds, said), name in zip(answers.values(), heavy, strict=True):
        assert said == "accepted" or isinstance(said, str), (name, said)
        assert seconds < MOST_SECONDS, (name, seconds)
    assert memory < MOST_KB


_QUIET = (
    "{{kind: practice, title: T, not_for: [a], easier: {{say: a}}, minutes: 1, when: {{about: [partner, family]}}}}"
)


@pytest.mark.parametrize(("tasks", "phases", "width"), [(2000, 1, 1), (700, 40, 700), (100, 300, 30)])
def test_a_good_program_of_any_build_is_read_in_time(tasks: int, phases: int, width: int, tmp_path: Path) -> None:
    text = _program(_tasks(tasks, _QUIET), "", phases).split("phases:")[0] + "phases:\n"
    for n in range(1, phases + 1):
        ids = ", ".join(f"t{i}" for i in range(width))
        text += f"  - {{id: p{n}, title: T, days: [{n}, {n}], uses: [{{any_of: [{ids}], dose: daily}}]}}\n"
    path = tmp_path / "good.yaml"
    path.write_text(text, "utf-8")
    answers, _ = _read([path])
    seconds, said = answers[str(path)]
    assert said == "accepted"
    assert seconds < MOST_SECONDS
