"""Calls and their topics in documents of many forms: call documents, work programmes, portal pages, plain text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from docintel.config import ExtractSettings
from docintel.evaluate.extract import call_fields, read_truth
from docintel.extract import read
from docintel.extract.formats import read_other
from docintel.tag.calls import find_calls, merge_calls
from docintel.types import Call, Place
from tests.tag.call_pages import HEAD, OWN, TIMES, TOPICS, call_document, page, table


def test_a_table_of_forerunners_inside_a_topic_makes_no_calls() -> None:
    forerunners = table(
        ("Topic", "Budget"), ("EDIDP-KITE-2020", "EUR 3 000 000"), ("EDF-2029-DA-AIR-KITE", "EUR 4 000 000")
    )
    document = page(
        f"{HEAD}<h2>2.1 Call topic {TOPICS[0]}</h2><p>Earlier work:</p>{forerunners}<h2>3. AVAILABLE BUDGET</h2>{OWN}"
    )
    assert [call.id for call in find_calls(document)] == ["EDF-2031-DA-AIR-KITE", "EDF-2031-DA-UWW-EELS-STEP"]


def test_an_advice_that_lists_topics_makes_no_calls() -> None:
    advice = read_other(
        Path("advies.md"),
        b"# Advies 7\n\nDe raad adviseert.\n\n| Topic | Topic budget |\n|---|---|\n| EDF-2031-DA-AIR-KITE: Kites | EUR 20 000 000 |\n",
        "markdown",
        ExtractSettings(),
    )
    assert find_calls(advice) == ()


PORTAL_PAGE = (
    "<h1>Tethered kites</h1><p>TOPIC ID: EDF-2031-DA-AIR-KITE</p><h2>General information</h2>"
    "<p>Programme: European Defence Fund (EDF)</p><p>Call: EDF development actions (EDF-2031-DA)</p>"
    "<table><tr><td>Type of action</td><td>EDF-DA EDF Development Actions</td></tr></table>"
    "<p>Opening date: 02 June 2031</p><p>Deadline date: 20 November 2031 17:00:00 Brussels time</p>"
    "<div><span class='topicdescriptionkind'>Scope:</span><p>The proposals must reach TRL 7.</p></div><h2>Budget overview</h2>"
    + table(("Topic", "Budget (EUR) - Year : 2031", "Opening date", "Deadline"), ("EDF-2031-DA-AIR-KITE - EDF-DA EDF Development Actions", "90 000 000", "2031-06-02", "2031-11-20"), ("EDF-2031-DA-UWW-EELS-STEP - EDF-DA EDF Development Actions", "90 000 000", "2031-06-02", "2031-11-20"))
)  # fmt: skip


def test_a_portal_page_is_about_its_own_topic() -> None:
    (call,) = find_calls(page(PORTAL_PAGE))
    assert (call.id, call.title, call.call_id) == ("EDF-2031-DA-AIR-KITE", "Tethered kites", "EDF-2031-DA")
    assert (call.opening, call.deadline) == (date(2031, 6, 2), date(2031, 11, 20))
    assert (call.budget_eur, call.call_budget_eur) == (None, 90_000_000)
    assert call.type_of_action == "EDF-DA EDF Development Actions"
    assert call.trl.levels == (7,)


def test_a_portal_topic_in_json() -> None:
    action = {
        "types": [{"typeOfAction": "EDF-DA EDF Development Actions"}],
        "plannedOpeningDate": "2031-06-02",
        "deadlineDates": ["20 November 2031"],
    }
    amounts = {
        str(n): [{"action": f"{topic} - EDF-DA EDF Development Actions", "budgetYearMap": {"2031": amount}}]
        for n, (topic, amount) in enumerate([("EDF-2031-DA-AIR-KITE", "20000000"), ("EDF-2031-DA-UWW-EELS", 49)])
    }
    details = {
        "identifier": "EDF-2031-DA-AIR-KITE",
        "title": "Tethered kites",
        "callIdentifier": "EDF-2031-DA",
        "actions": [action],
        "description": "<p>Proposals must fly.</p>",
        "budgetOverviewJSONItem": {"budgetTopicActionMap": amounts},
    }
    for raw, own in (
        (details, 20_000_000),
        (
            {
                **details,
                "description": "<p>Indicative budget: EUR 7 000 000 for this topic.</p>",
                "budgetOverviewJSONItem": None,
            },
            7_000_000,
        ),
    ):
        document = read_other(Path("t.json"), json.dumps({"TopicDetails": raw}).encode(), "json", ExtractSettings())
        (call,) = find_calls(document)
        assert (call.id, call.title, call.call_id, call.budget_eur) == (
            "EDF-2031-DA-AIR-KITE",
            "Tethered kites",
            "EDF-2031-DA",
            own,
        )
        assert (call.opening, call.deadline) == (date(2031, 6, 2), date(2031, 11, 20))
        assert call.type_of_action == "EDF-DA EDF Development Actions"


def test_language_of_a_topic() -> None:
    french = "<p>L’objectif est de développer une capacité de détection des drones et de la mettre au service des États membres.</p>"
    (call,) = find_calls(page(f"{HEAD}<h2>2.1 Call topic EDF-2031-DA-AIR-KITE: Cerfs-volants</h2>{french * 3}"))
    assert call.language == "other"


def test_all_fields_of_a_topic() -> None:
    document = call_document(
        OWN,
        "<h2>6.1 Eligible participants</h2><p>Applicants must be established and have their management in a Member State or in Norway.</p>"
        "<h2>6.2 Consortium composition</h2><p>At least three legal entities established in at least three different Member States.</p>",
    )
    kite, eels = find_calls(document)
    assert (kite.id, kite.title, kite.call_id) == ("EDF-2031-DA-AIR-KITE", "Tethered kites", "EDF-2031-DA")
    assert (eels.id, eels.title) == ("EDF-2031-DA-UWW-EELS-STEP", "Swimming sensors")
    assert (kite.opening, kite.deadline) == (date(2031, 6, 2), date(2031, 11, 20))
    assert (kite.min_entities, kite.min_countries) == (3, 3)
    assert kite.trl.levels == (6,)
    assert kite.trl.as_printed == ("TRL 6",)
    assert kite.cross_refs == ("EDIDP-KITE-2020",)
    assert kite.kind == "call"
    assert [document.quote(each.span) for each in kite.clauses if each.kind == "countries"] == [
        "Applicants must be established and have their management in a Member State or in Norway."
    ]
    quoted = {clause.kind: document.quote(clause.span) for clause in kite.clauses}
    assert quoted["deadline"] == "Deadline for submission: 20.11.2031 – 17:00:00 CET"
    assert quoted["consortium"].startswith("At least three legal entities")
    assert "EUR 20 000 000" in quoted["budget"]
    assert document.quote(kite.spans[0]).startswith("2.1 Call topic EDF-2031-DA-AIR-KITE")
    assert "Swimming sensors" not in document.quote(kite.spans[0])


def test_topics_listed_only_in_the_table_count() -> None:
    document = page(f"{HEAD}<h2>3. AVAILABLE BUDGET</h2>{OWN}{TIMES}")
    assert [(call.id, call.spans) for call in find_calls(document)] == [
        ("EDF-2031-DA-AIR-KITE", ()),
        ("EDF-2031-DA-UWW-EELS-STEP", ()),
    ]


def test_a_topic_that_is_only_named_is_no_call() -> None:
    document = page(
        "<h1>Advies</h1><p>Het project EDF-2022-DA-AIR-AEW loopt.</p>"
        + table(("Project", "Land"), ("EDF-2022-DA-AIR-AEW", "BE"))
    )
    assert find_calls(document) == ()


def test_type_of_action_said_in_the_text() -> None:
    one = page(
        f"{HEAD}<p>All topics are EDF Development Actions (EDF-DA).</p><h2>2.1 Call topic {TOPICS[0]}</h2><p>Fly.</p>"
    )
    assert [call.type_of_action for call in find_calls(one)] == ["EDF Development Actions (EDF-DA)"]
    two = page(
        f"{HEAD}<p>Topics are EDF Research Actions (EDF-RA) or EDF Development Actions (EDF-DA).</p>"
        f"<h2>2.1 Call topic {TOPICS[0]}</h2><p>Fly.</p><h2>2.2 Call topic EDF-2031-RA-AIR-WIND: Wind</h2><p>Blow.</p>"
    )
    assert [call.type_of_action for call in find_calls(two)] == [
        "EDF Development Actions (EDF-DA)", "EDF Research Actions (EDF-RA)",
    ]  # fmt: skip
    said = page(
        f"{HEAD}<p>The topic is implemented as an EDF development action.</p><h2>2.1 Call topic {TOPICS[0]}</h2><p>Fly.</p>"
    )
    assert [call.type_of_action for call in find_calls(said)] == ["EDF development action"]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("<p>Type of action: EDF Research Actions (EDF-RA)</p>", "EDF Research Actions (EDF-RA)"),
        ("<p>Type of action – EDF-LS-RA</p>", "EDF-LS-RA"),
        ("<p>Soort actie: EDF-ontwikkelingsactie</p>", "EDF-ontwikkelingsactie"),
        (
            "<h2>Type of action</h2><p>EDF Development Action using lump sums.</p>",
            "EDF Development Action using lump sums",
        ),
        (table(("Reference", "EDF-2031-DA"), ("Type of action", "EDF Development Actions")), "EDF Development Actions"),
        (table(("Types of actions (MGA)", "EDF-DA EDF Development Actions")), "EDF-DA EDF Development Actions"),
        ("<p>Type of action: EDF-RA</p><p>Type of action: EDF-DA</p>", "EDF-DA"),
        ("<p>The topics below are financed as EDF development actions.</p>", "EDF development actions"),
        ("<p>Support takes the form of EDF Development Actions.</p>", "EDF Development Actions"),
        ("<p>This call concerns EDF research actions and no others.</p>", "EDF research actions"),
        ("<p>The type of action decides the rate of funding.</p>", None),
        ("<h2>Type of action</h2><p>The rate differs from one topic to the next, as the programme says.</p>", None),
    ],
)
def test_type_of_action_in_the_front_matter(front: str, expected: str | None) -> None:
    document = page(f"{HEAD}{front}<h2>2.1 Call topic {TOPICS[0]}</h2><p>Fly.</p>")
    assert [call.type_of_action for call in find_calls(document)] == [expected]


@pytest.mark.parametrize(
    "heading",
    [
        "2.1 Call topic EDF-2031-DA-AIR-KITE: Tethered kites",
        "EDF-2031-DA-AIR-KITE – Tethered kites",
        "2.1 Tethered kites (EDF-2031-DA-AIR-KITE)",
        "Topic EDF-2031-DA-AIR-KITE | Tethered kites",
    ],
)
def test_forms_of_a_topic_heading(heading: str) -> None:
    document = page(f"{HEAD}<h2>{heading}</h2><p>The proposals must fly.</p>")
    assert [(call.id, call.title) for call in find_calls(document)] == [("EDF-2031-DA-AIR-KITE", "Tethered kites")]


ACTIVITIES = [
    ("(a)", "No"),
    ("(b)", "Yes (optional)"),
    ("(c)", "Yes<br>(mandatory)"),
    ("d", "yes"),
    ("(e)", "Yes(Mandatory)"),
    ("(f)", "no"),
]


def test_activities_in_a_table() -> None:
    rows = "".join(
        f"<tr><td>{letter}</td><td>Doing something</td><td>{verdict}</td></tr>" for letter, verdict in ACTIVITIES
    )
    head = "<tr><td colspan=2>Types of activities (art 10(3) EDF Regulation)</td><td>Eligible?</td></tr>"
    (call,) = find_calls(page(f"{HEAD}<h2>2.1 Call topic {TOPICS[0]}</h2><table>{head}{rows}</table>"))
    assert call.activities == {
        "a": "no", "b": "yes-optional", "c": "yes-mandatory", "d": "yes", "e": "yes-mandatory", "f": "no",
    }  # fmt: skip


def test_activities_per_type_of_action_are_left_open() -> None:
    rows = "".join(f"<tr><td>({letter})</td><td>Doing</td><td>Yes</td><td>No</td></tr>" for letter in "abcdefghi")
    (call,) = find_calls(page(f"{HEAD}<h2>2.1 Call topic {TOPICS[0]}</h2><table>{rows}</table>"))
    assert call.activities == {}


def test_activities_of_a_table_that_came_as_text() -> None:
    rows = "".join(
        f"<p>({letter}) Doing something useful in defence {'No' if letter == 'a' else 'Yes (optional)'}</p>"
        for letter in "abcdefghi"
    )
    (call,) = find_calls(page(f"{HEAD}<h2>2.1 Call topic {TOPICS[0]}</h2><p>Types of activities</p>{rows}"))
    assert call.activities == {"a": "no"} | dict.fromkeys("bcdefghi", "yes-optional")


@pytest.mark.parametrize(
    ("printed", "levels"),
    [
        ("up to TRL 4-8 in total", (4, 5, 6, 7, 8)),
        ("at least technology readiness level 6 (TRL 6)", (6,)),
        ("without exceeding TRL4", (4,)),
        ("from TRL 3 to TRL 5", (3, 4, 5)),
        ("TRL 5 or 6", (5, 6)),
        ("TRL 4 at the start and TRL 7 at the end", (4, 7)),
        ("a TRL increase is wanted", ()),
        ("TRL 12 does not exist", ()),
        # what a roadmap promises for after the action is none of its levels; what it stands beside is
        ("to TRL 5. This roadmap will propose to reach TRL 8 in five years", (5,)),
        ("to TRL 4 and gives a roadmap towards TRL 7", (4,)),
        ("tot TRL 5, met een routekaart die toont hoe TRL 8 te halen is", (5,)),
        ("with a roadmap, and its prototype reaches TRL 6", (6,)),
        ("with a roadmap that names the costs and a prototype at TRL 6", (6,)),
        ("as the roadmap of the programme asks: to TRL 6", (6,)),
    ],
)
def test_readiness_levels(printed: str, levels: tuple[int, ...]) -> None:
    (call,) = find_calls(page(f"{HEAD}<h2>2.1 Call topic {TOPICS[0]}</h2><p>The action goes {printed}.</p>"))
    assert call.trl.levels == levels


PROGRAMME = (
    "<h1>Authored example: work programme 2031</h1><h2>2. CALLS FOR PROPOSALS</h2>"
    + table(("Call", "Topics", "Call budget", "Opening", "Deadline"), ("EDF-2031-DA – Development", "1", "EUR 90 million", "02/06/2031", "20/11/2031"), ("EDF-2031-LS-RA-DIS – Disruption", "1", "p.m.", "02/06/2031", "21/11/2031"), ("EDF-2031-LS-RA-CHALLENGE – Challenge", "2", "p.m.", "02/06/2031", "21/11/2031"))
    + "<h2>3. LIST OF TOPICS</h2>"
    + table(("Topic", "Title", "Type of action", "Indicative budget"), ("EDF-2031-DA-AIR-KITE", "Tethered kites", "EDF-DA", "shared"), ("EDF-2031-LS-RA-DIS-NT", "Open topic", "EDF-LS-RA", "p.m."), ("EDF-2031-LS-RA-CHALLENGE-SENS-FOXO", "Foxes – organisation of a technological challenge", "EDF-LS-RA", "p.m."), ("EDF-2031-LS-RA-CHALLENGE-SENS-FOXP", "Foxes – participation", "EDF-LS-RA", "EUR 4 000 000"))
    + "<h2>4. CALLS AND TOPICS</h2><h3>4.1 Call EDF-2031-DA: Development</h3><h4>4.1.1 EDF-2031-DA-AIR-KITE – Tethered kites</h4><p>Kites.</p>"
    + "<h2>5.2 Consortium composition</h2><p>Proposals must be submitted by a consortium of at least three independent legal entities established in at least three different Member States. For calls with other rules (call identifiers that contain DIS or RDIS as a separate part) the minimum is two entities from two different countries. The composition for the organisation of technological challenges is laid down in the call document.</p>"
)  # fmt: skip


PLAIN = """Authored example: call for proposals EDF-2031-DA

