"""The automatic numbers of Word lists and headings, counted as Word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from docintel.extract.word_xml import W, value

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    pattern: str


class Numbering:
    """Counters per list; the lists that share a definition share their counters, as in Word."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read the definitions; without them no marker is ever given."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for abstract in root.iter(f"{W}abstractNum"):
            self._levels[value(abstract, "abstractNumId")] = dict(_levels(abstract))
        for each in root.iter(f"{W}num"):
            self._lists[value(each, "numId")] = value(each.find(f"{W}abstractNumId"), "val")

    def next(self, list_id: str, level: int) -> str | None:
        """The marker of the next item at a level; None for a bullet or an unknown list."""
        abstract = self._lists.get(list_id, "")
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return None
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if levels[level].kind in ("bullet", "none"):
            return None
        return re.sub(
            r"%(\d)",
            lambda match: _printed(counts, levels, int(match[1]) - 1),
            levels[level].pattern,
        ).strip()


def _levels(abstract: etree._Element) -> list[tuple[int, _Level]]:
    found = []
    for level in abstract.iterchildren(f"{W}lvl"):
        number = value(level, "ilvl")
        start = value(level.find(f"{W}start"), "val")
        kind = value(level.find(f"{W}numFmt"), "val") or "decimal"
        pattern = value(level.find(f"{W}lvlText"), "val")
        if number.isdigit():
            found.append((int(number), _Level(int(start) if start.isdigit() else 1, kind, pattern)))
    return found


def _printed(counts: dict[int, int], levels: dict[int, _Level], level: int) -> str:
    """One counter in its format; a level that was never counted shows its start."""
    found = levels.get(level, _Level(1, "decimal", ""))
    count = counts.get(level, found.start)
    if found.kind in ("lowerLetter", "upperLetter") and count >= 1:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if found.kind == "upperLetter" else letter
    if found.kind in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.upper() if found.kind == "upperRoman" else roman
    return f"{count:02d}" if found.kind == "decimalZero" else str(count)


def _roman(number: int) -> str:
    parts = []
    for size, letters in _ROMAN:
        parts.append(letters * (number // size))
        number %= size
    return "".join(parts)
