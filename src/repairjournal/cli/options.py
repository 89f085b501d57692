"""What a command takes, as values: the module of a hard moment's command is read without Typer (40 ms)."""

from __future__ import annotations


class Argument:
    """A word after the command's name; cli/common hands it to Typer. `help` is English, told in the chosen language."""

    def __init__(self, *names: str, metavar: str | None = None, help: str = "") -> None:  # noqa: A002 - as Typer names it
        self.names, self.metavar, self.help = names, metavar, help


class Option(Argument):
    """The same, given by name."""
