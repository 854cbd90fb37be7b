"""The language of each block: Dutch, English or neither.

langdetect alone is weak on short lines: with all its profiles it calls 0.72 of policy headings right, in capitals
0.21, and its random draws give another answer on another day. So its n-gram profiles are read directly (the same
statistics, no draws, lower-cased), function words vote beside them, and what stays doubtful follows its neighbours.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from docintel.lexicon import data_toml
from docintel.types import BlockKind, Language

_WORD: Final = re.compile(r"[^\W\d_]+")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_NO_WORDS: Final = re.compile(r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+\b|\b[A-Za-z]{2,}\d\w*|\b[A-Za-z][).]")
"""Identifiers such as ``EDF-2022-DA-NAVAL-NCS`` and ``AS4``, letters of a list such as ``a)``."""
_WORD_WEIGHT: Final = 10.0
"""One function word against the n-gram sum of one word (mostly 2 to 15 either way)."""
_ENDING_WEIGHT: Final = 2.0
"""Per letter of the ending: ``-controle`` outweighs the English look of *export-*."""
_NAME_WEIGHT: Final = 0.4
"""For a capitalised word inside a line: a list of members is written in no language."""
_SURE: Final = 12.0
"""Evidence beyond which the neighbours are not asked: right in 0.985 of lines of 2 to 5 words, 0.998 of sentences."""
_ANCHOR: Final = 36.0
"""Evidence beyond which a block speaks for its neighbours: some four function words."""
_CONTEXT_WEIGHT: Final = 10.0
_SAMPLE: Final = 60
"""Words of a block that are looked at: more change nothing."""
_FOREIGN_WORDS: Final = 5
"""Shortest text that may be called foreign on its letters alone."""
_FOREIGN: Final = ("cs", "da", "de", "es", "fi", "fr", "hu", "it", "pl", "pt", "ro", "sv")
_FOREIGN_MARGIN: Final = 0.36
"""Mean log odds per n-gram: 18 sentences in 16 languages lie above (0.41 to 2.2); of 4,097 Dutch and English lines of
seven words or more only one does, a list of Luxembourg firms."""
_UNSEEN: Final = 5e-6
"""Share of an n-gram that a profile lacks: half a count in ten thousand of a language, no proof."""


def detect(text: str, context: Language = "other") -> Language:
    """The language of a text on its own; ``context`` decides where the text does not say."""
    return _decide(_evidence(text), context, _CONTEXT_WEIGHT)


def assign_languages(
    texts: Sequence[str], kinds: Sequence[BlockKind], *, hint: Language | None = None
) -> list[Language]:
    """A language for every block, in order.

    Blocks that speak for themselves are settled first. The others follow the settled block before and the one after;
    where these differ, a heading leans on what follows it and the rest on what went before.
    """
    evidence = [_evidence(text) for text in texts]
    settled: list[Language | None] = [_settled(found) for found in evidence]
    anchors = [language if _is_anchor(found) else None for language, found in zip(settled, evidence, strict=True)]
    before = _running(anchors, hint)
    after = _running(anchors[::-1], hint)[::-1]
    languages: list[Language] = []
    for at, found in enumerate(evidence):
        known = settled[at]
        if known is None:
            near, far = (after[at], before[at]) if kinds[at] in ("heading", "title") else (before[at], after[at])
            weight = _CONTEXT_WEIGHT if near == far or far is None else _CONTEXT_WEIGHT / 2
            known = _decide(found, near or far or hint or "other", weight)
        languages.append(known)
    return languages


def main_language(texts: Sequence[str], languages: Sequence[Language]) -> Language:
    """The language in which most of the text is written; ``other`` only where neither Dutch nor English leads."""
    weights: dict[Language, int] = {"nl": 0, "en": 0, "other": 0}
    for text, language in zip(texts, languages, strict=True):
        weights[language] += len(text)
    return max(weights, key=lambda language: weights[language]) if any(weights.values()) else "other"


def _settled(found: float | None) -> Language | None:
    """The language where the evidence alone is enough."""
    if found is None:
        return "other"
    return None if abs(found) < _SURE else ("nl" if found > 0 else "en")


def _is_anchor(found: float | None) -> bool:
    """Tell whether a block is sure enough to speak for its neighbours; ``2. TO-Auth`` alone is not."""
    return found is None or abs(found) >= _ANCHOR


def _running(settled: Sequence[Language | None], first: Language | None) -> list[Language | None]:
    """For every place the last settled language before it."""
    found: list[Language | None] = []
    last = first
    for language in settled:
        found.append(last)
        last = language or last
    return found


def _decide(found: float | None, context: Language, weight: float) -> Language:
    """Weigh the evidence of a text against its context."""
    if found is None:
        return "other"
    if context == "other":
        return "other" if abs(found) < _SURE / 2 else ("nl" if found > 0 else "en")
    total = found + (weight if context == "nl" else -weight)
    return "nl" if total > 0 else "en"


def _evidence(text: str) -> float | None:
    """Log-odds for Dutch (positive) against English (negative); None for a text that is neither."""
    text = text[:4000]
    if "@" in text or "www." in text or "://" in text:
        text = _ADDRESS.sub(" ", text)
    printed = _WORD.findall(_NO_WORDS.sub(" ", text))[:_SAMPLE]
    words = [word.lower() for word in printed]
    if not words:
        return 0.0
    if sum([_foreign_script(word) for word in words if not word.isascii()]) > len(words) / 2:
        return None
    speakers = _speakers()
    votes = Counter([name for word in words if word in speakers for name in speakers[word]])
    dutch, english, shared = votes.pop("nl", 0), votes.pop("en", 0), votes.pop("shared", 0)
    own = max(dutch, english) - shared
    foreign = max(votes.values(), default=0)
    if foreign >= 2 and foreign > 1.5 * own:
        return None
    if len(words) >= _FOREIGN_WORDS and own <= len(words) // 10 and _is_foreign(words):
        return None
    votes_sum = _WORD_WEIGHT * (dutch - english)
    if abs(votes_sum) > 3 * _SURE and min(dutch, english) <= max(dutch, english) // 4:
        return votes_sum
    loan = _cues("loan")
    titled = [at > 0 and word[:1].isupper() and not word.isupper() for at, word in enumerate(printed)]
    letters = sum(
        _odds(word) * (_NAME_WEIGHT if name else 1.0)
        for word, name in zip(words, titled, strict=True)
        if word not in loan
    )
    # a word or two is often a name or a loan word: "cybersecurity" in a Dutch list stays Dutch
    return votes_sum + letters * min(1.0, len(words) / 3)


def _foreign_script(word: str) -> bool:
    """Tell whether a word is not in Latin letters."""
    return ord(word[0]) > 0x24F and not 0x1E00 <= ord(word[0]) <= 0x1EFF


@cache
def _speakers() -> Mapping[str, tuple[str, ...]]:
    """Names of the languages that each cue word of ``languages.toml`` speaks for; ``shared`` is one of the names."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in data_toml("languages.toml"):
        if name != "loan":
            for word in _cues(name):
                found[word].append(name)
    return {word: tuple(names) for word, names in found.items()}


