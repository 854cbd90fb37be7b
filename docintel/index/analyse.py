"""From text to weighted terms, the same way for passages and queries.

A word gives its stem; a compound also its parts; a hyphenated word its joined form and its parts; a code is one term.
Terms of both languages share one space, so that names, acronyms and codes meet across languages.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from docintel.index.analyse_codes import Code, find_codes
from docintel.index.analyse_compounds import split
from docintel.index.analyse_stem import stem
from docintel.index.analyse_words import fold, rows
from docintel.index.points import Sparse
from docintel.types import Language

VERSION = "4"
"""Raise it when the terms of a passage change: an index of another version is built anew."""
TermKind = Literal["word", "part", "code", "number", "synonym", "translation", "neighbour", "spelling", "acronym"]
PART = 0.5
JOINED = 0.7
CODE_PART = 0.4
NUMBER = 0.7
ACRONYM = 0.8
"""``REACH`` is also another term than ``reach``: capitals tell the act from the verb."""
MEMORY = 200_000
_WEIGHT_BITS, _WEIGHT_UNIT = 7, 100
"""A packed weight is at most 1 and has two decimals: 0.35 is a part of a hyphenated word."""
_WORD = re.compile(r"[^\W\d_]++\d{0,3}+(?:['\u2019\u02bc&\u2010\u2011-][^\W_]++)*+")
"""Possessive, since nothing that follows can fail: a quarter faster."""
_ACRONYM = re.compile(r"([A-Z][A-Z0-9]{1,7})s?")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a text; parts of a compound have the span of the whole word."""

    text: str
    start: int
    end: int
    weight: float = 1.0
    kind: TermKind = "word"


def analyse(text: str, language: Language, *, query: bool = False) -> list[Term]:
    """All terms of a text in order; with ``query`` the words of asking are left out as well.

    >>> [term.text for term in analyse("De veiligheidsmachtigingen voor ML7.a", "nl")]
    ['veiligheidsmachtiging', 'veilig', 'machtiging', 'ml7.a', 'ml7']
    """
    terms: list[Term] = []
    for start, end, code in _stretches(text):
        _words(text, start, end, language, query, terms)
        if code:
            terms.extend(Term(form, code.start, code.end, weight, kind) for form, weight, kind in _code_forms(code))
    return terms


def packed_terms(text: str, language: Language) -> list[int]:
    """The terms that ``analyse`` finds, each as ``pack`` writes it: all that counting needs of them."""
    known = _packed_words(language)
    packed: list[int] = []
    for start, end, code in _stretches(text):
        packed.extend(chain.from_iterable(map(known.__getitem__, _WORD.findall(text, start, end))))
        if code:
            packed.extend(pack(form, weight) for form, weight, _ in _code_forms(code))
    return packed


class _PackedWords(dict[str, tuple[int, ...]]):
    """The packed terms of each word as printed, found when it is first met.

    A dictionary answers twice as fast as a cached function, and is asked for every word of an index.
    """

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, surface: str) -> tuple[int, ...]:
        if len(self) >= MEMORY:
            self.clear()
        self[surface] = tuple(pack(form, weight) for form, weight, _ in word_forms(surface, self._language))
        return self[surface]


_packed_words = cache(_PackedWords)


