"""Headings: outline first, then the table of contents, then numbering, then fonts; levels from depth and looks.

A numbered heading has the level of its depth. An unnumbered one takes the level of numbered headings that look alike,
else it stands one below the nearest level that looks larger. ``AANBEVELING 4.1`` is cited whole but ranks by its looks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docintel.extract.folding import fold
from docintel.extract.numbering import Number, follows, is_reference, read_number
from docintel.extract.pieces import Piece
from docintel.extract.typography import Typography

# the page in a list of contents, or the year that ends a title: "Roadmap 2022-2023"
_LAST_NUMBER = re.compile(r"[\s.·…_]*\d{0,4}\s*$")
MAX_CHARACTERS = 320
MAX_LINES = 7
# numbered headings of one look that it takes before unnumbered ones of that look take their level
MIN_ANCHORS = 2
# numbers that must go on from the first one of an extract; a first number above this is a year or an amount
RUN, LAST_CHAPTER = 3, 40
# a numbered bold line that ends with a full stop is a heading up to this length; one of another look up to this
MAX_STOPPED_BOLD, MAX_STOPPED = 200, 120


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the PDF outline."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class Look:
    """How a heading is set, as far as ranks go by it."""

    size: float
    bold: bool
    capitals: bool
    italic: bool
    underlined: bool
    colour: int

    @property
    def weight(self) -> float:
        """Rank among headings: size first, then capitals, bold, upright."""
        return self.size + 1.2 * self.capitals + 0.8 * self.bold - 0.6 * self.italic + 0.3 * self.underlined


def look_of(piece: Piece) -> Look:
    """The look of a piece; the size is that of its largest line, for some writers squeeze full lines."""
    letters = [character for character in piece.text if character.isalpha()]
    capitals = len(letters) > 3 and sum(character.isupper() for character in letters) > 0.8 * len(letters)
    size = max(line.size for line in piece.lines)
    return Look(
        round(size * 2) / 2,
        all(line.bold for line in piece.lines),
        capitals,
        all(line.italic for line in piece.lines),
        any(line.underlined for line in piece.lines),
        piece.first.style.colour,
    )


LABEL_WORDS = 6
LABEL_TIMES = 3
"""How long a recurring line may be to be a heading without looking like one, and how often it must come back."""


@dataclass(slots=True)
class _Candidate:
    """A piece that may be a heading."""

    at: int
    piece: Piece
    number: Number | None
    look: Look
    sure: bool = False
    outline: int | None = None
    contents: int | None = None


class HeadingFinder:
    """Marks the headings among the pieces of a document and gives them levels."""

    def __init__(self, pieces: Sequence[Piece], typography: Typography, bookmarks: Sequence[Bookmark]) -> None:
        """Take the pieces in reading order."""
        self._pieces = pieces
        self._body = typography
        self._outline: dict[str, list[Bookmark]] = defaultdict(list)
        for bookmark in bookmarks:
            self._outline[fold(bookmark.title)].append(bookmark)
        self._contents = self._read_contents()
        self._lines = Counter(fold(piece.text) for piece in pieces if len(piece.lines) == 1)

    def run(self) -> None:
        """Mark headings, give levels, numbers and titles."""
        candidates = [c for at, piece in enumerate(self._pieces) if (c := self._candidate(at, piece)) is not None]
        chosen = _with_titles(self._in_sequence([c for c in candidates if self._is_heading(c)]))
        levels = self._levels(chosen)
        for candidate, level in zip(chosen, levels, strict=True):
            piece = candidate.piece
            piece.kind, piece.level, piece.marker = "heading", level, None
            if candidate.number is not None:
                piece.number = candidate.number.text

    def _read_contents(self) -> dict[str, int]:
        """Titles of the contents list with the depth that their indent says."""
        entries = [piece for piece in self._pieces if piece.kind == "toc"]
        depth = _depths([piece.first.x0 for piece in entries])
        found: dict[str, int] = {}
        for piece in entries:
            title = re.sub(r"(?:[.·]\s?){4,}.*$", "", piece.text)
            for form in (title, _LAST_NUMBER.sub("", title)):
                found.setdefault(fold(form), depth(piece.first.x0))
        return found

    def _candidate(self, at: int, piece: Piece) -> _Candidate | None:
        """A piece that has the form of a heading."""
        if piece.kind not in ("paragraph", "list_item") or len(piece.lines) > MAX_LINES or piece.first.aside:
            return None
        text = piece.text
        if (
            len(text) > MAX_CHARACTERS
            or any(line.leads for line in piece.lines)
            or not any(character.isalpha() for character in text)
            or len(fold(text)) < 2
        ):
            return None
        number = read_number(text)
        candidate = _Candidate(at, piece, number, look_of(piece))
        key = fold(text)
        bare = fold(text[number.title_at :]) if number is not None else key
        for title in (key, bare):
            if not title:
                continue
            near = [b for b in self._outline.get(title, ()) if abs(b.page - piece.first.page) <= 1]
            if near and candidate.outline is None:
                candidate.outline = near[0].level
            if title in self._contents and candidate.contents is None:
                candidate.contents = self._contents[title]
        return candidate

    def _is_heading(self, candidate: _Candidate) -> bool:
        """Decide on one candidate."""
        piece, number, text = candidate.piece, candidate.number, candidate.piece.text
        if (
            number is not None
            and is_reference(text, number)
            and candidate.outline is None
            and candidate.contents is None
        ):
            return False
        if candidate.outline is not None:
            return self._stands_out(candidate) or number is not None or len(text) < 120
        if candidate.contents is not None and (self._stands_out(candidate) or number is not None):
            return True
        if text.rstrip().endswith((";", ",")) or (text[0] == "[" and text.rstrip()[-1] == "]"):
            return False
        if number is not None:
            return self._is_numbered(candidate, number)
        if piece.kind == "list_item" or (text.rstrip().endswith((".", ":", "”")) and not candidate.look.capitals):
            return False
        return self._is_unnumbered(candidate)

    def _stands_out(self, candidate: _Candidate) -> bool:
        """Tell whether a piece looks unlike the running text."""
        look = candidate.look
        larger = look.size >= 1.07 * self._body.size
        return larger or (look.bold and not self._body.bold) or look.capitals or look.underlined or self._coloured(look)

    def _coloured(self, look: Look) -> bool:
        """Tell whether a piece has another colour than the running text."""
        return look.colour != self._body.colour and look.colour != 0xFFFFFF

    def _is_numbered(self, candidate: _Candidate, number: Number) -> bool:
        """Decide on a candidate with a number."""
        piece, look, text = candidate.piece, candidate.look, candidate.piece.text
        title = text[number.title_at :].strip()
        strong = look.size >= 1.07 * self._body.size or (look.bold and not self._body.bold) or self._coloured(look)
        if number.kind == "keyword":
            if not title:
                return strong or look.capitals or len(piece.lines) == 1
            return strong or look.capitals or (number.stopped and len(text) < 150 and not title.endswith("."))
        if not title or (not title[0].isalnum() and title[0] not in "‘“\"'«("):
            return False
        if number.kind in ("roman", "letter"):
            return strong and len(text) < 200 and not title.endswith((".", ":", ";"))
        if strong or look.capitals:
            longest = MAX_STOPPED_BOLD if look.bold and not self._body.bold else MAX_STOPPED
            return not title.endswith((".", ";")) or look.capitals or (strong and len(text) < longest)
        deep = number.depth >= 2
        return deep and len(piece.lines) <= 2 and len(title) < 110 and not title.endswith((".", ":", ";", ","))

    def _is_unnumbered(self, candidate: _Candidate) -> bool:
        """Decide on a candidate without a number: it must stand out and not be the lead of a sentence."""
        piece, look, text = candidate.piece, candidate.look, candidate.piece.text
        if piece.first.table is not None or len(text) > 220 or text[:1].islower():
            return False
        larger = look.size >= 1.12 * self._body.size
        bold = look.bold and not self._body.bold and look.size >= 0.95 * self._body.size
        if larger:
            return len(piece.lines) <= 4
        if bold:
            return len(piece.lines) <= 5 and self._followed(candidate)
        if look.capitals and look.size >= 0.98 * self._body.size:
            return len(piece.lines) <= 4 and len(text) > 5 and self._followed(candidate)
        # colour or underlining alone is the mark of a link
        return self._is_label(candidate)

    def _is_label(self, candidate: _Candidate) -> bool:
        """Tell whether a short line at body size is a heading all the same: ``Specific challenge`` under each topic.

        The same line comes back, alone, with text under it; an upright one more often than one in italics.
        """
        piece, text = candidate.piece, candidate.piece.text.strip()
        words = text.replace("-", " ").split()
        if len(piece.lines) > 1 or piece.kind != "paragraph" or len(words) > LABEL_WORDS:
            return False
        if not text[:1].isupper() or not all(word.isalpha() for word in words) or (len(words) == 1 and text.isupper()):
            return False
        following = self._pieces[candidate.at + 1] if candidate.at + 1 < len(self._pieces) else None
        if following is None or following.kind not in ("paragraph", "list_item") or len(following.text) < 3 * len(text):
            return False
        return self._lines[fold(text)] >= LABEL_TIMES + (not candidate.look.italic)

    def _followed(self, candidate: _Candidate) -> bool:
        """Tell whether something stands under a heading on its page or the next."""
        return candidate.at + 1 < len(self._pieces)

    def _in_sequence(self, candidates: list[_Candidate]) -> list[_Candidate]:
        """Drop decimal numbers that cannot come next: amounts, list points, years, bold points of a list."""
        kept: list[_Candidate] = []
        before: tuple[int, ...] | None = None
        tops: Counter[Look] = Counter()
        listed = sum(c.outline is not None or c.contents is not None for c in candidates if _decimal(c)) >= 3
        opening = _opening(candidates)
        for candidate in candidates:
            if not _decimal(candidate) or candidate.number is None:
                kept.append(candidate)
                continue
            parts = candidate.number.parts
            sure = candidate.outline is not None or candidate.contents is not None
            restarts = parts[0] in (0, 1) and set(parts[1:]) <= {0, 1} and (not tops or candidate.look in tops)
            fits = follows(before, parts) or restarts or candidate is opening
            if not sure and (not fits or (listed and len(parts) == 1 and candidate.look not in tops)):
                continue
            before = parts
            if len(parts) == 1:
                tops[candidate.look] += 1
            kept.append(candidate)
        return kept

    def _levels(self, candidates: Sequence[_Candidate]) -> list[int]:
        """Levels for all headings."""
        anchors: dict[Look, Counter[int]] = defaultdict(Counter)
        steps = _step_looks(candidates)
        for candidate in candidates:
            number = candidate.number
            if number is not None and number.kind == "decimal" and candidate.look not in steps:
                anchors[candidate.look][number.depth] += 1
        known = {look: counts.most_common(1)[0][0] for look, counts in anchors.items() if counts.total() >= MIN_ANCHORS}
        loose = self._loose_looks(candidates, known)
        levels = []
        for candidate in candidates:
            number = candidate.number
            if number is not None and number.kind == "decimal" and candidate.look not in steps:
                levels.append(number.depth)
            else:
                levels.append(loose[candidate.look])
        return _one_level_a_word(candidates, levels)

    def _loose_looks(self, candidates: Sequence[_Candidate], known: dict[Look, int]) -> dict[Look, int]:
        """Levels for the looks of headings without a depth of their own."""
        votes: dict[Look, Counter[int]] = defaultdict(Counter)
        for candidate in candidates:
            if candidate.number is None or candidate.number.kind != "decimal" or candidate.look not in known:
                votes[candidate.look][candidate.contents or candidate.outline or 0] += 1
        found: dict[Look, int] = {}
        for look in sorted(votes, key=lambda look: -look.weight):
            found[look] = self._level_of(look, known, found, votes[look])
        return found

    def _level_of(self, look: Look, known: dict[Look, int], found: dict[Look, int], votes: Counter[int]) -> int:
        """Level of one look: as its like, as the outline says, or one below what is larger."""
        alike = [(abs(other.weight - look.weight), level) for other, level in known.items() if _alike(other, look)]
        if alike:
            return min(alike)[1]
        same = [(abs(other.weight - look.weight), level) for other, level in found.items() if _alike(other, look)]
        if same:
            return min(same)[1]
        outline = [(count, level) for level, count in votes.items() if level]
        if outline and max(outline)[0] >= 0.5 * sum(votes.values()):
            return max(outline)[1]
        larger = [level for other, level in {**found, **known}.items() if other.weight > look.weight + 0.3]
        return max(larger, default=0) + 1


def _depths(starts: Sequence[float]) -> Callable[[float], int]:
    """Depth by indent: starts within 5 points of one another are one depth."""
    edges: list[float] = []
    for x in sorted(starts):
        if not edges or x - edges[-1] > 5:
            edges.append(x)

    def depth(x: float) -> int:
        return max(1, sum(edge <= x + 0.1 for edge in edges))

    return depth


def _decimal(candidate: _Candidate) -> bool:
    """Tell whether a candidate has a decimal number."""
    return candidate.number is not None and candidate.number.kind == "decimal" and bool(candidate.number.parts)


def _with_titles(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Chapter labels with the title that is set larger under them, as TeX sets ``Hoofdstuk 1`` over its title."""
    kept: list[_Candidate] = []
    for candidate in candidates:
        label = kept[-1] if kept else None
        if label is not None and _titles(label, candidate):
            label.piece.lines.extend(candidate.piece.lines)
            candidate.piece.lines.clear()
            kept[-1] = replace(label, look=candidate.look)
        else:
            kept.append(candidate)
    return kept


