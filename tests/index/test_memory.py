"""What was read stays, and is read again once the memory is full."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from docintel.index import memory
from docintel.index.memory import remembered


def test_each_is_read_once_and_the_unknown_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def read(ids: Sequence[str]) -> dict[str, int]:
        asked.append(list(ids))
        return {one: len(one) for one in ids if one != "unknown"}

    kept: dict[str, int] = {}
    assert remembered(kept, ["a", "bb"], read) == {"a": 1, "bb": 2}
    assert remembered(kept, ["bb", "ccc", "unknown"], read) == {"bb": 2, "ccc": 3}
    monkeypatch.setattr(memory, "MEMORY", 3)
    assert remembered(kept, ["a", "dddd"], read) == {"a": 1, "dddd": 4}
    assert asked == [["a", "bb"], ["ccc", "unknown"], ["a", "dddd"]]
