"""Find the clause: candidates from both legs and from identifiers, one language-aware score, grouped and marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

import numpy as np

from docintel.config import SearchSettings
from docintel.index.build import index_meta
from docintel.index.encode import Encoder
from docintel.index.exact import FindReferences, no_references
from docintel.index.group import distinct
from docintel.index.highlight import Wanted, best_sentence, highlights, sentences
from docintel.index.named import Named, Names
from docintel.index.neighbours import Neighbours
from docintel.index.points import Entry, Scored, Vector, Where
from docintel.index.query import Query, Reader, Reading
from docintel.index.rank import Candidate, Matcher, order
from docintel.index.ranking import FIRM, LEXICAL, Strength, lexical_band, load_ranking
from docintel.index.reread import Rereader
from docintel.index.store import Store
from docintel.index.vocabulary import Lexicon
from docintel.types import Band, Box, Hit, Span

__all__ = ["Answer", "Query", "Searcher"]

SENTENCE_POOL = 40
"""First places whose sentences are compared with the query; 60 gave the same nDCG to 0.002 on 254 questions."""
READ_AGAIN = 32
"""First places that the reader of words reads again."""
SENTENCE_MEMORY = 4000
"""Passages whose sentence vectors stay in memory between queries (3 kB each)."""
JUDGED = 10
"""First hits that together tell whether a question is answered, however few are asked for."""
NEAREST = 3
"""Passages that are shown as near, where nothing answers."""
SHOWN_POOL = 3
"""Entries that are read for each hit asked for, so that grouping leaves enough."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query brings."""

    hits: list[Hit]
    nearest: list[Hit] = field(default_factory=list)
    """Where nothing is relevant: the first of what speaks of something near it."""
    meant: str = ""
    """The query without its typing errors, where it had some."""
    absent: tuple[str, ...] = ()
    """What the query asks for and no passage names, as written: ``Article 42 of Regulation 2021/697``."""


