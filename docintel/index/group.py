"""Show a clause once: a passage that repeats another (a summary, a second edition) becomes a place of that hit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from docintel.index.points import Entry
from docintel.types import AlsoAt

SAME = 0.7
"""Share of the shorter passage's word groups that must stand in the longer one."""
GROUP = 4
MEMORY = 2000
"""Passages whose word groups stay in memory (10 kB each)."""
SHORTEST = 8
"""Words below which two passages are the same only when they are equal."""
_WORD = re.compile(r"\w+")


class Groups:
    """Passages that are shown, each with its repetitions; feed it best first."""

    def __init__(self) -> None:
        """Start empty."""
        self._shown: list[tuple[str, int]] = []
        self._holding: dict[int, list[int]] = {}
        """Numbers of the shown passages in which a group of words stands."""
        self._whole: dict[frozenset[int], str] = {}
        """Shown passages by all their groups: most that repeat one do so word by word."""
        self.also: dict[str, list[AlsoAt]] = {}

    def add(self, entry: Entry, *, shown: bool = True) -> bool:
        """True for a passage that says something new; a repetition is kept as a place of the one it repeats.

        What is not ``shown`` has no repetitions to keep: it is only compared.
        """
        groups = word_groups(entry.text)
        repeated = self._repeated(groups)
        if repeated is not None:
            place = AlsoAt(entry.document, entry.page, entry.section, entry.language, entry.title)
            self.also[repeated].append(place)
            return False
        if not shown:
            return True
        for group in groups:
            self._holding.setdefault(group, []).append(len(self._shown))
        self._shown.append((entry.passage, len(groups)))
        self._whole[groups] = entry.passage
        self.also[entry.passage] = []
        return True

    def _repeated(self, groups: frozenset[int]) -> str | None:
        """The first shown passage that says the same."""
        if groups in self._whole:
            return self._whole[groups]
        common = self._holding.keys() & groups
        if not common:
            return None
        shared = Counter(chain.from_iterable(self._holding[group] for group in common))
        for number in sorted(shared):
            passage, size = self._shown[number]
            if shared[number] >= SAME * min(len(groups), size):
                return passage
        return None


@lru_cache(MEMORY)
def word_groups(text: str) -> frozenset[int]:
    """Overlapping groups of four words of a text, as numbers: what is compared sixty times is not hashed again."""
    words = _WORD.findall(text.lower())
    if len(words) < SHORTEST:
        return frozenset([hash(tuple(words))])
    return frozenset(map(hash, zip(*(words[shift:] for shift in range(GROUP)), strict=False)))


def distinct(entries: Iterable[Entry], limit: int) -> tuple[list[Entry], dict[str, list[AlsoAt]]]:
    """The first ``limit`` passages that differ, and the places of the repetitions."""
    groups = Groups()
    shown: list[Entry] = []
    for entry in entries:
        room = len(shown) < limit
        if groups.add(entry, shown=room) and room:
            shown.append(entry)
    return shown, groups.also
