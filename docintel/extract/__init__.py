"""Stage 1: a file becomes a ``Document``. The format is read off the content, never off the suffix alone."""

from __future__ import annotations

from pathlib import Path

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.extract.formats import read_other
from docintel.extract.pdf import read_pdf
from docintel.extract.sniff import sniff
from docintel.garbage import uncollected
from docintel.types import Document
from docintel.versions import EXTRACT as VERSION

__all__ = ["VERSION", "read"]


def read(path: Path, settings: ExtractSettings, *, name: str | None = None) -> Document:
    """Read one file of any known format; ``name`` is the path that the document is stored under.

    Raises:
        InputFileError: the file is missing, empty, damaged beyond use, locked or of an unknown format.
    """
    stored = name if name is not None else path.as_posix()
    data = _bytes(path, stored, settings)
    kind = sniff(data, path.suffix)
    with uncollected():
        if kind == "pdf":
            return read_pdf(data, settings, name=stored)
        return read_other(Path(stored), data, kind, settings)


def _bytes(path: Path, stored: str, settings: ExtractSettings) -> bytes:
    """The bytes of the file, or a clear reason why not."""
    try:
        size = path.stat().st_size
        if size == 0:
            raise InputFileError(stored, "is empty (0 bytes)", "export or download it again")
        if size > settings.max_megabytes * 1_000_000:
            raise InputFileError(
                stored,
                f"is {size // 1_000_000} MB, over the limit of {settings.max_megabytes}",
                "raise extract.max_megabytes",
            )
        return path.read_bytes()
    except IsADirectoryError as error:
        raise InputFileError(stored, "is a folder", "name a file") from error
    except OSError as error:
        raise InputFileError(stored, f"cannot be read ({error.strerror})", "check its path and permissions") from error
