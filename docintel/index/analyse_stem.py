"""Inflected words to one form: Dutch by rules that the word list must confirm, English and the rest by Snowball.

Snowball's Kraaij-Pohlmann stemmer alone joins ``veiligheid`` with ``veil`` and parts ``maatregel`` from
``maatregelen``; a rule that must end in a known word does neither, so Snowball is left with words that are in no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import snowballstemmer

from docintel.index.analyse_words import dutch_words, rows

_VOWELS = "aeiou"
_SHORT = re.compile(r"^(.*[^aeiou]|)([aeou])([bcdfghklmnprstvz])$")
_PARTICIPLE = re.compile(
    r"^(aan|achter|af|bij|door|in|mede|mee|na|om|onder|op|over|samen|tegen|terug|toe|uit|vast|voor|weg|)ge(.{3,})[dt]$"
)
_PLURAL_S = re.compile(r"(?:e[lmnr]|erd|aar|aard|ier|eur|[eaiouy])$")
MEMORY = 200_000


@cache
def _snowball(name: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(name)


@lru_cache(MEMORY)
def stem(word: str, language: str) -> str:
    """The form under which a folded word is kept.

    >>> [stem(word, "nl") for word in ("bedrijven", "adviezen", "maatregelen", "gesteund", "vlaamse")]
    ['bedrijf', 'advies', 'maatregel', 'steun', 'vlaams']
    """
    return _english(word) if language == "en" else _dutch(word)


def _english(word: str) -> str:
    exception = rows("en").stem.get(word)
    if exception is not None:
        return exception
    if len(word) <= 3:
        return word
    for american, british in (("ization", "isation"), ("izing", "ising"), ("ized", "ised"), ("ize", "ise")):
        if word.endswith(american) and len(word) > len(american) + 3:
            word = word[: -len(american)] + british
    return str(_snowball("english").stemWord(word))


def _dutch(word: str) -> str:
    exceptions, known = rows("nl").stem, dutch_words().size
    seen = word
    for _ in range(4):
        exception = exceptions.get(seen)
        if exception is not None:
            return exception
        shorter = next((candidate for candidate in _shorter(seen) if candidate in known), None)
        if shorter is None:
            break
        seen = shorter
    if seen in known or len(word) <= 4:
        return seen
    return str(_snowball("dutch").stemWord(word))


def _shorter(word: str) -> Iterator[str]:
    """Words of which this one may be an inflected form, likeliest first; the word list decides."""
    if len(word) < 4:
        return
    if word.endswith("heden"):
        yield word[:-4] + "id"
    if word.endswith("ieen"):
        yield word[:-2]
    if word.endswith("en") and len(word) > 4:
        yield from _roots(word[:-2])
    if word.endswith("s"):
        yield from _without_s(word)
    if word.endswith("e") and len(word) > 4:
        yield from _as_common(word, _roots(word[:-1]), 3)
    if word.endswith(("end", "ende")) and len(word) > 6:
        yield from _roots(word[: -4 if word.endswith("e") else -3])
    match = _PARTICIPLE.match(word)
    if match:
        yield from (match[1] + root for root in (match[2], match[2] + "t", match[2] + "d"))
    if word.endswith("t") and len(word) > 4 and word[-2] not in "aeiout":
        yield from _as_common(word, iter((word[:-1],)), 2)
    if word.endswith("ing") and len(word) > 6:
        yield from _roots(word[:-3])
    if word.endswith("heid") and len(word) > 8:
        yield word[:-4]


def _without_s(word: str) -> Iterator[str]:
    base = word[:-1]
    if word.endswith(("ss", "us", "is")) or len(word) < 5:
        return
    if _PLURAL_S.search(base):
        yield base
    else:
        yield from _as_common(word, iter((base,)), -1)


def _as_common(word: str, candidates: Iterator[str], less: int) -> Iterator[str]:
    """Candidates that are not much rarer than the word: ``koers`` is no plural of ``koer``."""
    known = dutch_words().size
    own = known.get(word, 0)
    return (candidate for candidate in candidates if known.get(candidate, -9) + less >= own)


def _roots(base: str) -> Iterator[str]:
    """Undo the spelling of an ending: ``lop-en`` is loop, ``bedrijv-en`` bedrijf, ``bepal-ing`` bepaal, ``zegg-en`` zeg."""
    hard = base[:-1] + {"v": "f", "z": "s"}[base[-1]] if base[-1] in "vz" else base
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in _VOWELS:
        yield base[:-1]
        return
    match = _SHORT.match(base)
    if match:
        tail = {"v": "f", "z": "s"}.get(match[3], match[3])
        yield f"{match[1]}{match[2]}{match[2]}{tail}"
    yield hard
    if hard != base:
        yield base
