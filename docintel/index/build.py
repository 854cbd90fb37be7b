"""Put the passages of documents into a store: entries, vectors, and the vocabulary that spelling needs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from docintel.garbage import uncollected
from docintel.index.analyse import VERSION
from docintel.index.analyse_codes import topic_above
from docintel.index.bm25 import passage_vectors
from docintel.index.encode import Encoder
from docintel.index.encode_sentences import SentenceMemory, encode_sentences
from docintel.index.highlight import sentences
from docintel.index.neighbours import MODEL
from docintel.index.points import Condition, Entry, Point, Where
from docintel.index.store import Meta, Store
from docintel.index.vocabulary import Vocabulary
from docintel.types import Document, Span

BATCH = 256
LAYOUT = 3
"""What a point holds; an index of another layout is built anew. 3: sentence vectors in base64, which C decodes
(base 85, in Python, took 8 ms a search); vectors of passages in 16 bits."""
ALL = 10_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What an indexing run did."""

    documents: int = 0
    passages: int = 0
    removed: int = 0


def index_meta(encoder: Encoder) -> Meta:
    """What an index that this encoder fills is made with."""
    return Meta(
        encoder=encoder.name,
        encoder_version=encoder.version,
        dimension=encoder.dimension,
        analyser=VERSION,
        layout=LAYOUT,
    )


@uncollected()
def index_documents(documents: Iterable[Document], store: Store, encoder: Encoder, *, batch: int = BATCH) -> Counts:
    """Add documents as they come; what a document had before goes. The caller commits.

    Passages are encoded ``batch`` at a time over documents, so that short documents do not make short batches.
    """
    adding = _Adding(store, encoder, batch)
    there = set(store.facets("document", limit=ALL))
    number = removed = 0
    for document in documents:
        if document.id in there:
            adding.make_room(document.id)
            removed += remove_documents([document.id], store, vocabulary=adding.vocabulary)
        there.add(document.id)
        adding.add(document)
        number += 1
    adding.flush()
    adding.vocabulary.write(store)
    return Counts(number, adding.passages, removed)


class _Adding:
    """Passages that wait until there are enough for a batch."""

    def __init__(self, store: Store, encoder: Encoder, batch: int) -> None:
        self.vocabulary = Vocabulary.read(store)
        self.passages = 0
        self._store, self._encoder, self._batch = store, encoder, batch
        self._memory = SentenceMemory(encoder)
        self._waiting: list[Entry] = []

    def add(self, document: Document) -> None:
        """Take the passages of a document in, and put full batches into the store."""
        for entry in entries_of(document):
            self._waiting.append(entry)
            if len(self._waiting) >= self._batch:
                self.flush()

    def make_room(self, document_id: str) -> None:
        """Before a document is replaced: its passages are in the store, and the vectors of its sentences in memory.

        A document that is tagged again keeps most of its sentences.
        """
        if any(entry.document == document_id for entry in self._waiting):
            self.flush()
        if self._encoder.name == MODEL:
            return
        old = {entry.passage: entry for entry in self._store.scroll(Where((Condition("document", (document_id,)),)))}
        for passage, rows in self._store.sentences(list(old)).items():
            self._memory.learn(sentence_texts(old[passage]), rows)

    def flush(self) -> None:
        """Put what waits into the store."""
        if not self._waiting:
            return
        points = list(points_of(self._waiting, self._encoder, self._memory))
        self._store.upsert(points)
        for point in points:
            self.vocabulary.add(point.entry, point.lexical)
        self.passages += len(points)
        self._waiting.clear()


def remove_documents(ids: Sequence[str], store: Store, *, vocabulary: Vocabulary | None = None) -> int:
    """Take documents out with their words; returns the number of passages that went."""
    where = Where((Condition("document", tuple(ids)),))
    if not ids or not store.count(where):
        return 0
    words = vocabulary or Vocabulary.read(store)
    removed = _forget_words(store.scroll(where), words)
    store.delete_documents(ids)
    if vocabulary is None:
        words.write(store)
    return removed


def _forget_words(entries: Iterable[Entry], words: Vocabulary) -> int:
    """Take passages out of the vocabulary, a batch at a time; returns their number."""
    stream, removed = iter(entries), 0
    while batch := list(islice(stream, BATCH)):
        for entry, lexical in zip(batch, passage_vectors(batch), strict=True):
            words.remove(entry, lexical)
        removed += len(batch)
    return removed


