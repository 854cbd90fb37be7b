"""Calls cut into weighted clauses, ready to be compared with profiles.

A clause is a sentence of the topic's own text. What it weighs: where it stands (title, scope, objective and functional
requirements say what is wanted; expected impact and activity lists are much alike), and how many topics say the same
(a sentence that all topics share weighs nothing).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from docintel.codec import dumps, loads_as
from docintel.match.facts import is_thematic
from docintel.match.fields import fields, fields_version
from docintel.match.library import Library
from docintel.types import Block, Call, Document, Span

VERSION = "2"
"""Part of the cache key: change it when the cutting changes."""

_PARTS = (
    (re.compile(r"functional requirement", re.I), 1.1),
    (re.compile(r"specific (objective|challenge)|^objective", re.I), 1.1),
    (re.compile(r"general objective", re.I), 0.9),
    (re.compile(r"impact|outcome", re.I), 0.6),
    (re.compile(r"types? of activities|targeted activities", re.I), 0.7),
    (re.compile(r"scope", re.I), 1.0),
)
_TOPIC_ID = re.compile(r"\b(?:EDF|EDIDP|PADR)-[\w-]+")
_MIN_WORDS, _MAX_WORDS = 4, 90
_TITLE = 1.2


@dataclass(frozen=True, slots=True)
class TopicClause:
    """A sentence of a topic; ``document`` is the id of the document that holds ``span``."""

    text: str
    document: str
    span: Span
    section: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is kept in the cache for one call."""

    clauses: tuple[TopicClause, ...]
    terms: tuple[tuple[str, ...], ...]
    fields: tuple[dict[int, int], ...]
    vectors: bytes


@dataclass(frozen=True)
class Catalogue:
    """All calls with their clauses, terms and vectors; built once, used for every profile."""

    calls: tuple[Call, ...]
    clauses: tuple[TopicClause, ...]
    topic: NDArray[np.int32]
    """Index of the call of each clause; clauses of a call stand together."""
    weight: NDArray[np.float32]
    vectors: NDArray[np.float32]
    terms: tuple[tuple[str, ...], ...]
    fields: tuple[dict[int, int], ...]
    """How often each clause names each field of work."""

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """First clause of each call."""
        return np.searchsorted(self.topic, np.arange(len(self.calls)))

    @cached_property
    def thematic(self) -> NDArray[np.bool_]:
        """Which calls have a subject of their own."""
        return np.array([is_thematic(call) for call in self.calls], dtype=bool)

    def scope_of(self, index: int) -> str:
        """Fingerprint of the texts of a call's clauses: it stays the same when a page or a place moves."""
        texts = (self.clauses[place].text for place in self.of_call(index))
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]

    def of_call(self, index: int) -> range:
        """Indices of the clauses of a call."""
        end = self.starts[index + 1] if index + 1 < len(self.calls) else len(self.clauses)
        return range(int(self.starts[index]), int(end))


def build_catalogue(library: Library) -> Catalogue:
    """Cut, analyse and encode all calls, reusing what the cache holds."""
    calls = tuple(sorted(library.calls, key=lambda call: call.id))
    prepared = [_prepare(call, library) for call in calls]
    clauses = tuple(clause for item in prepared for clause in item.clauses)
    terms = tuple(words for item in prepared for words in item.terms)
    counts = tuple(count for item in prepared for count in item.fields)
    sizes = [len(item.clauses) for item in prepared]
    topic = np.repeat(np.arange(len(calls), dtype=np.int32), sizes)
    rows = [np.frombuffer(item.vectors, dtype=np.float16) for item in prepared]
    flat = np.concatenate(rows) if rows else np.zeros(0, dtype=np.float16)
    vectors = flat.reshape(len(clauses), -1).astype(np.float32) if clauses else np.zeros((0, 1), dtype=np.float32)
    weight = np.array([clause.weight for clause in clauses], dtype=np.float32)
    return Catalogue(calls, clauses, topic, weight * rarity(clauses, topic, len(calls)), vectors, terms, counts)


