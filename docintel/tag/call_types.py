"""Type of action of a topic: on its row, in its own text, in the front matter of its document, or said in a sentence.

``Type of action: EDF Research Actions (EDF-RA)``, ``Soort actie: EDF-ontwikkelingsactie``,
``All topics of this call are funded as EDF development actions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docintel.tag.call_topics import Topic
from docintel.types import Document, Span

_LABEL = re.compile(
    r"(?:the\s+)?(?:types?\s+of\s+(?:actions?|grants?)|actions?\s+types?|(?:soort|type|aard)\s+(?:van\s+(?:de\s+)?)?actie)"
    r"\s*(?:\([^()]{1,30}\))?",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\s*[:–—=-]\s+(?P<value>\S.{2,119}?)\s*[.;]?", re.DOTALL)
MAX_VALUE = 120
_SAID = re.compile(
    r"(?:implemented|funded|supported|financed|granted|run|structured|submitted)\s+"
    r"(?:as|through|by|under|in the form of)\s+"
    r"(?:an?\s+)?(EDF\s+[\w\s-]{4,40}?\s?actions?)\b"
    r"|(?:take|takes|taking|has|have)\s+the\s+form\s+of\s+(?:an?\s+)?(EDF\s+[\w\s-]{4,40}?\s?actions?)\b"
    r"|(?:concerns?|covers?|funds?|supports?|is\s+for|are\s+for|are|is\s+an?)\s+(EDF\s+[\w\s-]{4,40}?\s?actions?)\b(?!\s*\()",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\bEDF\s+(?:[A-Z][\w-]*\s+(?:and\s+)?){1,4}\(EDF-[A-Z]+(?:-[A-Z]+)*\)")
_CODE = re.compile(r"\bEDF-[A-Z]+(?:-[A-Z]+)*\b")
_PARTS_OF_ACTION = {"EDF-DA": {"DA", "D"}, "EDF-RA": {"RA", "R", "RDIS"}, "EDF-LS-RA": {"LS"}, "EDF-LS-DA": {"LS"}}
"""Parts of an identifier that stand for a type of action; for other types the code itself."""
_KINDS = {"research": {"RA", "R", "RDIS"}, "onderzoek": {"RA", "R", "RDIS"},
          "development": {"DA", "D"}, "ontwikkeling": {"DA", "D"}}  # fmt: skip
"""The same for types that are named without their code."""


def types_of_action(document: Document, topics: Sequence[Topic]) -> dict[str, str | None]:
    """By topic: as printed on its row, else where it is labelled so, in its own text first, else in a sentence."""
    texts = [each.text for each in topics if each.text is not None]
    front = list(dict.fromkeys(_labelled(document, _outside(document, texts))))
    named = list(dict.fromkeys(_flat(match[0]) for match in _NAMED.finditer(document.text)))
    said = list(dict.fromkeys(_flat(next(filter(None, match.groups()))) for match in _SAID.finditer(document.text)))
    found: dict[str, str | None] = {}
    for topic in topics:
        own = _own(document, topic)
        fitting = (_fitting(values, topic.id) for values in (front, named, said))
        found[topic.id] = own if own is not None else next(filter(None, fitting), said[0] if said else None)
    return found


def _own(document: Document, topic: Topic) -> str | None:
    for row in topic.rows:
        if row.values.get("type"):
            return _flat(row.values["type"])
    return next(_labelled(document, [topic.text]), None) if topic.text is not None else None


def _fitting(values: Sequence[str], identifier: str) -> str | None:
    """The only type of a document, else the first that belongs to an identifier."""
    return next((value for value in values if len(values) == 1 or _fits(value, identifier)), None)


def _outside(document: Document, texts: Sequence[Span]) -> list[Span]:
    """The stretches of a document that belong to no topic."""
    gaps, at = [], 0
    for text in sorted(texts):
        if text.start > at:
            gaps.append(Span(at, text.start))
        at = max(at, text.end)
    return [*gaps, Span(at, len(document.text))]


def _labelled(document: Document, places: Sequence[Span]) -> Iterator[str]:
    """Values behind the label, in a row of two cells, on a line, or under a heading."""
    for place in places:
        for table in document.tables:
            for cells in table.rows if place.covers(table.span) else ():
                if len(cells) > 1 and _LABEL.match(cells[0].text.strip()) and _is_value(cells[1].text):
                    yield _flat(cells[1].text)
        headed = False
        for block in document.blocks:
            if not place.covers(block.span) or block.kind in ("table", "footnote", "toc"):
                continue
            text = document.text[block.span.start : block.span.end].strip()
            label = _LABEL.match(re.sub(r"^[\d.]+\s+|^[•▪–-]\s+", "", text))
            rest = label.string[label.end() :].strip(" :") if label else ""
            if headed and block.kind in ("paragraph", "list_item") and _is_value(text):
                yield _flat(text).rstrip(".;")
            headed = label is not None and not rest
            value = _VALUE.fullmatch(label.string[label.end() :]) if label else None
            if value is not None and _is_value(value["value"]):
                yield _flat(value["value"])


def _is_value(text: str) -> bool:
    """Tell whether a text names a type of action: by its code or by the word."""
    named = _CODE.search(text) or re.search(r"(?i)actions?\b|actie|grants?\b|subsidie", text)
    return named is not None and 2 < len(text.strip()) <= MAX_VALUE and not _LABEL.fullmatch(text.strip())


def _fits(value: str, identifier: str) -> bool:
    """Tell whether a type belongs to an identifier with these parts: ``EDF-2031-RA-...`` is a research action."""
    parts = set(identifier.split("-"))
    codes = _CODE.findall(value)
    if codes:
        return any(parts & _PARTS_OF_ACTION.get(code, {code[4:]}) for code in codes)
    lowered = value.lower()
    return any(word in lowered and parts & letters for word, letters in _KINDS.items())


def _flat(text: str) -> str:
    return " ".join(text.split())
