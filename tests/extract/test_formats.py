from __future__ import annotations

import json
from pathlib import Path

import pytest

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract.formats import read_other
from docintel.extract.plain import decode
from docintel.extract.sniff import Kind
from docintel.types import Document

PAGE = """<!doctype html><html lang="nl"><head><title>Steun voor innovatie | Agentschap X</title>
<meta property="article:published_time" content="2026-03-04T10:00:00"><style>p{color:red}</style></head><body>
<nav><ul><li>Home</li><li>Contact</li></ul></nav><div class="cookie-banner">Wij gebruiken cookies.</div>
<main><h1>Steun voor innovatie</h1>
<p>Het agentschap steunt <b>kleine</b> ondernemingen.<sup><a href="#fn1" id="fnref1">1</a></sup> Vraag op tijd aan.</p>
<h2>2.1 Wie komt in aanmerking?</h2>
<ul><li>ondernemingen met
 minder dan 50 werknemers<ul><li>ook in oprichting</li></ul></li><li><p>kennisinstellingen</p></li></ul>
<ol type="a" start="2"><li>eerst aanvragen</li><li>dan beginnen</li></ol>
<table><caption>Tabel 1: bedragen</caption><tr><th>Jaar</th><th>Bedrag</th></tr>
<tr><td>2026</td><td>EUR 5&nbsp;500&nbsp;000</td></tr><tr><td colspan="2">samen: 1 regel</td></tr></table>
<p><strong>Meer weten</strong></p><p>Bel het secretariaat.<br>Elke werkdag.</p>
<section><ol><li id="fn1">Zie het decreet van 2012. <a href="#fnref1">↩</a></li></ol></section>
</main><aside><h2>Nieuws</h2><p>Iets anders</p></aside><footer><p>Agentschap X, Brussel</p></footer></body></html>"""


def read(data: str | bytes, kind: Kind, name: str = "x") -> Document:
    raw = data.encode() if isinstance(data, str) else data
    return read_other(Path(name), raw, kind, ExtractSettings())


def shape(document: Document) -> list[tuple[str, int | None, str]]:
    return [(b.kind, b.level, document.text[b.span.start : b.span.end]) for b in document.blocks]


def test_html_keeps_structure_and_leaves_out_furniture() -> None:
    document = read(PAGE, "html")
    assert document.title == "Steun voor innovatie"
    assert document.language == "nl"
    assert str(document.published) == "2026-03-04"
    assert shape(document) == [
        ("heading", 1, "Steun voor innovatie"),
        ("paragraph", None, "Het agentschap steunt kleine ondernemingen. Vraag op tijd aan."),
        ("heading", 2, "2.1 Wie komt in aanmerking?"),
        ("list_item", 1, "• ondernemingen met minder dan 50 werknemers"),
        ("list_item", 2, "o ook in oprichting"),
        ("list_item", 1, "• kennisinstellingen"),
        ("list_item", 1, "b) eerst aanvragen"),
        ("list_item", 1, "c) dan beginnen"),
        ("caption", None, "Tabel 1: bedragen"),
        ("table", None, "Jaar\tBedrag\n2026\tEUR 5 500 000\nsamen: 1 regel"),
        ("heading", 3, "Meer weten"),
        ("paragraph", None, "Bel het secretariaat. Elke werkdag."),
        ("footnote", None, "Zie het decreet van 2012."),
    ]


def test_html_notes_tables_and_sections() -> None:
    document = read(PAGE, "html")
    (note,) = document.footnotes
    assert note.number == "1"
    assert document.text[: note.anchors[0]].endswith("ondernemingen.")
    (table,) = document.tables
    assert table.header_rows == 1
    assert table.rows[2][0].columns == 2
    assert table.caption is not None
    assert [(s.number, s.title, s.parent) for s in document.sections] == [
        (None, "Steun voor innovatie", None),
        ("2.1", "Wie komt in aanmerking?", 0),
        (None, "Meer weten", 1),
    ]


