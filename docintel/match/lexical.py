"""The lexical leg: BM25 of profile texts over clauses and over whole topics, with terms of the other language added."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from docintel.codec import dumps, loads_as
from docintel.lexicon import data_text, technologies
from docintel.match.library import Analyse, Library
from docintel.types import Language

_K1, _B = 2.0, 1.0
"""Full correction for length: topics run from a title to 2,400 words."""

_SINGLE_WORD = 0.4
"""Weight of a translation of one word out of its context."""
_SAMPLE = 40
"""Every so many rows of the lexicon tell a changed analysis."""

Floats = NDArray[np.float32]
_Pairs = list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]


@dataclass(frozen=True)
class Bm25:
    """Term weights of texts, by term."""

    rows: dict[str, tuple[NDArray[np.int32], Floats]]
    """Term -> texts that hold it, with the weight of one occurrence in the query."""
    size: int
    idf: dict[str, float]

    def scores(self, terms: dict[str, float]) -> Floats:
        """Score of every text for weighted query terms."""
        found = np.zeros(self.size, dtype=np.float32)
        for term, weight in terms.items():
            if term in self.rows:
                texts, weights = self.rows[term]
                found[texts] += weight * weights
        return found

    def best_possible(self, terms: dict[str, float]) -> float:
        """Score of a text that holds every term once: what a full match would get."""
        return sum(weight * self.idf.get(term, self.ceiling) for term, weight in terms.items())

    @cached_property
    def ceiling(self) -> float:
        """Inverse document frequency of a term that no text holds."""
        return float(np.log(1 + (self.size + 0.5) / 0.5))


def build_bm25(texts: Sequence[Sequence[str]], idf: dict[str, float] | None = None) -> Bm25:
    """Index texts given as terms; ``idf`` takes the weights of another index (clauses weigh terms as topics do)."""
    counts = [Counter(terms) for terms in texts]
    lengths = np.array([max(1, len(terms)) for terms in texts], dtype=np.float32)
    mean = float(lengths.mean()) if len(texts) else 1.0
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, count in enumerate(counts):
        for term, times in count.items():
            postings[term].append((place, times))
    if idf is None:
        idf = {t: float(np.log(1 + (len(texts) - len(p) + 0.5) / (len(p) + 0.5))) for t, p in postings.items()}
    rows = {}
    for term, found in postings.items():
        places = np.array([place for place, _ in found], dtype=np.int32)
        often = np.array([number for _, number in found], dtype=np.float32)
        norm = _K1 * (1 - _B + _B * lengths[places] / mean)
        rows[term] = (places, (idf[term] * often * (_K1 + 1) / (often + norm)).astype(np.float32))
    return Bm25(rows, len(texts), idf)


@dataclass(frozen=True)
class Bridge:
    """Domain terms of one language with their counterparts in the other, as index terms."""

    pairs: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]
    longest: int

    def translate(self, terms: Sequence[str]) -> list[str]:
        """Index terms of the other language for every domain term found, longest first."""
        found: list[str] = []
        place = 0
        while place < len(terms):
            for length in range(min(self.longest, len(terms) - place), 0, -1):
                if other := self.pairs.get(tuple(terms[place : place + length])):
                    found += dict.fromkeys(term for writing in other for term in writing)
                    place += length
                    break
            else:
                place += 1
        return found


def open_bridge(library: Library, source: Language, target: Language) -> Bridge:
    """The bridge from the cache; built and kept where the lexicon or the analysis has changed."""
    key = f"bridge/{source}-{target}/{_print(library.analyse, source, target)}"
    if (kept := library.cache.get(key)) is not None:
        return _bridge(dict(loads_as(kept, _Pairs)))
    found = build_bridge(library.analyse, source, target)
    library.cache.put(key, dumps(list(found.pairs.items())))
    return found


def _print(analyse: Analyse, source: Language, target: Language) -> str:
    """Fingerprint of the lexicon and of what the analysis makes of a sample of it: all of it takes over a second."""
    sample = technologies()[::_SAMPLE]
    made = [(analyse(row.nl if side == "nl" else row.en, side)) for row in sample for side in (source, target)]
    return hashlib.sha256(f"{data_text('technologies.jsonl')}{made}".encode()).hexdigest()[:16]


def build_bridge(analyse: Analyse, source: Language, target: Language) -> Bridge:
    """Read the bilingual lexicon into a bridge from one language to another; the same language gives synonyms."""
    pairs: dict[tuple[str, ...], dict[tuple[str, ...], None]] = defaultdict(dict)
    for row in technologies():
        writings = _writings(row.nl, row.aliases.nl) if target == "nl" else _writings(row.en, row.aliases.en)
        targets = [tuple(analyse(text, target)) for text in writings]
        for text in _writings(row.nl, row.aliases.nl) if source == "nl" else _writings(row.en, row.aliases.en):
            if key := tuple(analyse(text, source)):
                pairs[key].update(dict.fromkeys(item for item in targets if item and item != key))
    return _bridge({key: tuple(values) for key, values in pairs.items() if values})


def _bridge(pairs: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]) -> Bridge:
    return Bridge(pairs, max((len(key) for key in pairs), default=1))


def _writings(name: str, aliases: Sequence[str]) -> tuple[str, ...]:
    return (name, *aliases)


def query_terms(
    text: str, language: Language, library: Library, bridges: Sequence[tuple[Bridge, float]]
) -> dict[str, float]:
    """Weighted terms of a text; what a bridge or the table of single words adds weighs less than what is written."""
    written = list(library.analyse(text, language))
    terms = dict.fromkeys(written, 1.0)
    for bridge, weight in bridges:
        for term in bridge.translate(written):
            terms.setdefault(term, weight)
    if any(weight == 1.0 for _, weight in bridges):  # calls in another language than the text
        for term in written:
            for other in library.translate(term, language):
                terms.setdefault(other, _SINGLE_WORD)
    return terms
