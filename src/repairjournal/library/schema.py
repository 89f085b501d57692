"""JSON Schema of a program file, made from the same shape that the reader walks by; editors complete from it.

It says what can be said of one value where it stands (draft 2020-12). What needs the rest of the file, the days of the
phases for instance, only `program check` can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from repairjournal.library import overlay, shape
from repairjournal.library.walk import Either, Form, Items, Keys, Named, OneOf, Seconds, Text, Whole, YesNo
from repairjournal.model.program import KINDS
from repairjournal.text import t

Schema = dict[str, Any]


def document() -> Schema:
    """The schema of a whole program and of a small change of one."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": t("A program file"),
        "if": {"required": ["change"]},
        "then": _keys(overlay.OVERLAY),
        "else": _keys(shape.PROGRAM),
    }


@singledispatch
def _of(type_: Any) -> Schema:
    raise TypeError(type(type_).__name__)


@_of.register
def _text(type_: Text) -> Schema:
    # One line ends where the text ends: a final newline of a block is taken off by the reader.
    return {"type": "string", "pattern": r"^\s*[^\s][^\n]*\n*$" if type_.line else r"\S"}


@_of.register
def _form(type_: Form) -> Schema:
    return {"type": "string", "pattern": f"^(?:{type_.pattern})$", "examples": [type_.example.strip('"')]}


@_of.register
def _one_of(type_: OneOf) -> Schema:
    return {"enum": list(type_.words)}


@_of.register
def _whole(type_: Whole) -> Schema:
    return {"type": "integer", "minimum": type_.low, "maximum": type_.high}


@_of.register
def _seconds(_: Seconds) -> Schema:
    return {"type": "number", "exclusiveMinimum": 0, "maximum": 60}


@_of.register
def _yes_no(_: YesNo) -> Schema:
    return {"type": "boolean"}


@_of.register
def _items(type_: Items) -> Schema:
    of = _of(type_.of)
    many: Schema = {"type": "array", "items": of, "minItems": 1, "maxItems": type_.most}
    return {"anyOf": [many, of]} if type_.one else many


@_of.register
def _days(_: shape.Days) -> Schema:
    return {"type": "array", "items": _of(shape.DAY), "minItems": 2, "maxItems": 2}


@_of.register
def _named(type_: Named) -> Schema:
    form = {"pattern": f"^(?:{type_.pattern})$"}
    return {"type": "object", "propertyNames": form, "additionalProperties": _of(type_.of)}


@_of.register
def _either(type_: Either) -> Schema:
    return {"anyOf": [_of(type_.word), _of(type_.other)]}


@_of.register
def _based_on(type_: shape.BasedOn) -> Schema:
    short = {"type": "string", "pattern": r"^[a-z][a-z0-9-]{0,39}@\d{1,4}\.\d{1,4}\.\d{1,4}$"}
    return {"anyOf": [short, _of(type_.keys), {"type": "null"}]}


@_of.register
def _keys(type_: Keys) -> Schema:
    """`propertyNames` is not needed: a key that stands nowhere is refused by additionalProperties."""
    return _object(type_.needs, type_.known)


@_of.register
def _task(type_: shape.TaskKeys) -> Schema:
    """Each kind has keys of its own; the first `if` that fits decides."""
    whole = _object(type_.needs, type_.known)
    whole["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}},
            "then": {
                "propertyNames": {"enum": sorted(shape.keys_of(kind))},
                "required": [need] if (need := shape.NEEDS.get(kind)) else [],
            },
        }
        for kind in KINDS
    ]
    return whole


@_of.register
def _use(type_: shape.UseKeys) -> Schema:
    return _object(type_.needs, type_.known) | {"oneOf": [{"required": ["task"]}, {"required": ["any_of"]}]}


def _object(needs: Mapping[str, Any], known: Mapping[str, Any]) -> Schema:
    found: Schema = {"type": "object", "additionalProperties": False}
    found["properties"] = {key: _of(of) for key, of in known.items()}
    if needs:
        found["required"] = list(needs)
    return found
