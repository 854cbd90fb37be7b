"""What the readers of marked-up text share: headings with their numbers, bullets, table rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from docintel.extract.assemble import RawBlock, RawLine, RawTable
from docintel.extract.numbering import is_reference, read_number
from docintel.types import Cell

_BULLETS = ("•", "o", "▪")


def split_number(text: str) -> tuple[str | None, str]:
    """Part the number of a heading from its title: ``4.3.7. Export`` is ``4.3.7`` and ``Export``.

    ``2024 in cijfers`` and ``Artikel 3 van het decreet`` have no number.
    """
    number = read_number(text)
    if number is None or is_reference(text, number) or (number.kind == "decimal" and number.parts[:1] > (99,)):
        return None, text
    return number.text, text[number.title_at :].strip()


def heading(text: str, level: int, anchors: tuple[tuple[int, int], ...] = ()) -> RawBlock:
    """A heading block, its number taken apart from its title."""
    number, title = split_number(text)
    return RawBlock("heading", (RawLine(text),), level=level, number=number, title=title, anchors=anchors)


def list_item(text: str, marker: str, depth: int, anchors: Sequence[tuple[int, int]] = ()) -> RawBlock:
    """A list item with its marker printed before it."""
    shifted = tuple((at + len(marker) + 1, key) for at, key in anchors)
    return RawBlock("list_item", (RawLine(f"{marker} {text}"),), level=depth, marker=marker, anchors=shifted)


def paragraph(text: str, anchors: Sequence[tuple[int, int]] = ()) -> RawBlock:
    """A paragraph of one line."""
    return RawBlock("paragraph", (RawLine(text),), anchors=tuple(anchors))


def promote_bold(blocks: list[RawBlock], bold: Collection[int]) -> None:
    """Make a heading, one level below the one before, of a short bold paragraph with text under it.

    ``bold`` holds the places of the paragraphs that stand wholly in bold.
    """
    level = 1
    for at, block in enumerate(blocks):
        if block.kind == "heading" and at not in bold:
            level = block.level or 1
        text = block.text.strip()
        follows = blocks[at + 1].kind if at + 1 < len(blocks) else "heading"
        if at in bold and len(text.split()) <= 12 and text[-1] not in ".;,:" and follows != "heading":
            blocks[at] = heading(text, min(level + 1, 6), block.anchors)


def bullet(depth: int) -> str:
    """The bullet that is printed at a nesting depth from 1."""
    return _BULLETS[min(depth, len(_BULLETS)) - 1]


def table(rows: Sequence[Sequence[Cell]], header_rows: int) -> RawBlock:
    """A table block; rows without any text are left out."""
    kept = tuple(tuple(row) for row in rows if any(cell.text for cell in row))
    return RawBlock("table", table=RawTable(kept, min(header_rows, len(kept))))
