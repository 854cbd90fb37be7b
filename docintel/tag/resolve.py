"""Where references lead: sections of the same document, acts with their state, rows of the lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from docintel.lexicon import Act, acts, list_codes
from docintel.tag.references import find_references
from docintel.types import Document, Reference, Resolution, Section, Target

_NUMBERED_HERE = frozenset({"section", "recommendation", "figure"})
_COLON = re.compile(r"\s?(?::|\u2013|\.\s+[A-Z])")
_SKIPPED = frozenset({"toc", "header", "footer"})


def find_in_document(document: Document) -> tuple[Reference, ...]:
    """References of the running text; the number of a heading or caption is no reference to itself."""
    skipped = [block.span for block in document.blocks if block.kind in _SKIPPED]
    starts = {section.heading.start for section in document.sections}
    starts |= {block.span.start for block in document.blocks if block.kind in ("heading", "title", "caption")}
    lines = {line.span.start for line in document.lines()}
    return tuple(
        reference
        for reference in find_references(document.text, document.language)
        if not any(span.covers(reference.span) for span in skipped)
        and not (reference.scheme in _NUMBERED_HERE and _names_itself(document.text, reference, starts, lines))
    )


def _names_itself(text: str, reference: Reference, starts: set[int], lines: set[int]) -> bool:
    """``AANBEVELING 4.1: ...`` as a heading, ``Figuur 2: ...`` as a caption."""
    start = reference.span.start
    return start in starts or (start in lines and _COLON.match(text, reference.span.end) is not None)


def resolve_references(document: Document) -> Document:
    """Mark every reference: resolved with its target, dangling, ambiguous, repealed or external."""
    sections = _sections(document)
    return replace(
        document, references=tuple(_resolve(reference, document, sections) for reference in document.references)
    )


def _resolve(reference: Reference, document: Document, sections: Mapping[str, int]) -> Reference:
    if reference.scheme in ("ml", "dual-use"):
        known = all(_row_exists(one) for one in reference.ids)
        return replace(reference, status="resolved" if known else "dangling")
    if reference.scheme in ("section", "recommendation"):
        return _inside(reference, document, sections)
    if reference.scheme in ("eu-act", "be-act", "treaty", "com"):
        return replace(reference, status=_act_status(reference))
    return replace(reference, status="external")


def _row_exists(code: str) -> bool:
    """A code below the depth of our rows resolves to its nearest row."""
    rows = list_codes()
    while code not in rows and "." in code:
        code = code.rpartition(".")[0]
    return code in rows


def _inside(reference: Reference, document: Document, sections: Mapping[str, int]) -> Reference:
    key = reference.ids[0].removeprefix("#")
    number = sections.get(key)
    if number is None:
        status: Resolution = "external" if reference.source == "clause-elsewhere" else "dangling"
        return replace(reference, status=status)
    section: Section = document.sections[number]
    target = Target(document.id, number, section.page_start, section.span)
    return replace(reference, status="resolved", target=target)


def _sections(document: Document) -> dict[str, int]:
    """Sections by the key of their number: ``4.3.7``, ``rec4.1``, ``ann1``, ``art3``."""
    found: dict[str, int] = {}
    for number, section in enumerate(document.sections):
        key = section_key(section)
        if key:
            found.setdefault(key, number)
    return found


def section_key(section: Section) -> str | None:
    """Key of a section's number as references write it."""
    if not section.number:
        return None
    word, _, rest = section.number.strip().rstrip(".:").rpartition(" ")
    prefixes = {
        "aanbeveling": "rec",
        "recommendation": "rec",
        "bijlage": "ann",
        "annex": "ann",
        "artikel": "art",
        "article": "art",
    }
    return prefixes.get(word.lower(), "") + rest.rstrip(".")


@cache
def _acts() -> Mapping[str, Act]:
    return {row.id: row for row in acts()}


def _act_status(reference: Reference) -> Resolution:
    base = reference.ids[0].partition("#")[0]
    if base.startswith(("TFEU", "TEU")):
        return "resolved"
    row = _acts().get(base)
    if row is None:
        return "external"
    return "repealed" if row.status == "repealed" else "resolved"
