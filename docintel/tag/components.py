"""Every spaCy factory of docintel, so that ``nlp.add_pipe("docintel_references")`` works in any pipeline.

The entry points of the package name the two ``make_`` functions; offsets in ``doc.user_data`` are those of the text,
while ``doc.spans`` widens them to whole tokens, as spaCy must.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Span

from docintel.tag.entities import find_entities
from docintel.tag.references import find_references
from docintel.types import Entity, Language, Reference


def _register() -> None:
    """Extension attributes; a second import must not fail."""
    if not Doc.has_extension("references"):
        Doc.set_extension("references", getter=_references_of)
        Doc.set_extension("entities", getter=_entities_of)
    for name in ("ids", "scheme", "polarity", "value"):
        if not Span.has_extension(name):
            Span.set_extension(name, default=None)


def _references_of(doc: Doc) -> tuple[Reference, ...]:
    found: tuple[Reference, ...] = doc.user_data.get("references", ())
    return found


def _entities_of(doc: Doc) -> tuple[Entity, ...]:
    found: tuple[Entity, ...] = doc.user_data.get("entities", ())
    return found


_register()


class ReferenceTagger:
    """Puts references into ``doc.spans["references"]``, ``doc._.references`` and ``doc.user_data["references"]``."""

    def __init__(self, language: Language, spans_key: str) -> None:
        """Remember the language of the pipeline and the key of the span group."""
        self.language, self.spans_key = language, spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        references = tuple(find_references(doc.text, self.language))
        doc.user_data["references"] = references
        doc.spans[self.spans_key] = [span for item in references if (span := _reference_span(doc, item)) is not None]
        return doc


class EntityTagger:
    """Puts rule entities into ``doc.spans["entities"]`` and, where nothing overlaps, into ``doc.ents``."""

    def __init__(self, language: Language, spans_key: str, *, into_ents: bool) -> None:
        """Remember the language, the key of the span group and whether ``doc.ents`` is filled."""
        self.language, self.spans_key, self.into_ents = language, spans_key, into_ents

    def __call__(self, doc: Doc) -> Doc:
        """Read one document; references that were found before are used again."""
        references: Sequence[Reference] | None = doc.user_data.get("references")
        entities = tuple(find_entities(doc.text, self.language, references))
        doc.user_data["entities"] = entities
        spans = [span for item in entities if (span := _entity_span(doc, item)) is not None]
        doc.spans[self.spans_key] = spans
        if self.into_ents:
            doc.set_ents(_without_overlap(spans), default="unmodified")
        return doc


@Pipeline.factory(
    "docintel_references",
    default_config={"spans_key": "references"},
    assigns=["doc.spans", "doc.user_data"],
)
def make_references(nlp: Pipeline, name: str, spans_key: str) -> ReferenceTagger:
    """Make the component that reads references."""
    return ReferenceTagger(_language(nlp), spans_key)


@Pipeline.factory(
    "docintel_entities",
    default_config={"spans_key": "entities", "into_ents": True},
    assigns=["doc.spans", "doc.ents", "doc.user_data"],
)
def make_entities(nlp: Pipeline, name: str, spans_key: str, into_ents: bool) -> EntityTagger:
    """Make the component that reads entities by rule."""
    return EntityTagger(_language(nlp), spans_key, into_ents=into_ents)


def _language(nlp: Pipeline) -> Language:
    return "nl" if nlp.lang == "nl" else "en" if nlp.lang == "en" else "other"


def _reference_span(doc: Doc, item: Reference) -> Span | None:
    span = doc.char_span(item.span.start, item.span.end, label=item.scheme, alignment_mode="expand")
    if span is not None:
        span.id_ = item.ids[0]
        span._.ids, span._.scheme, span._.polarity = item.ids, item.scheme, item.polarity
    return span


def _entity_span(doc: Doc, item: Entity) -> Span | None:
    span = doc.char_span(item.span.start, item.span.end, label=item.label, kb_id=item.id or "", alignment_mode="expand")
    if span is not None:
        span._.ids, span._.value = ((item.id,) if item.id else ()), item.value
    return span


def _without_overlap(spans: Sequence[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.label_ != "DEADLINE" and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept
