"""A text in the person's own editor: out of others' sight while it is open, and not lost by any accident."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from repairjournal.errors import JournalError, UsageError, WorldError
from repairjournal.text import safe, t

FILE = "text.md"
LONGEST = 1_000_000  # characters, as for any other input
_OWN = ("nano", "vim", "vi")  # tried in this order where neither VISUAL nor EDITOR is set
# Swap, backup, undo and history files would stay behind. Each `set` for itself: one that a small vi does not know
# must not stop the next. -c comes after the person's own settings.
_VIM = (
    "-n",
    "-c",
    "silent! set noundofile | silent! set nobackup | silent! set nowritebackup | silent! set viminfo= |"
    " silent! set shada=",
)
_EMACS = ("--eval", "(setq make-backup-files nil auto-save-default nil create-lockfiles nil)")
_FLAGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("vim", "nvim", "view", "vimx"), _VIM),
    **dict.fromkeys(("gvim", "mvim", "gview"), ("-f", *_VIM)),
    **dict.fromkeys(("emacs", "emacs-nox", "emacs-gtk"), _EMACS),
    # Editors with a window of their own come back at once unless told to wait.
    **dict.fromkeys(("code", "code-insiders", "codium", "subl", "zed", "gedit", "mate"), ("--wait",)),
    "kate": ("--block",),
}


def command(environment: Mapping[str, str]) -> list[str]:
    """The editor's words, by VISUAL, EDITOR or what is there; no shell reads them. UsageError where none can start."""
    said = next((said for name in ("VISUAL", "EDITOR") if (said := environment.get(name, "").strip())), "")
    try:
        words = shlex.split(said)
    except ValueError:
        raise UsageError(t("EDITOR has a quote that is not closed"), t("set it to a name, such as nano")) from None
    if not words:
        words = [name for name in _OWN if shutil.which(name, path=environment.get("PATH"))][:1]
    found = shutil.which(words[0], path=environment.get("PATH")) if words else None
    if found is None:
        raise UsageError(t("no editor could be found"), t("set EDITOR to a name, such as nano"))
    return [found, *words[1:], *_flags(found)]


def _flags(found: str) -> tuple[str, ...]:
    """By the name it was called, else by the name of the file behind it: `vi` may be vim, or know none of this."""
    for path in (found, os.path.realpath(found)):
        name = os.path.basename(path)
        for known in (name, name.partition(".")[0]):
            if known in _FLAGS:
                return _FLAGS[known]
    return ()


def waiting(folder: Path, name: str) -> str | None:
    """The text that an earlier accident left under this name, None where none can be read."""
    try:
        return _read(folder / name / FILE)
    except JournalError:
        return None


def forget(folder: Path, name: str) -> None:
    """Remove what is left under this name."""
    shutil.rmtree(folder / name, ignore_errors=True)
    try:
        folder.rmdir()
    except OSError:  # another text is open
        pass


@contextmanager
def written(folder: Path, name: str, text: str) -> Iterator[str]:
    """`with written(...) as new:` gives the text as the editor left it; once the body is through, its file is gone.

    On any failure, in the editor or in the body, the file stays and the error says where. `name` is an id.
    """
    words = command(os.environ)
    path = folder / name / FILE
    _lay_out(folder, name, text)
    try:
        _run([*words, str(path)])
        yield _read(path)
    except JournalError as error:
        kept = ""
        if os.path.lexists(path):
            kept = t("your text is kept in {path}; the same command goes on with it", path=safe(str(path)))
        raise type(error)(error.message, "; ".join(filter(None, (error.hint, kept)))) from None
    forget(folder, name)


def _lay_out(folder: Path, name: str, text: str) -> None:
    """The text in a fresh file (0600) in folders that only this person can enter."""
    try:
        for place in (folder, folder / name):
            try:
                place.mkdir(mode=0o700)
            except FileExistsError:
                if not stat.S_ISDIR(os.lstat(place).st_mode):
                    raise
                os.chmod(place, 0o700)
        made = folder / name / f".{os.getpid()}.new"
        handle = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(made, folder / name / FILE)  # never a moment without what an accident left there
    except OSError as error:
        what = t("cannot make room for the editor: {reason}; nothing was changed", reason=error.strerror)
        raise WorldError(what, t("look at the rights of the folder that `paths` names")) from None


