import pytest

from docintel.crossrefs import label_of, means, normal_id
from docintel.types import Reference, Span


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
