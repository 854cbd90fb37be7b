"""Persons, organisations and places by the trained spaCy models, beside the rules."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import spacy
from spacy.language import Language as Pipeline

from docintel.config import TagSettings, models_folder
from docintel.errors import ModelError
from docintel.sentences import split_sentences
from docintel.tag.entity_names import link
from docintel.types import Block, Document, Entity, Span

_SKIPPED = frozenset({"toc", "header", "footer"})
_BATCH = 64
_MAX_CHARACTERS = 100_000
_INNER_CAPITAL = re.compile(r"[^\s.!?][ \n(\"'‘’“]{1,2}[A-ZÀ-Þ]\w")
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
    """Entities of every sentence that may hold a name, by the model of its block's language.

    A list code or an act is no name: what touches a reference of the document is left out.
    """
    taken = sorted(reference.span for reference in document.references)
    for language, model in models.items():
        stretches = list(_stretches(document, language))
        texts = (document.text[span.start : span.end] for span in stretches)
        for stretch, doc in zip(stretches, model.pipe(texts, batch_size=_BATCH), strict=True):
            for entity in doc.ents:
                start = stretch.start + entity.start_char
                label = _LABELS.get(entity.label_, entity.label_)
                known = link(entity.text) if label == "ORG" else None
                span = Span(start, start + len(entity.text))
                if _touches(span, taken):
                    continue
                yield Entity(span, label, known, None, model.meta.get("name", "ner"), 0.8)


def _stretches(document: Document, language: str) -> Iterator[Span]:
    """Sentences with a capital inside: half of the words of a policy text, and the models learnt from sentences."""
    for block in document.blocks:
        if _is_read(document, block, language) and _INNER_CAPITAL.search(
            document.text, block.span.start, block.span.end
        ):
            for span in split_sentences(document.text, block.span.start, block.span.end):
                if _INNER_CAPITAL.search(document.text, span.start, span.end):
                    yield span


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Tell whether a span shares a character with one of some sorted, disjoint spans."""
    at = bisect_left(others, span)
    return any(other.overlaps(span) for other in others[max(0, at - 1) : at + 1])


def _is_read(document: Document, block: Block, language: str) -> bool:
    own = block.language if block.language != "other" else document.language
    return own == language and block.kind not in _SKIPPED and 0 < len(block.span) <= _MAX_CHARACTERS
