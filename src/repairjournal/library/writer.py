"""A program written out as YAML: the text of a checked mapping, which reads back to the same mapping."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from repairjournal.library.scalars import surprise

WIDTH = 110
# Points an editor at the shape of a program file; `program schema` prints what lies there.
EDITOR_LINE = "# yaml-language-server: $schema=program.schema.json\n"


def written(value: Mapping[str, Any], indent: int = 0) -> str:
    """YAML of a mapping, keys in their order, every text quoted that some reader would take for something else."""
    import yaml

    text: str = yaml.dump(
        value, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None
    )
    lead = " " * indent
    return "".join(lead + line if line.strip() else line for line in text.splitlines(keepends=True))


@cache
def _dumper() -> Any:
    import yaml

    class Plain(yaml.SafeDumper):
        """Without aliases, and with quotes by our own rules: those of PyYAML leave `y` and `1e5` bare."""

        rooted = False

        def ignore_aliases(self, data: Any) -> bool:
            return True

        def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:
            """The first one asked for is the whole: never in braces."""
            first, self.rooted = not self.rooted, True
            node = super().represent_mapping(tag, mapping, flow_style)
            if first:
                node.flow_style = False
            return node

    def text(dumper: Any, value: str) -> Any:
        style = '"' if surprise(value) else "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Plain.add_representer(str, text)
    return Plain
