"""Rows of gold files: one JSON object a line, of a known form; what has another form is told by its line."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from docintel.errors import InputFileError

Row = TypeVar("Row")

_AS_OURS = "write it like the files in corpora/gold/dev"


def read_rows(path: Path, form: type[Row]) -> list[Row]:
    """The rows of a file, blank lines left out.

    Raises:
        InputFileError: it is no UTF-8 text, a row has another form, or there is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputFileError(str(path), "is no UTF-8 text", _AS_OURS) from error
    found = [_row(f"{path}, line {number}", line, form) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise InputFileError(str(path), "holds nothing to measure", _AS_OURS)
    return found


def _row(place: str, line: str, form: type[Row]) -> Row:
    try:
        return msgspec.json.decode(line, type=form)
    except msgspec.MsgspecError as error:
        raise InputFileError(place, f"is no row of this set ({error})", _AS_OURS) from error
