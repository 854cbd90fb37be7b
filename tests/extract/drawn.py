"""Reports drawn for the tests: the same made-up advice in many layouts, so that no single layout is learned by heart."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDE, HIGH = A4
DUTCH = [
    "De raad onderzocht hoe kleine ondernemingen toegang krijgen tot steun voor onderzoek met een dubbel gebruik.",
    "Uit de gesprekken blijkt dat de doorlooptijd van een vergunning het vaakst als knelpunt wordt genoemd.",
    "Daarom stelt de raad voor om de aanvraag en de controle door één loket te laten behandelen.",
    "De kennisinstellingen vragen een kader dat voor meerdere jaren geldt en dat de kosten vooraf duidelijk maakt.",
]
ENGLISH = [
    "The council looked at how small companies gain access to support for research with a dual use.",
    "The interviews show that the lead time of a licence is the obstacle that is named most often.",
    "The council therefore proposes that one desk handles both the application and the control.",
]


@dataclass
class Layout:
    """How a report is set."""

    columns: int = 1
    font: str = "Times-Roman"
    bold: str = "Times-Bold"
    size: float = 10
    justified: bool = True
    notes: str = "raised"
    """``raised``, ``bracket`` or ``run-in``."""
    note_rule: bool = True
    numbered: bool = True
    head: str = "Voorbeeldraad | Advies over steun"
    hyphened: bool = False
    """Long words are broken at line ends."""
    table: str = "ruled"
    """``ruled``, ``level`` or ``none`` (no rules at all)."""


@dataclass
class Drawn:
    """A drawn report and what it holds."""

    data: bytes
    headings: list[tuple[int, int, str | None, str]]
    """(page, level, number, title)."""
    notes: list[tuple[int, str, str]]
    """(page, number, text)."""
    paragraphs: list[str]
    rows: list[list[str]]
    heads: list[str]
    pages: int


@dataclass
class _State:
    column: int = 0
    y: float = 0.0
    page: int = 1
    pending: list[tuple[str, str]] = field(default_factory=list)


class Press:
    """Sets text in columns on pages."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, pageCompression=1)
        self.out = Drawn(b"", [], [], [], [], [layout.head], 1)
        self.state = _State()
        self.gap = 22.0
        self.left = 60.0
        self.width = (WIDE - 2 * self.left - self.gap * (layout.columns - 1)) / layout.columns
        self.top = HIGH - 90
        self.bottom = 110.0
        self._start_page()

    def _start_page(self) -> None:
        self.canvas.setFont(self.layout.font, 8)
        self.canvas.drawString(self.left, HIGH - 40, self.layout.head)
        self.canvas.drawRightString(WIDE - self.left, HIGH - 40, str(self.state.page))
        self.state.column, self.state.y = 0, self.top

    def _foot(self) -> None:
        if not self.state.pending:
            return
        size = self.layout.size - 2.5
        lines: list[tuple[str, str]] = []
        for number, text in self.state.pending:
            broken = self._break(text, self.layout.font, size, WIDE - 2 * self.left - 14)
            lines += [(number if at == 0 else "", line) for at, line in enumerate(broken)]
        y = 60 + (len(lines) - 1) * size * 1.2
        if self.layout.note_rule:
            self.canvas.setLineWidth(0.5)
            self.canvas.line(self.left, y + size * 1.6, self.left + 110, y + size * 1.6)
        for number, line in lines:
            x = self.left
            if number:
                raised = self.layout.notes == "raised"
                shown = f"[{number}]" if self.layout.notes == "bracket" else number
                self.canvas.setFont(self.layout.font, size * 0.65 if raised else size)
                self.canvas.drawString(x, y + (size * 0.35 if raised else 0), shown)
                x += stringWidth(shown, self.layout.font, size * 0.65 if raised else size) + 3
            self.canvas.setFont(self.layout.font, size)
            self.canvas.drawString(x, y, line)
            y -= size * 1.2
        self.state.pending = []

    def next_column(self) -> None:
        """Go on in the next column or page."""
        self.state.column += 1
        self.state.y = self.top
        if self.state.column >= self.layout.columns:
            self._foot()
            self.canvas.showPage()
            self.state.page += 1
            self.out.pages += 1
            self._start_page()

    @property
    def x(self) -> float:
        """Left edge of the column."""
        return self.left + self.state.column * (self.width + self.gap)

    def _break(self, text: str, font: str, size: float, width: float) -> list[str]:
        lines, line = [], ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if stringWidth(longer.replace("\x01", ""), font, size) > width and line:
                room = width - stringWidth(line + " ", font, size)
                cut = self._cut(word, font, size, room) if self.layout.hyphened and font == self.layout.font else 0
                lines.append(f"{line} {word[:cut]}-" if cut else line)
                line = word[cut:]
            else:
                line = longer
        return [*lines, line]

    def _cut(self, word: str, font: str, size: float, room: float) -> int:
        """Where a long word may be broken so that its first half fits."""
        if not word.isalpha() or len(word) < 9:
            return 0
        fits = [at for at in range(4, len(word) - 3) if stringWidth(word[:at] + "-", font, size) <= room]
        return fits[-1] if fits else 0

    def _room(self, lines: int, pitch: float) -> None:
        if self.state.y - lines * pitch < self.bottom:
            self.next_column()

    def heading(self, text: str, level: int, number: str | None = None) -> None:
        """Set a heading."""
        size = self.layout.size + (7 - 2 * level)
        shown = f"{number}. {text}" if number and level == 1 else f"{number} {text}" if number else text
        lines = self._break(shown, self.layout.bold, size, self.width)
        self._room(len(lines) + 3, size * 1.25)
        self.state.y -= size * 0.9
        self.out.headings.append((self.state.page, level, number, text))
        for line in lines:
            self.canvas.setFont(self.layout.bold, size)
            self.canvas.drawString(self.x, self.state.y, line)
            self.state.y -= size * 1.2
        self.state.y -= 3

    def paragraph(self, text: str, note: str | None = None, bullet: str = "") -> None:
        """Set a paragraph, with a note at the end of its first sentence."""
        size, font = self.layout.size, self.layout.font
        pitch = size * 1.22
        number = str(len(self.out.notes) + 1)
        marked = text
        if note:
            marker = {"raised": f"\x01{number}\x01", "bracket": f"[{number}]", "run-in": number}[self.layout.notes]
            marked = (
                text.replace(".", marker + ".", 1)
                if self.layout.notes != "raised"
                else text.replace(".", f"{marker}.", 1)
            )
        indent = 14.0 if bullet else 0.0
        lines = self._break(marked, font, size, self.width - indent)
        for at, line in enumerate(lines):
            if self.state.y < self.bottom:
                self.next_column()
            if bullet and at == 0:
                self.canvas.setFont(font, size)
                self.canvas.drawString(self.x, self.state.y, bullet)
            last = at == len(lines) - 1
            if note and (
                "\x01" in line or f"[{number}]" in line or (self.layout.notes == "run-in" and number + "." in line)
            ):
                self.state.pending.append((number, note))
                self.out.notes.append((self.state.page, number, note))
            self._line(line, self.x + indent, self.width - indent, last=last)
            self.state.y -= pitch
        self.state.y -= size * 0.6
        self.out.paragraphs.append((bullet + " " + text).strip())

    def _line(self, line: str, x: float, width: float, *, last: bool) -> None:
        size, font = self.layout.size, self.layout.font
        bare = line.replace("\x01", "")
        words = line.split(" ")
        slack = width - stringWidth(bare, font, size) - 0.5
        extra = (
            slack / (len(words) - 1) if self.layout.justified and not last and len(words) > 1 and slack < 90 else 0.0
        )
        for word in words:
            for at, part in enumerate(word.split("\x01")):
                raised = at % 2 == 1
                self.canvas.setFont(font, size * 0.62 if raised else size)
                self.canvas.drawString(x, self.state.y + (size * 0.36 if raised else 0), part)
                x += stringWidth(part, font, size * 0.62 if raised else size)
            x += stringWidth(" ", font, size) + extra

    def table(self, rows: list[list[str]]) -> None:
        """Set a table; the first row is the head."""
        size = self.layout.size - 1
        height = size * 1.9
        self._room(len(rows) + 2, height)
        columns = len(rows[0])
        wide = self.width / columns
        top = self.state.y
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                self.canvas.setFont(self.layout.bold if at == 0 else self.layout.font, size)
                self.canvas.drawString(self.x + column * wide + 4, self.state.y - size * 1.2, cell)
            self.state.y -= height
        self.canvas.setLineWidth(0.6)
        for at in range(len(rows) + 1):
            inner = self.layout.table == "ruled" or at in (0, 1, len(rows))
            if inner and self.layout.table != "none":
                self.canvas.line(self.x, top - at * height, self.x + self.width, top - at * height)
        if self.layout.table == "ruled":
            for column in range(columns + 1):
                self.canvas.line(self.x + column * wide, top, self.x + column * wide, self.state.y)
        self.state.y -= self.layout.size * 1.4
        self.out.rows.extend(rows)

    def done(self) -> Drawn:
        """Close the file."""
        self._foot()
        self.canvas.showPage()
        self.canvas.save()
        self.out.data = self.buffer.getvalue()
        return self.out


