"""``docintel extract``: what one file says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, shared

if TYPE_CHECKING:
    from docintel.types import Block, Box, Document, Page, Table


@click.command("extract")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--ocr", is_flag=True, help="Read pages without a text layer with tesseract (extra [ocr]).")
@shared("json", "jsonl", "md", "txt")
def command(options: Options, file: Path, ocr: bool) -> None:
    """Print the blocks, sections, tables and footnotes of one file; nothing is stored.

    Example: docintel extract advice.pdf --format md
    """
    from docintel import extract
    from docintel.ingest.files import check_file

    check_file(file)
    settings = options.config.extract.model_copy(update={"ocr": True}) if ocr else options.config.extract
    document = extract.read(file, settings)
    for warning in document.warnings:
        options.say(f"{file}: {warning}")
    if options.format == "md":
        options.write(_markdown(document))
    elif options.format == "txt":
        options.write("\n\n".join(_text(document, block) for block in document.blocks if block.kind != "toc"))
    else:
        options.write_json(as_json(document))


def as_json(document: Document) -> dict[str, object]:
    """The document as the command contract writes it; running heads and feet stand with their pages."""
    from docintel.cli._json import section_rows

    return {
        "id": document.id,
        "title": document.title,
        "language": document.language,
        "pages": [
            {"number": page.number, "width": page.width, "height": page.height, "quality": page.quality}
            for page in document.pages
        ],
        "blocks": _blocks(document),
        "sections": section_rows(document),
        "tables": [_table(document, table) for table in document.tables],
        "footnotes": [
            {
                "page": note.page,
                "number": note.number,
                "text": document.quote(note.span),
                "anchors": [_anchor(document, place) for place in note.anchors],
            }
            for note in document.footnotes
        ],
        "warnings": document.warnings,
    }


def _blocks(document: Document) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    pages = iter(document.pages)
    page: Page | None = None
    for block in document.blocks:
        while page is None or page.number < block.page:
            following = next(pages, None)
            if following is None:
                break
            page = following
            rows.extend(_furniture(page))
        rows.append(_block(document, block))
    for rest in pages:
        rows.extend(_furniture(rest))
    return rows


def _furniture(page: Page) -> list[dict[str, object]]:
    kinds = [("header", text) for text in page.header] + [("footer", text) for text in page.footer]
    return [
        {"kind": kind, "text": text, "page": page.number, "box": None, "level": None, "section": None}
        for kind, text in kinds
    ]


def _block(document: Document, block: Block) -> dict[str, object]:
    return {
        "kind": block.kind,
        "text": _text(document, block),
        "page": block.page,
        "page_end": block.page_end,
        "box": _corners(block.box),
        "level": block.level,
        "section": block.section,
        "language": block.language,
        "boxed": block.boxed,
        "quoted": block.quoted,
        "start": block.span.start,
        "end": block.span.end,
    }


def _anchor(document: Document, offset: int) -> dict[str, object]:
    """Where a note's marker stood: its offset and the text just before it."""
    return {"offset": offset, "before": document.text[max(0, offset - 40) : offset]}


def _table(document: Document, table: Table) -> dict[str, object]:
    return {
        "page_start": table.page_start,
        "page_end": table.page_end,
        "caption": document.quote(table.caption) if table.caption else None,
        "header_rows": table.header_rows,
        "rows": [[cell.text for cell in row] for row in table.rows],
        "cells": table.rows,
    }


def _corners(box: Box | None) -> list[float] | None:
    return None if box is None else [round(value, 2) for value in (box.x0, box.top, box.x1, box.bottom)]


def _text(document: Document, block: Block) -> str:
    return document.text[block.span.start : block.span.end]


def _markdown(document: Document) -> str:
    """The document as Markdown: headings, lists, pipe tables, footnotes at the end."""
    parts = [f"# {document.title}"] if document.title else []
    notes = [f"[^{note.number}]: {document.quote(note.span)}" for note in document.footnotes]
    for block in document.blocks:
        text = " ".join(_text(document, block).split())
        if block.kind == "heading":
            parts.append("#" * min(6, 1 + (block.level or 1)) + " " + text)
        elif block.kind == "list_item":
            body = text.removeprefix(block.marker or "").lstrip()
            parts.append("  " * ((block.level or 1) - 1) + f"- {body}")
        elif block.kind == "table" and block.table is not None:
            parts.append(_pipe_table(document.tables[block.table]))
        elif block.kind == "caption":
            parts.append(f"*{text}*")
        elif block.kind in ("paragraph", "title") and text != document.title:
            parts.append(f"> {text}" if block.boxed or block.quoted else text)
    return "\n\n".join([*parts, *notes])


def _pipe_table(table: Table) -> str:
    width = max((len(row) for row in table.rows), default=0)
    lines = []
    for number, row in enumerate(table.rows):
        cells = [" ".join(cell.text.replace("|", "\\|").split()) for cell in row]
        lines.append("| " + " | ".join(cells + [""] * (width - len(cells))) + " |")
        if number == 0:
            lines.append("|" + " --- |" * width)
    return "\n".join(lines)