class Searcher:
    """Answers queries on one open index."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        settings: SearchSettings,
        rereader: Rereader | None = None,
        find_references: FindReferences = no_references,
    ) -> None:
        """Keep the index, the encoder and the settings; all stay open between queries.

        ``find_references`` reads the acts and list codes that a query names, by the grammar of ``docintel.tag``.
        """
        store.meta.check(index_meta(encoder), "index")
        self._store, self._encoder, self._settings, self._rereader = store, encoder, settings, rereader
        self._words = load_ranking(LEXICAL).weights
        self._ranking = load_ranking(encoder.name)
        self._second = load_ranking(encoder.name, rereader.reader.name) if rereader else self._ranking
        self._lexicon = Lexicon(store)
        self._neighbours = Neighbours(store, encoder)
        self.reader = Reader(self._lexicon, self._neighbours)
        self._names = Names(store, find_references)
        self._sentences: dict[str, tuple[Sequence[Span], Vector]] = {}
        self._asked: tuple[str | None, Vector] = (None, np.zeros(0, dtype=np.float32))

    def search(self, query: Query) -> list[Hit]:
        """Hits in order, at most ``query.limit``; none where nothing is relevant."""
        return self.answer(query).hits

    def answer(self, query: Query) -> Answer:
        """The hits, or what lies nearest where nothing is relevant."""
        reading = self.reader.read(query.text)
        answer = self._answer(query, reading)
        return answer if reading.text == query.text else replace(answer, meant=reading.text)

    def _answer(self, query: Query, reading: Reading) -> Answer:
        if absent := self._absent(query):
            return Answer([], absent=absent)
        named = self.named(query, reading)
        if not reading.concepts and not named.passages:  # ``???`` and ``de het een`` ask for nothing
            return Answer([])
        shown, entries = self.compared(query, reading, named)
        new, also = distinct((entries[candidate.id] for candidate in shown), max(query.limit, JUDGED))
        by_id = {candidate.id: candidate for candidate in shown}
        wanted = Wanted(*reading.words_and_names())
        hits = [
            replace(
                _hit(by_id[entry.passage], entry, wanted, self._names.places(entry, named)),
                rank=rank,
                also_at=tuple(also[entry.passage]),
            )
            for rank, entry in enumerate(new, 1)
        ]
        if query.mode == "lexical":
            return Answer([replace(hit, band=lexical_band(hit.lexical)) for hit in hits[: query.limit]])
        first = [by_id[hit.passage] for hit in hits]
        hits = [replace(hit, band=band) for hit, band in zip(hits, self._bands(first, reading), strict=True)]
        if self._is_silent(query, first[:JUDGED], reading, named):
            nearest = [replace(hit, band="weak") for hit in hits[: min(query.limit, NEAREST)]]
            return Answer([], nearest, absent=named.absent)
        return Answer(hits[: query.limit])

    def named(self, query: Query, reading: Reading) -> Named:
        """What the query names, looked up; nothing where only vectors are asked."""
        return Named() if query.mode == "dense" else self._names.look_up(reading, self._where(query))

    def compared(self, query: Query, reading: Reading, named: Named) -> tuple[list[Candidate], dict[str, Entry]]:
        """Candidates in order, the first ones compared sentence by sentence and read again, with their entries."""
        weights = self._words if query.mode == "lexical" else self._ranking.weights
        candidates = order(self.candidates(query, reading, named), weights)
        shown = candidates[: max(SENTENCE_POOL, query.limit * SHOWN_POOL)]
        entries = self._store.entries([candidate.id for candidate in shown])
        if query.mode != "lexical":
            self.compare_sentences(reading.text, shown, entries)
            self.compare_kept(reading.text, shown)
            shown = order(shown, weights)
        # what an identifier names is not found by meaning: on 42 such questions the second order was worse (0.75, 0.80)
        is_named = any(candidate.exact >= FIRM for candidate in shown)
        if query.mode == "hybrid" and self._rereader is not None and not is_named:
            first, rest = shown[:READ_AGAIN], shown[READ_AGAIN:]
            heed = self._second.heed_for(self._rereader.reader.version)
            if not self._rereader.compare(reading.text, first, entries, heed):
                return shown, entries
            first = order(first, self._second.weights)
            for one in rest:  # what was not read again has fewer signals: its score says less, and stays below
                one.score = min(one.score, first[-1].score)
            shown = [*first, *rest]
        return shown, entries

    def _bands(self, candidates: Sequence[Candidate], reading: Reading) -> list[Band]:
        """Name the strength of each; none is told to be stronger than one above it, as the order knows more signals."""
        strengths = [self._strength(candidate) for candidate in candidates]
        values = [strength.of(one, reading) for one, strength in zip(candidates, strengths, strict=True)]
        return [strength.band(value) for strength, value in zip(strengths, accumulate(values, min), strict=True)]

    def _is_silent(self, query: Query, first: Sequence[Candidate], reading: Reading, named: Named) -> bool:
        """Tell whether even the first candidates together are too weak to be an answer."""
        # who names a document or an id wants what it holds, however far from the words
        within = query.document or query.reference or query.entity
        if not first or within or query.mode != "hybrid" or not self._settings.abstain:
            return False
        if named.absent:
            return True
        strength = self._strength(first[0])
        return strength.together(first, reading) < strength.floor

    def _strength(self, candidate: Candidate) -> Strength:
        return (self._ranking if candidate.matched is None else self._second).strength

    def compare_sentences(self, text: str, candidates: Sequence[Candidate], entries: Mapping[str, Entry]) -> None:
        """Find the sentence of each passage that is nearest to the query."""
        encoder = self._neighbours.encoder
        if encoder is None or not candidates:
            return
        self._read_sentences([entries[candidate.id] for candidate in candidates], encoder)
        query = encoder.encode([text], kind="query")[0]
        for candidate in candidates:
            spans, vectors = self._sentences[candidate.id]
            if spans:
                cosines = vectors @ query
                candidate.best = spans[int(cosines.argmax())]
                candidate.sentence = float(cosines.max())

    def compare_kept(self, text: str, candidates: Sequence[Candidate]) -> None:
        """The same by the encoder of the dense leg, with the sentence vectors that the index keeps."""
        if self._encoder is self._neighbours.encoder:
            return
        query = self._vector(text)
        kept = self._store.sentences([candidate.id for candidate in candidates])
        for candidate in candidates:
            if len(rows := kept.get(candidate.id, ())):
                candidate.closest = float((rows @ query).max())

    def _read_sentences(self, entries: Sequence[Entry], encoder: Encoder) -> None:
        """Vectors of all sentences of passages that are not in memory, in one batch."""
        fresh = [entry for entry in entries if entry.passage not in self._sentences]
        if len(self._sentences) + len(fresh) > SENTENCE_MEMORY:
            self._sentences.clear()
            fresh = list(entries)
        spans = [sentences(entry.text) for entry in fresh]
        texts = [entry.text[span.start : span.end] for entry, found in zip(fresh, spans, strict=True) for span in found]
        place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        vectors = encoder.encode(list(place))[[place[text] for text in texts]]
        at = 0
        for entry, found in zip(fresh, spans, strict=True):
            self._sentences[entry.passage] = (found, vectors[at : at + len(found)])
            at += len(found)

    def _vector(self, text: str) -> Vector:
        """Vector of a query; a model of layers takes longer for it than all the rest, so it is made once."""
        if self._asked[0] != text:
            self._asked = (text, self._encoder.encode([text], kind="query")[0])
        return self._asked[1]

    def _where(self, query: Query) -> Where:
        """The restriction; to an article means to its paragraphs as well."""
        return self._names.widened(query.where())

    def _absent(self, query: Query) -> tuple[str, ...]:
        """What the hits must mention by ``reference`` and ``entity``, as far as no passage at all does."""
        asked = (one for one in query.where().conditions if one.field in ("references", "entities"))
        return tuple(one.values[0] for one in asked if not self._store.count(self._names.widened(Where((one,)))))

    def candidates(self, query: Query, reading: Reading, named: Named) -> list[Candidate]:
        """Passages that either leg or an identifier brings, with all their signals."""
        where, limit = self._where(query), max(self._settings.candidates, query.limit * SHOWN_POOL)
        dense: dict[str, float] = {}
        bm25: dict[str, float] = {}
        if query.mode != "dense":
            bm25 = _against_best(self._store.query_sparse(reading.sparse(), limit, where))
        pool = [*bm25, *named.passages]
        if query.mode != "lexical":
            vector = self._vector(reading.text)
            dense = {one.id: one.score for one in self._store.query_dense(vector, limit, where)}
            missing = tuple(one for one in dict.fromkeys(pool) if one not in dense)
            if missing:
                found = self._store.query_dense(vector, len(missing), Where(ids=missing))
                dense.update((one.id, one.score) for one in found)
            pool.extend(dense)
        labels = self._store.labels(list(dict.fromkeys(pool)))
        candidates = [
            Candidate(
                one, label, dense=dense.get(one, 0.0), bm25=bm25.get(one, 0.0), exact=named.passages.get(one, 0.0)
            )
            for one, label in labels.items()
        ]
        if query.mode != "dense":
            self._signal(candidates, reading)
        return candidates

    def _signal(self, candidates: Sequence[Candidate], reading: Reading) -> None:
        importance = [self.reader.importance(concept) for concept in reading.concepts]
        matcher = Matcher(reading.concepts, importance)
        found = matcher.answered([candidate.labels for candidate in candidates])
        shares = np.stack([found.lexical, found.literal, found.missing, found.stated, found.unstated], axis=1).tolist()
        for one, values in zip(candidates, shares, strict=True):
            one.lexical, one.literal, one.missing, one.stated, one.unstated = values
            one.across = one.labels.language not in (reading.language, "other")


def _against_best(found: Sequence[Scored]) -> dict[str, float]:
    """Scores of passages as shares of the best one."""
    best = max((one.score for one in found), default=1.0)
    return {one.id: one.score / best for one in found}


def _hit(candidate: Candidate, entry: Entry, wanted: Wanted, named: Sequence[Span]) -> Hit:
    marks = highlights(entry, wanted, named)
    return Hit(
        rank=0,
        score=round(candidate.score, 4),
        lexical=round(candidate.literal, 4),
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
        best_sentence=best_sentence(entry.text, marks, candidate.best, named),
        kind=entry.kind,
        call=entry.call,
        page_end=entry.page_end,
        again=round(candidate.again, 4),
    )
