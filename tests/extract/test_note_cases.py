"""Notes and titles that once went wrong, each redrawn with words of our own."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from docintel.extract.titles import is_left_over
from tests.extract.pages import SENTENCES, TEXT, blocks, read, set_text


def test_the_note_of_a_table_ends_where_the_text_goes_on() -> None:
    def page(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 650, 450)
        y = set_text(canvas, "Tabel 1: Aanvragen per jaar", 60, y - 10, 450, font="Times-Bold")
        canvas.setFont("Times-Roman", 7)
        canvas.drawString(190, y + 16, "1")
        y -= 200
        canvas.line(60, y, 180, y)
        y = set_text(canvas, "1. Alleen landen die cijfers gaven.", 60, y - 14, 450, size=7)
        set_text(canvas, TEXT, 60, y - 10, 450)

    document = read(page)
    assert [document.quote(note.span) for note in document.footnotes] == ["Alleen landen die cijfers gaven."]
    assert ("paragraph", TEXT) in blocks(document)[1:]


def test_points_in_small_print_are_no_notes() -> None:
    points = ["(1) De aanvraag is volledig.", "(2) De termijn is niet verlopen."]

    def page(canvas: Canvas) -> None:
        y = 800.0
        for _ in range(9):
            y = set_text(canvas, TEXT, 60, y, 450) - 8
        for point in points:
            y = set_text(canvas, point, 60, y - 10, 450, size=8)

    document = read(page)
    assert not document.footnotes
    assert [text for kind, text in blocks(document) if kind == "list_item"] == points


def test_notes_printed_under_their_paragraphs() -> None:
    notes = ["Zie bijlage D.", "De raad kijkt hierbij naar de aanvrager.", "Zie het besluit van juni."]

    def page(canvas: Canvas) -> None:
        y = 800.0
        for number, note in enumerate(notes, 1):
            y = set_text(canvas, f"2.{number} Beleid", 60, y, 450, font="Times-Bold", size=12) - 10
            y = set_text(canvas, TEXT, 60, y, 450)
            canvas.setFont("Times-Roman", 6)
            canvas.drawString(230, y + 16, str(number))
            canvas.drawString(60, y - 8, str(number))
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(66, y - 12, note)
            y = set_text(canvas, SENTENCES[number - 1], 60, y - 40, 450) - 20

    document = read(page)
    assert [document.quote(note.span) for note in document.footnotes] == notes
    assert [section.number for section in document.sections] == ["2.1", "2.2", "2.3"]


def test_a_note_does_not_go_on_pages_later() -> None:
    def noted(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 650, 450)
        canvas.setFont("Times-Roman", 6)
        canvas.drawString(200, y + 16, "1")
        canvas.line(60, 100, 160, 100)
        set_text(canvas, "1 Zie het verslag van de raad.", 60, 88, 450, size=8)

    def small(canvas: Canvas) -> None:
        set_text(canvas, TEXT, 60, 650, 450)
        canvas.line(60, 140, 160, 140)
        set_text(canvas, "01A, 22-11 en 27-41 van de lijst van juni, die op de site staat.", 60, 128, 450, size=8)

    def plain(canvas: Canvas) -> None:
        set_text(canvas, TEXT, 60, 650, 450)

    document = read(noted, plain, plain, small)
    assert [document.quote(note.span) for note in document.footnotes] == ["Zie het verslag van de raad."]


@pytest.mark.parametrize(
    ("known", "printed", "left_over"),
    [
        ("Agenda raad 3 november 2008", "Besluiten van de raad, 29 juni 2015", True),
        ("Plan 2022-2023", "Roadmap 2022-2023", False),
        ("Agenda raad", "Besluiten van de raad, 29 juni 2015", False),
        ("Plan 2022", "Roadmap", False),
    ],
)
def test_a_title_left_over_from_another_document(known: str, printed: str, left_over: bool) -> None:
    assert is_left_over(known, printed) == left_over
