"""The calls of pdfium that are made per word or per drawn object, with plain addresses as arguments.

The same functions as in ``pypdfium2.raw``: making, checking and reading pointer objects costs more than most of these
calls do (0.3 to 0.6 instead of 0.8 to 1.3 microseconds each).
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium_c

_ADDRESS = ctypes.c_void_p
_INT = ctypes.c_int


def address_of(pointer: object) -> int:
    """Where a pointer of ``pypdfium2.raw`` points; 0 for none."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _plain(function: object, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.CFUNCTYPE(result, *arguments)(address_of(function))


_FOUR = (_ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)

object_at = _plain(pdfium_c.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
count_rects = _plain(pdfium_c.FPDFText_CountRects, _INT, _ADDRESS, _INT, _INT)
get_rect = _plain(pdfium_c.FPDFText_GetRect, _INT, _ADDRESS, _INT, *_FOUR)
char_origin = _plain(pdfium_c.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
char_matrix = _plain(pdfium_c.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
font_size = _plain(pdfium_c.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INT)
font_of = _plain(pdfium_c.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
render_mode = _plain(pdfium_c.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
fill_colour = _plain(pdfium_c.FPDFPageObj_GetFillColor, _INT, _ADDRESS, *_FOUR)
page_object = _plain(pdfium_c.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _INT)
form_object = _plain(pdfium_c.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
object_type = _plain(pdfium_c.FPDFPageObj_GetType, _INT, _ADDRESS)
object_bounds = _plain(pdfium_c.FPDFPageObj_GetBounds, _INT, _ADDRESS, *_FOUR)
object_matrix = _plain(pdfium_c.FPDFPageObj_GetMatrix, _INT, _ADDRESS, _ADDRESS)


class Cells:
    """A few numbers that pdfium writes its answers into, read back in one go."""

    def __init__(self, code: str, size: int) -> None:
        """Make ``size`` cells of one type: ``d`` double, ``f`` float, ``I`` unsigned."""
        form = struct.Struct(f"{size}{code}")
        self.buffer = ctypes.create_string_buffer(form.size)
        start = ctypes.addressof(self.buffer)
        self.addresses = tuple(start + at * struct.calcsize(code) for at in range(size))
        """One for each cell; the first one is that of the whole."""
        self.unpack: Callable[..., tuple[Any, ...]] = form.unpack_from
        """``unpack(buffer)`` is :meth:`read` without its call, for what runs once a word."""

    def read(self) -> tuple[Any, ...]:
        """What the cells hold."""
        return self.unpack(self.buffer)
