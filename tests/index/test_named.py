"""Look-ups: what a query names exactly comes first, and what is not here is said to be not here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from docintel.config import IndexSettings, SearchSettings
from docintel.index.build import index_documents, index_meta
from docintel.index.named import Names
from docintel.index.points import Where
from docintel.index.search import Answer, Query, Searcher
from docintel.index.store import open_reader, open_writer
from docintel.tag.references import find_references
from docintel.types import Document
from tests.index.samples import HashEncoder, document

ENCODER = HashEncoder()
ACT, GDPR = "CELEX:32021R0697", "CELEX:32016R0679"


def labelled(made: Document, marks: dict[int, tuple[str, ...]], calls: dict[int, str] | None = None) -> Document:
    """The document with references and calls on its passages."""
    passages = tuple(
        replace(one, references=marks.get(number, ()), call=(calls or {}).get(number))
        for number, one in enumerate(made.passages)
    )
    return replace(made, passages=passages)


FUND = labelled(
    document(
        "fonds",
        "nl",
        [
            (
                "1",
                "Kader",
                "Verordening 2021/697 regelt het fonds, in werking sinds 2021, met regels voor elk project.",
            ),
            (
                "2",
                "Acties",
                "Welke acties in aanmerking komen, staat in artikel 10, derde lid, van de EDF-verordening.",
            ),
            (
                "3",
                "Landen",
                "Noorwegen doet mee volgens artikel 5 van de EDF-verordening, zoals elk geassocieerd land.",
            ),
            (
                "AANBEVELING 4",
                "Netwerken",
                "Help bedrijven aan partners in het buitenland en aan een plaats in consortia.",
            ),
            ("5", "Uitvoer", "De categorieën ML1 tot ML4 van de militaire lijst zijn uitgesloten van alle steun hier."),
        ],
    ),
    {
        0: (ACT,),
        1: (f"{ACT}#art10.3", ACT),
        2: (f"{ACT}#art5", ACT),
        4: ("ML1", "ML2", "ML3", "ML4"),
    },
)
PRIVACY = labelled(
    document(
        "privacy",
        "nl",
        [
            (
                "1",
                "Rechten",
                "De rechten van de artikelen 15 tot en met 20 AVG gelden niet voor deze gegevens in de app.",
            ),
            ("2", "Wissen", "Wie zijn gegevens wil laten wissen, beroept zich op artikel 17, eerste lid, van de AVG."),
            ("3", "Netwerken", "Beveiligde netwerken verbinden de diensten en de servers van de overheid met elkaar."),
        ],
    ),
    {
        0: (*(f"{GDPR}#art{number}" for number in range(15, 21)), GDPR),
        1: (f"{GDPR}#art17.1", GDPR),
    },
)
CALLS = labelled(
    document(
        "calls",
        "en",
        [
            (
                "2.1",
                "Corvette",
                "Modular and multirole patrol corvette: the proposals must design a new class of ships.",
            ),
            ("2.2", "Drones", "Counter unmanned aerial systems: the proposals must detect and defeat small aircraft."),
            (
                "RECOMMENDATION 4",
                "Networks",
                "Help companies to find partners abroad and a place in consortia of others.",
            ),
        ],
    ),
    {},
    {0: "EDF-2021-NAVAL-D-MMPC", 1: "EDF-2023-DA-AIRDEF-CUAS"},
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("named")
    with open_writer(IndexSettings(), folder, index_meta(ENCODER)) as store:
        index_documents([FUND, PRIVACY, CALLS], store, ENCODER)
        store.commit()
    with open_reader(IndexSettings(), folder) as store:
        yield Searcher(store, ENCODER, SearchSettings(), None, find_references)


def first(answer: Answer) -> tuple[str, str | None]:
    assert answer.hits
    return answer.hits[0].title.lower(), answer.hits[0].section


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("artikel 5 EDF-verordening", ("fonds", "3")),
        ("Article 5 of Regulation (EU) 2021/697", ("fonds", "3")),
        ("art. 10 Verordening 2021/697", ("fonds", "2")),  # mentioned by its third paragraph
        ("Article 10(3) EDF Regulation", ("fonds", "2")),
        ("art 17 AVG", ("privacy", "2")),  # the range 15 to 20 mentions it as well
        ("AVG artikel 17", ("privacy", "2")),
        ("GDPR art. 17", ("privacy", "2")),
        ("artikel 18 AVG", ("privacy", "1")),
        ("ML 3", ("fonds", "5")),
        ("ml3", ("fonds", "5")),
        ("militaire lijst categorie 3", ("fonds", "5")),
        ("2021-NAVAL-D-MMPC", ("calls", "2.1")),
        ("NAVAL-D-MMPC", ("calls", "2.1")),
        ("edf 2021 naval d mmpc", ("calls", "2.1")),
        ("AIRDEF CUAS", ("calls", "2.2")),
        ("hoofdstuk 3 van het fonds", ("fonds", "3")),
        ("hoofdstuk 3 privacy", ("privacy", "3")),
        ("calls 2.1", ("calls", "2.1")),
        ('doorlooptijd "partners abroad"', ("calls", "RECOMMENDATION 4")),
        ("recommendation 4", ("calls", "RECOMMENDATION 4")),
        ("aanbeveling 4", ("fonds", "AANBEVELING 4")),
    ],
)
def test_what_is_named_comes_first(searcher: Searcher, text: str, place: tuple[str, str]) -> None:
    assert first(searcher.answer(Query(text))) == place


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Article 42 of Regulation (EU) 2021/697", "Article 42 of Regulation (EU) 2021/697"),
        ("Regulation (EU) 2019/452", "Regulation (EU) 2019/452"),
        ("2019/452", "2019/452"),
        ("COM(2023) 999", "COM(2023) 999"),
        ("ML22", "ML22"),
        ("5A002.a", "5A002.a"),
        ("categorie 6 dual use", "categorie 6"),
        ("EDF-2024-DA-AIR-XYZ", "EDF-2024-DA-AIR-XYZ"),
        ("aanbeveling 12", "aanbeveling 12"),
        ("artikel 99 AVG", "artikel 99 AVG"),
    ],
)
def test_what_is_not_here_is_told(searcher: Searcher, text: str, absent: str) -> None:
    answer = searcher.answer(Query(text))
    assert not answer.hits
    assert answer.absent == (absent,)


def test_the_nearest_to_an_absent_article_speaks_of_its_act(searcher: Searcher) -> None:
    answer = searcher.answer(Query("Article 42 of Regulation (EU) 2021/697"))
    assert ACT in answer.nearest[0].references


@pytest.mark.parametrize(
    "text", ["netwerken van ML22 en andere regels voor alle diensten van de overheid", "netwerken"]
)
def test_an_absent_code_in_a_question_silences_nothing(searcher: Searcher, text: str) -> None:
    assert not searcher.answer(Query(text)).absent


@pytest.mark.parametrize("text", ["versie 2.1 van een lange vraag over calls", "calls in versie 2.1 van de standaard"])
def test_a_version_is_no_clause(searcher: Searcher, text: str) -> None:
    assert not searcher._names.look_up(searcher.reader.read(text), Query(text).where()).passages


def test_part_of_a_topic_that_many_share_is_no_topic(searcher: Searcher) -> None:
    assert not any(
        searcher._names.look_up(searcher.reader.read(text), Query(text).where()).passages
        for text in ("DA", "NAVAL", "CUAS")
    )


@pytest.mark.parametrize(
    ("text", "looked_up"),
    [
        ("militaire lijst", True),  # the name alone
        ("ML3", True),
        ("ML3 in een steunaanvraag van een kleine onderneming", True),  # a number is meant as such in any company
        ("militaire lijst uitgesloten categorieën voor steun aan een onderneming", False),  # a name among many words
    ],
)
def test_a_name_among_many_words_is_no_identifier(searcher: Searcher, text: str, looked_up: bool) -> None:
    named = Names(searcher._store, find_references).look_up(searcher.reader.read(text), Where())
    assert bool(named.ids) is looked_up
