"""Where a page that leaves is put: whole or not at all, for the person alone, and never over something of theirs."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from repairjournal.cli.desk import Desk
from repairjournal.errors import UsageError, WorldError
from repairjournal.text import safe, t


def to_screen(chunks: Iterable[bytes]) -> None:
    """On standard output."""
    out = getattr(sys.stdout, "buffer", None)
    sys.stdout.flush()
    for chunk in chunks:
        if out is None:  # standard output was replaced by text
            sys.stdout.write(chunk.decode())
        else:
            out.write(chunk)
    sys.stdout.flush()


def to_file(desk: Desk, path: Path, chunks: Iterable[bytes], *, force: bool) -> None:
    """One file, 0600. UsageError where something stands there that may not be replaced; WorldError for the disk."""
    may_stand(desk, path, force)
    with _told(path):
        made = _beside(path)
        try:
            _write(made, chunks)
            _place(made, path, force)
        finally:
            made.unlink(missing_ok=True)
        _sync(path.parent)


def to_folder(desk: Desk, folder: Path, files: Iterable[tuple[str, Iterable[bytes]]], *, force: bool) -> int:
    """A folder of files, 0700 and 0600; how many. It is there whole or not at all, but where `force` renews some.

    UsageError where the folder holds something already and `force` is not given.
    """
    filled = may_fill(desk, folder, force)
    with _told(folder):
        made, n = _beside(folder), 0
        try:
            made.mkdir(mode=0o700)
            for name, chunks in files:
                _write(made / name, chunks)
                n += 1
            if filled:
                for file in sorted(made.iterdir()):
                    may_stand(desk, folder / file.name, force)
                for file in sorted(made.iterdir()):
                    os.replace(file, folder / file.name)
                _sync(folder)
            else:
                os.rename(made, folder)
        finally:
            if made.is_dir():
                for file in made.iterdir():
                    file.unlink()
                made.rmdir()
        _sync(folder.parent)
    return n


def may_fill(desk: Desk, folder: Path, force: bool) -> bool:
    """UsageError unless nothing is there, or an empty folder, or with `force` any; whether something is in it."""
    if os.path.lexists(folder) and not (folder.is_dir() and not folder.is_symlink()):
        raise UsageError(t("{name} is no folder", name=safe(str(folder))), t("name a new folder"))
    _outside(desk, folder)
    with _told(folder):
        filled = folder.is_dir() and any(folder.iterdir())
    if filled and not force:
        raise UsageError(t("{name} is not empty", name=safe(str(folder))), t("name a new folder, or use --force"))
    return filled


def may_stand(desk: Desk, path: Path, force: bool) -> None:
    """UsageError unless nothing is there, or with `force` a plain file that is none of the journal's own."""
    _outside(desk, path)
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unwritable(path, error) from None
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(t("{name} is no plain file", name=safe(str(path))), t("choose another name"))
    if not force:
        raise UsageError(t("{name} exists", name=safe(str(path))), t("choose another name, or use --force"))


def _outside(desk: Desk, path: Path) -> None:
    """Not in the place where the journal, its settings, its backups and its programs live."""
    real, home = Path(os.path.realpath(path)), Path(os.path.realpath(desk.journal_path.parent))
    own = {"journal.db", "journal.db-journal", "settings.json", "programs", "backups"}
    inside = real.relative_to(home).parts[:1] if real.is_relative_to(home) else None
    if inside is not None and (not inside or inside[0] in own):
        raise UsageError(t("{name} belongs to the journal itself", name=safe(str(path))), t("choose another place"))
    if os.path.lexists(path) and desk.journal_path.exists() and os.path.samefile(path, desk.journal_path):
        raise UsageError(t("{name} is the journal itself", name=safe(str(path))), t("choose another name"))


def _beside(path: Path) -> Path:
    return path.parent / f".{path.name}.{os.getpid()}.new"


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _place(made: Path, path: Path, force: bool) -> None:
    """Give a finished file its name; without `force` never over one that came meanwhile."""
    if force:
        os.replace(made, path)
        return
    try:
        os.link(made, path)
    except FileExistsError:
        raise UsageError(t("{name} exists", name=safe(str(path))), t("choose another name, or use --force")) from None
    except OSError:  # a file system without links: looking and renaming is all it can do
        if os.path.lexists(path):
            raise
        os.rename(made, path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> WorldError:
    return WorldError(
        t("cannot write {name}: {reason}; no file was made", name=safe(str(path)), reason=error.strerror),
        t("look at the folder and the disk"),
    )
