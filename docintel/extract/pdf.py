"""A PDF file becomes a ``Document``."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as pdfium_c

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract.assemble import RawBlock, RawLine, Source, assemble, document_id
from docintel.extract.pdfium import PageReader
from docintel.types import Document, Page


def read_pdf(data: bytes, settings: ExtractSettings, *, name: str) -> Document:
    """Read a PDF.

    Raises:
        InputFileError: the file is no PDF, damaged beyond use, or locked.
    """
    pdfium_c.FPDF_InitLibrary()
    handle = pdfium_c.FPDF_LoadMemDocument64(ctypes.c_char_p(data), len(data), None)
    if not handle:
        raise InputFileError(name, "cannot be opened as a PDF", "export or download it again")
    reader = PageReader(handle)
    pages, blocks = [], []
    for number in range(1, pdfium_c.FPDF_GetPageCount(handle) + 1):
        content = reader.read(number)
        if content is None:
            continue
        pages.append(Page(number, content.width, content.height))
        text = " ".join(word.text for word in content.words)
        blocks.append(RawBlock("paragraph", (RawLine(text, number),)))
    pdfium_c.FPDF_CloseDocument(handle)
    return assemble(Source(document_id(data), name, pages=tuple(pages)), blocks)
