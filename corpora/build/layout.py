"""From elements to printed lines on pages: line breaking, columns, footnotes at the foot, tables over pages.

Pages are made twice: the second time the table of contents knows the page of each heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportlab.pdfbase.pdfmetrics import stringWidth

from .lines import Breaker
from .paper import SOFT, Drawer, Page, Piece, Placed, Result, Rule, Run, clean
from .source import Element, Note, Source

FONTS = {
    "serif": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "sans": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
}


def lay_out(source: Source) -> Result:
    """Lay the document out until the table of contents is right."""
    known: dict[int, Placed] = {}
    for _ in range(4):
        result = _Typesetter(source, known).run()
        if {key: place.page for key, place in result.places.items()} == {
            key: place.page for key, place in known.items()
        }:
            break
        known = result.places
    return result


class _Typesetter:
    def __init__(self, source: Source, known: dict[int, Placed]) -> None:
        self.source, self.known, self.layout = source, known, source.layout
        self.regular, self.bold, self.italic = FONTS[self.layout.font]
        self.lines = Breaker(self.regular)
        self.size = self.layout.size
        self.columns = self.layout.columns
        self.counter = 0
        self.pages: list[Page] = []
        self.places: dict[int, Placed] = {}
        self.rows: dict[int, list[int]] = {}
        self.notes: list[tuple[int, str, str, int]] = []
        self.toc: list[tuple[int, str, int]] = []

    # --- pages

    def run(self) -> Result:
        if self.layout.cover:
            self._cover()
        self._new_page()
        pieces: list[Piece] = []
        for index, element in enumerate(self.source.elements):
            if element.kind in ("page", "columns"):
                self._flow(pieces)
                pieces = []
                if element.kind == "columns":
                    self.columns = element.columns
                self._new_page()
                continue
            pieces += self._pieces(index, element)
        self._flow(pieces)
        if not self.pages[-1].runs:
            self.pages.pop()
        for page in self.pages:
            self._furniture(page)
        places = {
            index: Placed(place.page, place.page_end, tuple(self.rows.get(index, ())), place.lines)
            for index, place in self.places.items()
        }
        for index, element in enumerate(self.source.elements):
            if element.kind == "heading" and index in places:
                self.toc.append((element.level, clean(element.text), places[index].page))
        return Result(self.pages, places, self.notes, self.toc)

    def _new_page(self) -> None:
        if self.pages and not self.pages[-1].runs:
            return
        self.pages.append(Page(len(self.pages) + 1))

    @property
    def _width(self) -> float:
        inner = self.layout.paper[0] - 2 * self.layout.margin
        return (inner - 20 * (self.columns - 1)) / self.columns

    def _flow(self, pieces: list[Piece]) -> None:
        """Put pieces into columns and pages; notes of a page take their room at its foot."""
        top, bottom = self.layout.margin, self.layout.paper[1] - self.layout.margin
        position = 0
        while position < len(pieces):
            page = self.pages[-1]
            reserved = 0.0
            for column in range(self.columns):
                x = self.layout.margin + column * (self._width + 20)
                y = top
                while position < len(pieces):
                    piece = pieces[position]
                    if piece.notes and self.columns > 1:
                        raise ValueError(f"a note in columns, at: {piece.text}")  # it would run under the first column
                    need = piece.height + (piece.space if y > top else 0.0)
                    notes = self._notes_height(piece.notes, first=not page.notes)
                    follow = position
                    extra = 0.0
                    while pieces[follow].keep and follow + 1 < len(pieces) and follow - position < 4:
                        follow += 1
                        extra += pieces[follow].height + pieces[follow].space
                        extra += self._notes_height(pieces[follow].notes, first=not page.notes and not notes)
                    if y + need + extra > bottom - reserved - notes and y > top:
                        break
                    if y > top:
                        y += piece.space
                    elif piece.header:
                        piece.header.draw(page, x, y)
                        y += piece.header.height
                    piece.draw(page, x, y)
                    y += piece.height
                    reserved += notes
                    for number, text in piece.notes:
                        page.notes.append((number, text))
                        self.notes.append((page.number, number, text, piece.element))
                    self._place(piece, page.number)
                    position += 1
            self._draw_notes(page, bottom)
            if position < len(pieces):
                self.pages.append(Page(len(self.pages) + 1))

    def _place(self, piece: Piece, page: int) -> None:
        if piece.element < 0:
            return
        before = self.places.get(piece.element, Placed(page, page))
        self.places[piece.element] = Placed(before.page, page, lines=(*before.lines, (page, piece.text)))

    def _notes_height(self, notes: list[tuple[str, str]], *, first: bool) -> float:
        if not notes:
            return 0.0
        size = self.size - 2
        full = self.layout.paper[0] - 2 * self.layout.margin
        lines = sum(len(self.lines.break_up(f"{number} {text}", self.regular, size, full)) for number, text in notes)
        return lines * size * 1.2 + (10 if first else 0)

    def _draw_notes(self, page: Page, bottom: float) -> None:
        if not page.notes:
            return
        size = self.size - 2
        full = self.layout.paper[0] - 2 * self.layout.margin
        y = bottom - self._notes_height(page.notes, first=True) + 6
        page.rules.append(Rule(self.layout.margin, y, self.layout.margin + 120, y))
        for number, text in page.notes:
            for nth, line in enumerate(self.lines.break_up(f"{number} {text}", self.regular, size, full)):
                y += size * 1.2
                if nth == 0:
                    mark, rest = line.split(" ", 1) if " " in line else (line, "")
                    page.runs.append(Run(self.layout.margin, y - 2.5, mark, self.regular, size * 0.7))
                    page.runs.append(
                        Run(
                            self.layout.margin + 4 + stringWidth(mark, self.regular, size * 0.7),
                            y,
                            rest,
                            self.regular,
                            size,
                        )
                    )
                else:
                    page.runs.append(Run(self.layout.margin, y, line, self.regular, size))

    def _furniture(self, page: Page) -> None:
        if self.layout.cover and page.number == 1:
            return
        width, height = self.layout.paper
        margin = self.layout.margin
        if self.layout.rulings:
            for line in (margin * 0.68, height - margin * 0.72):
                page.rules.append(Rule(margin, line, width - margin, line))
        if self.layout.head:
            page.runs.append(Run(margin, margin * 0.55, self.layout.head, self.italic, self.size - 2))
        foot = self.layout.foot.replace("{n}", str(page.number)).replace("{N}", str(len(self.pages)))
        y = height - margin * 0.5
        if self.layout.foot_align == "sides" and "|" in foot:
            left, right = (part.strip() for part in foot.split("|", 1))
            page.runs.append(Run(margin, y, left, self.regular, self.size - 2))
            page.runs.append(
                Run(
                    width - margin - stringWidth(right, self.regular, self.size - 2),
                    y,
                    right,
                    self.regular,
                    self.size - 2,
                )
            )
            return
        wide = stringWidth(foot, self.regular, self.size - 2)
        x = {"left": margin, "center": (width - wide) / 2, "right": width - margin - wide}.get(
            self.layout.foot_align, margin
        )
        page.runs.append(Run(x, y, foot, self.regular, self.size - 2))

    def _cover(self) -> None:
        page = Page(1)
        y = self.layout.paper[1] * 0.3
        for nth, line in enumerate(self.layout.cover):
            size = 24 if nth == 0 else 13
            for part in self.lines.break_up(
                line, self.bold if nth == 0 else self.regular, size, self.layout.paper[0] - 2 * self.layout.margin
            ):
                font = self.bold if nth == 0 else self.regular
                page.runs.append(Run(self.layout.margin, y, part, font, size, accent=nth == 0))
                y += size * 1.4
            y += 10 if nth == 0 else 4
        self.pages.append(page)

    # --- pieces

    def _pieces(self, index: int, element: Element) -> list[Piece]:
        if element.kind == "toc":
            return list(self._toc())
        if element.kind == "heading":
            size = self.size + max(0, 5 - 1.5 * element.level)
            font = self.italic if element.level > 3 else self.bold
            return self._lines(index, element, font, size, 0.0, keep=True, above=12)
        if element.kind == "list_item":
            indent = 14.0 * element.level
            return self._lines(index, element, self.regular, self.size, indent, above=2, marker=element.marker)
        if element.kind == "caption":
            keep = not element.text.startswith(("Bron", "Source"))
            return self._lines(index, element, self.italic, self.size - 1, 0.0, keep=keep, above=6)
        if element.kind == "table":
            return list(self._table(index, element))
        if element.kind == "box":
            pieces = self._lines(index, element, self.regular, self.size, 8.0, above=0, right=8.0)
            for piece in pieces:
                piece.draw = self._shaded(piece)
                piece.keep = piece is not pieces[-1]
            pieces[0].space = 8
            return pieces
        return self._lines(index, element, self.regular, self.size, 0.0, above=6)

    def _shaded(self, piece: Piece) -> Drawer:
        inner, width = piece.draw, self._width

        def draw(page: Page, x: float, y: float) -> None:
            page.rules.append(Rule(x, y, x + width, y + piece.height + 0.2, fill=0.9))
            inner(page, x, y)

        return draw

    def _lines(
        self,
        index: int,
        element: Element,
        font: str,
        size: float,
        indent: float,
        *,
        keep: bool = False,
        above: float = 0.0,
        marker: str = "",
        right: float = 0.0,
    ) -> list[Piece]:
        text, notes = self._with_markers(element)
        width = self._width - indent - right
        lines = self.lines.break_up(text, font, size, width)
        pieces = []
        for nth, line in enumerate(lines):
            here = [notes[int(found)] for found in re.findall("\ue000(\\d+)\ue001", line)]
            last = nth == len(lines) - 1
            pieces.append(
                Piece(
                    size * 1.25,
                    self._line_drawer(
                        line,
                        font,
                        size,
                        indent,
                        marker if nth == 0 else "",
                        width,
                        last=last,
                        accent=element.kind == "heading",
                    ),
                    here,
                    keep or (nth == 0 and len(lines) > 1) or nth == len(lines) - 2,
                    index,
                    above if nth == 0 else 0.0,
                    clean(line),
                )
            )
        return pieces

    def _with_markers(self, element: Element) -> tuple[str, dict[int, tuple[str, str]]]:
        text, notes = element.text, {}
        numbered: list[tuple[Note, int]] = []
        for note in element.notes:
            self.counter += 1
            numbered.append((note, self.counter))
        for note, number in sorted(numbered, key=lambda pair: -pair[0].at):
            text = f"{text[: note.at]}\ue000{number}\ue001{text[note.at :]}"
            notes[number] = (str(number), note.text.replace(SOFT, ""))
        return text, notes

    def _line_drawer(
        self, line: str, font: str, size: float, indent: float, marker: str, width: float, *, last: bool, accent: bool
    ) -> Drawer:
        def draw(page: Page, x: float, y: float) -> None:
            base = y + size
            if marker:
                page.runs.append(
                    Run(x + indent - 12 if len(marker) == 1 else x + indent - 14, base, marker, font, size)
                )
            spread = 0.0
            spaces = line.count(" ")
            if self.layout.justified and not last and spaces and not accent:
                spread = min(
                    5.0 if self.columns == 1 else 9.0, max(0.0, (width - self.lines.measure(line, font, size)) / spaces)
                )
            at = x + indent
            for part in re.split("(\ue000\\d+\ue001)", line):
                if part.startswith("\ue000"):
                    page.runs.append(Run(at, base - size * 0.35, part[1:-1], self.regular, size * 0.62))
                    at += stringWidth(part[1:-1], self.regular, size * 0.62)
                elif part:
                    page.runs.append(Run(at, base, part, font, size, spread, accent))
                    at += stringWidth(part, font, size) + spread * part.count(" ")

        return draw

    def _toc(self) -> Iterator[Piece]:
        for index, element in enumerate(self.source.elements):
            if element.kind != "heading" or element.level > self.layout.toc_depth:
                continue
            page = str(self.known[index].page) if index in self.known else "0"
            indent = 12.0 * (element.level - 1)
            lines = self.lines.break_up(clean(element.text), self.regular, self.size, self._width - indent - 40)
            for line in lines[:-1]:
                yield Piece(self.size * 1.3, self._toc_drawer(line, indent, ""))
            yield Piece(self.size * 1.3, self._toc_drawer(lines[-1], indent, page))

    def _toc_drawer(self, line: str, indent: float, page: str) -> Drawer:
        """A line of the table of contents: with dots up to its page where it is the last of its entry."""
        size, font, width = self.size, self.regular, self._width

        def draw(where: Page, x: float, y: float) -> None:
            text = line
            if page:
                used = indent + stringWidth(line, font, size) + stringWidth(page, font, size) + 8
                text = f"{line} {'.' * max(2, int((width - used) / stringWidth('.', font, size)))} {page}"
            where.runs.append(Run(x + indent, y + size, text, font, size))

        return draw

    def _table(self, index: int, element: Element) -> Iterator[Piece]:
        """One piece a row, with cells of several lines; rows are not broken over pages."""
        size = self.size - 1
        count = max(len(row) for row in element.rows)
        widths = self._column_widths(element.rows, count)
        header: Piece | None = None
        for nth, row in enumerate(element.rows):
            font = self.bold if nth == 0 else self.regular
            cells = [self.lines.break_up(cell, font, size, widths[c] - 8) or [""] for c, cell in enumerate(row)]
            height = max(len(lines) for lines in cells) * size * 1.2 + 6
            draw = self._row_drawer(index, cells, widths, height, first=nth == 0)
            piece = Piece(height, draw, keep=nth == 0, element=index, space=6 if nth == 0 else 0.0, header=header)
            if nth == 0 and self.layout.repeat_header:
                header = Piece(height, self._row_drawer(-1, cells, widths, height, first=True))
            yield piece

    def _column_widths(self, rows: tuple[tuple[str, ...], ...], count: int) -> list[float]:
        """Widths by the longest cell, but no column narrower than its longest word."""
        columns = [[row[c] for row in rows if c < len(row)] for c in range(count)]
        wishes = [float(min(max(max(map(len, cells)), 6), 60)) for cells in columns]
        words = [max((word for cell in cells for word in cell.split(" ")), key=len, default="") for cells in columns]
        least = [stringWidth(word.replace(SOFT, ""), self.bold, self.size - 1) + 12 for word in words]
        spare = self._width - sum(least)
        return [low + spare * wish / sum(wishes) for low, wish in zip(least, wishes, strict=True)]

    def _row_drawer(
        self, index: int, cells: list[list[str]], widths: list[float], height: float, *, first: bool
    ) -> Drawer:
        size, font, grid = self.size - 1, self.bold if first else self.regular, self.layout.grid

        def draw(page: Page, x: float, y: float) -> None:
            self.rows.setdefault(index, []).append(page.number)
            edges = [x]
            for wide in widths:
                edges.append(edges[-1] + wide)
            for left, lines in zip(edges, cells, strict=False):
                for n, line in enumerate(lines):
                    page.runs.append(Run(left + 4, y + 3 + size * (1 + 1.2 * n), line, font, size))
            if grid == "full":
                page.rules.extend(Rule(edge, y, edge, y + height) for edge in edges)
            if grid == "full" or (grid == "lines" and first):
                page.rules.append(Rule(x, y, edges[-1], y))
            if grid != "none":
                page.rules.append(Rule(x, y + height, edges[-1], y + height))

        return draw
