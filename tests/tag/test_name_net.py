"""The reader of the name models finds the same words and names as spaCy with the same weights."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.symbols import IDS
from spacy.tokens import Doc

from docintel.config import models_folder
from docintel.errors import ModelError
from docintel.tag.name_net import Name, NameNet, load_net
from docintel.tag.name_words import WORD, shape, string_id

SENTENCES = {
    "nl": [
        "De Vlaamse Regering vroeg Luc Maesmans van Staalwerf Zeebrugge NV om advies.",
        "In Vught en 's-Gravenhage tekenden Acme België, F. de Wit en de gemeente Den Helder een akkoord.",
        "(Stichting Meerwind) ‘Noordkust’: 3,5 miljoen euro voor F-16's en R&D…",
        "geen enkele naam hier",
        "",
    ],
    "en": [
        "Mary Whitfield of Northgate Systems Ltd. met the EU's envoy in Kraków.",
        "The Cyberspace Administration of Freedonia and O'Neill & Sons signed in St. Gallen (Switzerland).",
        "Nothing is named here",
        "- ",
    ],
}
WORDS = [
    ("de F-16's van R&D", ["de", "F-16", "'", "s", "van", "R&D"]),
    ("(ML1-4), 2.1.", ["(", "ML1-4", ")", ",", "2.1", "."]),
    ("a--b _x_ …", ["a", "-", "-", "b", "_x_", "…"]),
]
SHAPES = [("Antwerpen", "Xxxxx"), ("F-16", "X-dd"), ("éÉ", "xX"), ("a" * 100, "LONG"), ("2025", "dddd")]


@cache
def pair(language: str) -> tuple[NameNet, Language]:
    """The two readers of one model."""
    folder = models_folder() / f"docintel-ner-{language}"
    return load_net(folder), spacy.load(folder)


def by_spacy(nlp: Language, text: str) -> list[Name]:
    """Names that spaCy finds, given the words."""
    places = [match.span() for match in WORD.finditer(text)]
    doc = nlp(Doc(nlp.vocab, words=[text[start:end] for start, end in places]))
    return [Name(places[one.start][0], places[one.end - 1][1], one.label_) for one in doc.ents]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_names_are_those_of_spacy(language: str) -> None:
    net, nlp = pair(language)
    found = net.find(SENTENCES[language])
    assert found == [by_spacy(nlp, text) for text in SENTENCES[language]]
    assert any(found), "nothing was found at all"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=4))
def test_any_text_gives_the_names_of_spacy(texts: list[str]) -> None:
    net, nlp = pair("nl")
    assert net.find(texts) == [by_spacy(nlp, text) if WORD.search(text) else [] for text in texts]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abAB1é.-&'’(),/ _…\n", max_size=40))
def test_spacy_cuts_the_same_words(text: str) -> None:
    _, nlp = pair("en")
    assert [token.text for token in nlp.make_doc(text) if not token.is_space] == WORD.findall(text)


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words(text: str, words: list[str]) -> None:
    assert WORD.findall(text) == words


@pytest.mark.parametrize(("word", "expected"), SHAPES)
def test_shapes(word: str, expected: str) -> None:
    assert shape(word) == expected


@given(st.text(max_size=20))
def test_string_ids_are_those_of_spacy(text: str) -> None:
    _, nlp = pair("en")
    try:
        expected = nlp.vocab.strings.add(text)
    except UnicodeEncodeError:
        return
    assert string_id(text, IDS) == expected


def test_a_long_sentence_is_cut_and_a_name_keeps_its_place() -> None:
    net, _ = pair("nl")
    text = "woord " * 400 + "en in Brussel sprak Luc Maesmans"
    assert "Luc Maesmans" in [text[name.start : name.end] for name in net.find([text])[0]]


def test_a_model_of_another_make_is_refused(tmp_path: Path) -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("ner").add_label("ORG")  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(tmp_path / "other")
    (tmp_path / "other" / "symbols.json").write_text(json.dumps({}), "utf-8")
    with pytest.raises(ModelError, match=re.escape("LOWER")):
        load_net(tmp_path / "other")
