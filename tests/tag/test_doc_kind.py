from __future__ import annotations

from pathlib import Path

import pytest

from docintel.config import ExtractSettings
from docintel.extract.formats import read_other
from docintel.tag.doc_kind import document_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# Advies 7: steun voor kmo's\n\nDe raad adviseert de regering.", "policy"),
        ("# Omzendbrief over militaire projecten\n\nAan de leidend ambtenaren.", "circular"),
        ("# Vlaams Regeerakkoord 2031-2036\n\nSamen werken.", "agreement"),
        (
            "# European Defence Fund: Work programme 2031\n\nCalls EDF-2031-DA.\n\n## 4.1.1 EDF-2031-DA-AIR-KITE – Kites\n\nText.",
            "work_programme",
        ),
        ("# Call for proposals EDF-2031-DA\n\n## 2.1 Call topic EDF-2031-DA-AIR-KITE: Kites\n\nText.", "call"),
        ("# Call topic EDF-2031-DA-AIR-KITE: Kites\n\nText of a topic.", "call"),
        ("# Handleiding\n\nHoe het toestel werkt.", "other"),
        ("# Report on the work programme of 2030\n\nThe impact of past support.", "policy"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert document_kind(read_other(Path("x.md"), text.encode(), "markdown", ExtractSettings())) == kind


def test_a_page_is_web_unless_it_holds_a_topic() -> None:
    html = b"<html><body><main><h1>Strategie voor defensie</h1><p>Een webpagina over beleid en steun.</p></main></body></html>"
    assert document_kind(read_other(Path("x.html"), html, "html", ExtractSettings())) == "web"


def test_topics_on_the_web() -> None:
    def page(*topics: str) -> bytes:
        texts = "".join(f"<h2>Call topic {topic}: Kites</h2><p>Text of the topic.</p>" for topic in topics)
        return f"<html><body><main><h1>EDF-2031-DA</h1>{texts}</main></body></html>".encode()

    one, two = page("EDF-2031-DA-AIR-KITE"), page("EDF-2031-DA-AIR-KITE", "EDF-2031-DA-AIR-BOW")
    assert document_kind(read_other(Path("x.html"), one, "html", ExtractSettings())) == "web"
    assert document_kind(read_other(Path("x.html"), two, "html", ExtractSettings())) == "call"
