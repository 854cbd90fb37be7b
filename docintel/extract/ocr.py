"""Pages without a text layer, read with tesseract where the extra ``[ocr]`` and the program are installed."""

from __future__ import annotations

import importlib.util
import shutil

import pypdfium2.raw as pdfium_c

from docintel.extract.content import PageContent, Style, Word

DPI = 300
# a page may claim any size; a bitmap above this many pixels is drawn smaller (one 12 kB file asks for 35,000 x 35,000)
MAX_PIXELS = 40_000_000
MIN_CONFIDENCE = 30.0


def is_ready() -> bool:
    """Tell whether OCR can run on this machine."""
    installed = importlib.util.find_spec("pytesseract") is not None and importlib.util.find_spec("PIL") is not None
    return installed and shutil.which("tesseract") is not None


def recognise(document: object, content: PageContent, languages: str) -> int:
    """Fill in the words of a page by OCR; the number of words found."""
    import pytesseract
    from PIL import Image

    scale = min(DPI / 72, (MAX_PIXELS / max(1.0, content.width * content.height)) ** 0.5)
    wide, high = max(1, int(content.width * scale)), max(1, int(content.height * scale))
    page = pdfium_c.FPDF_LoadPage(document, content.number - 1)
    if not page:
        return 0
    bitmap = pdfium_c.FPDFBitmap_Create(wide, high, 0)
    try:
        pdfium_c.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium_c.FPDF_ANNOT)
        stride = pdfium_c.FPDFBitmap_GetStride(bitmap)
        address = pdfium_c.FPDFBitmap_GetBuffer(bitmap)
        raw = (pdfium_c.c_ubyte * (stride * high)).from_address(pdfium_c.cast(address, pdfium_c.c_void_p).value)
        image = Image.frombuffer("RGB", (wide, high), bytes(raw), "raw", "BGRX", stride, 1)
        found = pytesseract.image_to_data(image, lang=languages, output_type=pytesseract.Output.DICT)
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)
        pdfium_c.FPDF_ClosePage(page)
    _add_words(content, found, scale)
    return len(content.words)


def _add_words(content: PageContent, found: dict[str, list[str]], scale: float) -> None:
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
            content.words.append(Word(found["text"][at].strip(), x0, top, x1, bottom, base, style, len(content.words)))
    content.characters = sum(len(word.text) for word in content.words)
