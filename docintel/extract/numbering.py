"""The grammar of numbered headings: what a line's number is, how deep it goes, and what is only a reference.

``4.3.7. Export vergunningen`` -> 4.3.7, depth 3; ``AANBEVELING 4.1: NA VERSOEPELING`` -> AANBEVELING 4.1;
``Artikel 3, § 2 van het decreet`` is a reference and no heading; ``2.1 Call topic EDF-...`` -> 2.1, depth 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from docintel.extract.cues import any_of

NumberKind = Literal["decimal", "keyword", "roman", "letter"]

_DECIMAL = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,3}){0,6})(?P<stop>\.|\)|:|\s*\|)?\s+(?=\S)")
# web pages print a link sign before their headings; "§ 2. De Vlaamse Regering" of a law is something else
_SIGN = re.compile(r"^[§¶]\s+(?=\d{1,3}\.\d)")
_LETTERED = re.compile(r"^(?P<number>[A-Z]\.\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=\S)")
_KEYWORD = re.compile(
    rf"^(?P<number>(?P<word>{any_of('heading')})"
    r"\s+(?P<value>\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?|[IVXLC]{1,7}|[A-Z]))(?P<tail>(?:\s*,?\s*§+\s*\d+)?)"
    r"(?P<stop>\s*[:.–—-]+|(?=\s*$)|(?=\s))\s*",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"^(?P<number>[IVX]{1,6})(?P<stop>\.|\)|\s[–-])\s+(?=\S)")
_LETTER = re.compile(r"^(?P<number>[A-Z])(?P<stop>\.|\))\s+(?=\S)")
_GOES_ON = re.compile(rf"^(?:{any_of('goes_on')})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A heading's number: as cited, how deep, and where the title starts in the text."""

    text: str
    kind: NumberKind
    depth: int
    title_at: int
    parts: tuple[int, ...] = ()
    """A decimal number's members, to check that numbers follow one another."""
    stopped: bool = False
    """A full stop, colon or bracket follows: the mark of a heading rather than of a sentence."""


def read_number(text: str) -> Number | None:
    """The number at the start of a line of a heading; None without one."""
    sign = _SIGN.match(text)
    if sign is not None:
        inner = read_number(text[sign.end() :])
        return None if inner is None else replace(inner, title_at=inner.title_at + sign.end())
    match = _DECIMAL.match(text) or _LETTERED.match(text)
    if match is not None:
        number = match["number"]
        members = number.split(".")
        parts = tuple(int(member) for member in members if member.isdigit())
        stopped = bool(match.groupdict().get("stop"))
        return Number(number, "decimal", len(members), match.end(), parts, stopped)
    match = _KEYWORD.match(text)
    if match is not None:
        number = " ".join((match["number"] + match["tail"]).split())
        return Number(number, "keyword", 1, match.end(), (), bool(match["stop"].strip()))
    match = _ROMAN.match(text)
    if match is not None:
        return Number(match["number"], "roman", 1, match.end(), (), True)
    match = _LETTER.match(text)
    if match is not None:
        return Number(match["number"], "letter", 1, match.end(), (), True)
    return None


def is_reference(text: str, number: Number) -> bool:
    """Tell whether the words after a number go on with a sentence, as in ``Artikel 3 van het decreet``."""
    rest = text[number.title_at :].lstrip()
    if number.kind == "keyword":
        if not rest:
            return False
        return bool(_GOES_ON.match(rest)) or (not number.stopped and rest[:1].islower()) or rest[:1] in ",;)"
    return bool(_GOES_ON.match(rest)) and not rest[:1].isupper()


def follows(before: tuple[int, ...] | None, number: tuple[int, ...]) -> bool:
    """Tell whether a decimal number may come next: first child, next sibling, or next of an ancestor.

    A step may be missing: real reports skip numbers.
    """
    if not number:
        return True
    if before is None:
        return number[0] <= 3
    if len(number) > len(before):
        return number[: len(before)] == before and all(part <= 2 for part in number[len(before) :])
    same = len(number) - 1
    return number[:same] == before[:same] and 0 < number[-1] - before[same] <= 3