def test_html_without_a_main_part_keeps_only_content() -> None:
    body = "".join(
        f"<div class='wrap'><h2>Onderdeel {n}</h2></div><p>De minister legt in deel {n} uit waarom de controle op de "
        f"uitvoer van goederen voor tweeërlei gebruik eenvoudiger moet, en noemt daarvoor {n} redenen.</p>"
        for n in range(1, 6)
    )
    menu = "<div><ul>" + "".join(f"<li><a href='/{n}'>Menu {n}</a></li>" for n in range(12)) + "</ul></div>"
    document = read(f"<html><body>{menu}{body}{menu}</body></html>", "html")
    assert [s.title for s in document.sections] == [f"Onderdeel {n}" for n in range(1, 6)]
    assert "Menu 3" not in document.text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (
            "<main><h1>Advies</h1><p>De minister schreef:</p><blockquote><p>De termijn is te lang.</p></blockquote>"
            "<p>De raad is het daarmee eens.</p></main>",
            "html",
        ),
        ("# Advies\n\nDe minister schreef:\n\n> De termijn is te lang.\n\nDe raad is het daarmee eens.\n", "markdown"),
    ],
)
def test_quotations_are_told_apart(data: str, kind: Kind) -> None:
    quoted = [
        (block.quoted, document.quote(block.span)) for document in [read(data, kind)] for block in document.blocks
    ]
    assert quoted[-3:] == [
        (False, "De minister schreef:"),
        (True, "De termijn is te lang."),
        (False, "De raad is het daarmee eens."),
    ]


def test_html_layout_table_is_no_table() -> None:
    document = read(
        "<html><body><table><tr><td><h2>Kop</h2><p>Tekst in een opmaaktabel.</p></td></tr></table></body></html>",
        "html",
    )
    assert [kind for kind, *_ in shape(document)] == ["heading", "paragraph"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff\xfea\x00\xeb\x00", "aë"),
        ("\ufeffgeïnd".encode(), "geïnd"),
        ("geïnd €".encode("cp1252"), "geïnd €"),
        (b"<meta charset=iso-8859-15>\xa4", "<meta charset=iso-8859-15>€"),
        (b"<meta charset=nonsense>\xe9", "<meta charset=nonsense>é"),
    ],
)
def test_decode(data: bytes, expected: str) -> None:
    assert decode(data, html=True) == expected


MARKDOWN = """---
title: x
---
# Advies over steun

De steun[^a] is *beperkt* tot [kmo's](https://example.org).

## 2. Voorwaarden

- één
  - twee
- drie

| Jaar | Bedrag |
|------|-------:|
| 2026 | 15 |

```
[^a]: geen noot
```

[^a]: Zie het besluit
    van 2018.
"""


def test_markdown() -> None:
    document = read(MARKDOWN, "markdown")
    assert shape(document)[:7] == [
        ("heading", 1, "Advies over steun"),
        ("paragraph", None, "De steun is beperkt tot kmo's."),
        ("heading", 2, "2. Voorwaarden"),
        ("list_item", 1, "• één"),
        ("list_item", 2, "o twee"),
        ("list_item", 1, "• drie"),
        ("table", None, "Jaar\tBedrag\n2026\t15"),
    ]
    assert document.sections[1].number == "2"
    (note,) = document.footnotes
    assert document.text[: note.anchors[0]].endswith("De steun")
    assert document.text[note.span.start : note.span.end] == "Zie het besluit van 2018."
    assert "geen noot" in document.text


def test_plain_text_headings_lists_and_pages() -> None:
    text = (
        "1. INLEIDING\n\nDe raad geeft advies over\nde steun aan ondernemingen.\n\n1.1 Vraag om advies\n\n"
        "De vraag is drieledig:\n- wie komt in aanmerking,\n- welke bedragen gelden\n  per jaar,\n- wanneer.\n"
        "\fBIJLAGE 1: LIJST\n\nOp 3 maart 2024 werd beslist.\n\n12 personen waren aanwezig.\n"
    )
    document = read(text, "text")
    assert [(page.number, page.quality.words) for page in document.pages] == [(1, 32), (2, 13)]
    assert [(b.kind, b.page) for b in document.blocks] == [
        ("heading", 1), ("paragraph", 1), ("heading", 1), ("paragraph", 1), ("list_item", 1), ("list_item", 1),
        ("list_item", 1), ("heading", 2), ("paragraph", 2), ("paragraph", 2),
    ]  # fmt: skip
    assert "- welke bedragen gelden per jaar," in document.text
    assert [(s.number, s.level) for s in document.sections] == [("1", 1), ("1.1", 2), ("BIJLAGE 1", 1)]


