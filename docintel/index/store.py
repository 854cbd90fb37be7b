"""The contract of a vector store, and the way to open one: Qdrant Edge in a folder, or a Qdrant server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from docintel.config import IndexSettings
from docintel.errors import StoreError
from docintel.index.generations import finished_note
from docintel.index.points import EVERYTHING, Entry, Field, Labels, Point, Scored, Sparse, Vector, Where

_DOCUMENTS = "documents.json"


@dataclass(frozen=True, slots=True)
class Meta:
    """What the vectors of an index were made with; another value asks for a new index."""

    encoder: str
    encoder_version: str
    dimension: int
    analyser: str
    layout: int = 1

    def check(self, wanted: Meta, where: str) -> None:
        """Refuse to search with another encoder or analyser than the index was built with.

        Raises:
            StoreError: names the two versions.
        """
        if self == wanted:
            return
        here, there = (
            f"{meta.encoder} {meta.encoder_version}, analysis {meta.analyser}, layout {meta.layout}"
            for meta in (self, wanted)
        )
        raise StoreError(where, f"built with {here}, not with {there}", "run 'docintel ingest --force index'")


class Store(AbstractContextManager["Store"], Protocol):
    """One index of passages. A reader sees one finished state; a writer's changes are seen after ``commit``."""

    meta: Meta

    def upsert(self, points: Sequence[Point]) -> None:
        """Add passages, or replace those of the same id."""

    def delete_documents(self, documents: Iterable[str]) -> None:
        """Remove all passages of these documents."""

    def delete(self, ids: Iterable[str]) -> None:
        """Remove passages by id."""

    def ids(self, where: Where = EVERYTHING) -> set[str]:
        """Ids of the passages, for comparison with the documents."""

    def count(self, where: Where = EVERYTHING) -> int:
        """Number of passages."""

    def query_dense(self, vector: Vector, limit: int, where: Where = EVERYTHING) -> list[Scored]:
        """Nearest passages by cosine."""

    def query_sparse(self, terms: Sparse, limit: int, where: Where = EVERYTHING) -> list[Scored]:
        """Best passages by weighted terms times IDF."""

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Entries of these passages; unknown ids are left out."""

    def labels(self, ids: Sequence[str]) -> dict[str, Labels]:
        """What ranking needs of these passages."""

    def sentences(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Sentence vectors of these passages, of those that were indexed with them."""

    def scroll(self, where: Where = EVERYTHING) -> Iterator[Entry]:
        """All entries, read in batches."""

    def facets(self, field: Field, where: Where = EVERYTHING, limit: int = 1000) -> Mapping[str, int]:
        """Number of passages for each value of a field."""

    def note(self, name: str) -> bytes | None:
        """A derived file kept with the index, such as the vocabulary."""

    def set_note(self, name: str, data: bytes) -> None:
        """Keep a derived file with the index."""

    def commit(self) -> None:
        """Make the changes of a writer durable and visible to new readers."""

    def close(self) -> None:
        """Release everything; changes that were not committed are dropped or, on a server, stay."""

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def stamps_of(store: Store) -> dict[str, str]:
    """The documents of an index: id -> stamp of the JSON that its passages were made from; empty where unknown."""
    return _stamps(store.note(_DOCUMENTS))


def finished_stamps(folder: Path) -> dict[str, str]:
    """The same of the index in a folder, without loading it (0.1 s)."""
    return _stamps(finished_note(folder, _DOCUMENTS))


def _stamps(note: bytes | None) -> dict[str, str]:
    try:
        found = json.loads(note or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def set_stamps(store: Store, stamps: Mapping[str, str]) -> None:
    """Keep them with the index."""
    store.set_note(_DOCUMENTS, json.dumps(stamps, sort_keys=True).encode())


def open_reader(settings: IndexSettings, folder: Path) -> Store:
    """Open the finished index for reading; any number of processes may.

    Raises:
        StoreError: there is no index yet, it is damaged, or the server does not answer.
    """
    if settings.url is None:
        from docintel.index.store_edge import EdgeReader

        return EdgeReader(folder, settings)
    # qdrant-client takes 2 s to import, which an embedded search must not pay
    from docintel.index.store_server import ServerStore

    return ServerStore.connect(settings, None)


def open_writer(settings: IndexSettings, folder: Path, meta: Meta, *, fresh: bool = False) -> Store:
    """Open the index for writing, as the only writer; with another ``meta`` or ``fresh`` it starts empty.

    Raises:
        StoreError: another process writes, or the server does not answer.
    """
    if settings.url is None:
        from docintel.index.store_edge import EdgeWriter

        return EdgeWriter(folder, settings, meta, fresh=fresh)
    from docintel.index.store_server import ServerStore

    return ServerStore.connect(settings, meta, fresh=fresh)
