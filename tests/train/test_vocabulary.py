from __future__ import annotations

from collections import Counter

import pytest

from docintel.train.vocabulary import UNKNOWN, build_tokenizer

WORDS = Counter(
    {"de": 9000, "the": 8000, "verdediging": 300, "lucht": 200, "onderzoek": 400, "defensie": 350, "research": 380,
     "luchtverdediging": 3, "defensieonderzoek": 2, "één": 90, "in": 5000, "2023": 80}
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("De luchtverdediging", ["de", "lucht", "verdediging"]),
        ("Defensieonderzoek, in 2023!", ["defensie", "onderzoek", "in", "2023"]),
        ("research", ["research"]),
        ("Één", ["een"]),
    ],
)
def test_frequent_words_are_whole_and_compounds_share_their_parts(text: str, tokens: list[str]) -> None:
    tokenizer = build_tokenizer(WORDS, size=32, pieces=2)
    assert tokenizer.encode(text).tokens == tokens


def test_the_same_counts_give_the_same_tokenizer() -> None:
    assert build_tokenizer(WORDS, 32, 2).to_str() == build_tokenizer(WORDS, 32, 2).to_str()


def test_a_letter_that_was_never_seen_is_unknown() -> None:
    tokenizer = build_tokenizer(WORDS, 32, 2)
    assert tokenizer.encode("Ω").ids == [tokenizer.token_to_id(UNKNOWN)] == [0]
