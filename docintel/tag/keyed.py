"""Patterns that need a certain word and never cross a line are tried only on lines that hold one.

A capitalised word or two before ``Union`` may start at every capital of a text; ``Union`` itself is found at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keyed:
    """A pattern and the words of which each of its matches holds one."""

    pattern: re.Pattern[str]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, keys: str, pattern: str) -> Keyed:
        """Compile; the keys stand with a bar between them."""
        return cls(re.compile(pattern), tuple(keys.split("|")))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in text order."""
        for start, end in self._lines(text):
            yield from self.pattern.finditer(text, start, end)

    def _lines(self, text: str) -> Iterator[tuple[int, int]]:
        starts = {text.rfind("\n", 0, at) + 1 for key in self.keys for at in _places(text, key)}
        for start in sorted(starts):
            end = text.find("\n", start)
            # a sign of the next line stays in sight: ``$`` is to be the end of the text
            yield start, len(text) if end < 0 else min(end + 2, len(text))


def _places(text: str, key: str) -> Iterator[int]:
    """One place of a word in each line that holds it."""
    at = text.find(key)
    while at >= 0:
        yield at
        at = text.find("\n", at)
        at = text.find(key, at) if at >= 0 else at
