"""Sources of the demo documents: text with a little markup, parsed into elements.

+++                      front matter in TOML: file, title, language, kind, layout, calls
# 1. Title               heading, level by the number of marks
plain lines              paragraph; an empty line ends it
- item                   list item, two spaces of indent per level; `1) item` likewise
> text                   text box
Tabel 1: caption         caption; `Bron: ...` is the source line below a table
| a | b |                table row; the first row is the header
word^[note]              footnote
{{ML 7.a=>ML7.a}}        gold: this surface is a reference to these ids; `;not` or `;except` gives the polarity
{{@org Agoria}}          gold: this surface is an entity
%%lang en                language from here on      %%page  new page      %%columns 2  columns from a new page on
%%toc                    table of contents
A soft hyphen (written \\-) shows where a long word may be broken.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

Kind = Literal["heading", "paragraph", "list_item", "box", "caption", "table", "page", "columns", "toc"]


@dataclass(frozen=True)
class Mark:
    """A gold annotation over characters of an element's plain text."""

    start: int
    end: int
    label: str
    """``ref`` or an entity label."""
    ids: tuple[str, ...] = ()
    polarity: str = "incl"


@dataclass(frozen=True)
class Note:
    """A footnote anchored behind a character of an element's plain text."""

    at: int
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Element:
    """One heading, paragraph, item, table ... with its gold."""

    kind: Kind
    text: str = ""
    level: int = 1
    marker: str = ""
    language: str = "nl"
    notes: tuple[Note, ...] = ()
    marks: tuple[Mark, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    columns: int = 1


@dataclass(frozen=True)
class Layout:
    """How a document looks."""

    columns: int = 1
    font: Literal["serif", "sans"] = "serif"
    size: float = 10.5
    justified: bool = False
    head: str = ""
    foot: str = "{n}"
    foot_align: Literal["left", "center", "right", "sides"] = "center"
    bookmarks: bool = False
    cover: tuple[str, ...] = ()
    paper: tuple[float, float] = (595.28, 841.89)
    margin: float = 68.0
    grid: Literal["full", "lines", "none"] = "full"
    """Rulings of tables."""
    repeat_header: bool = False
    """A table that goes on over the page shows its header row again."""
    rulings: bool = False
    """A line under the head and above the foot of each page."""
    accent: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Colour of headings."""
    toc_depth: int = 3
    hyphens: tuple[str, ...] = ()
    """Long words with the places where they may be broken: ``veiligheids-machtiging``."""


@dataclass(frozen=True)
class Source:
    """A demo document before layout."""

    file: str
    title: str
    language: str
    kind: str
    layout: Layout
    elements: tuple[Element, ...]
    split: str = "dev"
    calls: tuple[dict[str, object], ...] = ()
    published: str | None = None
    extra: dict[str, object] = field(default_factory=dict)


_MARK = re.compile(
    r"\{\{(?:@(?P<label>\w+) (?P<name>[^}]+?)|(?P<surface>[^}]+?)=>(?P<ids>[^};]*)(?:;(?P<pol>\w+))?)\}\}"
)
_NOTE = re.compile(r"\^\[")
_ITEM = re.compile(r"^(?P<indent> *)(?P<marker>-|\d+\)|[a-z]\)|\d+\.(?= )) +(?P<text>.*)$")
_CAPTION = re.compile(r"^(?:Tabel|Table|Figuur|Figure|Bron|Source)\b[^|]{0,6}:? ?.*$")


def load(path: Path) -> Source:
    """Read one source file."""
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    head = tomllib.loads(front)
    looks: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in head.pop("layout", {}).items()
    }
    layout = Layout(**looks)
    calls = tuple(head.pop("calls", ()))
    known = {key: head.pop(key) for key in ("file", "title", "language", "kind", "split", "published") if key in head}
    elements = tuple(_elements(_hyphenated(body, layout.hyphens), known["language"]))
    return Source(layout=layout, elements=elements, calls=calls, extra=head, **known)


def _hyphenated(text: str, words: tuple[str, ...]) -> str:
    """Put soft hyphens into the listed words, wherever they stand and whatever their first letter's case."""
    for word in words:
        first, rest = word[0], word[1:]
        pattern = rf"\b([{first.lower()}{first.upper()}]){re.escape(rest.replace('-', ''))}"
        text = re.sub(pattern, lambda match, rest=rest: match[1] + rest.replace("-", "\u00ad"), text)  # type: ignore[misc]
    return text


def _elements(body: str, language: str) -> list[Element]:
    found: list[Element] = []
    for chunk in re.split(r"\n\s*\n", body):
        lines = [line for line in chunk.split("\n") if line.strip()]
        while lines:
            taken, language = _take(lines, language, found)
            del lines[:taken]
    return found


def _take(lines: list[str], language: str, found: list[Element]) -> tuple[int, str]:
    """Turn the first lines into one element; how many lines it took, and the language after it."""
    first = lines[0]
    if first.startswith("%%"):
        return 1, _directive(first[2:].split(), language, found)
    if first.startswith("#"):
        marks = len(first) - len(first.lstrip("#"))
        found.append(_inline(Element("heading", level=marks, language=language), first[marks:].strip()))
        return 1, language
    if first.startswith("|"):
        rows: list[tuple[str, ...]] = []
        while len(rows) < len(lines) and lines[len(rows)].startswith("|"):
            rows.append(tuple(cell.strip() for cell in lines[len(rows)].strip().strip("|").split("|")))
        found.append(_table(tuple(rows), language))
        return len(rows), language
    if first.startswith("> "):
        count = next((n for n, line in enumerate(lines) if not line.startswith("> ")), len(lines))
        found.append(_inline(Element("box", language=language), " ".join(line[2:] for line in lines[:count])))
        return count, language
    item = _ITEM.match(first)
    count = next((n for n, line in enumerate(lines) if n and (_ITEM.match(line) or line[0] in "#|>%")), len(lines))
    if item:
        text = " ".join([item["text"], *(line.strip() for line in lines[1:count])])
        marker = "\u2022" if item["marker"] == "-" else item["marker"]
        element = Element("list_item", level=1 + len(item["indent"]) // 2, marker=marker, language=language)
        found.append(_inline(element, text))
        return count, language
    if _CAPTION.match(first) and count == 1:
        found.append(_inline(Element("caption", language=language), first))
        return 1, language
    found.append(_inline(Element("paragraph", language=language), " ".join(line.strip() for line in lines[:count])))
    return count, language


def _directive(words: list[str], language: str, found: list[Element]) -> str:
    if words[0] == "lang":
        return words[1]
    if words[0] == "columns":
        found.append(Element("columns", columns=int(words[1])))
    else:
        found.append(Element("toc" if words[0] == "toc" else "page"))
    return language


def _table(rows: tuple[tuple[str, ...], ...], language: str) -> Element:
    plain, marks, offset = [], [], 0
    for row in rows:
        cells = []
        for cell in row:
            text, found = _marks(cell)
            marks += [replace(mark, start=mark.start + offset, end=mark.end + offset) for mark in found]
            cells.append(text)
            offset += len(text) + 1
        plain.append(tuple(cells))
    text = "\n".join("\t".join(row) for row in plain)
    return Element("table", text=text, rows=tuple(plain), marks=tuple(marks), language=language)


def _inline(element: Element, text: str) -> Element:
    """Take footnotes and gold marks out of the text."""
    notes: list[tuple[int, str]] = []
    while match := _NOTE.search(text):
        end = _closing(text, match.end())
        notes.append((match.start(), text[match.end() : end]))
        text = text[: match.start()] + text[end + 1 :]
    plain, marks = _marks(text)
    placed = tuple(Note(len(_marks(text[:at])[0]), *_note(note)) for at, note in notes)
    return replace(element, text=plain, marks=tuple(marks), notes=placed)


def _note(text: str) -> tuple[str, tuple[Mark, ...]]:
    plain, marks = _marks(text)
    return plain, tuple(marks)


def _closing(text: str, start: int) -> int:
    depth = 1
    for position in range(start, len(text)):
        depth += {"[": 1, "]": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise ValueError(f"footnote without end: {text[start : start + 60]}")


def _marks(text: str) -> tuple[str, list[Mark]]:
    text = text.replace("\\-", "\u00ad")
    plain, marks, last = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[last : match.start()]
        surface = match["surface"] or match["name"]
        ids = tuple(part.strip() for part in (match["ids"] or "").replace("\u00ad", "").split(",") if part.strip())
        start = len(plain)
        plain += surface
        marks.append(Mark(start, len(plain), match["label"] or "ref", ids, match["pol"] or "incl"))
        last = match.end()
    return plain + text[last:], marks
