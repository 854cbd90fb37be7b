"""Reading queries: language, concepts, typing errors, names in the other language."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.config import IndexSettings
from docintel.index.analyse import VERSION, analyse, sparse_of, term_number
from docintel.index.analyse_codes import find_codes
from docintel.index.analyse_compounds import split
from docintel.index.analyse_spelling import Speller, edits
from docintel.index.analyse_translate import table_version, translations
from docintel.index.analyse_words import fold, is_name
from docintel.index.build import index_documents, index_meta
from docintel.index.language import query_language
from docintel.index.named import acts_named
from docintel.index.neighbours import Neighbours
from docintel.index.query import Reader
from docintel.index.rank import Matcher
from docintel.index.store import Store, open_reader, open_writer
from docintel.index.vocabulary import Lexicon
from tests.index.samples import HashEncoder, document

DOCUMENT = document(
    "woorden",
    "nl",
    [
        ("1", "Machtiging", "De veiligheidsmachtiging en de doorlooptijd van een aanvraag bij de universiteiten."),
        ("2", "Steun", "Een subsidie steunt drones en onbemande vaartuigen van de marine en de infosessies."),
        ("3", "Act", "Stoffen vallen onder REACH; de kosten bereiken een hoogtepunt met expertise van IMEC."),
    ],
)
ENGLISH = document(
    "words", "en", [("1", "Vessels", "Grants for unmanned vessels, frigates and shipyards reach every supplier.")]
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("query")
    encoder = HashEncoder()
    with open_writer(IndexSettings(), folder, index_meta(encoder)) as store:
        index_documents([DOCUMENT, ENGLISH], store, encoder)
        store.commit()
    with open_reader(IndexSettings(), folder) as store:
        yield store


@pytest.fixture(scope="module")
def reader(opened: Store) -> Reader:
    return Reader(Lexicon(opened), Neighbours(opened))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("veiligheidsmachtiging voor kmo's", "nl"),
        ("klimaatverandering risicomultiplicator dreigingen", "nl"),
        ("Wat is dual use?", "nl"),
        ("steun voor spin-offs", "nl"),
        ("zuurder water jaagt fregatten vaker naar de werf", "nl"),
        ("uitvoervergunning drones", "nl"),
        ("subsidie", "nl"),
        ("security clearance for SMEs", "en"),
        ("underwater robots swarm", "en"),
        ("which grants are open", "en"),
        ("export control of dual-use goods", "en"),
        ("vests and plates that still stop bullets", "en"),
        ("budget per year", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert query_language(text) == language


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("veilgheidsmachtiging", "veiligheidsmachtiging"),
        ("veiligheidsmachtigign", "veiligheidsmachtiging"),
        ("univeristeiten", "universiteit"),
        ("infosesies", "infosessie"),
        ("expertize", "expertise"),
        ("doorloop tijd", "doorlooptijd"),
        ("doorloop-tijd", "doorlooptijd"),
        ("fregatten", "frigat"),
        ("leverancier", "supplier"),
        ("onbemand vaartuig", "vessel"),
        ("suppliers", "supplier"),
        ("grants", "subsidie"),
        ("REACH", "=reach"),
    ],
)
def test_a_query_reaches_the_words_of_the_index(reader: Reader, query: str, term: str) -> None:
    words, names = reader.read(query).words_and_names()
    assert term in words | names


@pytest.mark.parametrize("query", ["subsidie", "universiteit", "kosten", "drone"])
def test_known_words_are_not_corrected(reader: Reader, query: str) -> None:
    kinds = {writing.kind for concept in reader.read(query).concepts for writing in concept.writings}
    assert "spelling" not in kinds


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("veilgheidsmachtiging van univeristeiten", "veiligheidsmachtiging van universiteiten"),
        ("de doorloptijd", "de doorlooptijd"),
        ("Expertize bij Universitieten", "Expertize bij Universitieten"),  # a capital may begin a name
        ("dronez", "dronez"),  # too short to be sure of
        ("veilghidsmachtiging", "veilghidsmachtiging"),  # two letters apart
        ("veiligheidsmachtiging", "veiligheidsmachtiging"),
        ("subsidieer", "subsidieer"),  # a form of a word of the dictionary
    ],
)
def test_a_sure_typing_error_is_read_as_the_word(reader: Reader, query: str, meant: str) -> None:
    assert reader.read(query).text == meant


def test_what_no_passage_holds_weighs_most(reader: Reader) -> None:
    rare, common = (reader.read(text).concepts[0] for text in ("kinderbijslag", "de veiligheidsmachtiging"))
    assert reader.importance(rare) > reader.importance(common) > 0


def test_a_near_word_counts_for_less_than_the_word(reader: Reader) -> None:
    concept = reader.read("frigates").concepts[0]
    near = {writing.terms[0]: writing.weight for writing in concept.near}
    assert "vessel" in near and max(near.values()) <= 0.8


def test_nothing_is_near_an_acronym(reader: Reader) -> None:
    kinds = {writing.kind for concept in reader.read("REACH").concepts for writing in concept.writings}
    assert "acronym" in kinds and "neighbour" not in kinds


def test_an_empty_reading(reader: Reader) -> None:
    assert not reader.read("de het en").sparse()
    assert not reader.read("?!").concepts


def test_questions_leave_the_words_of_asking_out() -> None:
    assert [term.text for term in analyse("Welke instanties beheren het fonds?", "nl", query=True)][:1] == ["instantie"]


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("abc", "abc", 0), ("abcd", "abdc", 1), ("abc", "abcd", 1), ("kitten", "sitten", 1), ("abc", "xyz", 3)],
)
def test_edits(first: str, second: str, distance: int) -> None:
    assert edits(first, second, 2) == distance


def test_the_speller_prefers_the_nearest_and_commonest() -> None:
    speller = Speller({"machtiging": 5, "machtigingen": 1, "vergunning": 9})
    assert speller.suggest("machtigng")[0][0] == "machtiging"
    assert speller.suggest("xyzxyz") == []
    assert speller.suggest("abc") == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_terms_point_into_the_text(text: str) -> None:
    for language in ("nl", "en", "other"):
        for term in analyse(text, language):  # type: ignore[arg-type]
            assert 0 <= term.start < term.end <= len(text)
            assert term.text and 0 < term.weight <= 1


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ABCML0123456789./-() ", max_size=40))
def test_codes_are_in_order_and_apart(text: str) -> None:
    codes = find_codes(text)
    assert all(first.end <= second.start for first, second in itertools.pairwise(codes))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcdefghijklmnoprstuvwz", min_size=1, max_size=30))
def test_parts_of_a_compound_stand_in_it_in_order(word: str) -> None:
    position = 0
    for part in split(word):
        position = word.index(part, position) + len(part)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_sparse_vectors_are_ordered_and_summed() -> None:
    vector = sparse_of([("a", 1.0), ("b", 2.0), ("a", 0.5)])
    assert list(vector.indices) == sorted(vector.indices)
    assert dict(zip(vector.indices, vector.values, strict=True))[term_number("a")] == 1.5


def test_the_table_of_translations_has_the_terms_of_this_analysis() -> None:
    assert table_version() == VERSION
    assert ("frigat", "fregat") in {(term, found[0][0]) for term, found in translations("en").items()}
    assert translations("nl")["zwerm"][0][0] == "swarm"


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("GDPR", ["CELEX:32016R0679"]),
        ("de AVG", ["CELEX:32016R0679"]),
        ("what the GDPR says of cameras on drones over a port", []),  # a term there, and one word of many
        ("Verordening (EU) 2016/679", ["CELEX:32016R0679"]),
        ("drones", []),
    ],
)
def test_a_name_alone_is_asked_for_in_all_that_it_means(reader: Reader, text: str, acts: list[str]) -> None:
    values = [value for one in acts_named(reader.read(text)) for value in one.condition.values]
    assert [value for value in values if value.startswith("CELEX")] == acts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Turkse drones voor Mali in 2031", ["Turkse", "Mali", "2031"]),
        ("Hoeveel tanks koopt het Poolse leger?", ["Poolse"]),
        ("Grants for vessels in 50 ports", []),
        ("EDIP-stemming over drones", []),
        ("UK export credit", ["UK"]),
        ("EXPORT VAN WAPENS", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    words = text.replace("?", "").split()
    assert [word for word in words if is_name(text, text.index(word), text.index(word) + len(word))] == names


@pytest.mark.parametrize(
    ("text", "stated", "unstated"),
    [("kosten van REACH", 1, 0), ("kosten van REACH in Noorwegen", 1, 1), ("steun in 2031", 0, 1), ("steun", 0, 0)],
)
def test_names_that_passages_state(opened: Store, reader: Reader, text: str, stated: int, unstated: int) -> None:
    reading = reader.read(text)
    labels = list(opened.labels(sorted(opened.ids())).values())
    found = Matcher(reading.concepts, [1.0] * len(reading.concepts)).answered(labels)
    assert (found.stated.max(), found.unstated.min()) == (stated, unstated)
