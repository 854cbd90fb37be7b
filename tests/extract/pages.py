"""Single pages drawn for the tests, and what is read from them."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from docintel.config import ExtractSettings
from docintel.extract.pdf import read_pdf
from docintel.types import Document

SENTENCES = (
    "De raad vraagt de regering om de procedure voor kleine ondernemingen te vereenvoudigen en sneller te beslissen.",
    "Uit de bevraging blijkt dat de helft van de aanvragers langer dan vier maanden op een antwoord wacht.",
    "Daarom is een vaste termijn nodig, met een melding aan de aanvrager zodra die termijn niet wordt gehaald.",
)
TEXT = " ".join(SENTENCES)


def read(*pages: Callable[[Canvas], None], size: tuple[float, float] = (595, 842)) -> Document:
    """The document of these pages."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return read_pdf(buffer.getvalue(), ExtractSettings(), name="x.pdf")


def set_text(
    canvas: Canvas, text: str, x: float, y: float, width: float, *, font: str = "Times-Roman", size: float = 10
) -> float:
    """Set a paragraph; the height under it."""
    line = ""
    canvas.setFont(font, size)
    for word in text.split():
        if line and stringWidth(f"{line} {word}", font, size) > width:
            canvas.drawString(x, y, line)
            line, y = word, y - 1.2 * size
        else:
            line = f"{line} {word}".strip()
    canvas.drawString(x, y, line)
    return y - 1.2 * size


def blocks(document: Document) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(b.kind, document.quote(b.span)) for b in document.blocks]
