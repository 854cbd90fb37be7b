"""The right half of the flow: searching and matching over what a workspace keeps.

Nothing here imports spaCy: a search starts in a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from docintel.config import Config
from docintel.index.analyse import analyse
from docintel.index.encode import Encoder, load_encoder
from docintel.match.engine import Matcher
from docintel.match.library import Cache, Library, MemoryCache
from docintel.tag.calls import merge_calls
from docintel.tag.candidates import find_candidates
from docintel.tag.sentences import split_sentences
from docintel.types import Document
from docintel.workspace import Workspace, write_atomically


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


def open_matcher(config: Config) -> Matcher:
    """All that profiles are matched against, made ready once for many of them.

    Raises:
        WorkspaceError: there is no workspace yet.
        ModelError: the encoder does not load.
    """
    workspace = Workspace(config.workspace)
    workspace.check()
    cache = FileCache(workspace.folder / "cache")
    return make_matcher(workspace.readable(), load_encoder(config.encoder), config, cache)


def make_matcher(
    documents: Iterable[Document], encoder: Encoder, config: Config, cache: Cache | None = None
) -> Matcher:
    """A matcher over some documents; what the packages of the flow do not know of each other meets here."""
    by_id = {document.id: document for document in documents}
    return Matcher(
        Library(
            documents=by_id,
            calls=merge_calls(call for document in by_id.values() for call in document.calls),
            recommendations=tuple(found for document in by_id.values() for found in document.recommendations),
            encode=encoder.encode,
            analyse=lambda text, language: [term.text for term in analyse(text, language)],
            find_candidates=find_candidates,
            split_sentences=split_sentences,
            encoder=f"{encoder.name} {encoder.version}",
            cache=cache or MemoryCache(),
            extra_rules=config.rules.extra,
        )
    )
