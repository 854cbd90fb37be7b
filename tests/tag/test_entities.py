"""Entities by rule, candidate codes, sentences, spaCy components."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

import docintel.tag.components  # noqa: F401  (the factories, where the package is not installed)
from docintel.sentences import sentence_at, split_sentences
from docintel.tag.candidates import find_candidates
from docintel.tag.entities import find_entities
from docintel.tag.entity_names import link
from docintel.tag.entity_persons import find_persons
from docintel.tag.terms import plurals


def found(text: str, language: str = "nl") -> set[tuple[str, str, str | None]]:
    """(surface, label, id or value) of every entity."""
    return {
        (text[item.span.start : item.span.end], item.label, item.id or item.value)
        for item in find_entities(text, language)  # type: ignore[arg-type]
    }


@pytest.mark.parametrize(
    ("text", "surface", "label", "value"),
    [
        ("een budget van EUR 28 000 000", "EUR 28 000 000", "MONEY", "EUR 28000000"),
        ("17,5 miljoen euro per jaar", "17,5 miljoen euro", "MONEY", "EUR 17500000"),
        ("€ 2.500.000 steun", "€ 2.500.000", "MONEY", "EUR 2500000"),
        ("about $3 billion", "$3 billion", "MONEY", "USD 3000000000"),
        ("1,55% van het bbp", "1,55%", "PERCENT", "1.55 %"),
        ("op 18 april 2024", "18 april 2024", "DATE", "2024-04-18"),
        ("on 21 June 2022", "21 June 2022", "DATE", "2022-06-21"),
        ("vanaf 26.10.2022", "26.10.2022", "DATE", "2022-10-26"),
        ("from TRL 4 to 6", "TRL 4 to 6", "TRL", "TRL 4-6"),
        ("de deadline is 26.10.2022", "26.10.2022", "DEADLINE", "2022-10-26"),
        ("in het EDF", "EDF", "FUND", "prog:european-defence-fund"),
        ("het Europees Defensiefonds", "Europees Defensiefonds", "FUND", "prog:european-defence-fund"),
        ("steun van VLAIO", "VLAIO", "ORG", "org:flanders-innovation-entrepreneurship"),
        ("de Belgische Defensie koopt", "Belgische Defensie", "ORG", "org:ministry-of-defence"),
        ("volgens de omzendbrief Muyters", "omzendbrief Muyters", "ACT", "VL:omzendbrief:2018-09-11:muyters"),
        ("artikel 346 VWEU", "artikel 346 VWEU", "ACT", "TFEU"),
        ("topic EDF-2022-DA-AIR-AEW", "EDF-2022-DA-AIR-AEW", "CALL", "EDF-2022-DA-AIR-AEW"),
        ("met drones en raketten", "drones", "TECHNOLOGY", "air/drone"),
    ],
)
def test_entity(text: str, surface: str, label: str, value: str) -> None:
    assert (surface, label, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "die as is van lood",
        "hij leed honger",
        "respond as soon as possible",
        "in 2024 en 2025",
        "kamer 28 000",
        "een SOC",
        "2000\n\n0\n\nJan Feb Mar",
        "20\n\nMaart April",
    ],
)
def test_no_entity(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(("text", "persons"), [("on FCC B. Later-approved versions", 0), ("met B. Smet-de Vries", 1)])
def test_a_surname_is_no_pair_of_ordinary_words(text: str, persons: int) -> None:
    assert len(find_persons(text)) == persons


def test_ambiguous_name_needs_its_full_name_in_the_text() -> None:
    assert not any(label == "ORG" for _, label, _ in found("The Commission decides.", "en"))
    text = "The European Commission proposes; the Commission decides."
    assert ("the Commission", "ORG", "org:european-commission") in found(text, "en")


def test_link_names_one_identity() -> None:
    assert link("Ministerie van Defensie") == link("Ministry of Defence") == "org:ministry-of-defence"
    assert link("Jan Janssens") is None


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        ("drone", "drones"),
        ("raket", "raketten"),
        ("systeem", "systemen"),
        ("battery", "batteries"),
        ("vaardigheid", "vaardigheden"),
    ],
)
def test_plural(word: str, plural: str) -> None:
    assert plural in plurals(word)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("thermal imaging cameras and night vision goggles for the armed forces", "en", "ML15"),
        ("tactische drones met beveiligde communicatie voor defensie", "nl", "ML10"),
        ("ballistische helmen en kogelwerende vesten", "nl", "ML13"),
        ("high-energy laser effector against drones, military use", "en", "ML19"),
    ],
)
def test_candidate(text: str, language: str, code: str) -> None:
    candidates = find_candidates(text, language)  # type: ignore[arg-type]
    assert code in {one.code for one in candidates}
    assert all(one.term in text for one in candidates)
    assert [one.score for one in candidates] == sorted((one.score for one in candidates), reverse=True)


def test_no_candidate_without_a_military_term() -> None:
    assert find_candidates("accounting software for small companies", "en") == []


def test_civil_use_scores_lower() -> None:
    uses = ("a drone for crop spraying", "a drone for military use")
    civil, military = ({one.code: one.score for one in find_candidates(text, "en")} for text in uses)
    assert civil["ML10"] < military["ML10"]
    assert civil["DU:9A012"] > civil["ML10"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Zie art. 4 van het decreet. Dat is nieuw.", 2),
        ("Steun m.b.t. O&O is er. Ook bv. voor kmo's.", 2),
        ("Het kost 3.5 miljoen. Meer niet!", 2),
        ("bedoeld in 3A001.a.1. of 2. van de lijst", 1),
        ("J. Janssens spreekt. Iedereen luistert.", 2),
        ("Eerste alinea\n\nTweede alinea", 2),
        ("Dat werd overeengekomen.1 Voorlopig niet.", 2),
        ("Is dat zo? Ja.", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


@given(st.text(max_size=200))
def test_sentences_are_disjoint_and_trimmed(text: str) -> None:
    end = 0
    for span in split_sentences(text):
        assert span.start >= end
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        end = span.end


def test_sentence_at() -> None:
    text = "Een zin. Nog een zin. De laatste."
    span = sentence_at(text, 12)
    assert text[span.start : span.end] == "Nog een zin."


def test_spacy_components() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("docintel_references")
    nlp.add_pipe("docintel_entities")
    docs = list(nlp.pipe(["De categorieën ML1-4 zijn uitgesloten (EDF, 12 miljoen euro).", "Niets."] * 3))
    [span] = docs[0].spans["references"]
    assert span._.ids == ("ML1", "ML2", "ML3", "ML4")
    assert docs[0]._.references[0].polarity == "except"
    assert [(entity.text, entity.label_) for entity in docs[0].ents] == [("EDF", "FUND"), ("12 miljoen euro", "MONEY")]
    assert docs[1]._.references == ()


def test_shipped_pipelines_load() -> None:
    from pathlib import Path

    from spacy.util import load_config, load_model_from_config

    for language in ("nl", "en"):
        config = load_config(Path(__file__).parents[2] / "pipelines" / f"{language}.cfg")
        nlp = load_model_from_config(config, auto_fill=True)
        assert nlp("Verordening (EU) 2021/821")._.references
