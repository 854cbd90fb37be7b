"""What is usual in a document: the running text's size and style, the distance of its lines, its edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from docintel.extract.lines import Line


@dataclass(frozen=True, slots=True)
class Typography:
    """What is usual in a document: the size of the running text, and the distance of its lines by size."""

    size: float = 10.0
    bold: bool = False
    italic: bool = False
    colour: int = 0
    font: str = ""
    pitches: dict[float, float] = field(default_factory=dict)
    left: float = 0.0
    right: float = 0.0
    """Edges of the text where it stands in one column."""

    def pitch(self, size: float) -> float:
        """Usual distance between baselines at a size."""
        return self.pitches.get(round(size * 2) / 2, size * 1.25)


def typography(pages: Iterable[Sequence[Line]]) -> Typography:
    """Measure the running text of a document."""
    sizes: Counter[float] = Counter()
    styles: Counter[tuple[bool, bool, int, str]] = Counter()
    steps: dict[float, list[float]] = defaultdict(list)
    single: list[tuple[float, float]] = []
    total = 0
    for lines in pages:
        total += len(lines)
        single.extend(
            (line.x0, line.x1) for line in lines if line.table is None and line.columns == 1 and not line.aside
        )
        for before, line in pairwise(lines):
            step = line.base - before.base
            near = line.table is None and before.column == line.column and 0 < step < 2.2 * line.size
            if near and abs(before.size - line.size) < 0.6 and abs(before.x0 - line.x0) < 30:
                steps[round(line.size * 2) / 2].append(step)
        for line in lines:
            if line.table is None:
                sizes[round(line.size * 2) / 2] += len(line.text)
                styles[(line.bold, line.italic, line.style.colour, line.style.font)] += len(line.text)
    if not sizes:
        return Typography()
    bold, italic, colour, font = styles.most_common(1)[0][0]
    pitches = {size: _usual(values) for size, values in steps.items() if len(values) >= 3}
    return Typography(sizes.most_common(1)[0][0], bold, italic, colour, font, pitches, *_edges(single, total))


def _edges(lines: Sequence[tuple[float, float]], total: int) -> tuple[float, float]:
    """Left and right edge of most single-column lines; none where the document is set in columns."""
    if len(lines) < max(20, 0.6 * total):
        return 0.0, 0.0
    lefts, rights = sorted(line[0] for line in lines), sorted(line[1] for line in lines)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]


def _usual(steps: Sequence[float]) -> float:
    """The most frequent distance, the smaller one where two are near in number."""
    counts: Counter[float] = Counter(round(step * 2) / 2 for step in steps)
    most = counts.most_common(1)[0][1]
    return min(step for step, count in counts.items() if count >= 0.6 * most)
