"""The Flemish rule chain: list code, Muyters circular, support route, export side, security clearance.

Every step is a gate whose ``basis`` says how it is known: ``explicit`` (the profile says it), ``rule`` (a rule row) or
``inferred`` (a candidate code, or a programme read as having ethical rules). The outcome governs this route only,
never the verdict of a European call.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from docintel.lexicon import ancestors, list_codes
from docintel.match.conditions import Facts
from docintel.match.facts import Goods, goods_of, profile_facts
from docintel.match.gates import Judge, show
from docintel.match.profiles import Profile
from docintel.match.rules import ReportLanguage, Rule, rules_of
from docintel.match.sources import NOT_INGESTED, Quoter
from docintel.match.wording import known_word, word
from docintel.types import CandidateCode, Evidence, Gate, Route, Verdict

_VERDICTS: dict[str, Verdict] = {"NO_SUPPORT": "blocked", "COMMITTEE": "applies", "SUPPORT": "applies"}
_MILITARY_FIRST = 0.75
"""Share of the best score from which a military candidate goes before one of dual use."""
_CIRCULAR = date(2018, 9, 11)
"""First day of the Muyters circular: the directive before it knew no exception for programmes."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome of the circular for one set of facts, with the row that decided."""

    outcome: str
    gate: Gate | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a chain is evaluated with."""

    rules: tuple[Rule, ...]
    quoter: Quoter
    language: ReportLanguage
    as_of: date


def decide(rules: Iterable[Rule], judge: Judge) -> Decision:
    """Outcome of the first row that holds; an open row before it leaves the outcome unknown.

    A later row that itself says UNKNOWN is the better explanation of an open one: M7 rather than M5.
    """
    open_gate: Gate | None = None
    for gate in judge.gates(rules):
        if gate.state == "met" and (open_gate is None or gate.outcome == "UNKNOWN"):
            return Decision(gate.outcome or "UNKNOWN", gate)
        if gate.state == "unknown" and open_gate is None:
            open_gate = gate
    return Decision("UNKNOWN", open_gate)


def flemish_route(profile: Profile, candidates: Sequence[CandidateCode], setting: Setting) -> tuple[Route, Facts]:
    """The chain from list code to Flemish support, and the facts with its outcome for the rules that follow."""
    goods = goods_of(profile, leading_candidate(candidates, bool(profile.military_share)))
    facts = profile_facts(profile, goods, setting.as_of)
    day = cast("date", facts["project.date"])
    ethics = Judge(facts, day, setting.language, setting.quoter).gates(rules_of(setting.rules, "muyters-ethics"))
    if any(gate.state == "met" for gate in ethics):
        facts = {**facts, "project.has_ethics": True}
    judge = Judge(facts, day, setting.language, setting.quoter)
    scope = judge.gates(rules_of(setting.rules, "muyters-scope"))
    outcome, decided = _outcome(scope, decide(rules_of(setting.rules, "muyters"), judge))
    flags = () if outcome == "NOT_IN_SCOPE" else judge.gates(rules_of(setting.rules, "muyters-flag"))
    steps = (
        *_code_steps(goods, candidates, setting),
        *scope,
        *(() if outcome == "NOT_IN_SCOPE" else (_programme_step(facts, setting), *ethics)),
        *decided,
        *flags,
    )
    if goods.candidates_only:
        steps = tuple(replace(step, basis="inferred") if step.id.startswith("M") else step for step in steps)
    route = Route(
        id="flanders",
        title=word("route.flanders", setting.language),
        outcome=outcome,
        steps=steps,
        evidence=tuple(quote for gate in decided for quote in gate.evidence),
        flags=_flags(outcome, flags, facts, candidates, goods, setting),
        next_step=_next_step(outcome, decided, goods, candidates, bool(flags), setting.language),
        verdict=_verdict(outcome, scope, goods),
    )
    # A candidate is no classification: what follows sees only the codes that the profile holds, and what they decide.
    open_still = outcome == "UNKNOWN" or (goods.candidates_only and outcome != "NOT_IN_SCOPE")
    known = None if open_still else outcome
    return route, {**profile_facts(profile, goods_of(profile), setting.as_of), "chain.outcome": known}


def leading_candidate(candidates: Sequence[CandidateCode], military_work: bool = False) -> tuple[str, ...]:
    """The likeliest military candidate, else the likeliest of all: candidates are alternatives, not a list.

    A military one far behind leads only who works for the military: the ``ROV`` (0.6, dual use) of a diver goes before
    the hulls (0.3) that he looks at.
    """
    ranked = sorted(candidates, key=lambda found: -found.score)
    floor = 0.0 if military_work else _MILITARY_FIRST * max((found.score for found in ranked), default=0.0)
    military = [found.code for found in ranked if found.code.startswith("ML") and found.score >= floor]
    return tuple((military or [found.code for found in ranked])[:1])


def _outcome(scope: Sequence[Gate], decision: Decision) -> tuple[str, tuple[Gate, ...]]:
    """Outside Flanders or outside the circular's scope its rows decide nothing."""
    for gate in scope:
        if gate.state == "not_met":
            return "NOT_IN_SCOPE", ()
    return decision.outcome, (decision.gate,) if decision.gate else ()


