"""From a profile to a report over a small library: verdicts, quotes, ranks, and what may not influence what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from match_samples import make_library

from docintel.match.dismissals import Dismissals
from docintel.match.engine import Matcher, match_profile
from docintel.match.fields import fields
from docintel.match.profiles import Profile, Project
from docintel.match.watch import compare
from docintel.types import Report

LIBRARY = make_library()
CAMERAS = Profile(
    name="Camera's",
    country="BE",
    region="Vlaanderen",
    kind="company",
    size="small",
    language="nl",
    description="Wij bouwen gekoelde infraroodcamera's voor het leger.",
    capabilities=("infraroodcamera's", "infrarooddetectoren"),
    trl_min=3,
    trl_max=6,
    controlled_from="BE",
)
OPEN = date(2021, 10, 1)
TODAY = date(2026, 11, 22)


def report(profile: Profile = CAMERAS, day: date = OPEN) -> Report:
    return match_profile(profile, LIBRARY, as_of=day)


def test_the_nearest_call_comes_first_in_dutch() -> None:
    assert [match.id for match in report().calls] == ["EDF-2021-SENS-R-IRD", "EDF-2023-DA-UWW-MCMC"]


def test_a_closed_call_keeps_its_rank() -> None:
    late = report(day=TODAY).calls[0]
    assert (late.id, late.rank, late.verdict, late.reason) == ("EDF-2021-SENS-R-IRD", 1, "blocked", "closed")
    assert report().calls[0].verdict == "applies"


def test_not_yet_open() -> None:
    assert report(day=date(2021, 1, 1)).calls[0].reason == "not-yet-open"


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"controlled_from": None}, "unknown", None),
        ({"controlled_from": "US", "control_guarantees": False}, "blocked", "third-country-control"),
        ({"country": "US"}, "blocked", "not-established"),
        ({"country": None}, "unknown", None),
        ({"trl_min": 8, "trl_max": 9}, "applies", None),
    ],
)
def test_company_and_call_gates_decide(changes: dict[str, object], verdict: str, reason: str | None) -> None:
    found = report(CAMERAS.model_copy(update=changes)).calls[0]
    assert (found.verdict, found.reason) == (verdict, reason)


def test_open_project_gates_are_conditions() -> None:
    found = report().calls[0]
    assert found.verdict == "applies"
    assert any("3" in text for text in found.conditions)


def test_gates_never_move_a_rank_and_relevance_never_a_verdict() -> None:
    blocked = report(CAMERAS.model_copy(update={"country": "US"}))
    assert [match.relevance for match in blocked.calls] == [match.relevance for match in report().calls]


def test_the_calls_own_clause_beats_the_general_rule() -> None:
    gates = {gate.id: gate for gate in report().calls[0].gates}
    assert "at least 3 applicants" in gates["edf.consortium.call"].evidence[0].sentence
    assert "Norway" in gates["edf.established"].evidence[0].sentence


def test_every_quote_stands_on_its_page() -> None:
    for day in (OPEN, TODAY):
        found = report(day=day)
        quotes = [quote for match in found.calls for gate in match.gates for quote in gate.evidence]
        quotes += [quote for match in found.calls for quote in match.evidence]
        quotes += [quote for route in found.routes for gate in route.steps for quote in gate.evidence]
        quotes += [quote for concern in found.recommendations for quote in concern.evidence]
        for quote in quotes:
            if not quote.sentence:
                assert quote.note is not None
                assert "source not ingested" in quote.note
                continue
            document = LIBRARY.documents[str(quote.document)]
            assert quote.span is not None
            assert document.quote(quote.span) == quote.sentence
            assert document.page_of(quote.span) == quote.page


def test_outside_flanders_another_authority_is_asked() -> None:
    steps = {
        country: {route.id: route.next_step for route in report(CAMERAS.model_copy(update={"country": country})).routes}
        for country in ("BE", "NL")
    }
    assert "Controle Strategische Goederen" in str(steps["BE"]["export"])
    assert "van uw eigen land" in str(steps["NL"]["export"])
    assert "land van vestiging" in str(steps["NL"]["clearance"])


def test_candidates_are_inferred_and_block_no_other_route() -> None:
    found = report()
    chain = next(route for route in found.routes if route.id == "flanders")
    assert chain.outcome == "COMMITTEE"
    assert {step.basis for step in chain.steps if step.id.startswith("M3")} == {"inferred"}
    assert found.candidates[0].code.startswith("ML15")
    assert next(route for route in found.routes if route.id == "pio").verdict != "blocked"


def test_a_project_on_an_excluded_code_meets_the_recommendation() -> None:
    profile = CAMERAS.model_copy(update={"list_codes": ("ML7.c",)})
    found = report(profile, TODAY)
    chain = next(route for route in found.routes if route.id == "flanders")
    assert (chain.outcome, chain.verdict) == ("NO_SUPPORT", "blocked")
    assert "SUPERSEDED" in chain.flags
    assert [concern.number for concern in found.recommendations] == ["4.1"]
    assert "Categorieën ML1" in chain.evidence[0].sentence


def test_missing_facts_say_what_they_settle() -> None:
    found = report(CAMERAS.model_copy(update={"controlled_from": None}))
    fact = next(fact for fact in found.missing_facts if fact.field == "controlled_from")
    assert fact.question.startswith("Vanuit welk land")
    assert any("edf.control" in settled for settled in fact.settles)


def test_nothing_fits_says_what_is_nearest() -> None:
    profile = Profile(description="Wij bakken brood en taart.", language="nl")
    assert str(report(profile).summary).startswith("Geen enkele oproep")


def test_an_empty_library() -> None:
    found = match_profile(CAMERAS, replace(LIBRARY, calls=(), documents={}, recommendations=()), as_of=OPEN)
    assert found.calls == ()
    assert found.summary == "Er zijn geen oproepen in de bibliotheek."


def test_the_same_profile_gives_the_same_report() -> None:
    matcher = Matcher(LIBRARY)
    assert matcher.match(CAMERAS, as_of=OPEN) == matcher.match(CAMERAS, as_of=OPEN) == report()


def test_watch_tells_gates_dates_and_budget_only() -> None:
    before, after = report(), report(day=TODAY)
    assert compare(before, before) == ()
    assert [(change.kind, change.what, change.after) for change in compare(before, after)][:1] == [
        ("gate", "call.deadline", "not_met")
    ]
    moved = replace(before, calls=(replace(before.calls[0], rank=9, budget_eur=5), *before.calls[1:]))
    assert [change.kind for change in compare(before, moved)] == ["budget"]


def test_new_and_gone_calls() -> None:
    full = report()
    fewer = replace(full, calls=full.calls[1:])
    assert [change.kind for change in compare(fewer, full)] == ["new"]
    assert [change.kind for change in compare(full, fewer)] == ["gone"]


def test_dismissed_calls_stay_away_and_come_back() -> None:
    full = report()
    aside = Dismissals().dismiss(full.profile, full.calls[0].id, "geen capaciteit dit jaar", TODAY)
    aside = Dismissals.from_json(aside.to_json())
    shown = aside.apply(full)
    assert [match.id for match in shown.calls] == [match.id for match in full.calls[1:]]
    assert "1 terzijde gelegd" in shown.notices[-1]
    said = (shown.summary or "", *(place for fact in shown.missing_facts for place in fact.settles))
    assert not any(full.calls[0].id in text for text in said)
    assert aside.restore(full.profile, full.calls[0].id).apply(full) == full


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("onderzeebootbestrijding met sonar", "sonar"),
        ("anti-submarine warfare", "asw"),
        ("gekoelde infrarooddetectoren", "infrared"),
        ("software voor special forces (SOF)", "special-forces"),
        ("kleine drones", "uas"),
    ],
)
def test_fields_of_work(text: str, field: str) -> None:
    assert field in {fields().names[number] for number in fields().count(text)}


def test_a_short_acronym_is_no_start_of_a_word() -> None:
    assert "special-forces" not in {fields().names[number] for number in fields().count("software")}


def test_closed_calls_take_no_place_of_open_ones_and_every_call_keeps_its_rank() -> None:
    library = make_library()
    matcher = Matcher(library)
    everything = {match.id: match.rank for match in matcher.match(CAMERAS, as_of=TODAY).calls}
    between = date(2022, 6, 1)  # the infrared call of 2021 has closed, the subsea call of 2023 has not
    found = matcher.match(CAMERAS, as_of=between, limit=1).calls
    assert {match.id: match.rank for match in found} == everything
    assert sum(match.reason == "closed" for match in found) == 1


def test_no_programme_is_no_programme_called_none() -> None:
    profile = CAMERAS.model_copy(update={"project": Project(programme="geen", list_codes=("ML7",))})
    chain = next(route for route in report(profile).routes if route.id == "flanders")
    said = [step.compared for step in chain.steps]
    assert "buiten elk programma: een rechtstreekse aanvraag bij VLAIO" in said
    assert any(text.endswith("offensieve wapensystemen (ML7)") for text in said)


def test_what_bars_a_profile_goes_before_that_a_call_has_yet_to_open() -> None:
    foreign = CAMERAS.model_copy(update={"controlled_from": "US", "control_guarantees": False})
    early = {match.id: match.reason for match in report(foreign, date(2020, 1, 1)).calls}
    assert set(early.values()) == {"third-country-control"}
    assert {match.reason for match in report(CAMERAS, date(2020, 1, 1)).calls} == {"not-yet-open"}
    assert {match.reason for match in report(foreign, TODAY).calls} == {"closed"}
