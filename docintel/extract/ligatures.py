"""Wrong ligature maps mended: ``Distribu(on`` is ``Distribution`` where the word list says so again and again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from docintel.extract.content import Word
from docintel.lexicon import load_words

_HOLE = re.compile(r"(?<=[^\W\d_])(?P<sign>[(\[{<>*=+^~|\\$#\"!%@;:])(?=[^\W\d_])")
_BALANCED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|\"[^\"]*\"")
_CANDIDATES = ("ti", "tt", "fi", "fl", "ff", "ffi", "ft", "tti", "th")
MIN_WITNESSES = 4
MIN_SHARE = 0.6


class LigatureMender:
    """Learns over the pages of one document which sign stands for which letters."""

    def __init__(self) -> None:
        """Start without a map."""
        self._map: dict[str, str] = {}
        self._known = load_words()

    def mend(self, words: Sequence[Word]) -> None:
        """Put the letters back in the words of one page."""
        seen: dict[str, set[str]] = defaultdict(set)
        holes: list[tuple[Word, str]] = []
        if not _HOLE.search(" ".join([word.text for word in words])):
            return
        for word in words:
            if word.text.isalnum() or not _HOLE.search(word.text) or "://" in word.text:
                continue
            for match in _HOLE.finditer(_BALANCED.sub("", word.text)):
                seen[match["sign"]].add(word.text)
                holes.append((word, match["sign"]))
        for sign, texts in seen.items():
            if sign not in self._map and len(texts) >= MIN_WITNESSES:
                letters = self._letters(sign, texts)
                if letters:
                    self._map[sign] = letters
        for word, sign in holes:
            if sign in self._map:
                hole = rf"(?<=[^\W\d_]){re.escape(sign)}(?=[^\W\d_])"
                word.text = re.sub(hole, self._map[sign], word.text)

    def _letters(self, sign: str, texts: set[str]) -> str:
        """The letters that turn most of the words into known ones; empty where none does."""
        best, share = "", MIN_SHARE
        for letters in _CANDIDATES:
            mended = [text.replace(sign, letters).strip(".,;:!?()[]\"'“”‘’").lower() for text in texts]
            hits = sum(text in self._known for text in mended) / len(mended)
            if hits > share:
                best, share = letters, hits
        return best
