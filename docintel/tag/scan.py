"""What every reference rule gets and gives: the text with a lower-case twin of equal length, and found places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

from docintel.tag.keyed import KeyedPattern
from docintel.types import Language, Polarity, Scheme

_WORD = re.compile(r"[^\W_]+")
_BLOCK = 150
"""Characters that one answer about the surroundings serves."""
_LONGEST_CUE = 60
_BREAK = re.compile(r"\n[ \t]*\n|[.!?](?=\s+[A-Z\u00c0-\u00de])|\t")


class Found(NamedTuple):
    """One reference as a rule sees it; ``rule`` names the rule, ``score`` how sure it is.

    A named tuple is made in a quarter of the time of a frozen dataclass, and a line of codes makes 200,000.
    """

    start: int
    end: int
    scheme: Scheme
    ids: tuple[str, ...]
    rule: str
    polarity: Polarity = "incl"
    score: float = 1.0


@dataclass(frozen=True)
class Scan:
    """A text that is being read; ``lower`` has the same offsets."""

    text: str
    language: Language = "other"

    @cached_property
    def lower(self) -> str:
        """Lower case letter by letter where plain lowering would change the length (``İ``)."""
        lowered = self.text.lower()
        if len(lowered) == len(self.text):
            return lowered
        return "".join(low if len(low := char.lower()) == 1 else char for char in self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """All runs of letters and digits in lower case: a rule whose words are not there need not look."""
        return frozenset(chain(filter(str.isalnum, self._distinct), chain.from_iterable(self._mixed.values())))

    def word_places(self, wanted: AbstractSet[str]) -> dict[str, list[int]]:
        """Where each of some words stands: one pass for all, since a text that names acts holds a hundred of them."""
        found: dict[str, list[int]] = {word: [] for word in wanted}
        holders = wanted | {piece for piece, runs in self._mixed.items() if not wanted.isdisjoint(runs)}
        ends = list(accumulate(map(len, self._pieces)))
        for number in [number for number, piece in enumerate(self._pieces) if piece in holders]:
            piece = self._pieces[number]
            start = ends[number] - len(piece) + number
            for match in _WORD.finditer(piece):
                if match.group() in wanted:
                    found[match.group()].append(start + match.start())
        return found

    def holds(self, shape: re.Pattern[str]) -> bool:
        """Tell whether lower-case text of a shape without blanks stands anywhere, within a word or not."""
        return shape.search(self._vocabulary) is not None

    def places(self, literal: str, *, cased: bool = False) -> Iterator[int]:
        """Where a literal without blanks starts that no letter or digit precedes."""
        return (at for at in self.anywhere(literal, cased=cased) if at == 0 or not self.text[at - 1].isalnum())

    def anywhere(self, literal: str, *, cased: bool = False) -> Iterator[int]:
        """Where a literal without blanks starts, within a word or not; ``str.find`` is the quickest search for one."""
        text = self.text if cased else self.lower
        start = text.find(literal) if literal.lower() in self._vocabulary else -1
        while start >= 0:
            yield start
            start = text.find(literal, start + 1)

    def before(self, position: int, size: int = 80) -> str:
        """Lower-case text before a position, within its sentence."""
        part = self.lower[max(0, position - size) : position]
        cut = 0
        raw = self.text[max(0, position - size) : position]
        for match in _BREAK.finditer(raw):
            if not _abbreviated(raw, match.start()):
                cut = match.end()
        return part[cut:]

    def after(self, position: int, size: int = 80) -> str:
        """Lower-case text after a position, within its sentence."""
        raw = self.text[position : position + size]
        for match in _BREAK.finditer(raw):
            if not _abbreviated(raw, match.start()):
                return self.lower[position : position + match.start()]
        return self.lower[position : position + size]

    def near(self, words: KeyedPattern, position: int) -> bool:
        """Tell whether one of some words stands within 150 to 300 characters of a place; each stretch is read once."""
        key = (words.pattern.pattern, position // _BLOCK)
        known = self._near.get(key)
        if known is None:
            block = key[1]
            known = any(self._begins_in(words, one) for one in (block, block - 1, block + 1))
            self._near[key] = known
        return known

    def _begins_in(self, words: KeyedPattern, block: int) -> bool:
        key = (words.pattern.pattern, block)
        known = self._blocks.get(key)
        if known is None:
            start = max(0, block * _BLOCK)
            stop = (block + 1) * _BLOCK
            match = words.search(self.lower, start, stop + _LONGEST_CUE) if stop > 0 else None
            known = match is not None and match.start() < stop
            self._blocks[key] = known
        return known

    @cached_property
    def _near(self) -> dict[tuple[str, int], bool]:
        return {}

    @cached_property
    def _blocks(self) -> dict[tuple[str, int], bool]:
        return {}

    @cached_property
    def _pieces(self) -> list[str]:
        return self.lower.replace("\n", " ").replace("\t", " ").split(" ")

    @cached_property
    def _distinct(self) -> frozenset[str]:
        return frozenset(self._pieces)

    @cached_property
    def _vocabulary(self) -> str:
        """Each piece between blanks once: what has no blank and is not here is not in the text."""
        return "\n".join(self._distinct)

    @cached_property
    def _mixed(self) -> dict[str, list[str]]:
        """Words of the pieces that hold other signs too; most pieces are a word, and most come many times."""
        return {piece: _WORD.findall(piece) for piece in self._distinct if not piece.isalnum()}


Rule = Callable[[Scan], Iterator[Found]]

_SHORT = re.compile(
    r"(?:\b(?:art|nr|no|bijv|reg|dir|cat|ca|o\.a|m\.b\.t|m\.u\.v|t\.e\.m|vgl|bv|p|pp|lid|pt)|\d)$", re.I
)


def _abbreviated(raw: str, position: int) -> bool:
    return raw[position] == "." and _SHORT.search(raw[max(0, position - 8) : position]) is not None
