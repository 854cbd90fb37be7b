"""What every reference rule gets and gives: the text with a lower-case twin of equal length, and found places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from docintel.types import Language, Polarity, Scheme

_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"\n[ \t]*\n|[.!?](?=\s+[A-Z\u00c0-\u00de])|\t")


@dataclass(frozen=True, slots=True)
class Found:
    """One reference as a rule sees it; ``rule`` names the rule, ``score`` how sure it is."""

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
        return frozenset(_WORD.findall(self.lower))

    def places(self, literal: str, *, cased: bool = False) -> Iterator[int]:
        """Where a literal starts that no letter or digit precedes; ``str.find`` is the quickest search there is."""
        text = self.text if cased else self.lower
        start = text.find(literal)
        while start >= 0:
            if start == 0 or not text[start - 1].isalnum():
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

    def near(self, pattern: re.Pattern[str], position: int) -> bool:
        """Tell whether a pattern stands within some 150 characters; asked once per 128, so it stays cheap."""
        key = (pattern.pattern, position >> 7)
        known = self._near.get(key)
        if known is None:
            start = (position >> 7) << 7
            known = pattern.search(self.lower, max(0, start - 150), start + 128 + 150) is not None
            self._near[key] = known
        return known

    @cached_property
    def _near(self) -> dict[tuple[str, int], bool]:
        return {}


Rule = Callable[[Scan], Iterator[Found]]

_SHORT = re.compile(
    r"(?:\b(?:art|nr|no|bijv|reg|dir|cat|ca|o\.a|m\.b\.t|m\.u\.v|t\.e\.m|vgl|bv|p|pp|lid|pt)|\d)$", re.I
)


def _abbreviated(raw: str, position: int) -> bool:
    return raw[position] == "." and _SHORT.search(raw[max(0, position - 8) : position]) is not None
