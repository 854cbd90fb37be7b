"""Routes beside the Flemish chain: export side, clearance, funding rates and other instruments."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from docintel.lexicon import data_text
from docintel.match.conditions import Facts
from docintel.match.gates import Judge, verdict_of
from docintel.match.rules import Bilingual, ReportLanguage, Rule, rules_of
from docintel.match.sources import Quoter
from docintel.match.wording import known_word, word
from docintel.types import Gate, Route

_Outcome = Callable[[tuple[Gate, ...]], str]
_OUTCOMES = {"applies": "APPLIES", "blocked": "BLOCKED", "unknown": "UNKNOWN"}


class _RouteRow(BaseModel):
    """A row of ``data/rules/routes.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: Bilingual
    next_step: Bilingual


class _RouteFile(BaseModel):
    route: tuple[_RouteRow, ...]


@cache
def _instruments() -> tuple[_RouteRow, ...]:
    return _RouteFile.model_validate(tomllib.loads(data_text("rules/routes.toml"))).route


def instrument_ids() -> frozenset[str]:
    """The routes that are instruments of their own, beside the chain and the funding rates."""
    return frozenset(row.id for row in _instruments())


def find_routes(
    rules: tuple[Rule, ...], facts: Facts, as_of: date, language: ReportLanguage, quoter: Quoter
) -> tuple[Route, ...]:
    """Export side, clearance and funding rates, then every instrument with a rule in force."""
    judge = Judge(facts, as_of, language, quoter)
    outcomes = {"export": _export_outcome, "clearance": _clearance_outcome, "edf-funding": _rates_outcome}
    # Licences are given by the region, clearances by the country.
    abroad = facts.get("profile.country") not in (None, "BE")
    elsewhere = {"export": facts.get("profile.flemish") is False, "clearance": abroad}
    fixed = [
        _fixed(name, judge.gates(rules_of(rules, name)), language, outcome, elsewhere.get(name, False))
        for name, outcome in outcomes.items()
    ]
    found = (_instrument(row, judge.gates(rules_of(rules, row.id)), language) for row in _instruments())
    return (*(route for route in fixed if route), *(route for route in found if route))


def _fixed(
    identity: str, steps: tuple[Gate, ...], language: ReportLanguage, outcome: _Outcome, abroad: bool
) -> Route | None:
    """A route by rule; outside Flanders another authority is asked than the one that the Flemish advice names."""
    if not steps:
        return None
    found = outcome(steps)
    return Route(
        id=identity,
        title=word(f"route.{identity}", language),
        outcome=found,
        steps=steps,
        next_step=_next_step(identity, found, abroad, language),
        verdict="unknown" if found == "UNKNOWN" else verdict_of(steps),
    )


def _next_step(identity: str, outcome: str, abroad: bool, language: ReportLanguage) -> str:
    elsewhere = abroad and outcome != "APPLIES"
    keys = (f"next.{identity}.abroad" if elsewhere else "", f"next.{identity}.{outcome.lower()}")
    found = (known_word(key, language) for key in keys if key)
    return next((text for text in found if text), word(f"next.{identity}", language))


def _export_outcome(steps: tuple[Gate, ...]) -> str:
    outcomes = {step.outcome for step in steps if step.state == "met"}
    if outcomes & {"LICENCE", "LICENCE_OUTSIDE_EU"}:
        return "LICENCE"
    return "NO_LIST" if all(step.state == "met" for step in steps) else "UNKNOWN"


def _clearance_outcome(steps: tuple[Gate, ...]) -> str:
    return _OUTCOMES[verdict_of(steps)]


def _rates_outcome(steps: tuple[Gate, ...]) -> str:
    """Rates are known for the years whose rows carry them."""
    return "RATES" if any(step.state == "met" and step.outcome for step in steps) else "UNKNOWN"


def _instrument(row: _RouteRow, steps: tuple[Gate, ...], language: ReportLanguage) -> Route | None:
    """An instrument without a rule in force on the day is not shown."""
    if not steps:
        return None
    verdict = verdict_of(steps)
    return Route(
        id=row.id,
        title=row.title.of(language),
        outcome=_OUTCOMES[verdict],
        steps=steps,
        next_step=row.next_step.of(language),
        verdict=verdict,
    )
