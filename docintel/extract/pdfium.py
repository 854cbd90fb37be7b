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

from docintel.extract import native
from docintel.extract.content import PageContent, Style, Word
from docintel.extract.drawing import DrawingReader
from docintel.extract.space import View

MAX_CHARACTERS = 300_000

_HYPHENS = "\x02\ufffe"
_WORD = re.compile(rf"[^\s{_HYPHENS}\u200b\ufeff]+[{_HYPHENS}]?|[{_HYPHENS}]")
_LIGATURES = {"ĳ": "ij", "Ĳ": "IJ", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
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


@dataclass(slots=True)
class _TextPage:
    """The text of one page while it is read, with what is known of its text objects."""

    address: int
    view: View
    objects: dict[int, tuple[Style, int, float | None]] = field(default_factory=dict)
    """Style, direction and, where it runs level on an upright page, height of each text object."""


class PageReader:
    """Reads the pages of one open document; holds the fonts and the buffers that all pages share."""

    def __init__(self, document: object) -> None:
        """Take an open ``FPDF_DOCUMENT``."""
        self._document = document
        self._drawing = DrawingReader()
        self._fonts: dict[int, tuple[str, bool, bool]] = {}
        self._styles: dict[tuple[str, float, bool, bool, int, bool], Style] = {}
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._float_refs = [ctypes.byref(value) for value in self._floats]
        self._rect = native.Cells("d", 4)
        self._origin = native.Cells("d", 2)
        self._colours = native.Cells("I", 4)
        self._matrix = native.Cells("f", 6)

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
        address = native.address_of(text_page)
        page = _TextPage(address, view)
        count_rects, words, right, foot = native.count_rects, content.words, content.width + 2, content.height + 2
        for match in _WORD.finditer(text):
            start, end = match.span()
            raw = match.group()
            hyphen = raw[-1] in _HYPHENS
            if hyphen:
                raw = raw[:-1] + "-"
            if count_rects(address, start, end - start) == 1:
                word = self._run(page, start, raw, 1)
                if not hyphen and raw.isascii() and raw.isprintable():
                    if word.x1 >= -2 and word.x0 <= right and word.bottom >= -2 and word.top <= foot:
                        words.append(word)
                    continue
                found = [word]
            else:
                found = list(self._runs(page, start, end, raw))
            if hyphen and found:
                found[-1].hyphen = True
            for word in found:
                if not raw.isascii() or not raw.isprintable():
                    content.unknown += _unknown(word.text)
                    word.text = _clean(word.text)
                # what lies off the visible page is seen by nobody who reads it
                if not word.text or word.x1 < -2 or word.x0 > right or word.bottom < -2 or word.top > foot:
                    continue
                word.order = start
                words.append(word)

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
        """A word that crosses text objects, as one run where they look alike, or as several."""
        pending: Word | None = None
        for first, last in _object_runs(page.address, start, end):
            rectangles = native.count_rects(page.address, first, last - first)
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
            yield pending

    def _run(self, page: _TextPage, start: int, raw: str, rectangles: int) -> Word:
        """A run of characters of one text object, whose rectangles were counted last."""
        address, cells = page.address, self._rect
        native.get_rect(address, 0, *cells.addresses)
        x0, y1, x1, y0 = cells.unpack(cells.buffer)
        if rectangles > 1:
            for index in range(1, min(rectangles, 8)):
                native.get_rect(address, index, *cells.addresses)
                left, top, right, bottom = cells.read()
                x0, y0, x1, y1 = min(x0, left), min(y0, bottom), max(x1, right), max(y1, top)
        key = native.object_at(address, start) or 0
        style, turn, level = page.objects.get(key) or self._style(page, key, start)
        view = page.view
        if level is not None:
            return Word(
                raw, x0 - view.left, view.top - y1, x1 - view.left, view.top - y0, view.top - level, style, start
            )
        x, y = view.point(*self._origin_of(address, start))
        box = view.box(x0, y0, x1, y1)
        return Word(raw, box.x0, box.top, box.x1, box.bottom, y if turn in (0, 180, -1) else x, style, start, turn=turn)

    def _origin_of(self, address: int, index: int) -> tuple[float, float]:
        """Where the base line of a character starts, in user space."""
        native.char_origin(address, index, *self._origin.addresses)
        x, y = self._origin.read()
        return x, y

    def _style(self, page: _TextPage, key: int, index: int) -> tuple[Style, int, float | None]:
        """Style, direction and height of the text object of a character; looked up once each."""
        address = page.address
        native.char_matrix(address, index, self._matrix.addresses[0])
        a, b, c, d, _, _ = self._matrix.read()
        size = round(native.font_size(address, index) * (math.hypot(c, d) or 1.0), 1)
        font, bold, italic = self._font((native.font_of(key) if key else 0) or 0)
        colour, hidden = 0, False
        if key:
            if native.fill_colour(key, *self._colours.addresses):
                red, green, blue, _ = self._colours.read()
                colour = red << 16 | green << 8 | blue
            mode = native.render_mode(key)
            hidden = mode == 3
            bold = bold or mode == 2
        look = (font, size, bold, italic, colour, hidden)
        style = self._styles.get(look)
        if style is None:
            style = self._styles[look] = Style(*look)
        turn = _turn(a, b, page.view.rotation)
        level = None
        if key and b == 0 and a > 0 and turn == page.view.rotation == 0:
            level = self._origin_of(address, index)[1]
        found = page.objects[key] = (style, turn, level)
        return found

    def _font(self, key: int) -> tuple[str, bool, bool]:
        """Name, boldness and slant of a font, by its address."""
        known = self._fonts.get(key)
        if known is not None:
            return known
        font = ctypes.cast(key, pdfium_c.FPDF_FONT)
        buffer = ctypes.create_string_buffer(256)
        name = ""
        if key and 0 < pdfium_c.FPDFFont_GetBaseFontName(font, buffer, 256) <= 256:
            name = buffer.value.decode("utf-8", "replace")
        name = re.sub(r"^[A-Z]{6}\+", "", name)
        angle = ctypes.c_int()
        slanted = bool(key) and bool(pdfium_c.FPDFFont_GetItalicAngle(font, angle)) and abs(angle.value) > 2
        weight = pdfium_c.FPDFFont_GetWeight(font) if key else 0
        found = (name, is_bold(name, weight), bool(_ITALIC.search(name)) or slanted)
        self._fonts[key] = found
        return found


def is_bold(name: str, weight: int) -> bool:
    """Tell whether a font is bold: by its name, and by its weight only where it has no name to speak of.

    The weight is guessed from stems: files have a plain ``ArialMT`` at 695 and an ``Arial-BoldMT`` at 400.
    """
    if sum(map(str.isalpha, name)) > 3:
        return bool(_BOLD.search(name))
    return bool(_BOLD.search(name)) or 600 <= weight <= 1000


def _object_runs(address: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch of characters where the text object changes."""
    object_at = native.object_at
    first, last = start, object_at(address, start)
    for index in range(start + 1, end):
        found = object_at(address, index)
        if found != last:
            yield first, index
            first, last = index, found
    yield first, end


def _turn(a: float, b: float, rotation: int) -> int:
    """Reading direction as seen, of text with the matrix (a, b ...) on a page rotated clockwise."""
    if b == 0 and a > 0:
        return rotation
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
