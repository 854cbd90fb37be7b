"""Single lines of text: references and entities without a document around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docintel.config import TagSettings
from docintel.tag.entities import find_entities
from docintel.tag.entity_merge import merge
from docintel.tag.ner import find_with_models, load_models
from docintel.tag.references import find_references
from docintel.types import Block, Document, Language, Line, Reference, Span


@dataclass(frozen=True, slots=True)
class TaggedReference:
    """A reference in a line; offsets count in the line."""

    start: int
    end: int
    surface: str
    scheme: str
    ids: tuple[str, ...]
    polarity: str


@dataclass(frozen=True, slots=True)
class TaggedEntity:
    """An entity in a line; offsets count in the line."""

    start: int
    end: int
    text: str
    label: str
    id: str | None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class TaggedLine:
    """One line with what was found in it."""

    text: str
    language: Language
    references: tuple[TaggedReference, ...]
    entities: tuple[TaggedEntity, ...]


class LineTagger:
    """Tags one line after the other; the models are loaded once."""

    def __init__(self, settings: TagSettings) -> None:
        """Load the models that the settings name."""
        self._settings = settings
        self._models = load_models(settings) if settings.entities else {}

    def tag(self, text: str, language: Language) -> TaggedLine:
        """References and entities of a line."""
        references = find_references(text, language)
        found = find_entities(text, language, references) if self._settings.entities else []
        document = _as_document(text, language, references)
        entities = merge(text, found, find_with_models(document, self._models, found))
        return TaggedLine(
            text,
            language,
            tuple(
                TaggedReference(one.span.start, one.span.end, _cut(text, one.span), one.scheme, one.ids, one.polarity)
                for one in references
            ),
            tuple(
                TaggedEntity(one.span.start, one.span.end, _cut(text, one.span), one.label, one.id, one.value)
                for one in entities
            ),
        )


def render_html(lines: Iterable[TaggedLine]) -> str:
    """All lines as one page of displaCy, references and entities in colour."""
    from spacy import displacy

    return str(displacy.render([_for_displacy(line) for line in lines], style="ent", manual=True, page=True))


def _for_displacy(line: TaggedLine) -> dict[str, object]:
    marks = [(one.start, one.end, ", ".join(one.ids)) for one in line.references]
    for entity in line.entities:
        if all(entity.end <= one.start or one.end <= entity.start for one in line.references):
            marks.append((entity.start, entity.end, entity.label))
    return {"text": line.text, "ents": [{"start": a, "end": b, "label": label} for a, b, label in sorted(marks)]}


def _as_document(text: str, language: Language, references: Sequence[Reference]) -> Document:
    span = Span(0, len(text))
    block = Block("paragraph", span, (Line(span, 1),), language=language)
    return Document("", "", "", text, language, blocks=(block,), references=tuple(references))


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]
