"""What a workspace holds, and whether the index agrees with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from docintel.config import Config
from docintel.errors import DocintelError
from docintel.ingest.indexing import Drift, drift
from docintel.ingest.keep import is_partial
from docintel.types import Document
from docintel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Stored:
    """One document in a line."""

    id: str
    path: str
    title: str
    language: str
    kind: str
    pages: int
    passages: int
    calls: int
    recommendations: int
    references: int
    partial: bool
    current: bool
    """True when this version with these settings would make the same document."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The state of a workspace."""

    workspace: str
    documents: tuple[Stored, ...]
    damaged: tuple[str, ...]
    index: Drift
    last_run: Mapping[str, object] | None = None


def survey(workspace: Workspace, config: Config, keys: Mapping[str, str]) -> Survey:
    """Count documents, and compare the ids of their passages with those in the index."""
    documents, damaged = [], []
    passages: set[str] = set()
    for document_id in workspace.ids():
        try:
            document = workspace.load(document_id)
            documents.append(_stored(document, keys))
            passages.update(passage.id for passage in document.passages)
        except DocintelError as error:
            damaged.append(str(error))
    return Survey(
        str(workspace.folder),
        tuple(documents),
        tuple(damaged),
        drift(workspace, config, passages),
        _last_run(workspace),
    )


def _stored(document: Document, keys: Mapping[str, str]) -> Stored:
    return Stored(
        document.id,
        document.path,
        document.title,
        document.language,
        document.kind,
        len(document.pages),
        len(document.passages),
        len(document.calls),
        len(document.recommendations),
        len(document.references),
        is_partial(document),
        document.stages == keys,
    )


def _last_run(workspace: Workspace) -> Mapping[str, object] | None:
    for path in reversed(workspace.run_files()):
        try:
            manifest = json.loads(path.read_bytes())
            return {"run": manifest["run"], "totals": manifest["totals"]}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None
