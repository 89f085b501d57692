"""Texts that would be something else than text if a format let them, and a journal that holds all of them."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from repairjournal import store
from repairjournal.cli import app
from repairjournal.library import read_bytes
from repairjournal.model.entry import Entry
from tests.library.small import SMALL
from tests.store.made import NOW, TODAY, a_run, an_entry, keep

HOSTILE_TITLE = "</h2>\"'=1;END:VEVENT\nx"

TEXTS = (
    # HTML and SVG
    "<script>alert(1)</script>",
    "</style><script>fetch('https://example.invalid/x')</script>",
    '"><img src=x onerror=alert(1)>',
    "<img src='https://example.invalid/a.png'>",
    "<svg onload=alert(1)><desc></svg>",
    "</title></svg><iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:alert(1)'>here</a>",
    "<!-- --><base href='https://example.invalid/'>",
    "]]><![CDATA[<b>",
    "&lt;script&gt; &#60;b&#62; &amp;amp;",
    "<meta http-equiv=refresh content='0;url=https://example.invalid'>",
    "{{ 7*7 }} {% include '/etc/passwd' %} <%= 1 %>",
    # Markdown and note-taking programs
    "![x](https://example.invalid/a.png)",
    "[x](javascript:alert(1)) <https://example.invalid>",
    "[x]: https://example.invalid 'title'\n[x]",
    "# heading\n## another",
    "---\ntitle: not yours\n---",
    "===\nsetext\n---",
    "setext of one sign\n=\nand\n-",
    "- list\n* list\n+ list\n1. list\n2) list",
    "> quote\n>> deeper",
    "    indented code\n\tand a tab",
    "```sh\nrm -rf ~\n```",
    "~~~\nfence\n~~~",
    "a|b\n-|-\n1|2",
    "**bold** __bold__ _em_ `code` ~~gone~~ ==mark==",
    "![[secret.md]] [[other note]] ^block %%hidden%% key:: value #tag",
    "$e^{i\\pi}$ \\( x \\) <%* tR %>",
    "www.example.invalid https://example.invalid/a_b_c me@example.invalid",
    "<b>\n\n<i>",
    "term\n: definition",
    # spreadsheets
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.invalid","x")',
    "  =1+1",
    "\t=1+1",
    "\n=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    '"=1+1',
    "'=1+1",
    "\ufeff=1+1",
    'a","b\r\n"=1+1"',
    "|calc",
    "%0A=1",
    # calendars
    "END:VEVENT\r\nBEGIN:VALARM",
    "a\nATTACH:https://example.invalid",
    "a;b,c\\n\\;",
    # YAML
    "x: !!python/object/apply:os.system [ls]",
    "&a *a << yes no 1:30 null",
    # terminals and controls
    "\x1b[31mred\x1b]0;title\x07",
    "\x9b31m \x85 \x7f",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "a\x00b",
    "\r\roverwritten",
    "\u2028\u2029\x0b\x0c",
    "\ufffe\uffff\U0001fffe",
    # paths and other tongues
    "../../../etc/passwd",
    "%s {0} ${HOME} `id` $(id)",
    "我太需要你了，安全",
    "שלום العربية 👩‍👩‍👧 ❤️ e\u0301 ﬁ",
    "long " * 4000,
    "一" * 5000,
    "#let x = read(\"/etc/passwd\")\n#image(\"x.png\") @ref <label> $ x $",
    "",
    " ",
)  # fmt: skip


def entries(run: str) -> list[Entry]:
    """One entry a text, in every field that takes words, over some weeks."""
    out = []
    for n, text in enumerate(TEXTS):
        on = TODAY - timedelta(days=n % 12)
        kind, answers = (
            ("trigger", {"situation": text, "body": text, "thought": text, "now": n % 11, "own-question": text}),
            ("practice", {"note": text, "before": 7, "after": n % 11, "seconds": 60}),
            ("moment", {"what": "stayed", "text": text, "like": text}),
        )[n % 3]
        out.append(
            an_entry(
                on=on,
                run=run,
                kind=kind,
                task={"trigger": "look", "practice": "calm"}.get(kind, kind),
                answers=answers,
                program_sha="a" * 64,
            )
        )
    return out


def a_hostile_home(home: Path) -> Path:
    """A journal of these texts, in a run of a program whose own words are as bad; the path of the file."""
    path = home / "journal.db"
    loaded = read_bytes(SMALL.encode(), "x")
    titles = iter(TEXTS)
    parsed: dict[str, Any] = json.loads(json.dumps(loaded.parsed))
    parsed["title"] = TEXTS[0]
    for phase in parsed["phases"]:
        phase["title"] = next(titles) + " " + HOSTILE_TITLE
    for task in parsed["tasks"].values():
        task["title"] = next(titles) + " " + HOSTILE_TITLE
    run = a_run(started_on=TODAY - timedelta(days=11), plan=loaded.program.plan)
    with store.open_journal(path, create=True) as journal:
        with journal.act("start", "a start", at=NOW, on=TODAY) as act:
            act.keep_program(run.program_sha, "en", "small", "1", loaded.text, parsed, "file")
            act.add(run)
        keep(journal, *entries(run.id))
    return path


def exported(home: Path, *args: str, name: str = "out", code: int = 0) -> bytes:
    """What `rj export ...` writes into a file."""
    to = home.parent / name
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        ended = app.main(["export", *args, "-o", str(to), "--force", "--no-input"], lambda: NOW)
    assert ended == code, out.getvalue()
    return to.read_bytes()
