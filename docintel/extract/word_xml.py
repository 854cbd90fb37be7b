"""Attributes and styles of WordprocessingML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?i)^(?:heading|kop|überschrift|titre)\s*(\d)$")


def value(element: etree._Element | None, name: str) -> str:
    """An attribute in Word's namespace, empty where there is none."""
    return "" if element is None else element.get(f"{W}{name}") or ""


def flag(properties: etree._Element | None, name: str) -> bool:
    """Tell whether an on/off property such as bold is on."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return found is not None and value(found, "val") not in ("0", "false", "off")


def number_of(element: etree._Element) -> tuple[str, int] | None:
    """List id and level of a paragraph or style; None without, or where numbering is switched off (id 0)."""
    properties = element.find(f"{W}pPr/{W}numPr")
    if properties is None:
        return None
    list_id = value(properties.find(f"{W}numId"), "val")
    level = value(properties.find(f"{W}ilvl"), "val") or "0"
    return (list_id, int(level)) if list_id not in ("", "0") and level.isdigit() else None


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of a paragraph."""

    name: str = ""
    outline: int | None = None
    """Heading level from 0."""
    numbering: tuple[str, int] | None = None

    @property
    def is_title(self) -> bool:
        """Tell whether this is the style of a document's title."""
        return self.name in ("title", "titel")

    @property
    def is_toc(self) -> bool:
        """Tell whether this is a line of a table of contents."""
        return re.match(r"(?:toc|inhopg)\s*\d", self.name) is not None

    @property
    def is_caption(self) -> bool:
        """Tell whether this is a caption."""
        return self.name in ("caption", "bijschrift")

    @property
    def is_quotation(self) -> bool:
        """Tell whether this is a quotation."""
        return self.name in ("quote", "intense quote", "citaat", "duidelijk citaat", "block text")


class Styles:
    """The style sheet, with what styles inherit."""

    def __init__(self, root: etree._Element) -> None:
        """Index the styles by id."""
        self._elements = {value(style, "styleId"): style for style in root.iter(f"{W}style")}

    def of(self, paragraph: etree._Element) -> Style:
        """The style of a paragraph, its own outline level included."""
        found = self._styles.get(value(paragraph.find(f"{W}pPr/{W}pStyle"), "val"), Style())
        own = value(paragraph.find(f"{W}pPr/{W}outlineLvl"), "val")
        if own.isdigit() and int(own) < 9 and found.outline is None:
            return Style(found.name, int(own), found.numbering)
        return found

    @cached_property
    def _styles(self) -> dict[str, Style]:
        return {key: self._resolve(key) for key in self._elements}

    def _resolve(self, key: str) -> Style:
        name, outline, numbering = "", None, None
        seen: set[str] = set()
        while key in self._elements and key not in seen:
            seen.add(key)
            element = self._elements[key]
            own = value(element.find(f"{W}name"), "val").lower()
            name = name or own
            level = value(element.find(f"{W}pPr/{W}outlineLvl"), "val")
            if outline is None and level.isdigit() and int(level) < 9:
                outline = int(level)
            match = _HEADING_NAME.match(own)
            if outline is None and match and int(match[1]) >= 1:
                outline = int(match[1]) - 1
            numbering = numbering or number_of(element)
            key = value(element.find(f"{W}basedOn"), "val")
        return Style(name, outline, numbering)
