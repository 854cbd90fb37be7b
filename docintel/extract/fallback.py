"""The second reader: what pdfium cannot open or load is tried with pdfplumber, page by page."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from docintel.extract.content import PageContent, Style, Word
from docintel.types import Box

# what pdfminer lets out on damaged files
FAULTS = (
    PdfminerException, MalformedPDFException, PSException, PDFException, ValueError, TypeError, KeyError, IndexError,
    AttributeError, AssertionError, RecursionError, OverflowError, NotImplementedError, struct.error, zlib.error,
    OSError,
)  # fmt: skip


def fallback_pages(data: bytes, wanted: set[int] | None = None) -> dict[int, PageContent]:
    """Pages that pdfplumber can read, all or the wanted ones; empty where it cannot open the file either."""
    found: dict[int, PageContent] = {}
    with _opened(data) as pdf:
        if pdf is None:
            return found
        for page in _safe_pages(pdf):
            if wanted is None or page.page_number in wanted:
                content = _read(page)
                if content is not None:
                    found[page.page_number] = content
            page.close()
    return found


def content_streams(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The raw content streams of each page."""
    with _opened(data) as pdf:
        if pdf is None:
            return
        for page in _safe_pages(pdf):
            for stream in page.page_obj.contents:
                resolved = resolve1(stream)
                if isinstance(resolved, PDFStream):
                    yield page.page_number, resolved.rawdata or b""


@contextmanager
def _opened(data: bytes) -> Iterator[pdfplumber.PDF | None]:
    """An open pdfplumber document; None where it refuses the file."""
    try:
        pdf = pdfplumber.open(io.BytesIO(data))
    except FAULTS:
        yield None
        return
    try:
        yield pdf
    finally:
        pdf.close()


def _safe_pages(pdf: pdfplumber.PDF) -> list[pdfplumber.page.Page]:
    """The pages that pdfplumber lists."""
    try:
        return list(pdf.pages)
    except FAULTS:
        return []


def _read(page: pdfplumber.page.Page) -> PageContent | None:
    """One page in the form that pdfium's pages have."""
    try:
        words = page.extract_words(extra_attrs=["fontname", "size"], use_text_flow=True)
        rules = [*page.lines, *page.rects]
        width, height = float(page.width), float(page.height)
    except FAULTS:
        return None
    content = PageContent(page.page_number, width, height, 0)
    for order, word in enumerate(words):
        size = round(float(word["size"]), 1)
        name = str(word["fontname"])
        style = Style(name, size, "bold" in name.lower(), "ital" in name.lower() or "obliq" in name.lower(), 0)
        top, bottom = float(word["top"]), float(word["bottom"])
        content.words.append(
            Word(
                str(word["text"]), float(word["x0"]), top, float(word["x1"]), bottom, bottom - 0.2 * size, style, order
            )
        )
    content.characters = sum(len(word.text) for word in content.words)
    content.unknown = sum(word.text.count("\ufffd") + word.text.count("(cid:") for word in content.words)
    for rule in rules:
        box = Box(float(rule["x0"]), float(rule["top"]), float(rule["x1"]), float(rule["bottom"]))
        if min(box.x1 - box.x0, box.bottom - box.top) <= 2.6:
            content.rules.append(box)
    return content
