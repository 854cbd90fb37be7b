"""Rule rows against cases whose outcome was written from the facts: chains of the circular, and single gates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day  # noqa: N812 - "date" is a field below
from pathlib import Path

import msgspec
import numpy as np

from docintel.evaluate.gold import read_rows
from docintel.match.chain import Setting, flemish_route
from docintel.match.facts import call_facts, goods_of, profile_facts
from docintel.match.gates import Judge
from docintel.match.library import Library
from docintel.match.profiles import Profile
from docintel.match.rules import rules_by_id, shipped_rules
from docintel.match.sources import Quoter
from docintel.types import Activity, Call, Trl


class CallFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a case says of a call; it is open from June to November 2023 where nothing else is said."""

    id: str = "EDF-2023-DA-XX-YYY"
    title: str = "Some topic"
    opening: Day | None = Day(2023, 6, 22)
    deadline: Day | None = Day(2023, 11, 22)
    activities: dict[str, Activity] = {}
    min_entities: int | None = None
    min_countries: int | None = None
    trl: tuple[int, ...] = ()


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One case of ``gates.jsonl``; ``why`` says what in the facts decides it."""

    id: str
    kind: str
    """``chain`` (project, date, outcome, rule) or ``gate`` (gate, call, as_of, state)."""
    profile: dict[str, object] = {}
    project: dict[str, object] = {}
    date: str = ""
    outcome: str = ""
    rule: str | None = None
    superseded: bool = False
    verdict: str | None = None
    gate: str = ""
    state: str = ""
    """``met``, ``not_met``, ``unknown``; ``absent`` outside its dates or where it has nothing to say."""
    call: CallFields = CallFields()
    as_of: str = ""
    why: str | None = None


def read_cases(path: Path) -> list[Case]:
    """The cases of a file.

    Raises:
        InputFileError: a line is no case.
    """
    return read_rows(path, Case)


def wrong(case: Case) -> str | None:
    """What differs from the case; None where all is as expected."""
    return next(_differences(case), None)


def _differences(case: Case) -> Iterator[str]:
    yield from (_chain if case.kind == "chain" else _gate)(case)


def _chain(case: Case) -> Iterator[str]:
    profile = Profile.model_validate({"description": "x", "project": case.project, **case.profile})
    setting = Setting(shipped_rules(), Quoter(_nothing()), "en", Day.fromisoformat(case.date))
    route = flemish_route(profile, (), setting)[0]
    if route.outcome != case.outcome:
        yield f"outcome {route.outcome}, not {case.outcome}"
    if case.rule and case.rule not in [step.id for step in route.steps]:
        yield f"rule {case.rule} does not stand among the steps"
    if route.outcome != "NOT_IN_SCOPE" and ("SUPERSEDED" in route.flags) is not case.superseded:
        yield f"superseded is not {case.superseded}"
    if case.verdict and route.verdict != case.verdict:
        yield f"verdict {route.verdict}, not {case.verdict}"


def _gate(case: Case) -> Iterator[str]:
    profile = Profile.model_validate({"description": "x", **case.profile})
    day = Day.fromisoformat(case.as_of)
    facts = profile_facts(profile, goods_of(profile), day) | call_facts(call_of(case.call), profile)
    gate = Judge(facts, day, "en", Quoter(_nothing())).gate(rules_by_id()[case.gate])
    state = gate.state if gate is not None else "absent"
    if state != case.state:
        yield f"{case.gate} is {state}, not {case.state}"
    if gate is not None and gate.state == "unknown" and not gate.question:
        yield f"{case.gate} is open and asks nothing"


def call_of(said: CallFields) -> Call:
    """A call with the given fields."""
    return Call(
        said.id,
        said.title,
        document="",
        page_start=1,
        page_end=1,
        opening=said.opening,
        deadline=said.deadline,
        activities=said.activities,
        min_entities=said.min_entities,
        min_countries=said.min_countries,
        trl=Trl(said.trl),
    )


def _nothing() -> Library:
    """A library without documents: a case needs no quotes."""
    return Library(
        documents={},
        calls=(),
        recommendations=(),
        encode=lambda texts: np.zeros((len(texts), 1), dtype=np.float32),
        analyse=lambda text, language: (),
        find_candidates=lambda text, language: (),
        split_sentences=lambda text: (),
    )
