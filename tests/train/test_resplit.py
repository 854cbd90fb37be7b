from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece

from docintel.train.resplit import Resplitter

NAMES = ["[PAD]", "[UNK]", "de", "tanden", "borstel", "bor", "##borstel", "##stel", "##en", "tand", "kat", "##bor"]
TOKENIZER = Tokenizer(WordPiece({name: row for row, name in enumerate(NAMES)}, unk_token="[UNK]"))


@pytest.mark.parametrize(
    ("token", "pieces"),
    [
        ("borstel", ["bor", "##stel"]),
        ("##borstel", ["##bor", "##stel"]),  # a piece is cut into pieces
        ("tanden", ["tand", "##en"]),
        ("kat", ["kat"]),  # too short
        ("[UNK]", ["[UNK]"]),
    ],
)
def test_a_token_is_cut_at_the_longest_shorter_match(token: str, pieces: list[str]) -> None:
    assert [NAMES[row] for row in Resplitter(TOKENIZER, 1.0, 1).cut(NAMES.index(token))] == pieces


@given(st.lists(st.integers(0, len(NAMES) - 1), max_size=30), st.floats(0, 1))
def test_the_letters_stay_the_same(ids: list[int], share: float) -> None:
    def letters(rows: list[int]) -> str:
        return "".join(NAMES[row].removeprefix("##") for row in rows)

    assert letters(Resplitter(TOKENIZER, share, 3)(ids)) == letters(ids)


def test_a_share_of_nothing_cuts_nothing() -> None:
    assert Resplitter(TOKENIZER, 0.0, 1)([3, 4]) == [3, 4]