def _next_step(
    outcome: str,
    decided: Sequence[Gate],
    goods: Goods,
    candidates: Sequence[CandidateCode],
    superseded: bool,
    language: ReportLanguage,
) -> str:
    """What to do; a code that is only a candidate has to be confirmed before anything else."""
    if goods.codes is None and outcome == "UNKNOWN":
        return word("next.ask", language).format(question=word("chain.no-code.question", language))
    text = _step_of(outcome, decided, language)
    if superseded and outcome in _VERDICTS:
        text = word("next.superseded", language).format(then=text)
    if not goods.candidates_only or outcome not in _VERDICTS:
        return text
    return word("next.confirm", language).format(code=show((goods.codes or ("",))[0], language), then=text)


def _step_of(outcome: str, decided: Sequence[Gate], language: ReportLanguage) -> str:
    """The step of the row that decided (before the circular the directive asks for another one), else of the outcome.

    A row that holds and leaves the outcome open says itself whom to ask what.
    """
    for gate in decided:
        if gate.state == "met" and (own := known_word(f"next.{gate.id}", language)):
            return own
        if outcome == "UNKNOWN" and gate.question:
            # A row that leaves the outcome open may say whom to ask (``Vraag VLAIO of ...``) instead of asking.
            asks = gate.question.endswith("?")
            return word("next.ask", language).format(question=gate.question) if asks else gate.question
    return word(f"next.{outcome}", language)


def _verdict(outcome: str, scope: Sequence[Gate], goods: Goods) -> Verdict:
    """A candidate code decides nothing: the outcome is what would follow if it held."""
    if any(gate.state == "not_met" and gate.id == "muyters.flemish" for gate in scope):
        return "blocked"
    verdict = _VERDICTS.get(outcome, "unknown")
    open_scope = goods.candidates_only or any(gate.state == "unknown" for gate in scope)
    return "unknown" if open_scope else verdict


def _code_steps(goods: Goods, candidates: Sequence[CandidateCode], setting: Setting) -> tuple[Gate, ...]:
    """Product to list code: given by the profile, or a candidate with the term that suggests it."""
    language = setting.language
    if goods.codes is None:
        text, question = word("chain.no-code", language), word("chain.no-code.question", language)
        return (
            Gate("chain.code", "company", "unknown", text, question=question, field="list_codes", basis="inferred"),
        )
    if not goods.codes:
        return (Gate("chain.code", "company", "met", word("chain.none", language), basis="explicit"),)
    return tuple(_code_step(code, goods, candidates, language) for code in goods.codes)


def _code_step(code: str, goods: Goods, candidates: Sequence[CandidateCode], language: ReportLanguage) -> Gate:
    written, label = show(code, language), _label(code, language)
    evidence = (Evidence(sentence="", title=_list_of(code), note=NOT_INGESTED),)
    if not goods.candidates_only:
        return Gate(f"chain.code.{code}", "company", "met", f"{written}: {label}", evidence, basis="explicit")
    found = next(item for item in candidates if item.code == code)
    text = word("chain.candidate", language).format(
        code=written, label=label, term=found.term, capability=found.capability.rstrip(".")
    )
    question = word("chain.candidate.question", language).format(code=written, label=label)
    return Gate(
        f"chain.code.{code}", "company", "unknown", text, evidence, question, field="list_codes", basis="inferred"
    )


def _label(code: str, language: ReportLanguage) -> str:
    """What a code is for; of a sub-item that is not in our lists what the item above it is for."""
    rows = list_codes()
    for known in (code, *ancestors(code)):
        if (row := rows.get(known)) is not None:
            label = row.nl if language == "nl" else row.en
            return label if known == code else f"{label} ({word('chain.unlisted', language)})"
    return word("chain.unlisted", language)


def _list_of(code: str) -> str:
    if code.startswith("DU:"):
        return f"Regulation (EU) 2021/821, Annex I, {code.removeprefix('DU:')}"
    return f"EU Common Military List, {code}"


def _programme_step(facts: Facts, setting: Setting) -> Gate:
    """Which programme the project is part of; none named is read as a direct application, and says so."""
    named = facts.get("project.programme")
    if named and not facts["project.in_programme"]:
        return Gate("chain.programme", "project", "met", word("chain.outside", setting.language), basis="explicit")
    if named:
        text = word("chain.programme", setting.language).format(programme=named)
        return Gate("chain.programme", "project", "met", text, basis="explicit")
    text, question = word("chain.no-programme", setting.language), word("chain.no-programme.question", setting.language)
    return Gate(
        "chain.programme", "project", "unknown", text, (), question, field="project.programme", basis="inferred"
    )


def _flags(
    outcome: str,
    superseded: Sequence[Gate],
    facts: Facts,
    candidates: Sequence[CandidateCode],
    goods: Goods,
    setting: Setting,
) -> tuple[str, ...]:
    """What stands beside the outcome: superseded or not, and what another reading would give."""
    if outcome == "NOT_IN_SCOPE":
        return ()
    found = [gate.outcome for gate in superseded if gate.outcome]
    language = setting.language
    day = cast("date", facts["project.date"])
    if not facts["project.in_programme"] and day >= _CIRCULAR:
        inside: Facts = {**facts, "project.in_programme": True, "project.has_ethics": True}
        judge = Judge(inside, day, language, setting.quoter)
        other = decide(rules_of(setting.rules, "muyters"), judge).outcome
        if other not in (outcome, "UNKNOWN"):
            found.append(word("flag.in-programme", language).format(outcome=word(f"outcome.{other}", language)))
    others = [item.code for item in candidates if item.code not in (goods.codes or ())]
    if goods.candidates_only and others:
        found.append(
            word("flag.other-candidates", language).format(codes=", ".join(show(code, language) for code in others[:4]))
        )
    return tuple(found)
