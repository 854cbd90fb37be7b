"""Read a query: its language, and its concepts with every writing that would answer them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from docintel.index.analyse import Term, TermKind, analyse, sparse_of, term_number
from docintel.index.analyse_spelling import Speller
from docintel.index.analyse_stem import stem
from docintel.index.analyse_synonyms import Found, find_names, synonyms
from docintel.index.analyse_translate import translations
from docintel.index.analyse_words import dutch_words, fold, is_name
from docintel.index.language import QueryLanguage, query_language
from docintel.index.neighbours import Near, Neighbours
from docintel.index.points import Condition, Field, Sparse, Where
from docintel.index.vocabulary import Lexicon
from docintel.lexicon import load_words

MEMORY = 20_000
"""Query words whose near words stay in memory."""
Mode = Literal["hybrid", "lexical", "dense"]
OTHER_STEM = 0.8
"""A query word stemmed by the rules of the other language: ``spin-offs`` in a Dutch text."""
SYNONYM = 0.7
TRANSLATION = 0.9
NEAR = 0.5
"""Cosine from which a word of the index counts for all that its nearness tells."""
NEIGHBOURS, ASKED = 64, 16
"""Near words of a query word that count in a passage, and those that bring candidates."""
NEAREST = 0.8
"""What a near word counts for at most, against the word itself."""
MARKED = 0.4
"""A word near a query word is marked from this share of it."""
LOWER = 0.5
"""A word in capitals in the query and in small letters in the passage."""
PARTS = 0.8
"""Both parts of a compound against the compound itself."""
SURE, NEXT_TO = 7, 0.8
"""Letters of a word, and weight of a suggestion (one letter apart), from which it is surely a typing error."""
ENDINGS = ("s", "es", "e", "en", "ed", "d", "r", "er", "ing")
"""What a form of a word of the dictionary may end in, in either language."""
CUT = 4
"""Letters that a stem has lost when it may be that of another word."""
NAME = 0.6
"""Importance of a name of several words beside that of its words."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a user asks. ``language``, ``document``, ``kind``, ``reference`` and ``entity`` restrict the hits."""

    text: str
    language: Literal["nl", "en"] | None = None
    limit: int = 10
    document: str | None = None
    kind: str | None = None
    reference: str | None = None
    entity: str | None = None
    mode: Mode = "hybrid"

    def where(self) -> Where:
        """The restriction as conditions on the payload."""
        wanted: tuple[tuple[Field, str | None], ...] = (
            ("language", self.language),
            ("document", self.document),
            ("kind", self.kind),
            ("references", self.reference),
            ("entities", self.entity),
        )
        return Where(tuple(Condition(field, (value,)) for field, value in wanted if value is not None))


class Writing(NamedTuple):
    """One way to say a concept: all its terms should stand in a passage."""

    terms: tuple[str, ...]
    weight: float
    kind: TermKind


@dataclass(slots=True)
class Concept:
    """A word, a code or a name of the query, with its writings."""

    start: int
    end: int
    weight: float = 1.0
    said: list[Writing] = field(default_factory=list)
    """The writings that mean the concept itself."""
    near: list[Writing] = field(default_factory=list)
    """Words of the index that only lie near it, best first."""
    is_name: bool = False
    """A name or a year: a passage that does not state it speaks of another one."""
    meant: str = ""
    """The word of the index that this is a typing error of, where no doubt is left."""

    @property
    def writings(self) -> list[Writing]:
        """All of them."""
        return [*self.said, *self.near]


@dataclass(frozen=True, slots=True)
class Reading:
    """A query understood."""

    text: str
    language: QueryLanguage
    concepts: tuple[Concept, ...]
    names: tuple[Found, ...] = ()
    told: float = 0.0
    """Importance of its words together; a word that no passage holds has 1."""

    def sparse(self) -> Sparse:
        """Weighted terms for the candidates of the lexical leg."""
        best: dict[str, float] = {}
        for concept in self.concepts:
            for writing in (*concept.said, *concept.near[:ASKED]):
                share = concept.weight * writing.weight / len(writing.terms)
                for term in writing.terms:
                    best[term] = max(best.get(term, 0.0), share)
        return sparse_of(best.items())

    @property
    def words(self) -> int:
        """Number of words that carry the question."""
        return len({(concept.start, concept.end) for concept in self.concepts})

    def words_and_names(self) -> tuple[set[str], set[str]]:
        """Terms that answer the query, and apart from them those of names of several words, which do not alone.

        Of the words that are only near, those that are nearest.
        """
        words: set[str] = set()
        names: set[str] = set()
        for concept in self.concepts:
            for writing in concept.writings:
                if writing.kind != "neighbour" or writing.weight >= MARKED:
                    is_name = writing.kind == "synonym" and len(writing.terms) > 1
                    (names if is_name else words).update(writing.terms)
        return words, names - words


