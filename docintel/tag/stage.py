"""The tagging stage: kind, references, entities, calls, recommendations, passages, in that order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from docintel.config import TagSettings
from docintel.garbage import uncollected
from docintel.tag.calls import find_calls
from docintel.tag.doc_kind import document_kind
from docintel.tag.entities import find_entities
from docintel.tag.entity_merge import merge
from docintel.tag.ner import find_with_models, load_models
from docintel.tag.passages import cut_passages
from docintel.tag.recommendations import find_recommendations
from docintel.tag.resolve import find_in_document, resolve_references
from docintel.tag.standing import find_notice, find_published
from docintel.types import Document
from docintel.versions import TAG as VERSION

__all__ = ["VERSION", "build"]


def build(settings: TagSettings) -> Callable[[Document], Document]:
    """Load what is heavy once and give the function that tags one document."""
    models = load_models(settings) if settings.entities else {}

    def tag(document: Document) -> Document:
        with uncollected():
            return tag_all(document)

    def tag_all(document: Document) -> Document:
        document = replace(
            document,
            kind=document_kind(document),
            notice=document.notice or find_notice(document),
            published=document.published or find_published(document),
            references=find_in_document(document),
        )
        if settings.entities:
            rules = find_entities(document.text, document.language, document.references)
            entities = merge(document.text, rules, find_with_models(document, models, rules))
            document = replace(document, entities=tuple(entities))
        document = replace(document, calls=find_calls(document), recommendations=find_recommendations(document))
        document = resolve_references(document)
        return replace(document, passages=cut_passages(document, settings.passage_words))

    return tag
