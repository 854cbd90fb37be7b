"""Other words for the same: names in both languages from the domain lexicon, and Dutch words of one meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from docintel.index.analyse import Term, analyse
from docintel.index.analyse_stem import stem
from docintel.index.analyse_words import fold, rows
from docintel.lexicon import Aliases, acts, data_toml, organisations, programmes, technologies
from docintel.types import Language

LONGEST = 6
"""Words of the longest name that is looked for."""
START = 4
"""Letters by which a name is filed: inflection leaves the start of a word alone."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A thing with its writings in one language each."""

    id: str
    writings: tuple[tuple[Language, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A name that stands in a query, with its other writings as terms."""

    id: str
    start: int
    end: int
    others: tuple[tuple[str, ...], ...]
    also: tuple[str, ...] = ()
    """Ids of other things of the same name: ``GDPR`` is a term of law and an act."""


def _names() -> Iterator[Name]:
    for table in (technologies(), organisations(), programmes(), acts()):
        for row in table:
            yield Name(row.id, tuple(_writings(row.nl, row.en, row.aliases)))


def _writings(nl: str, en: str, aliases: Aliases) -> Iterator[tuple[Language, str]]:
    for language, texts in (("nl", (nl, *aliases.nl)), ("en", (en, *aliases.en))):
        for text in texts:
            if text and len(text) < 80:
                yield language, text  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class _Filed:
    """A writing with the starts of its words, which rule it out without an analysis."""

    name: Name
    language: Language
    text: str
    starts: frozenset[str]


@cache
def _filed() -> dict[str, list[_Filed]]:
    """Writings by the start of their first word; analysing all of them would cost a second at every start."""
    stop = rows("nl").stop | rows("en").stop
    filed: dict[str, list[_Filed]] = {}
    for name in _names():
        for language, text in name.writings:
            words = [word for word in _WORD.findall(fold(text)) if word not in stop]
            if words and len(words) <= LONGEST:
                starts = frozenset(word[:START] for word in words)
                filed.setdefault(words[0][:START], []).append(_Filed(name, language, text, starts))
    return filed


def find_names(text: str, terms: Sequence[Term], language: Language) -> list[Found]:
    """Names in a query, the longest at each place, through inflection."""
    words = _primary(terms)
    starts = frozenset(word[:START] for word in _WORD.findall(fold(text)))
    found: list[Found] = []
    at = 0
    while at < len(words):
        best = _longest_at(text, words, at, starts, language)
        if best is None:
            at += 1
        else:
            found.append(best[0])
            at += best[1]
    return found


def _longest_at(
    text: str, words: Sequence[Term], at: int, starts: frozenset[str], language: Language
) -> tuple[Found, int] | None:
    start = fold(text[words[at].start : words[at].end])[:START]
    best: dict[str, Name] = {}
    size = 0
    for row in _filed().get(start, ()):
        if not row.starts <= starts:
            continue
        stems = _stems(row.text, row.language if row.language == "en" else language if language == "en" else "nl")
        here = tuple(word.text for word in words[at : at + len(stems)])
        if len(stems) >= max(size, 1) and here == stems:
            best = {**(best if len(stems) == size else {}), row.name.id: row.name}
            size = len(stems)
    if not best:
        return None
    name, *same = best.values()
    own = tuple(word.text for word in words[at : at + size])
    others = {stems for spoken, writing in name.writings if (stems := _stems(writing, spoken)) and stems != own}
    also = tuple(one.id for one in same)
    return Found(name.id, words[at].start, words[at + size - 1].end, tuple(sorted(others)), also), size


@cache
def _stems(writing: str, language: Language) -> tuple[str, ...]:
    return tuple(term.text for term in _primary(analyse(writing, language)))


def _primary(terms: Iterable[Term]) -> list[Term]:
    """The first term of each word, or the pieces of a hyphenated one: ``dual-use`` reads as ``dual use``."""
    kept: list[Term] = []
    spans: dict[tuple[int, int], list[Term]] = {}
    for term in terms:
        spans.setdefault((term.start, term.end), []).append(term)
    for group in spans.values():
        pieces = [term for term in group if term.kind == "part" and term.weight >= 0.7]
        kept.extend(pieces if len(pieces) > 1 else group[:1])
    return kept


@cache
def synonyms(language: Language) -> Mapping[str, tuple[str, ...]]:
    """Stem of a word -> stems of the words that mean the same; only Dutch has rows.

    >>> synonyms("nl")["firma"], synonyms("en")
    (('bedrijf', 'onderneem'), {})
    """
    found: dict[str, dict[str, None]] = {}
    for line in str(data_toml(f"{language}.toml").get("synonyms", "")).splitlines():
        stems = [stem(fold(word), language) for word in line.split()]
        for own in stems:
            found.setdefault(own, {}).update((other, None) for other in stems if other != own)
    return {own: tuple(others) for own, others in found.items()}
