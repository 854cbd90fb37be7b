"""Sentences of a document with their place, and how a stretch of text becomes a quote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from docintel.types import Block, Document, Evidence, Span

_BULLET = re.compile(r"\s*(?:[•▪‣·*–—-]|o(?=\s))\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document with its page and section."""

    span: Span
    page: int
    section: str | None


def split_blocks(
    document: Document, blocks: Iterable[Block], split: Callable[[str], Sequence[Span]]
) -> Iterator[Sentence]:
    """Sentences of the running text, block by block; notes at the foot and contents are not the text."""
    for block in blocks:
        if block.kind in ("toc", "footnote", "header", "footer"):
            continue
        start = block.span.start
        for part in split(document.text[start : block.span.end]):
            span = Span(start + part.start, start + part.end)
            yield Sentence(span, document.page_of(span), heading_of(document, block.section))


def evidence_of(
    document: Document, span: Span, *, section: str | None, page: int | None = None, cite: str | None = None
) -> Evidence:
    """A span as a quote with its place and the document's own notice."""
    bare = _BULLET.match(document.text, span.start, span.end)
    span = Span(bare.end(), span.end) if bare else span
    return Evidence(
        sentence=document.quote(span),
        document=document.id,
        title=cite or document.title or document.path,
        page=page if page is not None else document.page_of(span),
        section=section,
        span=span,
        note=document.notice,
    )


def section_at(document: Document, span: Span) -> str | None:
    """Number and title of the innermost section around a span."""
    inner = [index for index, section in enumerate(document.sections) if section.span.covers(span)]
    return heading_of(document, inner[-1]) if inner else None


def heading_of(document: Document, index: int | None) -> str | None:
    """Number and title of a section."""
    return document.headings_of(index)[-1] if index is not None else None
