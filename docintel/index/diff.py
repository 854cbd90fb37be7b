"""Two editions of a document, clause by clause: what was added, removed, changed, moved."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from docintel.index.analyse_codes import topic_above
from docintel.index.analyse_words import fold
from docintel.types import Document

Kind = Literal["same", "changed", "moved", "moved and changed", "added", "removed"]
ALIKE = 0.35
"""Share of words in common from which two clauses are editions of each other."""
HALF = 0.5
"""Share of the words of the shorter title from which two topics of different ids may be one."""
SHARED = 2
"""Topics of one edition that a word of a subject may stand in."""
SAME_NUMBER, SAME_TITLE = 0.15, 0.25
"""What the same number and the same title add to that share: a renumbered clause keeps its title."""
_WORD = re.compile(r"\w+|[^\w\s]")
_YEAR = re.compile(r"-(?:19|20)\d\d-")
_SKIPPED = frozenset({"header", "footer", "toc", "footnote"})


@dataclass(frozen=True, slots=True)
class Clause:
    """The text directly under a heading, sub-sections and notes left out; before the first heading the opening."""

    number: str | None
    title: str
    text: str
    page: int
    path: tuple[str, ...] = ()
    call: str | None = None
    """The call topic that a heading at or above it names."""
    note: bool = False
    """A footnote, a clause by itself."""

    @property
    def name(self) -> str:
        """Number and title, as a reader would cite it."""
        if self.note:
            return f"note {self.number or ''}".strip()
        if self.number and not self.title.startswith(self.number):
            return f"{self.number} {self.title}".strip()
        return self.title or self.number or "(opening)"


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of words that stayed, came or went."""

    kind: Literal["equal", "insert", "delete"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one clause."""

    kind: Kind
    old: Clause | None
    new: Clause | None
    alike: float = 0.0
    """Share of words in common."""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All clauses of both editions, in the order of the new one; what went stands where it was."""

    old: str
    new: str
    changes: tuple[Change, ...]

    def counts(self) -> dict[str, int]:
        """Number of clauses of each kind."""
        found: dict[str, int] = {}
        for change in self.changes:
            found[change.kind] = found.get(change.kind, 0) + 1
        return found


def compare(old: Document, new: Document) -> Comparison:
    """Align two editions of a document."""
    before, after = clauses_of(old), clauses_of(new)
    pairs = _align(before, after)
    kept = _in_order([pairs[index] for index in sorted(pairs)])
    changes = [_matched(before[index], after[pairs[index]], pairs[index] not in kept) for index in sorted(pairs)]
    by_new = dict(zip((pairs[index] for index in sorted(pairs)), changes, strict=True))
    removed = {index: Change("removed", clause, None) for index, clause in enumerate(before) if index not in pairs}
    ordered = list(_ordered(by_new, removed, pairs, after))
    return Comparison(old.title or old.path, new.title or new.path, tuple(ordered))


def clauses_of(document: Document) -> list[Clause]:
    """Clauses of a document in reading order, then its footnotes; each paragraph by itself without sections."""
    groups: list[tuple[int | None, list[str], int]] = []
    for block in document.blocks:
        if block.kind in _SKIPPED:
            continue
        text = document.quote(block.span)
        alone = not document.sections
        if not groups or alone or groups[-1][0] != block.section:
            groups.append((block.section, [], block.page))
        is_heading = block.section is not None and document.sections[block.section].heading.overlaps(block.span)
        if text and not is_heading:
            groups[-1][1].append(text)
    clauses = [
        _clause(document, section, texts, page) for section, texts, page in groups if section is not None or texts
    ]
    return clauses + list(_notes(document))


def _clause(document: Document, section: int | None, texts: Sequence[str], page: int) -> Clause:
    text = "\n".join(texts)
    if section is None:
        return Clause(None, "", text, page)
    found = document.sections[section]
    path = document.headings_of(found.parent)
    return Clause(found.number, found.title, text, page, path, topic_above((*path, found.title)))


def _notes(document: Document) -> Iterator[Clause]:
    """A note is no part of the clause that its page ends in: renumbering it changes no clause."""
    for block in document.blocks:
        text = document.quote(block.span) if block.kind == "footnote" else ""
        if text:
            number = next((note.number for note in document.footnotes if block.span.covers(note.span)), None)
            yield Clause(number, "", text, block.page, note=True)


# --- alignment ---------------------------------------------------------------------------------------------------


def _align(before: Sequence[Clause], after: Sequence[Clause]) -> dict[int, int]:
    """Index in the old edition -> index in the new one; best pairs first, each clause once."""
    old_words = [_words(clause) for clause in before]
    new_words = [_words(clause) for clause in after]
    old_calls, new_calls = _calls_of(before, after)
    both = set(old_calls) & set(new_calls)
    old_subjects, new_subjects = _subjects(before), _subjects(after)
    scored = []
    for i, first in enumerate(before):
        for j, second in enumerate(after):
            if first.note != second.note or not _may_pair(old_calls[i], new_calls[j], both):
                continue
            of_two = first.call and second.call and old_calls[i] != new_calls[j]
            if of_two and not _same_subject(old_subjects[i], new_subjects[j]):
                continue
            value = _alike(old_words[i], new_words[j])
            value += SAME_NUMBER * (first.number is not None and first.number == second.number)
            value += SAME_TITLE * bool(first.title and fold(first.title) == fold(second.title))
            if value >= ALIKE:
                scored.append((-value, abs(i - j), i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(scored):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _calls_of(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[list[str | None], list[str | None]]:
    """The call of each clause; editions of two years have it without the year (``EDF-2022-DA`` is ``EDF-2023-DA``)."""
    old, new = ([clause.call for clause in side] for side in (before, after))
    if {*old} & {*new} - {None}:
        return old, new
    return [call and _YEAR.sub("-", call) for call in old], [call and _YEAR.sub("-", call) for call in new]


def _may_pair(first: str | None, second: str | None, both: Collection[str | None]) -> bool:
    """A call that both editions have pairs with itself alone: topics share most sentences."""
    return first == second or (first not in both and second not in both)


def _subjects(clauses: Sequence[Clause]) -> list[frozenset[str]]:
    """The subject of each clause, without the words that many topics share: ``research actions``."""
    found = [_subject(clause) for clause in clauses]
    shared = Counter(itertools.chain.from_iterable(set(found)))
    return [frozenset(word for word in subject if shared[word] <= SHARED) for subject in found]


def _subject(clause: Clause) -> frozenset[str]:
    """Words of the title of the call or topic that a clause belongs to."""
    title = next(
        (one for one in (clause.title, *reversed(clause.path)) if clause.call and clause.call in one.upper()), ""
    )
    return frozenset(
        word for word in _WORD.findall(fold(title.upper().replace(clause.call or " ", " "))) if word.isalpha()
    )


def _same_subject(first: frozenset[str], second: frozenset[str]) -> bool:
    """Topics of two ids may be one: ``SENS-R-RADAR`` of 2021 and ``SENS-ART`` of 2022, both advanced radar."""
    return len(first & second) >= HALF * max(1, min(len(first), len(second)))


def _words(clause: Clause) -> frozenset[str]:
    words = _WORD.findall(fold(f"{clause.title} {clause.text}"))
    return frozenset(words) | frozenset(f"{a} {b}" for a, b in itertools.pairwise(words))


def _alike(first: frozenset[str], second: frozenset[str]) -> float:
    """Jaccard over words and word pairs."""
    if not first or not second:
        return float(first == second)
    common = len(first & second)
    return common / (len(first) + len(second) - common)


def _in_order(targets: Sequence[int]) -> set[int]:
    """The longest run of clauses that kept their order; all others were moved."""
    tails: list[int] = []
    tail_at: list[int] = []
    previous: list[int] = []
    for at, target in enumerate(targets):
        place = bisect_left(tails, target)
        previous.append(tail_at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(target)
            tail_at.append(at)
        else:
            tails[place], tail_at[place] = target, at
    kept: set[int] = set()
    at = tail_at[-1] if tail_at else -1
    while at >= 0:
        kept.add(targets[at])
        at = previous[at]
    return kept


def _matched(old: Clause, new: Clause, moved: bool) -> Change:
    first, second = _WORD.findall(old.text), _WORD.findall(new.text)
    same = first == second and fold(old.title) == fold(new.title)
    moved = moved or (old.number != new.number and bool(old.number and new.number))
    kind: Kind = ("moved" if moved else "same") if same else ("moved and changed" if moved else "changed")
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    edits = () if same else tuple(_edits(old.text, new.text))
    return Change(kind, old, new, round(matcher.ratio(), 3) if not same else 1.0, edits)


def _edits(old: str, new: str) -> Iterator[Edit]:
    first, second = old.split(), new.split()
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Edit("equal", " ".join(first[a:b]))
            continue
        if b > a:
            yield Edit("delete", " ".join(first[a:b]))
        if d > c:
            yield Edit("insert", " ".join(second[c:d]))


def _ordered(
    by_new: dict[int, Change], removed: dict[int, Change], pairs: dict[int, int], after: Sequence[Clause]
) -> Iterator[Change]:
    """Changes in the order of the new edition; a removed clause follows the one that stood before it."""
    follow: dict[int, list[int]] = {}
    for index in sorted(removed):
        before = max((i for i in pairs if i < index), default=-1)
        follow.setdefault(pairs.get(before, -1), []).append(index)
    yield from (removed[index] for index in follow.get(-1, ()))
    for place, clause in enumerate(after):
        yield by_new.get(place) or Change("added", None, clause)
        yield from (removed[index] for index in follow.get(place, ()))
