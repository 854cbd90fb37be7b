"""Graph, reuse, editions, groups and follow-up over whole documents."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.index.diff import compare
from docintel.index.diff_show import to_html, to_text
from docintel.index.followup import follow_ups
from docintel.index.graph import build_graph, to_dot, to_graphml, to_jsonld
from docintel.index.group import distinct
from docintel.index.query import Query
from docintel.index.reuse import find_reuse
from docintel.types import Document, Hit, Place, Recommendation, Reference, Span, Target
from tests.index.samples import document, entry

FIRST = document(
    "editie een",
    "nl",
    [
        ("1", "Doel", "Dit besluit regelt de steun aan bedrijven die technologie voor de krijgsmacht ontwikkelen."),
        ("2", "Termijn", "Een aanvraag wordt binnen dertig dagen na ontvangst behandeld door de bevoegde dienst."),
        ("3", "Bezwaar", "Tegen een weigering staat binnen zestig dagen bezwaar open bij de bevoegde minister."),
        ("4", "Slot", "Dit besluit treedt in werking op de eerste dag van de maand na de bekendmaking ervan."),
    ],
)
SECOND = document(
    "editie twee",
    "nl",
    [
        ("1", "Doel", "Dit besluit regelt de steun aan bedrijven die technologie voor de krijgsmacht ontwikkelen."),
        ("2", "Bezwaar", "Tegen een weigering staat binnen zestig dagen bezwaar open bij de bevoegde minister."),
        ("3", "Termijn", "Een aanvraag wordt binnen twintig dagen na ontvangst behandeld door de bevoegde dienst."),
        ("4", "Evaluatie", "Het departement beoordeelt elk jaar de gevolgen en stuurt zijn verslag naar de commissie."),
    ],
)


def test_editions_clause_by_clause() -> None:
    comparison = compare(FIRST, SECOND)
    found = {(change.new or change.old).title: change.kind for change in comparison.changes}  # type: ignore[union-attr]
    assert found == {
        "Doel": "same",
        "Bezwaar": "moved",
        "Termijn": "moved and changed",
        "Evaluatie": "added",
        "Slot": "removed",
    }
    text = to_text(comparison)
    assert "[-dertig-] {+twintig+}" in text
    assert "MOVED  3 Bezwaar (p. 3) -> 2 Bezwaar (p. 2)" in text
    page = to_html(comparison)
    assert "<del>dertig</del> <ins>twintig</ins>" in page
    ElementTree.fromstring(page.partition("<body>")[2].partition("</body>")[0].join(("<body>", "</body>")))


def test_an_edition_against_itself_has_no_change() -> None:
    assert set(compare(FIRST, FIRST).counts()) == {"same"}


def test_markup_in_a_text_stays_text() -> None:
    angry = document("a", "nl", [("1", "<b>Doel</b>", "De tekst <script>alert(1)</script> blijft tekst.")])
    page = to_html(compare(angry, FIRST))
    assert "<script>" not in page and "&lt;script&gt;" in page


QUOTED = "de regering maakt vanaf volgend jaar tien miljoen euro vrij voor een fonds dat jonge bedrijven helpt"
AGREEMENT = document("akkoord", "nl", [("2.4", "Fonds", f"Zoals beloofd: {QUOTED}, zo staat het er.")])
ADVICE = document("advies", "nl", [("1.3", "Akkoord", f"Het akkoord zegt dat {QUOTED.upper()}. De raad is tevreden.")])


def test_a_quotation_is_found_with_both_places() -> None:
    found = find_reuse([ADVICE, AGREEMENT])
    assert len(found) == 1
    assert found[0].words == len(QUOTED.split())
    assert found[0].exact
    assert {found[0].first.document, found[0].second.document} == {ADVICE.id, AGREEMENT.id}
    assert found[0].first.text.casefold() == QUOTED or found[0].second.text.casefold() == QUOTED


def test_the_older_document_comes_first() -> None:
    old, new = replace(AGREEMENT, published=date(2024, 9, 30)), replace(ADVICE, published=date(2025, 1, 1))
    assert find_reuse([new, old])[0].first.document == old.id


def test_short_stretches_are_no_reuse() -> None:
    a = document("a", "nl", [("1", "x", "Het Europees Defensiefonds is er sinds enkele jaren voor iedereen.")])
    b = document("b", "nl", [("1", "y", "Voor kleine bedrijven is het Europees Defensiefonds nog altijd te groot.")])
    assert find_reuse([a, b]) == []


def _referring() -> Document:
    made = document(
        "graf", "nl", [("1", "Lijst", "De code ML7.a valt buiten de steun, zie punt 2."), ("2", "Rest", "Niets.")]
    )
    start = made.text.index("ML7.a")
    inside = made.text.index("punt 2")
    return replace(
        made,
        references=(
            Reference(Span(start, start + 5), "ml", ("ML7.a",), polarity="except"),
            Reference(Span(inside, inside + 6), "section", ("#2",), target=Target(made.id, 1)),
        ),
    )


def test_the_graph_links_clauses_codes_and_their_parents() -> None:
    made = _referring()
    graph = build_graph([made])
    assert {(edge.source, edge.target, edge.polarity) for edge in graph.edges} == {
        (f"{made.id}#1", "ML7.a", "except"),
        (f"{made.id}#1", f"{made.id}#2", "incl"),
    }
    nodes = {node.id: node for node in graph.nodes}
    assert nodes["ML7.a"].part_of == "ML7" and "ML7" in nodes
    assert nodes[f"{made.id}#1"].part_of == made.id


def test_an_article_lies_in_its_act_step_by_step() -> None:
    made = document("graf", "nl", [("1", "Grond", "Dat volgt uit artikel 9, tweede lid, onder i, AVG.")])
    act = "CELEX:32016R0679"
    reference = Reference(Span(made.text.index("artikel"), made.text.index(".", 20)), "eu-act", (f"{act}#art9.2.i",))
    nodes = {node.id: node for node in build_graph([replace(made, references=(reference,))]).nodes}
    chain = [f"{act}#art9.2.i", f"{act}#art9.2", f"{act}#art9", act]
    assert [nodes[one].part_of for one in chain] == [*chain[1:], None]
    assert nodes[f"{act}#art9"].label == "Regulation (EU) 2016/679, Article 9"


def test_the_graph_is_written_three_ways() -> None:
    graph = build_graph([_referring()])
    root = ElementTree.fromstring(to_graphml(graph))
    name = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(root.findall(f".//{name}node")) == len(graph.nodes)
    assert len(root.findall(f".//{name}edge")) == len(graph.edges)
    rows = json.loads(to_jsonld(graph))["@graph"]
    assert [row["cites"] for row in rows if "cites" in row] == [[f"urn:docintel:{_referring().id}#2"]]
    dot = to_dot(graph)
    assert dot.startswith("digraph references {") and dot.count("->") == 2 and 'color="red"' in dot


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        ("een twee drie vier vijf zes zeven acht negen", "een twee drie vier vijf zes zeven acht negen tien", True),
        ("een twee drie vier vijf zes zeven acht negen", "negen acht zeven zes vijf vier drie twee een", False),
        ("TRL 6", "TRL 6", True),
        ("TRL 6", "TRL 7", False),
    ],
)
def test_repetitions(first: str, second: str, equal: bool) -> None:
    shown, _ = distinct([entry(1, "a", first), entry(2, "b", second)], 10)
    assert (len(shown) == 1) is equal


def test_a_clause_is_shown_once_with_all_its_places() -> None:
    text = "De raad vraagt dat een begeleider elke kleine onderneming bijstaat tot de machtiging er is."
    entries = [entry(1, "a", text), entry(2, "b", text, section="6.2"), entry(3, "c", "Iets heel anders staat hier.")]
    shown, also = distinct(entries, 10)
    assert [one.document for one in shown] == ["a", "c"]
    assert [(place.document, place.page, place.section) for place in also[shown[0].passage]] == [("b", 3, "6.2")]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abc de", min_size=1, max_size=200))
def test_a_text_repeats_itself(text: str) -> None:
    shown, also = distinct([entry(1, "a", text), entry(2, "b", text)], 10)
    assert len(shown) == len(also[shown[0].passage]) == 1


class _Found:
    """Answers with one text, for the one document that may answer."""

    def __init__(self, text: str, score: float = 1.5, band: str = "strong") -> None:
        self.text, self.score, self.band = text, score, band

    def search(self, query: Query) -> list[Hit]:
        assert query.document == SECOND.id
        heading = "3 Steun > 4 Evaluatie"
        hit = Hit(1, self.score, 0.5, 0.5, "p", SECOND.id, "T", "t.pdf", 4, "4", heading, "nl", self.text)
        return [replace(hit, band=self.band)] * 2  # type: ignore[arg-type]


TAKEN_UP = "Het fonds financiert bedrijven en de investeringen in veiligheid; een analyse volgt."


@pytest.mark.parametrize(
    ("hit", "taken"),
    [
        (_Found(TAKEN_UP), True),
        (_Found(TAKEN_UP, score=0.9), False),
        (_Found(TAKEN_UP, band="medium"), False),
        (_Found("Het fonds financiert alleen onderzoek."), False),
        (_Found("Dit geeft gevolg aan aanbeveling 7 van de raad.", score=0.2, band="weak"), True),
        (_Found("Dit geeft gevolg aan aanbeveling 7.2 van de raad.", score=0.2, band="weak"), False),
    ],
)
def test_follow_ups_share_words_or_name_the_number_and_stand_once(hit: _Found, taken: bool) -> None:
    text = "Onderzoek de financieringsnoden en investeringsnoden en maak een analyse."
    home = replace(document("advies", "nl", [("7", "Advies", text)]), published=date(2025, 1, 1))
    older = replace(AGREEMENT, published=date(2024, 1, 1))
    asked = Recommendation(
        "7",
        "ANALYSE VAN FINANCIERING EN INVESTERINGEN",
        home.id,
        "nl",
        requests=(Span(home.text.index(text), len(home.text)),),
    )
    found = follow_ups([asked], [home, older, SECOND], hit)[0].follow_up
    assert found == ((Place(SECOND.id, 4, section="4", language="nl", title="4 Evaluatie"),) if taken else ())


def test_what_asks_nothing_has_no_follow_up() -> None:
    asked = Recommendation("6", "ANALYSE VAN FINANCIERING EN INVESTERINGEN", FIRST.id, "nl")
    assert follow_ups([asked], [FIRST, SECOND], _Found(TAKEN_UP))[0].follow_up == ()


class _Asked(_Found):
    """Counts how often it is asked, and of which documents; one search over all of them finds the second."""

    def __init__(self) -> None:
        super().__init__(TAKEN_UP)
        self.asked: list[str | None] = []

    def search(self, query: Query) -> list[Hit]:
        self.asked.append(query.document)
        return super().search(replace(query, document=SECOND.id)) if query.document in (None, SECOND.id) else []


def test_many_documents_are_asked_by_one_search() -> None:
    text = "Onderzoek de financieringsnoden en investeringsnoden en maak een analyse."
    home = document("advies", "nl", [("7", "Advies", text)])
    many = [replace(AGREEMENT, id=f"{number:016x}") for number in range(50)]
    requests = (Span(home.text.index(text), len(home.text)),)
    title = "ANALYSE VAN FINANCIERING EN INVESTERINGEN"
    asked, search = Recommendation("7", title, home.id, "nl", requests=requests), _Asked()
    found = follow_ups([asked], [home, SECOND, *many], search)[0].follow_up
    assert [place.document for place in found] == [SECOND.id]
    assert search.asked == [None]
