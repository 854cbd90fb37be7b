"""Mark the words of a hit that answer the query, and its best sentence."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

from docintel.index.analyse import find_terms
from docintel.index.points import Entry
from docintel.sentences import split_sentences
from docintel.types import Language, Span

MEMORY = 4000
"""Passages whose sentences stay in memory."""
SHORTEST = 4
"""Words of the shortest sentence that stands by itself."""
APART = 8
"""Letters at most between two words of one name: ``Fund for the European Defence``."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is marked in a passage."""

    words: Set[str]
    """Terms that the query means."""
    names: Set[str] = frozenset()
    """Terms of names of several words, which mean nothing alone: the ``European`` of the European Defence Fund."""
    known: dict[tuple[str, Language], bool] = field(default_factory=dict)
    """Words of passages, each seen once in all hits of a query."""

    def means(self, surface: str, language: Language) -> bool:
        """Tell whether a word is meant by itself."""
        if not self.names:
            return True
        if (surface, language) not in self.known:
            self.known[surface, language] = any(True for _ in find_terms(surface, language, self.words))
        return self.known[surface, language]


def highlights(entry: Entry, wanted: Wanted, named: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Offsets in the passage of the words with a term that the query means, through stems and compounds.

    What the query ``named`` by an id is marked whole: ``artikel 17, eerste lid, AVG`` for ``art. 17 GDPR``.
    """
    both = [Span(start, end) for start, end in find_terms(entry.text, entry.language, wanted.words | wanted.names)]
    words = {span for span in both if wanted.means(entry.text[span.start : span.end], entry.language)}
    words.update(chain.from_iterable(pair for pair in pairwise(both) if pair[1].start - pair[0].end <= APART))
    beside = [word for word in words if not any(word.overlaps(span) for span in named)]
    return tuple(sorted([*beside, *named], key=lambda span: span.start))


@lru_cache(MEMORY)
def sentences(text: str) -> tuple[Span, ...]:
    """Sentences of a passage with offsets; a stump joins the sentence before it."""
    found: list[Span] = []
    for span in split_sentences(text):
        if found and len(text[span.start : span.end].split()) < SHORTEST:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return tuple(found)


def best_sentence(
    text: str, marks: Sequence[Span], nearest: Span | None = None, named: Sequence[Span] = ()
) -> Span | None:
    """The sentence with most different marked words, the nearest or the shorter one where two tie.

    Where the passage has what the query ``named``, one of the sentences with it.
    """
    best: tuple[float, Span] | None = None
    every = sentences(text)
    for span in [one for one in every if any(one.covers(mark) for mark in named)] or every:
        words = {text[mark.start : mark.end].lower() for mark in marks if span.covers(mark)}
        value = len(words) + (1.0 if span == nearest else 0.0) - len(span) / 10_000
        if (words or span == nearest) and (best is None or value > best[0]):
            best = (value, span)
    if best is None:
        return None
    at = every.index(best[1])
    if at + 1 < len(every) and len(text[best[1].start : best[1].end].split()) < SHORTEST:
        return Span(best[1].start, every[at + 1].end)  # ``4.3.7.`` alone says nothing
    return best[1]
