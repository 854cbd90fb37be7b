"""Rows of training text: ``train.tsv`` and the files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """A line: what it is, where it is from, and both sides."""

    kind: str
    source: str
    en: str
    nl: str


def read_rows(path: Path) -> list[Row]:
    """All rows of a file."""
    return [Row(*line.split("\t")) for line in path.read_text("utf-8").splitlines()]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as they are read."""
    path.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
