"""How many passages hold each word: for typing errors, and to know which joined or split writing is in use."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Mapping

from docintel.index.analyse_words import fold
from docintel.index.points import Entry
from docintel.index.store import Store

_WORD = re.compile(r"[^\W\d_]{3,}")
_NOTE = "vocabulary"


class Vocabulary:
    """Counts of folded words over the passages of an index."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Start from known counts."""
        self.counts: Counter[str] = Counter(counts)

    @classmethod
    def read(cls, store: Store) -> Vocabulary:
        """The vocabulary kept with an index; empty where there is none."""
        data = store.note(_NOTE)
        if data is None:
            return cls({})
        rows = (line.rpartition("\t") for line in zlib.decompress(data).decode("utf-8").splitlines())
        return cls({word: int(count) for word, _, count in rows})

    def write(self, store: Store) -> None:
        """Keep the vocabulary with the index."""
        lines = "".join(f"{word}\t{count}\n" for word, count in sorted(self.counts.items()) if count > 0)
        store.set_note(_NOTE, zlib.compress(lines.encode("utf-8"), 6))

    def add(self, entry: Entry) -> None:
        """Count the words of a passage."""
        self.counts.update(_words(entry))

    def remove(self, entry: Entry) -> None:
        """Take the words of a passage out again."""
        self.counts.subtract(_words(entry))


def _words(entry: Entry) -> set[str]:
    return set(_WORD.findall(fold(entry.text)))
