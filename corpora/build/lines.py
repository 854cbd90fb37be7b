"""Line breaking: greedy lines with soft hyphens, and note markers that stay on their word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

from .paper import SOFT


@dataclass(frozen=True)
class Breaker:
    """Measures and breaks text; note markers are set small, in the regular font of the family."""

    regular: str

    def measure(self, text: str, font: str, size: float) -> float:
        """Width in points."""
        markers = re.findall("\ue000(\\d+)\ue001", text)
        plain = re.sub("\ue000\\d+\ue001", "", text).replace(SOFT, "")
        return float(
            stringWidth(plain, font, size) + sum(stringWidth(mark, self.regular, size * 0.62) for mark in markers)
        )

    def break_up(self, text: str, font: str, size: float, width: float) -> list[str]:
        """Greedy lines; a word breaks at a soft hyphen or behind its own hyphen."""
        lines: list[str] = []
        line = ""
        for word in re.split(r"[ \n]+", text.strip(" \n")):
            while True:
                trial = f"{line} {word}" if line else word
                if self.measure(trial, font, size) <= width:
                    line = trial
                    break
                head, tail = self._split(word, line, font, size, width)
                if head:
                    lines.append((f"{line} {head}" if line else head).replace(SOFT, ""))
                    line, word = "", tail
                elif line:
                    lines.append(line.replace(SOFT, ""))
                    line = ""
                else:
                    line = word
                    break
        if line:
            lines.append(line.replace(SOFT, ""))
        return lines

    def _split(self, word: str, line: str, font: str, size: float, width: float) -> tuple[str, str]:
        best = ("", word)
        for match in re.finditer(f"{SOFT}|(?<=[a-z])-(?=[a-z])", word):
            head = word[: match.start()] + "-"
            if self.measure(f"{line} {head}" if line else head, font, size) <= width:
                best = (head, word[match.end() :])
        return best
