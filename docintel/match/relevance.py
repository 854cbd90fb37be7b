"""How near a call is to a profile, apart from any gate: it ranks, it never decides.

Eight views of the same question, each measured against all calls (what fits every call a little fits none):

    lexical   terms of the whole profile in the whole topic, with the domain terms of the other language;
              ``long_text`` gives them more weight in a long text, whose words say more than its fields
    field     fields of work of the profile against those of the topic, near fields counted in part
    each      every text of the profile by its own fields, summed
    best      the two best texts only: one strong capability is enough
    title     terms of the whole profile in the title, which says what the topic is about
    dense     vectors of every text against the best clauses of the topic; ``brief`` the same where only the title and
              a line on the category are at hand: such a topic has no clauses that could stand out

and three of the topic alone that correct them: its length, how many fields it names, and whether its text is at hand.
A text names fields by its words and, where these are not in the table, lies near fields by its vector.
``data/relevance.toml`` holds the weights, fitted on development profiles, and the bands. To their sum comes who takes
part in which calls as far as it was learnt (``ties``; for calls of past years, one by one), and something for a profile
of many fields, which stands out in none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from docintel.lexicon import data_text
from docintel.match.catalogue import Catalogue
from docintel.match.fields import Fields, fields
from docintel.match.lexical import Bm25, Bridge, build_bm25, open_bridge, query_terms
from docintel.match.library import Library
from docintel.match.meaning import Meaning, build_meaning
from docintel.match.own_work import tells_own_work
from docintel.match.profiles import Profile
from docintel.match.second import SecondReader
from docintel.match.ties import outline, takers, ties
from docintel.types import Band, Language, Relevance

Floats = NDArray[np.float32]
_CAPABILITY, _SENTENCE, _PROJECT, _ASIDE = 1.0, 0.6, 1.5, 0.2
"""Where nothing is listed, a sentence on customers, staff or figures is an aside: hospitals as customers may not make a
firm medical. Beside a list of capabilities it may weigh as any other (r@10 0.68 either way)."""
_SYNONYM = 0.3
"""Weight of a synonym of the same language; a translation counts in full."""
_TITLE_FIELDS = 5.0
_BEST_TEXTS, _BEST_CLAUSES = 2, 3
_BOILERPLATE = 0.3
"""Clauses up to this weight count for nothing."""
_BY_MEANING = 0.5
"""A field that a text only lies near counts half of one that it names."""
_BRIEF = 5
"""Clauses below which a topic is known by little more than its title."""
_FEW, _WORDS_AMONG_MANY = 50, 0.1
"""Calls among which length and breadth say half of what they say among many; among few, shared words say more than
fields, whose rarity cannot be known yet."""
_SPREAD, _USUAL = 0.8, 10.0
"""What many fields of a profile add to all its scores, and how many are usual: a university names twenty-five and
stands out in none, so that at one score it wins ten times as often as a firm of five. The order by score stays. Fitted
on several sets it is 0.8 (invented organisations), 1.0 (written), 1.5 (awards), 2.6 (winners); without it 5 of 26
universities were told that no call fits. Few fields take off half of it at most, many add no more than the whole."""
_CUT = (-0.5, 1.0)
_BANDS: tuple[Band, ...] = ("strong", "medium", "weak", "none")
_LONG_TEXT = 100
"""Different terms from which a text counts as long; the development profiles have 135, project summaries 182."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/relevance.toml``."""

    weights: dict[str, float]
    reasons: dict[str, float]
    """Weights of the signs of a good reason, and where it starts."""
    reasons_again: dict[str, float]
    """What a second reading makes of a pair: of its strength before, and of the slower encoder's cosine."""
    reason_floors: tuple[float, float]
    """Least strength of the first reason of a call, and of further ones."""
    least_to_read: float
    """Strength from which a pair is worth a second reading."""
    bands: dict[str, tuple[float, float]]
    """Band -> least score and least nearness."""


