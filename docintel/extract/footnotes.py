"""Footnotes: found at the foot by rule, size and number; their markers in the text linked and taken out.

A marker is raised (``EU`` + small ``14``), in brackets (``[3]``), or run into the word (``reached4``, ``AI20``). A
run-in number counts only where a note with that number stands on the page and no other marker claims it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from docintel.extract.lines import Line
from docintel.types import Box

_START = re.compile(
    r"^(?P<open>[\[(])?(?P<number>\d{1,3}|[*†‡]{1,3}|[ivxl]{1,6}(?=[\])\s])|[a-z](?=[\])]))(?P<close>[\])])?[.:]?\s*(?=\S|$)"
)
_RUN_IN = re.compile(r"(?<=[^\W\d_]|[.,;:!?\"'”’»)\]])(?P<number>\d{1,3}(?:,\d{1,3})*)(?=$|[\s.,;:!?)\]\"'”’»])")
_BRACKETED = re.compile(r"\s?[\[](?P<number>\d{1,3})[\]]")
# codes that end in a digit by nature: MATCOMP2, H2020, COVID19, F35
_CODE = re.compile(
    r"(?:^|[\s(])(?:[A-Z]{1,2}\d|[A-Z]+-?\d{2,}[A-Z-]|(?:ISO|TRL|ML|COVID|CO|CH|NO|PM|F|A|B|R|E|H|WP|Art|p|pp|nr|no)[.]?\d)",
    re.IGNORECASE,
)
MAX_JUMP = 6
MIN_ENDNOTES = 3
# more than this from line to line, in sizes of the font, is the white under a note
APART = 1.9


@dataclass(slots=True)
class Note:
    """A note with its printed lines; it may go on at the foot of the next page."""

    key: int
    number: str
    page: int
    lines: list[Line]
    skip: int = 0
    """Length of the number at the start of the first line."""
    linked: bool = False


@dataclass(slots=True)
class NoteFinder:
    """Reads notes page by page, so that a note can go on and numbers can be followed."""

    body_size: float
    notes: list[Note] = field(default_factory=list)
    called: frozenset[str] = frozenset()
    """Numbers that the text of the page calls by raised markers or brackets."""

    def take(self, lines: list[Line], rules: Sequence[Box], height: float) -> None:
        """Move the notes of one page out of its lines."""
        self.called = _called(lines)
        for column in sorted({line.column for line in lines}):
            zone = self._zone([line for line in lines if line.column == column], rules, height)
            if zone:
                self._read(zone)
                for line in zone:
                    lines.remove(line)

    def take_endnotes(self, lines: list[Line]) -> None:
        """Move notes that stand together at the end of a document out of the lines of one page."""
        printed = [line for line in lines if line.table is None and not line.aside]
        opens = [at for at, line in enumerate(printed) if _is_raised(line) and (_number_of(line) or "").isdigit()]
        if len(opens) < MIN_ENDNOTES:
            return
        numbers = [int(_number_of(printed[at]) or 0) for at in opens]
        rising = sum(second - first == 1 for first, second in pairwise(numbers))
        if rising < 0.8 * (len(numbers) - 1):
            return
        first, last = opens[0], opens[-1]
        while first > 0 and self.notes and numbers[0] > 1 and _alike(printed[first - 1], printed[first]):
            first -= 1
        while last + 1 < len(printed) and _alike(printed[last + 1], printed[last]) and not _far(printed, last):
            last += 1
        between = [line for start, end in pairwise(opens) for line in _whole_note(printed[start:end])]
        zone = [*printed[first : opens[0]], *between, *printed[opens[-1] : last + 1]]
        self._read(zone)
        for line in zone:
            lines.remove(line)

    def _zone(self, lines: list[Line], rules: Sequence[Box], height: float) -> list[Line]:
        """The lines of a column that are notes: those under a short rule, or small ones that open with a number."""
        printed = [line for line in lines if not line.aside]
        if not printed:
            return []
        under = self._under_rule(printed, rules, height)
        if under:
            return under
        zone: list[Line] = []
        at = len(printed)
        while at > 0:
            line = printed[at - 1]
            if line.table is not None or line.size > 0.93 * self.body_size or line.top < 0.3 * height or line.leads:
                break
            at -= 1
        small = printed[at:]
        while small and not self._opens_alone(small[0]):
            small = small[1:]
        if small:
            zone = small
            before = printed[len(printed) - len(small) - 1] if len(small) < len(printed) else None
            if before is not None and before.table is None and small[0].base - before.base < 0.9 * self.body_size:
                return []
        return zone

    def _under_rule(self, lines: list[Line], rules: Sequence[Box], height: float) -> list[Line]:
        """Lines under a separator rule of this column."""
        left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
        for rule in sorted(rules, key=lambda rule: -rule.top):
            wide = rule.x1 - rule.x0
            if rule.bottom - rule.top > 3 or wide < 25 or rule.top < 0.25 * height:
                continue
            if not left - 12 <= rule.x0 <= left + 30 or wide > 0.75 * max(right - left, 200):
                continue
            below = [line for line in lines if line.top > rule.top - 1]
            under = self._notes_only(below)
            above = [line for line in lines if line.top <= rule.top - 1]
            if not under or any(line.table is not None or line.leads for line in under) or rule.top > under[0].top + 2:
                continue
            if min(line.top for line in under) - rule.top > 26 or any(_underlines(rule, line) for line in above):
                continue
            smaller = all(line.size <= 1.01 * self.body_size for line in under)
            opens = self._opens(under[0], small=under[0].size < 0.95 * self.body_size)
            last = self.notes[-1].lines[-1].page if self.notes and under == below else -1
            goes_on = last >= under[0].page - 1 and under[0].size < 0.95 * self.body_size
            if smaller and (opens or goes_on):
                return under
        return []

    def _notes_only(self, under: list[Line]) -> list[Line]:
        """The lines before print of the text's size comes back: the note of a table ends where the text goes on."""
        ends = (at for at, line in enumerate(under) if line.size > max(1.12 * under[0].size, 0.97 * self.body_size))
        return under[: next(ends, len(under))]

    def _opens(self, line: Line, *, small: bool) -> bool:
        """Tell whether a line starts with the number of the next note."""
        number = _number_of(line)
        if number is None or number.startswith("0"):
            # 08-2020 that wrapped
            return False
        return _is_raised(line) or (small and self._expected(number))

    def _opens_alone(self, line: Line) -> bool:
        """Tell whether a small line without a rule over it opens a note: ``(1)`` that nothing calls opens a point."""
        called = not line.text.startswith("(") or _is_raised(line) or _number_of(line) in self.called
        return called and self._opens(line, small=True)

    def _expected(self, number: str) -> bool:
        """Tell whether a number may come next: numbers grow, may skip a few, may start again."""
        if number in self.called:
            return True
        if not number.isdigit():
            return number[0] in "*†‡"
        value = int(number)
        last = next((int(note.number) for note in reversed(self.notes) if note.number.isdigit()), None)
        if last is None:
            return value <= 60
        return 0 < value - last <= MAX_JUMP or value <= 2

    def _read(self, zone: Sequence[Line]) -> None:
        """Cut a zone into notes; lines before the first number go on with the note of the page before."""
        raises = any(_is_raised(line) for line in zone)
        for line in zone:
            match = _START.match(line.text)
            if match and (_is_raised(line) or self._starts(line, match, zone, raises=raises)):
                self.notes.append(Note(len(self.notes), match["number"], line.page, [line], match.end()))
            elif self.notes:
                self.notes[-1].lines.append(line)
            else:
                self.notes.append(Note(0, "", line.page, [line]))

    def _starts(self, line: Line, match: re.Match[str], zone: Sequence[Line], *, raises: bool) -> bool:
        """Tell whether a plain number at a line start is a note's: ``08-2020`` that wrapped there is not."""
        number = match["number"]
        if match["open"] is None and (line.text[match.end() - 1 : match.end()].isalnum() or number.startswith("0")):
            return False
        if raises and self.notes and self.notes[-1].number.isdigit() and number != str(int(self.notes[-1].number) + 1):
            return False
        return self._expected(number) and self._aligned(line, zone)

    def _aligned(self, line: Line, zone: Sequence[Line]) -> bool:
        """Tell whether a plain number at a line start stands where notes start, not where they wrap."""
        starts = [other.x0 for other in zone if _is_raised(other)]
        return not starts or min(abs(line.x0 - x) for x in starts) < 6


