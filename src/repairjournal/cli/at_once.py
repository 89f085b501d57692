"""The commands of a hard moment, typed as a bare name: answered without a parser (Typer costs 40 ms)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

from repairjournal.cli.table import COMMANDS

NAMES = ("now", "soothe", "stay", "scan", "sos")
FLAGS = ("--plain", "--no-input", "--yes")


def run(args: Sequence[str], now: Callable[[], datetime]) -> bool:
    """Run one of these names with nothing but such flags around it; False for any other command line."""
    words = [word for word in args if word not in FLAGS]
    if len(words) != 1 or words[0] not in NAMES:
        return False
    from repairjournal.cli.desk import Desk

    module, function = COMMANDS[words[0]][0].split(":")
    desk = Desk(now, plain="--plain" in args, no_input="--no-input" in args, yes="--yes" in args)
    try:
        getattr(importlib.import_module(f"repairjournal.cli.{module}"), function)(desk)
    finally:
        desk.close()
    sys.stdout.flush()
    return True
