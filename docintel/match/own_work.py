"""What a sentence of a profile speaks of: work of its own, or its customers, staff, certificates, figures and past."""

from __future__ import annotations

import re

_WORK = re.compile(
    r"(?i)\b(?:develop|design|build|mak(?:e|es|ing)\b|manufactur|produc(?:e|es|ing)|engineer(?:s|ing)\b|integrat|weld|machin"
    r"|assembl|research|study|studies|test(?:s|ing)?\b|monitor|detect|repair|maintain|program|model|simulat|speciali[sz]"
    r"|ontwikkel|ontwerp|bouw(?:en|t)?\b|ma(?:akt|ken)\b|vervaardig|produceer|integre|lassen\b|frezen\b|assemble|onderzoek"
    r"|bestude|testen\b|bewak|herstel|onderhoud|programm|model|simule|toegespitst|expertise|know-?how)"
)
_CUSTOMERS = re.compile(
    r"(?i)^\W*(?:(?:our|onze|among our|tot onze|the|de|most|many|some|de meeste|enkele|één|een|one|a)\s+"
    r"(?:\w+\s+){0,2})?"
    r"(?:customers?|clients?|markets?|partners?|references?|buyers?|users?"
    r"|(?:\w*)?(?:klant(?:en)?|afnemers?|markt(?:en)?|referenties?|gebruikers?|opdrachtgevers?))\b"
    r"|^\W*(?:wij|we)(?: (?:now|mainly|also|currently))? (?:leveren|verkopen|werken|supply|sell|deliver|work)"
    r"(?: (?:nu|vooral|ook|vandaag|momenteel|now|mainly|also|today|currently|onze \w+))? (?:aan|voor|to|for)\b"
    r"|\b(?:customers|clients|klanten|afnemers) (?:include|are|zijn|waren)\b"
    r"|^\W*(?:used|trusted|chosen|gebruikt|gekozen) (?:by|door)\b"
    r"|\b(?:is|was) (?:een |an? )?(?:vaste |belangrijke |grote |regular |important |major )?(?:klant|customer|client)\b"
)
"""``Klanten zijn havens en kustwachten``: says where the work goes, not what it is."""
_STAFF = re.compile(
    r"(?i)\b(?:\d[\d.,]*|\w+tig|\w+ty|tien|twaalf|ten|twelve|een \w+tal)\+? (?:\w+ ){0,2}"
    r"(?:employees|people|staff|engineers|colleagues|medewerkers|werknemers|mensen|collega's|ingenieurs|personeelsleden)\b"
    r"|\b(?:headcount|personeelsbestand|workforce)\b"
)
_PAPERS = re.compile(
    r"(?i)\b(?:ISO[ /-]?\d|AQAP|EN ?9100|AS ?9100|gecertificeerd|certifi(?:ed|cates?)|certifica(?:at|ten|tes?)"
    r"|accredited|geaccrediteerd|veiligheidsmachtiging|security clearance|export ?(?:licen[cs]e|vergunning))"
)
_FIGURES = re.compile(
    r"(?i)\b(?:omzet\w*|jaaromzet|balanstotaal|turnover|revenues?|balance[- ]sheet|profit|winst)\b"
    r"|\b(?:founded|established|opgericht|gesticht)\b|\b(?:since|sinds) (?:19|20)\d\d\b"
    r"|\b(?:subsidiary|dochter(?:bedrijf|onderneming)?|shareholders?|aandeelhouders?|family[- ]owned|eigendom"
    r"|in handen van)\b"
    r"|\b(?:headquarter\w*|hoofd(?:zetel|kantoor)|gevestigd|located|based) (?:in|te|at)\b"
)


def tells_own_work(sentence: str) -> bool:
    """Whether a sentence says what the organisation does, rather than for whom, with whom, or since when.

    >>> tells_own_work("Onze klanten zijn marines en havens."), tells_own_work("We employ 40 people in Ghent.")
    (False, False)
    >>> tells_own_work("Wij maken radars; onze klanten zijn marines."), tells_own_work("Sonar for small boats.")
    (True, True)
    """
    if (customers := _CUSTOMERS.search(sentence)) is not None:
        return _WORK.search(sentence[: customers.start()]) is not None
    if any(pattern.search(sentence) for pattern in (_STAFF, _PAPERS, _FIGURES)):
        return _WORK.search(sentence) is not None
    return True
