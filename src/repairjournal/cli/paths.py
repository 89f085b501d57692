"""Where things lie. Asking for a place changes nothing on disk; standard library only (status uses it)."""

from __future__ import annotations

import os
import sys

EDITING = "editing"  # beside the journal: texts open in an editor, or left by one that ended badly
FOLDER = "daybook"  # neutral on purpose: a folder name says nothing about what it holds (product.md 5)


def base() -> str:
    """The folder of settings and, unless `config data` chose another, of the journal."""
    chosen = os.environ.get("REPAIRJOURNAL_HOME", "").strip()
    if chosen:
        return os.path.abspath(os.path.expanduser(chosen))
    platform: str = sys.platform
    if platform.startswith("linux"):
        # platformdirs' own rule on Linux, held equal to it by a test: its import costs status 1 x the interpreter.
        data = os.environ.get("XDG_DATA_HOME", "").strip() or os.path.expanduser("~/.local/share")
        return os.path.join(data, FOLDER)
    import platformdirs

    return platformdirs.user_data_dir(FOLDER, appauthor=False)


def settings_file() -> str:
    return os.path.join(base(), "settings.json")


def settings() -> dict[str, object]:
    """What `config` keeps; empty where the file is absent or unreadable (`config` says so aloud)."""
    try:
        with open(settings_file(), encoding="utf-8") as file:
            text = file.read(65536)
    except (OSError, ValueError):
        return {}
    import json

    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def data_folder(chosen: dict[str, object]) -> str:
    """The folder of the journal and of installed programs, under the settings `chosen`."""
    data = chosen.get("data")
    if isinstance(data, str) and data and not os.environ.get("REPAIRJOURNAL_HOME", "").strip():
        return os.path.abspath(os.path.expanduser(data))
    return base()


def journal_file(chosen: dict[str, object]) -> str:
    return os.path.join(data_folder(chosen), "journal.db")


def programs_folder(chosen: dict[str, object]) -> str:
    return os.path.join(data_folder(chosen), "programs")
