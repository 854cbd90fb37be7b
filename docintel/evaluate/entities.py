"""Names and values in real sentences: a stand-off gold set that holds no text, and the score against it.

A row names a document, a page and a sentence by the SHA-1 of its characters without white space; spans count the same
characters. So the set survives another way of cutting lines, blocks or sentences, and a sentence that extraction lost
is counted, not skipped. Some sentences were drawn at random, some among those that hold names (``draw``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from docintel.evaluate.metrics import Score
from docintel.types import Document, Entity, Language, Span

LABELS = ("PERSON", "ORG", "LOC", "PROGRAMME", "LAW", "MONEY", "PERCENT", "DATE", "TRL", "CALL")
"""What is scored; an entity of another label (a technology, a capability) is neither right nor wrong here."""
_FOLDED = {"FUND": "PROGRAMME", "INSTRUMENT": "PROGRAMME", "ACT": "LAW"}
"""Finer labels of the rules and the coarser one of the gold."""
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?")


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A name or value; a strategy may be programme or act (two labels), a doubtful one (``optional``) counts not."""

    start: int
    end: int
    labels: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """One annotated sentence; ``half``: ``dev`` (errors were looked at), ``held-out`` (only measured) or ``train``."""

    document: str
    page: int
    sha1: str
    length: int
    language: Language
    half: Literal["dev", "held-out", "train"]
    draw: Literal["any", "named"]
    spans: tuple[GoldSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts per label over a gold set, and the sentences that were not found in the documents."""

    labels: Mapping[str, Score]
    sentences: int
    lost: int

    @property
    def total(self) -> Score:
        """All labels pooled (micro average)."""
        return sum(self.labels.values(), Score(0, 0, 0))


@dataclass(frozen=True, slots=True)
class Mistake:
    """A span that stands on one side only, for those who read errors."""

    text: str
    label: str
    kind: Literal["missed", "spurious"]
    span: Span


def squeeze(text: str) -> tuple[str, list[int]]:
    """Take all white space out; the characters left and where each stood."""
    places = [place for place, char in enumerate(text) if not char.isspace()]
    return "".join(text[place] for place in places), places


def read_gold(path: Path) -> list[GoldSentence]:
    """Read a gold file, one sentence a line."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        spans = tuple(
            GoldSpan(span["start"], span["end"], tuple(span["labels"]), span.get("optional", False))
            for span in raw.pop("spans")
        )
        rows.append(GoldSentence(**raw, spans=spans))
    return rows


def write_gold(path: Path, rows: Iterable[GoldSentence]) -> None:
    """Write a gold file in the order of documents and pages."""
    lines = []
    for row in sorted(rows, key=lambda row: (row.document, row.page, row.sha1)):
        raw = {name: getattr(row, name) for name in GoldSentence.__slots__ if name != "spans"}
        raw["spans"] = [
            {
                "start": span.start,
                "end": span.end,
                "labels": span.labels,
                **({"optional": True} if span.optional else {}),
            }
            for span in row.spans
        ]
        lines.append(json.dumps(raw, ensure_ascii=False) + "\n")
    path.write_text("".join(lines), "utf-8")


class Squeezed:
    """A document without white space, in which gold sentences are looked up by page and hash."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text, self._places = squeeze(document.text)
        self._index = {place: at for at, place in enumerate(self._places)}
        self._page_starts: dict[int, int] = {}
        self._page_ends: dict[int, int] = {}
        for line in document.lines():
            if len(line.span):
                first, last = self.inside(line.span)
                self._page_starts[line.page] = min(first, self._page_starts.get(line.page, first))
                self._page_ends[line.page] = max(last, self._page_ends.get(line.page, last))

    def inside(self, span: Span) -> tuple[int, int]:
        """A span counted in characters without white space."""
        places = [self._index[place] for place in range(span.start, span.end) if place in self._index]
        return (places[0], places[-1] + 1) if places else (0, 0)

    def outside(self, start: int, end: int) -> Span:
        """The same the other way."""
        return Span(self._places[start], self._places[end - 1] + 1)

    def find(self, gold: GoldSentence) -> int | None:
        """Where a gold sentence starts: the first stretch on its page with its length and hash."""
        start = self._page_starts.get(gold.page, 0)
        stop = min(self._page_ends.get(gold.page, len(self.text)), len(self.text) - gold.length + 1)
        for at in range(start, stop):
            if hashlib.sha1(self.text[at : at + gold.length].encode(), usedforsecurity=False).hexdigest() == gold.sha1:
                return at
        return None


def score(
    documents: Mapping[str, Document],
    gold: Sequence[GoldSentence],
    found: Mapping[str, Sequence[Entity]] | None = None,
    *,
    labels: Sequence[str] = LABELS,
    mistakes: list[Mistake] | None = None,
) -> Outcome:
    """Compare found entities with the gold by exact span and label; a lost sentence counts its spans as missed.

    ``found`` stands in for the entities of the documents where another tagger is measured; ``mistakes`` is filled when
    given. A bare year is no date here, so one that is found is left out of the count. An act may be found with the
    article before its name: ``artikel 14 van het Wapenhandeldecreet`` for ``Wapenhandeldecreet``.
    """
    hits, seen, wanted = (defaultdict[str, int](int) for _ in range(3))
    lost = 0
    squeezed = {name: Squeezed(documents[name]) for name in {row.document for row in gold} if name in documents}
    for row in gold:
        expected = [span for span in row.spans if not span.optional and set(span.labels) & set(labels)]
        for span in expected:
            wanted[span.labels[0]] += 1
        view = squeezed.get(row.document)
        at = view.find(row) if view is not None else None
        if view is None or at is None:
            lost += 1
            continue
        entities = view.document.entities if found is None else found.get(row.document, ())
        missed = list(expected)
        for start, end, label in _within(view, entities, at, row, labels):
            match = next((gold_span for gold_span in missed if _same(gold_span, start, end, label)), None)
            if match is not None:
                missed.remove(match)
                hits[match.labels[0]] += 1
            seen[match.labels[0] if match is not None else label] += 1
            if match is None and mistakes is not None:
                place = view.outside(at + start, at + end)
                mistakes.append(Mistake(view.document.quote(place), label, "spurious", place))
        if mistakes is not None:
            places = [(view.outside(at + span.start, at + span.end), span.labels[0]) for span in missed]
            mistakes.extend(Mistake(view.document.quote(place), label, "missed", place) for place, label in places)
    return Outcome({label: Score(hits[label], seen[label], wanted[label]) for label in labels}, len(gold), lost)


def _same(gold: GoldSpan, start: int, end: int, label: str) -> bool:
    if label not in gold.labels or gold.end != end:
        return False
    return gold.start == start or (label == "LAW" and start < gold.start)


def _within(
    view: Squeezed, entities: Sequence[Entity], at: int, row: GoldSentence, labels: Sequence[str]
) -> list[tuple[int, int, str]]:
    """Scored entities inside a gold sentence, counted from its start; those on doubtful spans are left out."""
    where = view.outside(at, at + row.length)
    inside = []
    for entity in entities:
        label = _FOLDED.get(entity.label, entity.label)
        if label not in labels or not where.covers(entity.span):
            continue
        first, last = view.inside(entity.span)
        start, end = first - at, last - at
        doubtful = any(span.optional and start < span.end and span.start < end for span in row.spans)
        year = label == "DATE" and _YEARS.fullmatch(view.text[first:last])
        if not doubtful and not year:
            inside.append((start, end, label))
    return inside
