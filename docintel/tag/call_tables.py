"""The tables of a call document as rows with a meaning: a topic, a whole call, a total, or a label with its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from docintel.tag.amounts import read_amount, read_cell_amount
from docintel.tag.call_ids import find_ids, is_topic
from docintel.types import Block, Document, Span, Table

Role = Literal["topic", "call", "title", "type", "budget", "opening", "deadline"]

_ROLES: Mapping[Role, re.Pattern[str]] = {
    "budget": re.compile(r"(?i)budget|amount|bedrag|contribution|bijdrage|financ"),
    "type": re.compile(r"(?i)type of (?:action|grant)|action type|instrument|(?:type|soort) (?:van )?actie"),
    "opening": re.compile(r"(?i)\bopen(?:ing|s|t)?\b"),
    "deadline": re.compile(r"(?i)deadline|closing|closes|indien|sluit"),
    "title": re.compile(r"(?i)^\W*(?:topic )?(?:title|titel|name|naam)"),
    "topic": re.compile(r"(?i)^\W*(?:call )?(?:topic|onderwerp)"),
    "call": re.compile(r"(?i)^\W*(?:call|oproep)"),
}
"""Words of a column header, looked for in this order: ``Topic budget`` is a budget, ``Type of action`` a type."""
_TOTAL = re.compile(r"(?i)^\W*(?:total|totaal|sum|overall|call budget|budget of the call)\b")
_TITLE_NOTE = re.compile(r"(?i)\s*(?:\((?:[^()]*\bportal\b[^()]*|STEP|stub)\)|\*{1,3}|\(\*{1,3}\)|[†‡])\s*$")
_BEFORE_TITLE = re.compile(r"(?i)^\s*(?:\d+(?:\.\d+)*\.?\s+)?(?:(?:call\s+)?topic\b)?|[(\[]\s*$")
_SEPARATORS = " \t\n:–—-|•."


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``values`` are its cells by the role of their column; ``shared`` roles stand in a cell over rows."""

    cells: tuple[str, ...]
    values: Mapping[Role, str]
    shared: frozenset[Role]
    headers: Mapping[Role, str]
    span: Span
    page: int
    table: int
    section: int | None
    id: str | None = None
    is_total: bool = False

    @property
    def is_topic(self) -> bool:
        """Tell whether the row is about one topic."""
        return self.id is not None and is_topic(self.id)

    @property
    def amount(self) -> int | None:
        """Euros in the budget column; None where the row has none."""
        return read_cell_amount(self.values.get("budget", ""), self.headers.get("budget", ""))

    @property
    def title(self) -> str:
        """Title of the topic or call: its own cell, else what follows the identifier."""
        if "title" in self.values:
            return clean_title(self.values["title"])
        first = next((cell for cell in self.cells if self.id and _holds(cell, self.id)), "")
        return title_after_id(first, self.id or "")


@dataclass(frozen=True, slots=True)
class _Slot:
    text: str
    origin: int


def read_rows(document: Document) -> tuple[Row, ...]:
    """Rows of all tables that speak of topics, calls, budgets or dates."""
    rows: list[Row] = []
    before: Mapping[int, Role] = {}
    names: Mapping[Role, str] = {}
    for block in document.blocks:
        if block.table is None:
            continue
        table = document.tables[block.table]
        grid = _grid(table)
        heads = max(table.header_rows, 1 if grid and _is_head(grid[0]) else 0)
        if heads:
            before, names = _columns(grid[:heads])
        elif before and max(before) >= max((len(row) for row in grid), default=0):
            before, names = {}, {}
        rows += _rows(block, table, grid, heads, (before, names))
    return tuple(rows)


def title_after_id(text: str, identifier: str) -> str:
    """What a heading or cell says beside an identifier: ``EDF-2023-DA-UWW-ASW: Unmanned ...`` gives the title."""
    for found in find_ids(text):
        if found.id == identifier:
            after, before = text[found.end :], text[: found.start]
            if clean_title(after).strip("()[] "):
                return clean_title(after)
            return clean_title(_BEFORE_TITLE.sub("", before))
    return ""


