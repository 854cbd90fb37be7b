"""Join what the rules and what the models found: rules win, a model's span is trimmed to the name or dropped."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from docintel.tag.entities import settle
from docintel.types import Entity, Span

_NAMED = frozenset({"ORG", "PERSON", "LOC"})
_PARTS = frozenset({"LOC", "TECHNOLOGY", "CAPABILITY"})
_ARTICLE = re.compile(r"(?:de|het|een|the|a|an|der|des|[’'‘]t)\s+", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:(?:voormalig|huidig|former|vice-?)\s+)?(?:minister(?:-president)?|staatssecretaris|wethouder|burgemeester|"
    r"mevrouw|mevr\.|mw\.|de heer|dhr\.|prof(?:essor|\.)|dr\.|ir\.|ing\.|drs\.|mr\.|mrs\.|ms\.|president|"
    r"commissioner|senator|sir|generaal|general|kolonel|admiraal|admiral)\s+",
    re.IGNORECASE,
)
_EDGE = " \u00a0\"'“”‘’„«».,;:·•*()[]–—-/|"
_WITH_SHORT = re.compile(r"(\S[^()\n]+[^\s()’'”\"])[’'”\"]? \(([A-Z][^()\n]+)\)")
_POSSESSIVE = re.compile(r"[’']s?$")
_COMPOUND = re.compile(r"-[a-zà-ÿ]")
_LETTERS = re.compile(r"[^\W\d_]{2}")


def merge(text: str, rules: Iterable[Entity], guessed: Iterable[Entity]) -> list[Entity]:
    """Entities of both layers in text order.

    ``de Vlaamse Regering`` loses its article, ``Minister Jan Jansen`` his title; ``Noordzee-Veiligheidspact`` is no
    place. A guess that touches something the rules found is dropped, and so is one in a heading in capitals; but a
    guessed body wins from a place or technology inside its name (``Cyberspace Administration of China``).
    """
    known = [entity for found in rules for entity in _known(text, found)]
    names = [entity for found in guessed if (entity := _trimmed(text, found)) is not None]
    firm = _Taken(entity for entity in known if entity.label not in _PARTS)
    free = _agreed(text, [entity for entity in names if not firm.touching(entity.span)])
    parts = _Taken(entity for entity in known if entity.label in _PARTS)
    whole = [entity for entity in free if _is_whole(entity, parts.touching(entity.span))]
    over = _Taken(whole)
    left = [entity for entity in known if entity.label not in _PARTS or not over.touching(entity.span)]
    return settle([*left, *whole])


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
    """Tell whether a guess touches nothing, or is a body or person whose name holds each part it touches and more."""
    if not parts:
        return True
    named = entity.label in {"ORG", "PERSON"}
    return named and all(entity.span.covers(part) and len(part) < len(entity.span) for part in parts)


def _known(text: str, entity: Entity) -> Iterator[Entity]:
    """The entity of a rule as it counts; an act with a short name in brackets is named twice: ``Strategy (DIRS)``."""
    start, end = entity.span.start, entity.span.end
    if entity.label == "LOC" and _COMPOUND.match(text, end):
        return
    if entity.label == "ORG" and (article := _ARTICLE.match(text, start, end)):
        yield replace(entity, span=Span(article.end(), end))
    elif entity.label == "ACT" and (double := _WITH_SHORT.fullmatch(text, start, end)):
        yield from (replace(entity, span=Span(*double.span(group))) for group in (1, 2))
    else:
        yield entity


def _trimmed(text: str, entity: Entity) -> Entity | None:
    """The guess cut down to the name itself; None where no name is left."""
    start, end = entity.span.start, entity.span.end
    if entity.label not in _NAMED or "\n" in text[start:end] or "\t" in text[start:end]:
        return None
    while end > start and text[end - 1] in _EDGE and not _closes(text[start:end]):
        end -= 1
    while start < end and text[start] in _EDGE:
        start += 1
    for pattern in (_ARTICLE, _TITLE) if entity.label == "PERSON" else (_ARTICLE,):
        if match := pattern.match(text, start, end):
            start = match.end()
    if possessive := _POSSESSIVE.search(text, start, end):
        end = possessive.start()
    name = text[start:end]
    if _LETTERS.search(name) is None or name == name.lower() or _is_heading(text, start, end):
        return None
    return replace(entity, span=Span(start, end))


def _closes(name: str) -> bool:
    """Tell whether the last sign belongs to the name: ``Jansen J.``, ``NV Acme (België)``."""
    return (name.endswith(")") and "(" in name) or re.search(r"\b[A-Z]\.$", name) is not None


def _is_heading(text: str, start: int, end: int) -> bool:
    """Tell whether the line around a guess is printed in capitals: ``AANBEVELING 4: FACILITEER INNOVATIE``."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    letters = [char for char in text[first : last if last >= 0 else len(text)] if char.isalpha()]
    return len(letters) > 12 and sum(char.isupper() for char in letters) > 0.8 * len(letters)


def _agreed(text: str, guesses: Sequence[Entity]) -> list[Entity]:
    """Give a name that was guessed two ways in one document the kind that it got most often."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for entity in guesses:
        votes[text[entity.span.start : entity.span.end]][entity.label] += 1
    settled = []
    for entity in guesses:
        label, times = votes[text[entity.span.start : entity.span.end]].most_common(1)[0]
        settled.append(replace(entity, label=label) if times >= 2 else entity)
    return settled
