"""Codes and numbers as units: a list code, a topic id, an act number or a section number is one term."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

CodeKind = Literal["topic", "ml", "dual-use", "act", "com", "section", "number"]


@dataclass(frozen=True, slots=True)
class Code:
    """A code as printed, in one writing, with the shorter codes it contains."""

    kind: CodeKind
    text: str
    start: int
    end: int
    parts: tuple[str, ...] = ()
    """Ancestors of a list code, words of a topic id: they count for less."""


CODE = re.compile(
    r"""(?<![\w./-])(?:
    (?P<topic>[A-Z]{2,8}-\d{4}(?:-[A-Z0-9&]{1,12}){1,6})          # EDF-2022-RA-UWW-ODAC
  | (?P<ml>ML\s?(?P<item>\d{1,2})(?:\s?\.?\s?(?P<sub>[a-z](?:\s?\.\s?\d{1,2})*))?(?![\w-]))   # ML7.a, ML 7 a, ml10
  | (?P<dual>\d[A-E]\d{3}(?:\s?\.\s?[a-z](?:\s?\.\s?\d{1,2}){0,2})?(?!\w))  # 5A002.a.1
  | (?P<com>COM\s?\(\s?(?P<year>\d{4})\s?\)\s?(?P<com_number>\d{1,4}))      # COM(2020) 67
  | (?P<act>\d{1,4}/\d{1,4}(?!\w))                                # 2021/821, 428/2009
  | (?P<section>\d{1,3}(?:\.\d{1,2}){1,4}(?!\w))                   # 4.3.7
  | (?P<number>\d+(?:[.,\u00a0]\d{3})*(?:[.,]\d+)?(?!\w))           # 1.000.000 and 5,5
    )""",
    re.VERBOSE | re.IGNORECASE,
)


_DIGIT = re.compile(r"\d")
BEFORE_DIGIT = 9
"""Characters of a code before its first digit, at most: eight letters and the hyphen of a topic id."""


def find_codes(text: str) -> list[Code]:
    """All codes and numbers of a text in order.

    >>> [code.text for code in find_codes("ML 7 a en 5A002.a.1 van 2021/821, punt 4.3.7, COM(2020) 67")]
    ['ml7.a', '5a002.a.1', '2021/821', '4.3.7', 'com(2020)67']
    """
    return [_read(match) for match in matches(text)]


@lru_cache(1_000)
def topic_above(headings: tuple[str, ...]) -> str | None:
    """The topic that a heading names: all under it belongs to that topic. Passages of a section ask for the same."""
    topics = [code.text.upper() for heading in headings for code in find_codes(heading) if code.kind == "topic"]
    return topics[-1] if topics else None


def matches(text: str) -> Iterator[re.Match[str]]:
    """The matches of ``CODE``, sought from digit to digit: every code has one (a third of the time of ``finditer``)."""
    position = 0
    while digit := _DIGIT.search(text, position):
        match = CODE.search(text, max(position, digit.start() - BEFORE_DIGIT))
        if match is None:
            return
        yield match
        position = match.end()


def _read(match: re.Match[str]) -> Code:
    kind, surface = match.lastgroup, match.group()
    start, end = match.span()
    if kind == "topic":
        return _topic(surface, start, end)
    if kind == "ml":
        below = re.sub(r"\s", "", match["sub"] or "").lower()
        return _nested("ml", f"ml{int(match['item'])}" + (f".{below}" if below else ""), start, end)
    if kind == "dual":
        return _nested("dual-use", re.sub(r"\s", "", surface).lower(), start, end)
    if kind == "com":
        return Code("com", f"com({match['year']}){int(match['com_number'])}", start, end)
    if kind == "act":
        return Code("act", surface, start, end)
    if kind == "section" and not _is_amount(surface):
        return Code("section", surface, start, end)
    return Code("number", _plain_number(surface), start, end)


def _topic(surface: str, start: int, end: int) -> Code:
    """A topic id also answers to its last words: ``UWW-ODAC`` finds ``EDF-2022-RA-UWW-ODAC``."""
    whole = surface.lower()
    pieces = whole.split("-")
    return Code("topic", whole, start, end, (*(piece for piece in pieces[2:] if len(piece) > 1), pieces[0]))


def _nested(kind: CodeKind, text: str, start: int, end: int) -> Code:
    """A list code with the codes above it."""
    above = []
    rest = text
    while "." in rest:
        rest = rest.rpartition(".")[0]
        above.append(rest)
    return Code(kind, text, start, end, tuple(above))


def _is_amount(surface: str) -> bool:
    """``1.000.000`` is an amount, ``4.3.7`` and ``1.3`` are sections or versions."""
    groups = surface.split(".")
    return len(groups) > 1 and all(len(group) == 3 for group in groups[1:])


def _plain_number(surface: str) -> str:
    """Thousands marks gone, decimal comma as a point: ``1.000`` and ``1,000`` give ``1000``, ``5,5`` gives ``5.5``."""
    if surface.isdecimal():
        return surface
    bare = re.sub(r"(?<=\d)[.,\u00a0](?=\d{3}(?:\D|$))", "", surface)
    return bare.replace(",", ".")
