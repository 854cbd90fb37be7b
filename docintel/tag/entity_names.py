"""Entities by name: organisations, programmes, technologies and capabilities of the lexicon, linked to their ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeGuard

from docintel.lexicon import Name, Term, organisations, places, programmes, technologies
from docintel.tag.terms import EVERYDAY, Entry, Hit, TermIndex, Token, tokenise
from docintel.types import Entity, Language, Span

_PROGRAMME_LABELS = {"fund": "FUND", "instrument": "INSTRUMENT"}
_TECHNOLOGY_LABELS = {
    "technology": "TECHNOLOGY", "component": "TECHNOLOGY", "platform": "TECHNOLOGY", "material": "TECHNOLOGY",
    "capability": "CAPABILITY",
}  # fmt: skip
_SHORT_FORMS = {
    "org:european-commission": ("Commissie", "Commission"),
    "org:council-of-the-european-union": ("Raad", "Council"),
    "org:european-parliament": ("Parlement", "Parliament"),
    "org:european-union": ("Unie", "Union"),
}
"""What a text calls a body after its first mention; too plain to be aliases for search."""
_EU_NAMED = _SHORT_FORMS.keys() - {"org:european-union"}
_PLAIN_ACRONYMS = frozenset(
    """
    AI UAV UAS UGV USV UUV C2 C4ISR ISR GNSS GPS SATCOM CBRN EMP IoT VR AR LIDAR LiDAR RPAS C-UAS MALE SAR SIGINT ELINT
    """.split()
)
"""Acronyms that need no other writing near by; ``SOC`` does: it is a chip and a research centre."""
_ACRONYM = re.compile(r"[A-Z0-9][A-Za-z0-9&+-]{0,6}")
_CAPITALISED = frozenset({"ORG", "PROGRAMME", "FUND", "INSTRUMENT"})
_LISTED = re.compile(r"(?: ?\([A-Z]{2,3}\))?(?:,| en| and| of| or|,? (?:en|and)| \+| &|;)\s+(?:de |het |the )?")


@dataclass(frozen=True, slots=True)
class NameOf:
    """What a writing stands for; an ambiguous one counts only where the text gives another writing too."""

    id: str
    label: str
    ambiguous: bool = False


def find_names(text: str, language: Language = "other", tokens: Sequence[Token] | None = None) -> list[Entity]:
    """Named things of the lexicon, longest writing first.

    ``MOD`` and ``de Commissie`` mean other things too: they count where ``Ministry of Defence`` or ``Europese
    Commissie`` is written out in the same text.
    """
    tokens = tokenise(text) if tokens is None else tokens
    hits = list(_index(language).find(text, tokens))
    plain = {hit.entry.payload.id for hit in hits if not hit.entry.payload.ambiguous}
    if not plain.isdisjoint(_EU_NAMED):  # one institution written out tells that `the Council` is one too
        plain |= _SHORT_FORMS.keys()
    return [
        Entity(
            Span(hit.start, hit.end),
            hit.entry.payload.label,
            hit.entry.payload.id,
            None,
            "lexicon",
            0.7 if hit.entry.payload.ambiguous else 0.9,
        )
        for place, hit in enumerate(hits)
        if _is_printed_as_name(text, hit)
        and (not hit.entry.payload.ambiguous or hit.entry.payload.id in plain or _is_listed(text, hits, place))
    ]


def _is_printed_as_name(text: str, hit: Hit[NameOf]) -> bool:
    """A body or fund has a capital somewhere: ``een ethisch en strategisch adviescomité`` is any such committee."""
    return hit.entry.payload.label not in _CAPITALISED or not text[hit.start : hit.end].islower()


def _is_listed(text: str, hits: Sequence[Hit[NameOf]], place: int) -> bool:
    """Tell whether an ambiguous body stands in a list beside a sure one: ``Leonardo (IT), Airbus``."""
    hit = hits[place]
    if hit.entry.payload.label != "ORG":
        return False
    before = hits[place - 1] if place else None
    after = hits[place + 1] if place + 1 < len(hits) else None
    return (_is_sure(before) and _LISTED.fullmatch(text, before.end, hit.start) is not None) or (
        _is_sure(after) and _LISTED.fullmatch(text, hit.end, after.start) is not None
    )


def _is_sure(hit: Hit[NameOf] | None) -> TypeGuard[Hit[NameOf]]:
    return hit is not None and hit.entry.payload.label == "ORG" and not hit.entry.payload.ambiguous


def keeps_article(surface: str) -> bool:
    """Tell whether the article belongs to the name: ``De Blauwe Cluster``, not ``de Commissie``."""
    entry = _index("other").look_up(surface)
    return entry is not None and entry.surface[:1].isupper()


def link(surface: str) -> str | None:
    """Id of the organisation or programme that a whole mention writes: links what a model found."""
    entry = _index("other").look_up(surface)
    return entry.payload.id if entry else None


@cache
def _index(language: Language) -> TermIndex[NameOf]:
    named = (*_named(organisations(), "ORG"), *_named(programmes(), "PROGRAMME"), *_named(places(), "LOC"))
    return TermIndex((*named, *_terms(language)))


def _named(rows: Sequence[Name], label: str) -> Iterator[Entry[NameOf]]:
    for row in rows:
        own = _PROGRAMME_LABELS.get(row.kind, label) if label == "PROGRAMME" else label
        short = _SHORT_FORMS.get(row.id, ())
        for surface in dict.fromkeys((row.nl, row.en, *row.aliases.nl, *row.aliases.en, *short)):
            is_acronym = _ACRONYM.fullmatch(surface) is not None
            is_ambiguous = surface in row.ambiguous or surface in short or (is_acronym and len(surface) == 1)
            sign = "+" if surface.endswith("+") else ""
            # A one-word name must be printed as a name: ``Defensie``, ``Proximus``, not the plain noun.
            is_exact = is_acronym or " " not in surface
            yield Entry(surface, NameOf(row.id, own, is_ambiguous), is_exact, False, sign)
            bare = re.sub(r"\s*\([A-Z][\w&-]{1,9}\)$", "", surface)
            if bare != surface:
                yield Entry(bare, NameOf(row.id, own, is_ambiguous), is_exact, False)


def _terms(language: Language) -> Iterator[Entry[NameOf]]:
    for row in technologies():
        label = _TECHNOLOGY_LABELS.get(row.kind)
        for surface in _writings(row, language) if label else ():
            is_acronym = _ACRONYM.fullmatch(surface) is not None and surface[:2].isupper()
            needs_help = is_acronym and surface not in _PLAIN_ACRONYMS
            if len(surface) > 1 and surface.lower() not in EVERYDAY and label:
                yield Entry(surface, NameOf(row.id, label, needs_help), is_acronym)


def _writings(row: Term, language: Language) -> tuple[str, ...]:
    """Dutch texts borrow English terms of several words and acronyms; ``die``, ``as`` and ``lead`` they do not."""
    nl, en = (row.nl, *row.aliases.nl), (row.en, *row.aliases.en)
    if language == "en":
        nl = ()
    elif language == "nl":
        en = tuple(surface for surface in en if " " in surface or "-" in surface or surface.isupper())
    return tuple(dict.fromkeys((*nl, *en)))
