"""Sentences of a call document that decide something, kept with their place so that a gate can quote them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docintel.sentences import split_sentences
from docintel.types import Block, Clause, Document, Span

_FRAME_CLAUSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "countries",
        re.compile(
            r"(?i)\b(?:be|are|is) established (?:and [\w\s]{4,60}? )?in (?:one of )?(?:the |an? )?"
            r"(?:eligible countr|(?:EU )?Member State)"
            r"|^\W*(?:o\s+)?the EU Member States\b|countries associated to the|\beligible countries\b"
            r"|gevestigd (?:zijn )?in een (?:in aanmerking|lidstaat)"
        ),
    ),
    (
        "control",
        re.compile(
            r"(?i)\b(?:subject to |under the )?control(?:led)?\b[^.]{0,80}\b(?:third[ -]countr|entity|country)"
            r"|\bzeggenschap\b[^.]{0,60}\bderde land"
        ),
    ),
    ("funding_rate", re.compile(r"(?i)\bfunding rates?\b|\bco-?financing rates?\b|\bsteun(?:percentage|intensiteit)")),
)
_MOST = 6
"""Clauses of one kind that are kept for a call."""


def frame_clauses(document: Document, outside: Sequence[Span]) -> tuple[Clause, ...]:
    """Clauses of the frame sections, which hold for every topic; topic texts (``outside``) are not looked at."""
    counts: dict[str, int] = {}
    found: list[Clause] = []
    for block in document.blocks:
        if not _is_text(block) or any(span.covers(block.span) for span in outside):
            continue
        for clause in _in_block(document, block, _FRAME_CLAUSES):
            counts[clause.kind] = counts.get(clause.kind, 0) + 1
            if counts[clause.kind] <= _MOST:
                found.append(clause)
    return tuple(found)


def own_clauses(document: Document, text: Span | None) -> tuple[Clause, ...]:
    """Clauses of the same kinds in a topic's own text."""
    if text is None:
        return ()
    blocks = [block for block in document.blocks if _is_text(block) and text.covers(block.span)]
    return tuple(clause for block in blocks for clause in _in_block(document, block, _FRAME_CLAUSES[1:]))[:_MOST]


def clause_at(document: Document, kind: str, span: Span) -> Clause:
    """The sentence around a place, or the table row that holds it, as a clause."""
    block = next((each for each in document.blocks if each.span.start <= span.start < each.span.end), None)
    if block is None or block.kind == "table":
        return Clause(kind, span, document.page_of(span))
    for sentence in split_sentences(document.text, block.span.start, block.span.end):
        if sentence.start <= span.start < sentence.end:
            return Clause(kind, Span(sentence.start, max(sentence.end, span.end)), document.page_of(sentence))
    return Clause(kind, span, document.page_of(span))


def _is_text(block: Block) -> bool:
    return block.kind in ("paragraph", "list_item")


def _in_block(document: Document, block: Block, kinds: Sequence[tuple[str, re.Pattern[str]]]) -> Iterator[Clause]:
    for sentence in split_sentences(document.text, block.span.start, block.span.end):
        text = document.text[sentence.start : sentence.end]
        for kind, pattern in kinds:
            if pattern.search(text):
                yield Clause(kind, sentence, document.page_of(sentence))
                break
