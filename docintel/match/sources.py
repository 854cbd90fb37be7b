"""The sentence behind a rule, read from the library; without the document, only the citation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from docintel.match.library import Library
from docintel.match.own_clauses import own_quotes
from docintel.match.rules import Source
from docintel.match.sentences import Sentence, evidence_of, split_blocks
from docintel.types import Call, Document, Evidence, Span

NOT_INGESTED = "source not ingested"
UNVERIFIED = "unverified"
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "‑": "-"})


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case, straight quotes, single spaces."""
    return re.sub(r"\s+", " ", text.translate(_QUOTES)).strip().lower()


@dataclass(slots=True)
class Quoter:
    """Finds and quotes sentences; remembers what it split."""

    library: Library
    _split: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)
    _found: dict[Source, Evidence] = field(default_factory=dict)
    _own: dict[tuple[str, str], tuple[Evidence, ...]] = field(default_factory=dict)

    def sentences(self, document: Document) -> tuple[Sentence, ...]:
        """All sentences of the running text of a document."""
        if document.id not in self._split:
            self._split[document.id] = tuple(split_blocks(document, document.blocks, self.library.split_sentences))
        return self._split[document.id]

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

        def placed(span: Span, page: int) -> bool:
            inside = any(own.overlaps(span) for own in call.spans)
            return inside if source.terms else call.page_start <= page <= call.page_end

        # Only blocks of the call are cut: a thousand calls in documents of their own took a tenth of a match.
        own = [block for block in document.blocks if any(placed(line.span, line.page) for line in block.lines)]
        for sentence in split_blocks(document, own, self.library.split_sentences):
            if placed(sentence.span, sentence.page) and _holds(document.quote(sentence.span), wanted):
                return evidence_of(document, sentence.span, section=sentence.section, page=sentence.page)
        return Evidence(sentence="", title=source.cite, page=call.page_start, note=NOT_INGESTED)

    def clause(self, call: Call, kind: str) -> tuple[Evidence, ...]:
        """What the call itself says of a kind, in its main document."""
        if (call.id, kind) not in self._own:
            document = self.library.documents.get(call.document)
            found = own_quotes(call, kind, document, partial(self.within, document)) if document else ()
            self._own[call.id, kind] = found
        return self._own[call.id, kind]

    def within(self, document: Document, spans: Sequence[Span]) -> Iterable[Sentence]:
        """The sentences of a document inside some spans, headings left out."""
        text = (block for block in document.blocks if block.kind not in ("title", "heading"))
        blocks = [block for block in text if any(span.covers(block.span) for span in spans)]
        return split_blocks(document, blocks, self.library.split_sentences)


def _holds(sentence: str, terms: tuple[str, ...]) -> bool:
    text = folded(sentence)
    return all(folded(term) in text for term in terms)


def _on_page(sentence: Sentence, page: int | None) -> bool:
    return page is None or abs(sentence.page - page) <= 1
