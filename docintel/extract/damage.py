"""Damaged content streams: pdfium stops at the fault without a word, so the pages that lost text must be found here."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from docintel.extract.fallback import content_streams

_STREAM = re.compile(rb">>\s*stream\r?\n")
# a dictionary longer than this is none of page content
MAX_HEAD = 2000
# streams that hold no page text
_OTHER = re.compile(
    rb"/(?:Image|FontFile|Type1C|CIDFontType0C|OpenType|ObjStm|XRef|XML|EmbeddedFile|ICCBased|Length1|N \d)"
)
_OBJECTS = re.compile(rb"/ObjStm[^>]{0,200}/N\s+(\d+)|/N\s+(\d+)[^>]{0,200}/ObjStm")
# the second reader walks all objects of such a stream again for each of them (65,000 took 30 s)
MAX_PACKED = 5000
# operators of page content: text, colours, rectangles
_CONTENT = re.compile(rb"\bT[fjJd]\b|\bre\b|\bcm\b")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")


def damaged_pages(data: bytes) -> list[int]:
    """Numbers of the pages whose content breaks off; looked up only where some stream of the file does."""
    packed = (int(match[1] or match[2]) for match in _OBJECTS.finditer(data))
    if (
        b"/Encrypt" in data
        or max(packed, default=0) > MAX_PACKED
        or not any(_is_broken(raw) for raw in _flate_streams(data))
    ):
        return []
    return sorted({number for number, raw in content_streams(data) if _is_broken(raw)})


def _flate_streams(data: bytes) -> Iterator[bytes]:
    """Compressed streams of a file that may hold page content."""
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - MAX_HEAD) : match.start()].rpartition(b"obj")[2]
        if b"/FlateDecode" not in head or _OTHER.search(head):
            continue
        if b"/DecodeParms" in head or re.search(rb"/Filter\s*\[\s*/\w+\s*/\w+", head):
            continue
        length = _LENGTH.search(head)
        end = match.end() + int(length.group(1)) if length else data.find(b"endstream", match.end())
        if match.end() < end <= len(data):
            yield data[match.end() : end]


def _is_broken(raw: bytes) -> bool:
    """Tell whether a zlib stream breaks off or is corrupt."""
    decoder = zlib.decompressobj()
    try:
        found = decoder.decompress(raw)
    except zlib.error:
        return True
    if decoder.eof or len(raw) <= 8 or not raw[-2:].strip():
        return False
    return _CONTENT.search(found) is not None
