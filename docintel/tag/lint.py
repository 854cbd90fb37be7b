"""What is wrong with the references of a document: dangling, ambiguous, repealed, outside the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from docintel.lexicon import acts
from docintel.sentences import sentence_at
from docintel.types import Document, Reference, Span

Problem = Literal["dangling", "ambiguous", "repealed", "unknown-code"]
_UNKNOWN_ML = re.compile(r"(?<![A-Za-z0-9])ML ?(2[3-9]|[3-9]\d)(?:\.[a-z])?(?![A-Za-z0-9]|[.,]\d)")
_CONTEXT = re.compile(
    r"munit|wapen|weapon|export|vergunning|licen[cs]e|goederen|goods|categor|militair|military", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One reference that needs a human, with its place."""

    problem: Problem
    document: str
    page: int
    surface: str
    ids: tuple[str, ...]
    sentence: str
    note: str
    span: Span


def lint_document(document: Document) -> list[Finding]:
    """Findings of a resolved document, in text order."""
    found = [*_of_references(document), *_unknown_codes(document)]
    return sorted(found, key=lambda finding: finding.span)


def _of_references(document: Document) -> Iterator[Finding]:
    for reference in document.references:
        if reference.status == "dangling":
            yield _finding(document, reference.span, "dangling", reference.ids, _dangling_note(reference))
        elif reference.status == "ambiguous":
            yield _finding(document, reference.span, "ambiguous", reference.ids, "more than one act has this name")
        elif reference.status == "repealed":
            yield _finding(document, reference.span, "repealed", reference.ids, _repealed_note(reference.ids[0]))


def _unknown_codes(document: Document) -> Iterator[Finding]:
    """``ML23`` to ``ML25`` are codes of Flemish reports, no categories of the European list."""
    for match in _UNKNOWN_ML.finditer(document.text):
        near = document.text[max(0, match.start() - 120) : match.end() + 120]
        if _CONTEXT.search(near):
            note = "the EU Common Military List ends at ML22; ML23 to ML25 are Flemish reporting codes"
            yield _finding(document, Span(*match.span()), "unknown-code", (), note)


def _dangling_note(reference: Reference) -> str:
    if reference.scheme in ("ml", "dual-use"):
        return "the list has no such entry"
    return "this document has no such part"


def _repealed_note(one: str) -> str:
    row = next((row for row in acts() if row.id == one.partition("#")[0]), None)
    if row is None or row.repealed is None:
        return "no longer in force"
    return f"repealed on {row.repealed}" + (f" by {row.repealed_by}" if row.repealed_by else "")


def _finding(document: Document, span: Span, problem: Problem, ids: tuple[str, ...], note: str) -> Finding:
    sentence = document.quote(sentence_at(document.text, span.start))
    return Finding(problem, document.id, document.page_of(span), document.quote(span), ids, sentence, note, span)
