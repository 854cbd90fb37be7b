"""Mark the words of a hit that answer the query, and its best sentence."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache

from docintel.index.analyse import find_terms
from docintel.index.points import Entry
from docintel.sentences import split_sentences
from docintel.types import Span

MEMORY = 4000
"""Passages whose sentences stay in memory."""
SHORTEST = 4
"""Words of the shortest sentence that stands by itself."""


def highlights(entry: Entry, wanted: Set[str]) -> tuple[Span, ...]:
    """Offsets in the passage of the words with a term that the query means, through stems and compounds."""
    return tuple(Span(start, end) for start, end in find_terms(entry.text, entry.language, wanted))


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


def best_sentence(text: str, marks: Sequence[Span], nearest: Span | None = None) -> Span | None:
    """The sentence with most different marked words, the nearest or the shorter one where two tie."""
    best: tuple[float, Span] | None = None
    for span in sentences(text):
        words = {text[mark.start : mark.end].lower() for mark in marks if span.covers(mark)}
        value = len(words) + (1.0 if span == nearest else 0.0) - len(span) / 10_000
        if (words or span == nearest) and (best is None or value > best[0]):
            best = (value, span)
    return best[1] if best else None
