"""Rule rows against cases whose outcome was written from the facts, not from the code (corpora/gold/dev/gates.jsonl)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from match_samples import make_library

from docintel.errors import ConfigError
from docintel.match.chain import Setting, flemish_route
from docintel.match.conditions import ConditionError, parse_condition
from docintel.match.profiles import Profile
from docintel.match.rules import Rule, load_rules, shipped_rules
from docintel.match.sources import Quoter
from docintel.measure.rule_cases import Case, read_cases, wrong
from docintel.types import Route

GOLD = Path(__file__).parents[2] / "corpora" / "gold" / "dev"
CASES = read_cases(GOLD / "gates.jsonl")
WORKED = read_cases(GOLD / "worked-examples.jsonl")
LIBRARY = make_library()


def route_of(profile: Profile, day: date) -> Route:
    setting = Setting(shipped_rules(), Quoter(LIBRARY), "en", day)
    return flemish_route(profile, (), setting)[0]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 400
    assert len(WORKED) == 12


@pytest.mark.parametrize("case", [*CASES, *WORKED], ids=lambda case: case.id)
def test_case(case: Case) -> None:
    assert wrong(case) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": "SUPPORT"}, "outcome NO_SUPPORT, not SUPPORT"),
        ({"rule": "M5"}, "rule M5"),
        ({"superseded": True}, "superseded"),
        ({"verdict": "applies"}, "verdict"),
    ],
)
def test_a_wrong_case_is_told(change: dict[str, Any], said: str) -> None:
    assert said in str(wrong(msgspec.structs.replace(CASES[0], **change)))


# What a row can never be: no document says whether an instrument takes applications or lists Annex IV, an amount of
# the law can be met by nobody or by all, and some rows speak only where their fact is given.
NEVER = {
    "met": {"export.dual-use.inside"},
    "not_met": {"export.dual-use.inside", "export.codes", "export.military", "export.dual-use.outside"},
    "unknown": {"call.activities"},
}


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.id)
def test_every_row_is_tried_in_all_its_states(rule: Rule) -> None:
    """Met, not met and unknown where it can be, and the days just inside and outside its dates."""
    if rule.scope.startswith("muyters"):
        return
    days = [(case.as_of, case.state) for case in CASES if case.gate == rule.id]
    seen = {state for _, state in days}
    if rule.condition == "instrument.open":
        assert "unknown" in seen
    elif rule.condition == "True":
        assert "met" in seen
    else:
        facts = {"as_of"} >= set(rule.test().names)
        for state in ("met", "not_met", *(() if facts else ("unknown",))):
            assert state in seen or rule.id in NEVER[state], state
    for edge, inside in ((rule.valid_from, 1), (rule.valid_to, -1)):
        if edge is not None:
            assert any(state == "absent" and _beyond(day, edge, inside) for day, state in days), edge
            assert any(state != "absent" and not _beyond(day, edge, inside) for day, state in days), edge


def _beyond(day: str, edge: date, inside: int) -> bool:
    """Whether a day lies outside an edge, seen from the side on which the rule holds."""
    return (date.fromisoformat(day) - edge).days * inside < 0


@pytest.mark.parametrize("row", ["M1x", "M1", "M2", "M3", "M4", "M5", "M6", "M7"])
def test_every_row_of_the_circular_is_tried_at_its_dates(row: str) -> None:
    days = {case.date for case in CASES if case.rule == row}
    assert {"2018-09-11", "2025-04-03", "2025-04-04"} <= days
    assert any(case.date == "2018-09-10" and (case.why or "").startswith(f"{row} ") for case in CASES)


@pytest.mark.parametrize(
    ("project", "day", "step"),
    [
        ({"list_codes": ["ML10"]}, date(2017, 1, 1), "Van den Brande directive held"),
        ({"list_codes": [], "business_case": "civil"}, date(2018, 9, 10), "civil application clearly"),
        ({"list_codes": ["ML10"]}, date(2018, 9, 11), "count on the opinion"),
        ({"list_codes": ["ML10"]}, date(2025, 4, 4), "VLAIO what replaces the circular"),
        (
            {"list_codes": ["ML11.a"], "programme": "X", "programme_has_ethics": False},
            date(2024, 1, 1),
            "Ask VLAIO whether",
        ),
        ({"list_codes": []}, date(2024, 1, 1), "mainly civil or military"),
    ],
)
def test_the_next_step_follows_the_row_and_the_day(project: dict[str, object], day: date, step: str) -> None:
    profile = Profile.model_validate({"description": "x", "country": "BE", "region": "Gent", "project": project})
    route = route_of(profile, day)
    assert step in str(route.next_step)
    assert day >= date(2018, 9, 11) or not any("programme" in flag for flag in route.flags)


def test_a_row_that_decides_nothing_asks() -> None:
    profile = Profile.model_validate(
        {"description": "x", "country": "BE", "region": "Gent", "project": {"list_codes": []}}
    )
    gate = next(step for step in route_of(profile, date(2024, 1, 1)).steps if step.id == "M7")
    assert (gate.state, gate.field) == ("met", "project.business_case")


def test_conflict_shows_both_sides() -> None:
    profile = Profile.model_validate(
        {"description": "x", "project": {"list_codes": ["ML4"], "programme": "EDF", "programme_has_ethics": True}}
    )
    titles = [quote.title for quote in route_of(profile, date(2024, 1, 1)).evidence]
    assert titles == ["VARIO-advies 38, 5.2", "VARIO-advies 38, 5.3", "VLAIO, page on military and dual-use projects"]


def test_every_rule_cites_and_asks_in_both_languages() -> None:
    for rule in shipped_rules():
        assert all(source.cite for source in rule.sources)
        assert rule.text.nl != rule.text.en or rule.outcome
        assert (rule.field is None) or rule.question or rule.condition == "True"


def test_users_add_rules_without_a_fork(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[[rule]]\nid = "own.size"\nscope = "EDF"\ncondition = "profile.size in SME"\n'
        'text = { nl = "kmo", en = "SME" }\nsources = [{ cite = "house rule" }]\n',
        encoding="utf-8",
    )
    assert load_rules([path])[-1].id == "own.size"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]\n", "not valid TOML"),
        ('[[rule]]\nid = "x"\nsurprise = 1\n', "rule.0"),
        (
            '[[rule]]\nid = "x"\nscope = "EDF"\ncondition = "profile.colour == 1"\n'
            'text = { nl = "a", en = "b" }\nsources = [{ cite = "c" }]\n',
            "profile.colour",
        ),
    ],
)
def test_wrong_rules_are_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load_rules([path])


@pytest.mark.parametrize(
    "text", ["__import__('os')", "profile.x.__class__()", "[a for a in b]", "1 if x else 2", "a <"]
)
def test_conditions_can_reach_nothing(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_condition(text)
