"""Match thousands of terms in one pass over the tokens: longest first, Dutch and English plurals, exact acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

Payload = TypeVar("Payload")

_TOKEN = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s\-\u2010\u2011/&'\u2019+.]{1,3}")
EVERYDAY = frozenset(
    """
    air army as axle baken bakenen barrel bearing bewaking board body box brandstof brandstoffen bron buis bus
    cable carrier casting chain clutch concrete container coupling cover dak deksel demonstrator deur die drive
    engine equipment exploration fabric factory filter foam fuel gas gear glas glass hout hull inlichtingen
    intelligence joint kabel kamer ketting key klep kooi koppeling lager lead led leger lens lijm link loop
    lood lopen lucht materiaal material materials materieel materiel mobiliteit mobility motor mould net oil olie
    pipeline plaat plant plate platform pump readiness reconnaissance ring rubber schroef seal shell signals
    spaarlamp spring staal steel surveillance switch system tandwiel timing tool tools uitrusting valve veer
    veld vloer water weefsel wheel wiel wing wood yarn
    """.split()
)
"""Single words of daily speech that are also technical terms: they say nothing when they stand alone."""
_VOWELS = frozenset("aeiou")


class Token(NamedTuple):
    """A run of letters and digits with its place; a tuple, since a long document has a hundred thousand."""

    lower: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry(Generic[Payload]):
    """One writing of a term; ``exact`` asks for the printed capitals (``EDA``, ``AI``)."""

    surface: str
    payload: Payload
    exact: bool = False
    plural: bool = True
    sign: str = ""
    """What follows the last token and belongs to the name: ``ESF+``."""


@dataclass(frozen=True, slots=True)
class Hit(Generic[Payload]):
    """A term found in a text."""

    start: int
    end: int
    entry: Entry[Payload]


def tokenise(text: str) -> list[Token]:
    """Tokens of a text in order."""
    return [Token(match.group().lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


class TermIndex(Generic[Payload]):
    """Terms by their first two words: hundreds start with ``European`` or ``high``."""

    def __init__(self, entries: Iterable[Entry[Payload]]) -> None:
        by_start: dict[str, dict[str, list[tuple[tuple[str, ...], Entry[Payload]]]]] = {}
        for entry in entries:
            tokens = tuple(word.lower() for word in _TOKEN.findall(entry.surface))
            for form in _forms(tokens, entry):
                second = form[1] if len(form) > 1 else ""
                by_start.setdefault(form[0], {}).setdefault(second, []).append((form, entry))
        self._by_start: Mapping[str, Mapping[str, list[tuple[tuple[str, ...], Entry[Payload]]]]] = by_start
        for by_second in by_start.values():
            for rows in by_second.values():
                # Longest first; an exact writing before a loose one of equal length.
                rows.sort(key=lambda row: (-len(row[0]), not row[1].exact))

    def find(self, text: str, tokens: Sequence[Token]) -> Iterator[Hit[Payload]]:
        """Longest terms from left to right, without overlap."""
        by_start = self._by_start
        past = 0
        for position, token in enumerate(tokens):
            if token[0] in by_start and position >= past:
                hit = self._match(text, tokens, position)
                if hit is not None:
                    size, found = hit
                    yield found
                    past = position + size

    def look_up(self, surface: str) -> Entry[Payload] | None:
        """The entry that a whole surface writes."""
        tokens = tokenise(surface)
        hit = self._match(surface, tokens, 0) if tokens else None
        return hit[1].entry if hit and hit[0] == len(tokens) else None

    def _match(self, text: str, tokens: Sequence[Token], position: int) -> tuple[int, Hit[Payload]] | None:
        by_second = self._by_start.get(tokens[position].lower)
        if by_second is None:
            return None
        second = tokens[position + 1].lower if position + 1 < len(tokens) else ""
        for key in (second, "") if second else ("",):
            for form, entry in by_second.get(key, ()):
                hit = _hit(text, tokens, position, form, entry)
                if hit is not None:
                    return len(form), hit
        return None


def _hit(
    text: str, tokens: Sequence[Token], position: int, form: tuple[str, ...], entry: Entry[Payload]
) -> Hit[Payload] | None:
    """The term if all its words stand at a position, near enough to one another and printed as it asks."""
    last = position + len(form) - 1
    if last >= len(tokens) or any(tokens[position + n].lower != form[n] for n in range(2, len(form))):
        return None
    start, end = tokens[position].start, tokens[last].end
    if entry.exact and text[start:end] != entry.surface.removesuffix(entry.sign):
        return None
    if not all(_near(text, tokens[n], tokens[n + 1]) for n in range(position, last)):
        return None
    if entry.sign and not text.startswith(entry.sign, end):
        return None
    return Hit(start, end + len(entry.sign), entry)


def _near(text: str, left: Token, right: Token) -> bool:
    gap = text[left.end : right.start]
    return gap in (" ", "-") or _GAP.fullmatch(gap) is not None


def _forms(tokens: tuple[str, ...], entry: Entry[Payload]) -> Iterator[tuple[str, ...]]:
    if not tokens:
        return
    yield tokens
    if entry.exact or not entry.plural or len(tokens[-1]) < 4 or not tokens[-1].isalpha():
        return
    for last in plurals(tokens[-1]):
        yield (*tokens[:-1], last)


def plurals(word: str) -> set[str]:
    """Likely Dutch and English plurals of a noun: ``raketten``, ``systemen``, ``batteries``, ``drones``, ``bases``."""
    forms = {word + "s", word + "en", word + "n" if word.endswith("e") else word + "es"}
    if word.endswith("y") and word[-2] not in _VOWELS:
        forms.add(word[:-1] + "ies")
    if word[-1] in "aiou":
        forms.add(word + "s")
    if len(word) > 3 and word[-1] not in _VOWELS and word[-2] in _VOWELS:
        if word[-3] == word[-2]:
            stem = word[:-2] + {"f": "v", "s": "z"}.get(word[-1], word[-1])
            forms |= {stem + "en", word[:-2] + word[-1] + "en"}
        elif word[-3] not in _VOWELS:
            forms.add(word + word[-1] + "en")
    if word.endswith("heid"):
        forms.add(word[:-2] + "den")
    return forms
