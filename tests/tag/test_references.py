"""References in short texts: the table of the gold, offsets, context, hostile input."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.tag.ref_calls import mend_slip
from docintel.tag.references import find_references
from docintel.tag.scan import Scan

TABLE = Path(__file__).parents[2] / "corpora" / "gold" / "dev" / "reference-forms.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]


def found_ids(row: dict) -> list[str]:
    """Ids found inside the surface of a row, its context put in front."""
    context = f"{row['context']}. " if row.get("context") else ""
    references = find_references(context + row["surface"], row["lang"])
    return sorted({one for item in references if item.span.end > len(context) for one in item.ids})


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_form(row: dict) -> None:
    assert found_ids(row) == sorted(set(row["expected"]))


@pytest.mark.parametrize("row", [row for row in ROWS if row["polarity"] != "incl"], ids=lambda row: row["id"])
def test_polarity(row: dict) -> None:
    assert {item.polarity for item in find_references(row["surface"], row["lang"])} == {row["polarity"]}


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("(dus m.u.v. ML1-4 en 7a-7e)", "ML1-4 en 7a-7e"),
        ("in de Defence, Industry and Research Strategy (DIRS).", "Defence, Industry and Research Strategy (DIRS)"),
        ("volgens artikel 346, lid 1, onder b), VWEU is", "artikel 346, lid 1, onder b), VWEU"),
        ("de basis is Verordening (EU) 2021/6972 van", "Verordening (EU) 2021/697"),
        ("zie (PB L 146 van 10.6.2009, blz. 1)", "PB L 146 van 10.6.2009, blz. 1"),
        ("wapens (ML7.a.) en", "ML7.a"),
    ],
)
def test_span_is_exact(text: str, surface: str) -> None:
    [reference] = find_references(text, "nl")
    assert text[reference.span.start : reference.span.end] == surface


def test_ml_needs_no_list_but_listens_to_its_neighbours() -> None:
    assert find_references("goods specified in ML5 and ML6")
    assert not find_references("the ML5 and ML6 classifiers of the experiment")


def test_codes_swallow_the_name_of_their_list() -> None:
    [reference] = find_references("de categorieën ML1 en ML2 van de militaire lijst", "nl")
    assert reference.ids == ("ML1", "ML2")
    [alone] = find_references("alle goederen van de militaire lijst", "nl")
    assert alone.ids == ("EU:lijst:militaire-goederen",)


def test_article_of_an_act_named_before() -> None:
    text = "Het Wapenhandeldecreet regelt de uitvoer. Volgens artikel 14 van dat decreet is een vergunning nodig."
    assert [item.ids[0] for item in find_references(text, "nl")] == [
        "VL:decreet:2012-06-15:wapenhandel",
        "VL:decreet:2012-06-15:wapenhandel#art14",
    ]


@given(st.text(alphabet="ML1234abcd.,()-/ \n§°artikelzievnlijstECRU", max_size=300))
@settings(max_examples=300, deadline=None)
def test_spans_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    references = find_references(text, "nl")
    ends = [0, *(item.span.end for item in references)]
    for reference, previous in zip(references, ends, strict=False):
        assert previous <= reference.span.start < reference.span.end <= len(text)
        assert reference.ids


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_lower_case_twin_keeps_the_offsets(text: str) -> None:
    assert len(Scan(text).lower) == len(text)


@given(
    st.sampled_from(
        "ML|ML1, |artikel 1, lid 1 |1/1/|(|zie 1.|§|7a tot |EDF-2021-|2021R| |İ|2021/821 |punten a) en b) van "
        "|categorie 1 (aa) en |tabel 1a en 2b |Grondwet ".split("|")
    )
)
@settings(max_examples=17, deadline=None)
def test_hostile_line_stays_linear(piece: str) -> None:
    short, long = (min(_seconds(piece, size) for _ in range(2)) for size in (40_000, 160_000))
    # Four times the text: four times the time, sixteen times where a rule looks back at all that came before.
    assert long < 10 * short + 0.05


def _seconds(piece: str, size: int) -> float:
    line = (piece * (size // len(piece) + 1))[:size]
    start = time.process_time()
    find_references(line, "nl")
    return time.process_time() - start


def test_order_of_rules_does_not_matter_for_repeated_runs() -> None:
    text = "Richtlijn 2009/43/EG, artikel 346 VWEU, ML10.c en 5A002.a.1; zie hoofdstuk 5 (pp. 16)."
    assert find_references(text, "nl") == find_references(text, "nl")


@pytest.mark.parametrize(
    ("text", "language", "ids"),
    [
        ("Regulation (EU) 2021/821 holds. Goods in Annex IV of the Regulation need a permit.", "en",
         {"CELEX:32021R0821", "CELEX:32021R0821#annIV"}),
        ("Verordening (EU) 2021/821 geldt. Zie bijlage I bij die verordening.", "nl",
         {"CELEX:32021R0821", "CELEX:32021R0821#annI"}),
        ("See Annex IV of the agreement.", "en", set()),
        ("Common Position 2008/944/CFSP binds; a report under Article 8(2) of the Common Position.", "en",
         {"CELEX:32008E0944", "CELEX:32008E0944#art8.2"}),
        ("Het besluit van de Vlaamse Regering van 20 juli 2012 geldt. Volgens artikel 3 van hetzelfde besluit kan dat.", "nl",
         {"VL:besluit:2012-07-20:wapenhandel", "VL:besluit:2012-07-20:wapenhandel#art3"}),
        ("Articles 4, 5 and 10 bring in other goods.", "en", {"#art4", "#art5", "#art10"}),
        ("uitgesloten zijn goederen van 7a-7c militaire lijst", "nl", {"ML7.a", "ML7.b", "ML7.c"}),
        ("items under 4a and 5b of the Common Military List", "en", {"ML4.a", "ML5.b"}),
        ("bijlage 2a van de militaire lijst", "nl", {"EU:lijst:militaire-goederen#ann2A"}),
        ("3 goederen op de militaire lijst", "nl", {"EU:lijst:militaire-goederen"}),
        ("De AVG geldt ook hier.", "nl", {"CELEX:32016R0679"}),
        ("Wij werken conform AVG.", "nl", {"CELEX:32016R0679"}),
        ("We comply with the CRA.", "en", {"CELEX:32024R2847"}),
        ("Gemiddelde (AVG): 12; AVG 14; de TEU per schip, de ATT", "nl", set()),
        ("art. 7:54 WVV", "nl", {"BE:wet:2019-03-23:wvv#art7:54"}),
        ("artikel 98, § 1, van de AVG", "nl", {"CELEX:32016R0679#art98.1"}),
        ("artikel 4.2.1 van de Vlaamse Codex Ruimtelijke Ordening", "nl", {"VL:decreet:2009-05-15:vcro#art4.2.1"}),
        ("het Bodemdecreet en het decreet van 8 mei 2009", "nl",
         {"VL:decreet:2006-10-27:bodem", "VL:decreet:2009-05-08:energie"}),
        ("De artikelen 3 en 5 vragen een vergunning.", "nl", {"#art3", "#art5"}),
        ("Articles 3 and 5 years of practice", "en", {"#art3"}),
        ("Arts 21 and 50 to 52 on subcontracting", "en", {"#art21", "#art50", "#art51", "#art52"}),
        ("Art. 2 no. 14 of Regulation (EU) 2021/821", "en", {"CELEX:32021R0821#art2.14"}),
        ("Verordening (EU) 2016/679 tot intrekking van Richtlijn 95/46/EG (algemene verordening gegevensbescherming); "
         "de algemene verordening gegevensbescherming geldt.", "nl", {"CELEX:32016R0679", "CELEX:31995L0046"}),
    ],
)  # fmt: skip
def test_articles_of_what_was_named_before(text: str, language: str, ids: set[str]) -> None:
    assert {one for found in find_references(text, language) for one in found.ids} == ids


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("EDIDP-2020-GCC", "EDIDP-GCC-2020"),
        ("EDF-2022-MATCOMP-SMT", "EDF-2022-DA-MATCOMP-SMT"),
        ("EDF-2022-DA-MATCOMP-SMT", "EDF-2022-DA-MATCOMP-SMT"),
        ("EDF-2022-SENS", None),
        ("EDF-2021-AIR-X", None),
    ],
)
def test_slip_of_a_topic_id(printed: str, meant: str | None) -> None:
    known = ["EDIDP-GCC-2020", "EDF-2022-DA-MATCOMP-SMT", "EDF-2022-DA-SENS", "EDF-2022-RA-SENS"]
    assert mend_slip(printed, known) == meant