class Reader:
    """Reads queries against the vocabulary of one index."""

    def __init__(self, lexicon: Lexicon, neighbours: Neighbours) -> None:
        """Keep the vocabulary; the speller is made when the first unknown word comes."""
        self._lexicon, self._neighbours = lexicon, neighbours
        self._speller: Speller | None = None
        self._told: dict[str, list[tuple[str, float]]] = {}

    def read(self, text: str) -> Reading:
        """Language and concepts of a query; a word that is surely a typing error is read as the word it stands for."""
        reading = self._read(text)
        for concept in sorted(reading.concepts, key=lambda concept: -concept.start):
            if concept.meant:
                text = text[: concept.start] + concept.meant + text[concept.end :]
        return reading if text == reading.text else self._read(text)

    def _read(self, text: str) -> Reading:
        language = query_language(text)
        terms = analyse(text, language, query=True)
        groups: dict[tuple[int, int], list[Term]] = {}
        for term in terms:
            groups.setdefault((term.start, term.end), []).append(term)
        concepts = [self._concept(text, group, language) for group in groups.values()]
        told = sum(map(self.importance, concepts)) / self._lexicon.idf(0)
        self._add_neighbours(text, [concept for concept in concepts if _is_word(concept)])
        concepts.extend(self._joined(text, list(groups), language))
        names = tuple(find_names(text, terms, language))
        concepts.extend(self._named(names))
        return Reading(text, language, tuple(concepts), names, told)

    def _concept(self, text: str, group: Sequence[Term], language: QueryLanguage) -> Concept:
        first = group[0]
        concept = Concept(first.start, first.end, 1.0 if first.kind != "number" else first.weight)
        concept.is_name = is_name(text, first.start, first.end)
        parts = tuple(term.text for term in group[1:] if term.kind == "part")
        concept.said.append(Writing((first.text,), 1.0, first.kind))
        if first.kind in ("code", "number"):
            concept.said.extend(Writing((term.text,), term.weight, "code") for term in group[1:])
            return concept
        acronym = next((term for term in group if term.kind == "acronym"), None)
        if acronym is not None:
            concept.said[0] = Writing((first.text,), LOWER, first.kind)
            concept.said.append(Writing((acronym.text,), 1.0, "acronym"))
        if parts:
            concept.said.append(Writing(parts, PARTS, "part"))
        concept.said.extend(Writing((one,), SYNONYM, "synonym") for one in synonyms(language).get(first.text, ()))
        concept.said.extend(self._across(first.text, parts, language))
        self._other_stems(concept, text, language)
        word = fold(text[first.start : first.end])
        if not any(self._known(writing) for writing in concept.said) or self._is_cut(word, first.text):
            suggested = self._suggested(word, language)
            is_error = suggested and suggested[0][1] >= NEXT_TO and len(word) >= SURE and not _is_inflected(word)
            if is_error and text[first.start].islower():  # a capital may begin a name: ``Leopard`` and ``Leonard``
                concept.meant = suggested[0][0]
            concept.said.extend(self._corrected(suggested, language))
        return concept

    def _across(self, whole: str, parts: tuple[str, ...], language: QueryLanguage) -> Iterator[Writing]:
        """Translations of the word, and of a compound word by word (``legervoertuig``: army vehicle)."""
        table = translations(language)
        for target, strength in table.get(whole, ()):
            yield Writing((target,), TRANSLATION * strength**0.5, "translation")
        if len(parts) > 1:
            best = [table[part][0] for part in parts if part in table]
            if len(best) == len(parts):
                strength = min(value for _, value in best)
                yield Writing(tuple(target for target, _ in best), PARTS * TRANSLATION * strength**0.5, "translation")

    def _other_stems(self, concept: Concept, text: str, language: QueryLanguage) -> None:
        known = {writing.terms for writing in concept.said}
        other: Literal["nl", "en"] = "en" if language == "nl" else "nl"
        for term in analyse(text[concept.start : concept.end], other, query=True)[:1]:
            if (term.text,) not in known:
                concept.said.append(Writing((term.text,), OTHER_STEM, "word"))

    def _add_neighbours(self, text: str, concepts: Sequence[Concept]) -> None:
        """Words of the index near each query word, for what they tell."""
        words = [fold(text[concept.start : concept.end]) for concept in concepts]
        for concept, word, near in zip(concepts, words, self._neighbours.near(words), strict=True):
            told = self._told.get(word)
            if told is None:
                told = self._told[word] = self._tell(near)
            importance = self.importance(concept)
            known = {writing.terms[0] for writing in concept.said if len(writing.terms) == 1}
            concept.near = [
                Writing((form,), min(NEAREST, value / importance), "neighbour")
                for form, value in told
                if form not in known
            ]

    def _tell(self, near: Near) -> list[tuple[str, float]]:
        """Terms of words, best first, with the surprise of meeting a word at least as near in a passage.

        It is the IDF of all words down to this one together: the only word near ``stoorzender`` (jammer) tells a lot,
        the fortieth word near ``goed`` next to nothing.
        """
        if len(self._told) > MEMORY:
            self._told.clear()
        passages = self._lexicon.passages + 1
        without = np.exp(np.cumsum(np.log1p(-np.minimum(self._counts[near.places] / passages, 0.999))))
        told = -np.log(np.maximum(1.0 - without, 1.0 / passages))
        told *= np.minimum(1.0, near.cosines / NEAR)
        best: dict[str, float] = {}
        first = np.argsort(-told, kind="stable")[:NEIGHBOURS]
        for place, value in zip(near.places[first].tolist(), told[first].tolist(), strict=True):
            for form in self._neighbours.lines[place].split(" ")[1:]:
                best.setdefault(form, value)
        return list(best.items())

    @cached_property
    def _counts(self) -> NDArray[np.float64]:
        """Passages that hold each word of the neighbours."""
        words = self._lexicon.words
        return np.array([words.get(line.partition(" ")[0], 0) for line in self._neighbours.lines], dtype=np.float64)

    def _known(self, writing: Writing) -> bool:
        return all(self._lexicon.count(term_number(term)) for term in writing.terms)

    def _is_cut(self, word: str, stemmed: str) -> bool:
        """A word that no passage holds, known only by a stem that says little: ``elegible`` by that of ``elegant``."""
        return len(word) - len(stemmed) >= CUT and word not in self._lexicon.words

    def _suggested(self, word: str, language: QueryLanguage) -> list[tuple[str, float]]:
        """Words of the index that an unknown word may stand for; a word of the dictionary is no error."""
        if word in dutch_words().size or not word.isalpha() or translations(language).get(stem(word, language)):
            return []
        if self._speller is None:
            self._speller = Speller(self._lexicon.words)
        return self._speller.suggest(word)

    def _corrected(self, suggested: Sequence[tuple[str, float]], language: QueryLanguage) -> Iterator[Writing]:
        for other, weight in suggested:
            for form in {stem(other, language), stem(other, "nl"), stem(other, "en")}:
                yield Writing((form,), weight, "spelling")
                for target, strength in translations(language).get(form, ())[:2]:
                    yield Writing((target,), weight * TRANSLATION * strength**0.5, "translation")

    def _joined(self, text: str, spans: Sequence[tuple[int, int]], language: QueryLanguage) -> Iterator[Concept]:
        """Neighbours that the index knows as one word: ``toegangs poort``, ``doorloop tijd``."""
        for (start, middle), (after, end) in itertools.pairwise(spans):
            if text[middle:after] not in (" ", "-", " -", "- "):
                continue
            word = fold(text[start:middle] + text[after:end])
            if word.isalpha() and word in self._lexicon.words:
                concept = Concept(start, end, 1.0, [Writing((stem(word, language),), 1.0, "word")])
                concept.said.extend(self._across(concept.said[0].terms[0], (), language))
                yield concept

    def _named(self, names: Sequence[Found]) -> Iterator[Concept]:
        for found in names:
            known = [Writing(other, SYNONYM, "synonym") for other in found.others]
            writings = [writing for writing in known if self._known(writing)]
            if writings:
                yield Concept(found.start, found.end, NAME, writings)

    def importance(self, concept: Concept) -> float:
        """IDF of a concept: of its commonest good writing, or of a word that no passage holds."""
        counts = [
            min(self._lexicon.count(term_number(term)) for term in writing.terms)
            for writing in concept.said
            if writing.weight >= 0.5
        ]
        return concept.weight * self._lexicon.idf(max(counts, default=0))


def _is_inflected(word: str) -> bool:
    """Tell a form of a word of the dictionary: ``commandos`` is no error of ``commands``."""
    return any(word.endswith(ending) and word[: -len(ending)] in load_words() for ending in ENDINGS)


def _is_word(concept: Concept) -> bool:
    """No code, and no acronym: what is near ``reach`` says nothing about REACH."""
    kinds = {writing.kind for writing in concept.said}
    return concept.said[0].kind == "word" and "acronym" not in kinds
