from __future__ import annotations

import pytest

from docintel.extract.content import PageContent, Style, Word
from docintel.extract.ligatures import LigatureMender
from docintel.extract.quality import assess, known_share, odd_share, page_warnings
from docintel.extract.sniff import sniff

DUTCH = "De minister antwoordt dat de regering het advies van de raad over de steun aan bedrijven volgt en dat de dienst de aanvragen binnen de gestelde termijn behandelt"


def page(texts: list[str], *, hidden: bool = False, images: float = 0.0, unknown: int = 0) -> PageContent:
    style = Style("Times", 10.0, False, False, 0, hidden)
    words = [Word(text, 10.0 * at, 0, 10.0 * at + 9, 10, 8, style, at) for at, text in enumerate(texts)]
    return PageContent(1, 600, 800, 0, words, characters=sum(map(len, texts)), unknown=unknown, images=images)


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (page(DUTCH.split()), "text"),
        (page([]), "blank"),
        (page([], images=0.95), "scanned"),
        (page([], images=0.2), "scanned"),
        (page([], images=0.02), "blank"),
        (page([*DUTCH.split() * 2, *(["--------", "16502.83", "1152.00", "|", "--------+------|"] * 60)]), "text"),
        (page(["12"], images=1.0), "scanned"),
        (page(DUTCH.split(), hidden=True, images=1.0), "ocr"),
        (
            page(["«POAH", "3E*»CM", "tanntxim", "saifii", "ttsrootj", "^toi"] * 8, hidden=True, images=1.0),
            "unreliable",
        ),
        (page(["!\"#$%&'", "()*+!,!", "./01", "2&.4+5"] * 10), "unreliable"),
        (page(DUTCH.split(), unknown=60), "unreliable"),
        (page([*DUTCH.split() * 2, *(["regula(on", "distribu(on", "ac(vi(es"] * 2)]), "unreliable"),
        (page([*DUTCH.split(), "subsidie(s)", "<p", 'class="titel">', "O&O&I-projecten", "art.4"]), "text"),
    ],
)
def test_states(content: PageContent, state: str) -> None:
    assert assess(content).state == state


def test_shares() -> None:
    assert known_share(DUTCH.split() * 2) == pytest.approx(1.0, abs=0.1)
    assert known_share(["kort"]) is None
    assert odd_share(["subsidie(s)", "Distribu(on"]) == 0.5


def test_warnings_name_pages() -> None:
    states = [(1, "text"), (2, "scanned"), (3, "scanned"), (5, "scanned"), (6, "unreliable")]
    lines = page_warnings(states, ocr_wanted=True, ocr_ready=False)  # type: ignore[arg-type]
    assert lines[0].startswith("pages 2-3, 5: scanned") and "tesseract" in lines[0]
    assert lines[1].startswith("page 6: the text layer is unreliable")


def test_a_wrong_ligature_map_is_mended() -> None:
    texts = ["Distribu(on", "regula(on", "informa(on", "par(cular", "ac(on", "subsidie(s)"]
    words = page(texts).words
    LigatureMender().mend(words)
    assert [word.text for word in words] == [
        "Distribution",
        "regulation",
        "information",
        "particular",
        "action",
        "subsidie(s)",
    ]


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (b"%PDF-1.7\n", "", "pdf"),
        (b"junk\n%PDF-1.4", ".bin", "pdf"),
        (b"damaged", ".pdf", "pdf"),
        (b"<!DOCTYPE html><html>", ".txt.html", "html"),
        (b"PK\x03\x04 word/document.xml", ".zip", "docx"),
        (b'{"topicDetails": {}}', ".json", "json"),
        (b"# Titel\n", ".md", "markdown"),
        ("Gewone tekst é".encode(), ".txt", "text"),
        (b"\x00\x01\x02\x03", ".dat", "unknown"),
    ],
)
def test_sniff(data: bytes, suffix: str, kind: str) -> None:
    assert sniff(data, suffix) == kind
