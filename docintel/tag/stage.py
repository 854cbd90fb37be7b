"""The tagging stage: kind, references, entities, calls, recommendations, passages, in that order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from docintel.config import TagSettings
from docintel.tag.passages import cut_passages
from docintel.tag.resolve import find_in_document, resolve_references
from docintel.types import Document

VERSION = "1"
"""Raise when the output for the same document changes."""


def build(settings: TagSettings) -> Callable[[Document], Document]:
    """Load what is heavy once and give the function that tags one document."""

    def tag(document: Document) -> Document:
        document = replace(document, references=find_in_document(document))
        document = resolve_references(document)
        return replace(document, passages=cut_passages(document, settings.passage_words))

    return tag