2. TOPICS

2.1 Call topic EDF-2031-DA-AIR-KITE: Tethered kites

The proposals must reach TRL 6.

Types of activities

(a) Knowledge  No
(b) Integration  Yes (optional)
(c) Studies  Yes (mandatory)
(d) Design  Yes (mandatory)
(e) Prototyping  Yes (optional)
(f) Testing  No
(g) Qualification  No

3. AVAILABLE BUDGET

Topic                                   Type of action          Topic budget

EDF-2031-DA-AIR-KITE: Tethered kites    EDF Development Actions (EDF-DA)    EUR 20 000 000

4. TIMETABLE AND DEADLINES

Call opening: 2 June 2031
Deadline for submission: 20 November 2031 – 17:00:00 CET (Brussels)
"""


def test_a_call_document_as_plain_text() -> None:
    document = read_other(Path("call.txt"), PLAIN.encode(), "text", ExtractSettings())
    (call,) = find_calls(document)
    assert (call.title, call.type_of_action) == ("Tethered kites", "EDF Development Actions (EDF-DA)")
    assert (call.budget_eur, call.opening, call.deadline) == (20_000_000, date(2031, 6, 2), date(2031, 11, 20))
    assert list(call.activities.values()) == [
        "no",
        "yes-optional",
        "yes-mandatory",
        "yes-mandatory",
        "yes-optional",
        "no",
        "no",
    ]


def test_work_programme() -> None:
    calls = {call.id: call for call in find_calls(page(PROGRAMME))}
    kite, open_topic = calls["EDF-2031-DA-AIR-KITE"], calls["EDF-2031-LS-RA-DIS-NT"]
    assert kite.kind == "work_programme"
    assert (kite.budget_eur, kite.call_budget_eur, kite.deadline) == (None, 90_000_000, date(2031, 11, 20))
    assert (open_topic.deadline, open_topic.type_of_action) == (date(2031, 11, 21), "EDF-LS-RA")
    assert [(each.min_entities, each.min_countries) for each in calls.values()] == [
        (3, 3),
        (2, 2),
        (None, None),
        (3, 3),
    ]
    assert [each.budget_eur for each in calls.values()] == [None, None, None, 4_000_000]


def test_the_call_document_beats_the_work_programme() -> None:
    programme, call = page(PROGRAMME, "wp.html"), call_document(OWN)
    merged = {each.id: each for each in merge_calls([*find_calls(programme), *find_calls(call)])}
    kite = merged["EDF-2031-DA-AIR-KITE"]
    assert kite.document == call.id
    assert (kite.budget_eur, kite.budget_reason, kite.call_budget_eur) == (20_000_000, None, 90_000_000)
    assert {place.document for place in kite.places} == {call.id, programme.id}
    assert kite.conflicts == ()
    assert list(merged) == sorted(merged)


def test_disagreements_are_kept() -> None:
    place = (Place("a", 1), Place("b", 2))
    first = Call(
        "X-2031-A-B",
        "Kites",
        "a",
        1,
        1,
        deadline=date(2031, 1, 2),
        type_of_action="EDF Development Actions (EDF-DA)",
        places=place[:1],
    )
    second = Call(
        "X-2031-A-B",
        "KITES",
        "b",
        2,
        2,
        deadline=date(2031, 1, 3),
        type_of_action="EDF-DA",
        kind="work_programme",
        places=place[1:],
    )
    (merged,) = merge_calls([second, first])
    assert merged.deadline == date(2031, 1, 2)
    assert [(each.field, each.values) for each in merged.conflicts] == [("deadline", ("2031-01-02", "2031-01-03"))]
    assert merge_calls([merged]) == (merged,)


@pytest.mark.parametrize("name", ["EDF-2021-R-CALLS", "EDF-2022-FPA", "EDF-2023-WP"])
def test_real_topic_texts(name: str, extra_corpus: Path) -> None:
    truth = read_truth(extra_corpus / "calls" / f"{name}.truth.json")
    document = read(extra_corpus / "calls" / f"{name}.pdf", ExtractSettings())
    score = call_fields(find_calls(document), truth.calls)
    assert score.hits == score.expected