@cache
def settings() -> Settings:
    """The shipped weights and bands."""
    return msgspec.toml.decode(data_text("relevance.toml"), type=Settings)


@dataclass(frozen=True, slots=True)
class Unit:
    """A text of the profile that is compared with clauses."""

    text: str
    weight: float


@dataclass(frozen=True)
class Engine:
    """A catalogue with its lexical index, its fields and its second reader: what all profiles share."""

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
    def titles(self) -> Bm25:
        """Titles, with the term weights of topics."""
        return build_bm25([self.catalogue.terms[start] for start in self.catalogue.starts], self.topics.idf)

    @cached_property
    def meaning(self) -> Meaning:
        """Where the fields lie for the encoder."""
        return build_meaning(self.library)

    @cached_property
    def second(self) -> SecondReader | None:
        """Reads likely reasons again, where the library has a slower encoder."""
        encoder = self.library.reread()
        return SecondReader(encoder, self.library.cache) if encoder else None

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """Clauses of each call."""
        return np.diff(np.append(self.catalogue.starts, len(self.catalogue.clauses)))

    @cached_property
    def full(self) -> Floats:
        """1 for a topic whose text is at hand, 0 for one known by its title."""
        return np.asarray(self.sizes >= _BRIEF, dtype=np.float32)

    @property
    def many(self) -> float:
        """From 0 to 1 with the number of calls: how far statistics over them can be trusted."""
        return len(self.catalogue.calls) / (len(self.catalogue.calls) + _FEW)

    @cached_property
    def shown(self) -> Floats:
        """1 for a clause with something of its own, 0 for boilerplate."""
        return np.asarray(self.catalogue.weight > _BOILERPLATE, dtype=np.float32)

    @cached_property
    def field_weights(self) -> Floats:
        """Rarity of each field over the topics."""
        named = (self._field_counts > 0).sum(axis=0)
        rarity = np.log((len(self.catalogue.calls) + 1) / (named + 0.5))
        return np.asarray(np.maximum(rarity, 0.1), dtype=np.float32)

    @cached_property
    def _field_counts(self) -> Floats:
        """Topics by fields; the title counts for several sentences."""
        known = fields()
        rows = []
        for index in range(len(self.catalogue.calls)):
            places = self.catalogue.of_call(index)
            weights = [float(self.catalogue.weight[place]) for place in places]
            weights[0] *= _TITLE_FIELDS
            rows.append(known.vector([self.catalogue.fields[place] for place in places], weights))
        return np.stack(rows) if rows else np.zeros((0, len(known.names)), dtype=np.float32)

    @cached_property
    def topic_fields(self) -> Floats:
        """Topics by fields, each row of length one."""
        return self.normalise(self._field_counts)

    @cached_property
    def outlines(self) -> Floats:
        """Fields of each call, whatever the other calls name."""
        return outline(self._field_counts)

    @cached_property
    def takers(self) -> Floats:
        """Fields by calls: what calls of past years took beyond what they name."""
        return takers(call.id for call in self.catalogue.calls)

    def normalise(self, counts: Floats) -> Floats:
        """Dampen, weigh by rarity, and bring to length one."""
        weighed = np.sqrt(counts) * self.field_weights
        return np.asarray(weighed / np.maximum(np.linalg.norm(weighed, axis=-1, keepdims=True), 1e-9), dtype=np.float32)

    @cached_property
    def of_topic(self) -> dict[str, Floats]:
        """What a topic alone says, as contrasts over all topics."""
        named = (self._field_counts > 0).sum(axis=1)
        return {
            "length": self.many * contrast(self.sizes.astype(np.float32)),
            "breadth": self.many * contrast(named.astype(np.float32)),
            "full_text": self.full,
        }

    @cached_property
    def _bridges(self) -> dict[tuple[Language, Language], Bridge]:
        return {}

    def bridges(self, language: Language) -> tuple[tuple[Bridge, float], ...]:
        """Translations into the languages of the calls, and synonyms."""
        found = []
        for target in sorted({call.language for call in self.catalogue.calls} - {"other"}):
            if (language, target) not in self._bridges:
                self._bridges[language, target] = open_bridge(self.library, language, target)
            found.append((self._bridges[language, target], _SYNONYM if target == language else 1.0))
        return tuple(found)


