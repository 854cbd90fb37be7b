from __future__ import annotations

import pytest

pytest.importorskip("scipy")

from docintel.train.pairs import LEAST_WORDS, MOST_WORDS, articles, definitions, gather, passages, split_heading
from docintel.train.rows import Row


@pytest.mark.parametrize(
    ("sentence", "heading"),
    [
        ("Article 5 Change of ownership The owner shall tell the board.", "Change of ownership"),
        ("Artikel 12a Inning van boetes en dwangsommen De dienst int de boete.", "Inning van boetes en dwangsommen"),
        ("Article 3 Right to ask questions 1. Every member may ask questions.", "Right to ask questions"),
        ("Article 2 This Decision shall enter into force tomorrow.", ""),
        ("Article 4 Amendments to Regulation (EU) 2016/1011 Article 3 is replaced.", ""),  # the name was cut in two
        ("The owner shall tell the board.", ""),
    ],
)
def test_the_heading_of_an_article(sentence: str, heading: str) -> None:
    assert split_heading(sentence)[0] == heading


def law(count: int) -> list[Row]:
    words = " ".join(f"woord{n}" for n in range(18))
    return [Row("sentence", "eurlex-acts", f"Clause {n} {words}.", f"Lid {n} {words}.") for n in range(count)]


def test_neighbours_make_a_passage_in_both_languages() -> None:
    rows = law(20)
    passage = gather(rows, 4)
    assert passage is not None
    assert passage.kind == "passage"
    assert passage.en.count("Clause") == passage.nl.count("Lid") == 3
    assert LEAST_WORDS <= len(passage.nl.split()) <= MOST_WORDS
    assert gather(rows, 19) is None  # one sentence is no passage


def test_passages_are_chosen_by_hash() -> None:
    chosen = list(passages(law(20), 5))
    assert len(chosen) == 5
    assert chosen == list(passages(law(20), 5))


def test_a_heading_asks_for_its_clause_in_both_languages() -> None:
    english, dutch = "Article 7 Duty to report The owner", "Artikel 7 Meldplicht van de eigenaar De eigenaar meldt."
    head = Row("sentence", "eurlex-acts", f"{english} reports.", dutch)
    passage, nl, en = articles([head, *law(5)])
    assert (nl.nl, en.nl) == ("Meldplicht van de eigenaar", "Duty to report")
    assert passage.en == nl.en == en.en
    assert passage.en.startswith("The owner reports. Clause 0")


def test_a_term_asks_for_its_definition() -> None:
    rows = [Row("definition", "gemet-definitions", "Water under the ground.", "grondwater"),
            Row("definition", "esco-definitions-nl", "baker", "Iemand die brood bakt."),
            Row("term", "gemet", "groundwater", "grondwater")]  # fmt: skip
    assert list(definitions(rows)) == [Row("query", "gemet-definitions", "Water under the ground.", "grondwater")]
