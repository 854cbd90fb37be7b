from __future__ import annotations

from pathlib import Path

import pytest

from docintel.config import ExtractSettings
from docintel.evaluate.extract import read_truth, recommendations
from docintel.extract import read
from docintel.extract.formats import read_other
from docintel.tag.recommendations import find_recommendations
from docintel.tag.requests import is_request
from docintel.types import Document


def document(markdown: str) -> Document:
    return read_other(Path("advies.md"), markdown.encode(), "markdown", ExtractSettings())


def found(markdown: str) -> list[tuple[str, str, list[str | None]]]:
    return [(r.number, r.title, [p.language for p in r.places]) for r in find_recommendations(document(markdown))]


ADVICE = """# Samenvatting

De raad kijkt naar de regels voor steun aan ondernemingen en doet twee aanbevelingen aan de regering.

## AANBEVELING 1: LEG DE REGELS VAST IN ÉÉN TEKST

De regels staan nu verspreid. De Vlaamse Regering moet ze in één tekst samenbrengen.

## AANBEVELING 1.1: MAAK DIE TEKST LEESBAAR

Zorg voor een tekst die een kleine onderneming begrijpt.

# Executive summary

The council looks at the rules for support and makes two recommendations to the government.

## RECOMMENDATION 1: PUT THE RULES INTO ONE TEXT

The rules are scattered now. The Flemish Government should bring them together in one text.

## RECOMMENDATION 1.1: MAKE THAT TEXT READABLE

Ensure a text that a small company understands.

# 6. Aanbevelingen

## AANBEVELING 1: LEG DE REGELS VAST IN ÉÉN TEKST

De regels staan nu verspreid. De Vlaamse Regering moet ze in één tekst samenbrengen. Kunnen andere landen helpen?
Zoals aanbeveling 1.1 stelt, is dat niet genoeg.

## AANBEVELING 1.1: MAAK DIE TEKST LEESBAAR

Zorg voor een tekst die een kleine onderneming begrijpt. Een proeflezer is aan te bevelen.
"""


def test_summary_body_and_translation_are_one_record() -> None:
    advice = document(ADVICE)
    first, second = find_recommendations(advice)
    assert (first.number, first.title) == ("1", "LEG DE REGELS VAST IN ÉÉN TEKST")
    assert first.titles == {"nl": "LEG DE REGELS VAST IN ÉÉN TEKST", "en": "PUT THE RULES INTO ONE TEXT"}
    assert [(p.language, p.section) for p in first.places] == [
        ("nl", "Samenvatting"), ("en", "Executive summary"), ("nl", "6. Aanbevelingen"),
    ]  # fmt: skip
    assert first.addressee == "Vlaamse Regering"
    assert [advice.quote(span) for span in first.requests] == [
        "De Vlaamse Regering moet ze in één tekst samenbrengen.",
        "The Flemish Government should bring them together in one text.",
    ]
    assert second.number == "1.1"
    assert "Een proeflezer is aan te bevelen." in [advice.quote(span) for span in second.requests]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "# Rapport\n\n## Aanbeveling 1\n\nZorg voor geld.\n\n## Aanbeveling 2\n\nZorg voor tijd.\n",
            [("1", "", ["nl"]), ("2", "", ["nl"])],
        ),
        (
            "# Report\n\n## Recommendation 1 – Train staff\n\nText.\n\n## Recommendation 2 – Publish data\n\nText.\n",
            [("1", "Train staff", ["en"]), ("2", "Publish data", ["en"])],
        ),
        (
            "# Advies\n\n## 5. Aanbevelingen\n\nDe commissie beveelt aan:\n\n1. Publiceer de broncode van de app.\n"
            "2. Maak afspraken met de leverancier; doe dat dit jaar.\n",
            [("1", "Publiceer de broncode van de app", ["nl"]), ("2", "Maak afspraken met de leverancier", ["nl"])],
        ),
        (
            "# Rapport\n\n## Conclusies en aanbevelingen\n\nHet onderzoek is af.\n\n- Maak een plan voor de jeugd.\n"
            "- Betrek de gemeenten bij dat plan.\n",
            [("1", "Maak een plan voor de jeugd", ["nl"]), ("2", "Betrek de gemeenten bij dat plan", ["nl"])],
        ),
        (
            "# Report\n\n## 6. Recommendations\n\n### 6.1 Train the staff\n\nThe ministry should pay for it.\n\n"
            "### 6.2 Publish the data\n\nThe data should be open.\n",
            [("6.1", "Train the staff", ["en"]), ("6.2", "Publish the data", ["en"])],
        ),
        (
            "# Nota\n\nDe raad is bezorgd.\n\nAanbeveling 1: Versterk het toezicht. De minister kan dat zelf.\n\n"
            "Aanbeveling 2: Verkort de termijn van de aanvraag.\n",
            [("1", "Versterk het toezicht", ["nl"]), ("2", "Verkort de termijn van de aanvraag", ["nl"])],
        ),
        (
            "# Analyse\n\n## Vrijwilligheid\n\nTekst over de app.\n\nAanbevelingen:\n\n- Onderzoek de drempel.\n"
            "- Meet het gebruik; doe dat elk jaar.\n\n## Toezicht\n\nTekst over toezicht.\n\nAanbeveling:\n\n"
            "Er dient een toezichthouder te zijn. Die werkt onafhankelijk.\n\n## Slot\n\nDank aan allen.\n",
            [
                ("1", "Onderzoek de drempel", ["nl"]),
                ("2", "Meet het gebruik", ["nl"]),
                ("3", "Er dient een toezichthouder te zijn", ["nl"]),
            ],
        ),
        (
            "# Second opinion\n\n## Samenvatting\n\nAanbevelingen\n\n1. Maak een wet over het gebruik van gegevens.\n"
            "2. Informeer elke gebruiker over het risico.\n\n## Analyse\n\nTekst.\n\n### Aanbeveling\n\n"
            "Informeer elke gebruiker over het risico. Dat kan in de app.\n",
            [
                ("1", "Maak een wet over het gebruik van gegevens", ["nl"]),
                ("2", "Informeer elke gebruiker over het risico", ["nl", "nl"]),
            ],
        ),
        ("# Tabel\n\nA3 – outside environment in relation to the current system\n\nTekst.\n", []),
        (
            "# Nota\n\nAanbeveling 4.1 van het vorige advies werd gevolgd.\n\nIn aanbeveling 2 vroeg de raad om geld.\n",
            [],
        ),
        ("# Inhoud\n\n## Kader\n\n1. Wet\n2. Decreet\n", []),
    ],
)
def test_other_styles(markdown: str, expected: list[tuple[str, str, list[str]]]) -> None:
    assert found(markdown) == expected


