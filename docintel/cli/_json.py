"""Values as JSON text; dates in ISO form, text as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from docintel.types import Document


def line(value: object) -> str:
    """One JSON line."""
    return msgspec.json.encode(value).decode("utf-8")


def pretty(value: object) -> str:
    """JSON for reading, two spaces of indent."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8")


def section_rows(document: Document) -> list[dict[str, object]]:
    """The sections of a document as the command contract writes them."""
    return [
        {
            "number": section.number,
            "title": section.title,
            "level": section.level,
            "page": section.page_start,
            "parent": section.parent,
        }
        for section in document.sections
    ]
