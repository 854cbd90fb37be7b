"""The layer over pdfium: words with font, size, box and direction, one page at a time.

Boxes come out in points of the page as it is seen, origin top left, whatever /Rotate and the crop box say. Calls are
made per word and per text object, not per character: that is what keeps this at several hundred pages per second.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium_c

from docintel.extract.content import PageContent, Style, Word
from docintel.extract.drawing import DrawingReader
from docintel.extract.space import View

MAX_CHARACTERS = 300_000

_HYPHENS = "\x02\ufffe"
_WORD = re.compile(rf"[^\s{_HYPHENS}\u200b\ufeff]+[{_HYPHENS}]?|[{_HYPHENS}]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# Symbol and Wingdings bullets as Word writes them
_SYMBOLS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf0a8": "□",
    "\uf06f": "□",
    "\uf0e0": "→",
    "\uf02d": "-",
    "\uf0be": "–",
    "\uf020": " ",
}
_CLEAN = str.maketrans({**_LIGATURES, **_SYMBOLS, "\u00ad": "", "\u200c": "", "\u200d": "", "\u2060": ""})
_BOLD = re.compile(r"(?i)bold|black|heavy|semib|demi|(?:^|[-,])bd\b|-b\b|bx\d|cmbx")
_ITALIC = re.compile(r"(?i)ital|obliq|slant|(?:^|[-,])it\b|cmti")


# the same function with plain addresses: making and reading pointer objects costs more than the call
_OBJECT_AT = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium_c.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


@dataclass(slots=True)
class _TextPage:
    """The text of one page while it is read, with what is known of its text objects."""

    handle: object
    address: int
    view: View
    objects: dict[int, tuple[Style, int, float | None]] = field(default_factory=dict)


class PageReader:
    """Reads the pages of one open document; holds the fonts and the buffers that all pages share."""

    def __init__(self, document: object) -> None:
        """Take an open ``FPDF_DOCUMENT``."""
        self._document = document
        self._drawing = DrawingReader()
        self._fonts: dict[int, tuple[str, bool, bool]] = {}
        self._styles: dict[Style, Style] = {}
        self._doubles = [ctypes.c_double() for _ in range(4)]
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._double_refs = [ctypes.byref(value) for value in self._doubles]
        self._float_refs = [ctypes.byref(value) for value in self._floats]
        self._origin = [ctypes.c_double() for _ in range(2)]
        self._origin_refs = [ctypes.byref(value) for value in self._origin]
        self._colours = [ctypes.c_uint() for _ in range(4)]
        self._matrix = pdfium_c.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)

    def read(self, number: int) -> PageContent | None:
        """Read one page, counted from 1; None where pdfium cannot load it."""
        page = pdfium_c.FPDF_LoadPage(self._document, number - 1)
        if not page:
            return None
        try:
            view = self._view(page)
            width, height = view.size
            content = PageContent(number, width, height, view.rotation)
            text_page = pdfium_c.FPDFText_LoadPage(page)
            if text_page:
                try:
                    self._read_words(text_page, view, content)
                finally:
                    pdfium_c.FPDFText_ClosePage(text_page)
            self._drawing.read(page, view, content)
            return content
        finally:
            pdfium_c.FPDF_ClosePage(page)

    def _view(self, page: object) -> View:
        """The visible box and rotation of a page."""
        left, bottom, right, top = self._floats
        refs = self._float_refs
        for getter in (pdfium_c.FPDFPage_GetCropBox, pdfium_c.FPDFPage_GetMediaBox):
            if getter(page, *refs) and right.value > left.value and top.value > bottom.value:
                media = View(left.value, bottom.value, right.value, top.value, 0)
                break
        else:
            media = View(0.0, 0.0, pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page), 0)
        rotation = (pdfium_c.FPDFPage_GetRotation(page) % 4) * 90
        seen = (pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page))
        view = View(media.left, media.bottom, media.right, media.top, rotation)
        if abs(view.size[0] - seen[0]) > 1 or abs(view.size[1] - seen[1]) > 1:
            # an inherited or clipped box that the getters do not show: trust the size that pdfium renders
            wide, high = seen if rotation in (0, 180) else seen[::-1]
            view = View(media.left, media.top - high, media.left + wide, media.top, rotation)
        return view

    # --- words -------------------------------------------------------------------------------------------------------

    def _read_words(self, text_page: ctypes.c_void_p, view: View, content: PageContent) -> None:
        """Fill in the words of a page in the order of the content stream."""
        count = min(pdfium_c.FPDFText_CountChars(text_page), MAX_CHARACTERS)
        if count <= 0:
            return
        text = self._characters(text_page, count)
        content.characters = len("".join(text.split()))
        place = _TextPage(text_page, ctypes.cast(text_page, ctypes.c_void_p).value or 0, view)
        for match in _WORD.finditer(text):
            start, end = match.span()
            raw = match.group()
            for word in self._runs(place, start, end, raw):
                cleaned = word.text
                if not cleaned.isalnum() or not cleaned.isascii():
                    content.unknown += _unknown(cleaned)
                    cleaned = _clean(cleaned)
                if not cleaned or _is_outside(word, content):
                    continue
                word.text = cleaned
                word.order = start
                content.words.append(word)

    def _characters(self, text_page: object, count: int) -> str:
        """The text of a page, one Python character per pdfium character."""
        buffer = ctypes.create_string_buffer((count + 1) * 2)
        got = pdfium_c.FPDFText_GetText(text_page, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
        text = buffer.raw[: max(0, got - 1) * 2].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
        # control characters and such are missing in the buffer: the indices would drift
        unicode_of = pdfium_c.FPDFText_GetUnicode
        codes = (unicode_of(text_page, index) for index in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)

    def _runs(self, page: _TextPage, start: int, end: int, raw: str) -> Iterator[Word]:
        """A word as one run, or as several where it crosses text objects that differ."""
        hyphen = raw[-1] in _HYPHENS
        if hyphen:
            raw = raw[:-1] + "-"
        if pdfium_c.FPDFText_CountRects(page.handle, start, end - start) == 1:
            word = self._run(page, start, raw, 1)
            word.hyphen = hyphen
            yield word
            return
        pending: Word | None = None
        for first, last in _object_runs(page, start, end):
            rectangles = pdfium_c.FPDFText_CountRects(page.handle, first, last - first)
            if rectangles < 1:
                continue
            word = self._run(page, first, raw[first - start : last - start], rectangles)
            if pending is not None and _continues(pending, word):
                pending.text += word.text
                pending.x0, pending.x1 = min(pending.x0, word.x0), max(pending.x1, word.x1)
                pending.top, pending.bottom = min(pending.top, word.top), max(pending.bottom, word.bottom)
                continue
            if pending is not None:
                yield pending
                word.glued = _touches(pending, word)
            pending = word
        if pending is not None:
            pending.hyphen = hyphen
            yield pending

    def _run(self, page: _TextPage, start: int, raw: str, rectangles: int) -> Word:
        """A run of characters of one text object, whose rectangles were counted last."""
        left, top, right, bottom = self._doubles
        refs = self._double_refs
        view = page.view
        pdfium_c.FPDFText_GetRect(page.handle, 0, *refs)
        x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
        for index in range(1, min(rectangles, 8)):
            pdfium_c.FPDFText_GetRect(page.handle, index, *refs)
            x0, y0 = min(x0, left.value), min(y0, bottom.value)
            x1, y1 = max(x1, right.value), max(y1, top.value)
        style, turn, level = self._style(page, start)
        if view.rotation == 0 and turn == 0 and level is not None:
            base = view.top - level
            return Word(raw, x0 - view.left, view.top - y1, x1 - view.left, view.top - y0, base, style, start)
        pdfium_c.FPDFText_GetCharOrigin(page.handle, start, refs[0], refs[1])
        x, y = view.point(left.value, top.value)
        box = view.box(x0, y0, x1, y1)
        return Word(raw, box.x0, box.top, box.x1, box.bottom, y if turn in (0, 180, -1) else x, style, start, turn=turn)

    def _style(self, page: _TextPage, index: int) -> tuple[Style, int, float | None]:
        """Style, direction and, where it runs level, height of the text object of a character; looked up once each."""
        key = _OBJECT_AT(page.address, index) or 0
        known = page.objects.get(key)
        if known is not None:
            return known
        text_object = pdfium_c.FPDFText_GetTextObject(page.handle, index)
        pdfium_c.FPDFText_GetMatrix(page.handle, index, self._matrix_ref)
        matrix = self._matrix
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = round(pdfium_c.FPDFText_GetFontSize(page.handle, index) * scale, 1)
        font, bold, italic = self._font(text_object)
        colour, hidden = 0, False
        if key:
            red, green, blue, _ = self._colours
            if pdfium_c.FPDFPageObj_GetFillColor(text_object, *self._colours):
                colour = red.value << 16 | green.value << 8 | blue.value
            mode = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object)
            hidden = mode == 3
            bold = bold or mode == 2
        style = Style(font, size, bold, italic, colour, hidden)
        level: float | None = None
        if key and matrix.b == 0 and matrix.a > 0:
            pdfium_c.FPDFText_GetCharOrigin(page.handle, index, self._origin_refs[0], self._origin_refs[1])
            level = self._origin[1].value
        found = (self._styles.setdefault(style, style), _turn(matrix.a, matrix.b, page.view.rotation), level)
        page.objects[key] = found
        return found

    def _font(self, text_object: object) -> tuple[str, bool, bool]:
        """Name, boldness and slant of the font of a text object."""
        font = pdfium_c.FPDFTextObj_GetFont(text_object)
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        known = self._fonts.get(key)
        if known is not None:
            return known
        buffer = ctypes.create_string_buffer(256)
        name = ""
        if key and 0 < pdfium_c.FPDFFont_GetBaseFontName(font, buffer, 256) <= 256:
            name = buffer.value.decode("utf-8", "replace")
        name = re.sub(r"^[A-Z]{6}\+", "", name)
        angle = ctypes.c_int()
        slanted = bool(key) and bool(pdfium_c.FPDFFont_GetItalicAngle(font, angle)) and abs(angle.value) > 2
        weight = pdfium_c.FPDFFont_GetWeight(font) if key else 0
        found = (name, bool(_BOLD.search(name)) or 600 <= weight <= 1000, bool(_ITALIC.search(name)) or slanted)
        self._fonts[key] = found
        return found


def _object_runs(page: _TextPage, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch of characters where the text object changes."""
    first, last = start, None
    for index in range(start, end):
        found = _OBJECT_AT(page.address, index)
        if index > start and found != last:
            yield first, index
            first = index
        last = found
    yield first, end


