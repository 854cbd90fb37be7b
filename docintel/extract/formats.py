"""Inputs other than PDF."""

from __future__ import annotations

from pathlib import Path

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract.assemble import RawBlock, RawLine, Source, assemble, document_id
from docintel.extract.sniff import Kind
from docintel.types import Document, Page


def read_other(path: Path, data: bytes, kind: Kind, settings: ExtractSettings) -> Document:
    """Read a text file as paragraphs parted by empty lines.

    Raises:
        InputFileError: the format is not known.
    """
    if kind not in ("text", "markdown"):
        raise InputFileError(path.as_posix(), f"has a format that cannot be read ({kind})", "export it as PDF or text")
    text = data.decode("utf-8", errors="replace")
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    blocks = [RawBlock("paragraph", (RawLine(" ".join(part.split())),)) for part in parts if part]
    source = Source(document_id(data), path.as_posix(), pages=(Page(1, 0, 0),))
    return assemble(source, blocks)
