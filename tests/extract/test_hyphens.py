from __future__ import annotations

import pytest

from docintel.extract.hyphens import Hyphenator

# a document that breaks words: the halves "onderne-" and "compon-" are no words
BREAKS = ["Steun voor onderne-", "mingen en hun partners, en voor elke compon-", "ent van het systeem."]
DOCUMENT = [
    *BREAKS,
    "Een dual-use goed en een O&O&I-project vallen onder de defensie-industrie.",
    "De component wordt getest. Een call topic heet EDF-2021-SENS-R-IRD.",
]
CASES = [
    ("een dual-", "use goed", "een dual-use goed"),
    ("de compo-", "nent wordt", "de component wordt"),
    ("de veiligheids-", "en defensie-industrie", "de veiligheids- en defensie-industrie"),
    ("in- of uit-", "voer van goederen", "in- of uitvoer van goederen"),
    ("de O&O&I-", "projecten", "de O&O&I-projecten"),
    ("de EU-", "lidstaten", "de EU-lidstaten"),
    ("topic EDF-2021-", "SENS-R-IRD", "topic EDF-2021-SENS-R-IRD"),
    ("EDF-2023-RA-PROTMOB-", "DEXPLO", "EDF-2023-RA-PROTMOB-DEXPLO"),
    ("de defensie-", "industrie groeit", "de defensie-industrie groeit"),
    ("een onder-", "neming", "een onderneming"),
    ("there-", "of the whole", "thereof the whole"),
    ("het bedrag -", "in miljoen", "het bedrag - in miljoen"),
    ("zie https://example.org/dual-", "use/lijst", "zie https://example.org/dual-use/lijst"),
    ("zie https://example.org/onder-", "neming/lijst", "zie https://example.org/onder-neming/lijst"),
    ("zie https://example.org/lijst?naam=", "goed&jaar=2021", "zie https://example.org/lijst?naam=goed&jaar=2021"),
    ("geen streepje", "hier", "geen streepje hier"),
]


@pytest.mark.parametrize(("left", "right", "joined"), CASES)
def test_line_ends(left: str, right: str, joined: str) -> None:
    text, glue = Hyphenator(DOCUMENT).join(left, right)
    assert text + glue + right == joined


def test_a_document_that_never_breaks_words_keeps_its_hyphens() -> None:
    text, glue = Hyphenator(["De regels staan", "in het besluit."]).join("de onder-", "neming")
    assert text + glue == "de onder-"


def test_a_soft_hyphen_always_goes() -> None:
    assert Hyphenator([]).join("onder\u00ad", "neming") == ("onder", "")
