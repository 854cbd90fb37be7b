"""Sub-headings that look like text: short lines that come back under every topic."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from docintel.config import ExtractSettings
from docintel.extract import read

TEXT = (
    "The proposals must show how the sensor works in rain and at night.",
    "They should also show that the armed forces of two countries want it.",
)


def draw(path: Path, font: str, topics: int, label: str) -> None:
    canvas = Canvas(str(path), pagesize=A4)
    for topic in range(1, topics + 1):
        # never at the same height: that would be a running head
        height = 800.0 - 37.0 * topic
        for style, line in (
            ("Helvetica-Bold", f"2.{topic} Topic number {topic}"), (font, label), *(("Helvetica", line) for line in TEXT * 3),
        ):  # fmt: skip
            canvas.setFont(style, 10)
            canvas.drawString(70, height, line)
            height -= 26 if line in (label, TEXT[1]) or style == "Helvetica-Bold" else 13
        canvas.showPage()
    canvas.save()


@pytest.mark.parametrize(
    ("font", "topics", "label", "is_heading"),
    [
        ("Helvetica-Oblique", 3, "Specific challenge", True),
        ("Helvetica", 4, "Specific challenge", True),
        ("Helvetica", 3, "Specific challenge", False),
        ("Helvetica", 5, "SAVE", False),
        ("Helvetica", 5, "See the annex:", False),
    ],
)
def test_a_line_that_comes_back(tmp_path: Path, font: str, topics: int, label: str, is_heading: bool) -> None:
    draw(tmp_path / "x.pdf", font, topics, label)
    document = read(tmp_path / "x.pdf", ExtractSettings())
    titles = [section.title for section in document.sections]
    assert titles.count(label) == (topics if is_heading else 0)
    if is_heading:
        assert {section.level for section in document.sections if section.title == label} == {3}
