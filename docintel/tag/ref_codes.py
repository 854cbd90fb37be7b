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
_PLACE = re.compile(
    r"(?:\b[Aa]rt(?:ikel(?:en)?|t?\.)\s)?(?<![\w.,:/-])(?P<numbers>(?:\d{1,2}:)?\d{1,4}[a-z]{0,4}(?:/\d{1,4}[a-z]{0,4})*)"
    r"\s(?P<code>Sr|Sv|BW|Sw|Ger\.W)(?![\w-])"
)


def find_codes(scan: Scan) -> Iterator[Found]:
    """Found: ``138ab/350a Sr``, ``artikel 7:457 BW``; not ``1382 BW``, which several countries write."""
    if not any(code in scan.text for code in _CODES):
        return
    for match in _PLACE.finditer(scan.text):
        numbers = match["numbers"].split("/")
        if (match["code"] == "BW") != (":" in match["numbers"]):
            continue
        ids = tuple(f"{_CODES[match['code']]}#art{number}" for number in numbers)
        yield Found(match.start(), match.end(), "be-act", ids, "article-of-code", score=0.85)
