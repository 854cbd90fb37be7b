"""Read a query: its language, its weighted terms, the exact identifiers in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from docintel.index.analyse import Term, analyse, sparse_of
from docintel.index.language import QueryLanguage, query_language
from docintel.index.points import Condition, Field, Sparse, Where

Mode = Literal["hybrid", "lexical", "dense"]
OTHER_LANGUAGE = 0.4
"""Weight of a query word stemmed by the rules of the other language: ``spin-offs`` in a Dutch text."""


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


@dataclass(frozen=True, slots=True)
class Reading:
    """A query understood."""

    text: str
    language: QueryLanguage
    terms: tuple[Term, ...]

    def sparse(self) -> Sparse:
        """Weighted terms for the lexical leg."""
        return sparse_of((term.text, term.weight) for term in self.terms)


def read_query(text: str) -> Reading:
    """Language and terms of a query."""
    language = query_language(text)
    terms = analyse(text, language, query=True)
    known = {term.text for term in terms}
    other = analyse(text, "en" if language == "nl" else "nl", query=True)
    extra = [
        Term(term.text, term.start, term.end, term.weight * OTHER_LANGUAGE, term.kind)
        for term in other
        if term.text not in known and term.kind == "word"
    ]
    return Reading(text, language, tuple(_once([*terms, *extra])))


def _once(terms: Sequence[Term]) -> list[Term]:
    """Each term once, with its highest weight."""
    best: dict[str, Term] = {}
    for term in terms:
        if term.text not in best or term.weight > best[term.text].weight:
            best[term.text] = term
    return list(best.values())
