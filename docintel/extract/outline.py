"""What a PDF says of itself: its outline and the title in its properties."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2.raw as pdfium_c

from docintel.extract.cues import cue_words
from docintel.extract.headings import Bookmark

MAX_BOOKMARKS = 5000
MAX_DEPTH = 12
_FILE_ENDINGS = (".doc", ".docx", ".pdf", ".indd", ".ppt", ".pptx", ".xls", ".xlsx", ".tex", ".dvi", ".rtf", ".odt")
_PROGRAMS = cue_words("programs")


def bookmarks(handle: object) -> Iterator[Bookmark]:
    """The outline, depth first."""
    stack = [(pdfium_c.FPDFBookmark_GetFirstChild(handle, None), 1)]
    seen = 0
    while stack and seen < MAX_BOOKMARKS:
        bookmark, level = stack.pop()
        if not bookmark:
            continue
        seen += 1
        stack.append((pdfium_c.FPDFBookmark_GetNextSibling(handle, bookmark), level))
        if level < MAX_DEPTH:
            stack.append((pdfium_c.FPDFBookmark_GetFirstChild(handle, bookmark), level + 1))
        title = _title(bookmark)
        destination = pdfium_c.FPDFBookmark_GetDest(handle, bookmark)
        page = pdfium_c.FPDFDest_GetDestPageIndex(handle, destination) + 1 if destination else 0
        if title:
            yield Bookmark(title, level, page)


def _title(bookmark: object) -> str:
    """The text of an outline entry."""
    size = pdfium_c.FPDFBookmark_GetTitle(bookmark, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDFBookmark_GetTitle(bookmark, buffer, size)
    return " ".join(buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace").split())


def metadata_title(handle: object) -> str:
    """The title in the file's properties, unless it is a file name or a program's."""
    size = pdfium_c.FPDF_GetMetaText(handle, b"Title", None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDF_GetMetaText(handle, b"Title", buffer, size)
    title = " ".join(buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace").split())
    lowered = title.lower()
    if lowered.endswith(_FILE_ENDINGS) or lowered.startswith(_PROGRAMS) or not lowered.isprintable():
        return ""
    return title if len(title) > 4 and " " in title else ""
