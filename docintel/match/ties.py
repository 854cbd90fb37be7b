"""Who takes part in which calls beyond the fields that both name: ties learnt from organisations and their calls.

Consortia for tanks take makers of thermal cameras, those for early-warning satellites makers of their coolers. The near
fields of ``data/fields.toml`` tell what an engineer expects; ``data/ties.tsv`` what 549 winners and 634 written
organisations add to it (``benchmarks/match_tune.py``): a row for a field of the organisation, a column for a field of
the call, in hundredths of log-odds where each side names nothing else.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from docintel.lexicon import data_text
from docintel.match.fields import fields

Floats = NDArray[np.float32]

FILE = "ties.tsv"
_CORNER = "organisation / call"


def outline(counts: Floats) -> Floats:
    """Counts of fields, dampened and brought to length one: the same beside any other texts."""
    damped = np.sqrt(counts)
    return np.asarray(damped / np.maximum(np.linalg.norm(damped, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


@cache
def ties() -> Floats:
    """The shipped ties, fields by fields; nothing for a field that the table does not have."""
    return read_ties(data_text(FILE))


def read_ties(table: str) -> Floats:
    """Ties of a table, in the order of the fields."""
    head, *rows = (line.split("\t") for line in table.splitlines())
    known = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    names = fields().names
    cells = [[int(known.get(own, {}).get(other, 0)) for other in names] for own in names]
    return np.asarray(np.array(cells) / 100, dtype=np.float32)


def write_ties(values: Floats) -> str:
    """A table of ties.

    >>> write_ties(ties()) == data_text(FILE)
    True
    """
    names = fields().names
    cells = np.round(values * 100).astype(int).tolist()
    rows = [[_CORNER, *names], *([name, *map(str, row)] for name, row in zip(names, cells, strict=True))]
    return "".join("\t".join(row) + "\n" for row in rows)
