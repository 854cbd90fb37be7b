"""Show a clause once: a passage that repeats another (a summary, a second edition) becomes a place of that hit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from docintel.index.points import Entry
from docintel.types import AlsoAt

SAME = 0.7
"""Share of the shorter passage's word groups that must stand in the longer one."""
GROUP = 4
SHORTEST = 8
"""Words below which two passages are the same only when they are equal."""
_WORD = re.compile(r"\w+")


class Groups:
    """Passages that are shown, each with its repetitions; feed it best first."""

    def __init__(self) -> None:
        """Start empty."""
        self._shown: list[tuple[str, frozenset[tuple[str, ...]]]] = []
        self.also: dict[str, list[AlsoAt]] = {}

    def add(self, entry: Entry) -> bool:
        """True for a passage that says something new; a repetition is kept as a place of the one it repeats."""
        groups = word_groups(entry.text)
        for passage, known in self._shown:
            if same(groups, known):
                place = AlsoAt(entry.document, entry.page, entry.section, entry.language, entry.title)
                self.also[passage].append(place)
                return False
        self._shown.append((entry.passage, groups))
        self.also[entry.passage] = []
        return True


def word_groups(text: str) -> frozenset[tuple[str, ...]]:
    """Overlapping groups of four words of a text."""
    words = _WORD.findall(text.lower())
    if len(words) < SHORTEST:
        return frozenset([tuple(words)])
    return frozenset(zip(*(words[shift:] for shift in range(GROUP)), strict=False))


def same(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> bool:
    """Tell whether the shorter of two passages stands in the longer one."""
    return len(first & second) >= SAME * min(len(first), len(second))


def distinct(entries: Iterable[Entry], limit: int) -> tuple[list[Entry], dict[str, list[AlsoAt]]]:
    """The first ``limit`` passages that differ, and the places of the repetitions."""
    groups = Groups()
    shown: list[Entry] = []
    for entry in entries:
        if groups.add(entry) and len(shown) < limit:
            shown.append(entry)
    return shown, groups.also
