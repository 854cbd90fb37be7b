"""Whom an organisation says that it works with: it is then asked whether they take part, and not with whom it works."""

from __future__ import annotations

import re
from functools import cache

from docintel.lexicon import organisations
from docintel.match.freetext import LONGEST, plain_sentences

_KINDS = frozenset({"company", "public_company", "research_centre", "university"})
_WORKS_WITH = re.compile(
    r"(?i)\b(?:samenwerk\w*|werk(?:en|t|te|ten)?\b[^.;]{0,60}\bsamen|werk(?:en|t|te|ten)? (?:\w+ ){0,2}met|samen met"
    r"|(?:met|with)\b[^.;]{0,80}\b(?:onderzoek|ontwikkel\w*|research|develop\w*)"
    r"|work(?:s|ed|ing)? (?:\w+ ){0,2}with|(?:together|jointly) with|collaborat\w*|cooperat\w*"
    r"|(?:onderzoeks|research )?partners?)\b"
)
_NOT = re.compile(
    r"(?i)\b(?:zoek\w*|seek\w*|looking for|willen|would like|hope|hopen|klant\w*|customers?|clients?|geen|no|not|niet"
    r"|nooit|never|vroeger|formerly|concurrent\w*|competitors?)\b"
)


def works_with(text: str, own: str | None = None) -> tuple[str, ...]:
    """Research institutions and companies of the lexicon that a description names as those it works with.

    >>> works_with("Met Centexbel en de UGent doen we onderzoek."), works_with("Onze klanten werken met imec.")
    (('Centexbel', 'UGent'), ())
    """
    found = (
        match.group()
        for sentence in plain_sentences(text)
        if len(sentence) <= LONGEST and _WORKS_WITH.search(sentence) and not _NOT.search(sentence)
        for match in _names().finditer(sentence)
    )
    return tuple(dict.fromkeys(name for name in found if own is None or name not in own))


@cache
def _names() -> re.Pattern[str]:
    """Their names and the aliases that mean nothing else, as they are written."""
    rows = (row for row in organisations() if row.kind in _KINDS)
    names = {
        name
        for row in rows
        for name in (row.nl, row.en, *row.aliases.nl, *row.aliases.en)
        if name and name not in row.ambiguous
    }
    ordered = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(ordered)})(?![\w-])")