@dataclass(frozen=True)
class Scores:
    """One profile against all calls."""

    units: tuple[Unit, ...]
    total: Floats
    views: dict[str, Floats]
    nearness: Floats
    """Without contrast: 0 for a call that shares nothing with the profile, whatever the other calls do."""
    own: Floats
    """Outline of the fields of the whole profile."""
    named: Floats
    """Units by fields."""
    vectors: Floats
    """Units by dimensions."""

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """Band of each call."""
        return tuple(band_of(*pair) for pair in zip(self.total.tolist(), self.nearness.tolist(), strict=True))

    @property
    def order(self) -> list[int]:
        """Calls from the nearest on: by band, then by score, so that no call stands below one of a lower band."""
        return sorted(range(len(self.total)), key=lambda call: (_BANDS.index(self.bands[call]), -self.total[call]))

    def relevance(self, index: int) -> Relevance:
        """Score of one call with its parts."""
        return Relevance(
            score=rounded(self.total[index]),
            band=self.bands[index],
            lexical=rounded(self.views["lexical"][index]),
            dense=rounded(self.views["dense"][index]),
        )


def units_of(profile: Profile, library: Library) -> tuple[Unit, ...]:
    """Capabilities, technologies, sentences of the description, and the project."""
    found = [Unit(text, _CAPABILITY) for text in dict.fromkeys((*profile.capabilities, *profile.technologies))]
    listed = bool(found)  # plain words alone are all that there is to go by
    sentences = sentences_of(profile.description, library)
    own = {text for text in sentences if listed or tells_own_work(text)} or set(sentences)
    found += [Unit(text, _SENTENCE if text in own else _ASIDE) for text in sentences]
    if (project := profile.project) is not None:
        found += [Unit(project.title, _PROJECT)] if project.title else []
        found += [Unit(text, _PROJECT) for text in sentences_of(project.description or "", library)]
    return tuple(found)


def sentences_of(text: str, library: Library) -> list[str]:
    """Sentences of a profile text, flattened."""
    found = (" ".join(text[span.start : span.end].split()) for span in library.split_sentences(text))
    return [sentence for sentence in found if sentence]


def score(profile: Profile, engine: Engine) -> Scores:
    """Compare a profile with all calls."""
    units = units_of(profile, engine.library)
    weights = np.array([unit.weight for unit in units], dtype=np.float32)[:, None]
    terms = _terms(profile, units, engine)
    vectors = engine.library.encode([unit.text for unit in units])
    dense_pairs = np.asarray(np.maximum(vectors @ engine.catalogue.vectors.T, 0) * engine.shown, dtype=np.float32)
    lexical, coverage = _lexical(terms, weights[:, 0] > _ASIDE, engine)
    named = np.stack([fields().vector([fields().count(unit.text)], [1.0]) for unit in units])
    counts = named + _BY_MEANING * engine.meaning.guess(vectors)
    own = outline((counts * weights).sum(axis=0))
    field_views, field_nearness = _field_views(named, counts, weights, engine)
    words = contrast(lexical)
    dense = contrast(_pool(contrast(_best_clauses(dense_pairs, engine)), weights))
    views = {
        "lexical": words * engine.full * max((1 - engine.many) ** 2, _WORDS_AMONG_MANY),
        "long_text": words * math.log(max(len(terms[0]), _LONG_TEXT) / _LONG_TEXT),
        "title": contrast(engine.titles.scores(terms[0])),
        "dense": dense * engine.full,
        "brief": dense * (1 - engine.full),
        **field_views,
        **engine.of_topic,
    }
    weighed = np.stack([settings().weights[name] * view for name, view in views.items()])
    learnt = engine.outlines @ (own @ ties()) + own @ engine.takers
    total = np.asarray(weighed.sum(axis=0) + learnt + _spread(own), dtype=np.float32)
    return Scores(units, total, views, field_nearness + coverage, own, named, vectors)


