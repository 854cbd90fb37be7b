"""The language of each block: a vote of function words, the neighbours deciding where a block is too short."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docintel.types import BlockKind, Language

_NL = frozenset(
    "de het een en van in op te dat die voor met zijn niet aan er om ook als bij naar door over wordt".split()
)
_EN = frozenset("the of and to in that for is on with as be by are this it from or an at which not should will".split())
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, context: Language = "other") -> Language:
    """The language of a stretch of text; ``context`` where it does not say."""
    words = [word.lower() for word in _WORD.findall(text)]
    dutch, english = sum(word in _NL for word in words), sum(word in _EN for word in words)
    if dutch == english:
        return context
    return "nl" if dutch > english else "en"


def assign_languages(
    texts: Sequence[str], kinds: Sequence[BlockKind], *, hint: Language | None = None
) -> list[Language]:
    """A language for every block, in order."""
    context: Language = hint or detect(" ".join(texts)[:20_000])
    languages: list[Language] = []
    for text in texts:
        context = detect(text, context)
        languages.append(context)
    return languages


def main_language(texts: Sequence[str], languages: Sequence[Language]) -> Language:
    """The language in which most of the text is written."""
    weights: dict[Language, int] = {}
    for text, language in zip(texts, languages, strict=True):
        weights[language] = weights.get(language, 0) + len(text)
    return max(weights, key=lambda language: weights[language]) if weights else "other"
