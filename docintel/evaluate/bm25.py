"""Plain BM25 over lower-case words: what search must beat."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_WORD = re.compile(r"\w+")


class PlainBm25:
    """Okapi BM25 without stemming, stop words or splitting."""

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        """Count the words of all texts."""
        counts = [Counter(_WORD.findall(text.lower())) for text in texts]
        lengths = [counted.total() for counted in counts]
        average = sum(lengths) / max(1, len(lengths))
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (counted, length) in enumerate(zip(counts, lengths, strict=True)):
            norm = k1 * (1 - b + b * length / average)
            for word, count in counted.items():
                self._postings[word].append((number, count * (k1 + 1) / (count + norm)))
        self._size = len(counts)

    def search(self, query: str, limit: int = 10) -> list[tuple[int, float]]:
        """Best texts by number, with their score."""
        scores: defaultdict[int, float] = defaultdict(float)
        for word in _WORD.findall(query.lower()):
            postings = self._postings.get(word, [])
            idf = math.log(1 + (self._size - len(postings) + 0.5) / (len(postings) + 0.5))
            for number, weight in postings:
                scores[number] += idf * weight
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
