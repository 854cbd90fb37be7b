"""Mark the words of a hit that answer the query, and its best sentence."""

from __future__ import annotations

from collections.abc import Sequence

from docintel.index.analyse import analyse
from docintel.index.points import Entry
from docintel.index.query import Reading
from docintel.sentences import split_sentences
from docintel.types import Span

SHORTEST = 4
"""Words of the shortest sentence that stands by itself."""


def highlights(entry: Entry, reading: Reading) -> tuple[Span, ...]:
    """Offsets in the passage of the words that the query means, through stems and compounds."""
    wanted = reading.terms()
    found = sorted({(term.start, term.end) for term in analyse(entry.text, entry.language) if term.text in wanted})
    return tuple(Span(start, end) for start, end in found)


def sentences(text: str) -> list[Span]:
    """Sentences of a passage with offsets; a stump joins the sentence before it."""
    found: list[Span] = []
    for span in split_sentences(text):
        if found and len(text[span.start : span.end].split()) < SHORTEST:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def best_sentence(text: str, marks: Sequence[Span], nearest: Span | None = None) -> Span | None:
    """The sentence with most different marked words, the nearest or the shorter one where two tie."""
    best: tuple[float, Span] | None = None
    for span in sentences(text):
        words = {text[mark.start : mark.end].lower() for mark in marks if span.covers(mark)}
        value = len(words) + (1.0 if span == nearest else 0.0) - len(span) / 10_000
        if (words or span == nearest) and (best is None or value > best[0]):
            best = (value, span)
    return best[1] if best else None
