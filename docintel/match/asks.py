"""Which sentence of a recommendation asks for something: the author's own verb first, then what should be done."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"(?i)\b(?:vraagt|vragen wij|pleit|beveelt|bevelen wij|roept|adviseert|verzoekt|stelt voor"
    r"|asks|requests|recommends?|calls for|calls on|urges|advises|proposes)\b"
)
_SHOULD = re.compile(
    r"(?i)\bshould (?:also )?(?:be|encompass|include)\b|\bmust be \w+(?:ed|en)\b|\b(?:needs?|ha[sv]e?) to be\b"
    r"|\b(?:moet|moeten|dient|dienen)\b[^.]{0,120}\b(?:worden|omvatten)\b"
    r"|\b(?:Vlaanderen|Flanders|overheid|government) (?:moet|must|should)\b"
)
_MATTERS = re.compile(
    r"(?i)\b(?:it is|is het|het is)\b[^.]{0,30}"
    r"\b(?:important|crucial|essential|necessary|belangrijk|cruciaal|essentieel|nodig)\b"
)
ASKED = 3
"""The author asks in so many words."""
_NOT = re.compile(r"(?i)\bthere is a question\b|\bde vraag (?:is|stelt zich|rijst)\b|\bhet is de vraag\b")


def ask_strength(sentence: str) -> int:
    """3 where the author asks, 2 for what should be done, 1 for what is called important, 0 for no request.

    >>> ask_strength("VARIO vraagt om deze af te schaffen.")
    3
    >>> ask_strength("Some banks now indicate that they will finance defence companies.")
    0
    >>> ask_strength("Daarom moeten bedrijven vaak internationaal op zoek naar klanten.")
    0
    """
    if _NOT.search(sentence):
        return 0
    for value, pattern in ((ASKED, _ASKS), (2, _SHOULD), (1, _MATTERS)):
        if pattern.search(sentence):
            return value
    return 0
