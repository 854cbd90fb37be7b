"""The store on a Qdrant server or cluster, with the same layout as the embedded one."""

from __future__ import annotations

import base64
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self, cast

import msgspec
import numpy as np
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

from docintel.config import IndexSettings
from docintel.errors import StoreError
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
_META = "meta"


@contextmanager
def _answers(where: str) -> Iterator[None]:
    """Turn every failure of the server into one clear line."""
    try:
        yield
    except (ResponseHandlingException, ConnectionError, TimeoutError) as error:
        todo = "start the server, or remove 'url' from [index] to use the embedded index"
        raise StoreError(where, "Qdrant does not answer", todo) from error
    except UnexpectedResponse as error:
        raise StoreError(where, f"Qdrant refused ({error.status_code} {error.reason_phrase})", "see its log") from error
    except (ApiException, ValueError) as error:
        raise StoreError(where, f"Qdrant failed ({error})", "see its log") from error


def _filter(where: Where) -> models.Filter | None:
    if not where:
        return None
    must: list[Any] = [
        models.FieldCondition(key=condition.field, match=models.MatchAny(any=list(condition.values)))
        for condition in where.conditions
    ]
    if where.ids is not None:
        must.append(models.HasIdCondition(has_id=list(where.ids)))
    return models.Filter(must=must)


