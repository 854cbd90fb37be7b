"""Forms that a second reading of real documents brought up: found, and left alone. Short surface forms only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from docintel.config import ExtractSettings
from docintel.extract import read
from docintel.tag.references import find_references
from docintel.tag.resolve import find_in_document, resolve_references
from docintel.types import Document

GDPR = "CELEX:32016R0679"
WPG = "NL:wet:2008-10-09:wpg"


@pytest.mark.parametrize(
    ("text", "surface", "ids"),
    [
        ("de Beleidsplannen Cybersecurity en AI", "Beleidsplannen Cybersecurity en AI",
         ("VL:plan:2019-03-22:cybersecurity", "VL:plan:2019-03-22:ai")),
        ("the summer peak (Figure SA4) of the year", "Figure SA4", ("#figSA4",)),
        ("zie Tabel CA2b en verder", "Tabel CA2b", ("#tabCA2b",)),
        ("de NIS2- en CER-richtlijn", "NIS2- en CER-richtlijn", ("CELEX:32022L2555", "CELEX:32022L2557")),
        ("the AI and Data Acts", "AI and Data Acts", ("CELEX:32024R1689", "CELEX:32023R2854")),
        ("de richtlijnen Van den Brande (1994 en 1999)", "richtlijnen Van den Brande (1994 en 1999)",
         ("VL:richtlijn:1994:van-den-brande",)),
        ("Mededeling aan de Vlaamse Regering 8 maart 2024", "Mededeling aan de Vlaamse Regering 8 maart 2024",
         ("VL:mededeling:2024-03-08",)),
        ("conceptnota aan de Vlaamse Regering van 8 maart 2024",
         "conceptnota aan de Vlaamse Regering van 8 maart 2024", ("VL:conceptnota:2024-03-08",)),
        ("artikel 6, eerste lid, onder e, jo. artikel 9, tweede lid, onder i, AVG",
         "artikel 6, eerste lid, onder e, jo. artikel 9, tweede lid, onder i, AVG",
         (f"{GDPR}#art6.1.e", f"{GDPR}#art9.2.i")),
        ("artikel 6, eerste lid, onderdeel c, jo. artikel 14 Wpg",
         "artikel 6, eerste lid, onderdeel c, jo. artikel 14 Wpg", (f"{WPG}#art6-lid1-c", f"{WPG}#art14")),
        ("in line with Recital 78 of GDPR", "Recital 78 of GDPR", (f"{GDPR}#recital78",)),
        ("Uit overweging 46 AVG blijkt", "overweging 46 AVG", (f"{GDPR}#recital46",)),
        ("only as permitted under §1.4.1 of this policy", "§1.4.1", ("#1.4.1",)),
        ("more than half of them (Figure 3.110)", "Figure 3.110", ("#fig3.110",)),
        ("het bericht ontbreekt (4.1.2 en 4.1.3)", "4.1.2 en 4.1.3", ("#4.1.2", "#4.1.3")),
        ("criteria (1.2.1 tot en met 1.2.3) niet", "1.2.1 tot en met 1.2.3", ("#1.2.1", "#1.2.2", "#1.2.3")),
        ("op pagina's 2, 3 en 7 staan foto's", "pagina's 2, 3 en 7", ("#p2", "#p3", "#p7")),
        ("zie hoofdstuk 5 Wapenhandeldecreet", "Wapenhandeldecreet", ("VL:decreet:2012-06-15:wapenhandel",)),
        ("zie ook onderdeel 9 en 11 hierna", "onderdeel 9 en 11", ("#9", "#11")),
        ("In par. 15 van deze DPIA", "par. 15", ("#15",)),
        ("market size (Tables 6.1-6.3)", "Tables 6.1-6.3", ("#tab6.1", "#tab6.2", "#tab6.3")),
        ("zie pp. 112-5", "pp. 112-5", ("#p112", "#p113", "#p114", "#p115")),
        ("with RoHS and REACH requirements", "RoHS", ("CELEX:32011L0065",)),
        ("the revised 2018 capability development plan", "2018 capability development plan", ("EU:plan:2018:cdp",)),
        ("The 2018 Capability Development Plan (CDP-2018) encodes", "2018 Capability Development Plan (CDP-2018)",
         ("EU:plan:2018:cdp",)),
        ("the United Nations Convention on Certain Conventional Weapons",
         "United Nations Convention on Certain Conventional Weapons", ("TREATY:ccw",)),
        ("the REACH regulation, with the risk of inclusion in the Annex XIV", "Annex XIV",
         ("CELEX:32006R1907#annXIV",)),
        ("autonomy including COLREG compliant routing", "COLREG", ("TREATY:colreg",)),
        ("gegevens (138ab/350a Sr.)", "138ab/350a Sr", ("NL:wetboek:sr#art138ab", "NL:wetboek:sr#art350a")),
        ("Artikel 7:457 BW voorziet", "Artikel 7:457 BW", ("NL:wetboek:bw#art7:457",)),
        ("is provided in Table C1 in the appendix", "Table C1", ("#tabC1",)),
        ("zie p. 12, 14 en 16", "p. 12, 14 en 16", ("#p12", "#p14", "#p16")),
        ("goederen van ML categorie 11", "ML categorie 11", ("ML11",)),
        ("ML 8.a.12 en 8.b", "ML 8.a.12 en 8.b", ("ML8.a.12", "ML8.b")),
        ("Article V of the Washington Treaty", "Article V of the Washington Treaty", ("TREATY:north-atlantic#art5",)),
        ("bijlagen 1 en 2", "bijlagen 1 en 2", ("#ann1", "#ann2")),
        ("de wapenwet van 8 juni 2006 (art. 27)", "wapenwet van 8 juni 2006 (art. 27)",
         ("BE:wet:2006-06-08:wapenwet#art27",)),
        ("de SAFE-verordening (EU) 2025/1106", "SAFE-verordening (EU) 2025/1106", ("CELEX:32025R1106",)),
        ("zie tabel 2a", "tabel 2a", ("#tab2a",)),
        ("het Noordzee-Veiligheidspact", "Noordzee-Veiligheidspact", ("TREATY:north-sea-security-pact",)),
        ("de digitale strategie van de EU", "digitale strategie van de EU", ("CELEX:52020DC0067",)),
    ],
)  # fmt: skip
def test_found(text: str, surface: str, ids: tuple[str, ...]) -> None:
    found = {text[one.span.start : one.span.end]: one.ids for one in find_references(text)}
    assert found.get(surface) == ids, found


@pytest.mark.parametrize(
    "text",
    [
        "the North Atlantic Treaty Organization",
        "een nieuw artikel 24.2 toevoegen luidende",
        "p. 12, 14 mei 2020 in de bijdrage",
        "in accordance with Section 3(d) of the Terms of Service",
        "in accordance with §5.3 of the Governance document",
        "must comply with Annex I, §3.2.2 and Annex IV, §5.1 of the Implementing Decision",
        "the Maintenance Manual, Section 22\u201311\u2013 33",
        "artikel 1382 BW geldt in vele landen",
        "Panorama, p. 21-15, Table 5",
        "Table 2, p. 14 of the Panorama",
        "beide plannen, het onderzoek en het beleid",
        "Application Form Part B",
        "overweging 3 bij deze keuze",
        "onderdelen 3 en 4 van het voertuig",
    ],
)
def test_left_alone(text: str) -> None:
    assert not [one for one in find_references(text) if one.scheme != "page"]


def _resolved(path: Path) -> Document:
    document = read(path, ExtractSettings())
    return resolve_references(replace(document, references=find_in_document(document)))


def test_roman_parts_lead_to_their_heading(extra_corpus: Path) -> None:
    document = _resolved(extra_corpus / "real/en-eu/eudi-annex-6-certification-requirements.pdf")
    leads = {one.ids: one.target.page for one in document.references if one.target}
    assert leads == {("#I",): 3, ("#II",): 5, ("#III",): 5, ("#IV",): 8}


def test_a_part_that_the_document_lacks_is_a_guess(extra_corpus: Path) -> None:
    document = _resolved(extra_corpus / "policy/vario-advies-38.pdf")
    parts = [one for one in document.references if one.ids[0].startswith("#part")]
    assert [(one.ids, one.target.page) for one in parts if one.target] == [(("#part1",), 17)]
    assert len(parts) == 1


def test_captions_with_two_levels_are_found(extra_corpus: Path) -> None:
    document = _resolved(extra_corpus / "real/en-eu-icdar2013/eu-004.pdf")
    pages = {one.ids[0]: one.target.page for one in document.references if one.target}
    assert pages["#tab6.2"] == 2
    assert pages["#tab6.4"] == 4
