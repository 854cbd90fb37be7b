"""Articles of national codes by abbreviation, with the number alone before it: ``138ab/350a Sr``, ``7:457 BW``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.tag.scan import Found, Scan

_CODES = {
    "Sr": "NL:wetboek:sr",
    "Sv": "NL:wetboek:sv",
    "BW": "NL:wetboek:bw",
    "Sw": "BE:wetboek:1867-06-08:strafwetboek",
    "Ger.W": "BE:wetboek:1967-10-10:gerechtelijk-wetboek",
}
_NUMBERS = re.compile(
    r"(?:\b[Aa]rt(?:ikel(?:en)?|t?\.)\s)?(?<![\w.,:/-])(?P<numbers>(?:\d{1,2}:)?\d{1,4}[a-z]{0,4}(?:/\d{1,4}[a-z]{0,4})*)\s$"
)
_REACH = 40


def find_codes(scan: Scan) -> Iterator[Found]:
    """Found: ``138ab/350a Sr``, ``artikel 7:457 BW``; not ``1382 BW``, which several countries write."""
    for code, act in _CODES.items():
        if code.partition(".")[0].lower() not in scan.words:
            continue
        for start in scan.places(code, cased=True):
            end = start + len(code)
            match = _NUMBERS.search(scan.text, max(0, start - _REACH), start)
            if not match or scan.text[end : end + 1].isalnum() or (code == "BW") != (":" in match["numbers"]):
                continue
            ids = tuple(f"{act}#art{number}" for number in match["numbers"].split("/"))
            yield Found(match.start(), end, "be-act", ids, "article-of-code", score=0.85)
