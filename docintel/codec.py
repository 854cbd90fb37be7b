"""Documents, reports and records to JSON and back."""

from __future__ import annotations

from collections.abc import Iterator
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
        ValueError: its parts do not fit each other, so it was damaged or made by hand.
    """
    document = _DOCUMENT.decode(data)
    if fault := next(_faults(document), None):
        raise ValueError(fault)
    return document


def _faults(document: Document) -> Iterator[str]:
    """Numbers that lead nowhere: whoever follows them later would fail far from the cause."""
    length, sections, tables = len(document.text), len(document.sections), len(document.tables)
    for part in (document.blocks, document.sections, document.references, document.entities, document.passages):
        if part and max(item.span.end for item in part) > length:
            yield f"a span ends beyond its {length} characters"
    if any(section.parent is not None and not 0 <= section.parent < at for at, section in enumerate(document.sections)):
        yield "a section lies in one that does not come before it"
    inside = {item.section for part in (document.blocks, document.passages) for item in part} - {None}
    if not inside <= set(range(sections)):
        yield f"there are {sections} sections, a part stands in another"
    if not {block.table for block in document.blocks} - {None} <= set(range(tables)):
        yield f"there are {tables} tables, a block stands in another"
    if not all(block.lines for block in document.blocks):
        yield "a block has no lines"


def loads_as(data: bytes, noun: type[Noun]) -> Noun:
    """Any noun from its JSON."""
    return msgspec.json.decode(data, type=noun)


def plain(value: object) -> object:
    """Dicts, lists and strings only, ready for any JSON writer."""
    return msgspec.to_builtins(value)


def schema(noun: type[object]) -> dict[str, object]:
    """JSON Schema of a noun."""
    return msgspec.json.schema(noun, schema_hook=lambda _: {"description": "any value"})
