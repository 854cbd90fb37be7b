"""Values as JSON text; dates in ISO form, text as it is."""

from __future__ import annotations

import msgspec


def line(value: object) -> str:
    """One JSON line."""
    return msgspec.json.encode(value).decode("utf-8")


def pretty(value: object) -> str:
    """JSON for reading, two spaces of indent."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8")