def _called(lines: Sequence[Line]) -> frozenset[str]:
    """Numbers of the raised markers inside lines, and of those in brackets."""
    raised = {
        number
        for line in lines
        for mark in line.marks
        if mark.start > 1
        for number in re.findall(r"\w+|[*†‡]+", mark.text)
    }
    brackets = {m["number"] for line in lines for m in _BRACKETED.finditer(line.text) if m.start() > 0}
    return frozenset(raised | brackets)


def _is_raised(line: Line) -> bool:
    """Tell whether a line opens with a raised marker."""
    return bool(line.marks) and line.marks[0].start <= 1


def _number_of(line: Line) -> str | None:
    """The number that a line opens with."""
    match = _START.match(line.text)
    return match["number"] if match else None


def _alike(first: Line, second: Line) -> bool:
    """Tell whether two lines are set in one size."""
    return abs(first.size - second.size) <= 0.06 * second.size and not first.bold


def _whole_note(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines up to the next note without the text between them: web pages print a note under its paragraph."""
    steps = enumerate(pairwise(lines), 1)
    ends = (at for at, (line, after) in steps if not _alike(after, line) or after.base - line.base >= APART * line.size)
    return lines[: next(ends, len(lines))]


def _far(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line ends the notes of a page: white under it, or a column change."""
    step = lines[at + 1].base - lines[at].base
    return not 0 < step < APART * lines[at].size


def _underlines(rule: Box, line: Line) -> bool:
    """Tell whether a rule is the underline of a line."""
    return 0 <= rule.top - line.base < 0.35 * line.size and rule.x1 <= line.x1 + 3 and rule.x0 >= line.x0 - 3


def link_notes(pages: Sequence[Sequence[Line]], notes: Sequence[Note]) -> None:
    """Link each note to its markers: raised ones first, then those in brackets, then those run into a word."""
    by_page: dict[int, list[Note]] = {}
    for note in notes:
        by_page.setdefault(note.page, []).append(note)
    for lines in pages:
        if not lines:
            continue
        here = {note.number: note for note in by_page.get(lines[0].page, [])}
        if not here:
            continue
        for line in lines:
            _link_raised(line, here)
        for line in lines:
            _link_pattern(line, here, _BRACKETED)
        for line in lines:
            _link_pattern(line, here, _RUN_IN)


def link_endnotes(pages: Sequence[Sequence[Line]], notes: Sequence[Note]) -> None:
    """Link notes without a marker on their own page to the raised markers of earlier pages."""
    waiting = {note.number: note for note in notes if not note.linked and note.number}
    for lines in pages:
        for line in lines:
            known = {start for start, _, _ in line.anchors}
            for mark in line.marks:
                note = waiting.get(mark.text.strip("[]().,;"))
                if note is not None and mark.start not in known and mark.start > 1 and line.page < note.page:
                    line.anchors.append((mark.start, mark.end, note.key))
                    note.linked = True


def _link_raised(line: Line, here: dict[str, Note]) -> None:
    """Link the raised markers of a line; ``14,15`` may be two."""
    for mark in line.marks:
        for match in re.finditer(r"\d+|[*†‡]+|[a-z]+", mark.text):
            note = here.get(match.group())
            if note is not None:
                line.anchors.append((mark.start, mark.end, note.key))
                note.linked = True


def _link_pattern(line: Line, here: dict[str, Note], pattern: re.Pattern[str]) -> None:
    """Link markers that stand at the height of the text, each note once."""
    for match in pattern.finditer(line.text):
        called = [here.get(number) for number in match["number"].split(",")]
        found = [note for note in called if note is not None and not note.linked]
        if not found or len(found) < len(called):
            continue
        if pattern is _RUN_IN and _is_code(line.text, match.start(), match.end()):
            continue
        for note in found:
            line.anchors.append((match.start(), match.end(), note.key))
            note.linked = True


def _is_code(text: str, start: int, end: int) -> bool:
    """Tell whether a digit belongs to the word before it, as in ``F35`` or ``art.5``."""
    word_start = max(text.rfind(" ", 0, start), text.rfind("(", 0, start)) + 1
    word = text[word_start:end]
    if re.search(r"\d[^\d]*\d*$", text[word_start:start]) and text[start - 1] not in "”’\"')»":
        return True
    return bool(_CODE.match(" " + word)) and not re.match(r"^(?:AI|EU|EC|UN|NAVO|NATO)\d", word)
