"""Hyphens at line ends: taken out only where words say so, else kept as printed.

``dual-`` / ``use`` keeps its hyphen, ``com-`` / ``ponent`` loses it, ``veiligheids-`` / ``en defensie-industrie`` keeps
hyphen and blank, an id such as ``EDF-2021-`` / ``SENS`` is put together without a blank.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from docintel.extract.cues import cue_words
from docintel.lexicon import load_words

_TOKEN = re.compile(r"[^\W_]+(?:[-‐'’&][^\W_]+)*", re.UNICODE)
_LAST = re.compile(r"[^\W_]+(?:[-‐&.'’/][^\W_]+)*$", re.UNICODE)
_FIRST = re.compile(r"^[^\W_]+(?:[-‐&][^\W_]+)*", re.UNICODE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[-=&?_%#]$")
_SUSPENDED = frozenset(cue_words("suspended"))
HYPHENS = "-‐\u00ad"


class Hyphenator:
    """Decides line-end hyphens of one document: its own words are the first witness, the word list the second."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Count the words that stand whole inside a line."""
        self._whole: Counter[str] = Counter()
        self._hyphened: Counter[str] = Counter()
        self._lists = load_words()
        ends: list[tuple[str, str]] = []
        previous = ""
        for line in lines:
            if previous.endswith(tuple(HYPHENS)):
                ends.append((previous, line))
            tokens = _TOKEN.findall(line)
            last = len(tokens) - 1 if line.endswith(tuple(HYPHENS)) else len(tokens)
            first = 1 if previous.endswith(tuple(HYPHENS)) else 0
            for token in tokens[first:last]:
                lowered = token.lower().replace("‐", "-")
                (self._hyphened if "-" in lowered else self._whole)[lowered] += 1
            previous = line
        self._broken = self._breaks_words(ends)

    def _breaks_words(self, ends: list[tuple[str, str]]) -> bool:
        """Tell whether this document breaks words at all: some left halves are no word while the whole is."""
        broken = 0
        for left_line, right_line in ends:
            left, right = _LAST.search(left_line[:-1]), _FIRST.match(right_line)
            if not left or not right or not right.group()[:1].islower():
                continue
            half, rest = left.group().lower().split("-")[-1], right.group().lower().split("-")[0]
            if self._known(half + rest) and (not self._known(half) or len(half) < 4):
                broken += 1
        return broken > 0

    def _known(self, word: str) -> bool:
        """Tell whether a word is in the document or in a list."""
        return word in self._whole or word in self._lists

    def join(self, left: str, right: str) -> tuple[str, str]:
        """The line as it enters the text, and the glue to the next line."""
        if right and _ADDRESS.search(left):
            # an address is printed with its own hyphens and signs, never with those of a typesetter
            return left, ""
        if not left.endswith(tuple(HYPHENS)) or not right:
            return left, " " if not left.endswith("/") or " " in left[-2:] else self._slash(left, right)
        body = left[:-1]
        last, first = _LAST.search(body), _FIRST.match(right)
        if last is None or body[-1:].isspace():
            return left, " " if body[-1:].isspace() or not body else ""
        if first is None:
            return left, ""
        half, rest = last.group(), first.group()
        if rest.lower() in _SUSPENDED and left[-1] != "\u00ad" and not self._known((half + rest).lower()):
            return left, " "
        if left[-1] == "\u00ad" or self._takes_out(half, rest):
            return body, ""
        return left, ""

    def _slash(self, left: str, right: str) -> str:
        """A blank after a slash at the line end only where the document would write one."""
        return "" if left[-2:-1].isalnum() and right[:1].isalnum() else " "

    def _takes_out(self, half: str, rest: str) -> bool:
        """Tell whether the hyphen between two halves is the typesetter's and not the writer's."""
        if not rest[0].isalpha() or not half[-1].isalpha():
            return False
        if rest[0].isupper() and not (half[-1].isupper() and len(half) > 1):
            return False
        if rest[0].isupper() and not self._known((half.split("-")[-1] + rest.split("-")[0]).lower()):
            # EDF-2023-RA-PROTMOB-DEXPLO and headings in capitals: only a known word is put together
            return False
        if rest[0].islower() and half[-1].isupper():
            # EU-lidstaten, R&D-projecten: an abbreviation keeps its hyphen
            return False
        left, right = half.lower().replace("‐", "-"), rest.lower()
        tail, head = left.split("-")[-1], right.split("-")[0]
        whole, hyphened = tail + head, f"{tail}-{head}"
        in_whole = self._whole[whole]
        in_hyphened = self._hyphened[hyphened] + self._hyphened[f"{left}-{right}"]
        if in_whole != in_hyphened:
            return in_whole > in_hyphened
        if not self._broken:
            # nobody breaks words here: the hyphen is the writer's
            return False
        if whole in self._lists or hyphened in self._lists:
            return whole in self._lists
        return self._looks_broken(tail, head)

    def _looks_broken(self, tail: str, head: str) -> bool:
        """Without a witness for either form: two whole words stay apart, anything else is one word."""
        if len(tail) < 2 or len(head) < 2:
            return len(head) >= 2 and len(tail) >= 2
        both = self._known(tail) and self._known(head) and len(tail) > 2 and len(head) > 2
        if not both:
            return True
        return any(word.startswith(tail) and len(word) > len(tail) + 3 for word in self._compounds(tail))

    def _compounds(self, tail: str) -> Iterable[str]:
        """Words of the document that are written as one and start with the left half."""
        return (word for word in self._whole if word.startswith(tail))
