from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract.formats import read_other
from docintel.types import Document


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(data: bytes) -> Document:
    return read_other(Path("x.docx"), data, "docx", ExtractSettings())


def shape(document: Document) -> list[tuple[str, int | None, str]]:
    return [(b.kind, b.level, document.text[b.span.start : b.span.end]) for b in document.blocks]


def with_part(data: bytes, name: str, xml: str, kind: str) -> bytes:
    """Add a part such as footnotes.xml to a DOCX archive."""
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            content = source.read(entry.filename)
            if entry.filename == "word/_rels/document.xml.rels":
                relation = (
                    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                    f'{kind}" Target="{name}"/></Relationships>'
                )
                content = content.replace(b"</Relationships>", relation.encode())
            if entry.filename == "[Content_Types].xml":
                override = (
                    f'<Override PartName="/word/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
                    f'wordprocessingml.{kind}+xml"/></Types>'
                )
                content = content.replace(b"</Types>", override.encode())
            target.writestr(entry, content)
        target.writestr(f"word/{name}", xml)
    return buffer.getvalue()


def test_headings_lists_tables_and_pages() -> None:
    word = docx.Document()
    word.add_paragraph("Advies over steun", style="Title")
    word.add_paragraph("Voorwaarden", style="Heading 1")
    paragraph = word.add_paragraph("De steun is ")
    paragraph.add_run("beperkt").bold = True
    paragraph.add_run(" in de tijd.")
    word.add_paragraph("één", style="List Bullet")
    word.add_paragraph("twee", style="List Bullet 2")
    word.add_paragraph("eerst", style="List Number")
    word.add_paragraph("dan", style="List Number")
    word.add_page_break()
    word.add_paragraph().add_run("Bedragen per jaar").bold = True
    table = word.add_table(rows=3, cols=2)
    for row, texts in zip(table.rows, [("Jaar", "Bedrag"), ("2026", "15"), ("samen", "")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.rows[2].cells[0].merge(table.rows[2].cells[1])
    document = read(saved(word))
    assert document.title == "Advies over steun"
    assert shape(document) == [
        ("title", None, "Advies over steun"),
        ("heading", 1, "Voorwaarden"),
        ("paragraph", None, "De steun is beperkt in de tijd."),
        ("list_item", 1, "• één"),
        ("list_item", 1, "• twee"),
        ("list_item", 1, "1. eerst"),
        ("list_item", 1, "2. dan"),
        ("heading", 2, "Bedragen per jaar"),
        ("table", None, "Jaar\tBedrag\n2026\t15\nsamen"),
    ]
    assert document.tables[0].rows[2][0].columns == 2
    assert len(document.pages) == 2
    assert document.blocks[-1].page == 2


def test_footnotes_and_tracked_changes() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("De steun")
    reference = parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
    deleted = parse_xml(f'<w:del {nsdecls("w")} w:id="9"><w:r><w:delText>oud</w:delText></w:r></w:del>')
    inserted = parse_xml(
        f'<w:ins {nsdecls("w")} w:id="8"><w:r><w:t xml:space="preserve"> is nieuw.</w:t></w:r></w:ins>'
    )
    for element in (reference, deleted, inserted):
        paragraph._p.append(element)
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Zie het besluit.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    document = read(with_part(saved(word), "footnotes.xml", notes, "footnotes"))
    assert shape(document) == [("paragraph", None, "De steun is nieuw."), ("footnote", None, "Zie het besluit.")]
    assert document.footnotes[0].anchors == (len("De steun"),)


def test_automatic_heading_numbers_are_printed() -> None:
    word = docx.Document()
    numbering = word.part.numbering_part.element
    numbering.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
        '<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2"/></w:lvl>'
        "</w:abstractNum>"
    ))  # fmt: skip
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text, level in [("Kader", 0), ("Wetgeving", 1), ("Beleid", 1), ("Besluit", 0)]:
        paragraph = word.add_paragraph(text, style=f"Heading {level + 1}")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
        )
    document = read(saved(word))
    assert [text for *_, text in shape(document)] == ["4. Kader", "4.a Wetgeving", "4.b Beleid", "5. Besluit"]
    assert document.sections[0].number == "4"


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    word = docx.Document()
    word.add_paragraph("Gewone tekst &x;")
    data = saved(word)
    source, buffer = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            content = source.read(entry.filename)
            if entry.filename == "word/document.xml":
                doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
                content = content.replace(b"?>", b"?>" + doctype, 1).replace(b"&amp;x;", b"&x;")
            target.writestr(entry, content)
    try:
        assert "geheim" not in read(buffer.getvalue()).text
    except InputFileError as error:
        assert "geheim" not in str(error)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 1_000)
    data = bytearray(buffer.getvalue())
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = (2_000_000_000).to_bytes(4, "little")
    with pytest.raises(InputFileError, match="unpacks to 2000 MB"):
        read(bytes(data))
