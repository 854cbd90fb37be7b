"""Lines in: from a file or from standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click

from docintel.errors import InputFileError, UsageError


def read_lines(source: str) -> Iterator[str]:
    """Lines of a file, or of standard input for ``-``, without their ends; one that is not UTF-8 is refused."""
    if source == "-":
        yield from _decode(standard_input(), "standard input")
        return
    try:
        with Path(source).open("rb") as handle:
            yield from _decode(handle, source)
    except OSError as error:
        raise InputFileError(source, f"cannot be read ({error.strerror})", "check the path") from error


def standard_input() -> BinaryIO:
    """Standard input as bytes; who sits at a terminal is told that it is read.

    Raises:
        UsageError: it was closed.
    """
    if sys.stdin is None:
        raise UsageError("standard input", "is closed", "pipe text in, or name a file")
    if sys.stdin.isatty():
        click.echo("reading from the terminal; end with Ctrl-D", err=True)
    return sys.stdin.buffer


def _decode(stream: Iterable[bytes], name: str) -> Iterator[str]:
    for number, line in enumerate(stream, 1):
        try:
            yield line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise InputFileError(f"{name}: line {number}", "is not UTF-8 text", "save it as UTF-8") from error
