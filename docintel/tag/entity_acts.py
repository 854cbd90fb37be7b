"""Acts by form, where no reference rule knows them: ``Polytechnics Act 351/2003``, ``Besluit luchtkwaliteit 2005``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.tag.keyed import keyed
from docintel.types import Entity, Span

_WORD = r"[A-ZÀ-Þ][\w’'-]{0,40}"
_CHAIN = rf"{_WORD}(?: (?:(?:and|of|on|for|the) ){{0,2}}(?!\w+ Act){_WORD})*"
_ENDS = r"(?= |[.,;)]|$)(?! (?:on|of|for|No|\(|\d))"
"""A name of an act ends here; ``Convention on ...`` goes on, and half a name is none."""
_FORMS = (
    keyed(
        "Act |Ordinance |Decree |Statute |Law ",
        rf"(?<!\w)(?:{_WORD} ){{0,5}}(?:Act|Ordinance|Decree|Statute|Law) (?:No\.? )?\d{{1,4}}/\d{{4}}"
        rf"(?: on {_CHAIN})?",
    ),
    keyed("Act", rf"(?<!\w)(?:{_WORD} (?:(?:and|of|on|for) )?){{1,5}}Act(?: of)? (?:1[89]|20)\d\d(?!\w)"),
    keyed(
        "Act|Convention|Directive",
        rf"(?<!\w)(?:{_WORD} (?:and )?){{2,5}}(?:Act|Convention|Directive){_ENDS}",
    ),
    keyed(
        "Regulation|Directive|Act|Convention",
        rf"(?<!\w)(?:[A-Z]-)?[A-Z][A-Z0-9]{{2,}}(?:[- ][A-Z0-9]+)? (?:Regulation|Directive|Act|Convention){_ENDS}",
    ),
    keyed(
        "Verordening|Besluit|Regeling|Subsidieregeling|Beleidsregel",
        r"(?<!\w)(?:Verordening|Besluit|Regeling|Subsidieregeling|Beleidsregels?) (?:[a-zà-ÿ-]+ ){1,6}(?<!van )(?<!in )"
        r"(?<!uit )(?<!tot )(?<!en )(?<!voor )(?<!sinds )(?<!maart )(?<!april )(?<!juni )(?<!juli )(?:19|20)\d\d(?!\w)",
    ),
    keyed("Tijdelijke |Algemene ", r"(?<!\w)(?:Tijdelijke|Algemene) [Ww]et [a-zà-ÿ-]{6,}(?!\w)"),
)
_OPENS = re.compile(
    r"(?:The|This|That|These|Each|Any|Every|Under|In|See|Of|Council|Commission|Delegated|Implementing|Framework|EEC|EU)"
    r"\b ?"
)


def find_acts(text: str) -> Iterator[Entity]:
    """Acts named by what they are; an opening article or ``Council`` is left out, spans may overlap."""
    for form in _FORMS:
        for match in form.finditer(text):
            start = match.start()
            while opened := _OPENS.match(text, start, match.end()):
                start = opened.end()
            if " " in text[start : match.end()]:
                yield Entity(Span(start, match.end()), "ACT", None, None, "act-form", 0.7)
