"""Pages without a text layer, read with tesseract where the extra ``[ocr]`` and the program are installed."""

from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium_c

from docintel.extract.content import PageContent, Style, Word

if TYPE_CHECKING:
    from PIL import Image

DPI = 300
# a page may claim any size; a bitmap above this many pixels is drawn smaller (one 12 kB file asks for 35,000 x 35,000)
MAX_PIXELS = 40_000_000
MIN_CONFIDENCE = 30.0
# a page is turned on evidence beyond this only: on pages with few letters the direction is a guess
# (at half the size, in a quarter of the time, a quarter turn was taken for its opposite at 2.65; at full size 12.5)
MIN_TURN_CONFIDENCE = 4.0
SECONDS = 180


def is_ready() -> bool:
    """Tell whether OCR can run on this machine."""
    installed = importlib.util.find_spec("pytesseract") is not None and importlib.util.find_spec("PIL") is not None
    return installed and shutil.which("tesseract") is not None


def recognise(document: object, content: PageContent, languages: str) -> int:
    """Fill in the words of a page by OCR; the number of words found, 0 where tesseract fails or takes too long."""
    import pytesseract

    page = pdfium_c.FPDF_LoadPage(document, content.number - 1)
    if not page:
        return 0
    scale = min(DPI / 72, (MAX_PIXELS / max(1.0, content.width * content.height)) ** 0.5)
    try:
        rotate = _rotation(_picture(page, content, scale, 0))
        picture = _picture(page, content, scale, rotate)
        found = pytesseract.image_to_data(picture, lang=languages, output_type=pytesseract.Output.DICT, timeout=SECONDS)
    except RuntimeError:
        # a language that is not installed, a fault of tesseract (its error is one of these) or the time limit
        return 0
    finally:
        pdfium_c.FPDF_ClosePage(page)
    _add_words(content, found, scale, rotate)
    return len(content.words)


def _picture(page: object, content: PageContent, scale: float, rotate: int) -> Image.Image:
    """The page as drawn, turned clockwise by ``rotate`` degrees."""
    from PIL import Image

    wide, high = max(1, int(content.width * scale)), max(1, int(content.height * scale))
    if rotate in (90, 270):
        wide, high = high, wide
    bitmap = pdfium_c.FPDFBitmap_Create(wide, high, 0)
    try:
        pdfium_c.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, rotate // 90, pdfium_c.FPDF_ANNOT)
        stride = pdfium_c.FPDFBitmap_GetStride(bitmap)
        address = pdfium_c.FPDFBitmap_GetBuffer(bitmap)
        raw = (pdfium_c.c_ubyte * (stride * high)).from_address(pdfium_c.cast(address, pdfium_c.c_void_p).value)
        return Image.frombuffer("RGB", (wide, high), bytes(raw), "raw", "BGRX", stride, 1)
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)


def _rotation(picture: Image.Image) -> int:
    """By how many degrees a picture must be turned clockwise for its text to run to the right."""
    import pytesseract

    try:
        found = pytesseract.image_to_osd(picture, output_type=pytesseract.Output.DICT, timeout=SECONDS)
    except RuntimeError:
        # too few letters, or the data for directions is not installed
        return 0
    return int(found["rotate"]) % 360 if float(found["orientation_conf"]) >= MIN_TURN_CONFIDENCE else 0


def _add_words(content: PageContent, found: dict[str, list[str]], scale: float, rotate: int) -> None:
    """Turn tesseract's rows into words; the words of a line share its baseline and size."""
    lines: dict[tuple[str, ...], list[int]] = {}
    for at, text in enumerate(found["text"]):
        if text.strip() and float(found["conf"][at]) >= MIN_CONFIDENCE:
            key = tuple(str(found[name][at]) for name in ("block_num", "par_num", "line_num"))
            lines.setdefault(key, []).append(at)
    for members in lines.values():
        heights = sorted(float(found["height"][at]) for at in members)
        size = round(heights[len(heights) // 2] / scale * 1.1, 1)
        bottoms = sorted(float(found["top"][at]) + float(found["height"][at]) for at in members)
        base = bottoms[len(bottoms) // 2] / scale
        style = Style("ocr", size, False, False, 0)
        for at in members:
            x0, top = float(found["left"][at]) / scale, float(found["top"][at]) / scale
            x1, bottom = x0 + float(found["width"][at]) / scale, top + float(found["height"][at]) / scale
            word = Word(found["text"][at].strip(), x0, top, x1, bottom, base, style, len(content.words))
            _turn_back(word, content, rotate)
            content.words.append(word)
    content.characters = sum(len(word.text) for word in content.words)


def _turn_back(word: Word, content: PageContent, rotate: int) -> None:
    """From the picture that was turned clockwise to the page as it is seen."""
    x0, top, x1, bottom, base = word.x0, word.top, word.x1, word.bottom, word.base
    wide, high = content.width, content.height
    if rotate == 90:
        word.x0, word.top, word.x1, word.bottom, word.base, word.turn = top, high - x1, bottom, high - x0, base, 270
    elif rotate == 180:
        word.x0, word.top, word.x1, word.bottom = wide - x1, high - bottom, wide - x0, high - top
        word.base, word.turn = high - base, 180
    elif rotate == 270:
        word.x0, word.top, word.x1, word.bottom = wide - bottom, x0, wide - top, x1
        word.base, word.turn = wide - base, 90
