"""Acts by name: the aliases of the acts list, matched on token boundaries (``Wapenhandeldecreet``, ``AI Act``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from docintel.lexicon import Act, acts
from docintel.tag.dates import read_date
from docintel.tag.scan import Found, Scan
from docintel.types import Scheme

_TOKEN = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"\d{2,4}/\d|\(\d{4}\)|^\d{10}$")
_DATE = re.compile(r"\s+(?:van|of|d\.d\.|dd\.?)\s+(?=\d|[a-z])")
_GLOSS_WORD = r"(?<![^\W_])"


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One alias: its tokens decide quickly whether it can occur, its pattern where."""

    id: str
    tokens: frozenset[str]
    pattern: re.Pattern[str]
    exact: bool
    """Short capitals (``ASAP``, ``TEU``) must be written so."""
    needs: re.Pattern[str] | None = None
    """What an ambiguous alias needs near by."""


def find_names(scan: Scan) -> Iterator[Found]:
    """Acts, strategies, plans and agreements by one of their names, longest name first.

    Found: ``het Wapenhandeldecreet van 15 juni 2012`` (the date belongs to the name), ``omzendbrief Muyters``,
    ``richtlijn-Muyters``, ``the Dual-Use Regulation``, ``NIS2-richtlijn``. Not found: ``ASAP`` for "as soon as
    possible", ``TEU`` for containers, ``HTML`` inside which no alias starts.
    """
    words = set(_TOKEN.findall(scan.lower))
    taken: list[tuple[int, int]] = []
    for name in _names():
        if not name.tokens <= words:
            continue
        for match in name.pattern.finditer(scan.text if name.exact else scan.lower):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if name.needs and not name.needs.search(_without(scan, match.start(), match.end())):
                continue
            end = _with_date(scan, match.end())
            taken.append((match.start(), end))
            yield Found(match.start(), end, scheme_of(name.id), (name.id,), "act-name", score=0.9)


def scheme_of(one: str) -> Scheme:
    """The scheme that an act's id belongs to."""
    if one.startswith(("VL:", "BE:", "BXL:", "WAL:")):
        return "be-act"
    if one.startswith(("TFEU", "TEU", "TREATY:")):
        return "treaty"
    if one.startswith(("COM:", "SEC:", "SWD:", "JOIN:")) or re.match(r"CELEX:5\d{4}(?:PC|DC|JC)", one):
        return "com"
    return "eu-act"


def _without(scan: Scan, start: int, end: int) -> str:
    return scan.lower[max(0, start - 200) : start] + " " + scan.lower[end : end + 200]


def _with_date(scan: Scan, end: int) -> int:
    step = _DATE.match(scan.lower, end)
    day = read_date(scan.lower, step.end()) if step else None
    return day.end if day else end


@cache
def _names() -> tuple[NamePattern, ...]:
    found = [name for row in acts() for alias in _aliases(row) if (name := _compile(row, alias))]
    return tuple(sorted(found, key=lambda name: -len(name.pattern.pattern)))


def _aliases(row: Act) -> Iterator[str]:
    seen: set[str] = set()
    for alias in (row.nl, row.en, *row.aliases.nl, *row.aliases.en):
        bare = re.sub(r"\s*\([A-Z][A-Za-z]{1,6}\)$", "", alias)
        for one in (alias, bare):
            # A label with a colon is an explanation, and numbers have rules of their own.
            if one not in seen and ":" not in one and not _NUMBERED.search(one):
                seen.add(one)
                yield one


def _compile(row: Act, alias: str) -> NamePattern | None:
    tokens = _TOKEN.findall(alias)
    if not tokens:
        return None
    exact = len(tokens) == 1 and len(alias) <= 6 and alias[:2].isupper()
    parts = [re.escape(token if exact else token.lower()) for token in tokens]
    # Hyphen, blank and line end are written one for the other: ``dual use-verordening``, ``STAR plan``.
    body = r"(?:[-\u2010\u2011\s,&'\u2019().]{1,3})".join(parts)
    tail = "" if exact or not parts[-1][-1].isalpha() else r"(?:en|s|es)?"
    pattern = re.compile(rf"{_GLOSS_WORD}{body}{tail}(?![^\W_])")
    is_ambiguous = alias in row.ambiguous
    needs = re.compile(_context(row, alias)) if is_ambiguous else None
    return NamePattern(row.id, frozenset(token.lower() for token in tokens), pattern, exact, needs)


def _context(row: Act, alias: str) -> str:
    """Words of the row's other names: one of them must stand near an ambiguous alias."""
    words = {
        word.lower()
        for name in (row.nl, row.en, *row.aliases.nl, *row.aliases.en)
        if name != alias
        for word in _TOKEN.findall(name)
        if len(word) > 4 and not word.isdigit()
    }
    return "|".join(sorted(re.escape(word) for word in words)) or r"(?!)"
