"""Search on a small index, from documents to hits."""

from __future__ import annotations

from pathlib import Path

import pytest

from docintel.config import IndexSettings, SearchSettings
from docintel.index.build import index_documents, index_meta, remove_documents, repair
from docintel.index.search import Query, Searcher
from docintel.index.store import open_reader, open_writer
from docintel.tag.references import find_references
from docintel.types import Hit
from tests.index.samples import HashEncoder, document

ENCODER = HashEncoder()
DUTCH = document(
    "advies",
    "nl",
    [
        (
            "4.3.7",
            "Veiligheidsmachtigingen",
            "Een kmo wacht lang op een veiligheidsmachtiging. De doorlooptijd van het onderzoek loopt op.",
        ),
        (
            "5.2",
            "Uitvoer",
            "De exportcontrole op goederen van categorie ML7.a blijft streng voor alle defensiebedrijven.",
        ),
        ("6.1", "Kapitaal", "Een fonds helpt jonge ondernemingen die geen lening krijgen van hun bank."),
    ],
)
ENGLISH = document(
    "calls",
    "en",
    [
        ("1", "Topics", "The topic EDF-2022-RA-UWW-ODAC covers underwater observation, detection and classification."),
        ("2", "Budget", "The indicative budget of this topic is EUR 10 000 000, and each proposal asks for less."),
    ],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index")
    with open_writer(IndexSettings(), path, index_meta(ENCODER)) as store:
        counts = index_documents([DUTCH, ENGLISH], store, ENCODER)
        assert (counts.documents, counts.passages) == (2, 5)
        store.commit()
    return path


def search(folder: Path, query: Query) -> list[Hit]:
    with open_reader(IndexSettings(), folder) as store:
        return Searcher(store, ENCODER, SearchSettings(abstain=False), None, find_references).search(query)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("veiligheidsmachtiging voor kmo's", "4.3.7"),
        ("doorloop tijd", "4.3.7"),
        ("controle uitvoer", "5.2"),
        ("bedrijf defensie", "5.2"),
        ("ML7.a", "5.2"),
        ("ML 7 a", "5.2"),
        ("EDF-2022-RA-UWW-ODAC", "1"),
        ("UWW-ODAC", "1"),
        ("budgets of the topics", "2"),
        ("leningen van banken", "6.1"),
    ],
)
@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_the_clause_comes_first(folder: Path, text: str, section: str, mode: str) -> None:
    hits = search(folder, Query(text, mode=mode))  # type: ignore[arg-type]
    assert hits[0].section == section
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_words_are_marked_through_stems_and_compounds(folder: Path) -> None:
    hit = search(folder, Query("machtigingen kmo"))[0]
    assert [hit.text[span.start : span.end] for span in hit.highlights][:2] == ["kmo", "veiligheidsmachtiging"]
    assert hit.best_sentence is not None
    assert hit.text[hit.best_sentence.start : hit.best_sentence.end].startswith("Een kmo wacht")


def test_a_quoted_phrase_comes_first(folder: Path) -> None:
    for phrase, section in (("jonge ondernemingen", "6.1"), ("streng voor alle", "5.2"), ("Lange wacht", None)):
        hits = search(folder, Query(f'doorlooptijd veiligheidsmachtiging "{phrase}"'))
        assert hits[0].section == (section or "4.3.7")


def test_restrictions(folder: Path) -> None:
    assert {hit.language for hit in search(folder, Query("topic kmo", language="en"))} == {"en"}
    assert {hit.document for hit in search(folder, Query("topic kmo", document=DUTCH.id))} == {DUTCH.id}
    assert search(folder, Query("topic kmo", reference="ML7"))[0].section == "5.2"
    assert search(folder, Query("kmo", kind="table")) == []


def test_offsets_and_boxes_lead_back_to_the_page(folder: Path) -> None:
    hit = search(folder, Query("doorlooptijd"))[0]
    assert DUTCH.text[hit.start : hit.end] == hit.text
    assert hit.boxes and hit.boxes[0][0] == hit.page


def test_index_follows_the_documents(tmp_path: Path) -> None:
    with open_writer(IndexSettings(), tmp_path, index_meta(ENCODER)) as store:
        index_documents([DUTCH, ENGLISH], store, ENCODER)
        again = index_documents([ENGLISH], store, ENCODER)
        assert (again.passages, again.removed) == (2, 2)
        assert remove_documents([DUTCH.id], store) == 3
        store.commit()
    with open_writer(IndexSettings(), tmp_path, index_meta(ENCODER)) as store:
        assert repair([DUTCH], store, ENCODER).passages == 3
        assert store.ids() == {passage.id for passage in DUTCH.passages}
        store.commit()


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_a_word_that_stands_there_is_found_however_few_are_asked_for(folder: Path, limit: int) -> None:
    with open_reader(IndexSettings(), folder) as store:
        searcher = Searcher(store, ENCODER, SearchSettings())
        hits = searcher.search(Query("veiligheidsmachtiging", limit=limit))
        assert hits
        assert len(hits) <= limit
        assert "4.3.7" in {hit.section for hit in hits}
        assert not searcher.search(Query("appeltaart", limit=limit))


def test_what_is_not_answered_is_near_and_no_hit(folder: Path) -> None:
    with open_reader(IndexSettings(), folder) as store:
        answer = Searcher(store, ENCODER, SearchSettings()).answer(Query("appeltaart bakken", limit=2))
    assert not answer.hits
    assert 1 <= len(answer.nearest) <= 2
