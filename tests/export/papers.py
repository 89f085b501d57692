"""What the tests of paper share: programs in which every word is somebody's attack, and what a PDF says and holds."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import pypdf

from repairjournal.library import LoadedProgram, find
from repairjournal.model.program import Program
from tests.export.hostile import TEXTS

NOWHERE = Path("nowhere")
# Half a sentence of another direction is laid out from right to left, and read back in that order.
HOSTILE = [text for text in TEXTS if text.strip() and len(text) < 1000 and not re.search("[\u0590-\u06ff\ufeff]", text)]
_SHOWN = frozenset(
    ("title", "intro", "text", "say", "ask", "then", "focus", "close", "summary", "how", "note", "rights", "name")
)
ACTIONS = {
    "/URI", "/GoTo", "/GoToR", "/GoToE", "/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/Named", "/Rendition",
}  # fmt: skip


def shipped(name: str = "integrative-50", lang: str = "en") -> LoadedProgram:
    return find(name, NOWHERE).spoken(lang)


def hostile_program(attacks: Sequence[str] = HOSTILE) -> Program:
    """A shipped program with an attack in place of every text that a person reads; each of them stands in it."""
    texts = cycle(attacks)

    def turned(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: turned(inner, name) for name, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [turned(inner, key) for inner in value]
        return next(texts) if key in _SHOWN and isinstance(value, str) else value

    parsed = turned(shipped().parsed)
    parsed["contacts"] = [{"name": text, "how": text, "note": text} for text in attacks]
    return Program.of(parsed)


def squeezed(text: str) -> str:
    """Without blanks and with full-width and joined letters as plain ones: what survives a printer."""
    return re.sub(r"[\s\u00ad]+", "", unicodedata.normalize("NFKC", text))


def said(data: bytes, foot: str = "") -> str:
    """The squeezed words of a PDF, without the foot of its pages and their numbers."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    texts = (squeezed(page.extract_text()) for page in pages)
    return "".join(re.sub(re.escape(squeezed(foot)) + r"\d+", "", text) if foot else text for text in texts)


def objects(data: bytes) -> Iterator[Any]:
    """Every object of a PDF, also those inside others."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    size: Any = reader.trailer["/Size"]
    waiting: list[Any] = [reader.get_object(n) for n in range(1, size)]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, dict):
            waiting.extend(value for value in one.values() if isinstance(value, (dict, list)))
        elif isinstance(one, list):
            waiting.extend(value for value in one if isinstance(value, (dict, list)))


def dangers(data: bytes) -> set[str]:
    """Actions, files and links in a PDF, by the name of what would do it."""
    found = set()
    for one in objects(data):
        if isinstance(one, dict):
            found |= {"/OpenAction", "/AA", "/JS", "/EmbeddedFiles", "/Annots", "/AcroForm", "/XFA"} & set(one)
            if one.get("/Type") in ("/Action", "/Filespec", "/EmbeddedFile", "/Annot") or one.get("/S") in ACTIONS:
                found.add(str(one.get("/S", one.get("/Type"))))
    return found