def draw_report(layout: Layout) -> Drawn:
    """A report of a few pages: headings on two levels, notes, lists, a table, text in two languages."""
    press = Press(layout)
    chapters = [("Vraag om advies", DUTCH), ("Wat ondernemingen nodig hebben", DUTCH), ("English summary", ENGLISH)]
    note = iter(
        f"Zie het verslag van vergadering {number}, te raadplegen bij het secretariaat van de raad."
        for number in range(1, 50)
    )
    for at, (title, sentences) in enumerate(chapters, 1):
        press.heading(title, 1, str(at) if layout.numbered else None)
        for sub, name in enumerate(("Aanpak en bronnen", "Bevindingen van de raad"), 1):
            press.heading(f"{name} {at}", 2, f"{at}.{sub}" if layout.numbered else None)
            for turn in range(4):
                body = " ".join(sentences[(turn + k) % len(sentences)] for k in range(len(sentences)))
                press.paragraph(body, next(note) if turn in (0, 2) else None)
            for item in sentences[:3]:
                press.paragraph(item.rstrip(".") + ";", bullet="•")
        if at == 2:
            press.table(
                [
                    ["Jaar", "Steun", "Aandeel"],
                    ["2024", "6.471", "1,27%"],
                    ["2025", "6.499", "1,39%"],
                    ["2026", "7.340", "1,53%"],
                ]
            )
    return press.done()
