"""Where references lead: sections of the same document, acts with their state, rows of the lists."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from docintel.lexicon import Act, acts, list_codes
from docintel.tag.ref_calls import mend_slip
from docintel.tag.ref_constitution import OPEN
from docintel.tag.ref_inside import arabic
from docintel.tag.references import find_references
from docintel.types import Document, Reference, Resolution, Section, Span, Target

_NUMBERED_HERE = frozenset({"section", "recommendation", "figure"})
_COLON = re.compile(r"\s?(?::|\u2013|\.\s+[A-Z])")
_CAPTION = re.compile(
    r"(figuur|figure|tabel|table|box|kader|grafiek|chart)\s+(\d{1,3}(?:\.\d{1,2}){0,2}[a-h]?|[A-Z]{1,2}\.?\d{1,2}[a-h]?)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\s(?:also|contains?|compares?|depicts?|describes?|gives?|illustrates?|is|are|lists?|presents?|provides?|relates?"
    r"|reports?|shows?|summari[sz]es?|bevat|geeft|laat|lists|maakt|somt|toont|vat|vergelijkt|wordt)\b"
)
"""``Table 1 also relates ...`` at the start of a block is a sentence about the table, not its caption."""
_CAPTION_KEYS = {"fig": "fig", "tab": "tab", "box": "box", "kad": "box", "gra": "fig", "cha": "fig"}
_PREFIXES = {
    "aanbeveling": "rec", "recommendation": "rec", "bijlage": "ann", "annex": "ann", "artikel": "art", "article": "art",
    "art.": "art", "deel": "part", "part": "part",
}  # fmt: skip
_ROMAN = re.compile(r"[IVX]{1,5}")
_SKIPPED = frozenset({"toc", "header", "footer"})


def find_in_document(document: Document) -> tuple[Reference, ...]:
    """References of the running text; the number of a heading or caption is no reference to itself."""
    skipped = [block.span for block in document.blocks if block.kind in _SKIPPED]
    starts = {section.heading.start for section in document.sections}
    starts |= {block.span.start for block in document.blocks if block.kind in ("heading", "title", "caption")}
    blocks = {block.span.start for block in document.blocks}
    return tuple(
        reference
        for reference in find_references(document.text, document.language)
        if not _is_within(reference.span, skipped)
        and not (reference.scheme in _NUMBERED_HERE and _names_itself(document.text, reference, starts, blocks))
    )


def _is_within(span: Span, others: Sequence[Span]) -> bool:
    """Tell whether one of some disjoint spans in text order covers a span."""
    at = bisect.bisect(others, span.start, key=lambda one: one.start)
    return at > 0 and others[at - 1].covers(span)


def _names_itself(text: str, reference: Reference, starts: set[int], blocks: set[int]) -> bool:
    """``AANBEVELING 4.1: ...`` as a heading, ``Figuur 2: ...`` as a caption."""
    start = reference.span.start
    if reference.scheme == "figure" and _TELLS.match(text, reference.span.end):
        return False
    return start in starts or (start in blocks and _COLON.match(text, reference.span.end) is not None)


def resolve_references(document: Document) -> Document:
    """Mark every reference: resolved with its target, dangling, ambiguous, repealed or external."""
    places = _Places(document)
    resolved = (_resolve(item, document, places) for item in document.references)
    return replace(document, references=tuple(item for item in resolved if not _was_a_guess(item)))


def _was_a_guess(reference: Reference) -> bool:
    """``(11.5.2)`` and ``Part II`` may be something else where the document has no such part."""
    return reference.source in ("number-alone", "guessed-part") and reference.status == "dangling"


class _Places:
    """Numbered parts of a document by the key that references write."""

    def __init__(self, document: Document) -> None:
        """Read sections, captions and notes once."""
        self.sections: dict[str, list[int]] = {}
        for number, section in enumerate(document.sections):
            if key := section_key(section):
                self.sections.setdefault(key, []).append(number)
        self.roots = [_root(document, number) for number in range(len(document.sections))]
        self.captions: dict[str, Span] = {}
        for block in document.blocks:
            # Not only blocks of kind caption: a caption that was read as a paragraph still starts with its number.
            match = _CAPTION.match(document.text, block.span.start)
            if match and not _TELLS.match(document.text, match.end()):
                printed = match[2].lower() if match[2][0].isdigit() else match[2].replace(".", "").upper()
                self.captions.setdefault(f"{_CAPTION_KEYS[match[1][:3].lower()]}{printed}", block.span)
        self.notes = {note.number: note.span for note in document.footnotes}
        self.home = sorted((section.span.start, number) for number, section in enumerate(document.sections))


def _resolve(reference: Reference, document: Document, places: _Places) -> Reference:
    match reference.scheme:
        case "ml" | "dual-use":
            status: Resolution = "resolved" if all(_row_exists(one) for one in reference.ids) else "dangling"
            return replace(reference, status=status)
        case "section" | "recommendation" | "figure":
            return _inside(reference, document, places)
        case "call":
            return _call(reference, document)
        case "page":
            return replace(reference, status="external")
        case _:
            return replace(reference, status=_act_status(reference))


def _row_exists(code: str) -> bool:
    """A code below the depth of our rows resolves to its nearest row, but the letter must exist."""
    rows = list_codes()
    if code in rows:
        return True
    parent = code.rpartition(".")[0]
    has_children = any(row.parent == parent for row in rows.values())
    return bool(parent) and not has_children and _row_exists(parent)


def _inside(reference: Reference, document: Document, places: _Places) -> Reference:
    key = reference.ids[0].removeprefix("#")
    number = _nearest(reference, document, places, places.sections.get(key, []))
    if number is not None:
        section = document.sections[number]
        return replace(
            reference, status="resolved", target=Target(document.id, number, section.page_start, section.span)
        )
    span = places.captions.get(key) or places.notes.get(key.removeprefix("fn"))
    if span is not None:
        return replace(reference, status="resolved", target=Target(document.id, None, document.page_of(span), span))
    return replace(reference, status="dangling")


def _nearest(reference: Reference, document: Document, places: _Places, numbers: list[int]) -> int | None:
    """Of several parts with one number: the one in the same part of the document, else in the same language.

    A summary repeats the recommendations of the body: ``zie aanbeveling 6`` in the summary means the summary's.
    """
    if not numbers:
        return None
    at = bisect.bisect_right(places.home, (reference.span.start, len(document.sections))) - 1
    home = places.home[at][1] if at >= 0 else None
    if home is None:
        return numbers[0]
    root, language = places.roots[home], document.sections[home].language

    def distance(number: int) -> tuple[bool, bool, int]:
        section = document.sections[number]
        return (
            places.roots[number] != root,
            section.language != language,
            abs(section.span.start - reference.span.start),
        )

    return min(numbers, key=distance)


def _root(document: Document, number: int) -> int:
    while (parent := document.sections[number].parent) is not None:
        number = parent
    return number


def section_key(section: Section) -> str | None:
    """Key of a section's number as references write it: ``4.3.7``, ``rec4.1``, ``ann1``, ``art3``."""
    if not section.number:
        return None
    word, _, rest = section.number.strip().rstrip(".:").rpartition(" ")
    prefix = _PREFIXES.get(word.lower(), "")
    number = rest.rstrip(".")
    return prefix + (str(arabic(number)) if prefix == "part" and _ROMAN.fullmatch(number) else number)


