"""How alike two texts are: edit distance over whole documents in seconds, without a compiled library."""

from __future__ import annotations

import re
import unicodedata

_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "−": "-", "\u00ad": None, "…": "..."}
)
_BLANKS = re.compile(r"\s+")


def normalise(text: str) -> str:
    """NFKC, white space folded, plain quotes and hyphens: what no reader would call a difference."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).translate(_QUOTES)).strip()


def squeezed(text: str) -> str:
    """Normalised text without white space and hyphens, where line ends of two printings are not comparable."""
    return re.sub(r"[\s-]", "", normalise(text))


def similarity(found: str, expected: str) -> float:
    """One minus the edit distance over the length of the longer text; 1 for two empty texts."""
    longer = max(len(found), len(expected))
    return 1.0 - edit_distance(found, expected) / longer if longer else 1.0


def edit_distance(first: str, second: str) -> int:
    """Levenshtein distance by Myers' bit vectors (in Hyyrö's form) on Python's long integers.

    One step per character of the longer text over a vector as long as the shorter one: two texts of 130,000
    characters take about three seconds. Common ends are set aside first.
    """
    start = 0
    limit = min(len(first), len(second))
    while start < limit and first[start] == second[start]:
        start += 1
    end = 0
    while end < limit - start and first[-1 - end] == second[-1 - end]:
        end += 1
    first, second = first[start : len(first) - end], second[start : len(second) - end]
    if len(first) > len(second):
        first, second = second, first
    if not first:
        return len(second)
    places: dict[str, int] = {}
    for at, char in enumerate(first):
        places[char] = places.get(char, 0) | (1 << at)
    mask, last = (1 << len(first)) - 1, 1 << (len(first) - 1)
    plus, minus, distance = mask, 0, len(first)
    for char in second:
        here = places.get(char, 0)
        across = here | minus
        diagonal = (((here & plus) + plus) ^ plus) | here
        up = minus | ~(diagonal | plus) & mask
        down = plus & diagonal
        distance += bool(up & last) - bool(down & last)
        up = (up << 1 | 1) & mask
        down = down << 1 & mask
        plus = down | ~(across | up) & mask
        minus = up & across
    return distance