def _run(words: Sequence[str]) -> None:
    """Run it at this terminal until it ends; Ctrl-C belongs to it meanwhile. WorldError where it ends badly."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    modes = _modes()
    child = None
    try:
        child = subprocess.Popen(words)
        code = child.wait()
    except OSError as error:
        raise WorldError(t("the editor could not start: {reason}", reason=error.strerror), "") from None
    finally:
        if child is not None and child.poll() is None:  # hung up or terminated ourselves: it must not stay alone
            child.send_signal(signal.SIGHUP)
            try:
                child.wait(2)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        _restore(modes)
        for number, handler in before.items():
            signal.signal(number, handler)
    if code:
        how = t("was ended by signal {n}", n=-code) if code < 0 else t("ended with {n}", n=code)
        raise WorldError(t("the editor {how}; nothing was changed", how=how), "")


def _modes() -> list[Any] | None:
    import termios

    try:
        return termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):
        return None


def _restore(modes: list[Any] | None) -> None:
    import termios

    if modes is not None:
        try:
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, modes)
        except (termios.error, OSError, ValueError):
            pass


def _read(path: Path) -> str:
    """The whole text of a plain file, its lines ended by newlines. WorldError for anything else that lies there."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise WorldError(t("what the editor left is not a plain file; nothing was changed"), "")
        if not os.access(path, os.R_OK):
            os.chmod(path, 0o600)
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as file:
            data = file.read(4 * LONGEST + 1)
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WorldError(t("what the editor left is not UTF-8 text; nothing was changed"), "") from None
    except OSError as error:
        raise WorldError(
            t("cannot read what the editor left: {reason}; nothing was changed", reason=error.strerror)
        ) from None
    if len(text) > LONGEST or len(data) > 4 * LONGEST:
        raise WorldError(t("what the editor left is longer than a million characters; nothing was changed"), "")
    if "\0" in text:
        raise WorldError(t("what the editor left is not plain text; nothing was changed"), "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# -- several answers on one page -------------------------------------------------------------------------------------


def page(intro: str, parts: Sequence[tuple[str, str, str]]) -> str:
    """(name, question, answer) of each part below one another, each under a line `## name  question`."""
    names = [name for name, _, _ in parts]
    rows = [f"## {name}  {ask}\n{_quoted(answer, names)}\n" for name, ask, answer in parts]
    return "\n".join((f"{intro}\n", *rows))


def parts(intro: str, names: Sequence[str], text: str) -> dict[str, str]:
    """Name to answer, from a page. UsageError where a heading is missing or doubled, or words stand above the first."""
    heading = re.compile(rf"## ({'|'.join(map(re.escape, names))})(?:\s.*)?")
    found: dict[str, list[str]] = {}
    above: list[str] = []
    into = above
    for line in text.split("\n"):
        match = heading.fullmatch(line)
        if match is None:
            into.append(line)
        elif match[1] in found:
            raise UsageError(t("the line of {name} stands there twice; nothing was changed", name=match[1]), "")
        else:
            into = found[match[1]] = []
    for name in names:
        if name not in found:
            raise UsageError(t("the line that names {name} is missing; nothing was changed", name=name), "")
    if "\n".join(above).strip() not in ("", intro.strip()):
        raise UsageError(t("words stand above the first question; nothing was changed"), "")
    own = re.compile(rf"\\(\\*{heading.pattern})")
    return {
        name: "\n".join(own.sub(r"\1", line) if own.fullmatch(line) else line for line in lines).strip("\n")
        for name, lines in found.items()
    }


def _quoted(answer: str, names: Sequence[str]) -> str:
    """An answer whose own lines cannot be taken for a heading: a backslash stands before one that could."""
    like = re.compile(rf"\\*## ({'|'.join(map(re.escape, names))})(?:\s.*)?")
    return "\n".join(f"\\{line}" if like.fullmatch(line) else line for line in answer.split("\n"))
