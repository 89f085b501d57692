"""From a command line to a command by way of Typer, and its complaints in our words."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import typer
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
)

from repairjournal.cli import common
from repairjournal.cli.table import COMMANDS, GROUPS
from repairjournal.errors import UsageError, unknown
from repairjournal.text import t


def run(names: Sequence[str], args: list[str], now: Callable[[], datetime], *, completing: bool = False) -> int:
    """Run one command line of these commands; the exit code. Raises UsageError for what the parser refuses."""
    if args[-1:] == ["--search"]:  # without words it asks for them
        args = [*args, ""]
    app = build(names)
    try:
        # standalone_mode=False: its errors come to us, so that each is one line with our exit codes.
        # What comes back is the code of a typer.Exit.
        ended = app(args, obj={"now": now}, standalone_mode=completing, prog_name="rj")
    except NoArgsIsHelpError as error:
        print(error.format_message())
        ended = 0
    except typer.Abort:
        return 130
    except ClickException as error:
        raise _refused(error) from None
    sys.stdout.flush()
    return ended if isinstance(ended, int) else 0


def _refused(error: ClickException) -> UsageError:
    """The parser's complaint in our words; its own may quote what was typed, which can be the person's."""
    ctx = getattr(error, "ctx", None)
    see = t("see {command} --help", command=ctx.command_path if ctx else "rj")
    if isinstance(error, NoSuchOption) and ctx:
        return unknown(t("option"), error.option_name, _options(ctx.command))
    if isinstance(error, BadOptionUsage):
        return UsageError(t("{option} needs a value", option=error.option_name), see)
    if isinstance(error, BadParameter) and error.param:
        name = error.param.metavar or error.param.opts[-1]
        if isinstance(error, MissingParameter):
            return UsageError(t("{name} is missing", name=name), see)
        low, high = getattr(error.param.type, "min", None), getattr(error.param.type, "max", None)
        fits = t("give a whole number from {low} to {high}", low=low, high=high)
        return UsageError(t("{name} does not fit", name=name), fits if high else t("give a whole number"))
    commands = getattr(ctx.command, "commands", {}) if ctx else {}
    if len(commands) > 1:
        return UsageError(t("no such command"), t("known: {names}", names=", ".join(commands)))
    return UsageError(t("more words than this command takes"), t("put text in quotes; {see}", see=see))


def _options(command: Any) -> list[str]:
    return [name for parameter in command.params for name in parameter.opts if name.startswith("-")]


def build(names: Sequence[str]) -> Any:
    """A Typer application with these commands of the table."""
    app = typer.Typer(
        add_completion=len(names) > 1,
        rich_markup_mode=None,  # rich would double the time of --help
        pretty_exceptions_enable=False,  # a pretty traceback shows source and may show locals: a person's words
        no_args_is_help=False,
    )

    @app.callback()
    def before(
        ctx: typer.Context,
        plain: common.Plain = False,
        no_input: common.NoInput = False,
        yes: common.Yes = False,
        lang: common.Lang = "",
    ) -> None:
        ctx.obj |= {"plain": plain, "no_input": no_input, "yes": yes, "lang": lang}

    for name in names:
        place, words = COMMANDS[name]
        module, function = place.split(":")
        target = getattr(importlib.import_module(f"repairjournal.cli.{module}"), function)
        if name in GROUPS:
            app.add_typer(target, name=name, help=t(words), no_args_is_help=True)
        else:
            app.command(name, short_help=t(words), help=t(target.__doc__))(common.command(target))
    return app
