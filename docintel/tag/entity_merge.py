"""Join what the rules and what the models found: rules win, a guess must hold on its own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from docintel.tag.entities import settle
from docintel.tag.entity_bodies import find_bodies
from docintel.tag.entity_guess import ARTICLE, weigh
from docintel.tag.entity_names import keeps_article
from docintel.tag.entity_persons import find_persons
from docintel.types import Entity, Span

_PARTS = frozenset({"LOC", "TECHNOLOGY", "CAPABILITY"})
"""What may stand inside the name of a body: ``Cyberspace Administration of China``."""
_IN_COMPOUND = frozenset({"LOC", "ORG"})
_FUNDS = frozenset({"PROGRAMME", "FUND", "INSTRUMENT"})
_JOINS = re.compile(r",| en | and |;|\n")
_COMPOUND = re.compile(r"-(?!(?:level|wide|funded|based|led|related|owned|backed|specific|driven|made)\b)[a-zà-ÿ]")
_WITH_SHORT = re.compile(r"(\S[^()\n]+[^\s()’'”\"])[’'”\"]? \(([A-Z][^()\n]+)\)")


def merge(text: str, rules: Iterable[Entity], guessed: Iterable[Entity]) -> list[Entity]:
    """Entities of both layers in text order.

    ``de Vlaamse Regering`` loses its article; ``Noordzee-Veiligheidspact`` is no place. A guess that touches something
    the rules found is dropped, but a guessed body wins from a place or technology inside its name.
    """
    known = _joined(text, [entity for found in rules for entity in _known(text, found)])
    known, bodies = _longer_bodies(text, known, settle(find_bodies(text)))
    firm = _Taken(entity for entity in known if entity.label not in _PARTS)
    persons = settle(entity for entity in find_persons(text) if not firm.touching(entity.span))
    parts = _Taken(entity for entity in known if entity.label in _PARTS)
    named = _Taken(persons)
    whole = [
        entity
        for entity in _bodies_first(bodies, weigh(text, guessed))
        if not firm.touching(entity.span)
        and not named.touching(entity.span)
        and _is_whole(entity, parts.touching(entity.span))
    ]
    over = _Taken([*whole, *persons])
    left = [entity for entity in known if entity.label not in _PARTS or not over.touching(entity.span)]
    return settle([*left, *persons, *whole])


def _joined(text: str, known: Sequence[Entity]) -> list[Entity]:
    """A body and its programme in one word are one name: ``NAVO-DIANA``."""
    merged: list[Entity] = []
    for entity in settle(known):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.label == "ORG"
            and entity.label in _FUNDS
            and text[last.span.end : entity.span.start] == "-"
        ):
            merged[-1] = replace(entity, span=Span(last.span.start, entity.span.end))
        else:
            merged.append(entity)
    return merged


def _longer_bodies(text: str, known: Sequence[Entity], bodies: Sequence[Entity]) -> tuple[list[Entity], list[Entity]]:
    """A body by form goes before a known one at its end or start: ``Portuguese Parliament``, ``regering-Michel``."""
    inside: set[Span] = set()
    places = _Taken(entity for entity in known if entity.label == "ORG")
    for body in bodies:
        within = [span for span in places.touching(body.span) if body.span.covers(span) and span != body.span]
        rest = "".join(text[body.span.start : span.start] + text[span.end : body.span.end] for span in within)
        if len(within) == 1 and not _JOINS.search(rest):
            inside.update(within)
    return [entity for entity in known if entity.label != "ORG" or entity.span not in inside], list(bodies)


def _bodies_first(bodies: Iterable[Entity], guesses: Iterable[Entity]) -> list[Entity]:
    """Bodies found by their form, and the guesses that touch none of them."""
    formed = settle(bodies)
    taken = _Taken(formed)
    return [*formed, *(entity for entity in guesses if not taken.touching(entity.span))]


class _Taken:
    """Stretches of text that are spoken for."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._spans = sorted({(entity.span.start, entity.span.end) for entity in entities})

    def touching(self, span: Span) -> list[Span]:
        """The stretches that share a character with a span; rules overlap little, so four back are enough."""
        at = bisect_left(self._spans, (span.end, 0))
        near = (Span(*found) for found in self._spans[max(0, at - 4) : at])
        return [found for found in near if found.overlaps(span)]


def _is_whole(entity: Entity, parts: Sequence[Span]) -> bool:
    """Tell whether a guess touches nothing, or is a body whose name holds each part it touches and more."""
    if not parts:
        return True
    return entity.label == "ORG" and all(entity.span.covers(part) and len(part) < len(entity.span) for part in parts)


def _known(text: str, entity: Entity) -> Iterator[Entity]:
    """The entity of a rule as it counts; an act with a short name in brackets is named twice: ``Strategy (DIRS)``."""
    start, end = entity.span.start, entity.span.end
    if entity.label in _IN_COMPOUND and _COMPOUND.match(text, end):
        return
    if entity.label == "ORG" and (article := ARTICLE.match(text, start, end)) and not keeps_article(text[start:end]):
        yield replace(entity, span=Span(article.end(), end))
    elif entity.label == "ACT" and (double := _WITH_SHORT.fullmatch(text, start, end)):
        yield from (replace(entity, span=Span(*double.span(group))) for group in (1, 2))
    else:
        yield entity
