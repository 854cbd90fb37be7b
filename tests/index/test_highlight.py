"""What is marked in a hit, and its best sentence."""

from __future__ import annotations

import pytest

from docintel.index.analyse import analyse
from docintel.index.highlight import Wanted, best_sentence, highlights
from docintel.types import Span
from tests.index.samples import entry

NAME = frozenset({"european", "defenc", "fund"})


def marked(text: str, wanted: Wanted, named: tuple[Span, ...] = ()) -> list[str]:
    return [text[span.start : span.end] for span in highlights(entry(0, text=text, language="en"), wanted, named)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Grants of the European Defence Fund help firms.", ["European", "Defence", "Fund"]),
        ("The European Parliament asks for a fund for ports.", []),
        ("Defence firms build ships; a fund of the Union pays.", []),
        ("The rules are old; the European Fund", ["rules", "European", "Fund"]),
    ],
)
def test_a_word_of_a_name_is_marked_beside_another_only(text: str, words: list[str]) -> None:
    (rule,) = {term.text for term in analyse("rules", "en")}
    assert marked(text, Wanted({rule}, NAME)) == words


def test_what_is_named_by_an_id_is_marked_whole() -> None:
    text = "Delete data under Article 17(1) of the GDPR, says the article."
    place = Span(text.index("Article"), text.index(", says"))
    wanted = Wanted({term.text for term in analyse("article", "en")})
    assert marked(text, wanted, (place,)) == ["Article 17(1) of the GDPR", "article"]


@pytest.mark.parametrize(
    ("text", "mark", "best"),
    [
        ("4.3.7. Export licences take long and cost much.", "4.3.7", "4.3.7. Export licences take long and cost much."),
        (
            "Export takes long. A licence of the minister costs much. It is free.",
            "licence",
            "A licence of the minister costs much. It is free.",
        ),
    ],
)
def test_a_stump_is_no_best_sentence(text: str, mark: str, best: str) -> None:
    span = best_sentence(text, [Span(text.index(mark), text.index(mark) + len(mark))])
    assert span is not None and text[span.start : span.end] == best


def test_the_best_sentence_has_what_is_named() -> None:
    text = "Deletion of data is a right of the user of data. Article 17 GDPR gives this right to everybody."
    words = [Span(at, at + 4) for at in (12, 44)]
    named = [Span(text.index("Article"), text.index(" gives"))]
    span = best_sentence(text, [*words, *named], None, named)
    assert span is not None and text[span.start :].startswith("Article 17")
