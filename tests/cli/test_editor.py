"""A text in an editor of one's own: whatever the editor does, nothing is lost, leaked or half changed."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.cli import editor, paths
from repairjournal.errors import JournalError, UsageError, WorldError
from tests.cli.terminal import ENTER, SOAK, Open, begun, done, dump, terminals, told

NAME = "3f2a9c8k1m5p7q0r"
TEXT = "one\ntwo 安全\n"
NIGHT = "2026-11-22T19:42:00+01:00"
OWN = "abandonedinthekitchen"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    return tmp_path / "daybook" / paths.EDITING


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "daybook").mkdir(exist_ok=True)
    monkeypatch.delenv("VISUAL", raising=False)


def script(folder: Path, body: str, name: str = "ed") -> Path:
    """An editor that does `body` with the file, $1."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def edited(room: Path, text: str = TEXT) -> str:
    with editor.written(room, NAME, text) as new:
        return new


# (what it does, the script, the text it leads to)
WELL = [
    ("writes in place", "echo three >> $1", TEXT + "three\n"),
    ("writes beside and renames", "sed s/one/three/ $1 > $1.tmp && mv $1.tmp $1", "three\ntwo 安全\n"),
    ("removes and writes anew", "rm $1; echo three > $1", "three\n"),
    ("ends lines as Windows does", r"printf 'one\r\ntwo\r\n' > $1", "one\ntwo\n"),
    ("ends lines as old Macs did", r"printf 'one\rtwo' > $1", "one\ntwo"),
    ("puts a mark in front", r"printf '\357\273\277one' > $1", "one"),
    ("leaves swap and backup files beside", "cp $1 $1~; cp $1 $(dirname $1)/.text.md.swp", TEXT),
    ("changes nothing", "true", TEXT),
    ("empties the file", ": > $1", ""),
    ("takes every right away", "echo three > $1; chmod 000 $1", "three\n"),
    ("opens the file to everybody", "chmod 777 $1", TEXT),
    ("leaves a hard link elsewhere", "ln $1 $1.link", TEXT),
    ("reads what is typed to its end", "cat > /dev/null < /dev/null; echo three > $1", "three\n"),
]
# (what it does, the script, what is said, whether a text lies in the file that is named)
BADLY = [
    ("ends with 1", "echo three >> $1; exit 1", "ended with 1", True),
    ("is killed", "echo three >> $1; kill -9 $$", "ended by signal 9", True),
    ("crashes before it writes", "kill -11 $$", "ended by signal 11", True),
    ("removes the file", "rm $1", "cannot read", False),
    ("removes the folder", "rm -r $(dirname $1)", "cannot read", False),
    ("leaves a link to another file", "rm $1; ln -s /etc/passwd $1", "not a plain file", True),
    ("leaves a link to nothing", "rm $1; ln -s nowhere $1", "not a plain file", True),
    ("leaves a folder", "rm $1; mkdir $1", "not a plain file", True),
    ("leaves a pipe", "rm $1; mkfifo $1", "not a plain file", True),
    ("leaves a device", "rm $1; ln -s /dev/zero $1", "not a plain file", True),
    ("leaves far too much", "head -c 5000000 /dev/zero | tr '\\0' a > $1", "longer than a million", True),
    ("leaves Latin-1", r"printf 'caf\351' > $1", "not UTF-8", True),
    ("leaves half a surrogate pair", r"printf '\355\240\200' > $1", "not UTF-8", True),
    ("leaves UTF-16", r"printf 'o\0n\0e\0' > $1", "not plain text", True),
]


