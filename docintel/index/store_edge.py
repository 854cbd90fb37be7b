"""The store inside the process: Qdrant Edge shards in generations.

A generation is written without the engine's write-ahead log and is seen by nobody before it is flushed, synced and
published, so a crash loses the unfinished generation and nothing else. A shard made with the log can neither be
shared by readers nor reopened without it (its operation numbers start again and later deletes are ignored: seen in
qdrant-edge-py 0.9.0).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
import qdrant_edge as edge

from docintel.config import IndexSettings
from docintel.errors import StoreError
from docintel.index import generations
from docintel.index.memory import remembered
from docintel.index.payloads import ENTRY, LABELS, SENTENCES, entries_in, entry_in, labels_in, payload_of, sentences_in
from docintel.index.points import (
    EVERYTHING,
    FIELDS,
    Entry,
    Field,
    Labels,
    Point,
    Scored,
    Sparse,
    Vector,
    Where,
)
from docintel.index.store import Meta

SCROLL = 1000
NO_GRAPH_KB = 2_000_000_000
"""An indexing threshold that is never reached."""
HNSW_EF = 256


@contextmanager
def _engine(where: Path) -> Iterator[None]:
    """The engine raises bare ``Exception``: give it a name and a place."""
    try:
        yield
    except BaseException as error:
        if type(error) is not Exception:
            raise
        first = str(error).splitlines()[0] if str(error) else "unknown error"
        if any(words in first for words in ("os error 30", "os error 13")):
            what = "cannot be written, and the engine opens its files for writing even to search"
            raise StoreError(str(where), what, "copy the workspace to where it can be written") from error
        raise StoreError(str(where), f"index error ({first})", "run 'docintel ingest --force index'") from error


def _config(dimension: int, graph: bool) -> Any:
    """Layout of a shard; with a graph only above ``exact_below`` points."""
    half = edge.VectorStorageDatatype.Float16  # exact search reads it all: 1.8 ms at 20,000, 2.3 with 32 bits
    return edge.EdgeConfig(
        vectors={"dense": edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Cosine, datatype=half)},
        sparse_vectors={"lexical": edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        hnsw_config=edge.HnswIndexConfig(m=16, ef_construct=128, full_scan_threshold=10_000, payload_m=16),
        optimizers=edge.EdgeOptimizersConfig(indexing_threshold=10_000 if graph else NO_GRAPH_KB),
        wal_enabled=False,
    )


def _filter(where: Where) -> Any:
    if not where:
        return None
    must: list[Any] = [
        edge.FieldCondition(condition.field, match=edge.MatchAny(list(condition.values)))
        for condition in where.conditions
    ]
    if where.ids is not None:
        must.append(edge.HasIdCondition(set(where.ids)))
    return edge.Filter(must=must)


class _Shard:
    """What a reader and a writer share: one open shard with its notes."""

    meta: Meta

    def __init__(self, generation: Path, settings: IndexSettings, shard: Any) -> None:
        self._generation, self._settings, self._shard = generation, settings, shard
        self._graph = False

    def ids(self, where: Where = EVERYTHING) -> set[str]:
        """Ids of the passages."""
        return {str(record.id) for record in self._records(where, with_payload=False)}

    def count(self, where: Where = EVERYTHING) -> int:
        """Number of passages."""
        with _engine(self._generation):
            return int(self._shard.count(edge.CountRequest(filter=_filter(where))))

    def query_dense(self, vector: Vector, limit: int, where: Where = EVERYTHING) -> list[Scored]:
        """Nearest passages by cosine, exact without a graph."""
        params = edge.SearchParams(hnsw_ef=HNSW_EF, acorn=edge.AcornSearchParams(enable=bool(where)))
        return self._query(
            vector.tolist(), "dense", limit, where, params if self._graph else edge.SearchParams(exact=True)
        )

    def query_sparse(self, terms: Sparse, limit: int, where: Where = EVERYTHING) -> list[Scored]:
        """Best passages by weighted terms times IDF."""
        if not terms:
            return []
        vector = edge.SparseVector(list(terms.indices), list(terms.values))
        return self._query(vector, "lexical", limit, where, None)

    def _query(self, vector: Any, using: str, limit: int, where: Where, params: Any) -> list[Scored]:
        request = edge.QueryRequest(
            limit=limit,
            query=edge.Query.Nearest(vector, using=using),
            filter=_filter(where),
            with_payload=False,
            params=params,
        )
        with _engine(self._generation):
            return [Scored(str(point.id), point.score) for point in self._shard.query(request)]

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Entries of these passages."""
        if not ids:
            return {}
        with _engine(self._generation):
            records = self._shard.retrieve(list(ids), edge.PayloadSelector.Include([ENTRY]), False)
        return entries_in(records)

    def labels(self, ids: Sequence[str]) -> dict[str, Labels]:
        """What ranking needs of these passages."""
        if not ids:
            return {}
        with _engine(self._generation):
            records = self._shard.retrieve(list(ids), edge.PayloadSelector.Include(LABELS), ["lexical"])
        return labels_in(records)

    def sentences(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Sentence vectors of these passages, of those that have them."""
        if not ids:
            return {}
        with _engine(self._generation):
            records = self._shard.retrieve(list(ids), edge.PayloadSelector.Include([SENTENCES]), False)
        return sentences_in(records, self.meta.dimension)

    def scroll(self, where: Where = EVERYTHING) -> Iterator[Entry]:
        """All entries, read in batches."""
        yield from map(entry_in, self._records(where, with_payload=True))

    def _records(self, where: Where, *, with_payload: bool) -> Iterator[Any]:
        offset = None
        selector = edge.PayloadSelector.Include([ENTRY]) if with_payload else False
        while True:
            request = edge.ScrollRequest(
                offset=offset, limit=SCROLL, filter=_filter(where), with_payload=selector, with_vector=False
            )
            with _engine(self._generation):
                records, offset = self._shard.scroll(request)
            yield from records
            if offset is None:
                return

    def facets(self, field: Field, where: Where = EVERYTHING, limit: int = 1000) -> Mapping[str, int]:
        """Number of passages for each value of a field."""
        with _engine(self._generation):
            response = self._shard.facet(edge.FacetRequest(field, limit=limit, exact=True, filter=_filter(where)))
        return {str(hit.value): int(hit.count) for hit in response.hits}

    def note(self, name: str) -> bytes | None:
        """A derived file kept with the generation."""
        path = self._generation / f"{name}.note"
        return path.read_bytes() if path.exists() else None

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Release the shard."""
        if self._shard is not None:
            self._shard.close()
            self._shard = None


class EdgeReader(_Shard):
    """One finished generation, open for any number of processes."""

    def __init__(self, folder: Path, settings: IndexSettings) -> None:
        """Open the current generation.

        Raises:
            StoreError: there is none, or it is damaged.
        """
        generation, self._lock = generations.lock_reader(folder)
        self.meta = read_meta(generation)
        with _engine(generation):
            shard = edge.EdgeShard.load(str(generation / "shard"))
        super().__init__(generation, settings, shard)
        self._graph = (generation / "graph").exists()
        self._entries: dict[str, Entry] = {}
        self._labels: dict[str, Labels] = {}

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Entries of these passages; a finished generation never changes, so what was read stays in memory."""
        return remembered(self._entries, ids, super().entries)

    def labels(self, ids: Sequence[str]) -> dict[str, Labels]:
        """What ranking needs of these passages, kept in memory as the entries are."""
        return remembered(self._labels, ids, super().labels)

    def upsert(self, points: Sequence[Point]) -> None:
        """A reader does not write."""
        raise self._read_only()

    def delete_documents(self, documents: Iterable[str]) -> None:
        """A reader does not write."""
        raise self._read_only()

    def delete(self, ids: Iterable[str]) -> None:
        """A reader does not write."""
        raise self._read_only()

    def set_note(self, name: str, data: bytes) -> None:
        """A reader does not write."""
        raise self._read_only()

    def commit(self) -> None:
        """A reader does not write."""
        raise self._read_only()

    def _read_only(self) -> StoreError:
        return StoreError(str(self._generation), "opened for reading", "open it with open_writer")

    def close(self) -> None:
        """Release the shard and let the generation go."""
        if self._shard is not None:
            super().close()
            generations.unlock(self._lock)


class EdgeWriter(_Shard):
    """The next generation in the making; readers see it after ``commit``."""

    def __init__(self, folder: Path, settings: IndexSettings, meta: Meta, *, fresh: bool = False) -> None:
        """Lock the folder, drop what a crash left behind, and copy the current generation or start empty.

        Raises:
            StoreError: another process writes.
        """
        self._folder = folder
        self._lock = generations.lock_writer(folder)
        self._open = True
        self.meta = meta
        try:
            self._begin(settings, fresh)
        except BaseException:
            generations.unlock(self._lock)
            raise

    def _begin(self, settings: IndexSettings, fresh: bool) -> None:
        source = generations.current(self._folder)
        generations.sweep(self._folder, keep=source)
        if source is not None and (fresh or not _usable(source, self.meta)):
            source = None
        generations.need_space(self._folder)
        generation = generations.begin(self._folder, source)
        with _engine(generation):
            if source is None:
                (generation / "shard").mkdir()
                shard = edge.EdgeShard.create(str(generation / "shard"), _config(self.meta.dimension, False))
                for field in FIELDS:
                    shard.update(edge.UpdateOperation.create_field_index(field, edge.PayloadSchemaType.Keyword))
            else:
                shard = edge.EdgeShard.load(str(generation / "shard"))
        super().__init__(generation, settings, shard)
        self._graph = (generation / "graph").exists()

    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace passages."""
        if not points:
            return
        generations.need_space(self._folder)
        rows = [
            edge.Point(
                point.entry.passage,
                {
                    "dense": _finite(point.dense).tolist(),
                    "lexical": edge.SparseVector(list(point.lexical.indices), list(point.lexical.values)),
                },
                payload_of(point),
            )
            for point in points
        ]
        with _engine(self._generation):
            self._shard.update(edge.UpdateOperation.upsert_points(rows))

    def delete_documents(self, documents: Iterable[str]) -> None:
        """Remove all passages of these documents."""
        names = list(documents)
        if names:
            condition = edge.FieldCondition("document", match=edge.MatchAny(names))
            with _engine(self._generation):
                self._shard.update(edge.UpdateOperation.delete_points_by_filter(edge.Filter(must=[condition])))

    def delete(self, ids: Iterable[str]) -> None:
        """Remove passages by id."""
        names: list[Any] = list(ids)
        if names:
            with _engine(self._generation):
                self._shard.update(edge.UpdateOperation.delete_points(names))

    def set_note(self, name: str, data: bytes) -> None:
        """Keep a derived file with the generation."""
        with generations.disk_errors(self._folder):
            (self._generation / f"{name}.note").write_bytes(data)

    def commit(self) -> None:
        """Flush, sync, publish; then go on in a copy, so that a long run may commit more than once."""
        self._finish()
        with generations.disk_errors(self._folder):
            generations.publish(self._folder, self._generation)
        generations.sweep(self._folder, keep=self._generation)
        self._open = False

    def _finish(self) -> None:
        with _engine(self._generation):
            graph = self.count() >= self._settings.exact_below > 0
            if graph:
                self._shard.close()
                config = _config(self.meta.dimension, True)
                self._shard = edge.EdgeShard.load(str(self._generation / "shard"), config)
            self._shard.optimize()
            self._shard.flush()
            self._shard.close()
            self._shard = None
        marker = self._generation / "graph"
        if graph:
            marker.touch()
        with generations.disk_errors(self._folder):
            (self._generation / "meta.json").write_bytes(msgspec.json.encode(self.meta))

    def close(self) -> None:
        """Drop what was not committed and give the lock back."""
        super().close()
        if self._open:
            self._open = False
            shutil.rmtree(self._generation, ignore_errors=True)
        if self._lock >= 0:
            generations.unlock(self._lock)
            self._lock = -1


def read_meta(generation: Path) -> Meta:
    """What a generation was made with.

    Raises:
        StoreError: the record is damaged.
    """
    path = generation / "meta.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Meta)
    except (OSError, msgspec.DecodeError) as error:
        raise StoreError(str(path), f"damaged ({error})", "run 'docintel ingest --force index'") from error


def _usable(generation: Path, meta: Meta) -> bool:
    """Tell whether a generation can be gone on with: same encoder, analysis and layout."""
    try:
        return read_meta(generation) == meta
    except StoreError:
        return False


def _finite(vector: Vector) -> Vector:
    """Refuse NaN, which the engine would take and never find again."""
    if not np.isfinite(vector).all():
        raise StoreError("encoder", "gave a vector that is not finite", "check the model")
    return vector
