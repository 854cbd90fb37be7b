"""The cue words of ``data/extract.toml``."""

from __future__ import annotations

import re
from functools import cache

from docintel.lexicon import data_toml


@cache
def cue_words(name: str) -> tuple[str, ...]:
    """A list of cue words, lower case."""
    words = data_toml("extract.toml")[name]
    return tuple(str(word) for word in words) if isinstance(words, list) else ()


def any_of(name: str) -> str:
    """A list of cue words as the alternatives of a pattern, longest first."""
    return "|".join(re.escape(word) for word in sorted(cue_words(name), key=len, reverse=True))