def repair(documents: Iterable[Document], store: Store, encoder: Encoder) -> Counts:
    """Make the index equal to the documents: add what is missing, take out what is too much."""
    there = store.ids()
    wanted: set[str] = set()
    fixed = missing = 0
    for document in documents:
        ids = {passage.id for passage in document.passages}
        wanted |= ids
        if not ids <= there:
            missing += index_documents([document], store, encoder).passages
            fixed += 1
    surplus = store.ids() - wanted
    if surplus:
        _remove_passages(surplus, store)
    return Counts(fixed, missing, len(surplus))


def _remove_passages(ids: set[str], store: Store) -> None:
    vocabulary = Vocabulary.read(store)
    _forget_words(store.entries(sorted(ids)).values(), vocabulary)
    store.delete(sorted(ids))
    vocabulary.write(store)


def points_of(entries: Sequence[Entry], encoder: Encoder, memory: SentenceMemory) -> Iterator[Point]:
    """Entries with their vectors.

    A model of layers reads each sentence once: its vector is kept, and their mean is the passage. On 144 questions the
    mean found better than the passage read whole (MRR 0.37 and 0.32). Word vectors are summed when they are needed.
    """
    lexical = passage_vectors(entries)
    if encoder.name == MODEL:
        vectors = encoder.encode([encoded_text(entry) for entry in entries], kind="passage")
        yield from map(Point, entries, vectors, lexical)
        return
    found = encode_sentences(encoder, [sentence_texts(entry) for entry in entries], memory)
    for number, entry in enumerate(entries):
        start, end = found.starts[number], found.starts[number + 1]
        yield Point(entry, found.passages[number], lexical[number], found.rows[start:end])


def sentence_texts(entry: Entry) -> list[str]:
    """What a model of layers reads of a passage: the nearest heading, then the sentences."""
    heading = entry.headings[-1] if entry.headings else ""
    texts = [" ".join(entry.text[span.start : span.end].split()) for span in sentences(entry.text)]
    return texts if not heading or entry.text.startswith(heading) else [heading, *texts]


def encoded_text(entry: Entry) -> str:
    """What the encoder reads of a passage: its nearest heading and its text."""
    heading = entry.headings[-1] if entry.headings else ""
    text = " ".join(entry.text.split())
    return text if not heading or text.startswith(heading) else f"{heading}. {text}"


def entries_of(document: Document) -> Iterator[Entry]:
    """The entries of a tagged document, in text order."""
    lines = _Lines(document)
    for passage in document.passages:
        section = document.sections[passage.section] if passage.section is not None else None
        yield Entry(
            passage=passage.id,
            document=document.id,
            title=document.title,
            path=document.path,
            page=passage.page_start,
            page_end=passage.page_end,
            text=document.text[passage.span.start : passage.span.end],
            start=passage.span.start,
            end=passage.span.end,
            section=(section.number or section.title) if section is not None else None,
            headings=passage.headings,
            language=passage.language,
            kind=passage.kind,
            document_kind=document.kind,
            references=passage.references,
            entities=passage.entities,
            call=passage.call or topic_above(passage.headings),
            recommendation=passage.recommendation,
            boxes=lines.boxes(passage.span),
        )


class _Lines:
    """Printed lines of a document that have a box, in text order."""

    def __init__(self, document: Document) -> None:
        lines = [(line, line.box) for line in document.lines() if line.box is not None]
        self._starts = [line.span.start for line, _ in lines]
        self._ends = [line.span.end for line, _ in lines]
        corners = np.array([(box.x0, box.top, box.x1, box.bottom) for _, box in lines]).reshape(-1, 4)
        rounded = np.round(corners, 1).tolist()  # all at once: rounding one by one took a third of an entry's time
        self._boxes = [(line.page, *box) for (line, _), box in zip(lines, rounded, strict=True)]

    def boxes(self, span: Span) -> tuple[tuple[int, float, float, float, float], ...]:
        """Page and box of each line that the span touches."""
        return tuple(self._boxes[bisect_right(self._ends, span.start) : bisect_left(self._starts, span.end)])
