"""Find the clause: candidates from both legs, one language-aware score, grouped and marked."""

from __future__ import annotations

from collections.abc import Iterable

from docintel.config import SearchSettings
from docintel.index.encode import Encoder
from docintel.index.highlight import best_sentence, highlights
from docintel.index.points import Entry, Scored, Sparse, Where
from docintel.index.query import Query, Reading, read_query
from docintel.index.rank import Candidate, Weights, score
from docintel.index.store import Store
from docintel.types import Box, Hit, Language

__all__ = ["Query", "Searcher"]


class Searcher:
    """Answers queries on one open index."""

    def __init__(self, store: Store, encoder: Encoder, settings: SearchSettings) -> None:
        """Keep the index, the encoder and the settings; all three stay open between queries."""
        self._store, self._encoder, self._settings = store, encoder, settings
        self._weights = Weights()

    def search(self, query: Query) -> list[Hit]:
        """Hits in order, at most ``query.limit``; none where nothing is relevant."""
        reading = read_query(query.text)
        candidates = self._candidates(query, reading)
        entries = self._store.entries(list(candidates))
        ordered = self._order(candidates.values(), entries, reading)
        return [
            self._hit(rank, candidate, entries[candidate.id], reading)
            for rank, candidate in enumerate(ordered[: query.limit], 1)
        ]

    def _candidates(self, query: Query, reading: Reading) -> dict[str, Candidate]:
        where, limit = query.where(), self._settings.candidates
        sparse = reading.sparse()
        found: dict[str, Candidate] = {}
        vector = None
        if query.mode != "dense":
            _fill(found, "lexical", self._store.query_sparse(sparse, limit, where))
        if query.mode != "lexical":
            vector = self._encoder.encode([query.text], kind="query")[0]
            _fill(found, "dense", self._store.query_dense(vector, limit, where))
        if query.mode == "hybrid" and vector is not None:
            ids = tuple(found)
            _fill(found, "lexical", self._store.query_sparse(sparse, len(ids), Where(ids=ids)) if ids else [])
            _fill(found, "dense", self._store.query_dense(vector, len(ids), Where(ids=ids)) if ids else [])
        return found

    def _order(self, candidates: Iterable[Candidate], entries: dict[str, Entry], reading: Reading) -> list[Candidate]:
        there = [candidate for candidate in candidates if candidate.id in entries]
        scale = max((candidate.lexical for candidate in there), default=0.0)
        for candidate in there:
            language: Language = entries[candidate.id].language
            across = language not in (reading.language, "other")
            candidate.score = score(candidate, across, scale, self._weights)
        return sorted(there, key=lambda candidate: (-candidate.score, candidate.id))

    def _hit(self, rank: int, candidate: Candidate, entry: Entry, reading: Reading) -> Hit:
        marks = highlights(entry, reading)
        return Hit(
            rank=rank,
            score=round(candidate.score, 4),
            lexical=round(candidate.lexical, 4),
            dense=round(candidate.dense, 4),
            passage=entry.passage,
            document=entry.document,
            title=entry.title,
            path=entry.path,
            page=entry.page,
            section=entry.section,
            heading=entry.heading,
            language=entry.language,
            text=entry.text,
            highlights=marks,
            references=entry.references,
            start=entry.start,
            end=entry.end,
            boxes=tuple((page, Box(x0, top, x1, bottom)) for page, x0, top, x1, bottom in entry.boxes),
            best_sentence=best_sentence(entry.text, marks),
            kind=entry.kind,
            call=entry.call,
        )


def _fill(found: dict[str, Candidate], leg: str, scored: Iterable[Scored]) -> None:
    for one in scored:
        candidate = found.setdefault(one.id, Candidate(one.id))
        setattr(candidate, leg, one.score)
