"""Routes beside the Flemish chain: export side, clearance, funding rates and other instruments."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from docintel.lexicon import data_text
from docintel.match.conditions import Facts, Value
from docintel.match.gates import Judge, verdict_of
from docintel.match.rules import Bilingual, ReportLanguage, Rule, rules_of
from docintel.match.sources import Quoter
from docintel.match.wording import known_word, word
from docintel.types import Gate, Route

_OUTCOMES = {"applies": "APPLIES", "blocked": "BLOCKED", "unknown": "UNKNOWN"}


class _RouteRow(BaseModel):
    """A row of ``data/rules/routes.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: Bilingual
    next_step: Bilingual
    home: str | None = None
    """The only country from which its step can be taken: a supplier in Warsaw does not look for a Flemish body."""

    def leads_on(self, country: Value | None) -> bool:
        """Whether its step helps an organisation of this country."""
        return self.home is None or country in (None, self.home)


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
    steps = {name: judge.gates(rules_of(rules, name)) for name in ("export", "clearance", "edf-funding")}
    outcomes = {
        "export": _export_outcome(steps["export"]),
        "clearance": _clearance_outcome(steps["clearance"], facts),
        "edf-funding": _rates_outcome(steps["edf-funding"]),
    }
    # Licences are given by the region, clearances by the country.
    abroad = facts.get("profile.country") not in (None, "BE")
    elsewhere = {"export": facts.get("profile.flemish") is False, "clearance": abroad}
    fixed = [
        _fixed(name, steps[name], outcome, language, elsewhere.get(name, False)) for name, outcome in outcomes.items()
    ]
    rows = (row for row in _instruments() if row.leads_on(facts.get("profile.country")))
    found = (_instrument(row, judge.gates(rules_of(rules, row.id)), language) for row in rows)
    return (*(route for route in fixed if route), *(route for route in found if route))


def _fixed(
    identity: str, steps: tuple[Gate, ...], outcome: str, language: ReportLanguage, abroad: bool
) -> Route | None:
    """A route by rule; outside Flanders another authority is asked than the one that the Flemish advice names."""
    if not steps:
        return None
    return Route(
        id=identity,
        title=word(f"route.{identity}", language),
        outcome=outcome,
        steps=steps,
        next_step=_next_step(identity, _stage(outcome, steps), abroad, language),
        verdict="unknown" if outcome in ("UNKNOWN", "REQUESTED") else verdict_of(steps),
    )


def _stage(outcome: str, steps: tuple[Gate, ...]) -> str:
    """What the next step depends on: the outcome, or the authorisation that has to come before a licence."""
    first = next((step for step in steps if step.outcome == "AUTHORISATION"), None)
    if outcome == "LICENCE" and first is not None and first.state != "met":
        return "AUTHORISATION"
    return outcome


def _next_step(identity: str, stage: str, abroad: bool, language: ReportLanguage) -> str:
    elsewhere = abroad and stage != "APPLIES"
    keys = (f"next.{identity}.abroad" if elsewhere else "", f"next.{identity}.{stage.lower()}")
    found = (known_word(key, language) for key in keys if key)
    return next((text for text in found if text), word(f"next.{identity}", language))


def _export_outcome(steps: tuple[Gate, ...]) -> str:
    outcomes = {step.outcome for step in steps if step.state == "met"}
    if outcomes & {"LICENCE", "LICENCE_INSIDE_EU"}:
        return "LICENCE"
    if "LICENCE_OUTSIDE_EU" in outcomes:
        return "LICENCE_OUTSIDE_EU"
    return "NO_LIST" if all(step.state == "met" for step in steps) else "UNKNOWN"


def _clearance_outcome(steps: tuple[Gate, ...], facts: Facts) -> str:
    if steps and facts.get("profile.clearance") == "requested":
        return "REQUESTED"
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
