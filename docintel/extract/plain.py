"""Plain text: paragraphs, headings by their number or capitals, lists; a form feed starts a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from docintel.extract.assemble import RawBlock, RawLine
from docintel.extract.markup import heading, split_number
from docintel.extract.numbering import follows, read_number

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
    reader = _Reader()
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    for number, page in enumerate(pages, start=1):
        for group in _groups(page):
            reader.read(group, number)
    return reader.blocks, len(pages)


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


class _Reader:
    """Reads groups of lines, remembering which number the last heading had."""

    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self._last: tuple[int, ...] | None = None

    def read(self, group: list[str], page: int) -> None:
        """One group: a heading, list items, or a paragraph; list items may follow their lead line directly."""
        if len(group) == 2 and _UNDERLINE.match(group[1]):
            self._head(group[0].strip(), page, 1 if "=" in group[1] else 2)
            return
        if self._is_heading(group):
            self._head(" ".join(line.strip() for line in group), page)
            return
        if len(group) > 1 and self._opens(group):
            self._head(group[0].strip(), page)
            self.read(group[1:], page)
            return
        run: list[str] = []
        item: re.Match[str] | None = None
        for line in group:
            match = _ITEM.match(line)
            if match and run:
                self.blocks.append(_run(run, item, page))
                run = []
            if match:
                item = match
            run.append(line)
        self.blocks.append(_run(run, item, page))

    def _head(self, text: str, page: int, level: int | None = None) -> None:
        number = read_number(text)
        if number is not None and number.kind == "decimal":
            self._last = number.parts
        block = heading(text, level or _level(text))
        self.blocks.append(replace(block, lines=tuple(replace(line, page=page) for line in block.lines)))

    def _is_heading(self, group: list[str]) -> bool:
        """Tell whether lines that stand alone are a heading: numbered or in capitals, short, without a full stop."""
        text = " ".join(line.strip() for line in group)
        if len(group) > 4 or len(text) > 200 or text[-1] in ".;,":
            return False
        number, title = split_number(text)
        if number is not None and title and title[0].isupper() and len(group) <= 2 and len(text.split()) <= 20:
            return self._may_follow(text) and (not _ITEM.match(text) or "." in number or len(title.split()) <= 8)
        letters = [char for char in text if char.isalpha()]
        return len(letters) >= 4 and text.isupper()

    def _opens(self, group: list[str]) -> bool:
        """Tell whether the first line of a group is a heading that stands right on its text."""
        first, second = group[0].strip(), group[1].strip()
        number = read_number(first)
        if number is None or not second[:1].isupper() or _ITEM.match(group[1]) or first[-1] in ".;,:":
            return False
        return number.kind == "decimal" and len(number.parts) > 1 and self._is_heading([group[0]])

    def _may_follow(self, text: str) -> bool:
        """Tell whether a number comes next; ``1.`` after chapter 5 opens a list."""
        number = read_number(text)
        return self._last is None or number is None or number.kind != "decimal" or follows(self._last, number.parts)


def _run(lines: list[str], item: re.Match[str] | None, page: int) -> RawBlock:
    raw = tuple(RawLine(line.strip(), page) for line in lines)
    if item is None or not lines[0].startswith(item.group()):
        return RawBlock("paragraph", raw)
    return RawBlock("list_item", raw, level=1 + len(item["indent"]) // 2, marker=item["marker"])


def _level(text: str) -> int:
    number, _ = split_number(text)
    if number is None or _CHAPTER.match(number):
        return 1
    return min(number.count(".") + 1, 6) if number[0].isdigit() else 2
