"""Which later document takes a recommendation up: candidates by search and shared words, never a claim."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

from docintel.index.analyse import analyse
from docintel.index.query import Query
from docintel.types import Document, Hit, Language, Place, Recommendation

VERSION = "4"
"""Part of the key under which follow-ups are kept."""
MOST = 3
ENOUGH = "strong"
LEAST = 1.0
"""Score of a hit; true candidates of the one real pair at hand lie from 1.45 up, unrelated ones from 0.97."""
LONGEST = 400
"""Characters of the request that go into the query; beyond that it only blurs."""
MANY, WIDE = 8, 100
"""Of more documents than this the first passages of one search over all of them are taken: asked one by one, 400
documents took a minute."""
_COMMON, _TELLING, _SHARED, _PART = 1 / 3, 5, 2, 0.2
"""A word in a third of the passages, or of under five letters, tells nothing; two of the title (a fifth) are shared."""


class Search(Protocol):
    """Anything that answers a query."""

    def search(self, query: Query) -> list[Hit]:
        """Hits, best first."""


def follow_ups(
    recommendations: Iterable[Recommendation], documents: Sequence[Document], search: Search
) -> tuple[Recommendation, ...]:
    """The recommendations with the places of other, not older documents that may take them up."""
    by_id = {document.id: document for document in documents}
    common = cache(lambda document_id: _common_words(by_id[document_id]))
    return tuple(_followed(each, by_id, common, search) for each in recommendations)


def _followed(
    recommendation: Recommendation,
    documents: Mapping[str, Document],
    common: Callable[[str], set[str]],
    search: Search,
) -> Recommendation:
    """One recommendation with sections that name it, or share words of its title and of what it asks."""
    own = {place.document for place in recommendation.places} | {recommendation.document}
    home = documents.get(recommendation.document)
    asked = _request(recommendation, home)
    later = [one for one in documents.values() if asked and one.id not in own and not _older(one, home)]
    title, request = _words(recommendation.title, recommendation.language), _words(asked, recommendation.language)
    text = f"{recommendation.title}. {asked}"[:LONGEST]
    places: list[Place] = []
    for hit in _hits(text, later, search):
        found = _words(hit.text, hit.language) - common(hit.document)
        shared = len(title & found) >= max(_SHARED, _PART * len(title)) and bool(request & found)
        if _names(hit.text, recommendation) or (hit.band == ENOUGH and hit.score >= LEAST and shared):
            heading = hit.heading.rpartition(" > ")[2] or hit.title
            places.append(Place(hit.document, hit.page, section=hit.section, language=hit.language, title=heading))
    return replace(recommendation, follow_up=tuple(dict.fromkeys(places))[:MOST])


def _hits(text: str, later: Sequence[Document], search: Search) -> Iterator[Hit]:
    """Passages of the documents that may follow, a few of each."""
    if len(later) <= MANY:
        for document in later:
            yield from search.search(Query(text, document=document.id, limit=2 * MOST))
        return
    left = Counter({document.id: 2 * MOST for document in later})
    for hit in search.search(Query(text, limit=WIDE)):
        left[hit.document] -= 1
        if left[hit.document] >= 0:
            yield hit


def _request(recommendation: Recommendation, home: Document | None) -> str:
    return " ".join(home.quote(span) for span in recommendation.requests) if home is not None else ""


def _names(text: str, recommendation: Recommendation) -> bool:
    number = rf"(?i)\b(?:aanbeveling|recommendation)\s+{re.escape(recommendation.number)}(?![.\d]*\d)"
    return re.search(number, text) is not None


def _words(text: str, language: Language) -> set[str]:
    """Terms long enough to tell something; ``O&O&I`` counts, the exact form of a word in capitals does not."""
    terms = (term.text for term in analyse(text, language) if not term.text.startswith("="))
    return {term for term in terms if len(term) >= _TELLING or "&" in term}


def _common_words(document: Document) -> set[str]:
    """Words that many passages of a document share: its own subject."""
    texts: Iterable[set[str]] = (_words(document.quote(each.span), each.language) for each in document.passages)
    counts = Counter(word for words in texts for word in words)
    return {word for word, count in counts.items() if count > max(_SHARED, len(document.passages) * _COMMON)}


def _older(document: Document, home: Document | None) -> bool:
    """Only a document that is known to be older is left out."""
    if home is None or home.published is None or document.published is None:
        return False
    return document.published < home.published
