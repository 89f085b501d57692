"""sos: people to call, at once, without a journal, a run or a password."""

from __future__ import annotations

from typing import Annotated

from repairjournal.cli import ground
from repairjournal.cli.desk import Desk
from repairjournal.cli.options import Option
from repairjournal.cli.term import BOLD
from repairjournal.text import t


def sos(
    desk: Desk,
    country: Annotated[str, Option("--country", metavar="CC", help="Two letters, for example DE.")] = "",
    as_json: Annotated[bool, Option("--json", help="As data.")] = False,
) -> None:
    """People to call, and two minutes of looking around the room.

    Example: rj sos --country GB
    """
    from repairjournal.library import shipped

    if as_json:
        from repairjournal.cli import show

        chosen = country or str(desk.settings.get("country") or "") or None
        lines = [
            {"country": x.country, "name": x.name, "numbers": list(x.numbers), "kind": x.kind, "note": x.note,
             "checked_on": x.checked_on.isoformat()}
            for x in shipped.helplines(chosen)
        ]  # fmt: skip
        show.print_json({"schema": show.SCHEMA, "lines": lines, "notice": t(show.NOTICE)})
        return
    term = desk.term
    term.line(t("In danger right now: go where there are people, call the local emergency number."), BOLD)
    if country and all(line.kind == "index" for line in shipped.helplines(country)):
        term.line(t("No lines of that country are kept here; the index knows more:"))
    desk.people_to_call(country or None)
    if not term.asks:
        return
    prompt = desk.prompt()
    chosen = prompt.menu("", (("1", t("look around the room with me, two minutes")),), enter="", hint=t("Enter: leave"))
    if chosen == "1":
        ground.the_room(desk)
