"""One call per id over all documents: the better source wins field by field, all places and disagreements stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from docintel.types import Call, Conflict, DocumentKind, Place, Trl

_RANK: dict[DocumentKind, int] = {"call": 0, "web": 1, "work_programme": 2}
"""A call document beats a portal page, and that a work programme; anything else comes last."""
_LATEST = 3


def merge_calls(calls: Iterable[Call]) -> tuple[Call, ...]:
    """One call per id, ids in order."""
    groups: dict[str, list[Call]] = {}
    for call in calls:
        groups.setdefault(call.id, []).append(call)
    return tuple(_merge(groups[identifier]) for identifier in sorted(groups))


def _merge(calls: Sequence[Call]) -> Call:
    ordered = sorted(calls, key=_order)
    first = ordered[0]
    if len(ordered) == 1:
        return first
    own = next((call.budget_eur for call in ordered if call.budget_eur is not None), None)
    reason = None if own is not None else next((call.budget_reason for call in ordered if call.budget_reason), None)
    return replace(
        first,
        title=next((call.title for call in ordered if call.title), first.title),
        call_id=_first(call.call_id for call in ordered),
        type_of_action=_first(call.type_of_action for call in ordered),
        budget_eur=own,
        budget_reason=reason,
        call_budget_eur=_first_number(call.call_budget_eur for call in ordered),
        opening=_first_day(call.opening for call in ordered),
        deadline=_first_day(call.deadline for call in ordered),
        activities=next((call.activities for call in ordered if call.activities), first.activities),
        min_entities=_first_number(call.min_entities for call in ordered),
        min_countries=_first_number(call.min_countries for call in ordered),
        trl=next((call.trl for call in ordered if call.trl.levels), Trl()),
        cross_refs=tuple(sorted({each for call in ordered for each in call.cross_refs})),
        places=_places(ordered),
        conflicts=_conflicts(ordered),
    )


def _order(call: Call) -> tuple[int, int, str, int]:
    """Rank of the document kind, topics with their own text before table rows, then a fixed order."""
    return _RANK.get(call.kind, _LATEST), -sum(len(span) for span in call.spans), call.document, call.page_start


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _first_number(values: Iterable[int | None]) -> int | None:
    return next((value for value in values if value is not None), None)


def _first_day(values: Iterable[date | None]) -> date | None:
    return next((value for value in values if value is not None), None)


def _places(calls: Sequence[Call]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for call in calls for place in call.places))


def _conflicts(calls: Sequence[Call]) -> tuple[Conflict, ...]:
    """Fields on which two sources disagree, the value that stands first; conflicts inside a document are kept."""
    found = [conflict for call in calls for conflict in call.conflicts]
    for name in ("title", "type_of_action", "budget_eur", "call_budget_eur", "opening", "deadline", "min_entities",
                 "min_countries"):  # fmt: skip
        said: dict[str, tuple[str, Place]] = {}
        for call in calls:
            value = getattr(call, name)
            if value is not None and call.places:
                said.setdefault(_comparable(name, str(value)), (str(value), call.places[0]))
        if len(said) > 1:
            values = tuple(value for value, _ in said.values())
            found.append(Conflict(name, values, tuple(place for _, place in said.values())))
    return tuple(dict.fromkeys(found))


def _comparable(field: str, value: str) -> str:
    """A value without what is no disagreement: ``EDF Development Actions (EDF-DA)`` is ``EDF-DA``."""
    if field == "type_of_action":
        code = re.search(r"[A-Z]{2,}(?:-[A-Z]+)+", value)
        return code.group() if code else value.casefold()
    if field == "title":
        return re.sub(r"\W+", " ", value.casefold()).strip()
    return value
