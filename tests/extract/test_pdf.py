from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract import read
from docintel.extract.pdf import read_pdf
from docintel.extract.pdfium import is_bold
from docintel.types import Document, Span
from tests.extract.drawn import Drawn, Layout, draw_report

SETTINGS = ExtractSettings()
LAYOUTS = [
    Layout(columns=columns, notes=notes, table=table, justified=justified, numbered=numbered)
    for columns, notes, (table, justified, numbered) in itertools.product(
        (1, 2, 3),
        ("raised", "bracket", "run-in"),
        (("ruled", True, True), ("level", False, False), ("none", True, False)),
    )
] + [
    Layout(font="Helvetica", bold="Helvetica-Bold", size=8.5, hyphened=True, note_rule=False),
    Layout(font="Helvetica", bold="Helvetica-Bold", size=12, hyphened=True),
    Layout(columns=2, size=8.5, hyphened=True),
    Layout(columns=3, size=8.5, hyphened=True, justified=True),
]


@pytest.mark.parametrize(
    ("name", "weight", "bold"),
    [
        ("ArialMT", 695, False),
        ("Arial-BoldMT", 400, True),
        ("Muli-SemiBold", 400, True),
        ("F1", 700, True),
        ("", 400, False),
    ],
)
def test_boldness_is_in_the_name(name: str, weight: int, bold: bool) -> None:
    assert is_bold(name, weight) is bold


def flat(text: str) -> str:
    return " ".join(text.split())


def of(document: Document, span: Span) -> str:
    return flat(document.text[span.start : span.end])


def drawn(draw: object, pages: int = 1, **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)  # type: ignore[arg-type]
    for number in range(1, pages + 1):
        draw(canvas, number)  # type: ignore[operator]
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(
    scope="module",
    params=LAYOUTS,
    ids=lambda layout: f"{layout.columns}-{layout.notes}-{layout.table}-{layout.font}-{layout.size}",
)
def report(request: pytest.FixtureRequest) -> tuple[Drawn, Document]:
    out = draw_report(request.param)
    return out, read_pdf(out.data, SETTINGS, name="report.pdf")


def test_report_is_read_back(report: tuple[Drawn, Document]) -> None:
    out, document = report
    assert [(s.page_start, s.level, s.number, s.title) for s in document.sections] == out.headings
    assert [(n.page, n.number, of(document, n.span)) for n in document.footnotes] == out.notes
    assert all(len(note.anchors) == 1 for note in document.footnotes)
    blocks = [of(document, block.span) for block in document.blocks]
    assert [text for text in out.paragraphs if flat(text) not in blocks] == []
    assert [[cell.text for cell in row] for table in document.tables for row in table.rows] == out.rows
    assert all(out.heads[0] in page.header for page in document.pages)
    assert document.warnings == ()


def test_numbers_in_cells_and_languages() -> None:
    document = read_pdf(draw_report(Layout()).data, SETTINGS, name="x.pdf")
    assert document.tables[0].rows[1][1].value == 6471
    assert document.tables[0].rows[1][2].unit == "%"
    assert document.tables[0].header_rows == 1
    assert [section.language for section in document.sections if section.level == 1] == ["nl", "nl", "en"]


def test_lines_carry_page_and_box() -> None:
    document = read_pdf(draw_report(Layout(columns=3)).data, SETTINGS, name="x.pdf")
    over = [block for block in document.blocks if block.page != block.page_end]
    assert over
    for line in document.lines():
        assert line.box is not None
        assert 0 <= line.box.x0 < line.box.x1 <= 596
        assert 0 <= line.box.top < line.box.bottom <= 842


def test_reading_twice_gives_the_same() -> None:
    data = draw_report(Layout(columns=2)).data
    assert read_pdf(data, SETTINGS, name="x.pdf") == read_pdf(data, SETTINGS, name="x.pdf")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rotated_pages_read_the_same(turn: int) -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.setPageRotation(turn)
        canvas.drawString(72, 400, "De eerste regel van de bladzijde")
        canvas.drawString(72, 386, "en de tweede, die erop volgt.")

    document = read_pdf(drawn(draw), SETTINGS, name="x.pdf")
    assert flat(document.text) == "De eerste regel van de bladzijde en de tweede, die erop volgt."
    assert document.pages[0].rotation == turn


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_turned_on_the_page_is_read_and_its_boxes_stay_on_it(turn: int) -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(0, 0, "De eerste regel van de bladzijde")
        canvas.drawString(0, -14, "en de tweede, die erop volgt.")

    document = read_pdf(drawn(draw, pagesize=(600, 800)), SETTINGS, name="x.pdf")
    assert flat(document.text) == "De eerste regel van de bladzijde en de tweede, die erop volgt."
    box = document.blocks[0].box
    assert box is not None
    inside = {90: box.x0 > 290 and box.bottom <= 402, 180: box.x1 <= 302, 270: box.x1 <= 312 and box.top >= 398}
    assert inside[turn]


