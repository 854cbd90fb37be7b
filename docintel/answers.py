"""The right half of the flow: searching and matching over what a workspace keeps.

Nothing here imports spaCy: a search starts in a second.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from docintel.cache import Cache, FileCache, MemoryCache
from docintel.codec import dumps, loads_as
from docintel.config import Config, EncoderSettings
from docintel.errors import ModelError, StoreError
from docintel.index.analyse import analyse
from docintel.index.analyse_translate import translations
from docintel.index.encode import Encoder, load_encoder
from docintel.index.followup import VERSION, follow_ups
from docintel.index.ranking import ranking_version
from docintel.index.search import Searcher
from docintel.index.store import finished_stamps, open_reader
from docintel.match.engine import Matcher
from docintel.match.library import Library
from docintel.sentences import split_sentences
from docintel.tag.calls import merge_calls
from docintel.tag.candidates import find_candidates
from docintel.types import Document, Language, Place, Recommendation
from docintel.workspace import Workspace

logger = logging.getLogger(__name__)

_SURE = 0.25
"""Least strength of a translation between single words."""


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
    """All recommendations with the places in other policy documents that may take them up.

    They are kept for each state of the index: what an ingest stores is searched when the index holds it, not before
    (beside an ingest of 400 documents every match searched the same old state again). Without an index there are none.
    """
    recommendations = tuple(found for document in documents for found in document.recommendations)
    held = _held(workspace, documents, config)
    policy = [one for one in documents if one.id in held and not _is_call(one)]
    if not recommendations or len(policy) < 2:
        return recommendations
    made_by = f"{encoder.name} {encoder.version} {ranking_version()} {config.search.model_dump_json()}"
    key = f"follow-up {VERSION} {made_by} {sorted(held.items())}"
    kept = cache.get(key)
    if kept is None:
        asked = [one for one in recommendations if one.document in held]
        try:
            with open_reader(config.index, workspace.index) as store:
                found = follow_ups(asked, policy, Searcher(store, encoder, config.search))
        except StoreError:
            return recommendations
        kept = dumps({_name_of(one): one.follow_up for one in found if one.follow_up})
        cache.put(key, kept)
    places = loads_as(kept, dict[str, tuple[Place, ...]])
    return tuple(replace(one, follow_up=places.get(_name_of(one), ())) for one in recommendations)


def _held(workspace: Workspace, documents: Sequence[Document], config: Config) -> dict[str, str]:
    """What the index holds besides calls, each with a stamp; all that is stored where a server had to be asked."""
    if config.index.url is not None:
        return {one.id: str(sorted(one.stages.items())) for one in documents if not _is_call(one)}
    calls = {one.id for one in documents if _is_call(one)}
    return {name: stamp for name, stamp in finished_stamps(workspace.index).items() if name not in calls}


def _is_call(document: Document) -> bool:
    return document.kind in ("call", "work_programme")


def _name_of(recommendation: Recommendation) -> str:
    return f"{recommendation.document} {recommendation.number} {recommendation.title}"


def translate_term(term: str, language: Language) -> Sequence[str]:
    """What the learnt table gives for a term, the doubtful left out."""
    if language == "other":
        return ()
    return [other for other, strength in translations(language).get(term, ()) if strength >= _SURE]


def second_encoder(config: Config) -> Encoder | None:
    """The encoder that reads likely reasons again; None where there is none, or the first one is it."""
    name, first = config.match.reread, config.encoder
    if not name or name == first.name:
        return None
    try:
        # one by one, as for the reader of words: what was asked before changes no answer
        return load_encoder(EncoderSettings(name=name, threads=first.threads, batch_size=1))
    except ModelError as error:
        logger.warning("no reason is read a second time: %s", error)
        return None


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
            reread=lambda: second_encoder(config),
            cache=cache or MemoryCache(),
            extra_rules=config.rules.extra,
        )
    )
