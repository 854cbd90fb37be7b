"""Named things and values in a text: the rule layer in plain Python; trained models add persons and places later."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from docintel.tag.entity_acts import find_acts
from docintel.tag.entity_names import find_names
from docintel.tag.entity_values import find_values
from docintel.tag.references import find_references
from docintel.types import Entity, Language, Reference

_ACT_SCHEMES = frozenset({"eu-act", "be-act", "treaty", "com"})
_ABOVE = frozenset({"DEADLINE"})
"""Labels that may lie over another: a deadline is also a date."""


def find_entities(
    text: str, language: Language = "other", references: Sequence[Reference] | None = None
) -> list[Entity]:
    """Entities of a text in order: organisations, programmes, funds, technologies, acts, calls, money, dates, TRLs.

    ``references`` saves reading them again where they are known; acts and calls come from them.
    """
    pointed = find_references(text, language) if references is None else references
    taken = [(reference.span.start, reference.span.end) for reference in pointed]
    acts = (act for act in find_acts(text) if not _stands_on(act, taken))
    return settle([*from_references(pointed), *acts, *find_values(text), *find_names(text, language)])


def _stands_on(act: Entity, taken: Sequence[tuple[int, int]]) -> bool:
    """Tell whether an act by form shares a character with one of the references, which stand in text order."""
    at = bisect_left(taken, (act.span.end, 0))
    return any(end > act.span.start for _, end in taken[max(0, at - 2) : at])


def from_references(references: Iterable[Reference]) -> list[Entity]:
    """Acts and calls among the references; their id is the act's, without the article."""
    found: list[Entity] = []
    for item in references:
        if item.scheme == "call":
            found.append(Entity(item.span, "CALL", item.ids[0], None, item.source, item.score))
        elif item.scheme in _ACT_SCHEMES:
            act = item.ids[0].partition("#")[0]
            act = act.partition(":")[0] if act.startswith(("TFEU:", "TEU:")) else act
            found.append(Entity(item.span, "ACT", act, None, item.source, item.score))
    return found


def settle(entities: Iterable[Entity]) -> list[Entity]:
    """Text order, the longest of overlapping entities; a deadline stays beside its date."""
    kept: list[Entity] = []
    above: list[Entity] = []
    for entity in sorted(entities, key=lambda one: (one.span.start, -len(one.span), -one.score)):
        if entity.label in _ABOVE:
            above.append(entity)
        elif not kept or entity.span.start >= kept[-1].span.end:
            kept.append(entity)
    return sorted([*kept, *above], key=lambda one: (one.span.start, one.span.end, one.label))
