"""docs/walks.md names files and functions; each of them is there."""

from __future__ import annotations

import ast
import re

from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "walks.md"
SRC = ROOT / "src" / "repairjournal"


def names(path: str) -> set[str]:
    """Functions and classes of a file, methods as Class.method."""
    tree = ast.parse((SRC / path).read_text("utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return found


def test_every_file_and_function_of_the_walks_is_there() -> None:
    told = re.findall(r"`([\w/]+\.py): ([\w.]+)`", PAGE.read_text("utf-8"))
    assert len(told) > 40
    assert [(path, name) for path, name in told if name not in names(path)] == []


def test_every_file_named_alone_is_there() -> None:
    files = re.findall(r"`([\w/]+\.py)`", PAGE.read_text("utf-8"))
    assert files
    assert [path for path in files if not (SRC / path).is_file()] == []
