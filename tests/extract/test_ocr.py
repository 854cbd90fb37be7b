"""Pages without a text layer, read by tesseract where it is installed."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docintel.config import ExtractSettings
from docintel.extract import ocr
from docintel.extract.content import PageContent, Style, Word
from docintel.extract.pdf import read_pdf

LINES = [
    "De raad vraagt de regering om een vast loket",
    "voor kleine ondernemingen die onderzoek doen",
    "naar technologie met een dubbel gebruik.",
    "The council asks for one desk for small firms.",
]


def scan(turn: int) -> bytes:
    """A page that holds nothing but a picture of text, the picture turned clockwise."""
    import pypdfium2

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(420, 300))
    for at, line in enumerate(LINES * 2):
        canvas.setFont("Helvetica", 15)
        canvas.drawString(30, 260 - 24 * at, line)
    canvas.save()
    with pypdfium2.PdfDocument(buffer.getvalue()) as pdf:
        picture = pdf[0].render(scale=3).to_pil().rotate(-turn, expand=True)
    out = io.BytesIO()
    wide, high = picture.size[0] / 3, picture.size[1] / 3
    sheet = Canvas(out, pagesize=(wide, high))
    sheet.drawImage(ImageReader(picture), 0, 0, wide, high)
    sheet.save()
    return out.getvalue()


@pytest.mark.skipif(not ocr.is_ready(), reason="tesseract is not installed")
@pytest.mark.parametrize("turn", [0, 90])
def test_a_scan_is_read(turn: int) -> None:
    data = scan(turn)
    assert read_pdf(data, ExtractSettings(), name="x.pdf").pages[0].quality.state == "scanned"
    document = read_pdf(data, ExtractSettings(ocr=True), name="x.pdf")
    assert document.pages[0].quality.state == "ocr"
    assert document.warnings == ()
    text = " ".join(document.text.split())
    assert all(line in text for line in LINES)


@pytest.mark.skipif(not ocr.is_ready(), reason="tesseract is not installed")
def test_a_language_that_is_not_installed_leaves_the_page_scanned() -> None:
    document = read_pdf(scan(0), ExtractSettings(ocr=True, ocr_languages="xxx"), name="x.pdf")
    assert document.pages[0].quality.state == "scanned"
    assert document.warnings == ("page 1: scanned, no text layer; OCR found no text on them",)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_of_a_turned_picture_lie_where_they_are_seen(rotate: int) -> None:
    from docintel.extract.lines import set_upright

    found = {
        "text": ["Een", "woord"], "conf": ["96", "95"], "block_num": ["1", "1"], "par_num": ["1", "1"],
        "line_num": ["1", "1"], "left": ["20", "60"], "top": ["30", "30"], "width": ["35", "50"], "height": ["10", "10"],
    }  # fmt: skip
    content = PageContent(1, 200, 100, 0) if rotate in (0, 180) else PageContent(1, 100, 200, 0)
    ocr._add_words(content, found, 1.0, rotate)
    set_upright(content)
    style = Style("ocr", 11.0, False, False, 0)
    assert content.words == [
        Word("Een", 20, 30, 55, 40, 40, style, 0),
        Word("woord", 60, 30, 110, 40, 40, style, 1),
    ]
