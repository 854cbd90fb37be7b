"""Who takes part in which calls beyond the fields that both name: ties learnt from organisations and their calls.

Consortia for tanks take makers of thermal cameras, those for early-warning satellites makers of their coolers. The near
fields of ``data/fields.toml`` tell what an engineer expects; ``data/ties.tsv`` what 549 winners and 634 written
organisations add to it (``benchmarks/match_tune.py``): a row for a field of the organisation, a column for a field of
the call, in hundredths of log-odds where each side names nothing else. ``data/takers.tsv`` adds what single calls of
past years took: a column for each, of which other calls know nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from docintel.lexicon import data_text
from docintel.match.fields import fields

Floats = NDArray[np.float32]

TIES, TAKERS = "ties.tsv", "takers.tsv"
_CORNER = "organisation / call"


def outline(counts: Floats) -> Floats:
    """Counts of fields, dampened and brought to length one: the same beside any other texts."""
    damped = np.sqrt(counts)
    return np.asarray(damped / np.maximum(np.linalg.norm(damped, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


@cache
def ties() -> Floats:
    """The shipped ties, fields by fields; nothing for a field that the table does not have."""
    return read_table(data_text(TIES), fields().names)


def takers(calls: Iterable[str]) -> Floats:
    """What each of some calls took beyond its fields, fields by calls; nothing for a call that was not learnt on."""
    return read_table(data_text(TAKERS), calls)


def read_table(table: str, columns: Iterable[str]) -> Floats:
    """Some columns of a table, rows in the order of the fields; nothing where the table has no such row or column."""
    head, *rows = (line.split("\t") for line in table.splitlines())
    known = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    names = tuple(columns)
    cells = [[int(known.get(own, {}).get(other, 0)) for other in names] for own in fields().names]
    return np.asarray(np.array(cells).reshape(len(cells), len(names)) / 100, dtype=np.float32)


def write_table(values: Floats, columns: Iterable[str]) -> str:
    """A table, fields by columns.

    >>> write_table(ties(), fields().names) == data_text(TIES)
    True
    """
    cells = np.round(values * 100).astype(int).tolist()
    rows = [[_CORNER, *columns], *([name, *map(str, row)] for name, row in zip(fields().names, cells, strict=True))]
    return "".join("\t".join(row) + "\n" for row in rows)
