"""Inputs other than PDF: each reader gives raw blocks, the assembler makes the document."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract.assemble import Source, assemble, document_id
from docintel.extract.html import HtmlPage, read_html
from docintel.extract.markdown import read_markdown
from docintel.extract.plain import decode, read_plain
from docintel.extract.portal import read_portal
from docintel.extract.sniff import Kind
from docintel.extract.word import read_word
from docintel.types import Document, Page


def read_other(path: Path, data: bytes, kind: Kind, settings: ExtractSettings) -> Document:
    """Read HTML, DOCX, Markdown, plain text or the topic JSON of the EU funding portal.

    Raises:
        InputFileError: the format is not known, the file is damaged, or there is no text in it.
    """
    name = path.as_posix()
    source = Source(document_id(data), name, pages=(Page(1, 0, 0),))
    if kind == "docx":
        content = read_word(data, name, settings)
        document = assemble(replace(source, title=content.title, pages=content.pages), content.blocks, content.notes)
    elif kind == "html":
        document = _page(source, read_html(decode(data, html=True)))
    elif kind == "markdown":
        document = _page(source, read_markdown(decode(data)))
    elif kind == "json":
        title, blocks = read_portal(decode(data), name)
        document = assemble(replace(source, title=title), blocks)
    elif kind == "text":
        text = decode(data)
        blocks, pages = read_plain(text)
        document = assemble(replace(source, pages=tuple(Page(n, 0, 0) for n in range(1, pages + 1))), blocks)
    else:
        raise InputFileError(
            name, "is of no known format", "give a PDF, HTML, DOCX, Markdown, text or portal JSON file"
        )
    if not document.text.strip():
        raise InputFileError(name, "holds no text", "check that it is the right file")
    return _with_word_counts(document)


def _page(source: Source, page: HtmlPage) -> Document:
    titled = replace(source, title=page.title, language=page.language)
    document = assemble(titled, page.flow.blocks, page.flow.notes)
    return replace(document, published=page.published)


def _with_word_counts(document: Document) -> Document:
    """Say for each page how many words it holds."""
    words = Counter[int]()
    for line in document.lines():
        words[line.page] += len(document.text[line.span.start : line.span.end].split())
    pages = (replace(page, quality=replace(page.quality, words=words[page.number])) for page in document.pages)
    return replace(document, pages=tuple(pages))
