"""Does a clause include a code or shut it out: ``niet vallen onder``, ``m.u.v.``, ``other than``."""

from __future__ import annotations

import re

from docintel.types import Polarity

_EXCEPT = re.compile(
    r"(?:m\.u\.v\.?|met uitzondering van|uitgezonderd|behalve|behoudens|uitgenomen|anders dan|andere dan|niet zijnde"
    r"|op .{0,20}na|exclusief|excl\.|except(?:ing)?(?: for)?|excluding|other than|apart from|with the exception of"
    r"|exempt(?:ing)?|save for|but not|maar niet|doch niet)[^.;:]{0,60}$"
)
_NOT = re.compile(
    r"(?:\b(?:niet|geen|nooit|noch|zonder)\b(?:(?! maar | doch |, wel ).){0,70}"
    r"|\b(?:not|nor|neither|never|none|cannot)\b(?:(?! but ).){0,70}"
    r"|\b(?:valt|vallen) buiten\b.{0,40}|\boutside\b.{0,40})$",
    re.DOTALL,
)
_NOT_CUE = re.compile(
    r"\b(?:onder|in|binnen|tot|door|by|under|in|within|to|of|bedoeld|vermeld|opgenomen|gespecificeerd|specified|listed"
    r"|covered|controlled|classified|falling|fall|vallen|valt|vallend|vallende|behoren|behoort|van|uit|for|voor|op|on"
    r"|betrekking|subject|categor\w*|list|lijst|entry|post)\b"
)
_CLAUSE = re.compile(r"(?<!\d),(?!\d)\s*(?=(?:en|maar|doch|terwijl|but|while|and|whereas)\b)|;|:\s|\n\s*\n")


def polarity_before(before: str, after: str = "") -> Polarity:
    """Read the polarity from the lower-case text before (and just after) a reference in its sentence."""
    clause = _CLAUSE.split(before)[-1]
    if _EXCEPT.search(clause) or _EXCEPT.search(before[-40:]):
        return "except"
    match = _NOT.search(clause)
    if match and "niet alleen" not in match.group() and "not only" not in match.group():
        rest = match.group()
        if _NOT_CUE.search(rest) or len(rest) < 12:
            return "not"
    if re.match(
        r"[\s,)]*(?:(?:are|is|zijn|worden|wordt)\s+)?(?:niet|not|excluded|uitgesloten|uitgezonderd|except)\b", after
    ):
        return "not" if "uitgezonderd" not in after[:40] and "except" not in after[:30] else "except"
    return "incl"