def _spread(own: Floats) -> float:
    """How far all scores of a profile are raised for its many fields, or lowered for few."""
    shares = own[own > 0].astype(float) ** 2
    if not len(shares):
        return 0.0
    fields_named = math.exp(-float((shares * np.log(shares)).sum()))
    return _SPREAD * float(np.clip(math.log(fields_named / _USUAL), *_CUT))


def _terms(profile: Profile, units: tuple[Unit, ...], engine: Engine) -> list[dict[str, float]]:
    """Query terms of the whole profile, then of each unit."""
    bridges = engine.bridges(profile.language)
    told = [unit.text for unit in units if unit.weight > _ASIDE]
    texts = [" ".join(told), *(unit.text for unit in units)]
    return [query_terms(text, profile.language, engine.library, bridges) for text in texts]


def _lexical(terms: list[dict[str, float]], own: NDArray[np.bool_], engine: Engine) -> tuple[Floats, Floats]:
    """Score of the whole profile, dampened, and the share of the terms of its best text that a topic holds."""
    whole = np.log1p(engine.topics.scores(terms[0]))
    shares = [engine.topics.scores(row) / max(engine.topics.best_possible(row), 1e-6) for row in terms[1:]]
    return whole, np.max(np.stack(shares)[own | ~own.any()], axis=0)


def _best_clauses(pairs: Floats, engine: Engine) -> Floats:
    """Mean of the best clauses of each call, unit by unit; the best one of a call known by its title."""
    catalogue = engine.catalogue
    found = np.zeros((len(pairs), len(catalogue.calls)), dtype=np.float32)
    for index, full in enumerate(engine.full.tolist()):
        places = catalogue.of_call(index)
        taken = _BEST_CLAUSES if full else 1
        found[:, index] = np.sort(pairs[:, places.start : places.stop], axis=1)[:, -taken:].mean(axis=1)
    return found


def _field_views(named: Floats, counts: Floats, weights: Floats, engine: Engine) -> tuple[dict[str, Floats], Floats]:
    """The three views by fields, and the nearness of the whole profile by the words that it uses."""
    known: Fields = fields()
    near, near_by_words = (
        np.asarray(engine.topic_fields @ (known.spread @ engine.normalise((rows * weights).sum(axis=0))), np.float32)
        for rows in (counts, named)
    )
    rows = engine.normalise(counts)
    each = np.asarray(rows @ known.near_part @ engine.topic_fields.T, dtype=np.float32)
    says = (rows.sum(axis=1) > 0).astype(np.float32)[:, None]
    views = {
        "field": contrast(near),
        "each": contrast(_pool(contrast(each) * says, weights)),
        "best": contrast(np.sort(each * weights, axis=0)[-_BEST_TEXTS:].mean(axis=0)),
    }
    return views, near_by_words


def contrast(scores: Floats) -> Floats:
    """How far above or below the mean of all calls, in standard deviations; 0 where all calls are alike."""
    spread = scores.std(axis=-1, keepdims=True)
    centred = scores - scores.mean(axis=-1, keepdims=True)
    return np.asarray(np.where(spread > 1e-6, centred / np.maximum(spread, 1e-6), 0), dtype=np.float32)


def _pool(scores: Floats, weights: Floats) -> Floats:
    return np.asarray((scores * weights).sum(axis=0) / weights.sum(), dtype=np.float32)


def rounded(value: np.float32) -> float:
    """Four digits; never ``-0.0``, which a reader of the JSON would stumble over."""
    return round(float(value), 4) + 0.0


def band_of(score: float, nearness: float) -> Band:
    """Band of a score, calibrated on development profiles: it must stand out, and share something."""
    for band in _BANDS[:-1]:
        least_score, least_nearness = settings().bands[band]
        if score >= least_score and nearness >= least_nearness:
            return band
    return "none"
