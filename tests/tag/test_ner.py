"""Names by model, by form and by list, and how they are joined."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from docintel.config import models_folder
from docintel.evaluate.entities import GoldSentence, GoldSpan, read_gold, score, squeeze, write_gold
from docintel.tag.entities import find_entities
from docintel.tag.entity_bodies import find_bodies
from docintel.tag.entity_guess import weigh
from docintel.tag.entity_merge import merge
from docintel.tag.entity_persons import find_persons
from docintel.types import Block, Document, Entity, Line, Span

GOLD = Path(__file__).parents[2] / "corpora" / "gold" / "dev"

PERSONS = [
    ("Minister van Innovatie Jo Peeters sprak met prof. Luc Maes.", ["Jo Peeters", "Luc Maes"]),
    (
        "De heren Krijns, Slort en De Wit stemden tegen, mevrouw Van Dooren voor.",
        ["Krijns", "Slort", "De Wit", "Van Dooren"],
    ),
    ("See N. Kutterer and others; Madiega T., Policy in brief.", ["N. Kutterer", "Madiega T."]),
    ("Lusardi and Krechmer (2006) found the same.", ["Lusardi", "Krechmer"]),
    ("M. Kutterer schreef het; Kutterer werkt nu elders.", ["M. Kutterer", "Kutterer"]),
    ("A. Algemeen kader en B. Steun", []),  # list letters before ordinary words
    ("Prof.dr. Rinie van Esch en Dr. Ir. Albert Wang spraken.", ["Rinie van Esch", "Albert Wang"]),
    ("Dr. Albert Jan van Haak, onderzoeker", ["Albert Jan van Haak"]),
    ("Tegen stemden de dames Paters en Vorstmans.", ["Paters", "Vorstmans"]),
    ("Zoals minister van Innovatie Brounsen aangeeft", ["Brounsen"]),
    ("the U.S. Congress met in January", []),
    ("toegang tot Venture Capital", []),
    ("de nieuwe Regering Vandenbroeck", []),
]


@pytest.mark.parametrize(("text", "expected"), PERSONS)
def test_persons_by_form(text: str, expected: list[str]) -> None:
    assert [text[one.span.start : one.span.end] for one in find_persons(text)] == expected


BODIES = [
    ("budget of the Ministry of Foreign Affairs.", ["Ministry of Foreign Affairs"]),
    ("brief aan het Ministerie van Landbouw en Visserij", ["Ministerie van Landbouw en Visserij"]),
    ("bestuur van de Veiligheidsregio Fryslân", ["Veiligheidsregio Fryslân"]),
    ("the Polish Senate and the Danish Parliament", ["Polish Senate", "Danish Parliament"]),
    ("volgens het ministerie VWS en UMC Utrecht", ["ministerie VWS", "UMC Utrecht"]),
    ("De fracties van de Vrije Partij, Beter Dorp! en het XDA stemden tegen.", ["Vrije Partij", "Beter Dorp!", "XDA"]),
    ("de fracties van water en lucht", []),
    ("de ministeries van defensie", []),
    ("The Agency shall decide", []),
]


@pytest.mark.parametrize(("text", "expected"), BODIES)
def test_bodies_by_form(text: str, expected: list[str]) -> None:
    assert [text[one.span.start : one.span.end] for one in find_bodies(text)] == expected


GUESSES = [
    ("de Zalando Groep", "ORG", "Zalando Groep"),
    ("▪ Kutterer Industries’s", "ORG", "Kutterer Industries"),
    ("Life Cycle Management", "ORG", None),  # all ordinary words
    ("ROIC", "ORG", None),  # an acronym that nothing explains
    ("TRL-niveau", "ORG", None),
    ("Venture Capital", "PERSON", None),
    ("Kutterer", "PERSON", None),  # one word needs a rule
    ("Cavalry", "LOC", None),  # no preposition before it
    ("zonder hoofdletter", "ORG", None),
]


@pytest.mark.parametrize(("text", "label", "expected"), GUESSES)
def test_guesses_are_weighed(text: str, label: str, expected: str | None) -> None:
    kept = weigh(text, [Entity(Span(0, len(text)), label)])
    assert [text[one.span.start : one.span.end] for one in kept] == ([expected] if expected else [])


def test_a_place_needs_a_preposition() -> None:
    text = "een proef in Zwevezele bij de kust"
    assert weigh(text, [Entity(Span(13, 22), "LOC")])
    assert not weigh("zie Zwevezele", [Entity(Span(4, 13), "LOC")])


def test_rules_win_but_a_body_holds_the_place_in_its_name() -> None:
    text = "de Europese Commissie en de Zwevezele Bank of China"
    rules = [
        Entity(Span(3, 21), "ORG", "org:european-commission"),
        Entity(text_span(text, "China"), "LOC", "place:chn"),
    ]
    guesses = [Entity(text_span(text, "Europese"), "LOC"), Entity(text_span(text, "Zwevezele Bank of China"), "ORG")]
    merged = merge(text, rules, guesses)
    assert [(text[one.span.start : one.span.end], one.label) for one in merged] == [
        ("Europese Commissie", "ORG"),
        ("Zwevezele Bank of China", "ORG"),
    ]


def test_articles_compounds_and_short_names() -> None:
    text = "The Commission noemt de Noordzee-aanpak en de Strategie (DIRS)"
    rules = [
        Entity(Span(0, 14), "ORG", "org:european-commission"),
        Entity(text_span(text, "Noordzee"), "LOC"),
        Entity(text_span(text, "Strategie (DIRS)"), "ACT", "x"),
    ]
    assert [text[one.span.start : one.span.end] for one in merge(text, rules, [])] == [
        "Commission",
        "Strategie",
        "DIRS",
    ]


def text_span(text: str, part: str) -> Span:
    at = text.index(part)
    return Span(at, at + len(part))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("in juni 2024", "2024-06"),
        ("op 30 september.", "--09-30"),
        ("on 8 March", "--03-08"),
        ("section 8 may apply", None),
    ],
)
def test_dates_without_day_or_year(text: str, value: str | None) -> None:
    assert [one.value for one in find_entities(text) if one.label == "DATE"] == ([value] if value else [])


def test_places_are_linked() -> None:
    found = {(one.label, one.id) for one in find_entities("Noorwegen, de Noordzee en Norway", "nl")}
    assert found == {("LOC", "place:nor"), ("LOC", "place:north-sea")}


@given(st.text(alphabet="AbcDe. ,’-()\n\tÉé1", max_size=120))
def test_spans_stay_inside_the_text(text: str) -> None:
    guesses = [Entity(Span(at, min(at + 7, len(text))), "ORG") for at in range(0, len(text), 5)]
    for entity in merge(text, find_entities(text), guesses):
        assert text[entity.span.start : entity.span.end].strip()


@pytest.mark.parametrize(
    "piece", ["A. ", "Jan ", "NAVO-", "Vlaamse Regering ", "Ministry of A, ", "Van ", "(A", "heren A, "]
)
def test_hostile_lines_take_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    merge(text, [], [])
    assert time.process_time() - began < 5, "0.2 s at most; minutes where a form looks back at all that came before"


# --- the models ----------------------------------------------------------------------------------------------------

MODELS = [
    (
        "nl",
        "Jan Peeters van de Universiteit Gent sprak in Straatsburg met het Europees Parlement.",
        {"PERSON", "ORG", "LOC"},
    ),
    ("en", "John Smith of Ghent University spoke to the European Parliament in Strasbourg.", {"PERSON", "ORG", "LOC"}),
]


@pytest.mark.parametrize(("language", "text", "labels"), MODELS)
def test_models_load_and_find_each_kind(language: str, text: str, labels: set[str]) -> None:
    nlp = spacy.load(models_folder() / f"docintel-ner-{language}")
    assert nlp.pipe_names == ["ner"]
    assert {span.label_ for span in nlp(text).ents} == labels


@pytest.mark.parametrize("language", ["nl", "en"])
def test_models_are_small_and_locked(language: str) -> None:
    folder = models_folder() / f"docintel-ner-{language}"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 7_000_000
    locked = dict(
        reversed(line.split("  ")) for line in (models_folder() / "models.lock").read_text("utf-8").splitlines()
    )
    for path in files:
        name = path.relative_to(models_folder()).as_posix()
        assert locked[name] == hashlib.sha256(path.read_bytes()).hexdigest(), name


# --- the gold ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_gold_holds_no_text_and_enough_sentences(language: str) -> None:
    rows = read_gold(GOLD / f"entities-{language}.jsonl")
    assert len(rows) >= 200
    assert all(re.fullmatch(r"[0-9a-f]{40}", row.sha1) for row in rows)
    assert all(0 <= span.start < span.end <= row.length for row in rows for span in row.spans)


def test_gold_is_found_by_hash_and_scored(tmp_path: Path) -> None:
    text = "Een kop.\n\nVARIO adviseert de Vlaamse Regering in Gent."
    block = Block("paragraph", Span(10, len(text)), (Line(Span(10, len(text)), 1),))
    document = Document("x", "a.pdf", "", text, language="nl", blocks=(block,))
    squeezed, _ = squeeze(text[10:])
    digest = hashlib.sha1(squeezed.encode(), usedforsecurity=False).hexdigest()
    row = GoldSentence(
        "a.pdf",
        1,
        digest,
        len(squeezed),
        "nl",
        "dev",
        "any",
        (GoldSpan(0, 5, ("ORG",)), GoldSpan(16, 30, ("ORG",), True)),
    )
    write_gold(tmp_path / "gold.jsonl", [row])
    assert read_gold(tmp_path / "gold.jsonl") == [row]
    found = [
        Entity(Span(10, 15), "ORG"),
        Entity(text_span(text, "Vlaamse"), "LOC"),
        Entity(text_span(text, "Gent"), "LOC"),
    ]
    outcome = score({"a.pdf": document}, [row], {"a.pdf": found})
    assert (outcome.lost, outcome.total.hits, outcome.total.found, outcome.total.expected) == (0, 1, 2, 1)
