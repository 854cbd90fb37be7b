"""Documents, reports and records to JSON and back."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from docintel.types import Document

Noun = TypeVar("Noun")

_DOCUMENT = msgspec.json.Decoder(Document)


def dumps(value: object) -> bytes:
    """Compact JSON of any noun; the same value gives the same bytes."""
    return msgspec.json.encode(value)


def loads(data: bytes) -> Document:
    """A document from its JSON.

    Raises:
        msgspec.DecodeError: the bytes are not a document of this version.
    """
    return _DOCUMENT.decode(data)


def loads_as(data: bytes, noun: type[Noun]) -> Noun:
    """Any noun from its JSON."""
    return msgspec.json.decode(data, type=noun)


def plain(value: object) -> object:
    """Dicts, lists and strings only, ready for any JSON writer."""
    return msgspec.to_builtins(value)


def schema(noun: type[object]) -> dict[str, object]:
    """JSON Schema of a noun."""
    return msgspec.json.schema(noun, schema_hook=lambda _: {"description": "any value"})
