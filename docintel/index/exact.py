"""Identifiers in a query that name one thing exactly: their passages join the candidates and go to the top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docintel.index.analyse_codes import Code, find_codes
from docintel.index.points import Condition

_NUMBERED = re.compile(
    r"\b(?P<word>aanbeveling|recommendation|hoofdstuk|chapter|section|sectie|paragraaf|punt|artikel|article|annex|bijlage)"
    r"(?:en|s)?\s+(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}|[IVX]{1,5}|[A-Z])\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"\u201c\u201d\u00ab]([^\"\u201c\u201d\u00bb]{4,200})[\"\u201c\u201d\u00bb]")
_RECOMMENDATION = ("aanbeveling", "recommendation")


@dataclass(frozen=True, slots=True)
class Identifier:
    """Something that a query names exactly: where it stands in the query, and the condition its passages meet."""

    start: int
    end: int
    condition: Condition


def identifiers(text: str) -> list[Identifier]:
    """All identifiers of a query.

    >>> [one.condition.values for one in identifiers("vario aanbeveling 5.2")]
    [('AANBEVELING 5.2', 'RECOMMENDATION 5.2'), ('5.2',)]
    """
    found = list(_numbered(text))
    taken = [(one.start, one.end) for one in found]
    for code in find_codes(text):
        if not any(start <= code.start < end for start, end in taken):
            alone = code.end - code.start > 0.5 * len(text.strip())
            found.extend(Identifier(code.start, code.end, condition) for condition in _of_code(code, alone=alone))
    return found


def _numbered(text: str) -> Iterator[Identifier]:
    for match in _NUMBERED.finditer(text):
        word, number = match["word"].lower(), match["number"]
        if word in _RECOMMENDATION:
            names = Condition("section", (f"AANBEVELING {number}", f"RECOMMENDATION {number}"))
            yield Identifier(*match.span(), names)
            yield Identifier(*match.span(), Condition("recommendation", (number,)))
        else:
            yield Identifier(*match.span(), Condition("section", tuple(_section_names(word, number))))


def _section_names(word: str, number: str) -> Iterator[str]:
    yield number
    for name in {"artikel", "article"} if word in ("artikel", "article") else {word}:
        yield f"{name.capitalize()} {number}"
        yield f"{name.upper()} {number}"


def _of_code(code: Code, *, alone: bool) -> Iterator[Condition]:
    upper = code.text.upper()
    if code.kind == "topic":
        yield Condition("call", (upper,))
        yield Condition("references", (upper,))
    elif code.kind == "ml":
        yield Condition("references", ("ML" + code.text[2:],))
    elif code.kind == "dual-use":
        first, _, rest = code.text.partition(".")
        yield Condition("references", (f"DU:{first.upper()}" + (f".{rest}" if rest else ""),))
    elif code.kind == "com":
        year, number = re.findall(r"\d+", code.text)
        yield Condition("references", (f"COM:{year}:{number}",))
    elif code.kind == "act":
        yield Condition("references", tuple(_celex(code.text)))
    elif code.kind == "section" and alone:
        yield Condition("section", (code.text,))


def _celex(act: str) -> Iterator[str]:
    """Both orders of year and number, for a regulation, a directive and a decision."""
    first, second = act.split("/")
    for year, number in ((first, second), (second, first)):
        if len(year) == 4 and year[:2] in ("19", "20") and len(number) <= 4:
            for letter in "RLD":
                yield f"CELEX:3{year}{letter}{int(number):04d}"


def quoted(text: str) -> list[str]:
    """Phrases in quotation marks.

    >>> quoted('wie zegt "doorlooptijd van de machtiging"?')
    ['doorlooptijd van de machtiging']
    """
    return [match.group(1).strip() for match in _QUOTED.finditer(text)]