class ServerStore:
    """A collection of passages and, beside it, a small one of notes."""

    def __init__(
        self, client: QdrantClient, settings: IndexSettings, meta: Meta | None, *, fresh: bool = False
    ) -> None:
        """Open the collection for reading, or with ``meta`` for writing, and then make it where it is not there.

        Raises:
            StoreError: the server does not answer, or there is nothing to read.
        """
        self._client, self._settings = client, settings
        self._name, self._notes = settings.collection, f"{settings.collection}-notes"
        self._where = f"{settings.url} ({self._name})"
        with _answers(self._where):
            there = client.collection_exists(self._name) and client.collection_exists(self._notes)
            stored = self._stored_meta() if there else None
            if meta is None:
                if stored is None:
                    raise StoreError(self._where, "no index here yet", "run 'docintel ingest PATH' first")
            elif fresh or stored != meta:
                self._make(meta)
        self.meta = cast(Meta, meta or stored)

    @classmethod
    def connect(cls, settings: IndexSettings, meta: Meta | None, *, fresh: bool = False) -> Self:
        """Open the collection on the server of the settings."""
        with _answers(str(settings.url)):
            client = QdrantClient(
                url=settings.url,
                api_key=os.environ.get(settings.api_key_env),
                timeout=max(1, round(settings.timeout_s)),
                check_compatibility=False,
            )
        return cls(client, settings, meta, fresh=fresh)

    def _make(self, meta: Meta) -> None:
        for name in (self._name, self._notes):
            if self._client.collection_exists(name):
                self._client.delete_collection(name)
        self._client.create_collection(
            self._name,
            vectors_config={
                "dense": models.VectorParams(
                    size=meta.dimension, distance=models.Distance.COSINE, datatype=models.Datatype.FLOAT16
                )
            },
            sparse_vectors_config={"lexical": models.SparseVectorParams(modifier=models.Modifier.IDF)},
        )
        for field in FIELDS:
            self._client.create_payload_index(self._name, field, models.PayloadSchemaType.KEYWORD)
        self._client.create_collection(self._notes, vectors_config={})
        self._set_note(_META, msgspec.json.encode(meta))

    def _stored_meta(self) -> Meta | None:
        data = self._note(_META)
        return msgspec.json.decode(data, type=Meta) if data is not None else None

    def upsert(self, points: Sequence[Point]) -> None:
        """Add or replace passages."""
        if not points:
            return
        for point in points:
            if not np.isfinite(point.dense).all():
                raise StoreError("encoder", "gave a vector that is not finite", "check the model")
        rows = [
            models.PointStruct(
                id=point.entry.passage,
                vector={
                    "dense": point.dense.tolist(),
                    "lexical": models.SparseVector(
                        indices=list(point.lexical.indices), values=list(point.lexical.values)
                    ),
                },
                payload=dict(payload_of(point)),
            )
            for point in points
        ]
        with _answers(self._where):
            self._client.upsert(self._name, rows, wait=True)

    def delete_documents(self, documents: Iterable[str]) -> None:
        """Remove all passages of these documents."""
        names = list(documents)
        if names:
            condition = models.FieldCondition(key="document", match=models.MatchAny(any=names))
            with _answers(self._where):
                self._client.delete(
                    self._name, models.FilterSelector(filter=models.Filter(must=[condition])), wait=True
                )

    def delete(self, ids: Iterable[str]) -> None:
        """Remove passages by id."""
        names: list[Any] = list(ids)
        if names:
            with _answers(self._where):
                self._client.delete(self._name, models.PointIdsList(points=names), wait=True)

    def ids(self, where: Where = EVERYTHING) -> set[str]:
        """Ids of the passages."""
        return {str(record.id) for record in self._records(where, with_payload=False)}

    def count(self, where: Where = EVERYTHING) -> int:
        """Number of passages."""
        with _answers(self._where):
            return self._client.count(self._name, count_filter=_filter(where), exact=True).count

    def query_dense(self, vector: Vector, limit: int, where: Where = EVERYTHING) -> list[Scored]:
        """Nearest passages by cosine."""
        return self._query(vector.tolist(), "dense", limit, where)

    def query_sparse(self, terms: Sparse, limit: int, where: Where = EVERYTHING) -> list[Scored]:
        """Best passages by weighted terms times IDF."""
        if not terms:
            return []
        vector = models.SparseVector(indices=list(terms.indices), values=list(terms.values))
        return self._query(vector, "lexical", limit, where)

    def _query(self, vector: list[float] | models.SparseVector, using: str, limit: int, where: Where) -> list[Scored]:
        with _answers(self._where):
            response = self._client.query_points(
                self._name, query=vector, using=using, limit=limit, query_filter=_filter(where), with_payload=False
            )
        return [Scored(str(point.id), point.score) for point in response.points]

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Entries of these passages."""
        if not ids:
            return {}
        with _answers(self._where):
            records = self._client.retrieve(self._name, list(ids), with_payload=[ENTRY])
        return entries_in(records)

    def labels(self, ids: Sequence[str]) -> dict[str, Labels]:
        """What ranking needs of these passages."""
        if not ids:
            return {}
        with _answers(self._where):
            records = self._client.retrieve(self._name, list(ids), with_payload=LABELS, with_vectors=["lexical"])
        return labels_in(records)

    def sentences(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Sentence vectors of these passages, of those that have them."""
        if not ids:
            return {}
        with _answers(self._where):
            records = self._client.retrieve(self._name, list(ids), with_payload=[SENTENCES])
        return sentences_in(records, self.meta.dimension)

    def scroll(self, where: Where = EVERYTHING) -> Iterator[Entry]:
        """All entries, read in batches."""
        yield from map(entry_in, self._records(where, with_payload=True))

    def _records(self, where: Where, *, with_payload: bool) -> Iterator[models.Record]:
        offset = None
        while True:
            with _answers(self._where):
                records, offset = self._client.scroll(
                    self._name,
                    scroll_filter=_filter(where),
                    limit=SCROLL,
                    offset=offset,
                    with_payload=[ENTRY] if with_payload else False,
                )
            yield from records
            if offset is None:
                return

    def facets(self, field: Field, where: Where = EVERYTHING, limit: int = 1000) -> Mapping[str, int]:
        """Number of passages for each value of a field."""
        with _answers(self._where):
            response = self._client.facet(self._name, field, facet_filter=_filter(where), limit=limit, exact=True)
        return {str(hit.value): hit.count for hit in response.hits}

    def note(self, name: str) -> bytes | None:
        """A derived file kept in the collection of notes."""
        with _answers(self._where):
            return self._note(name)

    def _note(self, name: str) -> bytes | None:
        records = self._client.retrieve(self._notes, [_note_id(name)], with_payload=True)
        return base64.b64decode((records[0].payload or {})["data"]) if records else None

    def set_note(self, name: str, data: bytes) -> None:
        """Keep a derived file in the collection of notes."""
        with _answers(self._where):
            self._set_note(name, data)

    def _set_note(self, name: str, data: bytes) -> None:
        row = models.PointStruct(
            id=_note_id(name), vector={}, payload={"name": name, "data": base64.b64encode(data).decode()}
        )
        self._client.upsert(self._notes, [row], wait=True)

    def commit(self) -> None:
        """Nothing is left to do: the server keeps each change as it comes."""

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def _note_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"docintel/notes/{name}"))
