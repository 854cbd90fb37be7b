"""A PDF file becomes a ``Document``: pages one by one through pdfium, then the structure of the whole."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium_c

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract.assemble import Source, assemble, document_id
from docintel.extract.headings import Bookmark
from docintel.extract.layout import PageLayout, lay_out
from docintel.extract.pdfium import PageReader
from docintel.extract.structure import read_structure
from docintel.types import Document, Page

MAX_BOOKMARKS = 5000


def read_pdf(data: bytes, settings: ExtractSettings, *, name: str) -> Document:
    """Read a PDF.

    Raises:
        InputFileError: the file is no PDF, damaged beyond use, or locked.
    """
    with _opened(data, settings, name) as handle:
        count = pdfium_c.FPDF_GetPageCount(handle)
        reader = PageReader(handle)
        bookmarks = list(_bookmarks(handle))
        layouts: list[PageLayout] = []
        for number in range(1, min(count, settings.max_pages) + 1):
            content = reader.read(number)
            if content is not None:
                layouts.append(lay_out(content, tables=settings.tables))
        metadata = _metadata_title(handle)
    structure = read_structure(layouts, bookmarks)
    pages = tuple(
        Page(layout.number, layout.width, layout.height, layout.quality, layout.rotation, layout.header, layout.footer)
        for layout in layouts
    )
    source = Source(document_id(data), name, metadata or structure.title, pages)
    return assemble(source, structure.blocks, structure.notes)


@contextmanager
def _opened(data: bytes, settings: ExtractSettings, name: str) -> Iterator[object]:
    """An open pdfium document, closed at the end."""
    pdfium_c.FPDF_InitLibrary()
    handle = None
    for password in (None, b"", *(word.encode() for word in settings.passwords)):
        handle = pdfium_c.FPDF_LoadMemDocument64(ctypes.c_char_p(data), len(data), password)
        if handle or pdfium_c.FPDF_GetLastError() != pdfium_c.FPDF_ERR_PASSWORD:
            break
    if not handle:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD:
            raise InputFileError(
                name, "is encrypted and needs a password", "put it in extract.passwords or unlock the file"
            )
        raise InputFileError(name, "cannot be opened as a PDF", "export or download it again")
    try:
        yield handle
    finally:
        pdfium_c.FPDF_CloseDocument(handle)


def _bookmarks(handle: object) -> Iterator[Bookmark]:
    """The outline, depth first."""
    stack = [(pdfium_c.FPDFBookmark_GetFirstChild(handle, None), 1)]
    seen = 0
    while stack and seen < MAX_BOOKMARKS:
        bookmark, level = stack.pop()
        if not bookmark:
            continue
        seen += 1
        stack.append((pdfium_c.FPDFBookmark_GetNextSibling(handle, bookmark), level))
        if level < 12:
            stack.append((pdfium_c.FPDFBookmark_GetFirstChild(handle, bookmark), level + 1))
        size = pdfium_c.FPDFBookmark_GetTitle(bookmark, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pdfium_c.FPDFBookmark_GetTitle(bookmark, buffer, size)
        title = buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace").strip()
        destination = pdfium_c.FPDFBookmark_GetDest(handle, bookmark)
        page = pdfium_c.FPDFDest_GetDestPageIndex(handle, destination) + 1 if destination else 0
        if title:
            yield Bookmark(title, level, page)


def _metadata_title(handle: object) -> str:
    """The title in the file's properties, unless it is a file name or a program's."""
    size = pdfium_c.FPDF_GetMetaText(handle, b"Title", None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDF_GetMetaText(handle, b"Title", buffer, size)
    title = " ".join(buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace").split())
    junk = title.lower().endswith((".doc", ".docx", ".pdf", ".indd", ".ppt", ".pptx", ".xls", ".xlsx", ".tex", ".dvi"))
    if junk or title.lower().startswith(("microsoft word", "untitled", "document", "powerpoint", "microsoft power")):
        return ""
    return title if len(title) > 4 and " " in title else ""