@pytest.mark.parametrize(("body", "text"), [row[1:] for row in WELL], ids=[row[0] for row in WELL])
def test_what_the_editor_leaves_is_read_and_nothing_else_stays(
    body: str, text: str, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", str(script(tmp_path, body)))
    assert edited(room) == text
    assert not room.exists()


@pytest.mark.parametrize(("body", "said", "kept"), [row[1:] for row in BADLY], ids=[row[0] for row in BADLY])
def test_an_accident_changes_nothing_and_tells_where_the_text_is(
    body: str, said: str, kept: bool, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", str(script(tmp_path, body)))
    with pytest.raises(WorldError, match=said) as error:
        edited(room)
    assert (f"kept in {room / NAME / editor.FILE}" in error.value.line()) == kept
    assert "one" not in error.value.line().replace(str(tmp_path), "")
    assert os.path.lexists(room / NAME / editor.FILE) == kept


def test_there_are_at_least_as_many_accidents_as_promised() -> None:
    assert len(WELL) + len(BADLY) >= 22


def test_a_text_that_waits_is_taken_up_and_gone_once_it_is_kept(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", str(script(tmp_path, "echo three >> $1; exit 1")))
    with pytest.raises(WorldError):
        edited(room)
    waits = editor.waiting(room, NAME)
    assert waits == TEXT + "three\n"
    monkeypatch.setenv("EDITOR", str(script(tmp_path, "echo four >> $1")))
    assert edited(room, waits) == TEXT + "three\nfour\n"
    assert editor.waiting(room, NAME) is None
    assert not room.exists()


def test_what_fails_after_the_editor_leaves_its_text_too(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", str(script(tmp_path, "echo three >> $1")))
    with pytest.raises(UsageError, match="does not fit") as error, editor.written(room, NAME, TEXT):
        raise UsageError("it does not fit", "write less")
    assert f"write less; your text is kept in {room / NAME / editor.FILE}" in error.value.line()
    assert editor.waiting(room, NAME) == TEXT + "three\n"


def test_nobody_else_can_look_while_it_is_open(room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told_by = tmp_path / "told"
    look = f"stat -c '%a %F' $1 $(dirname $1) $(dirname $(dirname $1)) > {told_by}; ls -A $(dirname $1) >> {told_by}"
    monkeypatch.setenv("EDITOR", str(script(tmp_path, look)))
    room.mkdir(mode=0o777)
    before = os.umask(0)
    try:
        edited(room)
    finally:
        os.umask(before)
    assert told_by.read_text().splitlines() == ["600 regular file", "700 directory", "700 directory", editor.FILE]


@pytest.mark.parametrize("way", ["link", "file"])
def test_a_room_that_is_something_else_is_not_entered(
    way: str, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", str(script(tmp_path, "true")))
    (tmp_path / "elsewhere").mkdir()
    if way == "link":
        room.symlink_to(tmp_path / "elsewhere")
    else:
        room.write_text("")
    with pytest.raises(WorldError, match="cannot make room"):
        edited(room)
    assert list((tmp_path / "elsewhere").iterdir()) == []


# -- which editor -----------------------------------------------------------------------------------------------------


def test_blanks_and_quotes_in_editor_are_words_and_no_shell_reads_them(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "with blank").mkdir()
    program = script(tmp_path / "with blank", 'echo "$1" > $2')
    for said, first in (
        (f"'{program}' -x", "-x"),
        (f"'{program}' '$(touch {tmp_path}/run)'", f"$(touch {tmp_path}/run)"),
    ):
        monkeypatch.setenv("EDITOR", said)
        assert edited(room) == f"{first}\n"
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("said", ["nowhere-to-be-found", "ed; touch run", "~/bin/ed", "'ed", "/", "''"])
def test_an_odd_editor_is_refused_before_anything_is_written(
    said: str, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", said)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError) as error:
        edited(room)
    assert "EDITOR" in error.value.line()
    assert not room.exists()
    assert not (tmp_path / "run").exists()


def test_visual_comes_first_and_an_empty_one_counts_as_unset(tmp_path: Path) -> None:
    for name in ("one", "two", "nano"):
        script(tmp_path, "true", name)
    path = {"PATH": str(tmp_path)}
    assert editor.command({**path, "VISUAL": "one", "EDITOR": "two"}) == [str(tmp_path / "one")]
    assert editor.command({**path, "VISUAL": " ", "EDITOR": "two -x"}) == [str(tmp_path / "two"), "-x"]
    assert editor.command({**path, "EDITOR": ""}) == [str(tmp_path / "nano")]
    with pytest.raises(UsageError, match="no editor"):
        editor.command({"PATH": str(tmp_path / "empty")})


@pytest.mark.parametrize(
    ("name", "behind", "flag"),
    [
        ("vim", "", "-n"),
        ("nvim", "", "-n"),
        ("vi", "vim.basic", "-n"),
        ("vi", "", None),
        ("gvim", "", "-f"),
        ("emacs", "", "--eval"),
        ("code", "", "--wait"),
        ("ed", "", None),
    ],
)
def test_flags_follow_the_editor_that_is_really_there(name: str, behind: str, flag: str | None, tmp_path: Path) -> None:
    if behind:
        (tmp_path / name).symlink_to(script(tmp_path, "true", behind))
    else:
        script(tmp_path, "true", name)
    assert editor.command({"PATH": str(tmp_path), "EDITOR": name})[1:2] == ([flag] if flag else [])


@pytest.mark.skipif(not any(os.access(f"{d}/vim", os.X_OK) for d in os.environ["PATH"].split(":")), reason="needs vim")
def test_vim_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With settings that would keep a swap, a backup, an undo and a history file of the text."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".vimrc").write_text("set swapfile backup undofile viminfo='100,<50,:100 nocompatible\n")
    words = editor.command({"PATH": os.environ["PATH"], "EDITOR": "vim"})
    text = tmp_path / "text.md"
    text.write_text(TEXT)
    keys = tmp_path / "keys"
    keys.write_text(f":let @a='{OWN}'\n:normal Gp\n:normal ggyyoabandonedinthekitchen\n:wq\n")
    os.system(f"{' '.join(map(repr, words))} -s {keys} {text} < /dev/null > /dev/null 2>&1")
    assert OWN in text.read_text()
    held = [path for path in tmp_path.rglob("*") if path.is_file() and OWN.encode() in path.read_bytes()]
    assert sorted(held) == [keys, text]


# -- a page of several answers ----------------------------------------------------------------------------------------

ids = st.sampled_from(["situation", "body", "thought-2"])
answers = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["## body", "\\## body  x", "\\\\## thought-2", "# heading\n## body\nrest", "##body", "## other"]
)


@given(st.dictionaries(ids, answers.map(lambda text: text.strip("\n")), min_size=1))
def test_whatever_is_written_comes_back_from_its_page(said: dict[str, str]) -> None:
    text = editor.page("A line above.", [(name, "A question?", answer) for name, answer in said.items()])
    assert editor.parts("A line above.", list(said), text) == said


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("## a\none\n", "names b is missing"),
        ("## a\none\n## b\ntwo\n## a\nthree", "a stands there twice"),
        ("mine\n## a\none\n## b\ntwo", "above the first question"),
        ("", "names a is missing"),
    ],
)
def test_a_page_that_lost_its_headings_is_refused_without_a_word_of_it(text: str, fault: str) -> None:
    with pytest.raises(UsageError, match=fault) as error:
        editor.parts("intro", ["a", "b"], text)
    assert not any(own in error.value.line() for own in ("one", "two", "mine"))


# -- edit --editor on a terminal --------------------------------------------------------------------------------------


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def journal(home: Path) -> Path:
    path = begun(home, "--lean", "anxious", at=NIGHT)
    done("trigger", "--situation", "first words", "--thought", "a thought", "--now", "4", at=NIGHT)
    return path


def changed(journal: Path, opened: Open, body: str, tmp_path: Path, first: bool = True) -> tuple[int, str]:
    """`edit --editor` of the only entry with that editor: (exit code, what stands on the screen)."""
    [entry] = told("log", at=NIGHT)
    screen = opened("edit", entry["id"], "--editor", at=NIGHT, EDITOR=str(script(tmp_path, body)), VISUAL="")
    if first:
        screen.talk(("Open it?", ENTER))
    return screen.ended(), screen.shown


def test_an_entry_edited_whole_is_one_act_and_undo_brings_the_first_back(
    journal: Path, opened: Open, tmp_path: Path
) -> None:
    code, shown = changed(
        journal, opened, "sed -i 's/^first words/second words/; s/^4$/7/; s/^a thought//' $1", tmp_path
    )
    assert (code, "changed" in shown) == (0, True)
    [entry] = told("log", at=NIGHT)
    assert entry["answers"] == {"now": 7, "situation": "second words"}
    done("undo", at=NIGHT)
    assert told("log", at=NIGHT)[0]["answers"] == {"now": 4, "situation": "first words", "thought": "a thought"}
    assert sorted(path.name for path in journal.parent.iterdir()) == ["journal.db"]


def test_what_an_editor_may_leave_behind_is_said_once(journal: Path, opened: Open, tmp_path: Path) -> None:
    code, shown = changed(journal, opened, "true", tmp_path)
    assert (code, "Nothing changed." in shown, "leaves the journal" in shown) == (0, True, True)
    code, shown = changed(journal, opened, "true", tmp_path, first=False)
    assert (code, "Nothing changed." in shown, "leaves the journal" in shown) == (0, True, False)


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ("exit 3", 1, "ended with 3"),
        ("sed -i 's/^4$/eleven/' $1", 2, "now does not fit"),
        ("sed -i '/^## body/d' $1", 2, "names body is missing"),
        ("sed -i 's/^first words//; s/^a thought//; s/^more//' $1", 2, "nothing would be left"),
        ("rm $1; ln -s /etc/passwd $1", 1, "not a plain file"),
    ],
)
def test_a_spoiled_page_leaves_the_entry_as_it_is_and_is_offered_again(
    body: str, code: int, said: str, journal: Path, opened: Open, tmp_path: Path
) -> None:
    [entry] = told("log", at=NIGHT)
    ended, shown = changed(journal, opened, f"echo more >> $1; {body}", tmp_path)
    assert ended == code
    flat = "".join(shown.split())
    assert "".join(said.split()) in flat
    assert f"{paths.EDITING}/{entry['id']}/{editor.FILE}" in flat
    assert "first words" not in shown
    assert told("log", at=NIGHT) == [entry]
    if code == 1 and "ln -s" not in body:
        again = opened("edit", entry["id"], "--editor", at=NIGHT, EDITOR=str(script(tmp_path, "true")), VISUAL="")
        again.talk(("ended badly", "x"))
        assert again.ended() == 0
        assert "Nothing changed." in again.shown
        assert not (journal.parent / paths.EDITING).exists()


def test_a_change_in_another_window_meanwhile_is_not_written_over(journal: Path, opened: Open, tmp_path: Path) -> None:
    [entry] = told("log", at=NIGHT)
    go, seen = tmp_path / "go", tmp_path / "seen"
    body = f"touch {seen}; while ! test -e {go}; do sleep 0.05; done; sed -i s/first/mine/ $1"
    screen = opened("edit", entry["id"], "--editor", at=NIGHT, EDITOR=str(script(tmp_path, body)), VISUAL="")
    screen.talk(("Open it?", ENTER))
    until(seen.exists)
    done("edit", entry["id"], "--set", "thought=theirs", at=NIGHT)
    go.touch()
    assert screen.ended() == 2
    assert "another window" in screen.shown
    assert told("log", at=NIGHT)[0]["answers"] == {"now": 4, "situation": "first words", "thought": "theirs"}
    assert "mine words" in (editor.waiting(journal.parent / paths.EDITING, entry["id"]) or "")


@pytest.mark.parametrize("way", ["hup", "ctrl-c", *(["term", "closed"] if SOAK else [])])
def test_broken_off_while_the_editor_is_open_keeps_its_text_and_leaves_no_child(
    way: str, journal: Path, opened: Open, tmp_path: Path
) -> None:
    [entry] = told("log", at=NIGHT)
    pid = tmp_path / "pid"
    # An editor that saves and then waits; Ctrl-C is a key to it.
    body = f"trap '' INT; echo more >> $1; echo $$ > {pid}.new; mv {pid}.new {pid}; while :; do sleep 0.1; done"
    screen = opened("edit", entry["id"], "--editor", at=NIGHT, EDITOR=str(script(tmp_path, body)), VISUAL="")
    screen.talk(("Open it?", ENTER))
    until(pid.exists)
    if way == "ctrl-c":
        screen.press("\x03")
        time.sleep(0.3)
        assert screen.pty.isalive(), "Ctrl-C belongs to the editor"
        screen.break_off("term")
    else:
        screen.break_off(way)
    until(lambda: not Path(f"/proc/{pid.read_text().strip()}").exists())
    assert "more" in (editor.waiting(journal.parent / paths.EDITING, entry["id"]) or "")
    assert told("log", at=NIGHT) == [entry]


def until(what: object, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def test_without_a_terminal_no_editor_is_started(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(journal)
    monkeypatch.setenv("EDITOR", str(script(tmp_path, f"touch {tmp_path}/started")))
    [entry] = told("log", at=NIGHT)
    with pytest.raises(AssertionError, match="--set"):
        done("edit", entry["id"], "--editor", at=NIGHT)
    assert not (tmp_path / "started").exists()
    assert dump(journal) == before


def test_a_file_of_the_room_is_0600_also_when_it_waits(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", str(script(tmp_path, "exit 1")))
    with pytest.raises(JournalError):
        edited(room)
    assert stat.S_IMODE((room / NAME / editor.FILE).stat().st_mode) == 0o600
    editor.forget(room, NAME)
    assert not room.exists()
