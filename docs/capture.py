"""Writes the pictures of five minutes into docs/using.md, from the program on a terminal; --check: do they agree?

python -m docs.capture        from the root of the checkout
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.cli.terminal import Terminal, begun

PAGE = Path(__file__).with_name("using.md")
BEGIN, END = "<!-- five minutes: made by docs/capture.py -->", "<!-- five minutes end here -->"
NIGHT = "2026-11-22T19:42:00+00:00"


def main() -> int:
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    with tempfile.TemporaryDirectory() as folder:
        made = before + BEGIN + "\n\n" + "\n".join(pictures(Path(folder))) + "\n" + END + after
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(made, "utf-8")
        return 0
    if made == page:
        return 0
    print(
        "the five minutes in docs/using.md are not what the program shows; run python -m docs.capture", file=sys.stderr
    )
    return 1


def pictures(folder: Path) -> Iterator[str]:
    """One sentence and one screen each: `rj soothe` on day 1, its seconds by a clock that we set."""
    home = folder / "daybook"
    home.mkdir(0o700)
    os.environ |= {"HOME": str(folder), "REPAIRJOURNAL_HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC"}
    begun(home, at=NIGHT)
    screen = Terminal("soothe", at=NIGHT, size=(72, 20), countdown=folder / "seconds")
    try:
        yield picture("First one number, or Enter instead of it.", screen.see("How strong right now"))
        screen.press("6")
        yield picture("`6` acts at the key. The attempt is kept from here on.", screen.see("0:00 of 5:00"))
        screen.let_pass("33")
        yield picture("Half a minute later. The line grows with the breath in,", below(screen.see("0:33 of")))
        screen.let_pass("38")
        yield picture("and shrinks with the breath out, which is longer.", below(screen.see("0:38 of")))
        screen.let_pass("150")
        yield picture("Half time.", below(screen.see("2:30 of")))
        screen.press("+")
        yield picture("`+`: this step has a minute more.", below(screen.see("2:30 of 6:00")))
        screen.let_pass("168")
        screen.see("2:48 of")
        screen.press("q", "How strong now").press("4")
        yield picture("`q` stops. How strong now? `4`.", below(screen.see("In touch")))
        screen.press("2", "What was it like").press("quieter\r")
        assert screen.ended() == 0
        kept = re.sub(r"(kept|edit) \w+", r"\1 3f2", screen.shown.splitlines()[-1])
        yield picture("`2`, and a line about it on a screen of its own. Only this stays:", kept)
    finally:
        screen.kill()


def below(shown: str) -> str:
    """The screen without the question that was answered before the countdown."""
    return re.sub(r"\A.*?^> 6[^\n]*\n", "", shown, flags=re.DOTALL | re.MULTILINE)


def picture(words: str, shown: str) -> str:
    return f"{words}\n\n```text\n{shown.strip(chr(10))}\n```\n"


if __name__ == "__main__":
    sys.exit(main())
