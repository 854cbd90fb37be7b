"""A PDF file becomes a ``Document``: pages one by one through pdfium, then the structure of the whole."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pypdfium2.raw as pdfium_c

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract import ocr
from docintel.extract.assemble import Source, assemble, document_id
from docintel.extract.content import PageContent
from docintel.extract.damage import damaged_pages
from docintel.extract.fallback import fallback_pages
from docintel.extract.layout import PageLayout, lay_out
from docintel.extract.ligatures import LigatureMender
from docintel.extract.outline import bookmarks, metadata_title
from docintel.extract.pdfium import PageReader
from docintel.extract.quality import assess, page_list, page_warnings
from docintel.extract.repair import with_trailer
from docintel.extract.structure import read_structure
from docintel.extract.titles import is_left_over
from docintel.types import Document, Page

_REFUSED = ("cannot be opened as a PDF: it is damaged beyond repair or something else", "export or download it again")
_NO_PAGE = ("holds no page that can be read", "export or download it again")
_LOCKED = ("is encrypted and needs a password", "add it to extract.passwords or save the file without one")


@dataclass(slots=True)
class _Reading:
    """What grows while the pages of a file are read."""

    layouts: list[PageLayout] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    repaired: bool = False
    warnings: list[str] = field(default_factory=list)


def read_pdf(data: bytes, settings: ExtractSettings, *, name: str) -> Document:
    """Read a PDF.

    Raises:
        InputFileError: the file is no PDF, damaged beyond use, locked, or without pages.
    """
    reading = _Reading()
    with _opened(data, settings, name, reading) as handle:
        outline = list(bookmarks(handle)) if handle else []
        title = metadata_title(handle) if handle else ""
        if handle:
            _read_pages(handle, settings, reading)
    _read_missing(data, settings, reading, opened=handle is not None)
    if not reading.layouts:
        raise InputFileError(name, *(_NO_PAGE if b"%PDF-" in data[:1024] else _REFUSED))
    _flag_damage(data, reading)
    structure = read_structure(reading.layouts, outline, title)
    title = "" if is_left_over(title, structure.first_heading) else title
    states = [(layout.number, layout.quality.state) for layout in reading.layouts]
    warnings = page_warnings(states, ocr_wanted=settings.ocr, ocr_ready=ocr.is_ready())
    pages = tuple(
        Page(layout.number, layout.width, layout.height, layout.quality, layout.rotation, layout.header, layout.footer)
        for layout in reading.layouts
    )
    source = Source(document_id(data), name, title or structure.title, pages, (*reading.warnings, *warnings))
    return assemble(source, structure.blocks, structure.notes)


@contextmanager
def _opened(data: bytes, settings: ExtractSettings, name: str, reading: _Reading) -> Iterator[object | None]:
    """An open pdfium document, closed at the end; None where only the second reader can help."""
    pdfium_c.FPDF_InitLibrary()
    handle, error = _load(data, settings)
    if error == pdfium_c.FPDF_ERR_PASSWORD:
        raise InputFileError(name, *_LOCKED)
    # pdfium reads from this buffer as long as the document is open
    mended = with_trailer(data) if handle is None else None
    if mended is not None:
        handle, _ = _load(mended, settings)
        reading.repaired = handle is not None
    try:
        yield handle
    finally:
        if handle:
            pdfium_c.FPDF_CloseDocument(handle)


def _load(data: bytes, settings: ExtractSettings) -> tuple[object | None, int]:
    """Try to open a file without a password, with the empty one and with those given; the document and the error."""
    error = 0
    for password in (None, b"", *(word.encode() for word in settings.passwords)):
        handle = pdfium_c.FPDF_LoadMemDocument64(ctypes.c_char_p(data), len(data), password)
        if handle:
            return handle, 0
        error = pdfium_c.FPDF_GetLastError()
        if error != pdfium_c.FPDF_ERR_PASSWORD:
            break
    return None, error


def _read_pages(handle: object, settings: ExtractSettings, reading: _Reading) -> None:
    """Read all pages that pdfium can load."""
    count = pdfium_c.FPDF_GetPageCount(handle)
    reader = PageReader(handle)
    mender = LigatureMender()
    ocr_ready = settings.ocr and ocr.is_ready()
    for number in range(1, min(count, settings.max_pages) + 1):
        content = reader.read(number)
        if content is None:
            reading.missing.append(number)
            continue
        mender.mend(content.words)
        layout = _lay_out(content, settings)
        if ocr_ready and layout.quality.state == "scanned" and ocr.recognise(handle, content, settings.ocr_languages):
            layout = _lay_out(content, settings)
            layout.quality = replace(layout.quality, state="ocr")
        reading.layouts.append(layout)
    if count > settings.max_pages:
        reading.warnings.append(f"pages {settings.max_pages + 1}-{count} were left out (extract.max_pages)")


def _lay_out(content: PageContent, settings: ExtractSettings) -> PageLayout:
    """Lay out and grade one page."""
    quality = assess(content)
    layout = lay_out(content, tables=settings.tables)
    layout.quality = replace(quality, order_doubt=layout.quality.order_doubt)
    return layout


def _read_missing(data: bytes, settings: ExtractSettings, reading: _Reading, *, opened: bool) -> None:
    """Try the second reader on what the first one could not load. A page that neither lists does not exist."""
    if reading.repaired:
        reading.warnings.append("the file breaks off or has lost its table of objects: what could be found was read")
        if reading.missing:
            reading.warnings.append(f"{page_list(reading.missing)}: lost")
    if reading.layouts and (reading.repaired or (opened and not reading.missing)):
        return
    found = fallback_pages(data, set(reading.missing) if reading.layouts else None)
    for number in sorted(found):
        if number <= settings.max_pages:
            reading.layouts.append(_lay_out(found[number], settings))
    reading.layouts.sort(key=lambda layout: layout.number)
    if found and not opened:
        return
    if found:
        reading.warnings.append(f"{page_list(sorted(found))}: read by the second reader, the page tree is damaged")


def _flag_damage(data: bytes, reading: _Reading) -> None:
    """Mark pages whose content breaks off."""
    damaged = set(damaged_pages(data))
    for layout in reading.layouts:
        if layout.number in damaged and layout.quality.state in ("text", "blank"):
            layout.quality = replace(layout.quality, state="unreliable")
