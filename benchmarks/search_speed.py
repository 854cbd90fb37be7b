"""Search timed: CPU time of a query at a size, and beside the local mode of qdrant-client; jobs of `search.py`."""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from qdrant_client import QdrantClient

from docintel.config import IndexSettings, SearchSettings
from docintel.evaluate.search import Question
from docintel.index.bm25 import passage_vectors
from docintel.index.build import encoded_text, index_meta
from docintel.index.encode import Encoder
from docintel.index.points import Entry, Point, Where
from docintel.index.query import Query
from docintel.index.search import Searcher
from docintel.index.store import Store, open_reader, open_writer
from docintel.index.store_server import ServerStore
from docintel.index.vocabulary import Vocabulary
from docintel.tag.references import find_references


def latency(store: Store, encoder: Encoder, questions: Sequence[Question], passages: int) -> None:
    """CPU time of a query, without encoding it, on copies of the passages with their vectors slightly turned."""
    entries = list(store.scroll())
    for size in sorted({len(entries), passages}):
        with enlarged(entries, size, encoder) as large:
            settings = SearchSettings(abstain=False)
            searcher = Searcher(large, _Remembered(encoder, questions), settings, None, find_references)
            for question in questions[:20]:
                searcher.search(Query(question.text))
            times = []
            for question in questions:
                start = time.process_time()
                searcher.search(Query(question.text))
                times.append((time.process_time() - start) * 1000)
            print(
                f"{size} passages: p50 {np.quantile(times, 0.5):.1f} ms, p95 {np.quantile(times, 0.95):.1f} ms of CPU"
            )


class _Remembered:
    """An encoder that knows the queries: only the search itself is timed."""

    def __init__(self, encoder: Encoder, questions: Sequence[Question]) -> None:
        self.name, self.version, self.dimension = encoder.name, encoder.version, encoder.dimension
        self._encoder = encoder
        self.truncated = 0
        texts = [question.text for question in questions]
        self._known = dict(zip(texts, encoder.encode(texts, kind="query"), strict=True))

    def encode(self, texts: Sequence[str], *, kind: str = "passage") -> np.ndarray:
        if texts and all(text in self._known for text in texts):
            return np.stack([self._known[text] for text in texts])
        return self._encoder.encode(texts, kind=kind)


@contextmanager
def enlarged(entries: Sequence[Entry], size: int, encoder: Encoder) -> Iterator[Store]:
    """An index of so many passages: each copy has its own id and a vector turned a little."""
    random = np.random.default_rng(0)
    vectors = encoder.encode([encoded_text(entry) for entry in entries], kind="passage")
    lexical = passage_vectors(entries)
    vocabulary = Vocabulary()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as place:
        with open_writer(IndexSettings(), Path(place), index_meta(encoder)) as writer:
            for start in range(0, size, 256):
                points = []
                for number in range(start, min(size, start + 256)):
                    at = number % len(entries)
                    entry = entries[at]
                    if number >= len(entries):
                        name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{entry.passage}/{number}"))
                        entry = replace(entry, passage=name, document=f"{entry.document}-{number // len(entries)}")
                    turned = vectors[at] + random.standard_normal(vectors.shape[1]).astype(np.float32) * 0.01
                    points.append(Point(entry, turned, lexical[at]))
                    vocabulary.add(entry, lexical[at])
                writer.upsert(points)
            vocabulary.write(writer)
            writer.commit()
        with open_reader(IndexSettings(), Path(place)) as store:
            yield store


def local_mode(store: Store, encoder: Encoder, questions: Sequence[Question], size: int) -> None:
    """The same two queries on Qdrant Edge and on qdrant-client's local mode, in one run."""
    entries = list(store.scroll())
    reader = Searcher(store, encoder, SearchSettings()).reader
    queries = [(reader.read(one.text).sparse(), encoder.encode([one.text], kind="query")[0]) for one in questions[:10]]
    with enlarged(entries, size, encoder) as edge:
        local = ServerStore(QdrantClient(":memory:"), IndexSettings(), index_meta(encoder))
        ids = sorted(edge.ids())
        for start in range(0, len(ids), 512):
            local.upsert(list(_points(edge, encoder, ids[start : start + 512])))
        for name, one in (("Qdrant Edge", edge), ("local mode", local)):
            start = time.process_time()
            for sparse, dense in queries:
                one.query_sparse(sparse, 200)
                one.query_dense(dense, 200, Where())
            print(f"{name}, {size} points: {(time.process_time() - start) / len(queries) * 1000:.1f} ms of CPU a query")


def _points(store: Store, encoder: Encoder, ids: Sequence[str]) -> Iterator[Point]:
    entries = list(store.entries(ids).values())
    vectors = encoder.encode([encoded_text(entry) for entry in entries], kind="passage")
    yield from map(Point, entries, vectors, passage_vectors(entries))
