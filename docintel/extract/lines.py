"""Words become printed lines: upright, in runs that a wide gap ends, with raised note markers kept in sight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from docintel.extract.content import PageContent, Style, Word
from docintel.types import Box

# a blank wider than this, in sizes of the font, may be a gutter or a cell border: the run ends
GAP = 0.95
_MARKER = re.compile(r"^[\[(]?(?:\d{1,3}|[*†‡§]{1,3}|[a-z]|[ivx]{1,4})[\])]?[,;.]?$")
_LEADER = re.compile(r"(?:\.\s?){5,}|…{2,}|_{6,}|(?:\s\.{3,}|\.{4,})\s*\d{1,4}\s*$")


@dataclass(slots=True)
class Mark:
    """A raised piece of a line that may point to a note."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Run:
    """Words on one baseline without a wide gap; or a whole table, which the layout moves around as one piece."""

    words: list[Word]
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    order: int
    table: int | None = None


@dataclass(slots=True)
class Line:
    """A printed line of one column."""

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    style: Style
    bold: bool = False
    italic: bool = False
    order: int = 0
    marks: list[Mark] = field(default_factory=list)
    anchors: list[tuple[int, int, int]] = field(default_factory=list)
    """(start, end, key) of the marks that a note was found for."""
    cells: tuple[tuple[float, float, int, int], ...] = ()
    """(x0, x1, start, end) of the parts between wide gaps."""
    first_word: float = 0.0
    """Width of the first word."""
    hyphen: bool = False
    lead_bold: int = 0
    """Number of characters at the start that are bold where the rest is not."""
    left: float = 0.0
    right: float = 0.0
    """Edges of the column."""
    column: int = 0
    """Number of the column on its page, in reading order."""
    columns: int = 1
    """How many columns stand side by side here."""
    table: int | None = None
    underlined: bool = False
    boxed: int = 0
    """Number of the frame or shaded area on the page that holds it; 0 for none."""
    aside: bool = False
    """Set in another direction than the page."""
    printed: Box | None = None
    """The box on the page where the line was laid level to be read."""
    hidden: bool = False
    listed: bool = False
    """In a table of contents."""

    @property
    def box(self) -> Box:
        """The box around the line in the upright page."""
        return self.printed or Box(self.x0, self.top, self.x1, self.bottom)

    @property
    def leads(self) -> bool:
        """Tell whether the line has the dots of a contents list."""
        text = self.text
        may = text.count(".") > 2 or "…" in text or "___" in text  # asked of every line up to three times
        return may and bool(_LEADER.search(text))


