"""What is new since the last report of a profile: gates, dates, budget and scope, and nothing else.

Ranks, scores and evidence move whenever a document is added; a reader who is told of that soon stops reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docintel.types import Change, Gate, Match, Report

_NEAR = ("strong", "medium", "weak")


def compare(before: Report, after: Report) -> tuple[Change, ...]:
    """Changes from one report to the next, calls in the order of the new one."""
    old = {match.id: match for match in before.calls}
    new = {match.id: match for match in after.calls}
    found = [change for match in after.calls for change in _of_call(old.get(match.id), match)]
    gone = [match for match in before.calls if match.id not in new and _is_near(match)]
    return (*found, *(Change(match.id, match.title, "gone", "call") for match in gone))


def _of_call(old: Match | None, new: Match) -> Iterator[Change]:
    if old is None:
        if _is_near(new):
            yield Change(new.id, new.title, "new", "call", after=new.verdict)
        return
    if not (_is_near(old) or _is_near(new)):
        return
    yield from _gates(old, new)
    if old.opening != new.opening:
        yield Change(new.id, new.title, "opening", "opening", _day(old.opening), _day(new.opening))
    if old.deadline != new.deadline:
        yield Change(new.id, new.title, "deadline", "deadline", _day(old.deadline), _day(new.deadline))
    if (old.budget_eur, old.call_budget_eur) != (new.budget_eur, new.call_budget_eur):
        yield Change(new.id, new.title, "budget", "budget", _money(old), _money(new))
    if old.scope is not None and new.scope is not None and old.scope != new.scope:
        yield Change(new.id, new.title, "scope", "text")


def _gates(old: Match, new: Match) -> Iterator[Change]:
    """Gates that changed state, came or went."""
    before = {gate.id: gate for gate in old.gates}
    after = {gate.id: gate for gate in new.gates}
    for name in dict.fromkeys((*after, *before)):
        one, two = before.get(name), after.get(name)
        if _state(one) != _state(two):
            yield Change(new.id, new.title, "gate", name, _state(one), _state(two))


def _state(gate: Gate | None) -> str | None:
    return gate.state if gate is not None else None


def _is_near(match: Match) -> bool:
    return match.relevance.band in _NEAR


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _money(match: Match) -> str | None:
    """The own amount, else the pot, said as such."""
    if match.budget_eur is not None:
        return str(match.budget_eur)
    return f"{match.call_budget_eur} (shared)" if match.call_budget_eur is not None else None
