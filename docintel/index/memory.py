"""What was read of an index that does not change stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

MEMORY = 10_000
"""Passages whose entries and labels stay (5 kB each)."""
T = TypeVar("T")


def remembered(memory: dict[str, T], ids: Sequence[str], read: Callable[[Sequence[str]], dict[str, T]]) -> dict[str, T]:
    """What is known of these passages; the rest is read and kept."""
    fresh = [one for one in ids if one not in memory]
    if len(memory) + len(fresh) > MEMORY:
        memory.clear()
        fresh = list(ids)
    memory.update(read(fresh))
    return {one: memory[one] for one in ids if one in memory}
