"""Which calls go without the parser: a bare name of a hard moment; test_timer_whole holds both ways equal."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

from repairjournal.cli import at_once
from repairjournal.cli.desk import local_now
from repairjournal.cli.table import COMMANDS
from tests.cli.evenings import begin, entries, run


@pytest.mark.parametrize("name", at_once.NAMES)
def test_everything_such_a_command_takes_may_be_left_out(name: str) -> None:
    module, function = COMMANDS[name][0].split(":")
    target = getattr(importlib.import_module(f"repairjournal.cli.{module}"), function)
    _, *rest = inspect.signature(target).parameters.values()
    assert all(parameter.default is not inspect.Parameter.empty for parameter in rest)


@pytest.mark.parametrize("args", [["now", "extra"], ["sos", "--country", "DE"], ["today"], ["soothe", "--done", "5m"]])
def test_any_other_call_is_left_to_the_parser(args: list[str], home: Path) -> None:
    assert at_once.run(args, local_now) is False


def test_a_flag_that_is_not_known_is_refused_in_the_same_words(home: Path) -> None:
    assert run("now", "--plan", day=3, expect=2) == "rj: no option '--plan'; did you mean --plain?\n"
    assert entries(begin(home)) == []
