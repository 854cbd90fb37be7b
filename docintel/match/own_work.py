"""What a sentence of a profile speaks of: work of its own, or its customers, staff, certificates, figures and past."""

from __future__ import annotations

import re

from docintel.match.phrases import COUNT, any_of, pattern

_WORK = re.compile(
    r"(?i)\b(?:develop|design|build|mak(?:e|es|ing)\b|manufactur|produc(?:e|es|ing)|engineer(?:s|ing)\b|integrat|weld|machin(?:ing|ed)\b"
    r"|assembl|research|study|studies|test(?:s|ing)?\b|monitor|detect|repair|maintain|program|model|simulat|speciali[sz]"
    r"|ontwikkel|ontwerp|bouw(?:en|t)?\b|ma(?:akt|ken)\b|vervaardig|produceer|integre|lassen\b|frezen\b|assemble|onderzoek"
    r"|bestude|testen\b|bewak|herstel|onderhoud|programm|model|simule|toegespitst|expertise|know-?how"
    r"|we(?:eft|ven)\b|brei(?:t|en)\b|naai(?:t|en)\b|coat(?:s|en|ing)?\b|verf(?:t)?\b|weave|knit)"
)
_CUSTOMERS = re.compile(
    r"(?i)^\W*(?:(?:our|onze|among our|tot onze|the|de|most|many|some|de meeste|enkele|één|een|one|a|two|three|twee"
    r"|drie)\s+"
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
_USERS = re.compile(
    rf"(?i)(?:^|;)(?!\W*(?:wij|we|our|onze|ons)\b)[^.;:]{{3,140}}? {any_of('use')} "
    rf"(?:(?:our|onze|ons)\b|(?:it|them|ze)\b(?! \w+ing\b)|(?:the|de|het|deze|this) {any_of('product')}\b)"
    rf"|^\W*(?:u|you|je) (?:vindt|find|kent) (?:ze|it|them|ons|our|onze)\b"
    rf"|^\W*(?:ze|het|it|they|these|deze) (?:zit(?:ten)?|sits?) (?:al |nu |now |already )?(?:in|op|on)\b"
    rf"|\b(?:in|into) {any_of('service')} (?:with|at|by|bij|aboard|on|op|met|in)\b"
    rf"|\b(?:va(?:art|ren)|vlieg(?:t|en)|rijd(?:t|en)|sails?|fl(?:y|ies)) (?:nu |al |now |already )?"
    rf"(?:op|met|with|on|our) [^.;]{{0,60}}\b(?:{any_of('military')}|onze?|ours?)\b"
)
"""``Oceanografen gebruiken de opstelling``, ``41 schepen van zeven marines varen met onze romp``."""
_THEN_OWN = re.compile(r"(?i)[^:;]{0,40}(?::|\b(?:while|terwijl) (?:we|wij)\b)")
"""``Analysts use our own console: it gathers logs``: what follows tells of the work after all."""
_REACH = re.compile(
    rf"(?i)\b{any_of('reach')} (?:to |naar |in |across |over |uit )?(?:meer dan |more than |over |some |zo'n )?{COUNT} "
    r"(?:\w+ )?(?:countries|landen|continents|continenten|sites|cities|steden)\b"
    rf"|^\W*(?:een |a |our |onze )?{any_of('means')} {COUNT}\b"
)
"""``Wij exporteren naar 30 landen``, ``een vloot van 70 schepen``: how far and with what, not what is done."""
_NUMBERED = re.compile(
    rf"(?i)\b(?:{COUNT}|een \w+tal|\w+tig|\w+ty)\+? (?:\w+ ){{0,2}}{any_of('staff', 'people')}\b"
    r"|\b(?:headcount|personeelsbestand|workforce)\b"
    rf"|\b\d+(?:[.,]\d+)? ?(?:%|procent|per ?cent) (?:\w+ ){{1,3}}{any_of('business', 'turnover')}\b"
)
"""Heads and shares: ``45 people``, ``45 % van ons werk is voor marines``."""
_ASIDE = pattern(*"clearance export quality turnover balance profit past owners prizes seat jobs seeks".split())
"""Papers, figures, past, owners, prizes, seat, vacancies and whom it seeks."""

_DENIES = re.compile(
    r"(?i)^\W*(?:wij|we|(?:onze|ons|our) \w+)(?: \w+){0,3}? (?:geen|niet|not|don't|doesn't|never|nooit|no)\b"
    r"(?! (?:alleen|enkel|only))(?!.*\b(?:maar|wel|but)\b)"
)
"""``Wij maken zelf geen munitie en geen wapens`` names what is not made; after ``maar`` may come what is."""


def _denies(sentence: str) -> bool:
    """Whether a sentence says what the organisation does not do.

    >>> _denies("Wij maken zelf geen munitie."), _denies("We do not only make radars.")
    (True, False)
    >>> _denies("We zoeken antistoffen tegen ziekten waarvoor geen vaccin bestaat.")
    False
    """
    return _DENIES.search(sentence) is not None


def tells_own_work(sentence: str) -> bool:
    """Whether a sentence says what the organisation does, rather than for whom, with whom, or since when.

    >>> tells_own_work("Onze klanten zijn marines en havens."), tells_own_work("We employ 40 people in Ghent.")
    (False, False)
    >>> tells_own_work("41 ships of seven navies sail our hulls."), tells_own_work("Wij exporteren naar 30 landen.")
    (False, False)
    >>> tells_own_work("Wij maken radars; onze klanten zijn marines."), tells_own_work("Sonar for small boats.")
    (True, True)
    """
    if sentence.endswith("?"):  # "Radarbeelden?", to which the next sentence has the answer
        return False
    if (customers := _CUSTOMERS.search(sentence)) is not None:
        return _WORK.search(sentence[: customers.start()]) is not None
    if (users := _USERS.search(sentence)) is not None:
        return bool(_WORK.search(sentence[: users.start()]) or _THEN_OWN.match(sentence[users.end() :]))
    if _NUMBERED.search(sentence) or _ASIDE.search(sentence) or _REACH.search(sentence):
        return _WORK.search(sentence) is not None
    return True


def claims_work(sentence: str) -> bool:
    """Whether a sentence says what the organisation does, and does not deny it: a ground for a reason or a list code.

    >>> claims_work("Wij maken munitie."), claims_work("Wij maken zelf geen munitie.")
    (True, False)
    """
    return tells_own_work(sentence) and not _denies(sentence)
