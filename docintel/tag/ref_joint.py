"""Two acts whose names share a word: ``NIS2- en CER-richtlijn``, ``Beleidsplannen Cybersecurity en AI``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.tag.ref_names import names_by_words, scheme_of
from docintel.tag.scan import Found, Scan

_WORD = r"[a-z\d]\w{1,30}"
_PLURALS = {
    "beleidsplannen": "beleidsplan",
    "richtlijnen": "richtlijn",
    "verordeningen": "verordening",
    "acts": "act",
    "directives": "directive",
    "regulations": "regulation",
}
_BEHIND = re.compile(rf"\s({_WORD})\sen\s({_WORD})")
"""What follows a plural: ``Beleidsplannen Cybersecurity en AI``."""
_BEFORE = re.compile(rf"\b({_WORD})\sand\s({_WORD})\s$")
"""What precedes an English plural: ``the AI and Data Acts``."""
_HYPHEN = re.compile(rf"\b({_WORD})-\s(?:en|of)\s(?:de\s)?({_WORD})-?$")
"""What precedes a Dutch singular: ``NIS2- en CER-richtlijn``."""
_REACH = 70


def find_joint_names(scan: Scan) -> Iterator[Found]:
    """One place with both ids, where both full names are known."""
    for plural in scan.words & _PLURALS.keys():
        word = _PLURALS[plural]
        for start in scan.places(plural):
            end = start + len(plural)
            if behind := _BEHIND.match(scan.lower, end):
                yield from _joint(start, behind.end(), [(word, one) for one in behind.groups()])
            if before := _BEFORE.search(scan.lower, max(0, start - _REACH), start):
                yield from _joint(before.start(), end, [(one, word) for one in before.groups()])
    for word in scan.words & {"richtlijn", "verordening"}:
        for start in scan.places(word):
            if before := _HYPHEN.search(scan.lower, max(0, start - _REACH), start):
                yield from _joint(before.start(), start + len(word), [(one, word) for one in before.groups()])


def _joint(start: int, end: int, names: list[tuple[str, str]]) -> Iterator[Found]:
    first, second = (names_by_words().get(name) for name in names)
    if first and second and first != second:
        yield Found(start, end, scheme_of(first), (first, second), "joint-name", score=0.85)
