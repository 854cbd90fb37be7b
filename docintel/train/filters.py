"""What makes a sentence pair fit to learn from."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from docintel.train.sources import Row, Source

_SPACE = re.compile(r"\s+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_WORD_OR_NUMBER = re.compile(r"\w+")

ENGLISH_WORDS = frozenset(
    "the of and to a in that is was for on with as by are be this which from or at an have has not shall may been "
    "were it its their will would i you he she we they his her my what do does did can could should there these".split()
)
DUTCH_WORDS = frozenset(
    "de het een van en dat die in te is op voor met als door zijn bij deze dit of aan om worden wordt werd niet naar "
    "er uit ook tot over dan nog hij zij ze wij we ik je jij mijn haar hun wat kan kunnen zou zal moet heeft "
    "hebben".split()
)
_BOTH = ENGLISH_WORDS & DUTCH_WORDS


class Drop(StrEnum):
    """Why a row is left out."""

    EMPTY = "empty"
    COPY = "copy"
    LENGTH = "length"
    SCORE = "score"
    NUMBERS = "numbers"
    LANGUAGE = "language"
    SYMBOLS = "symbols"
    EVALUATION = "evaluation"
    DOUBLE = "double"


def clean(text: str) -> str:
    r"""Normalise to NFC and single spaces.

    >>> clean(" in  artikel 2,\xa0lid 18 ")
    'in artikel 2, lid 18'
    """
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def key(text: str) -> str:
    """Reduce to letters and digits, so that case, points and spaces do not tell two sentences apart.

    >>> key("Are we safe?") == key("are we  safe!")
    True
    """
    return " ".join(_WORD_OR_NUMBER.findall(text.casefold()))


def looks_like(text: str, language: str) -> bool:
    """Vote by function words; a text with too few of them is believed.

    >>> looks_like("Zijn we veilig?", "nl"), looks_like("the rights of the parties", "nl")
    (True, False)
    """
    words = [word.casefold() for word in _LETTERS.findall(text)]
    english = sum(word in ENGLISH_WORDS and word not in _BOTH for word in words)
    dutch = sum(word in DUTCH_WORDS and word not in _BOTH for word in words)
    mine, other = (english, dutch) if language == "en" else (dutch, english)
    return mine >= other or mine + other < 2


def numbers_agree(left: str, right: str) -> bool:
    """Whether both sides name mostly the same numbers: the cheapest proof against a shifted alignment."""
    first, second = set(_NUMBER.findall(left)), set(_NUMBER.findall(right))
    return not first | second or len(first & second) >= 0.5 * len(first | second)


def judge(row: Row, source: Source) -> Drop | None:
    """The first reason to leave a row out, or None."""
    sides = (row.en,) if source.kind == "english" else (row.en, row.nl)
    if not all(_LETTERS.search(side) for side in sides):
        return Drop.EMPTY
    if any(sum(character.isalpha() for character in side) < 0.5 * len(side) for side in sides):
        return Drop.SYMBOLS
    if any(len(side) > source.maximum_characters for side in sides):
        return Drop.LENGTH
    if not looks_like(row.en, "en"):
        return Drop.LANGUAGE
    return None if source.kind == "english" else _judge_pair(row, source)


def _judge_pair(row: Row, source: Source) -> Drop | None:
    if not looks_like(row.nl, "nl"):
        return Drop.LANGUAGE
    if source.kind != "sentence":
        return None
    if key(row.en) == key(row.nl):
        return Drop.COPY
    if not 0.4 < len(row.en) / len(row.nl) < 2.2:
        return Drop.LENGTH
    if row.score is not None and row.score < source.minimum_score:
        return Drop.SCORE
    return None if numbers_agree(row.en, row.nl) else Drop.NUMBERS
