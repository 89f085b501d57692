"""The four options of every command, before and after its name, and the desk a command works at."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from repairjournal.cli.desk import Desk
from repairjournal.cli.options import Argument, Option
from repairjournal.text import t

Plain = Annotated[bool, typer.Option("--plain", help="One fact a line, no drawing: for a screen reader.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask.")]
Yes = Annotated[bool, typer.Option("--yes", help="Answer a confirmation with yes.")]
Lang = Annotated[str, typer.Option("--lang", metavar="CODE", help="Language of the program's texts.")]
OPTIONS = {"plain": (Plain, False), "no_input": (NoInput, False), "yes": (Yes, False), "lang": (Lang, "")}


def command(function: Callable[..., None]) -> Callable[..., None]:
    """A command as Typer sees it: its own parameters and the four; inside it gets `desk` first.

    The options given before the command's name lie in the context's object and count as well.
    """
    signature = inspect.signature(function, eval_str=True)
    own = [p for name, p in signature.parameters.items() if name != "desk"]
    extra = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in OPTIONS.items()
    ]
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)

    @functools.wraps(function)
    def run(ctx: typer.Context, **values: Any) -> None:
        before: dict[str, Any] = ctx.obj
        given = {name: values.pop(name) or before.get(name) for name in OPTIONS}
        desk = Desk(
            before["now"],
            plain=bool(given["plain"]),
            no_input=bool(given["no_input"]),
            yes=bool(given["yes"]),
            lang=given["lang"] or "",
        )
        try:
            function(desk, **values)
        finally:
            desk.close()

    own = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=_told(p.annotation)) for p in own]
    run.__signature__ = signature.replace(parameters=[context, *own, *extra])  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in (context, *own, *extra)}
    return run


def _told(annotation: Any) -> Any:
    """An option as Typer takes it, its help in the chosen language."""
    for about in getattr(annotation, "__metadata__", ()):
        if isinstance(about, Argument):
            made = typer.Option if isinstance(about, Option) else typer.Argument
            annotation = annotation.__origin__
            return Annotated[annotation, made(*about.names, metavar=about.metavar, help=t(about.help))]
        if getattr(about, "help", None):
            about.help = t(about.help)
    return annotation
