"""Tables and lines for people: aligned, coloured only on a terminal."""

from __future__ import annotations

import io
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> str:
    """A table as text; ``right`` names the columns that hold numbers."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        grid.add_column(header, justify="right" if header in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return draw(grid)


def draw(*parts: object) -> str:
    """Anything that rich can draw, as text; as wide as the terminal, or 120 columns where there is none."""
    terminal = sys.stdout.isatty()
    stream = io.StringIO()
    console = Console(
        file=stream, width=None if terminal else 120, force_terminal=terminal, color_system="auto" if terminal else None
    )
    for part in parts:
        console.print(part, markup=False, highlight=False)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def wrap(text: str, indent: str, first: str = "") -> str:
    """A paragraph cut to the width of the terminal; lines after the first are indented."""
    width = min(shutil.get_terminal_size((120, 40)).columns, 120)
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def amount(value: int | None) -> str:
    """An amount in euro as Europeans write it: ``EUR 24 000 000``."""
    return "" if value is None else "EUR " + f"{value:,}".replace(",", " ")
