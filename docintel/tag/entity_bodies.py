"""Bodies by form: ``Ministry of Labour``, ``Committee on Legal Affairs``, ``Stichting Meerwerf``, ``Polish Senate``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.types import Entity, Span

_WORD = r"[A-ZÀ-Þ][\w’'-]{0,40}"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?<!\w)(?:Ministry|Department|(?:Sub)?[Cc]ommittee|Directorate-General|University|Court|Chamber|Agency|Centre)"
        rf" (?:of|for|on) (?:the )?{_WORD}(?:(?:,| and|, and| of| for| the| of the)? {_WORD})*",
        r"(?<!\w)(?:[Mm]inisterie|Departement|Comité|Directoraat-Generaal|Agentschap) (?:van|voor) (?:de |het )?"
        rf"{_WORD}(?:(?:,| en| van| voor| van de)? {_WORD})*",
        r"(?<!\w)(?:Gemeenschappelijke Regeling )?(?:Stichting|Veiligheidsregio|Directie|Inspectie|Universiteit"
        rf"|Hogeschool|FOD|Rekenkamercommissie) {_WORD}(?: (?:en )?{_WORD})*",
        r"(?<!\w)[A-Z][a-z]+(?:ish|ese|ian|an|ch) (?:Parliament|Senate|Bundesrat|Bundestag|Chamber of Deputies)",
        rf"(?<!\w)(?!The |This )(?:{_WORD} ){{1,3}}(?:Administration|Academy|Agency|Authority|Institute|Union) of"
        rf" (?:the )?{_WORD}",
        rf"(?<!\w)(?!The |This )(?:{_WORD} ){{2,3}}Union(?!\w)",
        rf"(?<!\w)(?:{_WORD} ){{0,3}}[A-ZÀ-Þ]\w+(?:museum|instituut|ziekenhuis|universiteit|academie)(?!\w)",
        rf"(?<!\w)(?:(?:Vlaamse|Federale|Waalse) )?[Rr]egering[ -](?:De |Van )?(?:{_WORD})(?: I{{1,3}}| IV)?(?!\w)",
        rf"(?<!\w)(?!The |This |Each |An? |Any |No )(?:{_WORD} ){{1,4}}"
        r"(?:Association|Alliance|Organi[sz]ation|Foundation|Federation|Agency|Authority|Institute)(?!\w)",
    )
)


def find_bodies(text: str) -> Iterator[Entity]:
    """Bodies named by what they are; spans may overlap."""
    for form in _FORMS:
        for match in form.finditer(text):
            yield Entity(Span(*match.span()), "ORG", None, None, "body", 0.8)
