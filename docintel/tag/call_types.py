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
_NAMED = re.compile(r"\bEDF\s+(?:[A-Z][\w-]*\s+(?:and\s+)?){1,4}\((?P<code>EDF-[A-Z]+(?:-[A-Z]+)*)\)")
_CODE = re.compile(r"\bEDF-[A-Z]+(?:-[A-Z]+)*\b")
_PARTS_OF_ACTION = {"EDF-DA": {"DA", "D"}, "EDF-RA": {"RA", "R", "RDIS"}, "EDF-LS-RA": {"LS"}, "EDF-LS-DA": {"LS"}}
"""Parts of an identifier that stand for a type of action; for other types the code itself."""
_KINDS = {"research": {"RA", "R", "RDIS"}, "onderzoek": {"RA", "R", "RDIS"},
          "development": {"DA", "D"}, "ontwikkeling": {"DA", "D"}}  # fmt: skip
"""The same for types that are named without their code."""


def type_of_action(document: Document, topic: Topic, topics: Sequence[Topic]) -> str | None:
    """As printed on the topic's row, else where it is labelled so, in its own text first, else in a sentence."""
    for row in topic.rows:
        if row.values.get("type"):
            return _flat(row.values["type"])
    if topic.text is not None:
        own = next(_labelled(document, [topic.text]), None)
        if own is not None:
            return own
    others = [each.text for each in topics if each.text is not None]
    front = list(dict.fromkeys(_labelled(document, _outside(document, others))))
    found = next((value for value in front if len(front) == 1 or _fits(value, topic.id)), None)
    return found if found is not None else _said_type(document, topic.id)


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


def _said_type(document: Document, identifier: str) -> str | None:
    """A type of action printed with its code, the one that fits the identifier; else a sentence that names it."""
    named = {_flat(match[0]): match["code"] for match in _NAMED.finditer(document.text)}
    fitting = [name for name in named if len(named) == 1 or _fits(name, identifier)]
    if fitting:
        return fitting[0]
    said = list(dict.fromkeys(_flat(next(filter(None, match.groups()))) for match in _SAID.finditer(document.text)))
    return next((value for value in said if len(said) == 1 or _fits(value, identifier)), said[0] if said else None)


def _flat(text: str) -> str:
    return " ".join(text.split())
