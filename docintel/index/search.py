"""Find the clause: candidates from both legs and from identifiers, one language-aware score, grouped and marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from docintel.config import SearchSettings
from docintel.index.analyse import term_number
from docintel.index.encode import Encoder
from docintel.index.exact import conditions
from docintel.index.highlight import best_sentence, highlights, sentences
from docintel.index.neighbours import Neighbours
from docintel.index.points import Condition, Entry, Vector, Where
from docintel.index.query import Query, Reader, Reading
from docintel.index.rank import Candidate, Numbered, Weights, answered, is_partial, score
from docintel.index.store import Store
from docintel.index.vocabulary import Lexicon
from docintel.types import Box, Hit

__all__ = ["Query", "Searcher"]

EXACT_POOL = 60
SENTENCE_POOL = 60
"""First places whose sentences are compared with the query."""
SHOWN_POOL = 3
"""Entries that are read for each hit asked for, so that grouping leaves enough."""


class Searcher:
    """Answers queries on one open index."""

    def __init__(
        self, store: Store, encoder: Encoder, settings: SearchSettings, weights: Weights | None = None
    ) -> None:
        """Keep the index, the encoder and the settings; all stay open between queries."""
        self._store, self._encoder, self._settings = store, encoder, settings
        self._weights = weights or Weights()
        self._lexicon = Lexicon(store)
        self._neighbours = Neighbours(store)
        self._reader = Reader(self._lexicon, self._neighbours)

    def search(self, query: Query) -> list[Hit]:
        """Hits in order, at most ``query.limit``; none where nothing is relevant."""
        reading = self._reader.read(query.text)
        candidates = self._ordered(self.candidates(query, reading))
        shown = candidates[: max(SENTENCE_POOL, query.limit * SHOWN_POOL)]
        entries = self._store.entries([candidate.id for candidate in shown])
        if query.mode == "hybrid":
            self.compare_sentences(query.text, shown, entries)
            shown = self._ordered(shown)
        return [
            _hit(rank, candidate, entries[candidate.id], reading)
            for rank, candidate in enumerate(shown[: query.limit], 1)
        ]

    def _ordered(self, candidates: list[Candidate]) -> list[Candidate]:
        for candidate in candidates:
            candidate.score = score(candidate, self._weights)
        return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.id))

    def compare_sentences(self, text: str, candidates: Sequence[Candidate], entries: Mapping[str, Entry]) -> None:
        """Find the sentence of each passage that is nearest to the query."""
        encoder = self._neighbours.encoder
        if encoder is None or not candidates:
            return
        spans = [sentences(entries[candidate.id].text) for candidate in candidates]
        texts = [
            entries[candidate.id].text[span.start : span.end]
            for candidate, found in zip(candidates, spans, strict=True)
            for span in found
        ]
        cosines = encoder.encode(texts) @ encoder.encode([text], kind="query")[0]
        at = 0
        for candidate, found in zip(candidates, spans, strict=True):
            own = cosines[at : at + len(found)]
            at += len(found)
            if len(own):
                candidate.best = found[int(own.argmax())]
                candidate.sentence = float(own.max())

    def candidates(self, query: Query, reading: Reading) -> list[Candidate]:
        """Passages that either leg or an identifier brings, with all their signals."""
        where, limit = query.where(), self._settings.candidates
        dense: dict[str, float] = {}
        pool: list[str] = []
        exact: dict[str, float] = {}
        vector: Vector | None = None
        if query.mode != "dense":
            pool.extend(one.id for one in self._store.query_sparse(reading.sparse(), limit, where))
            exact = self._exact(query.text, where)
            pool.extend(exact)
        if query.mode != "lexical":
            vector = self._encoder.encode([query.text], kind="query")[0]
            dense = {one.id: one.score for one in self._store.query_dense(vector, limit, where)}
            missing = tuple(one for one in dict.fromkeys(pool) if one not in dense)
            if missing:
                found = self._store.query_dense(vector, len(missing), Where(ids=missing))
                dense.update((one.id, one.score) for one in found)
            pool.extend(dense)
        labels = self._store.labels(list(dict.fromkeys(pool)))
        candidates = [
            Candidate(id=one, labels=label, dense=dense.get(one, 0.0), exact=exact.get(one, 0.0))
            for one, label in labels.items()
        ]
        self._signal(candidates, reading, query)
        return candidates

    def _exact(self, text: str, where: Where) -> dict[str, float]:
        found: dict[str, float] = {}
        for condition in conditions(text):
            both = Where((*where.conditions, condition), where.ids)
            for one in sorted(self._store.ids(both))[:EXACT_POOL]:
                found[one] = max(found.get(one, 0.0), _sureness(condition))
        return found

    def _signal(self, candidates: Iterable[Candidate], reading: Reading, query: Query) -> None:
        concepts = self._numbered(reading)
        total = sum(importance for _, importance, _ in concepts)
        for candidate in candidates:
            labels = candidate.labels
            candidate.across = labels.language not in (reading.language, "other")
            if query.mode != "dense":
                candidate.lexical = answered(labels.terms, concepts, total)

    def _numbered(self, reading: Reading) -> Numbered:
        return [
            (
                concept,
                self._reader.importance(concept),
                [
                    ([term_number(term) for term in writing.terms], writing.weight, is_partial(writing.kind))
                    for writing in concept.writings
                ],
            )
            for concept in reading.concepts
        ]


def _sureness(condition: Condition) -> float:
    return 0.6 if condition.field == "references" else 1.0


def _hit(rank: int, candidate: Candidate, entry: Entry, reading: Reading) -> Hit:
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
        best_sentence=best_sentence(entry.text, marks, candidate.best),
        kind=entry.kind,
        call=entry.call,
    )