def find_terms(text: str, language: Language, wanted: Set[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each word and code of a text that has one of these terms, in order."""
    for start, end, code in _stretches(text):
        yield from _wanted_words(text, start, end, language, wanted)
        if code and any(form in wanted for form, _, _ in _code_forms(code)):
            yield code.start, code.end


def _stretches(text: str) -> Iterator[tuple[int, int, Code | None]]:
    """Start and end of what stands between codes, each with the code behind it."""
    position = 0
    for code in find_codes(text):
        yield position, code.start, code
        position = code.end
    yield position, len(text), None


def _wanted_words(text: str, start: int, end: int, language: Language, wanted: Set[str]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text, start, end):
        if not wanted.isdisjoint(_word_terms(match.group(), language)):
            yield match.span()


@lru_cache(MEMORY)
def _word_terms(surface: str, language: Language) -> tuple[str, ...]:
    return tuple(form for form, _, _ in word_forms(surface, language))


def _code_forms(code: Code) -> Iterator[tuple[str, float, TermKind]]:
    if code.kind == "number":
        yield code.text, NUMBER, "number"
        return
    yield code.text, 1.0, "code"
    for part in code.parts:
        yield part, CODE_PART, "code"


def _words(text: str, start: int, end: int, language: Language, query: bool, terms: list[Term]) -> None:
    for match in _WORD.finditer(text, start, end):
        for form, weight, kind in word_forms(match.group(), language, query):
            terms.append(Term(form, match.start(), match.end(), weight, kind))


@lru_cache(MEMORY)
def word_forms(surface: str, language: Language, query: bool = False) -> tuple[tuple[str, float, TermKind], ...]:
    """Terms of one word as printed: (term, weight, kind)."""
    word = fold(surface)
    forms = {form[0]: form for one in _rules(language) for form in _forms(word, one, query)}
    match = _ACRONYM.fullmatch(surface)
    if match:  # ``REACH`` and ``SMEs``
        name = fold(match[1])
        forms.setdefault(name, (name, 1.0, "word"))
        forms[f"={name}"] = (f"={name}", ACRONYM, "acronym")
    return tuple(forms.values())


def _rules(language: Language) -> tuple[Literal["nl", "en"], ...]:
    """Whose stemming rules a text takes; both where its language is not known."""
    return ("nl", "en") if language == "other" else (language,)


def _forms(word: str, language: str, query: bool) -> Iterator[tuple[str, float, TermKind]]:
    if "'" in word:
        word = _without_elision(word)
    if "-" in word:
        yield from _hyphenated(word, language, query)
        return
    if _stops(word, language, query):
        return
    yield stem(word, language), 1.0, "word"
    if language == "nl":
        for part in split(word):
            yield stem(part, "nl"), PART, "part"


def _hyphenated(word: str, language: str, query: bool) -> Iterator[tuple[str, float, TermKind]]:
    pieces = [piece for piece in word.split("-") if piece]
    yield stem("".join(pieces), language), JOINED, "word"
    if len(pieces) > 1:
        for piece in pieces:
            if len(piece) > 1 and not _stops(piece, language, query):
                yield stem(piece, language), JOINED, "part"
                if language == "nl":
                    for part in split(piece):
                        yield stem(part, "nl"), PART * JOINED, "part"


def _stops(word: str, language: str, query: bool) -> bool:
    found = rows(language)
    return len(word) < 2 or word in (found.query_stop if query else found.stop)


def _without_elision(word: str) -> str:
    """``kmo's`` and ``company's`` lose the ending, ``d'Hondt`` and ``rock'n`` the mark."""
    head, _, tail = word.rpartition("'")
    return head.replace("'", "") if tail in ("s", "t", "n", "er", "tje") and head else word.replace("'", "")


@lru_cache(MEMORY)
def term_number(term: str) -> int:
    """Dimension of a term in the sparse vectors. Two hashes of 200,000 terms meet about five times in 2**32."""
    return zlib.crc32(term.encode("utf-8")) & 0xFFFFFFFF


def pack(term: str, weight: float) -> int:
    """The number of a term with its weight behind it; one whole number, so that numpy counts a batch of passages."""
    return term_number(term) << _WEIGHT_BITS | round(weight * _WEIGHT_UNIT)


def unpack(packed: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of terms, and their weights."""
    return packed >> _WEIGHT_BITS, (packed & (1 << _WEIGHT_BITS) - 1) / _WEIGHT_UNIT


def sparse_of(weights: Iterable[tuple[str, float]]) -> Sparse:
    """Sparse vector of weighted terms; a term that occurs twice keeps the sum."""
    summed: dict[int, float] = {}
    for text, weight in weights:
        number = term_number(text)
        summed[number] = summed.get(number, 0.0) + weight
    order = sorted(summed)
    return Sparse(order, [summed[number] for number in order])
