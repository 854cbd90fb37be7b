"""Laid-out pages as a PDF; the same pages give the same bytes."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

from .paper import Result
from .source import Source


def draw(source: Source, result: Result) -> bytes:
    """Draw all pages."""
    width, height = source.layout.paper
    stream = io.BytesIO()
    # Not compressed: another zlib would give other bytes.
    canvas = Canvas(stream, pagesize=(width, height), invariant=1, pageCompression=0)
    canvas.setTitle(source.title)
    canvas.setAuthor("docintel (example document)")
    canvas.setSubject("Written for docintel as an example; no source of law")
    headings = _headings_by_page(source, result) if source.layout.bookmarks else {}
    for page in result.pages:
        for level, text, key in headings.get(page.number, ()):
            canvas.bookmarkPage(key)
            canvas.addOutlineEntry(text, key, level)
        for rule in page.rules:
            if rule.fill is not None:
                canvas.setFillGray(rule.fill)
                canvas.rect(rule.x0, height - rule.y1, rule.x1 - rule.x0, rule.y1 - rule.y0, stroke=0, fill=1)
                canvas.setFillGray(0)
        for rule in page.rules:
            if rule.fill is None:
                canvas.setLineWidth(0.5)
                canvas.line(rule.x0, height - rule.y0, rule.x1, height - rule.y1)
        for run in page.runs:
            text = canvas.beginText(run.x, height - run.y)
            text.setFont(run.font, run.size)
            text.setWordSpace(run.spread)
            text.setFillColorRGB(*(source.layout.accent if run.accent else (0.0, 0.0, 0.0)))
            text.textOut(run.text)
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _headings_by_page(source: Source, result: Result) -> dict[int, list[tuple[int, str, str]]]:
    found: dict[int, list[tuple[int, str, str]]] = {}
    depth = -1
    for nth, (level, text, page) in enumerate(result.toc):
        depth = min(level - 1, depth + 1)
        found.setdefault(page, []).append((depth, text, f"h{nth}"))
    return found
