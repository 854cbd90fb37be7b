"""The index made equal to the documents. It is derived: whatever is missing or too much is found and mended."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from docintel.config import Config
from docintel.errors import StoreError, WorkspaceError
from docintel.index.build import ALL, index_documents, index_meta, remove_documents
from docintel.index.encode import Encoder, load_encoder
from docintel.index.generations import current
from docintel.index.store import open_reader, open_writer, set_stamps, stamps_of
from docintel.ingest.manifest import IndexState
from docintel.types import Document
from docintel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the index differs from the documents, counted by passage ids."""

    passages: int = 0
    missing: int = 0
    surplus: int = 0
    encoder: str = ""
    error: str = ""
    """Why the index could not be looked into, where there is one."""


def bring_up_to_date(
    workspace: Workspace,
    config: Config,
    arriving: Iterable[str] = (),
    *,
    again: bool = False,
    encoder: Encoder | None = None,
) -> IndexState:
    """Index documents while they arrive, then whatever else changed, and take out what is gone.

    The caller holds the writer's lock; ``arriving`` are ids of documents that were just stored.

    Raises:
        StoreError: the index is locked or the server does not answer.
        ModelError: the encoder does not load.
    """
    encoder = encoder or load_encoder(config.encoder)
    clock, before = _Clock(), encoder.truncated
    coming = clock.waiting_for(arriving)
    first = next(coming, None)
    if first is None and not again and (state := _unchanged(workspace, config, encoder)):
        return state
    with open_writer(config.index, workspace.index, index_meta(encoder), fresh=again) as store:
        feed = _Feed(workspace, {} if again else stamps_of(store), coming if first is None else chain([first], coming))
        counts = index_documents(feed, store, encoder, batch=config.index.batch_size)
        gone = sorted(set(store.facets("document", limit=ALL)) - feed.wanted.keys())
        removed = remove_documents(gone, store)
        set_stamps(store, feed.wanted)
        passages = store.count()
        store.commit()
    name, seconds, cut = _name(encoder), clock.seconds(), encoder.truncated - before
    return IndexState(passages, len(feed.wanted), counts.passages, removed + counts.removed, name, seconds, cut)


class _Clock:
    """Seconds since it was made, less those that were spent waiting for documents."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._waited = 0.0

    def waiting_for(self, items: Iterable[str]) -> Iterator[str]:
        rest = iter(items)
        while True:
            before = time.monotonic()
            item = next(rest, None)
            self._waited += time.monotonic() - before
            if item is None:
                return
            yield item

    def seconds(self) -> float:
        return round(time.monotonic() - self._began - self._waited, 2)


class _Feed:
    """The documents to index, one in memory at a time: those that arrive, then all that the index does not know."""

    def __init__(self, workspace: Workspace, known: Mapping[str, str], arriving: Iterable[str]) -> None:
        self._workspace, self._known, self._arriving = workspace, dict(known), arriving
        self.wanted: dict[str, str] = {}
        """Document id -> stamp, complete when all were fed."""

    def __iter__(self) -> Iterator[Document]:
        for document_id in self._arriving:
            yield from self._load(document_id)
        self.wanted = _stamps(self._workspace)
        for document_id, stamp in self.wanted.items():
            if self._known.get(document_id) != stamp:
                yield from self._load(document_id)

    def _load(self, document_id: str) -> Iterator[Document]:
        self._known[document_id] = _stamp(self._workspace, document_id)
        try:
            yield self._workspace.load(document_id)
        except WorkspaceError:
            # a damaged document is reported by doctor and status; the others are indexed
            return


def _unchanged(workspace: Workspace, config: Config, encoder: Encoder) -> IndexState | None:
    """The state of an index that needs no work; None where it does."""
    wanted = _stamps(workspace)
    try:
        with open_reader(config.index, workspace.index) as store:
            if store.meta != index_meta(encoder) or stamps_of(store) != wanted:
                return None
            return IndexState(store.count(), len(wanted), encoder=_name(encoder))
    except StoreError:
        return None


def _stamps(workspace: Workspace) -> dict[str, str]:
    return {document_id: _stamp(workspace, document_id) for document_id in workspace.ids()}


def _stamp(workspace: Workspace, document_id: str) -> str:
    """Changes whenever the JSON of a document is written again."""
    try:
        found = workspace.path_of(document_id).stat()
    except OSError:
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}"


def _name(encoder: Encoder) -> str:
    return f"{encoder.name} {encoder.version}"


def drift(workspace: Workspace, config: Config, wanted: set[str] | None = None) -> Drift:
    """Compare the ids of all passages in the documents with those in the index; ``wanted`` where they are known."""
    if wanted is None:
        wanted = {passage.id for document in workspace.readable() for passage in document.passages}
    try:
        with open_reader(config.index, workspace.index) as store:
            there = store.ids()
            encoder = f"{store.meta.encoder} {store.meta.encoder_version}"
    except StoreError as error:
        absent = config.index.url is None and current(workspace.index) is None
        return Drift(missing=len(wanted), error="" if absent else str(error))
    return Drift(len(there), len(wanted - there), len(there - wanted), encoder)
