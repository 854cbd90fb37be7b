"""The blocks of a piece of HTML: paragraphs, headings, nested lists, tables, notes with their anchors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import lxml.html
from lxml.html import HtmlElement as Element

from docintel.extract.assemble import RawBlock, RawLine, RawNote
from docintel.extract.html_tags import (
    DROPPED,
    HEADINGS,
    TOPIC_KIND,
    block_of,
    extent,
    is_dropped,
    is_inline,
    is_layout,
    is_named,
    is_note_link,
    table_rows,
)
from docintel.extract.inline import Inline
from docintel.extract.markup import bullet, heading, list_item, paragraph, promote_bold, table
from docintel.types import Cell

_NOTE_PARAGRAPH = re.compile(r"^\[(\d{1,3})\]\s*(?=\S)")


@dataclass(slots=True)
class Flow:
    """Blocks and notes read so far."""

    blocks: list[RawBlock] = field(default_factory=list)
    notes: list[RawNote] = field(default_factory=list)
    linked: set[int] = field(default_factory=set)
    """Places of the blocks that are nothing but links."""


def parse_fragment(text: str) -> Element:
    """Parse a piece of HTML that is content throughout."""
    return lxml.html.fragment_fromstring(text or " ", create_parent="div")


class Walker:
    """Walks a tree once, block by block."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.flow = Flow()
        self._targets: dict[str, Element] = {}
        self._keys: dict[str, int] = {}
        self._taken: set[Element] = set()
        self._bold: set[int] = set()
        self._marker: str | None = None

    def read(self, root: Element) -> Flow:
        """All blocks under an element."""
        self._find_notes(root)
        self._container(root, 0)
        promote_bold(self.flow.blocks, self._bold)
        self._collect_bracketed()
        return self.flow

    def _find_notes(self, root: Element) -> None:
        """Find the elements that note markers point to, before they are met as paragraphs."""
        names = {element.get("id") or element.get("name"): element for element in root.iter() if is_named(element)}
        for link in root.iter("a"):
            href = link.get("href") or ""
            target = names.get(href[1:]) if href.startswith("#") and len(href) > 1 else None
            if target is None or not is_note_link(link, href[1:]):
                continue
            home = block_of(target)
            if home is None or home is block_of(link) or home in self._taken:
                continue
            self._keys[href[1:]] = len(self._keys)
            self._targets[href[1:]] = home
            self._taken.add(home)
        for name, key in self._keys.items():
            self._add_note(name, key)

    def _add_note(self, name: str, key: int) -> None:
        inline = Inline()
        self._inline(self._targets[name], inline, keep_backlinks=False)
        number = re.sub(r"\D", "", name) or str(key + 1)
        text = re.sub(r"^[\[(]?(\d{1,3}|[*†‡])[\]).]?\s+|\s*[↩↑^]\ufe0e?\s*$", "", inline.text).strip()
        if text:
            self.flow.notes.append(RawNote(key, number, 1, (RawLine(text),)))

    def _container(self, element: Element, depth: int) -> None:
        """Read the children of an element that holds blocks; loose text between them makes paragraphs."""
        inline = Inline()
        inline.add(element.text)
        for child in element:
            if isinstance(child.tag, str) and child not in self._taken and not is_dropped(child):
                if is_inline(child):
                    self._inline_element(child, inline)
                else:
                    self._flush(inline, depth)
                    inline = Inline()
                    self._block(child, depth)
            inline.add(child.tail)
        self._flush(inline, depth)

    def _flush(self, inline: Inline, depth: int) -> None:
        """Lay the gathered text as a paragraph, or as a list item where its marker is still to be printed."""
        text, marker = inline.text, self._marker
        if not text.strip():
            return
        self._marker = None
        if inline.is_linked:
            self.flow.linked.add(len(self.flow.blocks))
        if marker is not None and depth:
            self.flow.blocks.append(list_item(text, marker, depth, inline.anchors))
            return
        if inline.is_bold and not depth:
            self._bold.add(len(self.flow.blocks))
        self.flow.blocks.append(paragraph(text, inline.anchors))

    def _block(self, element: Element, depth: int) -> None:
        tag = element.tag
        if tag in HEADINGS or TOPIC_KIND in (element.get("class") or ""):
            self._heading(element, HEADINGS.get(tag, 2))
        elif tag in ("ul", "ol", "menu"):
            self._list(element, depth + 1)
        elif tag == "table":
            self._table(element, depth)
        elif tag in ("figcaption", "caption"):
            self._caption(element)
        elif tag == "blockquote":
            self._quotation(element, depth)
        elif tag == "hr":
            return
        else:
            self._container(element, depth)

    def _quotation(self, element: Element, depth: int) -> None:
        first = len(self.flow.blocks)
        self._container(element, depth)
        self.flow.blocks[first:] = [
            replace(block, quoted=block.kind in ("paragraph", "list_item")) for block in self.flow.blocks[first:]
        ]

    def _heading(self, element: Element, level: int) -> None:
        inline = Inline()
        self._inline(element, inline)
        text = inline.text.strip().rstrip("§¶#").rstrip()
        if TOPIC_KIND in (element.get("class") or ""):
            text = text.rstrip(":").rstrip()
        if text:
            self.flow.blocks.append(heading(text, level, tuple(inline.anchors)))

    def _caption(self, element: Element) -> None:
        inline = Inline()
        self._inline(element, inline)
        if inline.text.strip():
            self.flow.blocks.append(RawBlock("caption", (RawLine(inline.text),), anchors=tuple(inline.anchors)))

    def _list(self, element: Element, depth: int) -> None:
        number = int(element.get("start") or 1) if (element.get("start") or "1").isdigit() else 1
        for item in element:
            if not isinstance(item.tag, str) or item in self._taken or is_dropped(item):
                continue
            if item.tag != "li":
                self._block(item, depth)
                continue
            self._marker = list_marker(element, number, depth)
            self._container(item, depth)
            self._marker = None
            number += 1

    def _table(self, element: Element, depth: int) -> None:
        caption = element.find("caption")
        if caption is not None:
            self._caption(caption)
        rows = list(table_rows(element))
        if is_layout(element, rows):
            for cell in (cell for row in rows for cell in row):
                self._container(cell, depth)
            return
        heads = next((at for at, row in enumerate(rows) if any(cell.tag == "td" for cell in row)), len(rows))
        self.flow.blocks.append(table([[self._cell(cell) for cell in row] for row in rows], heads))

    def _cell(self, element: Element) -> Cell:
        return Cell(
            self._cell_text(element), rows=extent(element, "rowspan"), columns=extent(element, "colspan"), page=1
        )

    def _cell_text(self, element: Element) -> str:
        inline = Inline()
        self._inline(element, inline, breaks=True)
        return inline.text

    def _inline(
        self,
        element: Element,
        inline: Inline,
        *,
        keep_backlinks: bool = True,
        breaks: bool = False,
        strong: bool = False,
    ) -> None:
        """Gather the text under an element."""
        inline.add(element.text, strong=strong)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in DROPPED:
                backlink = child.tag == "a" and re.search(r"(?i)ref", child.get("href") or "") is not None
                if keep_backlinks or not (backlink and (child.get("href") or "").startswith("#")):
                    if breaks and not is_inline(child):
                        inline.add(" ")
                    self._inline_element(child, inline, strong=strong)
                    if breaks and not is_inline(child):
                        inline.add(" ")
            inline.add(child.tail, strong=strong)

    def _inline_element(self, element: Element, inline: Inline, *, strong: bool = False) -> None:
        if element.tag == "br":
            inline.add(" ")
            return
        if element.tag == "img":
            return
        href = element.get("href") or ""
        if element.tag == "a" and href[1:] in self._keys and href.startswith("#"):
            inline.anchor(self._keys[href[1:]])
            return
        before = inline.letters
        self._inline(element, inline, strong=strong or element.tag in ("b", "strong"))
        if element.tag == "a" and href:
            inline.linked += inline.letters - before

    def _collect_bracketed(self) -> None:
        """Notes in plain text, ``[3] Theatre ...``, whose mark stands before them in the running text."""
        blocks = self.flow.blocks
        kept: list[RawBlock] = []
        pending = [(at, match[1]) for at, block in enumerate(blocks) if (match := _NOTE_PARAGRAPH.match(block.text))]
        notes = {at: number for at, number in pending if any(f"[{number}]" in b.text for b in blocks[:at])}
        keys = {number: len(self.flow.notes) + n for n, number in enumerate(dict.fromkeys(notes.values()))}
        linked: set[int] = set()
        for at, block in enumerate(blocks):
            if at in notes:
                text = block.text[len(notes[at]) + 2 :].strip()
                self.flow.notes.append(RawNote(keys[notes[at]], notes[at], 1, (RawLine(text),)))
                continue
            if at in self.flow.linked:
                linked.add(len(kept))
            kept.append(_without_marks(block, keys))
        self.flow.blocks, self.flow.linked = kept, linked


def list_marker(element: Element, number: int, depth: int) -> str:
    """The marker that a browser would print."""
    if element.tag != "ol":
        return bullet(depth)
    kind = element.get("type") or "1"
    if kind in "aA" and number <= 26:
        return f"{chr(ord(kind) + number - 1)})"
    return f"{number}."


def _without_marks(block: RawBlock, keys: dict[str, int]) -> RawBlock:
    """Take the bracketed marks of known notes out of a block and keep their offsets."""
    if not keys or block.table is not None or len(block.lines) != 1:
        return block
    text, anchors, removed = block.lines[0].text, list(block.anchors), 0
    parts: list[str] = []
    last = 0
    for match in re.finditer(r"\s?\[(\d{1,3})\]", text):
        if match[1] not in keys:
            continue
        parts.append(text[last : match.start()])
        anchors.append((match.start() - removed, keys[match[1]]))
        removed += match.end() - match.start()
        last = match.end()
    parts.append(text[last:])
    line = replace(block.lines[0], text="".join(parts))
    title = block.title if block.title is None else re.sub(r"\s?\[\d{1,3}\]", "", block.title)
    return replace(block, lines=(line,), anchors=tuple(anchors), title=title)
