"""A page sealed by age (age-encryption.org/v1): for a recipient's key, or by a passphrase. Needs the extra `age`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.text import t

ENDING = ".age"
Seal = Callable[[bytes], bytes]


def for_recipient(key: str) -> Seal:
    """What only the holder of this key can open: an age key (age1...) or a public key of ssh. UsageError for others."""
    age = _age()
    kind = age.ssh if key.startswith("ssh-") else age.x25519
    try:
        recipient = kind.Recipient.from_str(key)
    except age.RecipientError:
        raise UsageError(t("this is no key that age knows"), t("give age1... or a public key of ssh")) from None

    def seal(data: bytes) -> bytes:
        made: bytes = age.encrypt(data, [recipient])
        return made

    return seal


def by_passphrase(words: str) -> Seal:
    """What anyone with this passphrase can open (scrypt); lost means lost."""
    age = _age()

    def seal(data: bytes) -> bytes:
        made: bytes = age.passphrase.encrypt(data, words)
        return made

    return seal


def ready() -> None:
    """UsageError where the extra is not installed."""
    _age()


def _age() -> Any:
    if find_spec("pyrage") is None:
        raise UsageError(
            t("sealing needs an extra that is not installed"), t("install it: pip install 'repairjournal[age]'")
        )
    return import_module("pyrage")
