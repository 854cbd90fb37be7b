"""Tables that once went wrong, each redrawn with words of our own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.extract.pages import TEXT, blocks, read, set_text

# --- tables without rules whose heads wrap ---------------------------------------------------------------------------

HEADS = [["Programma"], ["Begroot in", "2025 (euro)"], ["Besteed tot en", "met juni"], ["Aandeel van het", "geheel"]]
ROWS = [
    ["Onderzoek met kmo's", "12.400", "6.100", "49 %"],
    ["Haalbaarheid", "3.250", "1.900", "58 %"],
    ["Opleidingen", "870", "212", "24 %"],
    ["Samenwerking", "5.600", "5.100", "91 %"],
    ["Internationale steun", "2.200", "30", "1 %"],
]


def draw_table(
    canvas: Canvas,
    heads: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]],
    *,
    bold: bool,
    bottom: bool,
    pitch: float,
    right: bool,
) -> None:
    y = set_text(canvas, TEXT, 60, 780, 470) - 14
    xs = [60, 210, 320, 430]
    deep = max(len(head) for head in heads)
    for column, head in enumerate(heads):
        for at, line in enumerate(head):
            canvas.setFont("Helvetica-Bold" if bold else "Helvetica", 9)
            down = at + (deep - len(head) if bottom else 0)
            put(canvas, line, xs[column], y - 11 * down, right=right and column > 0)
    y -= 11 * (deep - 1)
    for row in rows:
        y -= pitch
        for column, cell in enumerate(row):
            canvas.setFont("Helvetica", 9)
            put(canvas, cell, xs[column], y, right=right and column > 0)
    set_text(canvas, TEXT, 60, y - 30, 470)


def put(canvas: Canvas, text: str, x: float, y: float, *, right: bool) -> None:
    if right:
        canvas.drawRightString(x + 85, y, text)
    else:
        canvas.drawString(x, y, text)


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("pitch", [11, 16, 20])
@pytest.mark.parametrize("bottom", [True, False])
@pytest.mark.parametrize("bold", [True, False])
def test_an_unruled_table_with_wrapped_heads(bold: bool, bottom: bool, pitch: float, right: bool) -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas, HEADS, ROWS, bold=bold, bottom=bottom, pitch=pitch, right=right)

    document = read(draw)
    found = [[cell.text for cell in row] for table in document.tables for row in table.rows]
    assert found == [[" ".join(head) for head in HEADS], *ROWS]


def test_three_wrapped_lines_and_an_empty_first_head() -> None:
    heads = [[], ["Aantal", "aanvragen", "in 2024"], ["Waarvan", "goedgekeurd"], ["Gemiddelde", "termijn", "in dagen"]]
    rows = [["Antwerpen", "112", "61", "84"], ["Gent", "97", "58", "79"], ["Leuven", "64", "40", "91"]]

    def draw(canvas: Canvas) -> None:
        draw_table(canvas, heads, rows, bold=False, bottom=True, pitch=15, right=True)

    table = read(draw).tables[0]
    assert [[cell.text for cell in row] for row in table.rows] == [[" ".join(head) for head in heads], *rows]


# --- tables drawn cell by cell, without upright rules ----------------------------------------------------------------

CELLS = [
    [["Rol"], ["Activiteit"], ["Opmerking"]],
    [["Houder van", "de standaard"], ["Beleid"], ["Beslist over de koers en", "over de middelen die er", "zijn"]],
    [["Beheerder"], ["Kwaliteit bewaken", "en melden"], ["Elk kwartaal"]],
    [["Gebruiker"], ["Wensen inbrengen"], [""]],
]
XS = (60, 160, 290, 430)


def draw_cells(canvas: Canvas, top: float, *, shade: bool, cut: int | None = None) -> float:
    """Rows with a rule under every cell, the print in the middle of its row; the height under them."""
    y = top
    for number, row in enumerate(CELLS):
        high = 12 * max(len(lines) for lines in row) + 6
        for (left, right), lines in zip(pairwise(XS), row, strict=True):
            if shade and number == 0:
                canvas.setFillGray(0.8)
                canvas.rect(left, y - high, right - left, high, stroke=0, fill=1)
                canvas.setFillGray(0)
            if number != cut:
                canvas.line(left, y - high, right, y - high)
            canvas.setFont("Times-Bold" if number == 0 else "Times-Roman", 10)
            middle = y - high / 2 + 6 * len(lines)
            for at, line in enumerate(lines):
                canvas.drawString(left + 4, middle - 9 - 12 * at, line)
        y -= high
    return y


@pytest.mark.parametrize("shade", [True, False])
def test_a_table_drawn_cell_by_cell(shade: bool) -> None:
    def page(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 780, 450)
        y = draw_cells(canvas, y - 10, shade=shade)
        set_text(canvas, TEXT, 60, y - 24, 450)

    document = read(page)
    assert len(document.tables) == 1
    rows = [[cell.text for cell in row] for row in document.tables[0].rows]
    assert rows == [[" ".join(lines) for lines in row] for row in CELLS]
    assert document.tables[0].header_rows == 1
    assert [kind for kind, _ in blocks(document)] == ["paragraph", "table", "paragraph"]


def test_two_tables_drawn_cell_by_cell_with_text_between() -> None:
    def page(canvas: Canvas) -> None:
        y = draw_cells(canvas, 780, shade=True)
        y = set_text(canvas, TEXT, 60, y - 24, 450)
        draw_cells(canvas, y - 10, shade=True)

    document = read(page)
    assert [kind for kind, _ in blocks(document)] == ["table", "paragraph", "table"]
    assert [len(table.rows) for table in document.tables] == [4, 4]


def test_words_underlined_side_by_side_make_no_table() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        for number in range(4):
            for at, word in enumerate(("artikel zeven", "en ook", "artikel acht")):
                canvas.drawString(60 + 70 * at, 780 - 14 * number, word)
                canvas.line(60 + 70 * at, 778 - 14 * number, 130 + 70 * at, 778 - 14 * number)

    assert "artikel zeven" in read(page).text


def test_a_body_without_level_rules() -> None:
    rows = [
        ["Verbinding", "dienst", "TLS", "ja"],
        ["Instelling", "dienst", "CMS", "nee"],
        ["Overig", "aanbieder", "CMS", "ja"],
        ["", "aanbieder", "TLS", "nee"],
        ["Portaal", "aanbieder", "TLS", "ja"],
    ]
    head = ["Wat", "Met wie", "Hoe", "Lijst"]
    xs = (60, 160, 260, 340, 420)

    def page(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 780, 450) - 10
        for level in (y, y - 16, y - 16 - 13 * len(rows) - 4):
            canvas.line(xs[0], level, xs[-1], level)
        for x in xs:
            canvas.line(x, y, x, y - 16 - 13 * len(rows) - 4)
        canvas.setFont("Times-Roman", 10)
        for at, row in enumerate([head, *rows]):
            for x, cell in zip(xs, row, strict=False):
                canvas.drawString(x + 4, y - 12 - 13 * at - 3 * (at > 0), cell)
        set_text(canvas, TEXT, 60, y - 140, 450)

    (table,) = read(page).tables
    assert [[cell.text for cell in row] for row in table.rows] == [head, *rows]
    assert table.header_rows == 1
