"""What a report quotes and says: the call's own rows and sections, reasons that tell something, requests, the summary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from match_samples import hashed, make_call, make_document, make_library

from docintel.match.asks import ask_strength
from docintel.match.engine import Matcher, match_profile
from docintel.match.facts import asked_levels, audience_of, call_facts
from docintel.match.gates import fill
from docintel.match.own_clauses import clause_quotes
from docintel.match.profiles import Profile
from docintel.match.sources import Quoter
from docintel.match.summary import summarise
from docintel.match.telling import is_telling
from docintel.types import (
    Call,
    Clause,
    Document,
    Line,
    Match,
    Place,
    Recommendation,
    Relevance,
    Route,
    Section,
    Span,
    Table,
    Trl,
)

DAY = date(2023, 8, 1)


def blocks(*parts: tuple[str, str]) -> Document:
    """A document of (kind, text), a page each; a heading opens a section up to the next one."""
    made = make_document([text for _, text in parts], "EDF-2023-DA")
    kept = tuple(
        replace(block, kind=kind, lines=(Line(block.span, page),))  # type: ignore[arg-type]
        for page, ((kind, _), block) in enumerate(zip(parts, made.blocks, strict=True), start=1)
    )
    heads = [block for block in kept if block.kind == "heading"]
    ends = [*(head.span.start for head in heads), len(made.text)][1:]
    sections = tuple(
        Section(made.quote(head.span), 1, Span(head.span.start, end), head.span, head.page, head.page)
        for head, end in zip(heads, ends, strict=True)
    )
    kept = tuple(replace(block, section=None) for block in kept)
    return replace(made, blocks=kept, sections=sections or made.sections, kind="call")


def quotes(document: Document, call: Call, kind: str) -> list[str]:
    library = replace(make_library(), documents={document.id: document}, calls=(call,))
    return [quote.sentence for quote in Quoter(library).clause(call, kind)]


def topic(document: Document, last: int, **changes: object) -> Call:
    """A call whose text runs up to the block with this index."""
    return make_call(document, "EDF-2023-DA-XX", spans=(Span(0, document.blocks[last].span.end),), **changes)


def test_the_rows_that_are_mandatory_are_quoted() -> None:
    rows = "Types of activities\tEligible?\n(c)\tStudies\tYes (optional)\n(d)\tDesign of a product\tYes (mandatory)"
    document = blocks(("paragraph", "The following table lists the types of activities:"), ("table", rows))
    table = Table(document.blocks[1].span, 2, 2, ())
    document = replace(document, tables=(table,))
    call = topic(document, 1, activities={"c": "yes-optional", "d": "yes-mandatory"})
    assert quotes(document, call, "activities") == ["(d) Design of a product Yes (mandatory)"]
    assert quotes(document, replace(call, activities={}), "activities") == []


def test_the_level_gate_quotes_the_sentence_that_names_the_levels() -> None:
    document = blocks(
        ("paragraph", "The activities are articulated as follows, without exceeding TRL4:"),
        ("paragraph", "The maturation level must be raised."),
        ("paragraph", "The topic targets TRL4 for 2D circuits and TRL2 for 3D circuits."),
    )
    clauses = tuple(Clause("trl", block.span, block.page) for block in document.blocks[:2])
    call = topic(document, 2, trl=Trl((2, 4), ("TRL4", "TRL2")), clauses=clauses)
    assert quotes(document, call, "trl") == ["The topic targets TRL4 for 2D circuits and TRL2 for 3D circuits."]


@pytest.mark.parametrize(
    ("sentence", "levels"),
    [
        ("The aim is to reach at least a maturity level equivalent to technology readiness level 6 (TRL 6).", (6, 9)),
        ("Deliver a prototype of TRL 6 (at least) and integrate it.", (6, 9)),
        ("The result must not exceed TRL 6.", (1, 6)),
        ("The objective is TRL 6, with at least two prototypes.", (6, 6)),
    ],
)
def test_levels_that_have_one_end(sentence: str, levels: tuple[int, int]) -> None:
    document = blocks(("paragraph", sentence))
    clause = Clause("trl", document.blocks[0].span, 1)
    call = topic(document, 0, trl=Trl((6,), ("TRL 6",)), clauses=(clause,))
    assert asked_levels(call, document) == levels
    assert asked_levels(call) == (6, 6)
    fits = call_facts(call, Profile(description="x", trl_min=7, trl_max=9), document)["call.trl_fits"]
    assert fits is (levels[1] == 9)


@pytest.mark.parametrize(
    ("levels", "fits"),
    [((5, 5), None), ((4, 4), None), ((3, 3), False), ((6, 6), True), ((3, 5), False), ((5, 7), True)],
)
def test_a_level_near_the_one_where_the_project_ends_is_open(levels: tuple[int, int], fits: bool | None) -> None:
    document = blocks(("paragraph", "The prototype must be validated on at least TRL 6."))
    clause = Clause("trl", document.blocks[0].span, 1)
    call = topic(document, 0, trl=Trl((6,), ("TRL 6",)), clauses=(clause,))
    profile = Profile(description="x", trl_min=levels[0], trl_max=levels[1])
    assert call_facts(call, profile, document)["call.trl_fits"] is fits


@pytest.mark.parametrize(
    ("identity", "audience"),
    [
        ("EDF-2021-OPEN-R-SME", "sme-research"),  # universities are among those funded
        ("EDF-2021-OPEN-D-SME", "sme"),
        ("EDF-2023-LS-RA-SMERO-NT", "sme-research"),
        ("EDF-2023-LS-DA-SME-NT", "sme"),
        ("EDF-2023-DA-GROUND-MBT", "all"),
    ],
)
def test_whom_a_call_is_for(identity: str, audience: str) -> None:
    document = blocks(("paragraph", "Proposals on any subject are welcome."))
    assert audience_of(topic(document, 0, id=identity)) == audience


CLEARANCE = "Beneficiaries that handle classified information must hold a facility security clearance."


def test_the_security_section_of_the_call_beats_the_general_rule() -> None:
    document = blocks(
        ("heading", "Security of networks"),
        ("paragraph", "Operators with a security clearance use the system."),
        ("heading", "6.5 Security"),
        ("paragraph", f"Projects undergo a security scrutiny. {CLEARANCE}"),
        ("footnote", "Staff of agencies hold a clearance."),
    )
    call = topic(document, 1)
    assert quotes(document, call, "security") == [CLEARANCE]
    library = replace(make_library(), documents={document.id: document}, calls=(call,))
    found = match_profile(Profile(description="x", country="BE"), library, as_of=DAY).calls[0]
    gate = next(gate for gate in found.gates if gate.id == "edf.clearance")
    assert [quote.sentence for quote in gate.evidence] == [CLEARANCE]


def test_a_call_without_a_security_section_falls_back() -> None:
    document = blocks(("heading", "Scope"), ("paragraph", CLEARANCE))
    assert quotes(document, topic(document, 1), "security") == []


def test_a_footnote_between_a_clause_and_its_list_is_not_quoted() -> None:
    document = blocks(
        ("list_item", "be established in one of the eligible countries, i.e. in:"),
        ("footnote", "The page limit does not cover annexes."),
        ("list_item", "o the EU Member States;"),
        ("list_item", "o the countries associated to the EDF (Norway);"),
        ("paragraph", "Other entities may not take part."),
    )
    found = clause_quotes(document, Clause("countries", document.blocks[0].span, 1))
    assert [(quote.sentence, quote.page) for quote in found] == [
        ("be established in one of the eligible countries, i.e. in:", 1),
        ("the EU Member States; o the countries associated to the EDF (Norway);", 3),
    ]
    for quote in found:
        assert quote.span is not None
        assert document.quote(quote.span) == quote.sentence


@pytest.mark.parametrize(
    ("sentence", "telling"),
    [
        ("Infrared detectors", False),
        ("The proposals must address cooled infrared detectors.", True),
        ("Sensors may be infrared or acoustic, not excluding innovative concepts.", True),
        ("The simulations should not only include the network layer.", True),
        ("Purely unmanned vehicles will not be considered under this topic.", False),
        ("The design of networks is out of the scope of this topic.", False),
        ("The proposals must substantiate synergies with the call topic EDIDP-ISR-TRPAS-2019.", False),
        ("This topic of the category Cyber is implemented through a research action.", False),
        ("The ammunition should consider storage constraints:", False),
        ("4. Secure communications suite", False),
        ("• Launching and recovery systems.", True),
        ("Nieuwe netwerken vallen buiten het bereik van dit onderwerp.", False),
        ("The vessel should do all tasks at sea, excluding mine hunting.", False),
        ("Range should grow without modifying launchers that are in service.", False),
    ],
)
def test_reasons_that_tell_something(sentence: str, telling: bool) -> None:
    assert is_telling(sentence, "Infrared detectors") is telling


def test_no_reason_repeats_a_text_of_the_profile_or_the_title() -> None:
    profile = Profile(
        description="x", capabilities=("infrared cameras and detectors", "infrared"), technologies=("detectors",)
    )
    evidence = match_profile(profile, make_library(), as_of=DAY).calls[0].evidence
    assert [quote.capability for quote in evidence] == ["infrared cameras and detectors"]
    assert evidence[0].sentence != "Infrared detectors"


@pytest.mark.parametrize(
    ("sentence", "strength"),
    [
        ("VARIO vraagt een grondige analyse van de noden.", 3),
        ("The council therefore requests that the European level be used.", 3),
        ("Het beleidskader moet vervangen worden.", 2),
        ("Additional capacity should be provided.", 2),
        ("It is essential to explore ways to ease this process.", 1),
        ("Some banks now indicate that they will finance companies.", 0),
        ("Companies often need to look abroad for clients.", 0),
        ("Involved parties must obtain a security clearance.", 0),
        ("There is a question as to whether a second control should be made.", 0),
    ],
)
def test_requests_ask(sentence: str, strength: int) -> None:
    assert ask_strength(sentence) == strength


def test_a_recommendation_shows_what_it_asks_in_the_language_of_the_report() -> None:
    lines = (
        "AANBEVELING 7: FINANCIERINGSNODEN",
        "Banken willen de Vlaamse defensie soms financieren. De raad vraagt een analyse van de financieringsnoden.",
        "RECOMMENDATION 7: FINANCING",
        "Some banks finance companies. The council requests an analysis of financing needs.",
    )
    document = make_document(lines, "VARIO-advies 38")
    places = tuple(
        Place(document.id, 1, language=language, span=Span(first.span.start, second.span.end))  # type: ignore[arg-type]
        for language, (first, second) in (("nl", document.blocks[:2]), ("en", document.blocks[2:]))
    )
    asked = Recommendation("7", lines[0], document.id, "nl", places=places, requests=(document.blocks[3].span,))
    parent = Recommendation("7.0", "FINANCIERINGSNODEN", document.id, "nl")
    above = replace(parent, number="7", title="FINANCIERINGSNODEN")
    library = replace(make_library(), documents={document.id: document}, recommendations=(asked,))
    profile = Profile(description="x", country="BE", region="Gent", kind="company", military_share=0.5)
    for language, start in (("nl", "De raad vraagt"), ("en", "The council requests")):
        found = match_profile(profile, library, as_of=DAY, language=language).recommendations  # type: ignore[arg-type]
        assert [quote.sentence.startswith(start) for quote in found[0].evidence] == [True]
    headed = replace(library, recommendations=(above, replace(parent, number="7.1")))
    numbers = [found.number for found in match_profile(profile, headed, as_of=DAY).recommendations]
    assert numbers == ["7.1"], "a bare heading gives way to those under it"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "at least 3 (not in the profile)"),
        ({"project.entities": 2}, "at least 3 (you have: 2 from unknown)"),
        (
            {"project.entities": 2, "project.countries": ("BE", "NL")},
            "at least 3 (you have: 2 from Belgium, Netherlands)",
        ),
    ],
)
def test_facts_that_are_missing(facts: dict[str, object], text: str) -> None:
    said = "at least 3 (you have: {project.entities} from {project.countries})"
    assert fill(said, facts, "en") == text  # type: ignore[arg-type]


def test_a_part_without_a_fact_is_left_out() -> None:
    assert fill("niet (zeggenschap: {a}; waarborgen: {b})", {"a": "BE"}, "nl") == "niet (zeggenschap: België)"
    assert fill("niet (zeggenschap: {a}; waarborgen: {b})", {}, "nl") == "niet (staat niet in het profiel)"


def found(name: str, verdict: str, reason: str | None = None, band: str = "strong") -> Match:
    relevance = Relevance(1.0, band, 0.0, 0.0)  # type: ignore[arg-type]
    days = {"opening": date(2023, 9, 1), "deadline": date(2023, 12, 1)}
    return Match(name, name.lower(), 1, verdict, relevance, reason=reason, **days)  # type: ignore[arg-type]


def test_the_summary_leads_with_what_can_still_be_done() -> None:
    calls = (
        found("SHUT", "blocked", "closed"),
        found("SOON", "blocked", "not-yet-open"),
        found("BIG", "blocked", "not-sme"),
        found("NOW", "applies"),
        found("FAR", "applies", band="weak"),
    )
    lines = summarise(calls, DAY, "en").split("\n")
    assert lines == [
        "One call is open and near to this profile: now (NOW), submit by 1 December 2023 (applies).",
        "One call has yet to open: soon (SOON), from 1 September 2023.",
        "One call fits your subject but is not open to you (not an SME): big (BIG).",
        "One call that was near has closed: shut (SHUT), until 1 December 2023.",
    ]
    only = summarise(calls[:1], DAY, "nl").split("\n")
    assert only[0] == "Op 1 augustus 2023 staat geen oproep open die bij dit profiel aansluit."
    assert summarise(calls[-1:], DAY, "nl").startswith("Geen enkele oproep")


def test_open_calls_for_any_subject_are_counted_apart() -> None:
    anything = replace(found("ANY", "unknown"), group="non-thematic")
    shut = replace(found("ANY-OLD", "blocked", "closed"), group="non-thematic")
    barred = replace(found("ANY-SME", "blocked", "not-sme"), group="non-thematic")
    others = (anything, shut, barred)
    now, closed, far = found("NOW", "applies"), found("SHUT", "blocked", "closed"), found("FAR", "applies", band="weak")
    firsts = [summarise((call, *others), DAY, "en").split("\n")[0] for call in (now, closed, far)]
    assert all(line.endswith(" One open call takes any subject.") for line in firsts)
    assert firsts[0].startswith("One call is open") and firsts[2].startswith("No call fits")
    assert "ANY-OLD" not in summarise((now, *others), DAY, "en")
    assert "2 open oproepen nemen elk onderwerp aan." in summarise((now, anything, *others), DAY, "nl")
    assert "any subject" not in summarise((now, shut, barred), DAY, "en")


def test_without_an_open_call_the_summary_names_the_instruments_that_fit() -> None:
    routes = (
        Route("pio", "PIO", "APPLIES", verdict="applies"),
        Route("export", "Export", "NO_LIST", verdict="applies"),
    )
    closed, open_now = found("SHUT", "blocked", "closed"), found("NOW", "applies")
    assert summarise((closed,), DAY, "en", routes).split("\n")[1] == "Without a call, this fits the profile: PIO."
    assert "PIO" not in summarise((open_now,), DAY, "en", routes)


def test_order_and_band_agree() -> None:
    library = replace(make_library(), encode=hashed)
    matcher = Matcher(library)
    order = [match.relevance.band for match in matcher.match(Profile(description="infrared"), as_of=DAY).calls]
    assert order == sorted(order, key=["strong", "medium", "weak", "none"].index)


def test_later_calls_that_name_a_call() -> None:
    library = make_library()
    later = replace(library.calls[1], cross_refs=(library.calls[0].id,))
    found = Matcher(replace(library, calls=(library.calls[0], later))).later_calls
    assert found == {library.calls[0].id: (later.id,)}
