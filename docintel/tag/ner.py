"""Persons, organisations and places by the trained name models, beside the rules."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from docintel.config import TagSettings, models_folder
from docintel.errors import ModelError
from docintel.lexicon import load_words
from docintel.sentences import split_sentences
from docintel.tag.entity_names import link
from docintel.tag.name_net import NameNet, load_net
from docintel.types import Block, Document, Entity, Span

_SKIPPED = frozenset({"toc", "header", "footer"})
_MAX_CHARACTERS = 100_000
_INNER_CAPITAL = re.compile(r"(?<=[^\s.!?][ \n(\"'‘’“])[(\"'‘’“]?([A-ZÀ-Þ]\w)")
_FIRST_WORD = re.compile(r"\W*([A-ZÀ-Þ][\w-]*[^\W\d_])")
_LABELS = {"PER": "PERSON", "GPE": "LOC"}


@cache
def _load(name: str) -> NameNet | None:
    """A shipped model by name; None where it was not installed."""
    folder = models_folder() / name
    if not folder.is_dir():
        return None
    try:
        return load_net(folder)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise ModelError(str(folder), f"does not load ({error})", "fetch the models again") from error


def load_models(settings: TagSettings) -> Mapping[str, NameNet]:
    """The models that are there, by language."""
    names = {"nl": settings.model_nl, "en": settings.model_en}
    loaded = {language: _load(name) for language, name in names.items()} if settings.ner else {}
    return {language: model for language, model in loaded.items() if model is not None}


def find_with_models(
    document: Document, models: Mapping[str, NameNet], rules: Iterable[Entity] = ()
) -> Iterator[Entity]:
    """Entities of every sentence that may hold a name beside those of the rules, by the model of its block's language.

    A list code or an act is no name: what touches a reference of the document is left out.
    """
    pointed = sorted(reference.span for reference in document.references)
    known = _settled([*pointed, *(entity.span for entity in rules)])
    for language, model in models.items():
        stretches = list(_stretches(document, language, known))
        texts = [document.text[span.start : span.end] for span in stretches]
        for stretch, names in zip(stretches, model.find(texts), strict=True):
            for name in names:
                span = Span(stretch.start + name.start, stretch.start + name.end)
                if not _touches(span, pointed):
                    label = _LABELS.get(name.label, name.label)
                    surface = document.text[span.start : span.end]
                    yield Entity(span, label, link(surface) if label == "ORG" else None, None, model.name, 0.8)


def _settled(spans: Iterable[Span]) -> list[Span]:
    """Sorted spans, those inside or across another joined with it."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _stretches(document: Document, language: str, known: Sequence[Span]) -> Iterator[Span]:
    """Sentences with a capital that nothing explains: half of the words of a policy text need no model."""
    text = document.text
    for block in document.blocks:
        if _is_read(document, block, language):
            for span in split_sentences(text, block.span.start, block.span.end):
                if _may_name(text, span, known):
                    yield span


def _may_name(text: str, span: Span, known: Sequence[Span]) -> bool:
    """Tell whether a capital stands inside a sentence that no rule has spoken for, or an unknown word opens it."""
    for match in _INNER_CAPITAL.finditer(text, span.start, span.end):
        if not _touches(Span(match.start(1), match.end()), known):
            return True
    first = _FIRST_WORD.match(text, span.start, span.end)
    return (
        first is not None
        and first[1].lower() not in load_words()
        and not _touches(Span(first.start(1), first.end()), known)
    )


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Tell whether a span shares a character with one of some sorted, disjoint spans."""
    at = bisect_left(others, span)
    return any(other.overlaps(span) for other in others[max(0, at - 1) : at + 1])


def _is_read(document: Document, block: Block, language: str) -> bool:
    own = block.language if block.language != "other" else document.language
    return own == language and block.kind not in _SKIPPED and 0 < len(block.span) <= _MAX_CHARACTERS
