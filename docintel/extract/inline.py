"""Running text built from pieces of markup: white space folded as a browser does, note anchors at their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(slots=True)
class Inline:
    """Text that grows piece by piece."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    anchors: list[tuple[int, int]] = field(default_factory=list)
    letters: int = 0
    """Letters and digits gathered."""
    strong: int = 0
    """Letters and digits that stand in bold."""
    linked: int = 0
    """Letters and digits that stand in links."""
    _blank: bool = False

    def add(self, raw: str | None, *, strong: bool = False) -> None:
        """Append text; runs of white space become one blank, none at the start. No-break spaces stay what they are."""
        if not raw:
            return
        folded = _BLANKS.sub(" ", raw)
        if folded.startswith(" "):
            self._blank = True
            folded = folded[1:]
        trailing = folded.endswith(" ")
        folded = folded[:-1] if trailing else folded
        if folded:
            if self._blank and self.length:
                folded = " " + folded
            self.parts.append(folded)
            self.length += len(folded)
            self._blank = False
            letters = sum(char.isalnum() for char in folded)
            self.letters += letters
            self.strong += letters if strong else 0
        self._blank = self._blank or trailing

    def anchor(self, key: int) -> None:
        """Note that the marker of note ``key`` stands here."""
        self.anchors.append((self.length, key))

    @property
    def text(self) -> str:
        """What has been gathered."""
        return "".join(self.parts)

    @property
    def is_bold(self) -> bool:
        """Tell whether all letters stand in bold."""
        return 0 < self.letters <= self.strong

    @property
    def is_linked(self) -> bool:
        """Tell whether all letters stand in links."""
        return 0 < self.letters <= self.linked
