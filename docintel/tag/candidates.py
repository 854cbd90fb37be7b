"""Entries of the military and dual-use lists that a text may fall under: candidates with the term that speaks for each.

Never a classification: only the exporter and the authority decide that. Every candidate names the word of the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from docintel.lexicon import code_terms, list_codes, military_list, technologies
from docintel.tag.terms import EVERYDAY, Entry, TermIndex, tokenise
from docintel.types import CandidateCode, Language

_FAINT = EVERYDAY | frozenset(
    """
    bewerkingsblank bibliotheek billet blank bom bomb broncode countermeasure extrusion ferry firmware forging
    gereedschap gietwerk know-how knowhow library patroon precursor preform primer programmatuur robotica
    robotics simulator software tank technologie technology tegenmaatregel tooling veerpont voorloper voorvorm
    """.split()
)
"""Terms that say little alone: they support a category, they do not raise it."""
_CIVIL = frozenset(
    {
        "beschermende kledij", "beschermende kleding", "beschermkledij", "beslissingsondersteuning",
        "besluitvormingsondersteuning", "decision support", "infrared signature", "infraroodsignatuur",
        "lowered signature", "modellering en simulatie", "modelling and simulation", "protective clothing",
        "protective garment", "radar signature", "radarsignatuur", "reduced signature", "thermal signature",
        "thermische signatuur", "verlaagde signatuur",
    }
)  # fmt: skip
"""Goods and methods of every trade: the military list means them only where the text names a military use."""
_MILITARY = re.compile(
    r"\b(?:militair|military|defen[cs]e|defensie|leger|army|navy|marine|naval|armed|wapen|weapon|combat|gevecht|munit"
    r"|camouflag|soldier|soldaat|tactical|tactisch|explosie?[fv]|ballist|armou?r|(?:ge)?pantser|kogelwerend"
    r"|howitzer|houwitser)",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"(?<=\w{4})(?:isch|air|erd|end|vrij|arm|bestendig|mand)(?= )")
"""Dutch adjectives that take an ``e`` in the plural: ``chemisch strijdmiddel``, ``chemische strijdmiddelen``."""
_ACRONYM = re.compile(r"[A-Z0-9-]{2,6}")
_DUAL_USE = "DU:"
_FLOOR = 0.3
_COMPOUND, _HEAD_LETTERS = 0.5, 5
_LIMIT = 8


@dataclass(frozen=True, slots=True)
class _Pointer:
    """A term points at one or more codes, the less the more codes share it."""

    codes: tuple[str, ...]
    weight: float


def find_candidates(text: str, language: Language = "other") -> list[CandidateCode]:
    """Candidate codes, best first, each with the term of the text that speaks most for it.

    The score grows with the number and the telling power of the terms, and halves in a text without a military word:
    ``a drone for crop spraying`` points weakly at ML10, ``tactical UAV with electronic warfare payload`` at ML10, ML11.
    """
    spoken: dict[str, dict[str, float]] = {}
    military = _MILITARY.search(text) is not None
    for hit in _index().find(text, tokenise(text)):
        pointer = hit.entry.payload
        if not military and hit.entry.surface.lower() in _CIVIL:
            continue
        for code in pointer.codes:
            terms = spoken.setdefault(code, {})
            terms[text[hit.start : hit.end]] = max(pointer.weight, terms.get(text[hit.start : hit.end], 0.0))
    for code, term in _compounds(text):
        spoken.setdefault(code, {}).setdefault(term, _COMPOUND)
    # A dual-use entry asks for no military purpose; a category of the military list does.
    factor = 1.0 if military else 0.5
    found = [
        _candidate(code, terms, text, language, 1.0 if code.startswith(_DUAL_USE) else factor)
        for code, terms in spoken.items()
    ]
    kept = [one for one in found if one.score >= _FLOOR]
    return sorted(kept, key=lambda one: (-one.score, _rank(one.code)))[:_LIMIT]


def _compounds(text: str) -> Iterator[tuple[str, str]]:
    """Words that end in a term: ``sleepsonar`` is a sonar, ``helikopterdrones`` are drones."""
    pattern, codes = _heads()
    for match in pattern.finditer(text.lower()):
        for code in codes[match.group(1)]:
            yield code, text[match.start() : match.end()]


@cache
def _heads() -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    """Single words that name a good by themselves, as the last part of a compound."""
    codes: dict[str, tuple[str, ...]] = {}
    for code, surfaces in code_terms().items():
        for surface in surfaces:
            if surface.isalpha() and len(surface) >= _HEAD_LETTERS:
                codes[surface.lower()] = (*codes.get(surface.lower(), ()), code)
    ordered = sorted(codes, key=len, reverse=True)
    return re.compile(rf"\b[\w-]{{3,}}({'|'.join(ordered)})(?:'?s|en|n|e)?\b"), codes


def _candidate(code: str, terms: Mapping[str, float], text: str, language: Language, factor: float) -> CandidateCode:
    missed = math.prod(1.0 - weight for weight in terms.values())
    best = max(terms, key=lambda term: terms[term])
    row = list_codes()[code]
    label = row.nl if language == "nl" else row.en
    return CandidateCode(code, label, text, best, round((1.0 - missed) * factor, 3))


def _rank(code: str) -> tuple[int, str]:
    number = re.match(r"ML(\d+)", code)
    return (int(number[1]) if number else 99, code)


@cache
def _index() -> TermIndex[_Pointer]:
    codes: dict[str, list[str]] = {}
    for written, code in _writings():
        for surface in dict.fromkeys((written, _ADJECTIVE.sub(r"\g<0>e", written))):
            known = codes.setdefault(surface, [])
            if code not in known:
                known.append(code)
    return TermIndex(
        Entry(surface, _Pointer(tuple(known), _weight(surface, known)), _ACRONYM.fullmatch(surface) is not None)
        for surface, known in codes.items()
    )


def _writings() -> Iterator[tuple[str, str]]:
    """Terms of the list's rows, and what the domain lexicon gives as their other writings and translation."""
    others: dict[str, set[str]] = {}
    for term in technologies():
        writings = {term.nl, term.en, *term.aliases.nl, *term.aliases.en}
        for writing in writings:
            others.setdefault(writing.lower(), set()).update(writings)
    for row in military_list():
        for surface in dict.fromkeys((*row.aliases.nl, *row.aliases.en)):
            yield surface, row.id
            for other in sorted(others.get(surface.lower(), ())):
                yield other, row.id
    for code, surfaces in code_terms().items():
        for surface in surfaces:
            yield surface, code


def _shared(codes: Sequence[str]) -> int:
    """Codes of one list that a term points at: that both lists know a drone makes it no vaguer."""
    dual_use = sum(code.startswith(_DUAL_USE) for code in codes)
    return max(dual_use, len(codes) - dual_use)


def _weight(surface: str, codes: Sequence[str]) -> float:
    """A term of several words says more than one word; one shared by several categories says less."""
    if surface.lower() in _FAINT:
        return 0.15
    words = len(surface.split())
    return (0.75 if words > 1 or len(surface) > 12 else 0.6) / math.sqrt(_shared(codes))