def set_upright(content: PageContent) -> None:
    """Turn a page whose text mostly runs in another direction, so that its lines are level."""
    if all([word.turn == 0 for word in content.words]):
        return
    votes: Counter[int] = Counter()
    for word in content.words:
        votes[word.turn] += len(word.text)
    if not votes:
        return
    turn = votes.most_common(1)[0][0]
    if turn in (0, -1):
        return
    wide, high = content.width, content.height

    def moved(x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        if turn == 90:
            return top, wide - x1, bottom, wide - x0
        if turn == 270:
            return high - bottom, x0, high - top, x1
        return wide - x1, high - bottom, wide - x0, high - top

    for word in content.words:
        base = word.base
        word.x0, word.top, word.x1, word.bottom = moved(word.x0, word.top, word.x1, word.bottom)
        word.base = {90: wide - base, 270: base, 180: high - base}[turn]
        if word.turn != -1:
            word.turn = (word.turn - turn) % 360
    content.rules = [Box(*moved(b.x0, b.top, b.x1, b.bottom)) for b in content.rules]
    content.fills = [Box(*moved(b.x0, b.top, b.x1, b.bottom)) for b in content.fills]
    if turn != 180:
        content.width, content.height = high, wide
    content.turn = turn


def without_doubles(words: list[Word]) -> list[Word]:
    """Drop words printed twice on the same spot, a cheap way of making bold."""
    seen: dict[str, list[tuple[float, float]]] = {}
    kept = []
    for word in words:
        x0, top = word.x0, word.top
        alike = seen.get(word.text)
        if alike is None:
            seen[word.text] = [(x0, top)]
        else:
            for x, y in alike:
                if -1.5 < y - top < 1.5 and -1.5 < x - x0 < 1.5:
                    break
            else:
                alike.append((x0, top))
                kept.append(word)
            continue
        kept.append(word)
    return kept


def make_runs(words: Sequence[Word]) -> list[Run]:
    """Join words into runs: first along the content stream, then along the baseline where the stream jumps about."""
    runs: list[Run] = []
    current: Run | None = None
    for word in words:
        if current is not None and _joins(current, word):
            _extend(current, word)
        else:
            current = Run([word], word.x0, word.top, word.x1, word.bottom, word.base, word.size, word.order)
            runs.append(current)
    return _merge(runs)


def _joins(run: Run, word: Word) -> bool:
    """Tell whether a word goes on with a run."""
    gap = word.x0 - run.words[-1].x1
    small_size, size = run.size, word.style.size
    if small_size > size:
        small_size, size = size, small_size
    if not -0.6 * size < gap < GAP * size:
        return False
    rise = run.base - word.base
    if abs(rise) <= 0.2 * small_size:
        return True
    small = small_size < 0.86 * size
    return small and gap < 0.7 * size and -0.4 * size < rise < 0.75 * size


def _extend(run: Run, word: Word) -> None:
    """Add a word at the end of a run; the larger font gives the baseline."""
    size = word.style.size
    if size > run.size * 1.15:
        run.base, run.size = word.base, size
    run.words.append(word)
    # comparisons, for min and max of two cost three times as much and this runs for every word
    if word.x1 > run.x1:
        run.x1 = word.x1
    if word.x0 < run.x0:
        run.x0 = word.x0
    if word.top < run.top:
        run.top = word.top
    if word.bottom > run.bottom:
        run.bottom = word.bottom


def _merge(runs: list[Run]) -> list[Run]:
    """Join runs that touch on one baseline though they stand apart in the stream."""
    done: list[Run] = []
    for row in rows_of(runs):
        row.sort(key=lambda run: run.x0)
        merged = [row[0]]
        for run in row[1:]:
            last = merged[-1]
            gap = run.x0 - last.x1
            size = max(last.size, run.size)
            if -0.6 * min(last.size, run.size) < gap < GAP * size and run.x1 > last.x1:
                for word in run.words:
                    _extend(last, word)
                last.order = min(last.order, run.order)
            else:
                merged.append(run)
        done.extend(merged)
    return done


def rows_of(runs: Iterable[Run]) -> list[list[Run]]:
    """Group runs that share a baseline; raised small runs join the row that they lean on."""
    rows: list[list[Run]] = []
    bases: list[tuple[float, float]] = []
    for run in sorted(runs, key=lambda run: run.base):
        for at in range(len(rows) - 1, max(-1, len(rows) - 8), -1):
            base, size = bases[at]
            # nothing in a row stands, or leans, further from its base than this
            step = run.base - base
            far = step > 3.8 and step > 1.9 * size and step > 1.9 * run.size
            if far or run.table is not None or rows[at][0].table is not None:
                continue
            if abs(run.base - base) <= 0.22 * max(2.0, min(size, run.size)) or _leans(rows[at], run):
                rows[at].append(run)
                if run.size > size * 1.2:
                    bases[at] = (run.base, run.size)
                break
        else:
            rows.append([run])
            bases.append((run.base, run.size))
    return rows


def _leans(row: Sequence[Run], run: Run) -> bool:
    """Tell whether a small raised run stands against a larger one of the row, or the other way about."""
    for other in row:
        large, small = (other, run) if other.size >= run.size else (run, other)
        if small.size > 0.86 * large.size or len(small.words) > 2:
            continue
        rise = large.base - small.base
        # behind a word a marker touches it; before a note it may stand apart
        near = abs(small.x0 - large.x1) < 0.6 * large.size or abs(large.x0 - small.x1) < 2.8 * large.size
        if near and 0 <= rise < 0.75 * large.size:
            return True
    return False


def make_line(runs: Sequence[Run], page: int) -> Line:
    """Write the runs of one row as a line."""
    ordered = _without_link_sign(sorted(runs, key=lambda run: run.x0))
    words = [word for run in ordered for word in run.words]
    votes = _votes(words)
    style = max(votes, key=lambda style: (votes[style], style.size))
    total = sum(votes.values()) or 1
    base = next((word.base for word in words if word.style is style), ordered[0].base)
    text, marks, cells = _write(ordered, base, style.size)
    bold = sum(count for found, count in votes.items() if found.bold)
    return Line(
        text=text,
        page=page,
        x0=min([run.x0 for run in ordered]),
        top=min([run.top for run in ordered]),
        x1=max([run.x1 for run in ordered]),
        bottom=max([run.bottom for run in ordered]),
        base=base,
        size=style.size,
        style=style,
        bold=bold > 0.8 * total,
        italic=sum(count for found, count in votes.items() if found.italic) > 0.8 * total,
        order=min([run.order for run in ordered]),
        marks=marks,
        cells=cells,
        first_word=words[0].x1 - words[0].x0,
        hyphen=words[-1].hyphen,
        lead_bold=_lead_bold(words) if 0 < bold < total else 0,
        hidden=sum(count for found, count in votes.items() if found.hidden) > 0.5 * total,
    )


def _without_link_sign(runs: list[Run]) -> list[Run]:
    """Drop the small link sign that web pages print before a heading."""
    first = runs[0]
    following = first.words[1] if len(first.words) > 1 else runs[1].words[0] if len(runs) > 1 else None
    if first.words[0].text not in ("§", "¶", "#") or following is None:
        return runs
    if first.words[0].size >= 0.86 * following.size:
        return runs
    if len(first.words) == 1:
        return runs[1:]
    words = first.words[1:]
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    return [replace(first, words=words, x0=following.x0, top=top, bottom=bottom), *runs[1:]]


def _votes(words: Sequence[Word]) -> dict[Style, int]:
    """Number of characters in each style."""
    first = words[0].style
    if all([word.style is first for word in words]):
        return {first: sum([len(word.text) for word in words])}
    votes: dict[Style, int] = {}
    for word in words:
        votes[word.style] = votes.get(word.style, 0) + len(word.text)
    return votes


def _write(
    runs: Sequence[Run], base: float, size: float
) -> tuple[str, list[Mark], tuple[tuple[float, float, int, int], ...]]:
    """The text of a line, its raised markers, and its parts between wide gaps."""
    parts: list[str] = []
    marks: list[Mark] = []
    cells: list[tuple[float, float, int, int]] = []
    length = 0
    if not any([word.glued or base - word.base > 0.12 * word.style.size for run in runs for word in run.words]):
        for run in runs:
            part = " ".join([word.text for word in run.words])
            cells.append((run.x0, run.x1, length, length + len(part)))
            parts.append(part)
            length += len(part) + 1
        return " ".join(parts), marks, tuple(cells)
    previous: Word | None = None
    for run in runs:
        cell_start = length
        for at, word in enumerate(run.words):
            raised = base - word.base > 0.12 * word.size and _is_raised(word, base, size)
            if previous is not None and _parted(
                previous, word, raised=raised, opens=at == 0, marked=bool(marks) and marks[-1].end == length
            ):
                parts.append(" ")
                length += 1
                if at == 0:
                    cell_start = length
            if raised:
                marks.append(Mark(length, length + len(word.text), word.text))
            parts.append(word.text)
            length += len(word.text)
            previous = word
        cells.append((run.x0, run.x1, cell_start, length))
    return "".join(parts), marks, tuple(cells)


def _parted(previous: Word, word: Word, *, raised: bool, opens: bool, marked: bool) -> bool:
    """Tell whether a blank stands between two words."""
    if opens and not raised:
        return True
    if word.glued or (raised and _near(previous, word)):
        return False
    return not (marked and _abuts(previous, word))


def _lead_bold(words: Sequence[Word]) -> int:
    """Length of a bold start of a line that is not bold as a whole."""
    length = 0
    for word in words:
        if not word.style.bold:
            return length
        length += len(word.text) + 1
    return 0


def _is_raised(word: Word, base: float, size: float) -> bool:
    """Tell whether a word is a superscript that may be a note marker."""
    if not _MARKER.match(word.text):
        return False
    rise = base - word.base
    if word.size < 0.86 * size:
        return rise > 0.12 * size
    # some writers raise without shrinking
    return rise > 0.22 * size


def _abuts(previous: Word, word: Word) -> bool:
    """Tell whether a word goes on right behind a marker, as a full stop does."""
    return word.x0 - previous.x1 < 0.12 * word.size


def _near(previous: Word, word: Word) -> bool:
    """Tell whether a marker stands against the word before it."""
    return word.x0 - previous.x1 < 0.3 * max(previous.size, word.size)