def test_a_table_of_recommendations() -> None:
    advice = document(
        "# Rapport\n\nDe commissie vat haar werk samen.\n\n| Nr | Aanbeveling | Verantwoordelijke |\n|---|---|---|\n"
        "| 1 | Publiceer de cijfers elk jaar. | de minister |\n| 2 | Het loket moet ook in het weekend open. | de gemeente |\n"
    )
    found_records = find_recommendations(advice)
    assert [(r.number, r.title, r.addressee) for r in found_records] == [
        ("1", "Publiceer de cijfers elk jaar", "de minister"),
        ("2", "Het loket moet ook in het weekend open", "de gemeente"),
    ]
    assert advice.quote(found_records[1].requests[0]) == "2 Het loket moet ook in het weekend open. de gemeente"


def test_two_sets_with_the_same_numbers_stay_apart() -> None:
    markdown = (
        "# Deel A\n\n## Aanbeveling 1: Bouw scholen\n\nTekst van deel A.\n\n## Aanbeveling 2: Leid leraren op\n\nTekst.\n\n"
        "# Deel B\n\n## Aanbeveling 1: Verlaag de belasting\n\nTekst van deel B.\n\n## Aanbeveling 2: Schaf het loket af\n\nTekst.\n"
    )
    assert [title for _, title, _ in found(markdown)] == [
        "Bouw scholen", "Leid leraren op", "Verlaag de belasting", "Schaf het loket af",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "language", "asks"),
    [
        ("De Vlaamse overheid dient de termijn te verkorten.", "nl", True),
        ("Daarom zou de minister het besluit moeten aanpassen.", "nl", True),
        ("De raad beveelt de regering aan om te wachten.", "nl", True),
        ("VARIO vraagt om deze regel af te schaffen.", "nl", True),
        ("De raad roept de betrokken ministers op tot overleg.", "nl", True),
        ("Zorg voor een helder kader.", "nl", True),
        ("Meer overleg is aangewezen.", "nl", True),
        ("De raad vindt het belangrijk dat de regering een kader opstelt.", "nl", True),
        ("Het is daarom belangrijk (vanuit de regio) de banden te versterken.", "nl", True),
        ("Het is van cruciaal belang dat de spelers elkaar kennen.", "nl", True),
        ("Dat is een belangrijk signaal aan de sector.", "nl", False),
        ("Er wordt in vraag gesteld of de controle nog eens moet gebeuren.", "nl", False),
        ("De spelers zijn flexibel om op vragen en noden in te spelen.", "nl", False),
        ("De lidstaat (die ook moet controleren) is tevreden.", "nl", False),
        ("De termijn bedraagt zes maanden.", "nl", False),
        ("Moet de overheid dat doen?", "nl", False),
        ("Het aantal aanvragen stijgt sinds 2020.", "nl", False),
        ("The government should shorten the procedure.", "en", True),
        ("The council recommends that the act be amended.", "en", True),
        ("Ensure a level playing field.", "en", True),
        ("It is essential to involve small companies.", "en", True),
        ("The procedure takes six months.", "en", False),
        ("It should be noted that the data are old.", "en", False),
    ],
)
def test_sentences_that_ask(sentence: str, language: str, asks: bool) -> None:
    assert is_request(sentence, language) is asks  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("De raad vraagt de minister van Economie om in te grijpen.", "minister van Economie"),
        ("Daarom moet de federale overheid haar regels aanpassen.", "federale overheid"),
        (
            "Gericht aan: het college van burgemeester en schepenen\n\nMaak een plan.",
            "het college van burgemeester en schepenen",
        ),
        ("De bank van het land en de minister praten al jaren. De regels moeten korter.", None),
        ("Publiceer de cijfers elk jaar.", None),
    ],
)
def test_addressee(text: str, addressee: str | None) -> None:
    (only,) = find_recommendations(document(f"# Advies\n\n## Aanbeveling 1: Grijp nu in\n\n{text}\n"))
    assert only.addressee == addressee


def test_real_advice(extra_corpus: Path) -> None:
    advice = read(extra_corpus / "policy" / "vario-advies-38.pdf", ExtractSettings())
    truth = read_truth(extra_corpus / "policy" / "vario-advies-38.truth.json")
    records = find_recommendations(advice)
    assert truth.recommendations is not None
    score = recommendations(records, truth.recommendations)
    assert (score.hits, score.found, score.expected) == (14, 14, 14)
    assert all(record.titles.keys() == {"nl", "en"} for record in records)