def _titles(label: _Candidate, title: _Candidate) -> bool:
    """Tell whether a heading without number is the title of the bare chapter label right over it."""
    return (
        label.number is not None
        and label.number.kind == "keyword"
        and label.number.title_at >= len(label.piece.text)
        and title.number is None
        and title.at == label.at + 1
        and title.piece.first.page == label.piece.first.page
        and title.look.size > label.look.size
    )


def _step_looks(candidates: Sequence[_Candidate]) -> frozenset[Look]:
    """Looks of unnumbered headings that a few steps, ``1. Installation``, share: their numbers count no chapters."""
    if any(_decimal(c) and c.number is not None and c.number.depth > 1 for c in candidates):
        return frozenset()
    numbered = Counter(candidate.look for candidate in candidates if _decimal(candidate))
    every = Counter(candidate.look for candidate in candidates)
    return frozenset(look for look, count in numbered.items() if every[look] >= 3 * count)


def _opening(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The first number of an extract that opens in a later chapter: three others go on from it one after another."""
    numbered = [(c, c.number.parts) for c in candidates if _decimal(c) and c.number is not None]
    if len(numbered) <= RUN or numbered[0][1][0] > LAST_CHAPTER:
        return None
    parts = [part for _, part in numbered[: RUN + 1]]
    goes_on = all(follows(first, second) for first, second in pairwise(parts))
    return numbered[0][0] if goes_on else None


def _one_level_a_word(candidates: Sequence[_Candidate], levels: list[int]) -> list[int]:
    """Give all headings of one word and depth, such as ``RECOMMENDATION 6`` or ``6.1``, the level that most have."""
    votes: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    words = [_word_and_depth(candidate.number) for candidate in candidates]
    for word, level in zip(words, levels, strict=True):
        if word is not None:
            votes[word][level] += 1
    return [
        level if word is None else votes[word].most_common(1)[0][0] for word, level in zip(words, levels, strict=True)
    ]


def _word_and_depth(number: Number | None) -> tuple[str, int] | None:
    """``RECOMMENDATION 6.1`` is the word and 1; None for a number without a word."""
    if number is None or number.kind != "keyword":
        return None
    return number.text.split()[0].casefold(), number.text.count(".")


def _alike(first: Look, second: Look) -> bool:
    """Tell whether two looks are one style, sizes that a writer squeezed included."""
    return (
        abs(first.size - second.size) <= 0.05 * max(first.size, second.size)
        and first.bold == second.bold
        and first.italic == second.italic
        and first.underlined == second.underlined
        and first.capitals == second.capitals
    )
