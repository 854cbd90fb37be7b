"""Which later document takes a recommendation up: candidates by search, never a claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from docintel.index.query import Query
from docintel.types import Document, Hit, Place, Recommendation

MOST = 3
ENOUGH = ("strong", "medium")
LONGEST = 400
"""Characters of the request that go into the query; beyond that it only blurs."""


class Search(Protocol):
    """Anything that answers a query."""

    def search(self, query: Query) -> list[Hit]:
        """Hits, best first."""


def follow_ups(recommendation: Recommendation, documents: Sequence[Document], search: Search) -> Recommendation:
    """The recommendation with the places of other, not older documents that may take it up."""
    own = {place.document for place in recommendation.places} | {recommendation.document}
    home = next((document for document in documents if document.id == recommendation.document), None)
    text = _query_text(recommendation, home)
    places = [
        place
        for document in documents
        if document.id not in own and not _older(document, home)
        for place in _places(text, document, search)
    ]
    return replace(recommendation, follow_up=tuple(places[:MOST]))


def _places(text: str, document: Document, search: Search) -> Iterable[Place]:
    hits = search.search(Query(text, document=document.id, limit=MOST))
    for hit in hits:
        if hit.band in ENOUGH:
            yield Place(
                document.id, hit.page, section=hit.section, language=hit.language, title=hit.heading or hit.title
            )


def _query_text(recommendation: Recommendation, home: Document | None) -> str:
    requests = [home.quote(span) for span in recommendation.requests] if home is not None else []
    return f"{recommendation.title}. {' '.join(requests)}"[:LONGEST]


def _older(document: Document, home: Document | None) -> bool:
    """Only a document that is known to be older is left out."""
    if home is None or home.published is None or document.published is None:
        return False
    return document.published < home.published