def rarity(clauses: Sequence[TopicClause], topic: NDArray[np.int32], topics: int) -> NDArray[np.float32]:
    """1 for a sentence that one topic has, falling to 0 for one that a tenth of them share."""
    prints = [fingerprint(clause.text) for clause in clauses]
    spread = Counter(mark for mark, _ in set(zip(prints, topic.tolist(), strict=True)))
    limit = max(math.log(max(topics, 20) / 10 + 1), 0.7)
    return np.array([max(0.0, 1 - math.log(spread[mark]) / limit) for mark in prints], dtype=np.float32)


def fingerprint(text: str) -> str:
    """What two near-identical sentences have in common: their first words without numbers and topic ids."""
    bare = _TOPIC_ID.sub(" ", text).lower()
    return " ".join(re.findall(r"[a-zà-ÿ]{3,}", bare)[:14])


def _prepare(call: Call, library: Library) -> _Prepared:
    documents = [library.documents[place] for place in _documents_of(call) if place in library.documents]
    key = _key(call, library)
    if (kept := library.cache.get(key)) is not None:
        return loads_as(kept, _Prepared)
    clauses = (_title(call, documents), *(clause for document in documents for clause in _cut(call, document, library)))
    vectors = library.encode([clause.text for clause in clauses])
    terms = tuple(tuple(library.analyse(clause.text, call.language)) for clause in clauses)
    counts = tuple(fields().count(clause.text) for clause in clauses)
    item = _Prepared(clauses, terms, counts, np.ascontiguousarray(vectors, dtype=np.float16).tobytes())
    library.cache.put(key, dumps(item))
    return item


def _documents_of(call: Call) -> tuple[str, ...]:
    """The document with the topic's text, else every place that names it."""
    return (call.document,) if call.spans else tuple(dict.fromkeys(place.document for place in call.places))


def _key(call: Call, library: Library) -> str:
    spans = [(span.start, span.end) for span in call.spans]
    mark = hashlib.sha256(repr((call.id, call.title, call.document, spans, call.language)).encode()).hexdigest()[:16]
    return f"clauses/{VERSION}-{fields_version()}/{mark}/{library.encoder}"


def _title(call: Call, documents: Sequence[Document]) -> TopicClause:
    """The title counts as a clause that cannot be boilerplate; its span is where it is printed first."""
    for document in documents:
        for span in (*call.spans, *(place.span for place in call.places if place.span)):
            start = document.text.find(call.title, span.start, span.end) if document.id == call.document else -1
            if start >= 0:
                return TopicClause(call.title, document.id, Span(start, start + len(call.title)), None, _TITLE)
    return TopicClause(call.title, call.document, Span(0, 0), None, _TITLE)


def _cut(call: Call, document: Document, library: Library) -> Iterable[TopicClause]:
    """Sentences of the topic's text, table rows left out: the table of activities is the same in every topic."""
    if document.id != call.document:
        return
    for block in document.blocks:
        if block.kind not in ("paragraph", "list_item", "footnote"):
            continue
        if not any(span.overlaps(block.span) for span in call.spans):
            continue
        yield from _sentences(block, document, library)


def _sentences(block: Block, document: Document, library: Library) -> Iterable[TopicClause]:
    text = document.text[block.span.start : block.span.end]
    headings = document.headings_of(block.section)
    weight = 0.4 if block.kind == "footnote" else _part_weight(headings)
    for part in library.split_sentences(text):
        span = Span(block.span.start + part.start, block.span.start + part.end)
        words = document.quote(span).split()
        if len(words) >= _MIN_WORDS:
            yield TopicClause(
                " ".join(words[:_MAX_WORDS]), document.id, span, headings[-1] if headings else None, weight
            )


def _part_weight(headings: Sequence[str]) -> float:
    """Weight of the innermost heading that names a part of a topic."""
    for heading in reversed(headings):
        for pattern, weight in _PARTS:
            if pattern.search(heading):
                return weight
    return 1.0
