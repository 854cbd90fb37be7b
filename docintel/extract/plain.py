"""Plain text: paragraphs, headings by their number or capitals, lists; a form feed starts a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from docintel.extract.assemble import RawBlock, RawLine
from docintel.extract.markup import heading, split_number

_ITEM = re.compile(
    r"^(?P<indent>[ \t]*)(?P<marker>[•●▪◦‣*+–—-]|o(?=\s)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[ \t]+(?=\S)"
)
_CHARSET = re.compile(rb"(?i)<meta[^>]+charset=[\"']?([\w-]+)")
_CHAPTER = re.compile(r"(?i)(?:bijlage|annex|appendix|deel|part|hoofdstuk|chapter|titel|title)\b")
_UNDERLINE = re.compile(r"^\s*(=|-)\1{2,}\s*$")


def decode(data: bytes, *, html: bool = False) -> str:
    """Bytes as text: byte order mark, else what the page declares, else UTF-8, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096]) if html else None
        name = declared[1].decode("ascii", errors="replace") if declared else "cp1252"
    try:
        return data.decode(name, errors="replace")
    except LookupError:
        return data.decode("cp1252", errors="replace")


def read_plain(text: str) -> tuple[list[RawBlock], int]:
    """Blocks in order, and the number of pages."""
    blocks: list[RawBlock] = []
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    for number, page in enumerate(pages, start=1):
        for group in _groups(page):
            blocks.extend(_blocks(group, number))
    return blocks, len(pages)


def _groups(page: str) -> Iterator[list[str]]:
    """Lines between empty lines."""
    group: list[str] = []
    for line in page.split("\n"):
        if line.strip():
            group.append(line.expandtabs(4).rstrip())
        elif group:
            yield group
            group = []
    if group:
        yield group


def _blocks(group: list[str], page: int) -> Iterator[RawBlock]:
    """One group of lines: a heading, list items, or a paragraph; list items may follow their lead line directly."""
    if len(group) == 2 and _UNDERLINE.match(group[1]):
        yield _paged(heading(group[0].strip(), 1 if "=" in group[1] else 2), page)
        return
    if _is_heading(group):
        text = " ".join(line.strip() for line in group)
        yield _paged(heading(text, _level(text)), page)
        return
    run: list[str] = []
    item: re.Match[str] | None = None
    for line in group:
        match = _ITEM.match(line)
        if match and run:
            yield _run(run, item, page)
            run = []
        if match:
            item = match
        run.append(line)
    yield _run(run, item, page)


def _run(lines: list[str], item: re.Match[str] | None, page: int) -> RawBlock:
    raw = tuple(RawLine(line.strip(), page) for line in lines)
    if item is None or not lines[0].startswith(item.group()):
        return RawBlock("paragraph", raw)
    return RawBlock("list_item", raw, level=1 + len(item["indent"]) // 2, marker=item["marker"])


def _is_heading(group: list[str]) -> bool:
    """Tell whether lines that stand alone are a heading: numbered or in capitals, short, without a full stop."""
    text = " ".join(line.strip() for line in group)
    if len(group) > 4 or len(text) > 200 or text[-1] in ".;,":
        return False
    number, title = split_number(text)
    if number is not None and title and title[0].isupper() and len(group) <= 2 and len(text.split()) <= 20:
        return not _ITEM.match(text) or "." in number or title.isupper() or len(title.split()) <= 8
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 4 and text.isupper()


def _level(text: str) -> int:
    number, _ = split_number(text)
    if number is None or _CHAPTER.match(number):
        return 1
    return min(number.count(".") + 1, 6) if number[0].isdigit() else 2


def _paged(block: RawBlock, page: int) -> RawBlock:
    return replace(block, lines=tuple(replace(line, page=page) for line in block.lines))
