"""Does a clause include a code or shut it out: ``niet vallen onder``, ``m.u.v.``, ``other than``."""

from __future__ import annotations

import re

from docintel.tag.keyed import cue
from docintel.tag.scan import Scan
from docintel.types import Polarity

_ANY = cue(
    "|".join(
        rf"\b{word}\b"
        for word in r"""
        niet noch nooit geen no not nor neither never buiten outside m\.u\.v uitgezonderd uitzondering uitgesloten
        uitsluiting uitgenomen behalve behoudens anders andere excl\w* except\w* other apart exempt\w* save but maar
        """.split()
    )
)
_EXCEPT = re.compile(
    r"(?:m\.u\.v\.?|met uitzondering van|met uitsluiting van|uitgezonderd|behalve|behoudens|uitgenomen|anders dan"
    r"|andere dan|niet zijnde|exclusief|excl\.|except(?:ing)?(?: for)?|excluding|other than|apart from"
    r"|with the exception of|to the exclusion of|exempt(?:ing)?|save for|but not|maar niet|doch niet)[^.;:]{0,60}$"
)
_NOT = re.compile(
    r"\b(?:niet|noch|nooit|not|nor|neither|never)\b(?P<words>(?:[\s,]+[\w/-]+){0,5}?)\s+"
    r"(?:onder|in|binnen|tot|door|van|op|under|within|by|to|of|on|as|als|covered|subject)\b(?P<rest>[^;:]{0,70})$"
)
_CONDITION = re.compile(
    r"\b(?:als|indien|wanneer|zodra|omdat|if|when|where|once|because)\b[^;:]*"
    r"\b(?:onder|valt|vallen|behoort|behoren|under|falls?|belongs?)\b"
)
"""``krijgt geen steun als het onder ML1 valt``: the negation is of the support, not of the code."""
_OUTSIDE = re.compile(
    r"(?:\b(?:valt|vallen|vallend|vallende)\s+buiten\b|\b(?:fall|falls|falling)\s+outside\b)[^;:]{0,50}$"
)
_NONE_OF = re.compile(
    r"\b(?:(?:geen|no)\s+(?:[\w-]+\s+){1,3}(?:van|uit|onder|in|of|from|under)|noch|neither|nor)\s+"
    r"(?:de\s+|the\s+)?(?:categor\w+\s+)?$"
)
"""``geen goederen van ML3``, ``noch ML8, noch ML9``."""
_SHORT = 60
"""Up to this length the surroundings of a reference's start are those of its end."""
_ONLY = re.compile(r"\b(?:niet|not)\s+(?:alleen|enkel|slechts|only|just|merely)\b")
_TURN = re.compile(r"(?<!\d),(?!\d)\s*(?=(?:maar|doch|terwijl|but|while|whereas|wel)\b)|\b(?:maar wel|but rather)\b")
_AFTER = re.compile(
    r"[\s,)]*(?:van de [\w\s-]{0,40}?lijst\s+|of the [\w\s-]{0,40}?list\s+)?(?:(?:are|is|was|were|zijn|worden"
    r"|wordt|vallen|valt|"
    r"komen|komt)\s+)(?:niet|not)\b"
)
_AFTER_EXCEPT = re.compile(
    r"[\s,)]*(?:van de [\w\s-]{0,40}?lijst\s+|of the [\w\s-]{0,40}?list\s+)?(?:(?:are|is|zijn|worden|wordt)\s+)?"
    r"(?:excluded|uitgesloten|uitgezonderd|excepted|niet inbegrepen)\b"
)


def polarity_of(scan: Scan, start: int, end: int) -> Polarity:
    """Polarity of the reference at a place, read from its sentence.

    ``not``: ``niet vallen onder ML1``, ``not specified in ML3``. ``except``: ``m.u.v. ML1-4``, ``other than ML5``.
    ``geen steun aan wapens, m.n. ML1`` names what gets no support: the code itself is included.
    """
    if not scan.near(_ANY, start) and (end - start < _SHORT or not scan.near(_ANY, end)):
        return "incl"
    clause = _TURN.split(scan.before(start, 120))[-1]
    if _EXCEPT.search(clause):
        return "except"
    match = _NOT.search(clause)
    if match and (_ONLY.search(match.group()) or _CONDITION.search(match.group())):
        match = None
    if match or _OUTSIDE.search(clause) or _NONE_OF.search(clause):
        return "not"
    after = scan.after(end, 60)
    if _AFTER.match(after):
        return "not"
    return "except" if _AFTER_EXCEPT.match(after) else "incl"
