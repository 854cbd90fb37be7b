"""The sentence behind a rule, read from the library; without the document, only the citation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from docintel.match.library import Library
from docintel.match.rules import Source
from docintel.types import Call, Clause, Document, Evidence, Span

NOT_INGESTED = "source not ingested"
UNVERIFIED = "unverified"
_BULLET = re.compile(r"\s*(?:[•▪‣·*–—-]|o(?=\s))\s+")
_LIST_ITEMS, _LIST_REACH = 2, 200
"""Items of a list that are quoted with the clause that opens it, and how far they may stand from it."""
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "‑": "-"})


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case, straight quotes, single spaces."""
    return re.sub(r"\s+", " ", text.translate(_QUOTES)).strip().lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document with its page and section."""

    span: Span
    page: int
    section: str | None


@dataclass(slots=True)
class Quoter:
    """Finds and quotes sentences; remembers what it split."""

    library: Library
    _split: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)
    _found: dict[Source, Evidence] = field(default_factory=dict)

    def sentences(self, document: Document) -> tuple[Sentence, ...]:
        """All sentences of a document, block by block."""
        if document.id not in self._split:
            self._split[document.id] = tuple(
                Sentence(span, document.page_of(span), _section_of(document, block.section))
                for block in document.blocks
                if block.kind != "toc"
                for span in self._spans(document, block.span)
            )
        return self._split[document.id]

    def _spans(self, document: Document, span: Span) -> list[Span]:
        text = document.text[span.start : span.end]
        return [Span(span.start + part.start, span.start + part.end) for part in self.library.split_sentences(text)]

    def quote(self, source: Source) -> Evidence:
        """The sentence of a rule's source, or the bare citation marked ``source not ingested``."""
        if source not in self._found:
            self._found[source] = self._look_up(source)
        return self._found[source]

    def _look_up(self, source: Source) -> Evidence:
        for document in self._documents(source):
            hits = [
                sentence
                for sentence in self.sentences(document)
                if _holds(document.quote(sentence.span), source.terms) and _on_page(sentence, source.page)
            ]
            if hits:
                best = min(hits, key=lambda hit: len(hit.span))
                return evidence_of(document, best.span, section=best.section, page=best.page, cite=source.cite)
        note = NOT_INGESTED if source.verified else f"{NOT_INGESTED}; {UNVERIFIED}"
        return Evidence(sentence="", title=source.cite, page=source.page, note=note)

    def _documents(self, source: Source) -> list[Document]:
        if not source.document or not source.terms:
            return []
        wanted = [folded(words) for words in source.document]
        return [
            document
            for document in self.library.documents.values()
            if any(words in folded(f"{document.title} {document.path}") for words in wanted)
        ]

    def of_call(self, source: Source, call: Call) -> Evidence:
        """A sentence of the call's own text with the terms; without terms its title, where it is printed."""
        document = self.library.documents.get(call.document)
        if document is None:
            return Evidence(sentence="", title=source.cite, page=call.page_start, note=NOT_INGESTED)
        wanted = source.terms or (call.title,)
        for sentence in self.sentences(document):
            inside = any(span.overlaps(sentence.span) for span in call.spans)
            placed = inside if source.terms else call.page_start <= sentence.page <= call.page_end
            if placed and _holds(document.quote(sentence.span), wanted):
                return evidence_of(document, sentence.span, section=sentence.section, page=sentence.page)
        return Evidence(sentence="", title=source.cite, page=call.page_start, note=NOT_INGESTED)

    def clause(self, call: Call, kind: str) -> Evidence | None:
        """The call's own sentence of a kind, from its main document."""
        document = self.library.documents.get(call.document)
        found = next((clause for clause in call.clauses if clause.kind == kind), None)
        return clause_evidence(document, found) if document is not None and found is not None else None


def clause_evidence(document: Document, clause: Clause) -> Evidence:
    """A clause of a call as a quote; one that ends in a colon takes the list that it opens with it."""
    span = clause.span
    if document.quote(span).endswith(":"):
        items = [block for block in document.blocks if block.kind == "list_item" and block.span.start >= span.end]
        after = [block for block in items[:_LIST_ITEMS] if block.span.start - span.end < _LIST_REACH]
        span = Span(span.start, after[-1].span.end) if after else span
    return evidence_of(document, span, section=section_at(document, clause.span), page=clause.page)


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
    return _section_of(document, inner[-1]) if inner else None


def _section_of(document: Document, index: int | None) -> str | None:
    return document.headings_of(index)[-1] if index is not None else None


def _holds(sentence: str, terms: tuple[str, ...]) -> bool:
    text = folded(sentence)
    return all(folded(term) in text for term in terms)


def _on_page(sentence: Sentence, page: int | None) -> bool:
    return page is None or abs(sentence.page - page) <= 1
