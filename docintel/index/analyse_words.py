"""Words: folding, the Dutch word list, and the rows of ``nl.toml`` and ``en.toml``."""

from __future__ import annotations

import lzma
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from docintel.lexicon import data_bytes, data_toml

_SIGNS = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u2010": "-", "\u2011": "-", "\u00ad": ""}
_PLAIN = str.maketrans(_SIGNS | {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe"})


class _Folded(dict[int, str]):
    """What each letter becomes, found when it is first met: ``str.translate`` then needs no loop in Python."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code)).lower()  # of a mathematical letter it is a capital
        self[code] = "".join(char for char in plain if not unicodedata.combining(char)).translate(_PLAIN)
        return self[code]


_FOLDED = _Folded(str.maketrans(_SIGNS))


class _Letters(dict[int, str]):
    """What each letter becomes where only letters count: all else is a blank."""

    def __missing__(self, code: int) -> str:
        self[code] = re.sub(r"[\W\d_]", " ", _FOLDED[code])
        return self[code]


_LETTERS = _Letters()
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one language."""

    stop: frozenset[str]
    query_stop: frozenset[str]
    stem: Mapping[str, str]
    no_part: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Lower case without diacritics and with plain apostrophes and hyphens.

    >>> fold("Geïntegreerde KMO’s")
    "geintegreerde kmo's"
    """
    return text.lower().translate(_FOLDED)


def folded_words(text: str) -> list[str]:
    """The runs of letters of a text, folded, as a pattern finds them in half more time.

    >>> folded_words("ML7 en 3D-KMO’s: geïntegreerd")
    ['ml', 'en', 'd', 'kmo', 's', 'geintegreerd']
    """
    return text.lower().translate(_LETTERS).split()


@cache
def rows(language: str) -> Rows:
    """Stop words, exceptions and compound rows of ``nl`` or ``en``."""
    values = data_toml(f"{language}.toml")

    def words(key: str) -> frozenset[str]:
        return frozenset(str(values.get(key, "")).split())

    stems = values.get("stem", {})
    links = values.get("links", [])
    assert isinstance(stems, dict)
    assert isinstance(links, list)
    return Rows(words("stop"), words("stop") | words("query_stop"), stems, words("no_part"), tuple(links))


@dataclass(frozen=True, slots=True)
class WordList:
    """Dutch words with a frequency class (twice the decimal logarithm of the count)."""

    size: Mapping[str, int]
    names: frozenset[str]
    """Known, but never a part of a compound."""


@cache
def dutch_words() -> WordList:
    """The shipped list: each row shares a start with the row before it."""
    size: dict[str, int] = {}
    names: set[str] = set()
    before = ""
    for row in lzma.decompress(data_bytes("words_nl.txt.xz")).decode("ascii").split("\n"):
        word = before[: ord(row[0]) - 48] + row[1:-1]
        letter = ord(row[-1])
        if letter >= 97:
            size[word] = letter - 97
            names.add(word)
        else:
            size[word] = letter - 65
        before = word
    return WordList(size, frozenset(names))


def is_name(text: str, start: int, end: int) -> bool:
    """A year, or a word with a capital; the first word of a query has one anyway, so it must be known as a name.

    >>> [is_name("Turkse drones voor Mali in 2031", *span) for span in ((0, 6), (7, 13), (19, 23), (27, 31))]
    [True, False, True, True]
    """
    word = text[start:end]
    if _YEAR.fullmatch(word):
        return True
    if text.isupper() or not word[:1].isupper():
        return False
    is_first = not any(char.isalnum() for char in text[:start])
    return not is_first or (len(word) > 1 and word.isupper()) or fold(word) in dutch_words().names