def _turn(a: float, b: float, rotation: int) -> int:
    """Reading direction as seen, of text with the matrix (a, b ...) on a page rotated clockwise."""
    degrees = (rotation - math.degrees(math.atan2(b, a))) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= 12 else -1


def _continues(word: Word, following: Word) -> bool:
    """Tell whether two runs are one word cut by the file only: same style and height, no gap."""
    if word.turn != following.turn or abs(word.base - following.base) > 0.12 * word.size:
        return False
    return (
        abs(word.size - following.size) <= 0.15 * word.size
        and _touches(word, following)
        and (word.style.bold == following.style.bold or not following.text[:1].isdigit())
    )


def _is_outside(word: Word, content: PageContent) -> bool:
    """Tell whether a word lies off the visible page: nobody who reads the page sees it."""
    return word.x1 < -2 or word.x0 > content.width + 2 or word.bottom < -2 or word.top > content.height + 2


def _touches(word: Word, following: Word) -> bool:
    """Tell whether the second run starts where the first ends."""
    if word.turn not in (0, -1):
        return True
    return -0.6 * word.size < following.x0 - word.x1 < 0.28 * max(word.size, following.size)


def _unknown(text: str) -> int:
    """Number of characters without a meaning: replacement, control and private use."""
    if text.isascii() and text.isprintable():
        return 0
    return sum(
        character == "\ufffd" or (character not in _SYMBOLS and unicodedata.category(character) in ("Cc", "Co", "Cn"))
        for character in text
        if not character.isalnum()
    )


def _clean(text: str) -> str:
    """Ligatures spelt out, symbols named, NFC."""
    if text.isascii():
        return text if text.isprintable() else "".join(c for c in text if c.isprintable())
    text = unicodedata.normalize("NFC", text.translate(_CLEAN))
    return "".join(c for c in text if c.isprintable() or c == "\ufffd").strip()
