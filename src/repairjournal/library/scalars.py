"""What a text without quotes means: YAML 1.2 core numbers and true/false, and the words older YAML reads otherwise."""

from __future__ import annotations

import re

from repairjournal.text import t

# What YAML 1.1 (PyYAML, Ruby, most editors) makes of a plain text, besides text: yaml.org/type, bool to timestamp.
_TRUE = frozenset(("y", "yes", "true", "on"))
_FALSE = frozenset(("n", "no", "false", "off"))
_NULL = frozenset(("", "~", "null"))
_ZERO = re.compile(r"[-+]?0[0-9_]+")
_SIXTY = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?")
_NUMBER = re.compile(
    r"[-+]?(?:0[bB][01_]+|0[xX][0-9a-fA-F_]+|0o[0-7]+|(?:[0-9][0-9_]*)?\.?[0-9_]+(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*\."
    r"|\.(?:inf|nan))",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_MOST_LENGTH = 9  # characters; Python refuses to convert 5,000 digits, and no field of a program needs more


def surprise(text: str) -> str | None:
    """What some reader of YAML would make of this plain text instead of text; None where all agree on text.

    Says it by a fixed example, never by the text itself.
    """
    word = text.lower()
    if word in _TRUE:
        return t("YAML reads a plain '{word}' as true", word=word)
    if word in _FALSE:
        return t("YAML reads a plain '{word}' as false", word=word)
    if word in _NULL:
        return t("YAML reads this as empty")
    if _ZERO.fullmatch(text):
        return t("YAML reads a number that begins with 0 in base eight (0010 becomes 8)")
    if _SIXTY.fullmatch(text):
        return t("YAML reads digits with a colon as one number in base sixty (1:30 becomes 90)")
    if _DATE.fullmatch(text):
        return t("YAML makes a date of this")
    if text in ("=", "<<"):
        return t("YAML reads this sign as an order, not as text")
    if any(char.isdigit() for char in text[:3]) or word[-4:] in (".inf", ".nan"):
        return t("YAML makes a number of this") if _NUMBER.fullmatch(text) else None
    return None


def whole(text: str) -> int | None:
    """A whole number in decimal digits, at most nine characters; None for anything else."""
    return int(text) if len(text) <= _MOST_LENGTH and _WHOLE.fullmatch(text) else None


def decimal(text: str) -> float | None:
    """A number with or without a decimal point, at most nine characters; None for anything else."""
    return float(text) if len(text) <= _MOST_LENGTH and _DECIMAL.fullmatch(text) else None
