"""What a word is to the name models: the same cut at run time and, as a spaCy tokenizer, in training and at users."""

from __future__ import annotations

import re
from collections.abc import Mapping

JOINED = r"\-.&"
"""Signs that stay inside a word: ``F-16``, ``2.1``, ``R&D``; not so ``EU's``, and a full stop at the end is its own."""
WORD = re.compile(rf"\w+(?:[{JOINED}]\w+)*|[^\w\s]")
PREFIX = r"^[^\w\s]"
SUFFIX = r"[^\w\s]$"
INFIX = rf"(?<!\w)[^\w\s]|[^\w\s](?!\w)|(?<=\w)[^\w\s{JOINED}](?=\w)"
"""Where spaCy cuts inside a stretch without spaces, so that both give the words of ``WORD``."""

_MASK = 0xFFFFFFFFFFFFFFFF
_MULTIPLIER = 0xC6A4A7935BD1E995


def features(word: str) -> tuple[str, str, str, str]:
    """Lower case, first letter, last three letters, shape: what spaCy calls LOWER, PREFIX, SUFFIX and SHAPE."""
    return word.lower(), word[0], word[-3:], shape(word)


def shape(word: str) -> str:
    """``Xxxxx`` for ``Antwerpen``, ``X-dd`` for ``F-16``: runs of one kind are cut after four signs."""
    if len(word) >= 100:
        return "LONG"
    kinds = [("X" if sign.isupper() else "x") if sign.isalpha() else "d" if sign.isdigit() else sign for sign in word]
    return "".join(kind for at, kind in enumerate(kinds) if at < 4 or kinds[at - 4 : at] != [kind] * 4)


def string_id(text: str, symbols: Mapping[str, int]) -> int:
    """The number of a string in spaCy's store: a symbol (``ORG``, ``det``) has a small one, others MurmurHash64A."""
    if text in symbols:
        return symbols[text]
    data = text.encode()
    value = 1 ^ (len(data) * _MULTIPLIER & _MASK)
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        block = int.from_bytes(data[at : at + 8], "little") * _MULTIPLIER & _MASK
        value = (value ^ ((block ^ block >> 47) * _MULTIPLIER & _MASK)) * _MULTIPLIER & _MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    value = (value ^ value >> 47) * _MULTIPLIER & _MASK
    return value ^ value >> 47
