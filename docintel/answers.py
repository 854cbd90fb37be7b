"""The right half of the flow: searching and matching over what a workspace keeps.

Nothing here imports spaCy: a search starts in a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from docintel.codec import dumps, loads_as
from docintel.config import Config
from docintel.errors import StoreError
from docintel.index.analyse import analyse
from docintel.index.analyse_translate import translations
from docintel.index.encode import Encoder, load_encoder
from docintel.index.followup import VERSION, follow_ups
from docintel.index.search import Searcher
from docintel.index.store import open_reader
from docintel.match.engine import Matcher
from docintel.match.library import Cache, Library, MemoryCache
from docintel.sentences import split_sentences
from docintel.tag.calls import merge_calls
from docintel.tag.candidates import find_candidates
from docintel.types import Document, Language, Recommendation
from docintel.workspace import Workspace, write_atomically

_SURE = 0.25
"""Least strength of a translation between single words."""


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
    cache = FileCache(workspace.cache)
    encoder = load_encoder(config.encoder)
    documents = list(workspace.readable())
    taken_up = follow_up_candidates(workspace, documents, config, encoder, cache)
    return make_matcher(documents, encoder, config, cache, taken_up)


def follow_up_candidates(
    workspace: Workspace, documents: Sequence[Document], config: Config, encoder: Encoder, cache: Cache
) -> tuple[Recommendation, ...]:
    """All recommendations with the places in other policy documents that may take them up; kept until these change.

    Without an index they come back as they are.
    """
    recommendations = tuple(found for document in documents for found in document.recommendations)
    policy = [document for document in documents if document.kind not in ("call", "work_programme")]
    stamps = [f"{document.id} {sorted(document.stages.items())}" for document in policy]
    key = f"follow-up {VERSION} {encoder.name} {encoder.version} {sorted(stamps)}"
    if (kept := cache.get(key)) is not None:
        return loads_as(kept, tuple[Recommendation, ...])
    if not recommendations or len(policy) < 2:
        return recommendations
    try:
        with open_reader(config.index, workspace.index) as store:
            searcher = Searcher(store, encoder, config.search)
            found = follow_ups(recommendations, policy, searcher)
    except StoreError:
        return recommendations
    cache.put(key, dumps(found))
    return found


def translate_term(term: str, language: Language) -> Sequence[str]:
    """What the learnt table gives for a term, the doubtful left out."""
    if language == "other":
        return ()
    return [other for other, strength in translations(language).get(term, ()) if strength >= _SURE]


def make_matcher(
    documents: Iterable[Document],
    encoder: Encoder,
    config: Config,
    cache: Cache | None = None,
    recommendations: tuple[Recommendation, ...] | None = None,
) -> Matcher:
    """A matcher over some documents; what the packages of the flow do not know of each other meets here."""
    by_id = {document.id: document for document in documents}
    if recommendations is None:
        recommendations = tuple(found for document in by_id.values() for found in document.recommendations)
    return Matcher(
        Library(
            documents=by_id,
            calls=merge_calls(call for document in by_id.values() for call in document.calls),
            recommendations=recommendations,
            encode=encoder.encode,
            analyse=lambda text, language: [term.text for term in analyse(text, language)],
            find_candidates=find_candidates,
            split_sentences=split_sentences,
            translate=translate_term,
            encoder=f"{encoder.name} {encoder.version}",
            cache=cache or MemoryCache(),
            extra_rules=config.rules.extra,
        )
    )
