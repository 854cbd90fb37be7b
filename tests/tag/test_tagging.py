"""The whole stage on a small document: sections, references, resolution, passages, lint."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from docintel.config import ExtractSettings, TagSettings
from docintel.extract import read
from docintel.tag.lint import lint_document
from docintel.tag.passages import cut_passages
from docintel.tag.stage import build
from docintel.types import Document, Reference

ADVICE = """# Advies over steun

## 1. Inleiding

Dit advies bespreekt de omzendbrief Muyters. Voor de uitvoer zie hoofdstuk 2 en, over steun, aanbeveling 2. Een deel
dat niet bestaat: zie hoofdstuk 9.

## 2. Uitvoer

De categorieën ML1-4 en 7a-7e zijn uitgesloten volgens Verordening (EG) nr. 428/2009, artikel 3. Overige goederen
(ML23) staan in een Vlaams verslag over wapens.

### 2.1. Vergunning

De vergunning wordt geregeld door artikel 14 van het Wapenhandeldecreet. {filler}

## AANBEVELING 2: Vereenvoudig de vergunning

De Vlaamse Regering moet de doorlooptijd verkorten (zie 2.1 en Tabel 1).
"""


@pytest.fixture(scope="module")
def advice(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("advice") / "advies.md"
    filler = " ".join(f"Zin nummer {number} gaat over de doorlooptijd van een aanvraag." for number in range(1, 40))
    path.write_text(ADVICE.format(filler=filler), encoding="utf-8")
    settings = TagSettings(ner=False)
    return build(settings)(read(path, ExtractSettings()))


def by_id(document: Document, one: str) -> Reference:
    return next(item for item in document.references if one in item.ids)


def test_inside_references_lead_to_their_section(advice: Document) -> None:
    for one, title in (("#2", "Uitvoer"), ("#2.1", "Vergunning"), ("#rec2", "Vereenvoudig de vergunning")):
        reference = by_id(advice, one)
        assert reference.status == "resolved"
        assert reference.target is not None
        assert reference.target.section is not None
        assert title in advice.sections[reference.target.section].title


def test_what_leads_nowhere_stays_and_says_so(advice: Document) -> None:
    assert by_id(advice, "#9").status == "dangling"
    assert by_id(advice, "#tab1").status == "dangling"


def test_acts_and_codes_have_a_state(advice: Document) -> None:
    assert by_id(advice, "CELEX:32009R0428#art3").status == "repealed"
    assert by_id(advice, "VL:decreet:2012-06-15:wapenhandel#art14").status == "resolved"
    assert by_id(advice, "ML7.e").status == "resolved"
    assert by_id(advice, "ML7.e").polarity == "except"


def test_a_heading_is_no_reference_to_itself(advice: Document) -> None:
    for reference in advice.references:
        assert all(reference.span.start != section.heading.start for section in advice.sections)


def test_lint_names_every_problem_with_its_sentence(advice: Document) -> None:
    found = {finding.problem: finding for finding in lint_document(advice)}
    assert set(found) == {"dangling", "repealed", "unknown-code"}
    assert "by" in found["repealed"].note or "repealed" in found["repealed"].note
    assert "ML23" in found["unknown-code"].sentence


def test_passages_stay_in_their_section_and_cover_the_text(advice: Document) -> None:
    for passage in advice.passages:
        starts = [section.span.start for section in advice.sections]
        assert not any(passage.span.start < start < passage.span.end for start in starts)
    for before, after in pairwise(advice.passages):
        assert before.span.end <= after.span.start
    covered = sum(len(passage.span) for passage in advice.passages)
    assert covered > 0.95 * len(advice.text)


def test_passages_have_the_aimed_length(advice: Document) -> None:
    sizes = [len(advice.quote(passage.span).split()) for passage in advice.passages]
    assert max(sizes) <= 135
    assert len(sizes) > 4


def test_passages_carry_headings_references_and_ancestors(advice: Document) -> None:
    [passage] = [item for item in advice.passages if "ML7.e" in item.references]
    assert passage.headings[-1].startswith("2. Uitvoer") or passage.headings[-1].startswith("2 Uitvoer")
    assert {"ML7", "CELEX:32009R0428"} <= set(passage.references)


def test_passage_ids_are_stable_and_unique(advice: Document) -> None:
    again = cut_passages(advice)
    assert [item.id for item in again] == [item.id for item in advice.passages]
    assert len({item.id for item in again}) == len(again)


def test_shorter_passages_when_asked(advice: Document) -> None:
    assert len(cut_passages(advice, 40)) > len(advice.passages)


def test_a_document_without_blocks_is_no_problem() -> None:
    empty = Document("0" * 16, "leeg.txt", "", "")
    assert build(TagSettings(ner=False))(empty).passages == ()


LONG = "De raad onderzocht in vier gesprekken met ondernemingen hoe de steun wordt aangevraagd en beoordeeld. " * 5


def test_a_line_that_leads_in_goes_with_what_it_leads_in(tmp_path: Path) -> None:
    path = tmp_path / "advies.md"
    path.write_text(f"# Advies\n\n## 1. Steun\n\n{LONG}\n\nNieuwe werkwijze\n\n{LONG}\n\nDe raad vraagt:\n\n{LONG}\n")
    document = build(TagSettings(ner=False))(read(path, ExtractSettings()))
    starts = [document.text[item.span.start :].split("\n")[0] for item in document.passages]
    assert starts == ["Advies", "1. Steun", "Nieuwe werkwijze", "De raad vraagt:"]


def test_names_one_under_another_stay_together(tmp_path: Path) -> None:
    path = tmp_path / "lijst.md"
    names = "\n\n".join(f"An Peeters Voorbeeldbedrijf {number}" for number in range(60))
    path.write_text(f"# Bijlage\n\n{names}\n")
    document = build(TagSettings(ner=False))(read(path, ExtractSettings()))
    assert len(document.passages) <= 4
