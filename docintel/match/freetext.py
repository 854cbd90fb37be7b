"""A description in plain words: its sentences, language, enumerated capabilities, TRL and list codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from docintel.lexicon import list_codes
from docintel.sentences import split_sentences

Value = str | int | float | bool | tuple[dict[str, str], ...]
Reader = Callable[[str], Value | None]
"""What one sentence says of one fact, if anything."""

_NL = frozenset("de het een van en wij onze voor met zijn niet ook dat die bij op als naar wordt of uit te".split())
_EN = frozenset("the a of and we our for with are not also that which by on as to is or from in".split())
_BULLET = re.compile(r"^\s*(?:[-*•‣▪–·]|\d{1,2}[.)])\s+(.{4,160}?)\s*[;,.]?\s*$", re.M)
_TRL = re.compile(r"\bTRL\s*-?\s*([1-9])(?:\s*(?:-|–|to|tot(?: en met)?|t/m)\s*(?:TRL\s*)?([1-9]))?", re.I)
_OPEN_BELOW = re.compile(
    r"(?i)\b(?:up to|tot(?: en met)?|t/m|at most|hoogstens|maximaal|ten hoogste|(?:further|verder) (?:than|dan)|beyond"
    r"|past|voorbij|boven)\s*$"
)
"""``zelden verder dan TRL 4``: where the work starts is not said."""
_WRAPPED = re.compile(r"(?<=[^\n]{50})(?<![.!?:;])[ \t]*\n(?![ \t]*(?:\n|[-*•‣▪–·]|\d{1,2}[.)]|$))")
"""A line break inside a paragraph that an editor wrapped: after a long line that ends in no full stop."""
_STATEMENTS = re.compile(r"(?<=;)\s+(?!(?:it|this|that|they|die|deze|dat|ze|hij)\b)")
"""Semicolons part statements, but ``no clearance yet; it has been requested`` is one."""
_ML_CODE = re.compile(r"\bML\s?(\d{1,2})(?:\s?\.?\s?([a-z])(?![a-z]))?(?:\.?(\d{1,2}))?\b", re.I)
_DU_CODE = re.compile(r"\b([0-9][A-E]\d{3})((?:\.[a-z0-9]{1,2})*)\b", re.I)


LONGEST = 2_000
"""Characters beyond which a sentence is none: 40,000 of them full of shares took four seconds."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact with the sentence that says it."""

    value: Value
    sentence: str


def plain_sentences(text: str) -> list[str]:
    r"""The statements of a description: sentences, lines and what semicolons part.

    >>> plain_sentences("Omzet: 3 miljoen euro\nBlauwhout N.V. maakt vlotten; geen machtiging; ze is aangevraagd.")
    ['Omzet: 3 miljoen euro', 'Blauwhout N.V. maakt vlotten;', 'geen machtiging; ze is aangevraagd.']
    """
    lines = _WRAPPED.sub(" ", text).splitlines()
    found = (line[span.start : span.end] for line in lines for span in split_sentences(line))
    return [" ".join(part.split()) for sentence in found for part in _STATEMENTS.split(sentence)]


def guess_language(text: str) -> Literal["nl", "en"]:
    """Dutch or English by function words.

    >>> guess_language("Wij maken camera's voor de nacht en voor het leger.")
    'nl'
    """
    words = re.findall(r"[a-zë]+", text.lower())
    dutch = sum(word in _NL for word in words)
    return "nl" if dutch > sum(word in _EN for word in words) else "en"


def list_items(text: str) -> tuple[str, ...]:
    """Items of a bulleted or numbered list: what the writer set apart as a capability."""
    return tuple(dict.fromkeys(match.group(1) for match in _BULLET.finditer(text)))


def without_items(text: str) -> str:
    r"""The text around a bulleted or numbered list; a text that is nothing else stays as it is.

    >>> without_items("We make radars.\n- radar design\n- radar tests\nCall us.")
    'We make radars.\n\nCall us.'
    """
    rest = re.sub(r"\n(?:[ \t]*\n)*", lambda gap: gap.group()[:2], _BULLET.sub("", text)).strip()
    return rest or text.strip()


def trl_range(text: str) -> tuple[int | None, int | None]:
    """Lowest and highest technology readiness level named.

    >>> trl_range("from TRL 4 to 7"), trl_range("rarely beyond TRL 4")
    ((4, 7), (None, 4))
    """
    found = list(_TRL.finditer(text))
    levels = [int(level) for match in found for level in match.groups() if level]
    if len(levels) == 1 and _OPEN_BELOW.search(text[: found[0].start()]):
        return None, levels[0]
    return (min(levels), max(levels)) if levels else (None, None)


def normal_code(text: str) -> str:
    """A list code in the writing of the control lists; any other text as it is.

    >>> normal_code("ml 7a"), normal_code("6a003.b"), normal_code("DU:6A003")
    ('ML7.a', 'DU:6A003.b', 'DU:6A003')
    """
    bare = text.strip().removeprefix("DU:").removeprefix("du:")
    if found := _ML_CODE.fullmatch(bare):
        return ".".join(part.lower() if part != f"ML{found[1]}" else part for part in _ml_parts(found))
    if found := _DU_CODE.fullmatch(bare):
        return f"DU:{found[1].upper()}{found[2].lower()}"
    return text.strip()


def is_listed(code: str) -> bool:
    """Whether a code, as ``normal_code`` writes it, can stand on a control list; sub-items are not looked at.

    >>> is_listed("ML15.d"), is_listed("ML99"), is_listed("DU:6A003"), is_listed("radar")
    (True, False, True, False)
    """
    return code.split(".")[0] in list_codes() or _DU_CODE.fullmatch(code.removeprefix("DU:")) is not None


def named_codes(text: str) -> tuple[str, ...]:
    """List codes that the text names, in order, each once."""
    found = [".".join(_ml_parts(match)) for match in _ML_CODE.finditer(text)]
    found += [f"DU:{match[1].upper()}{match[2].lower()}" for match in _DU_CODE.finditer(text)]
    return tuple(dict.fromkeys(code for code in found if is_listed(code)))


def _ml_parts(match: re.Match[str]) -> list[str]:
    parts = [f"ML{int(match[1])}"]
    if match[2]:
        parts.append(match[2].lower())
        if match[3]:
            parts.append(match[3])
    return parts
