"""What kind of document this is, from what its first pages call it and from what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docintel.tag.call_ids import find_ids, is_topic
from docintel.types import Document, DocumentKind

_OPENING = 1800
"""Characters of the beginning that say what a document is."""
_WEB = frozenset({"html", "htm", "xhtml"})
_NAMES: Mapping[DocumentKind, re.Pattern[str]] = {
    "work_programme": re.compile(r"(?i)\bwork programmes?\b|\bwerkprogramma\b"),
    "call": re.compile(r"(?i)\bcalls? for (?:proposals|tenders|projects)\b|\bcall document\b|\b(?:project)?oproep\b"),
    "circular": re.compile(
        r"(?i)^\W*(?:omzendbrief|circulaire|circular)\b|\bomzendbrief\s+(?:nr|betreffende|over|aan)\b"
    ),
    "agreement": re.compile(
        r"(?i)\b(?:regeerakkoord|coalitieakkoord|bestuursakkoord|samenwerkingsakkoord)\b"
        r"|\b(?:government|coalition) agreement\b"
    ),
    "policy": re.compile(
        r"(?i)\b(?:advies|aanbeveling(?:en)?|beleids\w+|strategie|strategy|recommendations?|white paper|nota|rapport"
        r"|report|resolutie|kamerbrief|impact assessment|beoordeling|actieplan|action plan|samenvatting|summary)\b"
    ),
}
"""What documents call themselves, looked for in this order."""


def document_kind(document: Document) -> DocumentKind:
    """The kind of a document.

    Topics decide before words: a document with the text of call topics is a call, or a work programme where it says
    so. A page about a single topic is the portal's, and stays ``web``.
    """
    opening = " ".join((document.title, *_furniture(document), document.text[:_OPENING]))
    headed = [text for text in _headings(document) if any(is_topic(found.id) for found in find_ids(text))]
    head = " ".join((document.title, document.text[:400]))
    if headed and _NAMES["work_programme"].search(head):
        return "work_programme"
    suffix = document.path.rpartition(".")[2].lower()
    if suffix == "json" or (suffix in _WEB and len(headed) < 2):
        return "web"
    if headed:
        return "call"
    for text in (head, opening):
        for kind, pattern in _NAMES.items():
            if pattern.search(text) and (kind not in ("call", "work_programme") or find_ids(opening)):
                return kind
    return "other"


def _headings(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield document.text[section.heading.start : section.heading.end]


def _furniture(document: Document) -> tuple[str, ...]:
    pages = document.pages[1:2] or document.pages[:1]
    return tuple(line for page in pages for line in (*page.header, *page.footer))
