"""Running heads, feet and page numbers: what repeats at the edge of pages is kept out of the text.

A line counts when the same words (numbers aside) stand at the same height on several pages. Pages are peeled from the
edge inwards, so a heading that happens to open several pages is safe behind the first line that does not repeat.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docintel.extract.lines import Line

# share of the page height at each edge in which furniture can stand
EDGE = 0.14
MAX_LINES = 5
# share of the page height in which a page number may stand alone, and the pages of front matter it may leave out
FAR, FRONT_PAGES = 0.22, 12
# white between furniture and text: behind it a heading may well open page after page
MAX_WHITE = 40.0
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(
    r"(?i)^[\W_]*(?:(?:pagina|page|p\.|blz\.?|pag\.?)\s*)?[\W_]*(?:#|[ivxlc]{1,6})(?:\s*(?:/|van|of|de|\||-|–)\s*#)?[\W_]*$"
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What was peeled off one page."""

    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A normalised line at a height."""

    key: str
    place: int


def peel(pages: Sequence[tuple[int, float, list[Line]]]) -> list[Furniture]:
    """Take the furniture out of each page's lines (number, height, lines) and say what it was."""
    repeated = _repeated(pages)
    found = []
    for number, height, lines in pages:
        header = _peel_edge(lines, height, number, repeated, top=True)
        footer = _peel_edge(lines, height, number, repeated, top=False) or _peel_far_number(lines, height, number)
        asides = [line for line in lines if line.aside and _key(line) in _aside_keys(pages)]
        for line in asides:
            lines.remove(line)
        parts = [part for line in [*header, *asides] for part in _parts(line)]
        found.append(Furniture(tuple(parts), tuple(part for line in footer for part in _parts(line))))
    return found


def _parts(line: Line) -> list[str]:
    """A line as its left, middle and right pieces."""
    if len(line.cells) < 2:
        return [line.text]
    return [line.text[start:end].strip() for _, _, start, end in line.cells if line.text[start:end].strip()]


def _key(line: Line) -> str:
    """The words of a line with numbers made equal."""
    return _NUMBER.sub("#", re.sub(r"\s+", " ", line.text.lower())).strip()


def _aside_keys(pages: Sequence[tuple[int, float, list[Line]]]) -> frozenset[str]:
    """Turned lines that stand on most pages, such as a margin notice or a watermark."""
    counts: Counter[str] = Counter()
    for _, _, lines in pages:
        counts.update({_key(line) for line in lines if line.aside})
    return frozenset(key for key, count in counts.items() if count >= 3)


def _place(line: Line, height: float, *, top: bool) -> int:
    """Height of a line measured from its edge, in steps that forgive small shifts."""
    return round((line.base if top else height - line.base) / 4)


def _edge_lines(lines: Sequence[Line], height: float, *, top: bool) -> list[Line]:
    """Lines near an edge, outermost first."""
    near = [
        line
        for line in lines
        if line.table is None
        and not line.aside
        and (line.base < EDGE * height if top else line.base > (1 - EDGE) * height)
    ]
    return sorted(near, key=lambda line: line.base, reverse=not top)[: MAX_LINES + 2]


def _repeated(pages: Sequence[tuple[int, float, list[Line]]]) -> dict[bool, dict[_Seen, set[int]]]:
    """On which pages each normalised line stands, per edge."""
    seen: dict[bool, dict[_Seen, dict[int, tuple[int, ...]]]] = {True: defaultdict(dict), False: defaultdict(dict)}
    for number, height, lines in pages:
        for top in (True, False):
            for line in _edge_lines(lines, height, top=top):
                if line.marks and line.marks[0].start == 0:
                    # a note: "Ibid., p. 3" may well stand at one height on page after page
                    continue
                place = _place(line, height, top=top)
                figures = tuple(int(figure) for figure in re.findall(r"\d{1,9}", line.text))
                for near in (place - 1, place, place + 1):
                    seen[top][_Seen(_key(line), near)][number] = figures
    total = len(pages)
    return {
        top: {
            key: set(places)
            for key, places in found.items()
            if _enough(key.key, set(places), total) and _counts_pages(places)
        }
        for top, found in seen.items()
    }


def _counts_pages(places: Mapping[int, tuple[int, ...]]) -> bool:
    """Tell whether the numbers in a repeated line stay, follow the pages or change now and then, as notes' do not."""
    shortest = min(len(figures) for figures in places.values())
    for at in range(shortest):
        values = {page: figures[at] for page, figures in places.items()}
        steps = Counter(value - page for page, value in values.items())
        if len(set(values.values())) > 0.5 * len(values) and steps.most_common(1)[0][1] < 0.6 * len(values):
            return False
    return True


def _enough(key: str, numbers: set[int], total: int) -> bool:
    """Tell whether a line stands on enough pages to be furniture."""
    count = len(numbers)
    if count < 2:
        return False
    if total <= 4:
        return count >= max(2, total - 1) or (count >= 2 and bool(_PAGE_NUMBER.match(key)))
    if count < 3:
        return False
    if count >= 0.2 * total:
        return True
    # a running head of one chapter: pages in a row, or every second page
    neighbours = sum(number + 1 in numbers or number + 2 in numbers for number in numbers)
    return neighbours >= count - 2 and count >= 3


def _peel_edge(
    lines: list[Line], height: float, number: int, repeated: dict[bool, dict[_Seen, set[int]]], *, top: bool
) -> list[Line]:
    """Remove and return the furniture at one edge, from the edge inwards."""
    taken: list[Line] = []
    near = _edge_lines(lines, height, top=top)
    for line in near[:MAX_LINES]:
        if taken and abs(line.base - taken[-1].base) > MAX_WHITE:
            break
        seen = _Seen(_key(line), _place(line, height, top=top))
        if number in repeated[top].get(seen, ()):
            taken.append(line)
            continue
        if _lone_number(line, height, top=top):
            taken.append(line)
            continue
        break
    for line in taken:
        lines.remove(line)
    return sorted(taken, key=lambda line: line.base)


def _peel_far_number(lines: list[Line], height: float, number: int) -> list[Line]:
    """Remove and return the page number that stands alone, far above a wide foot, as chapters set by TeX open."""
    level = sorted((line for line in lines if line.table is None and not line.aside), key=lambda line: line.base)
    if len(level) < 2 or not re.fullmatch(r"\d{1,4}", level[-1].text.strip()):
        return []
    last, before = level[-1], level[-2]
    if last.base < (1 - FAR) * height or last.base - before.base <= MAX_WHITE:
        return []
    if abs(int(last.text) - number) > FRONT_PAGES:
        return []
    lines.remove(last)
    return [last]


def _lone_number(line: Line, height: float, *, top: bool) -> bool:
    """Tell whether a line is a page number even on a page that shares its furniture with no other."""
    distance = line.base if top else height - line.base
    return distance < 0.075 * height and bool(
        re.fullmatch(r"(?i)(?:(?:page|pagina)\s+)?\d{1,4}(?:\s*(?:/|van|of)\s*\d{1,4})?", line.text.strip())
    )
