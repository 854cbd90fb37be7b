from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from docintel.config import ExtractSettings
from docintel.extract.formats import read_other
from docintel.tag.standing import find_notice, find_published
from docintel.types import Document


def document(text: str) -> Document:
    return read_other(Path("x.md"), text.encode(), "markdown", ExtractSettings())


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        (
            "# Call\n\nThis is an example document and no source of law. Read on.",
            "This is an example document and no source of law.",
        ),
        (
            "# Advies\n\nDit document is een voorbeeld. De raad is verzonnen. Het is geen rechtsbron.",
            "Dit document is een voorbeeld. Het is geen rechtsbron.",
        ),
        (
            "# Text\n\nThis text is a documentation tool and has no legal effect.",
            "This text is a documentation tool and has no legal effect.",
        ),
        ("# Advies\n\nDe raad geeft een voorbeeld van een rechtsbron.", None),
    ],
)
def test_notice(text: str, notice: str | None) -> None:
    assert find_notice(document(text)) == notice


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("# Call for proposals\n\nVersion 1.0\n\n21 June 2022\n\nThe call opens soon.", date(2022, 6, 21)),
        ("# Advies 7\n\nRaad voor Innovatie, 17 februari 2025\n\nTekst.", date(2025, 2, 17)),
        ("# Advies 38\n\nNovember 2024\n\nTekst.", date(2024, 11, 1)),
        ("# Call\n\nDeadline: 24 November 2022\n\nTekst.", None),
        ("# Wet\n\nDe wet van 3 maart 2024 bepaalt dat de termijn begint te lopen vanaf de aanvraag van de vergunning.", None),
    ],
)  # fmt: skip
def test_published(text: str, day: date | None) -> None:
    assert find_published(document(text)) == day
