"""Building HTML and SVG: whatever is not markup of ours is escaped, because only `tag` makes markup."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from repairjournal.export.book import shown


class Markup(str):
    """Markup that `tag` has made."""

    __slots__ = ()


def tag(name: str, /, *inside: str, **attributes: object) -> Markup:
    """An element. Text inside and every attribute's value is escaped; `class_` and `stroke_width` lose their bars.

    An attribute that is None is left out. Closed as XML wants it, so that a strict parser can check a page.
    """
    told = "".join(
        f' {key.strip("_").replace("_", "-")}="{_text(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if not inside:
        return Markup(f"<{name}{told} />" if name in _EMPTY else f"<{name}{told}></{name}>")
    return Markup(f"<{name}{told}>{''.join(map(_inner, inside))}</{name}>")


_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"


def head(title: str, style: str) -> Markup:
    """The head of a page that runs nothing and fetches nothing: its policy allows this very style and no more."""
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag(
            "meta",
            http_equiv="Content-Security-Policy",
            content=_POLICY.format(b64encode(sha256(style.encode()).digest()).decode()),
        ),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title),
        tag("style", Markup(style)),
    )


_EMPTY = frozenset(("br", "circle", "hr", "line", "link", "meta", "path", "rect"))


def _inner(part: str) -> str:
    return part if isinstance(part, Markup) else _text(part)


def _text(text: str) -> str:
    return escape(shown(text), quote=True)