@cache
def _cues(name: str) -> frozenset[str]:
    return frozenset(_field(name, "words"))


@cache
def _endings() -> Mapping[str, float]:
    """Word endings that tell Dutch from English, with their weight."""
    return {
        **{ending: _ENDING_WEIGHT * len(ending) for ending in _field("nl", "endings")},
        **{ending: -_ENDING_WEIGHT * len(ending) for ending in _field("en", "endings")},
    }


def _field(language: str, key: str) -> Iterable[str]:
    row = data_toml("languages.toml")[language]
    return str(row[key]).split() if isinstance(row, Mapping) else ()


def _ending_odds(word: str) -> float:
    """Weight of the longest known ending, on words long enough to have one."""
    endings = _endings()
    for size in range(min(11, len(word) - 3), 1, -1):
        found = endings.get(word[-size:])
        if found is not None:
            return found
    return 0.0


@cache
def _ngrams() -> Mapping[str, float]:
    """Log-odds Dutch against English of every n-gram in langdetect's two profiles."""
    factory = _factory(("nl", "en"))
    # 5e-6 is half a count in ten thousand of the profiles' shares: an n-gram that one of them lacks is no proof
    return {
        ngram: math.log((shares[0] + 5e-6) / (shares[1] + 5e-6)) for ngram, shares in factory.word_lang_prob_map.items()
    }


def _factory(names: Sequence[str]) -> DetectorFactory:
    factory = DetectorFactory()
    factory.seed = 0
    folder = Path(PROFILES_DIRECTORY)
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in names])
    return factory


@lru_cache(maxsize=50_000)
def _odds(word: str) -> float:
    """Sum of the log-odds over the n-grams of a word, and the weight of its ending."""
    odds = _ngrams()
    return sum(odds.get(piece, 0.0) for piece in _pieces(word)) + _ending_odds(word)


def _pieces(word: str) -> list[str]:
    """The one- to three-letter n-grams of a word with its edges."""
    padded = f" {word} "
    return [padded[start : start + size] for size in (1, 2, 3) for start in range(len(padded) - size + 1)]


@cache
def _neighbours() -> tuple[Mapping[str, int], np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """Row of every n-gram in the profiles of twelve languages, and its log share in each; Dutch and English first."""
    shares = _factory(("nl", "en", *_FOREIGN)).word_lang_prob_map
    return {ngram: row for row, ngram in enumerate(shares)}, np.log(np.array(list(shares.values())) + _UNSEEN)


def _is_foreign(words: Sequence[str]) -> bool:
    """Tell whether the letters of a text fit another language plainly better than Dutch and English."""
    rows, shares = _neighbours()
    found = [rows[ngram] for word in words for ngram in _pieces(word) if ngram in rows]
    if not found:
        return False
    fit = shares[found].mean(axis=0)
    return bool(fit[2:].max() - fit[:2].max() > _FOREIGN_MARGIN)
