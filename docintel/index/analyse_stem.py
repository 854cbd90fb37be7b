"""Inflected words to one form: Dutch by rules that the word list must confirm, English and the rest by Snowball.

Snowball's Kraaij-Pohlmann stemmer alone joins ``veiligheid`` with ``veil`` and parts ``maatregel`` from
``maatregelen``; a rule that must end in a known word does neither, so Snowball is left with words that are in no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import Stemmer

from docintel.index.analyse_compounds import split
from docintel.index.analyse_words import dutch_words, rows

_VOWELS = "aeiou"
_HARD = {"v": "f", "z": "s"}
_SHORT = re.compile(r"^(.*[^aeo]|)([aeou])([bcdfghklmnprstvz])$")
_WITHOUT_GE = re.compile(r"^(?:be|her|ont|ver).{3,}[dt]$")
_PREFIX = (
    "aan|achter|af|bekend|bij|door|gelijk|goed|in|los|mede|mee|mis|na|neer|om|onder|op|over|rond|samen|tegen|terug|toe"
    "|uit|vast|vol|voor|voort|vrij|weg"
)
_PARTICIPLE = re.compile(rf"^({_PREFIX}|)ge(.{{3,}})[dt]$")
_STRONG = re.compile(rf"^({_PREFIX})(ge.+)$")
_WEAK = re.compile(rf"^({_PREFIX})ge(.{{3,}}?)[dt]e?$")
_PREFIXED = re.compile(rf"^({_PREFIX})(.{{2,}}?)(en|ing|t|d)$")
_LONG = re.compile(r"^(.*)([aeou])\2([bcdfgklmnprst])$")
_SOFT = {"f": "v", "s": "z"}
_PLURAL_S = re.compile(r"(?:e[lmnr]|erd|aar|aard|ier|eur|[eaiouy])$")
MEMORY = 200_000


@cache
def _snowball(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name, 0)  # without a cache of its own: ``stem`` has one


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
    seen = _prefixed(word, seen) or seen
    if seen in known or seen != word or len(word) <= 4:
        return seen
    parts = split(word)
    if parts:  # only the last part of a compound is inflected
        return word[: len(word) - len(parts[-1])] + _dutch(parts[-1])
    if word.endswith("lijke"):
        return word[:-1]
    return str(_snowball("dutch").stemWord(word))


def _prefixed(word: str, seen: str) -> str | None:
    """A verb with a prefix that it leaves behind, which the list holds in few forms: ``afgewezen``, ``naleving``.

    The list has ``wijs`` and ``afwijzen`` but no ``afwijs``: what follows the prefix, or the infinitive, confirms it.
    """
    strong = _STRONG.match(word)
    if strong and strong[2] in rows("nl").stem:
        return strong[1] + rows("nl").stem[strong[2]]
    weak = _WEAK.match(word)
    if weak:
        roots = [weak[2] + end for end in ("", "t", "d")]
        found = next((root for root in roots if _is_verb(weak[1] + root)), None) or next(filter(_is_verb, roots), None)
        return weak[1] + found if found else None
    match = _PREFIXED.match(seen)
    if match is None:
        return None
    prefix, rest, ending = match.groups()
    if ending == "en" and _is_verb(seen):  # ``onderteken`` is a root already
        return None
    if ending in ("t", "d"):
        is_root = _is_verb(prefix + rest) or (_is_verb(rest) and not _is_verb(rest + ending))
        return prefix + rest if is_root else None
    return next((prefix + root for root in _roots(rest) if len(root) > 2 and root in dutch_words().size), None)


def _is_verb(root: str) -> bool:
    """Tell whether the list holds the infinitive: ``voorleggen`` for voorleg, ``bijwonen`` for bijwoon."""
    known = dutch_words().size
    match = _LONG.match(root)
    if match:
        return f"{match[1]}{match[2]}{_SOFT.get(match[3], match[3])}en" in known
    soft = root[:-1] + _SOFT.get(root[-1], root[-1])
    return f"{root}{root[-1]}en" in known or f"{root}en" in known or f"{soft}en" in known


def _shorter(word: str) -> Iterator[str]:
    """Words of which this one may be an inflected form, likeliest first; the word list decides."""
    undo = _ENDINGS.get(word[-1:])
    return undo(word) if undo is not None and len(word) >= 4 else iter(())


def _without_n(word: str) -> Iterator[str]:
    if word.endswith("heden"):
        yield word[:-5] + "heid"
    if word.endswith("ieen"):
        yield word[:-2]
    if word.endswith("en") and len(word) > 4 and not _has_plural_s(word):
        yield from _commonest((*_roots(word[:-2]), word[:-1]), word, 9)


def _without_s(word: str) -> Iterator[str]:
    if len(word) > 4 and not word.endswith(("ss", "us", "is")):
        yield from _commonest((word[:-1],), word, 3 if _PLURAL_S.search(word[:-1]) else 0)


def _without_e(word: str) -> Iterator[str]:
    """An adjective, a participle or a past: ``vlaamse``, ``werkende``, ``werkte``."""
    if word[-2] not in _VOWELS and not _has_plural_s(word):
        yield from _commonest(_roots(word[:-1]), word, 4)
    if word.endswith("ende") and len(word) > 6:
        yield from _roots(word[:-4])
    if word.endswith(("te", "de")) and len(word) > 5:
        yield from _commonest((word[:-2],), word, 3)


def _without_t(word: str) -> Iterator[str]:
    yield from _participle(word)
    if len(word) > 4 and word[-2] not in "aeoutsh":
        yield from _commonest((word[:-1],), word, 6)


def _without_d(word: str) -> Iterator[str]:
    if word.endswith("end") and len(word) > 6:
        yield from _roots(word[:-3])
    yield from _participle(word)
    if word.endswith("heid") and len(word) > 8:
        yield word[:-4]


def _without_ing(word: str) -> Iterator[str]:
    if word.endswith("ing") and len(word) > 5:
        yield from _roots(word[:-3])


_ENDINGS = {
    "n": _without_n, "s": _without_s, "e": _without_e, "t": _without_t, "d": _without_d, "g": _without_ing
}  # fmt: skip


def _has_plural_s(word: str) -> bool:
    """``wapens`` and ``zones`` show that wapen and zone carry no ending."""
    return f"{word}s" in dutch_words().size


def _participle(word: str) -> Iterator[str]:
    """Stems of ``aangevraagd`` and ``verdubbeld``."""
    match = _PARTICIPLE.match(word)
    if match:
        yield from (match[1] + root for root in (match[2], match[2] + "t", match[2] + "d"))
    if _WITHOUT_GE.match(word):
        yield from _commonest((word[:-1],), word, 6)


def _commonest(candidates: Iterable[str], word: str, less: int) -> list[str]:
    """The commonest candidate, if it is not much rarer than the word: ``koers`` is no plural of ``koer``."""
    known = dutch_words().size
    found = max((one for one in candidates if one in known), key=known.__getitem__, default=None)
    return [found] if found is not None and known[found] + less >= known.get(word, 0) else []


def _roots(base: str) -> Iterator[str]:
    """Undo the spelling of an ending: ``lop-en`` is loop, ``bedrijv-en`` bedrijf, ``zegg-en`` zeg."""
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in _VOWELS:
        yield base[:-1]
        return
    hard = base[:-1] + _HARD.get(base[-1], base[-1])
    match = _SHORT.match(base)
    if match:
        yield f"{match[1]}{match[2]}{match[2]}{hard[-1]}"
    yield hard
    if hard != base:
        yield base
