"""The language of a query: a few words, so each votes by how Dutch or English it looks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from docintel.index.analyse_compounds import split
from docintel.index.analyse_stem import stem
from docintel.index.analyse_translate import translations
from docintel.index.analyse_words import dutch_words, fold, rows

QueryLanguage = Literal["nl", "en"]
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_DUTCH_LOOK = re.compile(
    r"ij|aa|uu|oei|ieuw|auw|sch[^oe]|^ge.{4,}d$|heid|lijk|ings|eurs|kke|pp?en$|tt?en$|(?:[^aeiou]|[aeou]{2}[^aeiou])en$|isch|eit$|ief$|eel$|eerd$"
)
_ENGLISH_LOOK = re.compile(
    r"th|wh|y$|[^aeiou]y|tion|sh|ough|ing$|ment$|ed$|ity$|ck|ous$|ful$|ness|[aeiou]ble$|ea|ow|ry$|ew|cy$"
)


def query_language(text: str, default: QueryLanguage = "nl") -> QueryLanguage:
    """Dutch or English; the default where nothing speaks for either (a code, a name).

    >>> [query_language(text) for text in ("uitvoer van wapens", "export of arms", "IMEC")]
    ['nl', 'en', 'nl']
    """
    balance = sum(_vote(fold(word)) for word in _WORD.findall(text))
    if balance == 0:
        return default
    return "nl" if balance > 0 else "en"


@lru_cache(50_000)
def _vote(word: str) -> float:
    """Above 0 for Dutch, below for English."""
    dutch, english = word in rows("nl").query_stop, word in rows("en").query_stop
    if dutch != english:
        return 3.0 if dutch else -3.0
    if dutch:
        return 0.0
    vote = 0.0
    words = dutch_words()
    size = words.size.get(word)
    if size is not None and word not in words.names:
        vote += 0.4 + 0.12 * size
    elif split(word):
        vote += 1.5
    if stem(word, "en") in translations("en"):
        # the table has loans as English as well: ``aanbeveling``, ``verordening``
        vote -= 0.6 if stem(word, "nl") in translations("nl") else 1.2
    if _DUTCH_LOOK.search(word):
        vote += 0.7
    if _ENGLISH_LOOK.search(word):
        vote -= 0.9
    return vote