def test_scanned_and_blank_pages_are_named(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "scan.png"
    Image.new("L", (60, 80), 200).save(picture)

    def draw(canvas: Canvas, number: int) -> None:
        if number == 1:
            canvas.drawString(72, 700, "Een bladzijde met tekst")
        elif number in (2, 3):
            canvas.drawImage(str(picture), 0, 0, 595, 842)

    document = read_pdf(drawn(draw, pages=4), SETTINGS, name="x.pdf")
    assert [page.quality.state for page in document.pages] == ["text", "scanned", "scanned", "blank"]
    assert document.warnings == ("pages 2-3: scanned, no text layer; read them with --ocr",)


def test_encrypted_files() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.drawString(72, 700, "Een gesloten bladzijde")

    locked = drawn(draw, encrypt=StandardEncryption("geheim", ownerPassword="eigenaar", strength=128))
    with pytest.raises(InputFileError, match="needs a password"):
        read_pdf(locked, SETTINGS, name="x.pdf")
    opened = read_pdf(locked, ExtractSettings(passwords=("fout", "geheim")), name="x.pdf")
    assert flat(opened.text) == "Een gesloten bladzijde"
    free = drawn(draw, encrypt=StandardEncryption("", ownerPassword="eigenaar", strength=128))
    assert flat(read_pdf(free, SETTINGS, name="x.pdf").text) == "Een gesloten bladzijde"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("leeg.pdf", b"", "is empty"),
        ("geen.pdf", b"dit is geen pdf" * 50, "cannot be opened as a PDF"),
        ("kort.pdf", b"%PDF-1.4\n%", "holds no page"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputFileError, match=says) as raised:
        read(path, SETTINGS)
    assert str(raised.value).count("\n") == 0
    assert name in str(raised.value)


@pytest.mark.parametrize("lost", [25, 600, 4000])
def test_a_truncated_file_keeps_what_can_be_read(lost: int) -> None:
    data = draw_report(Layout()).data
    document = read_pdf(data[:-lost], SETTINGS, name="x.pdf")
    assert len(document.pages) >= 1
    assert "De raad onderzocht" in document.text
    assert any("breaks off" in warning for warning in document.warnings)


def test_page_limit() -> None:
    document = read_pdf(draw_report(Layout()).data, ExtractSettings(max_pages=1), name="x.pdf")
    assert len(document.pages) == 1
    assert document.warnings == ("pages 2-3 were left out (extract.max_pages)",)


def test_a_table_goes_on_over_the_page() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        rows = [("Onderwerp", "Bedrag"), *((f"Post {at}", f"{at}.000") for at in range(number * 10, number * 10 + 4))]
        for at, row in enumerate(rows):
            y = 760 - 20 * at
            canvas.setFont("Helvetica-Bold" if at == 0 else "Helvetica", 10)
            canvas.drawString(75, y - 14, row[0])
            canvas.drawString(255, y - 14, row[1])
            canvas.line(70, y, 400, y)
        for x in (70, 250, 400):
            canvas.line(x, 760, x, 660)
        canvas.line(70, 660, 400, 660)

    document = read_pdf(drawn(draw, pages=2), SETTINGS, name="x.pdf")
    assert len(document.tables) == 1
    table = document.tables[0]
    assert (table.page_start, table.page_end, len(table.rows), table.header_rows) == (1, 2, 9, 1)
    assert [row[0].page for row in table.rows] == [1] * 5 + [2] * 4


def test_merged_cells() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.drawString(75, 746, "Soort activiteit")
        canvas.drawString(255, 746, "Ja of nee")
        canvas.drawString(75, 726, "(a)")
        canvas.drawString(105, 726, "Studies")
        canvas.drawString(255, 726, "Ja")
        for y in (760, 740, 720):
            canvas.line(70, y, 400, y)
        for x in (70, 250, 400):
            canvas.line(x, 760, x, 720)
        canvas.line(100, 740, 100, 720)

    document = read_pdf(drawn(draw), SETTINGS, name="x.pdf")
    rows = document.tables[0].rows
    assert [(cell.text, cell.columns) for cell in rows[0]] == [("Soort activiteit", 2), ("Ja of nee", 1)]
    assert [cell.text for cell in rows[1]] == ["(a)", "Studies", "Ja"]


def test_words_off_the_page_and_printed_twice_are_left_out() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.drawString(72, 700, "Zichtbaar")
        canvas.drawString(72.4, 700, "Zichtbaar")
        canvas.drawString(900, 700, "onzichtbaar")

    assert flat(read_pdf(drawn(draw), SETTINGS, name="x.pdf").text) == "Zichtbaar"
