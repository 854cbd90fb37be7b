"""Lists, ranges and ellipsis of control-list codes: the part that both lists share.

A code is a tuple of parts, ``("7", "a")`` or ``("5A002", "a", "1")``. After a first code the reader goes on as long
as it finds a separator and an item that makes sense after the last one::

    ML1, 2, 3, 4 en 7a tot 7e       a bare number is a category, a letter makes a sub-item
    ML7 a tot e                     a bare letter is a sub-item of the same category
    ML4.a and .b, ML2 (b) and (c)
    3A001.a.1. of 2.                a number after a number is the same level
    ML8.a.1 to ML8.a.4              a range within one level
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Parts = tuple[str, ...]

_WHITE = r"(?:[^\S\n]|\n(?![^\S\n]*\n))"


def within_paragraph(pattern: str) -> re.Pattern[str]:
    """Compile a pattern whose runs of white space must not hold an empty line."""
    return re.compile(pattern.replace(r"\s*", _WHITE + "*").replace(r"\s+", _WHITE + "+"))


SEPARATOR = within_paragraph(
    r"\.?\)?(?:\s*(?:[,;]\s*(?:(?:en/of|and/or|en|of|and|or|alsook|evenals)\s)?|/|\u2022)\s*"
    r"|\s+(?:en/of|and/or|en|of|and|or|alsook|evenals|dan wel|as well as|resp\.|respectievelijk|&|\+)\s+)"
)
RANGE = within_paragraph(
    r"\.?\)?\s*(?:[-\u2010\u2011\u2013\u2014]|\.\.\.?|(?<=[\s.)])(?:tot en met|t/m|t\.?e\.?m\.?|tem|tot|to"
    r"|through|thru|until"
    r"|up to and including|up to|bis)(?=\s))\s*"
)
POINT = within_paragraph(
    r",?\s*(?:onder|sub|punt(?:en)?|points?|letters?|lid|leden|item(?:s)?|subitems?|paragraphs?|posten"
    r"|post)\s+(?=\(?[a-z1-9]\b)"
)
_SUB = re.compile(
    r"(?:\.\s?|\s)?(?:\(([a-z]{1,2})\)|([a-z])(?![^\W\d_])\)?)"
    r"(?:(?:\.\s?|\s)?(?:\(([0-9]{1,2})\)|([0-9]{1,2})(?!\d|[.,]\d|\s?(?:mm|cm|km|m|kg|kW|%)\b)\)?)"
    r"(?:(?:\.\s?)?(?:\(([a-z])\)|([a-z])(?![^\W\d_]))(?:\.?\(?([0-9]{1,2})(?!\d)\)?)?)?)?"
)
_NUMBERED_SUB = re.compile(r"\.(\d{1,3})(?!\d|\.\d)")
"""Some entries of the dual-use list number their sub-items: ``1C350.1``."""
_BARE_LETTER = re.compile(r"\.?\(?([a-z])(?![^\W\d_])\)?")
_BARE_DIGIT = re.compile(r"\.?\(?([0-9]{1,2})(?!\d|[.,]\d|[^\W\d_])\)?")
_LETTER_BEHIND = re.compile(r"\.[a-z](?![^\W\d_])")
_RANGE_OF_LETTERS = re.compile(
    r",\s([a-z])(?=\s(?:tot en met|t/m|t\.?e\.?m\.?|tem|tot|to|through)\s[a-z](?![^\W\d_])|-[a-z](?![^\W\d_]))"
)
"""``ML7, a tot en met e``: a comma before a letter makes a sub-item only where a range follows."""
_MAX_MEMBERS = 200
GLOSS = re.compile(r" \([A-Za-z\u00c0-\u00ff][^()\d\n]{2,60}\)")
"""What a number stands for: ``categorie\u00ebn 6 (voertuigen) en 9 (vaartuigen)``; a full code is a new place."""
_COMMAS = frozenset(",;/")
_NEXT_CODE = frozenset("0123456789M")

_FUNCTION_WORDS = (
    "aan|above|als|alleen|also|alsook|an|and|apply|applies|are|as|at|be|bedoeld\\w*|behalve|behoort|behoren|below|betreft"
    "|betreffen|bij|bis|blijft|blijven|but|by|can|cannot|concern\\w*|control\\w*|cover\\w*|dan|dat|de|deze|die|dienen"
    "|dient|dit|do|does|door|echter|een|en|enkel|evenals|except|exclu\\w+|for|from|gelden|geldt|genoemde?|has|have"
    "|hebben|heeft|het|hieronder|hierboven|if|in|inclu\\w+|indien|inzake|is|kan|kunnen|listed|maar|mag|may|mentioned"
    "|met|moet|moeten|mogen|must|naar|niet|no|not|nog|of|omvat|omvatten|on|only|onder|ook|op|opgenomen|opgesomde?"
    "|or|over|shall|should|so|specified|te|tenzij|that|the|then|they|this|those|thru|through|to|tot|uit|uitge\\w+"
    "|under|unless|until|valt|van|vallen|vallend\\w*|vereis\\w+|vermelde?|volgens|voor|vormen|waar|was|waren|were|wel"
    "|where|when|which|wanneer|wegens|will|with|within|without|wordt|worden|zal|zijn|zoals|zonder|zou|zouden|zullen"
    "|t/m|t\\.e\\.m|tem|m\\.u\\.v|m\\.b\\.t|i\\.v\\.m|o\\.b\\.v|resp|respectievelijk|bevat|bevatten|require\\w*|remain\\w*"
)
_ENDS_NUMBER = re.compile(
    rf"\)?\s*(?:$|[.,;:!?)\]\u2019\"\u201d'/&\u2013\u2014-]|\((?!\d)|\s?(?:{_FUNCTION_WORDS})(?!\w)"
    rf"|\t|\n\s*(?![a-z\u00df-\u00ff0-9]))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ListGrammar:
    """What one control list adds: how a code starts, whether bare numbers go on, which ids exist."""

    core: re.Pattern[str]
    """Start of a full code after a separator; group 1 or 2.. make the first part through ``first``."""
    first: Callable[[re.Match[str]], str | None]
    identify: Callable[[Parts], str]
    known: Mapping[str, int]
    """Known ids with their rank in the list."""
    children: Mapping[str, int]
    """Number of known children by id."""
    bare: re.Pattern[str] | None = None
    """A core without prefix, allowed only as a continuation (``2`` in ``ML1, 2``)."""


class CodeList(NamedTuple):
    """Codes read from one stretch of text."""

    codes: tuple[Parts, ...]
    end: int


def read_list(grammar: ListGrammar, text: str, first: str, position: int) -> CodeList:
    """Read on after the first core at ``position`` (just behind it): its sub-items, then lists and ranges."""
    item, end = _with_sub(grammar, text, (first,), position)
    if _opens_anew(text, end):
        return CodeList((item,), _without_loose_bracket(text, position, end))
    codes: list[Parts] = [item]
    previous = item
    while len(codes) < _MAX_MEMBERS and not _opens_anew(text, end):
        gloss = GLOSS.match(text, end) if text[end : end + 2] == " (" else None
        at = gloss.end() if gloss else end
        step = RANGE.match(text, end) if text[end : end + 1] not in _COMMAS else None
        following = _item(grammar, text, step.end(), previous, ranged=True) if step else None
        if step and following:
            codes.extend(expand(grammar, previous, following[0]))
            previous, end = following
            continue
        step = SEPARATOR.match(text, at)
        following = _item(grammar, text, step.end(), previous) if step else None
        if not step or not following or (gloss and grammar.core.match(text, step.end())):
            break
        previous, end = following
        codes.append(previous)
    return CodeList(tuple(dict.fromkeys(codes)), _without_loose_bracket(text, position, end))


def _opens_anew(text: str, position: int) -> bool:
    """Tell whether a blank and a capital follow: no sub-item and no separator begins so (``ML10 ML11``)."""
    return text[position : position + 1] == " " and text[position + 1 : position + 2].isupper()


def _without_loose_bracket(text: str, start: int, end: int) -> int:
    """``(dus m.u.v. ML1-4 en 7a-7e)``: the bracket that closes the clause is no part of ``e)``."""
    if text[end - 1] != ")":
        return end
    return end - 1 if text.count(")", start, end) > text.count("(", start, end) else end


def expand(grammar: ListGrammar, first: Parts, last: Parts) -> Iterator[Parts]:
    """Members after ``first`` up to ``last``: only such as exist, where the list is known to that depth."""
    if len(first) == len(last) and first[:-1] == last[:-1]:
        parent = grammar.identify(first[:-1]) if len(first) > 1 else ""
        is_known = not parent or grammar.children.get(parent, 0) > 0
        for part in _between(grammar, first, last):
            if not is_known or grammar.identify((*first[:-1], part)) in grammar.known:
                yield (*first[:-1], part)
    yield last


def ends_number(text: str, position: int) -> bool:
    """Tell whether what follows lets a bare number be a code: no unit, no noun (``ML 1 year``, ``en 11 landen``)."""
    return _ENDS_NUMBER.match(text, position) is not None


def between(low: str, high: str, most: int) -> Iterator[str]:
    """What stands between two numbers, fewer than ``most``, or between two letters; nothing between others.

    >>> [*between("7", "10", 60)], [*between("a", "d", 60)], [*between("a", "2", 60)]
    (['8', '9'], ['b', 'c'], [])
    """
    if low.isdigit() and high.isdigit():
        yield from map(str, range(int(low) + 1, min(int(high), int(low) + most)))
    elif len(low) == len(high) == 1 and low.isalpha() and high.isalpha():
        yield from map(chr, range(ord(low) + 1, ord(high)))


def _between(grammar: ListGrammar, first: Parts, last: Parts) -> Iterator[str]:
    low, high = first[-1], last[-1]
    yield from between(low, high, _MAX_MEMBERS)
    if len(first) == 1 and not (low.isdigit() and high.isdigit()):
        # Cores of the dual-use list: what stands between the two in the list (1C112 to 1C115 do not exist).
        start, stop = grammar.identify(first), grammar.identify(last)
        prefix = start[:-3] if start[:-3] == stop[:-3] else start[:-4]
        yield from (code[3:] for code in grammar.known if start < code < stop and _is_core(code, prefix))


def _is_core(code: str, prefix: str) -> bool:
    return code.startswith(prefix) and len(code) == len("DU:5A002")


def _with_sub(grammar: ListGrammar, text: str, core: Parts, position: int) -> tuple[Parts, int]:
    """Read ``.c.1``, ``(c)(1)``, ``c1``, `` c`` or ``, punten a)`` behind a core."""
    if _opens_anew(text, position):
        return core, position
    sign = text[position : position + 1]
    if sign in _COMMAS:
        if text[position + 1 : position + 3].lstrip()[:1] in _NEXT_CODE:
            return core, position
        letters = _RANGE_OF_LETTERS.match(text, position)
        if letters:
            return (*core, letters.group(1)), letters.end()
    point = POINT.match(text, position) if sign.isspace() or sign == "," else None
    letter = _SUB.match(text, point.end()) if point else None
    if letter:
        return core + _levels(letter), letter.end()
    numbered = _NUMBERED_SUB.match(text, position) if grammar.bare is None else None
    if numbered:
        return (*core, numbered.group(1)), numbered.end()
    match = _SUB.match(text, position)
    if not match or _is_word_letter(text, match):
        return core, position
    return core + _levels(match), match.end()


def _levels(match: re.Match[str]) -> Parts:
    a, b, c, d, e, f, g = match.groups()
    return tuple(filter(None, (a or b, c or d, e or f, g)))


def _is_word_letter(text: str, match: re.Match[str]) -> bool:
    """Tell whether a letter is a word or an abbreviation: ``ML7 a weapon``, ``ML7 e.v.``."""
    spaced = text[match.start()].isspace()
    if spaced and text[match.start() + 1 : match.start() + 2] == "(" and match.group(1) and len(match.group(1)) > 1:
        return True
    if spaced and re.match(r"\.[a-z]\.|/[a-z]", text[match.end() : match.end() + 3]):
        return True
    if match.group(1) and len(match.group(1)) > 1:
        return True
    if not spaced or text[match.start() + 1] == "(":
        return False
    return not ends_number(text, match.end())


def _item(
    grammar: ListGrammar, text: str, position: int, previous: Parts, *, ranged: bool = False
) -> tuple[Parts, int] | None:
    """One more item after a separator, in the light of the last one."""
    full = grammar.core.match(text, position)
    if full and (core := grammar.first(full)):
        return _with_sub(grammar, text, (core,), full.end())
    return (
        _digit_item(grammar, text, position, previous, ranged=ranged)
        or _bare_item(grammar, text, position, previous if ranged else ())
        or _letter_item(text, position, previous)
    )


def _digit_item(
    grammar: ListGrammar, text: str, position: int, previous: Parts, *, ranged: bool
) -> tuple[Parts, int] | None:
    """``3A001.a.1. of 2.``: a number that goes on at the level of the last number."""
    level = len(previous) - 1
    match = _BARE_DIGIT.match(text, position) if level in (2, 4) or (level == 1 and previous[1].isdigit()) else None
    if not match or not ends_number(text, match.end()):
        return None
    if grammar.bare is not None and _LETTER_BEHIND.match(text, match.end()):
        return None  # ``ML8.a.12 en 8.b``: a new code, not 8.a.8
    parts = (*previous[:level], match.group(1))
    dotted = text[match.start()] in ".(" or text[match.end() : match.end() + 1] == "."
    if grammar.bare is not None and not dotted and not ranged and grammar.identify(parts) not in grammar.known:
        return None
    return parts, match.end()


def _bare_item(grammar: ListGrammar, text: str, position: int, start: Parts) -> tuple[Parts, int] | None:
    """``2`` and ``7a`` in ``ML1, 2 en 7a``; ``start`` is the code that a range begins with.

    A range within one category needs no sign of its end: ``7a-7e kosten`` is no seventh of anything.
    """
    match = grammar.bare.match(text, position) if grammar.bare else None
    core = grammar.first(match) if match else None
    if not match or not core:
        return None
    item, end = _with_sub(grammar, text, (core,), match.end())
    closed = len(start) > 1 and len(item) == len(start) and item[:-1] == start[:-1]
    return (item, end) if closed or ends_number(text, end) else None


def _letter_item(text: str, position: int, previous: Parts) -> tuple[Parts, int] | None:
    """``.b``, ``(c)``, ``e`` after a code that ended in a letter level."""
    match = _BARE_LETTER.match(text, position)
    if not match or len(previous) < 2:
        return None
    if len(previous) == 4:
        return ((*previous[:3], match.group(1)), match.end()) if ends_number(text, match.end()) else None
    sub = _SUB.match(text, position)
    levels = _levels(sub) if sub else (match.group(1),)
    numbered = len(levels) == len(previous) - 1 > 1  # ``ML8a1 t/m a4``
    if not ends_number(text, sub.end() if sub and numbered else match.end()):
        return None
    return (previous[0], *levels), (sub or match).end()


def known_ranks(ids: Sequence[str]) -> dict[str, int]:
    """Rank of each id in its list."""
    return {code: rank for rank, code in enumerate(ids)}


def count_children(parents: Sequence[str | None]) -> dict[str, int]:
    """How many rows name each parent."""
    counts: dict[str, int] = {}
    for parent in parents:
        if parent:
            counts[parent] = counts.get(parent, 0) + 1
    return counts
