"""Bodies by form: ``Ministry of Labour``, ``Committee on Legal Affairs``, ``Stichting Meerwerf``, ``Polish Senate``.

In minutes of a council ``de fracties van X, Y en Z`` names parties, however they are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.tag.keyed import keyed
from docintel.types import Entity, Span

_WORD = r"[A-ZÀ-Þ][\w’'-]{0,40}"
_FORMS = (
    keyed(
        "Ministry|Department|ommittee|Directorate-General|University|Court|Chamber|Agency|Centre",
        r"(?<!\w)(?:Ministry|Department|(?:Sub)?[Cc]ommittee|Directorate-General|University|Court|Chamber|Agency|Centre)"
        rf" (?:of|for|on) (?:the )?{_WORD}(?:(?:,| and|, and| of| for| the| of the)? {_WORD})*",
    ),
    keyed(
        "inisterie|Departement|Comité|Directoraat-Generaal|Agentschap",
        r"(?<!\w)(?:[Mm]inisterie|Departement|Comité|Directoraat-Generaal|Agentschap) (?:van|voor) (?:de |het )?"
        rf"{_WORD}(?:(?:,| en| van| voor| van de)? {_WORD})*",
    ),
    keyed("inisterie", r"(?<!\w)[Mm]inisterie [A-Z][A-Z&]{1,5}(?!\w)"),
    keyed(
        "GGD |GGZ |UMC |UZ |AZ |TU |KU |VNG |ROC |OCMW ",
        rf"(?<!\w)(?:GGD|GGZ|UMC|UZ|AZ|TU|KU|VNG|ROC|OCMW) {_WORD}(?: {_WORD})?",
    ),
    keyed(
        "Stichting|Veiligheidsregio|Directie|Inspectie|Universiteit|Hogeschool|FOD|Rekenkamercommissie",
        r"(?<!\w)(?:Gemeenschappelijke Regeling )?(?:Stichting|Veiligheidsregio|Directie|Inspectie|Universiteit"
        rf"|Hogeschool|FOD|Rekenkamercommissie) {_WORD}(?: (?:en )?{_WORD})*",
    ),
    keyed(
        "Parliament|Senate|Bundesrat|Bundestag|Chamber of Deputies",
        r"(?<!\w)[A-Z][a-z]+(?:ish|ese|ian|an|ch) (?:Parliament|Senate|Bundesrat|Bundestag|Chamber of Deputies)",
    ),
    keyed(
        "Administration of|Academy of|Agency of|Authority of|Institute of|Union of",
        rf"(?<!\w)(?!The |This )(?:{_WORD} ){{1,3}}(?:Administration|Academy|Agency|Authority|Institute|Union) of"
        rf" (?:the )?{_WORD}",
    ),
    keyed(" Union", rf"(?<!\w)(?!The |This )(?:{_WORD} ){{2,3}}Union(?!\w)"),
    keyed(
        "museum|instituut|ziekenhuis|universiteit|academie",
        rf"(?<!\w)(?:{_WORD} ){{0,3}}[A-ZÀ-Þ]\w+(?:museum|instituut|ziekenhuis|universiteit|academie)(?!\w)",
    ),
    keyed(
        "egering",
        rf"(?<!\w)(?:(?:Vlaamse|Federale|Waalse) )?[Rr]egering[ -](?:De |Van )?(?:{_WORD})(?: I{{1,3}}| IV)?(?!\w)",
    ),
    keyed(
        "Association|Alliance|Organi|Foundation|Federation|Agency|Authority|Institute",
        rf"(?<!\w)(?!The |This |Each |An? |Any |No )(?:{_WORD} ){{1,4}}"
        r"(?:Association|Alliance|Organi[sz]ation|Foundation|Federation|Agency|Authority|Institute)(?!\w)",
    ),
)


_PARTY = rf"{_WORD}(?: {_WORD}){{0,3}}!?"
_PARTIES = keyed(
    "ractie",
    rf"(?<!\w)[Ff]racties? (?:van )?(?:de |het )?"
    rf"({_PARTY}(?:, (?:de |het )?{_PARTY})*(?:,? en (?:de |het )?{_PARTY})?)",
)
_ONE_PARTY = re.compile(_PARTY)


def find_bodies(text: str) -> Iterator[Entity]:
    """Bodies named by what they are; spans may overlap."""
    for form in _FORMS:
        for match in form.finditer(text):
            yield Entity(Span(*match.span()), "ORG", None, None, "body", 0.8)
    for match in _PARTIES.finditer(text):
        for party in _ONE_PARTY.finditer(text, *match.span(1)):
            yield Entity(Span(*party.span()), "ORG", None, None, "party", 0.8)
