"""Identifiers in queries, read by the grammar that tags the passages."""

from __future__ import annotations

import pytest

from docintel.index.exact import Identifier, identifiers, part_ancestors, quoted, spelt
from docintel.tag.references import find_references


def found_in(text: str) -> list[Identifier]:
    text = spelt(text)
    return identifiers(text, find_references(text, "nl"))


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("vario aanbeveling 5.2", "section", "AANBEVELING 5.2"),
        ("recommendation 4.1", "section", "RECOMMENDATION 4.1"),
        ("Recommendation 4.1", "recommendation", "4.1"),
        ("rec. 4.1", "recommendation", "4.1"),
        ("aanb. 4.1", "section", "AANBEVELING 4.1"),
        ("hoofdstuk 4.3.7 van het advies", "section", "4.3.7"),
        ("hoofdstuk 3", "section", "Chapter 3"),
        ("chapter iv", "section", "IV"),
        ("§ 3.2", "section", "3.2"),
        ("§3.2", "section", "3.2"),
        ("punt 5.3 van het advies", "section", "5.3"),
        ("annex 1", "section", "BIJLAGE 1"),
        ("bijlage B", "section", "Annex B"),
        ("deel 1", "section", "DEEL 1"),
        ("artikel 3 van het decreet", "section", "Artikel 3"),
        ("4.3.7", "section", "4.3.7"),
        ("vario 4.3.7", "section", "4.3.7"),
        ("onderdeel 15 van de DPIA", "section", "15"),
        ("ML7.a", "references", "ML7.a"),
        ("ML 7 a", "references", "ML7.a"),
        ("ML7a", "references", "ML7.a"),
        ("ML1-ML4", "references", "ML3"),
        ("uitvoer onder ml10", "references", "ML10"),
        ("militaire lijst categorie 4", "references", "ML4"),
        ("5A002.a.1", "references", "DU:5A002.a.1"),
        ("categorie 6 dual use", "references", "DU:6"),
        ("EDF-2022-RA-UWW-ODAC", "call", "EDF-2022-RA-UWW-ODAC"),
        ("mandatory activities of edf-2021-open-d-sme", "call", "EDF-2021-OPEN-D-SME"),
        ("COM(2019) 640", "references", "CELEX:52019DC0640"),
        ("COM/2021/70", "references", "CELEX:52021DC0070"),
        ("verordening (EU) 2021/821", "references", "CELEX:32021R0821"),
        ("2021/821", "references", "CELEX:32021R0821"),
        ("32016R0679", "references", "CELEX:32016R0679"),
        ("richtlijn 2009/43/EG", "references", "CELEX:32009L0043"),
        ("Regulation (EC) No 428/2009", "references", "CELEX:32009R0428"),
        ("Article 9 of Regulation (EU) 2021/697", "references", "CELEX:32021R0697#art9"),
        ("art. 9 Verordening 2021/697", "references", "CELEX:32021R0697#art9"),
        ("art 17 AVG", "references", "CELEX:32016R0679#art17"),
        ("art. 9(2)(i) GDPR", "references", "CELEX:32016R0679#art9.2.i"),
        ("overweging 26 AVG", "references", "CELEX:32016R0679#recital26"),
        ("bijlage IV dual-use verordening", "references", "CELEX:32021R0821#annIV"),
    ],
)
def test_found(text: str, field: str, value: str) -> None:
    assert any(one.condition.field == field and value in one.condition.values for one in found_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "veiligheidsmachtiging voor kmo's",
        "tot 150 personen",
        "budget van 1.000.000 euro",
        "TRL 6",
        "3/4 van de bedrijven",
        "a part of the price",
    ],
)
def test_not_found(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize("text", ["Article 17 GDPR", "artikel 9 van de AVG", "Article 10(3) of Regulation 2021/697"])
def test_an_article_of_an_act_is_no_clause_of_a_document(text: str) -> None:
    assert [one.condition.field for one in found_in(text)] == ["references"]


@pytest.mark.parametrize(("text", "beside"), [("4.3.7", False), ("vario 4.3.7", True), ("versie 1.3 van TOSCA", True)])
def test_beside_words_a_number_is_a_clause_of_a_named_document_only(text: str, beside: bool) -> None:
    assert [one.in_document for one in found_in(text)] == [beside]


@pytest.mark.parametrize("text", ["bijlage 3", "artikel 3"])
def test_a_bare_number_is_a_chapter_and_neither_annex_nor_article(text: str) -> None:
    assert not any("3" in one.condition.values for one in found_in(text))


@pytest.mark.parametrize(
    ("text", "for_good"),
    [
        ("Article 42 of Regulation 2021/697", True),
        ("ML22", True),
        ("COM(2023) 999", True),
        ("EDF-2024-DA-AIR-XYZ", True),
        ("2019/452", True),
        ("aanbeveling 12", True),
        ("Financial Regulation", False),  # that of its time: a text may name it and mean another number
        ("Article 3 of the Financial Regulation", False),
        ("artikel 3 dual-useverordening", False),
        ("artikel 99 AVG", True),
        ("artikel 3 Wpg", True),
        ("GDPR", False),  # a name may stand there in another sense
        ("4.3.7", False),  # a version or a time as well
    ],
)
def test_what_names_one_thing_at_all_times(text: str, for_good: bool) -> None:
    assert next(one.for_good for one in found_in(text) if not one.is_pointer) is for_good


@pytest.mark.parametrize(
    ("identity", "above"),
    [
        ("CELEX:32016R0679#art9.2.i", ("CELEX:32016R0679#art9.2", "CELEX:32016R0679#art9")),
        ("NL:wet:2008-10-09:wpg#art6-lid1-c", ("NL:wet:2008-10-09:wpg#art6-lid1", "NL:wet:2008-10-09:wpg#art6")),
        ("CELEX:32016R0679#art9", ()),
        ("CELEX:32016R0679", ()),
    ],
)
def test_parts_of_an_article(identity: str, above: tuple[str, ...]) -> None:
    assert part_ancestors(identity) == above


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('staat "walk the talk" of “level playing field” erin?', ["walk the talk", "level playing field"]),
        ("‘high risk’ sector", ["high risk"]),
        ("'high risk' sector", ["high risk"]),
        ("kmo's en hun foto's", []),
        ("veiligheid van kmo’s en ’t beleid van firma’s", []),
    ],
)
def test_quoted_phrases(text: str, phrases: list[str]) -> None:
    assert quoted(text) == phrases
