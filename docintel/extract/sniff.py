"""What kind of file some bytes are: content first, the suffix only where several kinds look alike."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["pdf", "html", "docx", "json", "markdown", "text", "unknown"]

_HTML = re.compile(rb"(?i)<(!doctype\s+html|html|head|body|main|article|div|p|h[1-6])[\s>]")


def sniff(data: bytes, suffix: str = "") -> Kind:
    """Name the kind of a file; ``.pdf`` is believed also where the header is damaged, so that its error names it."""
    suffix = suffix.lower()
    head = data[:4096]
    # the specification allows junk before the header; readers look in the first 1024 bytes
    if b"%PDF-" in head[:1024] or suffix == ".pdf":
        return "pdf"
    if data[:4] == b"PK\x03\x04":
        return "docx" if b"word/" in data else "unknown"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"[") and suffix not in (".md", ".markdown", ".txt"):
        return "json"
    if suffix in (".md", ".markdown"):
        return "markdown"
    if suffix in (".html", ".htm", ".xhtml") or (suffix != ".txt" and _HTML.search(head)):
        return "html"
    return "unknown" if _binary(head) else "text"


def _binary(head: bytes) -> bool:
    """Tell whether bytes cannot be text: NULs outside UTF-16, or many control characters."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return b"\0" in head or controls > len(head) * 0.05
