"""Verbatim reuse: where one document repeats the words of another, with both pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docintel.index.analyse_words import fold
from docintel.types import Document, Span

WORDS = 8
"""Words of the shortest stretch that counts as taken over; seven are often a title or a fixed phrase."""
COMMON = 12
"""A stretch that stands in more places than this is boilerplate."""
GAP = 3
"""Words that may differ inside one stretch (a changed year, a corrected typing error)."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document."""

    document: str
    page: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Reuse:
    """A stretch that stands in two places; ``first`` comes from the older document where dates are known."""

    first: Passage
    second: Passage
    words: int
    """Number of equal words."""
    exact: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a document with their offsets; folded, so that capitals and accents do not matter."""

    document: Document
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, document: Document) -> _Words:
        matches = list(_WORD.finditer(document.text))
        return cls(document, tuple(fold(match.group()) for match in matches), tuple(match.span() for match in matches))


def find_reuse(documents: Iterable[Document], *, inside: bool = False, shortest: int = WORDS) -> list[Reuse]:
    """Stretches that stand in two documents, longest first; with ``inside`` also those that a document repeats."""
    read = sorted((_Words.of(document) for document in documents), key=_age)
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, one in enumerate(read):
        for at in range(len(one.words) - shortest + 1):
            places[hash(one.words[at : at + shortest])].append((number, at))
    found = [
        reuse
        for (first, second), pairs in _by_pair(places, inside).items()
        for reuse in _stretches(read[first], read[second], pairs, shortest)
    ]
    return sorted(found, key=lambda one: (-one.words, one.first.document, one.first.span, one.second.span))


def _age(one: _Words) -> tuple[bool, str, str]:
    published = one.document.published
    return (published is None, published.isoformat() if published else "", one.document.path)


def _by_pair(places: dict[int, list[tuple[int, int]]], inside: bool) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Pairs of documents -> positions at which the same words start."""
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for rows in places.values():
        if not 1 < len(rows) <= COMMON:
            continue
        for index, (first, at) in enumerate(rows):
            for second, other in rows[index + 1 :]:
                if first != second or (inside and other > at):
                    pairs[first, second].append((at, other))
    return pairs


def _stretches(first: _Words, second: _Words, pairs: Sequence[tuple[int, int]], shortest: int) -> Iterator[Reuse]:
    """Join the matching positions of two documents along their diagonals, over small differences."""
    start: tuple[int, int] | None = None
    end = (0, 0)
    for at, other in sorted(pairs, key=lambda pair: (pair[1] - pair[0], pair[0])):
        if start is not None and other - at == end[1] - end[0] and at <= end[0] + GAP:
            end = (at + shortest, other + shortest)
            continue
        if start is not None:
            yield _reuse(first, second, start, end)
        start, end = (at, other), (at + shortest, other + shortest)
    if start is not None:
        yield _reuse(first, second, start, end)


def _reuse(first: _Words, second: _Words, start: tuple[int, int], end: tuple[int, int]) -> Reuse:
    left, right = first.words[start[0] : end[0]], second.words[start[1] : end[1]]
    equal = sum(a == b for a, b in zip(left, right, strict=True))
    return Reuse(_passage(first, start[0], end[0]), _passage(second, start[1], end[1]), equal, left == right)


def _passage(one: _Words, start: int, end: int) -> Passage:
    span = Span(one.spans[start][0], one.spans[end - 1][1])
    return Passage(one.document.id, one.document.page_of(span), span, one.document.quote(span))
