"""Floors: pinned values that must not be fallen below, in ``docintel/data/floors.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from docintel.lexicon import data_text

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of one gold set with its number of cases, and its floor where it has one."""

    set: str
    gold: str
    measure: str
    value: float
    n: int
    low: float | None = None
    high: float | None = None
    floor: float | None = None

    @property
    def key(self) -> str:
        """Name in the floors file."""
        return f"{self.set} / {self.gold} / {self.measure}"

    @property
    def missed(self) -> bool:
        """True below the floor."""
        return self.floor is not None and self.value < self.floor - ROUNDING


@cache
def floors() -> Mapping[str, float]:
    """All floors by key."""
    found: dict[str, float] = json.loads(data_text("floors.json"))
    return found


def with_floors(rows: Iterable[Measured]) -> list[Measured]:
    """The rows with their floors."""
    return [replace(row, floor=floors().get(row.key)) for row in rows]
