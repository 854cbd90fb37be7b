"""What a company is told to do next: never what it has done already, nor what does not concern it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from match_samples import make_document, make_library

from docintel.match.engine import match_profile
from docintel.match.facts import goods_of, profile_facts
from docintel.match.profiles import Partner, Profile, Project, describe
from docintel.match.recommendations import find_concerns
from docintel.match.sources import Quoter
from docintel.types import Recommendation, Report, Route

LIBRARY = make_library()
DAY = date(2023, 9, 1)
CAMERAS = Profile(
    name="Nachtoog",
    country="BE",
    region="Gent",
    kind="company",
    description="We build cooled infrared cameras.",
    capabilities=("infrared cameras",),
    list_codes=("ML15.d",),
)


def report_of(**changes: object) -> Report:
    return match_profile(CAMERAS.model_copy(update=changes), LIBRARY, as_of=DAY, language="en")


def route_of(identity: str, **changes: object) -> Route:
    return next(route for route in report_of(**changes).routes if route.id == identity)


@pytest.mark.parametrize(
    ("changes", "outcome", "step"),
    [
        ({}, "LICENCE", "See to the prior authorisation first"),
        ({"export_authorisation": "none"}, "LICENCE", "See to the prior authorisation first"),
        ({"export_authorisation": "yes"}, "LICENCE", "Ask the Strategic Goods Control unit for a licence for each export."),
        ({"list_codes": ("DU:7A005",)}, "LICENCE_OUTSIDE_EU", "a licence for each export outside the EU"),
        ({"list_codes": ()}, "NO_LIST", "No list code asks for a licence"),
    ],
)  # fmt: skip
def test_the_step_before_an_export(changes: dict[str, object], outcome: str, step: str) -> None:
    export = route_of("export", **changes)
    assert export.outcome == outcome
    assert step in (export.next_step or "")


def test_export_looks_at_all_that_is_made_and_support_at_the_project() -> None:
    report = report_of(list_codes=("ML2.a", "ML6.a"), project=Project(list_codes=("ML6.a",)))
    routes = {route.id: route for route in report.routes}
    assert routes["export"].steps[0].compared == "codes on the control lists (you: ML2.a, ML6.a)"
    assert routes["flanders"].outcome == "COMMITTEE"


@pytest.mark.parametrize(
    ("clearance", "outcome", "step"),
    [
        ("requested", "REQUESTED", "Follow up your application"),
        ("none", "BLOCKED", "Start the application"),
        (None, "UNKNOWN", "If you hold none"),
        ("SECRET", "APPLIES", "Check whether the level"),
    ],
)
def test_the_step_to_a_clearance(clearance: str | None, outcome: str, step: str) -> None:
    route = route_of("clearance", clearance=clearance)
    assert route.outcome == outcome
    assert (route.next_step or "").startswith(step)


def test_a_clearance_that_is_said_not_to_be_held_is_decided_whatever_the_work() -> None:
    route = route_of("clearance", clearance="none", list_codes=())
    assert (route.outcome, route.steps[0].state) == ("BLOCKED", "not_met")


def test_a_region_is_shown_in_the_language_of_the_report() -> None:
    profile = CAMERAS.model_copy(update={"region": "Flanders"})
    chain = match_profile(profile, LIBRARY, as_of=DAY, language="nl").routes[0]
    assert any("(land: België; regio: Vlaanderen)" in step.compared for step in chain.steps)


def test_a_fact_that_is_unknown_is_not_said_to_be_twice() -> None:
    export = route_of("export", list_codes=None)
    assert export.steps[0].compared == "codes on the control lists (not in the profile)"
    abroad = route_of("flanders", country="FR", region=None)
    assert any(step.compared.endswith("(country: France)") for step in abroad.steps)


def test_a_framework_partnership_sets_no_number_of_partners() -> None:
    def gates(identity: str) -> set[str]:
        library = replace(LIBRARY, calls=(replace(LIBRARY.calls[1], id=identity),))
        found = match_profile(CAMERAS, library, as_of=DAY, language="en").calls[0]
        return {gate.id for gate in found.gates}

    assert "edf.consortium" in gates("EDF-2022-DA-SENS-ONE")
    assert not {name for name in gates("EDF-2022-FPA-SENS-ONE") if "consortium" in name}


@pytest.mark.parametrize(("country", "asked"), [("BE", True), (None, True), ("PL", False), ("FR", False)])
def test_what_only_flemish_services_ask_is_not_asked_abroad(country: str | None, asked: bool) -> None:
    report = report_of(country=country, region=None, list_codes=None)
    assert any(route.id == "pio" for route in report.routes) is asked
    assert any(fact.field == "export_authorisation" for fact in report.missing_facts) is asked


@pytest.mark.parametrize(
    ("changes", "asked"), [({}, 1), ({"size": "small"}, 0), ({"staff": 900}, 0), ({"kind": "research"}, 0)]
)
def test_calls_for_smes_ask_for_the_size_once(changes: dict[str, object], asked: int) -> None:
    names = ("EDF-2023-LS-DA-SME-NT", "EDF-2023-LS-RA-SMERO-NT")
    library = replace(LIBRARY, calls=(*LIBRARY.calls, *(replace(LIBRARY.calls[1], id=name) for name in names)))
    found = match_profile(CAMERAS.model_copy(update=changes), library, as_of=DAY, language="en")
    facts = [fact for fact in found.missing_facts if "an SME" in fact.question]
    assert [fact.field for fact in facts] == ["size"] * asked
    assert all({f"{names[0]}: edf.sme", f"{names[1]}: edf.sme-research"} <= set(fact.settles) for fact in facts)


def test_only_codes_of_the_military_list_go_to_the_committee() -> None:
    chain = route_of("flanders", list_codes=("DU:6A003.b.4", "ML15.d"))
    assert any(step.compared.startswith("other code of the military list (ML15.d):") for step in chain.steps)


def test_an_answer_that_is_known_is_not_asked_for() -> None:
    asked = {fact.field for fact in report_of(list_codes=None, export_authorisation="requested").missing_facts}
    assert "export_authorisation" not in asked
    annex = route_of("export", list_codes=("DU:7A005",)).steps
    assert [step.question is not None and step.field is None for step in annex if "inside" in step.id] == [True]


def test_a_partner_of_unknown_kind_leaves_open_who_takes_part() -> None:
    def state(*partners: Partner) -> str:
        dirs = route_of("dirs", project=Project(partners=partners))
        return next(step.state for step in dirs.steps if step.id == "dirs.partnership")

    assert state(Partner(name="ONERA", country="FR")) == "unknown"
    assert state(Partner(country="FR", kind="company")) == "not_met"
    assert state(Partner(name="ONERA", country="FR"), Partner(country="DE", kind="research")) == "met"


def test_a_route_that_is_closed_asks_nothing() -> None:
    report = report_of()
    assert next(route for route in report.routes if route.id == "defra").outcome == "BLOCKED"
    assert not any("defra" in place for fact in report.missing_facts for place in fact.settles)


def test_a_sub_item_outside_our_lists_is_shown_with_the_item_above_it() -> None:
    chain = route_of("flanders", list_codes=("DU:6A003.b.4",))
    code = next(step.compared for step in chain.steps if step.id.startswith("chain.code"))
    assert code == "6A003.b.4 (dual use): cameras (this code itself is not in our lists)"


def test_what_opens_the_door_concerns_newcomers_with_a_call_near() -> None:
    advice = next(document for document in LIBRARY.documents.values() if "Advies" in document.text)
    networks = Recommendation("3", "FACILITEER NETWERKEN EN CONSORTIA", advice.id, "nl")
    library = replace(LIBRARY, recommendations=(networks,))
    newcomer = {"military_share": 0.0, "list_codes": (), "size": "small"}

    def concern(near: bool) -> list[str]:
        profile = CAMERAS.model_copy(update=newcomer)
        facts = {**profile_facts(profile, goods_of(profile), DAY), "calls.near": near}
        return [found.verdict for found in find_concerns(Quoter(library), facts, "nl", 5)]

    assert (concern(near=True), concern(near=False)) == (["applies"], [])


def test_a_recommendation_is_explained_by_what_it_is_about() -> None:
    perhaps = next(found for found in report_of(list_codes=None).recommendations if found.number == "4.1")
    assert perhaps.verdict == "unknown"
    assert perhaps.reason.startswith("perhaps: the Muyters circular") and ";" not in perhaps.reason


def test_a_side_remark_explains_no_recommendation_that_is_about_something_else() -> None:
    lines = ("Advies", "De defensie in Vlaanderen vraagt dit sneller dan een veiligheidsmachtiging.")
    advice = make_document(lines, "advies")
    asks = advice.blocks[-1].span
    export = Recommendation("5.2", "ZORG VOOR EFFICIËNTIE BIJ EXPORT", advice.id, "nl", requests=(asks,))
    library = replace(LIBRARY, documents={advice.id: advice}, recommendations=(export,))
    profile = CAMERAS.model_copy(update={"list_codes": (), "clearance": "none"})
    facts = {**profile_facts(profile, goods_of(profile), DAY), "calls.near": True}
    assert find_concerns(Quoter(library), facts, "nl", 5) == ()
    untitled = replace(library, recommendations=(replace(export, title="WERK SNELLER"),))
    assert [found.number for found in find_concerns(Quoter(untitled), facts, "nl", 5)] == ["5.2"]


def test_a_list_in_plain_words_is_read_once() -> None:
    profile = describe("We make radars in Ghent.\n\n• radar antennas\n• radar chips\n\nCall us.")
    assert profile.capabilities == ("radar antennas", "radar chips")
    assert profile.description == "We make radars in Ghent.\n\nCall us."