def clean_title(text: str) -> str:
    """A title without separators before it and note marks or remarks after it."""
    text = " ".join(text.split()).strip(_SEPARATORS.replace(".", ""))
    while match := _TITLE_NOTE.search(text):
        text = text[: match.start()]
    return text


def _holds(cell: str, identifier: str) -> bool:
    return any(found.id == identifier for found in find_ids(cell))


def _grid(table: Table) -> list[list[_Slot]]:
    """Every position of the table with its text; a cell over several rows fills them all."""
    grid: list[list[_Slot]] = []
    open_cells: dict[int, tuple[_Slot, int]] = {}
    for at, row in enumerate(table.rows):
        line: list[_Slot] = []
        cells = iter(row)
        cell = next(cells, None)
        while cell is not None or len(line) in open_cells:
            column = len(line)
            if column in open_cells:
                slot, left = open_cells.pop(column)
                line.append(slot)
                if left > 1:
                    open_cells[column] = (slot, left - 1)
                continue
            assert cell is not None
            slot = _Slot(cell.text.strip(), at)
            for each in range(column, column + max(1, cell.columns)):
                line.append(slot)
                if cell.rows > 1:
                    open_cells[each] = (slot, cell.rows - 1)
            cell = next(cells, None)
        grid.append(line)
    return grid


def _is_head(row: Sequence[_Slot]) -> bool:
    """Tell whether a row names columns: at least two known roles and no identifier or amount."""
    texts = [slot.text for slot in row]
    known = {role for text in texts if (role := _role(text))}
    return len(known) >= 2 and not any(find_ids(text) or read_amount(text) for text in texts)


def _role(text: str) -> Role | None:
    if len(text) > 60:
        return None
    return next((role for role, pattern in _ROLES.items() if pattern.search(text)), None)


def _columns(heads: Sequence[Sequence[_Slot]]) -> tuple[dict[int, Role], dict[Role, str]]:
    """Role of each column and the words of its header."""
    roles: dict[int, Role] = {}
    names: dict[Role, str] = {}
    width = max((len(row) for row in heads), default=0)
    for column in range(width):
        words = " ".join(dict.fromkeys(row[column].text for row in heads if column < len(row)))
        role = _role(words)
        if role is not None and role not in names:
            roles[column] = role
            names[role] = words
    return roles, names


def _rows(
    block: Block,
    table: Table,
    grid: Sequence[Sequence[_Slot]],
    heads: int,
    columns: tuple[Mapping[int, Role], Mapping[Role, str]],
) -> Iterator[Row]:
    roles, names = columns
    for at in range(heads, len(grid)):
        line = grid[at]
        values = {role: line[column].text for column, role in roles.items() if column < len(line)}
        spread = frozenset(
            role for column, role in roles.items() if column < len(line) and _is_spread(grid, heads, at, column)
        )
        cells = tuple(dict.fromkeys(slot.text for slot in line))
        identifier = _row_id(cells)
        if "budget" not in values and identifier is not None:
            amount = next((cell for cell in cells if read_amount(cell) is not None), None)
            values |= {"budget": amount} if amount is not None else {}
        place = block.lines[at] if at < len(block.lines) else block.lines[-1]
        yield Row(
            cells=cells, values=values, shared=spread, headers=names, span=place.span, page=place.page,
            table=block.table or 0, section=block.section, id=identifier,
            is_total=bool(cells and _TOTAL.match(cells[0])),
        )  # fmt: skip


def _is_spread(grid: Sequence[Sequence[_Slot]], heads: int, at: int, column: int) -> bool:
    """Tell whether a position shares its cell with another row."""
    slot = grid[at][column]
    return any(
        other != at and column < len(grid[other]) and grid[other][column] is slot for other in range(heads, len(grid))
    )


def _row_id(cells: Sequence[str]) -> str | None:
    """The identifier that a row is about: the first one in its first two cells, near the start of the cell."""
    for cell in cells[:2]:
        found = find_ids(cell)
        if found and (found[0].start <= 25 or len(cells) > 1):
            return found[0].id
    return None
