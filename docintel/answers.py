"""The right half of the flow: searching and matching over what a workspace keeps.

Nothing here imports spaCy: a search starts in a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from docintel.config import Config
from docintel.crossrefs import choose_document
from docintel.errors import WorkspaceError
from docintel.types import Call, Document, Recommendation
from docintel.workspace import Workspace, write_atomically


def load_documents(workspace: Workspace) -> Iterator[Document]:
    """All documents that can be read; a damaged one is left to ``doctor``."""
    for document_id in workspace.ids():
        try:
            yield workspace.load(document_id)
        except WorkspaceError:
            continue


def named_document(workspace: Workspace, name: str) -> str:
    """The id of the document that a person names by id, file name or part of its title."""
    if workspace.has(name):
        return name
    return choose_document(((found.id, found.path, found.title) for found in load_documents(workspace)), name)


def all_calls(documents: Iterable[Document]) -> tuple[Call, ...]:
    """One call per id over all documents, disagreements kept."""
    from docintel.tag.calls import merge_calls

    return merge_calls(call for document in documents for call in document.calls)


def all_recommendations(documents: Iterable[Document]) -> tuple[Recommendation, ...]:
    """All recommendations, by document."""
    return tuple(found for document in documents for found in document.recommendations)


class FileCache:
    """Prepared clauses kept in the workspace; a cache that cannot be written is only slower."""

    def __init__(self, folder: Path) -> None:
        """Keep files in this folder, made when it is first written."""
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""
        try:
            return self._path(key).read_bytes()
        except OSError:
            return None

    def put(self, key: str, value: bytes) -> None:
        """Keep the value under the key."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            write_atomically(self._path(key), value)
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self.folder / hashlib.sha256(key.encode()).hexdigest()[:32]


def open_config(config: Config) -> Workspace:
    """The workspace of a configuration, checked."""
    workspace = Workspace(config.workspace)
    workspace.check()
    return workspace
