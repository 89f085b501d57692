"""Taking a program file in and giving it up: one file by its content, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from repairjournal.errors import WorldError
from repairjournal.library.reader import LoadedProgram
from repairjournal.text import t


def install(loaded: LoadedProgram, folder: Path) -> Path:
    """Keep a program and its other languages in the folder of installed ones; the program's file there.

    The same content again changes nothing but which version is the newest. Raises WorldError where it cannot be
    written; nothing of it is left then.
    """
    target = folder / f"{loaded.sha256}.yaml"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for lang, each in loaded.translations.items():
            _keep(folder / f"{loaded.sha256}.{lang}.yaml", each.text)
        _keep(target, loaded.text)
    except OSError as error:
        raise WorldError(t("the program cannot be kept: {reason}", reason=error.strerror), t("see `paths`")) from None
    return target


def remove(path: Path) -> None:
    """Take an installed program's file and its other languages away. Raises WorldError where that cannot be done."""
    try:
        for each in (*path.parent.glob(f"{path.stem}.*.yaml"), path):
            each.unlink(missing_ok=True)
    except OSError as error:
        raise WorldError(
            t("the program cannot be taken away: {reason}", reason=error.strerror), t("see `paths`")
        ) from None


def write_new(path: Path, text: str) -> None:
    """A new file of a person's own, never over one that is there. Raises FileExistsError, OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _keep(path: Path, text: str) -> None:
    half = path.with_suffix(f".{os.getpid()}.tmp")
    half.unlink(missing_ok=True)
    try:
        write_new(half, text)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
    handle = os.open(path.parent, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
