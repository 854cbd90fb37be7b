"""How near a call is to a profile, apart from any gate: it ranks, it never decides.

Each text of the profile (capability, technology, sentence of the description) is compared with each clause of each
call, by terms and by vectors. A text is judged against all calls: what fits every call a little fits none. One strong
text is enough, so a call is scored by its best texts rather than by their mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from docintel.match.catalogue import Catalogue
from docintel.match.lexical import Bm25, Bridge, build_bm25, build_bridge, query_terms
from docintel.match.library import Library
from docintel.match.profiles import Profile
from docintel.types import Band, Language, Relevance

Floats = NDArray[np.float32]
_CAPABILITY, _SENTENCE, _PROJECT = 1.0, 0.6, 1.5
_SYNONYM = 0.5
"""Weight of a synonym of the same language; a translation counts in full."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A text of the profile that is compared with clauses."""

    text: str
    weight: float


@dataclass(frozen=True)
class Engine:
    """A catalogue with its lexical index: what all profiles share."""

    library: Library
    catalogue: Catalogue

    @cached_property
    def topics(self) -> Bm25:
        """Whole topics."""
        texts: list[list[str]] = [[] for _ in self.catalogue.calls]
        for place, terms in zip(self.catalogue.topic.tolist(), self.catalogue.terms, strict=True):
            texts[place].extend(terms)
        return build_bm25(texts)

    @cached_property
    def clauses(self) -> Bm25:
        """Single clauses, with the term weights of topics."""
        return build_bm25(self.catalogue.terms, self.topics.idf)

    @cached_property
    def _bridges(self) -> dict[tuple[Language, Language], Bridge]:
        return {}

    def bridges(self, language: Language) -> tuple[tuple[Bridge, float], ...]:
        """Translations into the languages of the calls, and synonyms."""
        targets = sorted({call.language for call in self.catalogue.calls if call.language != "other"})
        found = []
        for target in targets:
            key = (language, target)
            if key not in self._bridges:
                self._bridges[key] = build_bridge(self.library.analyse, language, target)
            found.append((self._bridges[key], _SYNONYM if target == language else 1.0))
        return tuple(found)


@dataclass(frozen=True)
class Scores:
    """One profile against all calls."""

    units: tuple[Unit, ...]
    total: Floats
    lexical: Floats
    dense: Floats
    pairs: Floats
    """Units by clauses: strength of each pair, for the evidence."""

    def relevance(self, index: int) -> Relevance:
        """Score of one call with its parts."""
        return Relevance(
            score=round(float(self.total[index]), 4),
            band=band_of(float(self.total[index])),
            lexical=round(float(self.lexical[index]), 4),
            dense=round(float(self.dense[index]), 4),
        )


def units_of(profile: Profile, library: Library) -> tuple[Unit, ...]:
    """Capabilities, technologies, sentences of the description, and the project."""
    found = [Unit(text, _CAPABILITY) for text in dict.fromkeys((*profile.capabilities, *profile.technologies))]
    found += [Unit(text, _SENTENCE) for text in sentences_of(profile.description, library)]
    if (project := profile.project) is not None:
        found += [Unit(project.title, _PROJECT)] if project.title else []
        found += [Unit(text, _PROJECT) for text in sentences_of(project.description or "", library)]
    return tuple(found)


def sentences_of(text: str, library: Library) -> list[str]:
    """Sentences of a profile text, flattened."""
    return [" ".join(text[span.start : span.end].split()) for span in library.split_sentences(text)]


def score(profile: Profile, engine: Engine) -> Scores:
    """Compare a profile with all calls."""
    units = units_of(profile, engine.library)
    catalogue = engine.catalogue
    texts = [unit.text for unit in units]
    bridges = engine.bridges(profile.language)
    terms = [query_terms(text, profile.language, engine.library.analyse, bridges) for text in texts]
    dense = np.maximum(engine.library.encode(texts) @ catalogue.vectors.T, 0) * _shown(catalogue)
    lexical = np.stack([engine.clauses.scores(row) / max(engine.topics.best_possible(row), 1e-6) for row in terms])
    whole = np.stack([engine.topics.scores(row) / max(engine.topics.best_possible(row), 1e-6) for row in terms])
    weights = np.array([unit.weight for unit in units], dtype=np.float32)[:, None]
    lex = _pool(_contrast(whole), weights)
    den = _pool(_contrast(_per_call(dense, catalogue)), weights)
    return Scores(units, lex + den, lex, den, dense + lexical * _shown(catalogue))


def _shown(catalogue: Catalogue) -> Floats:
    """Boilerplate counts for nothing."""
    return np.where(catalogue.weight > 0.3, 1, 0).astype(np.float32)


def _per_call(pairs: Floats, catalogue: Catalogue) -> Floats:
    return np.maximum.reduceat(pairs, catalogue.starts, axis=1)


def _contrast(scores: Floats) -> Floats:
    """Each text against all calls: how far above its own mean."""
    spread = scores.std(axis=1, keepdims=True)
    return (scores - scores.mean(axis=1, keepdims=True)) / np.maximum(spread, 1e-6)


def _pool(scores: Floats, weights: Floats) -> Floats:
    return (scores * weights).sum(axis=0) / weights.sum()


def band_of(score: float) -> Band:
    """Band of a score, calibrated on development profiles."""
    return "strong" if score >= 3 else "medium" if score >= 1.8 else "weak" if score >= 0.8 else "none"
