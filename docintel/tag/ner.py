"""Persons, organisations and places by the trained spaCy models, beside the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import spacy
from spacy.language import Language as Pipeline

from docintel.config import TagSettings, models_folder
from docintel.errors import ModelError
from docintel.tag.entity_names import link
from docintel.types import Block, Document, Entity, Span

_SKIPPED = frozenset({"toc", "header", "footer"})
_BATCH = 64
_MAX_CHARACTERS = 100_000
_LABELS = {"PER": "PERSON", "GPE": "LOC"}


@cache
def _load(name: str) -> Pipeline | None:
    """A shipped model by name; None where it was not installed."""
    folder = models_folder() / name
    if not folder.is_dir():
        return None
    try:
        return spacy.load(folder)
    except (OSError, ValueError) as error:
        raise ModelError(str(folder), f"does not load ({error})", "fetch the models again") from error


def load_models(settings: TagSettings) -> Mapping[str, Pipeline]:
    """The models that are there, by language."""
    names = {"nl": settings.model_nl, "en": settings.model_en}
    loaded = {language: _load(name) for language, name in names.items()} if settings.ner else {}
    return {language: model for language, model in loaded.items() if model is not None}


def find_with_models(document: Document, models: Mapping[str, Pipeline]) -> Iterator[Entity]:
    """Entities of every block in the language that the block is written in."""
    for language, model in models.items():
        blocks = [block for block in document.blocks if _is_read(document, block, language)]
        texts = (document.text[block.span.start : block.span.end] for block in blocks)
        for block, doc in zip(blocks, model.pipe(texts, batch_size=_BATCH), strict=True):
            for entity in doc.ents:
                start = block.span.start + entity.start_char
                label = _LABELS.get(entity.label_, entity.label_)
                known = link(entity.text) if label == "ORG" else None
                span = Span(start, start + len(entity.text))
                yield Entity(span, label, known, None, model.meta.get("name", "ner"), 0.8)


def _is_read(document: Document, block: Block, language: str) -> bool:
    own = block.language if block.language != "other" else document.language
    return own == language and block.kind not in _SKIPPED and 0 < len(block.span) <= _MAX_CHARACTERS