def test_plain_text_tells_lists_from_chapters() -> None:
    text = (
        "5. Aanbevelingen\n\n1. Publiceer de broncode\n\n2. Maak afspraken\n\n5.1 Toezicht\nDe raad vraagt meer "
        "toezicht.\n\n6. Besluit\n\nTot slot.\n"
    )
    document = read(text, "text")
    assert [(b.kind, document.text[b.span.start : b.span.end]) for b in document.blocks] == [
        ("heading", "5. Aanbevelingen"),
        ("list_item", "1. Publiceer de broncode"),
        ("list_item", "2. Maak afspraken"),
        ("heading", "5.1 Toezicht"),
        ("paragraph", "De raad vraagt meer toezicht."),
        ("heading", "6. Besluit"),
        ("paragraph", "Tot slot."),
    ]


TOPIC = {
    "TopicDetails": {
        "identifier": "EDF-2031-DA-TEST-ALPHA",
        "title": "Authored example of a topic",
        "callIdentifier": "EDF-2031-DA",
        "callTitle": "Development actions",
        "actions": [
            {
                "types": [{"typeOfAction": "EDF-DA EDF Development Actions"}],
                "plannedOpeningDate": "22 June 2031",
                "submissionProcedure": {"description": "single-stage"},
                "deadlineDates": ["2031-11-22"],
            }
        ],
        "description": '<span class="topicdescriptionkind">Expected Impact:</span><p>The outcome should help.</p>'
        '<span class="topicdescriptionkind">Objective:</span><p><strong><em>Specific objective</em></strong></p>'
        "<p>Build a sensor [1].</p><p>[1] A device that measures.</p>"
        '<span class="topicdescriptionkind">Scope:</span><p><strong>Scope and types of activitiesScope</strong></p>'
        "<p>The proposals must cover at least TRL 6.</p><p><strong>Types of activities</strong></p>"
        "<table><tr><td colspan='2'>Types of activities</td><td>Eligible?</td></tr>"
        "<tr><td>(a)</td><td>Generating knowledge</td><td>No</td></tr></table>",
        "budgetOverviewJSONItem": {
            "budgetTopicActionMap": {
                "1": [{"action": "EDF-2031-DA-TEST-ALPHA - EDF-DA EDF Development Actions", "budgetYearMap": {"2031": "30000000"}}],
                "2": [{"action": "EDF-2031-DA-TEST-BETA - EDF-DA EDF Development Actions", "budgetYearMap": {"2031": 30000000}}],
            }
        },
    }
}  # fmt: skip


def test_portal_topic_is_laid_out_as_a_call_document() -> None:
    document = read(json.dumps(TOPIC), "json")
    assert document.title == "EDF-2031-DA-TEST-ALPHA: Authored example of a topic"
    assert [s.title for s in document.sections] == [
        "Call topic EDF-2031-DA-TEST-ALPHA: Authored example of a topic",
        "Objective", "Specific objective", "Scope", "Scope and types of activities", "Scope", "Types of activities",
        "Expected Impact", "Available budget", "Timetable and deadlines",
    ]  # fmt: skip
    assert "EDF-2031-DA-TEST-BETA\tEDF-DA EDF Development Actions\tEUR 30 000 000" in document.text
    assert "Deadline for submission:\t2031-11-22" in document.text
    assert "[1]" not in document.text


def test_portal_search_result_gives_the_same() -> None:
    details = TOPIC["TopicDetails"]
    metadata = {
        "identifier": [details["identifier"]],
        "title": [details["title"]],
        "callIdentifier": ["EDF-2031-DA"],
        "callTitle": ["Development actions"],
        "descriptionByte": [details["description"]],
        "actions": [json.dumps(details["actions"])],
        "budgetOverview": [json.dumps(details["budgetOverviewJSONItem"])],
    }
    document = read(json.dumps({"results": [{"metadata": metadata}]}), "json")
    assert document.text == read(json.dumps(TOPIC), "json").text


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"{broken", "json", "is not valid JSON"),
        (b'{"a": 1}', "json", "without a call topic"),
        (b"PK\x03\x04 word/ nonsense", "docx", "cannot be read as a Word document"),
        (b"\x00\x01\x02", "unknown", "is of no known format"),
        (b"   \n ", "text", "holds no text"),
        (b"<html><body></body></html>", "html", "holds no text"),
    ],
)
def test_what_cannot_be_read_says_so_in_one_line(data: bytes, kind: Kind, says: str) -> None:
    with pytest.raises(InputFileError, match=says) as caught:
        read(data, kind, "folder/file.x")
    assert "\n" not in str(caught.value)
    assert "folder/file.x" in str(caught.value)
