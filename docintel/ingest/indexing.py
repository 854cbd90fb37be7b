"""The index made equal to the documents. It is derived: whatever is missing or too much is found and mended."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docintel.config import Config
from docintel.errors import StoreError, WorkspaceError
from docintel.index.build import index_documents, index_meta, remove_documents
from docintel.index.encode import Encoder, load_encoder
from docintel.index.store import Store, open_reader, open_writer
from docintel.ingest.manifest import IndexState
from docintel.types import Document
from docintel.workspace import Workspace

NOTE = "documents.json"
"""Kept with the index: document id -> stamp of the JSON that its passages were made from."""
_ALL = 10_000_000


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the index differs from the documents, counted by passage ids."""

    passages: int = 0
    missing: int = 0
    surplus: int = 0
    encoder: str = ""


def bring_up_to_date(
    workspace: Workspace, config: Config, *, again: bool = False, encoder: Encoder | None = None
) -> IndexState:
    """Index new and changed documents and take out those that are gone; the caller holds the writer's lock.

    Raises:
        StoreError: the index is locked or the server does not answer.
        ModelError: the encoder does not load.
    """
    started = time.monotonic()
    encoder = encoder or load_encoder(config.encoder)
    wanted = {document_id: _stamp(workspace, document_id) for document_id in workspace.ids()}
    if not again and (state := _unchanged(workspace, config, encoder, wanted)):
        return state
    with open_writer(config.index, workspace.index, index_meta(encoder), fresh=again) as store:
        known = {} if again else _known(store)
        there = set(store.facets("document", limit=_ALL))
        gone = sorted(there - wanted.keys())
        stale = [name for name, stamp in wanted.items() if known.get(name) != stamp]
        removed = remove_documents(gone, store)
        counts = index_documents(_load(workspace, stale), store, encoder)
        store.set_note(NOTE, json.dumps(wanted, sort_keys=True).encode())
        passages = store.count()
        store.commit()
    seconds = round(time.monotonic() - started, 2)
    return IndexState(passages, len(wanted), counts.passages, removed + counts.removed, _name(encoder), seconds)


def _unchanged(workspace: Workspace, config: Config, encoder: Encoder, wanted: Mapping[str, str]) -> IndexState | None:
    """The state of an index that needs no work; None where it does."""
    try:
        with open_reader(config.index, workspace.index) as store:
            if store.meta != index_meta(encoder) or _known(store) != wanted:
                return None
            return IndexState(store.count(), len(wanted), encoder=_name(encoder))
    except StoreError:
        return None


def _known(store: Store) -> dict[str, str]:
    note = store.note(NOTE)
    if note is None:
        return {}
    try:
        found = json.loads(note)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _stamp(workspace: Workspace, document_id: str) -> str:
    """Changes whenever the JSON of a document is written again."""
    try:
        found = workspace.path_of(document_id).stat()
    except OSError:
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}"


def _load(workspace: Workspace, ids: list[str]) -> Iterator[Document]:
    for document_id in ids:
        try:
            yield workspace.load(document_id)
        except WorkspaceError:
            # a damaged document is reported by doctor and status; the others are indexed
            continue


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
    except StoreError:
        return Drift(missing=len(wanted))
    return Drift(len(there), len(wanted - there), len(there - wanted), encoder)
