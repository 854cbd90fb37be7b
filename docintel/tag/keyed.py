r"""Patterns that are tried only where a word stands that each of their matches holds.

A capitalised word or two before ``Union`` may start at every capital of a text, and ``\bnot`` at every letter, since
``re`` skips ahead to plain letters only; ``Union`` and ``not`` themselves are found at once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

_OPENING = re.compile(r"(?:\\b)?((?:(?:[\w/ -]|\\\.)(?![?*{]))+)")
"""The letters that a branch is sure to open with: ``licen`` of ``licen[cs]``, ``item`` of ``\\bitems?``."""


@dataclass(frozen=True, slots=True)
class KeyedPattern:
    """A pattern and the words of which each of its matches holds one."""

    pattern: re.Pattern[str]
    keys: tuple[str, ...]

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match within a stretch."""
        stretch = text[start:end]
        return self.pattern.search(text, start, end) if any(key in stretch for key in self.keys) else None

    def within(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """All matches within a short stretch, which is not worth a look for keys."""
        return self.pattern.finditer(text, start, end)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in text order, of a pattern that never crosses a line."""
        for start, end in self._lines(text):
            yield from self.pattern.finditer(text, start, end)

    def _lines(self, text: str) -> Iterator[tuple[int, int]]:
        starts = {text.rfind("\n", 0, at) + 1 for key in self.keys for at in _once_a_line(text, key)}
        for start in sorted(starts):
            end = text.find("\n", start)
            # a sign of the next line stays in sight: ``$`` is to be the end of the text
            yield start, len(text) if end < 0 else min(end + 2, len(text))


def keyed(keys: str, pattern: str) -> KeyedPattern:
    """Compile a pattern; a bar stands between its keys."""
    return KeyedPattern(re.compile(pattern), tuple(keys.split("|")))


def cue(branches: str) -> KeyedPattern:
    """Compile words to look for, a bar between them and none within one: each is keyed by what it opens with."""
    return KeyedPattern(re.compile(branches), tuple(dict.fromkeys(map(_opening, branches.split("|")))))


def _opening(branch: str) -> str:
    opening = _OPENING.match(branch)
    if opening is None:
        raise ValueError(f"{branch!r} opens with no plain letter")
    return opening[1].replace("\\", "")


def _once_a_line(text: str, key: str) -> Iterator[int]:
    """One place of a word in each line that holds it."""
    at = text.find(key)
    while at >= 0:
        yield at
        at = text.find("\n", at)
        at = text.find(key, at) if at >= 0 else at
