"""Page layouts that once went wrong, each redrawn with words of our own; tables are in ``test_table_cases.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from docintel.types import Document
from tests.extract.pages import SENTENCES, TEXT, blocks, read, set_text

# --- lists ------------------------------------------------------------------------------------------------------------


def test_a_dash_that_wraps_inside_an_item_opens_no_item() -> None:
    def draw(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 780, 470)
        canvas.drawString(60, y, "•")
        for at, line in enumerate(
            (
                "De steun staat open voor ondernemingen die samen met een kennisinstelling werken en daarbij ook de lasten",
                "– en niet alleen de baten van het gezamenlijke onderzoek – onder elkaar verdelen volgens een overeenkomst",
                "die bij de aanvraag wordt gevoegd.",
            )
        ):
            canvas.drawString(74, y - 12 * at, line)
        canvas.drawString(60, y - 36, "•")
        canvas.drawString(74, y - 36, "Een tweede punt staat hier.")

    document = read(draw)
    items = [document.quote(b.span) for b in document.blocks if b.kind == "list_item"]
    assert len(items) == 2
    assert items[0].startswith("• De steun") and items[0].endswith("wordt gevoegd.")


def test_dashes_under_a_bullet_stay_items() -> None:
    def draw(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 780, 470)
        for at, (x, line) in enumerate(
            (
                (
                    60,
                    "• De steun staat open voor ondernemingen die aan alle volgende voorwaarden samen voldoen en die dat",
                ),
                (68, "kunnen aantonen:"),
                (74, "– een vestiging in het Vlaamse Gewest, met een werking die al ten minste twee jaar duurt"),
                (74, "– een plan voor het onderzoek"),
                (74, "– een sluitende begroting"),
            )
        ):
            canvas.drawString(x, y - 12 * at, line)

    kinds = [b.kind for b in read(draw).blocks]
    assert kinds == ["paragraph", "list_item", "list_item", "list_item", "list_item"]


def test_an_item_at_the_page_end_keeps_off_the_next_heading() -> None:
    def first(canvas: Canvas) -> None:
        y = 780.0
        for _ in range(13):
            y = set_text(canvas, TEXT, 60, y, 470) - 6
        canvas.drawString(60, y, "•")
        set_text(
            canvas,
            "een loket dat vragen over uitvoer en vergunningen binnen tien dagen beantwoordt aan wie erom vraagt in de regio",
            74,
            y,
            456,
        )

    def second(canvas: Canvas) -> None:
        canvas.setFont("Times-Italic", 10)
        canvas.drawString(60, 780, "Samenwerking met kennisinstellingen")
        y = 762.0
        for _ in range(6):
            y = set_text(canvas, TEXT, 60, y, 470) - 6

    found = blocks(read(first, second))
    item = next(text for kind, text in found if kind == "list_item")
    assert item.endswith("regio")
    assert any(text == "Samenwerking met kennisinstellingen" for _, text in found)


# --- what stands beside the text --------------------------------------------------------------------------------------


def test_a_turned_banner_is_no_body_text() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            y = 780.0
            for at in range(8):
                y = set_text(canvas, f"{SENTENCES[(at + number) % 3]} {TEXT}", 60, y, 450) - 6
            canvas.saveState()
            canvas.translate(575, 300)
            canvas.rotate(90)
            canvas.setFont("Helvetica-Bold", 14)
            canvas.drawString(0, 0, ("Aanpak", "Resultaten")[number])
            canvas.restoreState()

        return draw

    document = read(page(0), page(1))
    assert "Resultaten" not in document.text and "Aanpak" not in document.text
    assert [page.header for page in document.pages] == [("Aanpak",), ("Resultaten",)]


def test_a_turned_paragraph_is_kept() -> None:
    def draw(canvas: Canvas) -> None:
        y = 780.0
        for _ in range(8):
            y = set_text(canvas, TEXT, 60, y, 400) - 6
        canvas.translate(500, 300)
        canvas.rotate(90)
        set_text(canvas, TEXT, 0, 0, 300)

    assert read(draw).text.count(SENTENCES[0]) == 9


def test_a_last_page_with_text_in_one_of_two_columns() -> None:
    towns = ("Aalst", "Brugge", "Diest", "Eeklo", "Genk", "Halle", "Ieper", "Lier", "Menen", "Ninove", "Ronse")
    parts = [" ".join([f"In {town} geldt het volgende.", *SENTENCES[: at % 3 + 1]]) for at, town in enumerate(towns)]

    def full(first: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            for column, x in enumerate((60, 310)):
                y = 780.0
                for at in range(9):
                    y = set_text(canvas, parts[(first + 5 * column + at) % 11], x, y, 225) - 6

        return draw

    def last(canvas: Canvas) -> None:
        set_text(canvas, parts[10], 60, 780, 225)

    document = read(full(0), full(3), last)
    ends = [document.quote(b.span) for b in document.blocks if b.page == 3]
    assert ends == [parts[10]]


# --- quotations -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("font", ["Times-Roman", "Times-Italic"])
def test_a_quotation_set_in_on_both_sides(font: str) -> None:
    def draw(canvas: Canvas) -> None:
        y = 780.0
        for _ in range(3):
            y = set_text(canvas, TEXT, 60, y, 470) - 6
        y = set_text(canvas, f"“{TEXT}”", 100, y, 390, font=font) - 6
        for _ in range(3):
            y = set_text(canvas, TEXT, 60, y, 470) - 6

    document = read(draw)
    assert [b.quoted for b in document.blocks] == [False, False, False, True, False, False, False]
    assert {b.kind for b in document.blocks} == {"paragraph"}


# --- pages with pictures only -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "state"), [((500, 700), "scanned"), ((300, 330), "scanned"), ((60, 40), "blank")])
def test_a_page_with_pictures_only(share: tuple[float, float], state: str) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("L", (60, 80), 200))

    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 780, "Een bladzijde met tekst")

    def pictures(canvas: Canvas) -> None:
        canvas.drawImage(picture, 40, 60, *share)

    assert read(draw, pictures).pages[1].quality.state == state


# --- bullets that are drawn ------------------------------------------------------------------------------------------


def bulleted(shape: str) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 780, 450) - 6
        for sentence in SENTENCES:
            if shape == "square":
                canvas.rect(70, y + 2, 3.4, 3.4, stroke=0, fill=1)
            else:
                canvas.circle(72, y + 3.5, 1.8, stroke=int(shape == "ring"), fill=int(shape == "dot"))
            y = set_text(canvas, sentence, 84, y, 400)

    return page


@pytest.mark.parametrize(("shape", "mark"), [("dot", "•"), ("ring", "◦"), ("square", "▪")])
def test_a_drawn_bullet_opens_an_item(shape: str, mark: str) -> None:
    document = read(bulleted(shape))
    assert blocks(document)[1:] == [("list_item", f"{mark} {sentence}") for sentence in SENTENCES]


def test_items_with_leaders_to_a_code_are_no_contents() -> None:
    names = ["Richtkijkers", "Camera's", "Helmen", "Antennes", "Motoren"]
    items = [f"({at}) {name} {'.' * (90 - 2 * len(name))} {9050 + at}" for at, name in enumerate(names, 1)]

    def page(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 700, 450)
        for item in items:
            y = set_text(canvas, item, 60, y - 4, 450)

    assert blocks(read(page)) == [("paragraph", TEXT), *(("list_item", item) for item in items)]


def test_the_points_of_a_chart_are_no_bullets() -> None:
    def page(canvas: Canvas) -> None:
        set_text(canvas, TEXT, 60, 780, 450)
        for at in range(12):
            canvas.circle(100 + 20 * at, 500 + 7 * (at % 5), 2, stroke=0, fill=1)
        canvas.setFont("Times-Roman", 9)
        canvas.circle(300, 620, 2, stroke=0, fill=1)
        canvas.drawString(308, 617, "uitgaven per jaar")

    assert "•" not in read(page).text


# --- headings, captions and page numbers -----------------------------------------------------------------------------


def headed(lines: Sequence[str]) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        y = 780.0
        for line in lines:
            y = set_text(canvas, line, 60, y, 450, font="Times-Bold") - 4
            y = set_text(canvas, TEXT, 60, y, 450) - 14

    return page


def headings(document: Document) -> list[tuple[int | None, str]]:
    return [(block.level, document.quote(block.span)) for block in document.blocks if block.kind == "heading"]


def test_an_extract_that_opens_in_a_later_chapter() -> None:
    lines = ["5.1.3. Het derde programma", "5.2. Opleiding", "5.2.1. Hoger onderwijs", "5.3. Steun", "6. Begeleiding"]
    assert headings(read(headed(lines))) == list(zip([3, 2, 3, 2, 1], lines, strict=True))


def test_bold_amounts_open_no_chapter() -> None:
    lines = ["1.250 euro per aanvraag", "870 aanvragen in het jaar", "49 procent van het geheel"]
    found = headings(read(headed(lines)))
    assert all(level == 1 for level, _ in found)


def test_a_bold_point_of_the_agenda_over_two_lines() -> None:
    long = (
        "Voorstel tot het indienen van wensen en bedenkingen bij de oprichting van een coöperatie voor de veiligheid."
    )
    lines = ["1. Opening.", "2. Vaststelling van de agenda.", f"3. {long}", "4. Sluiting."]
    assert headings(read(headed(lines))) == [(1, line) for line in lines]


@pytest.mark.parametrize(
    "line",
    ["Table BR3. | Cases by country", "Tabel A-2: Aanvragen per jaar", "Figuur SA12. Steun", "Figure CA2b. | Rates"],
)
def test_captions_with_letters_before_their_number(line: str) -> None:
    assert ("caption", line) in blocks(read(headed([line])))


def test_a_number_parted_from_its_title_by_a_bar() -> None:
    lines = ["1 | Inleiding", "1.1 | Steun aan kmo's", "2 | Besluit"]
    assert headings(read(headed(lines))) == list(zip([1, 2, 1], lines, strict=True))


@pytest.mark.parametrize(("figure", "kept"), [("3", False), ("2500", True)])
def test_a_page_number_far_above_the_foot(figure: str, kept: bool) -> None:
    def page(canvas: Canvas) -> None:
        set_text(canvas, TEXT, 60, 780, 450)
        canvas.drawString(297, 150, figure)

    document = read(page)
    assert (figure in document.text) == kept
    assert document.pages[0].footer == (() if kept else (figure,))


def test_a_chapter_label_with_its_title_set_larger_under_it() -> None:
    def page(canvas: Canvas) -> None:
        set_text(canvas, "Hoofdstuk 1", 60, 760, 450, size=18)
        set_text(canvas, "Samenvatting", 60, 700, 450, size=24)
        y = set_text(canvas, TEXT, 60, 650, 450)
        set_text(canvas, "1.1 Aanleiding", 60, y - 20, 450, size=15)
        set_text(canvas, TEXT, 60, y - 50, 450)

    document = read(headed(["Vooraf"]), page)
    assert [(s.number, s.title, s.level) for s in document.sections][1:] == [
        ("Hoofdstuk 1", "Samenvatting", 1),
        ("1.1", "Aanleiding", 2),
    ]


def test_numbered_steps_that_look_like_the_lowest_headings() -> None:
    titles = {
        22: ["Over de app", "Ethiek"],
        16: ["Vijf fasen", "Kader"],
        12: ["1. Installatie", "2. Koppeling", "Belangen", "Privacy", "Inspraak", "Toezicht", "Beheer", "Kosten"],
    }
    order = [(22, 0), (16, 0), (12, 0), (12, 1), (22, 1), (16, 1), *((12, at) for at in range(2, 8))]

    def page(canvas: Canvas) -> None:
        y = 790.0
        for size, at in order:
            y = set_text(canvas, titles[size][at], 60, y, 450, font="Helvetica", size=size)
            y = set_text(canvas, SENTENCES[0], 60, y, 450) - 14

    levels = {22: 1, 16: 2, 12: 3}
    found = headings(read(headed(["Vooraf"]), page))
    assert found[1:] == [(levels[size], titles[size][at]) for size, at in order]


def test_a_heading_that_ends_with_a_year_is_in_the_contents() -> None:
    lines = ["1. Plan voor 2022-2023", "1.1 Doel", "1.2 Aanpak", "1.3 Middelen"]

    def contents(canvas: Canvas) -> None:
        y = set_text(canvas, "Inhoudsopgave", 60, 780, 450, size=18) - 10
        for line in lines:
            y = set_text(canvas, line, 60, y, 450) - 6
        set_text(canvas, lines[0], 60, y - 40, 450, size=18)
        set_text(canvas, " ".join(reversed(SENTENCES)), 60, y - 70, 450)

    document = read(contents, headed(lines[1:]))
    assert [section.number for section in document.sections] == ["1", "1.1", "1.2", "1.3"]


def test_a_link_to_the_top_is_no_text() -> None:
    def page(canvas: Canvas) -> None:
        y = set_text(canvas, TEXT, 60, 780, 450)
        canvas.setFont("Symbol", 10)
        canvas.drawString(60, y - 30, "\N{UPWARDS ARROW}")

    assert blocks(read(page)) == [("paragraph", TEXT)]
