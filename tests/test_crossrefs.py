import pytest

from docintel.crossrefs import choose_section, label_of, means, normal_id
from docintel.errors import UsageError
from docintel.types import Reference, Span
from tests.index.samples import document


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ML 7a", "ML7.a"),
        ("ML7.a", "ML7.a"),
        ("5A002", "DU:5A002"),
        ("5A002.a.1", "DU:5A002.a.1"),
        ("2021/821", "CELEX:32021R0821"),
        ("2009/43/EG", "CELEX:32009L0043"),
        ("richtlijn-Muyters", "VL:omzendbrief:2018-09-11:muyters"),
        ("EDF-2021-SENS-R-IRD", "EDF-2021-SENS-R-IRD"),
        ("#4.3.7", "#4.3.7"),
        ("CELEX:32021R0821#art3", "CELEX:32021R0821#art3"),
        ("gewone woorden", "gewone woorden"),
        ("ml7a", "ML7.a"),
        ("5a002", "DU:5A002"),
        ("categorie 6 dual use", "DU:6"),
        ("AVG", "CELEX:32016R0679"),
        ("gdpr", "CELEX:32016R0679"),
        ("art 9 GDPR", "CELEX:32016R0679#art9"),
        ("COM(2019) 640", "CELEX:52019DC0640"),
        ("edf-2021-sens-r-ird", "EDF-2021-SENS-R-IRD"),
        ("4.3.7", "#4.3.7"),
        ("aanbeveling 6", "#rec6"),
    ],
)
def test_what_a_person_types_is_the_id_that_is_meant(written: str, meant: str) -> None:
    assert normal_id(written) == meant


@pytest.mark.parametrize(
    ("ids", "wanted", "meant"),
    [
        (("ML1", "ML2", "ML3", "ML4"), "ML3", True),
        (("ML7.a",), "ML7", True),
        (("ML7",), "ML7.a", False),
        (("DU:5A002.a.1",), "DU:5A002", True),
        (("DU:5A002",), "DU:5", True),
        (("CELEX:32021R0821#art3",), "CELEX:32021R0821", True),
        (("CELEX:32016R0679#art9.2.i",), "CELEX:32016R0679#art9", True),
        (("CELEX:32016R0679#art9",), "CELEX:32016R0679#art9.2", False),
        (("CELEX:32016R0679#art90",), "CELEX:32016R0679#art9", False),
        (("NL:wet:2008-10-09:wpg#art6-lid1-c",), "NL:wet:2008-10-09:wpg#art6", True),
        (("NL:wet:2008-10-09:wpg#art6d",), "NL:wet:2008-10-09:wpg#art6", False),
        (("ML1",), "ML10", False),
        (("ML10",), "ML1", False),
    ],
)
def test_a_part_mentions_the_whole_but_not_the_other_way(ids: tuple[str, ...], wanted: str, meant: bool) -> None:
    assert means(Reference(Span(0, 1), "ml", ids), wanted) is meant


def test_labels_in_both_languages() -> None:
    assert label_of("ML10", "nl") != label_of("ML10", "en") != ""
    assert label_of("CELEX:32021R0821#art3")
    assert label_of("EDF-2021-SENS-R-IRD") == ""
    assert label_of("DU:5A002.a") == f"part of DU:5A002: {label_of('DU:5A002')}"
    assert label_of("ML99.a") == ""


def test_a_range_is_no_id() -> None:
    with pytest.raises(UsageError, match="ML1, ML2, ML3, ML4"):
        normal_id("ML1-4")


TOPICS = document(
    "voorbeeld",
    "nl",
    [
        ("4.3", "Opkomst", "Er is een trend."),
        ("4.3.7", "Uitvoer", "Een vergunning duurt lang."),
        ("RECOMMENDATION 4.3", "Guide", "Guide companies."),
        ("AANBEVELING 6.2", "Machtiging", "Help bedrijven."),
        ("BIJLAGE 1", "Lijst van partijen", "Namen."),
        ("2.10", "Call topic EDF-2022-RA-UWW-ODAC: Underwater", "Text."),
        ("2.11", "Call topic EDF-2022-RA-UWW-UTS: Underwater swarms", "Text."),
    ],
)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("4.3.7", "4.3.7"),
        ("§ 4.3.7", "4.3.7"),
        ("hoofdstuk 4.3.7", "4.3.7"),
        ("aanbeveling 6.2", "AANBEVELING 6.2"),
        ("rec. 6.2", "AANBEVELING 6.2"),
        ("rec 4.3", "RECOMMENDATION 4.3"),
        ("6.2", "AANBEVELING 6.2"),
        ("annex 1", "BIJLAGE 1"),
        ("EDF-2022-RA-UWW-ODAC", "2.10"),
        ("uww-odac", "2.10"),
        ("swarms", "2.11"),
        ("partijen", "BIJLAGE 1"),
    ],
)
def test_a_clause_by_any_of_its_names(name: str, number: str) -> None:
    assert TOPICS.sections[choose_section(TOPICS, name)].number == number


@pytest.mark.parametrize(("name", "why"), [("9.9.9", "no such section"), ("underwater", "fits 2 sections")])
def test_a_clause_that_is_not_there_or_not_one(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        choose_section(TOPICS, name)
