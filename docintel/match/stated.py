"""All facts that a description in plain words states, each with the sentence that says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docintel.match.freefacts import (
    HEAD,
    find_all_or_none,
    find_kind,
    find_military_share,
    find_name,
    find_place,
    find_staff,
    kind_of_name,
)
from docintel.match.freetext import Reader, Stated, named_codes, plain_sentences, trl_range
from docintel.match.ownership import ownership, without_owners
from docintel.match.standing import READERS

_ANYWHERE: tuple[tuple[str, Reader], ...] = (
    ("staff", find_staff),
    ("military_share", find_military_share),
    ("military_share", find_all_or_none),
    *READERS,
)
"""Readers of one sentence each; of two for one fact the first that finds something anywhere decides."""


def stated_facts(text: str) -> dict[str, Stated]:
    """What a description states, by the field of a profile; ``project.`` before those of a project.

    >>> found = stated_facts("Tuinzicht NV uit Genk. Omzet: 12,5 miljoen euro.")
    >>> {name: fact.value for name, fact in found.items()}
    {'name': 'Tuinzicht NV', 'kind': 'company', 'country': 'BE', 'region': 'Vlaanderen', 'turnover_eur': 12500000}
    """
    sentences = plain_sentences(text)
    found: dict[str, Stated] = {}
    for name, fact in (*_identity(sentences), *_levels(sentences)):
        found.setdefault(name, fact)
    found |= ownership(sentences, found.get("country"))
    for name, read in _ANYWHERE:
        for sentence in sentences if name not in found else ():
            if (value := read(sentence)) is not None:
                found[name] = Stated(value, sentence)
                break
    return found


_NO_CODE = re.compile(
    r"(?i)\b(?:geen|no) (?:enkele )?(?:lijstcodes?|list codes?|export control codes?)\b(?! (?:ge|be)?(?:kend|known))"
    r"|\b(?:op geen (?:enkele )?|on no )(?:controle)?(?:lijst|control list)(?:en)?\b"
    r"|\b(?:niet|not|none) [^.;]{0,40}\b(?:op|on|under|onder) (?:de|een|any|a|the) "
    r"(?:controlelijst(?:en)?|control lists?)\b"
)


def states_no_code(text: str) -> bool:
    """Whether a description says that its products are on no control list.

    >>> states_no_code("Wij hebben geen lijstcodes."), states_no_code("Wij maken lenzen.")
    (True, False)
    """
    return _NO_CODE.search(text) is not None


def stated_codes(text: str) -> dict[str, str]:
    """List codes with the sentence that names them first."""
    found: dict[str, str] = {}
    for sentence in plain_sentences(text):
        for code in named_codes(sentence):
            found.setdefault(code, sentence)
    return found


def _identity(sentences: list[str]) -> Iterator[tuple[str, Stated]]:
    """Name, place and kind, from where an organisation introduces itself."""
    head = list(_head(sentences))
    name = find_name(" ".join(sentences))
    if name is not None:
        said = next((sentence for sentence in head if name in sentence), name)
        yield "name", Stated(name, said)
        if kind := kind_of_name(name):
            yield "kind", Stated(kind, said)
    for sentence in head:
        if place := find_place(without_owners(sentence)):
            yield "country", Stated(place.country, sentence)
            if place.region is not None:
                yield "region", Stated(place.region, sentence)
            break
    for sentence in head:
        if kind := find_kind(sentence):
            yield "kind", Stated(kind, sentence)
            break


def _head(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences that begin within the head of a text."""
    start = 0
    for sentence in sentences:
        if start > HEAD:
            return
        yield sentence
        start += len(sentence) + 1


def _levels(sentences: Iterable[str]) -> Iterator[tuple[str, Stated]]:
    """Lowest and highest readiness level of all that are named."""
    named = [(trl_range(sentence), sentence) for sentence in sentences]
    lows = [(low, sentence) for (low, _), sentence in named if low]
    highs = [(high, sentence) for (_, high), sentence in named if high]
    if lows:
        yield "trl_min", Stated(*min(lows, key=lambda item: item[0]))
    if highs:
        yield "trl_max", Stated(*max(highs, key=lambda item: item[0]))