def _call(reference: Reference, document: Document) -> Reference:
    """A topic of this document, slips mended (``EDF-2022-MATCOMP-SMT``); an id of elsewhere stays external."""
    by_id = {call.id: call for call in document.calls}
    printed = reference.ids[0]
    call = by_id.get(printed) or by_id.get(mend_slip(printed, by_id) or "")
    if call is None:
        return replace(reference, status="external")
    return replace(reference, status="resolved", target=Target(document.id, None, call.page_start))


@cache
def _acts() -> Mapping[str, Act]:
    return {row.id: row for row in acts()}


def _act_status(reference: Reference) -> Resolution:
    base = reference.ids[0].partition("#")[0]
    if base.startswith(("TFEU", "TEU")):
        return "resolved"
    row = _acts().get(base)
    if base == OPEN:
        return "ambiguous"
    if row is None:
        return "external"
    if row.status == "repealed":
        return "repealed"
    return "ambiguous" if _is_homonym(base) else "resolved"


@cache
def _homonyms() -> frozenset[str]:
    """Dated ids that stand for several acts of one day, such as two laws of 8 June 2006."""
    seen: dict[str, set[str]] = {}
    for one in _acts():
        prefix = ":".join(one.split(":")[:3])
        seen.setdefault(prefix, set()).add(one)
    return frozenset(prefix for prefix, ids in seen.items() if len(ids) > 1)


def _is_homonym(base: str) -> bool:
    return base in _homonyms()
