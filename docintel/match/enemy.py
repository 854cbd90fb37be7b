"""What a sentence of a call says of the other side: its means, and what it may not see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

_SENTENCES, _TEXTS = 65_536, 8_192
"""Sentences of calls and texts of profiles whose sides stay in memory."""
_THREAT = re.compile(
    r"(?i)\b(?:direct|indirect|post-\d+|air|ballistic|current|new|emerging|future)\b[^.;]{0,30}\bthreats?\b"
    r"|\bthreats? \((?:e\.g|such|i\.e)|\bhostile|\benem(?:y|ies)\b|\badversar\w*|\baggressors?"
    r"|\battack(?:s|ers?|ed|ing)\b|\bdetectability\b|\bdisturb\b|\bjamm(?:er|ing)\b|\b(?:rising|eminent) threat"
)
"""What the other side has, or may not see: ``indirect threats (e.g. surveillance systems with radar)``."""
_COUNTERS = re.compile(
    r"(?i)counter|anti|defen[cs]e|protect|bescherm|afweer|tegen|warning|waarschuw|surviv|detect|verdedig|bestrijd|threat"
    r"|dreiging|aanval|attack|cyber|malware|security|beveilig|jam|signatu|stealth|camoufl|unwanted|ongewenst|intercept"
    r"|onderschep|\bweren\b|hostile|vijand"
)
_LEADS_TO_THREATS = re.compile(r"(?i)\b(?:threats?(?:\W+\w+){0,4}|against)\s*:$")
"""``The interceptor must address the following threat set:``, and then the missiles of the other side."""
_MARK = re.compile(r"(?:[•▪◦‣·*–—-]|o(?=\s)|\w{1,2}[.)])\s")
_UNSEEN = re.compile(
    r"(?i)\b(?:low|reduced) (?:\w+ ){0,3}(?:detectability|observability|signatures?)\b(?! (?:\w+ )?targets?)"
)
"""``a low signature in the infrared`` is asked of a tank: no reason for who makes infrared cameras."""
_AGAINST_DRONES = re.compile(
    r"(?i)\bC-?UAS\b|\bair defence\b"
    r"|\bcounter(?:ing)?[- ](?:the |class \w+ )?(?:UAS|UAV|unmanned aer\w+|drones?|swarms?)\b"
)
_DRONES = re.compile(r"(?i)drone|\b(?:UAV|UAS|RPAS)s?\b|unmanned aer|onbemande (?:lucht|vlieg)")
"""``counter class I UAS`` is no reason for who makes drones, or a camera for them."""
_HIDES = re.compile(r"(?i)signatu|stealth|camoufl|mask|conceal|coat|absor|thermal management|silen|geluid|noise|acoust")

_CLEARS = re.compile(
    r"(?i)\bruim(?:en|t|ing)\b|onschadelijk|ontmijn|\bEOD\b|\bUXO\b|demin(?:e|ing)|disposal|defus"
    r"|\bclear(?:s|ing|ance) (?:of )?(?:\w+ ){0,2}(?:mines?|ammunition|ordnance|shells|bombs)"
)
_SMALL_ARMS = re.compile(
    r"(?i)\b(?:assault )?rifles?\b|\bpistols?\b|\bgewe(?:er|ren)\b|\bpisto(?:ol|len)\b|handvuurwapen|\bsmall arms\b"
    r"|\bsmall[- ]calib|klein kaliber"
)
_ARTILLERY = re.compile(r"(?i)\bartillery\b|\bhowitzers?\b|\b1[25][05] ?mm\b")
"""``a 155mm artillery shell`` is no reason for who makes rifles."""
_FIRED = re.compile(rf"{_ARTILLERY.pattern}|\bwarheads?\b|\b(?:am)?munitions?\b|\brockets?\b|\bprojectiles?\b")
_FOUND = re.compile(r"(?i)\bUXO\b|\bI?EDs?\b|unexploded|disposal|neutrali[sz]")
"""``warhead and terminal effect should be optimised`` is no reason for who clears old shells."""
_SEES = re.compile(r"(?i)\bradars?\b|\bsensor|surveill|detecti|bewaking|\bcamera")
_BLINDS = re.compile(rf"{_HIDES.pattern}|hid(?:e|ing)|verberg|decoy|lokmiddel|jam|stoor|chaff|flare")
_ESCAPES = re.compile(
    r"(?i)\b(?:disturb|deceiv|avoid|evad|escap|degrad)\w*\b[^.;]{0,40}\b(?:detection|tracking|surveillance|sensor|radar)"
    r"|\bsurveillance/warning systems\b[^;]{0,100}\bhostile\b"
)
"""``disturb the detection and tracking by surveillance systems`` is no reason for who makes these."""
_MINES = re.compile(r"(?i)zeemijn|\b(?:sea|naval) mines?\b")
_MEETS_MINES = re.compile(
    r"(?i)\b(?:detect|neutrali|counter|clear|hunt|dispos|protect|against)\w*\b[^.;]{0,60}\bmines?\b|\bmine ?counter"
)
_MINE_WORK = re.compile(r"(?i)jacht|jag|zoek|veg|ruim|bestrijd|hunt|sweep|search|counter|detect|clear|dispos|neutral")
_MISSILES = re.compile(r"(?i)missile|\braket|\brockets?\b|torpedo")
_MEETS_MISSILES = re.compile(
    r"(?i)\b(?:detect|track|intercept|neutrali[sz]|protect|defen[cs]|warn|counter)\w*\b[^.;]{0,120}\b(?:missile|torpedo)"
    r"|\bagainst (?:(?!with\b)[\w-]+ ){0,4}missiles?\b|\bmissiles?\b[^;]{0,200}\bhostile fires?\b"
)
"""``detection of anti-ship missiles`` is no reason for who makes missiles, nor of torpedoes for who makes these."""
_JAMS = re.compile(r"(?i)\bjamm(?:er|ing)|stoorzender|stoorapparat")
_MEETS_JAMMERS = re.compile(
    r"(?i)\b(?:anti-?jam|robust|resilien|resistan|harden|withstand|protect)\w*|against|\btegen\b"
)
_WITHSTANDS = re.compile(
    r"(?i)\banti-?jam|\b(?:robust|resilien|resistan|harden|withstand)\w*\b"
    r"[^.;]{0,80}\b(?:jamm|electronic attack|interference|radio silence|denied)"
)
_FIRES = re.compile(r"(?i)anti-?tank|antitank|\brockets?\b|grena[dt]|\bmortars?\b|mortier|\bmunit|\bbomb|warhead")
_PROTECTS = re.compile(
    r"(?i)\b(?:protect\w*|resist\w*)\b[^.;]{0,40}\b(?:against|from|to)\b"
    r"[^.]{0,80}\b(?:mines?|IEDs?|rockets?|RPGs?|grenades?|munitions?|projectiles?)"
)
_SHIELDS = re.compile(r"(?i)armou?r|pantser|\bvests?\b|blast|protect|bescherm|dispos|ruim|detect|counter")


@lru_cache(maxsize=_SENTENCES)
def tells_of_enemy(text: str) -> bool:
    """Whether a sentence speaks of what the other side has or may not see.

    >>> tells_of_enemy("direct threats (e.g. missiles)"), tells_of_enemy("missiles with a new seeker")
    (True, False)
    """
    return _THREAT.search(text) is not None


@lru_cache(maxsize=_TEXTS)
def meets_enemy(text: str) -> bool:
    """Whether a text of a profile is about the means of the other side.

    >>> meets_enemy("counter-drone radars"), meets_enemy("guided missiles")
    (True, False)
    """
    return _COUNTERS.search(text) is not None


def other_side(texts: Sequence[str], sentences: Sequence[str]) -> NDArray[np.bool_]:
    """Texts of a profile by sentences of a call: where they share words and stand on two sides.

    >>> demands = ["It must stop these threats:", "o guided missiles;", "- It must counter drones."]
    >>> other_side(["guided missiles", "drones with cameras"], demands).tolist()
    [[False, True, False], [False, True, True]]
    """
    ours = np.array([_our_sides(text) for text in texts], dtype=bool).reshape(len(texts), len(_SIDES))
    theirs = np.array([_their_sides(sentence) for sentence in sentences], dtype=bool).reshape(-1, len(_SIDES))
    listed = np.outer([not meets_enemy(text) for text in texts], list(lists_threats(sentences)))
    return np.asarray(listed | (ours @ theirs.T), dtype=bool)


def _makes(what: re.Pattern[str], other: re.Pattern[str], text: str) -> bool:
    """Whether a text of a profile names something and nothing of the other kind: drones, and no stopping of them."""
    return what.search(text) is not None and other.search(text) is None


def _is_fired(sentence: str) -> bool:
    """Whether a sentence is about ammunition that is fired, not found."""
    return _FIRED.search(sentence) is not None and not _FOUND.search(sentence)


_SIDES: tuple[tuple[Callable[[str], object], Callable[[str], object]], ...] = (
    (lambda text: not _HIDES.search(text), _UNSEEN.search),
    (partial(_makes, _DRONES, _COUNTERS), _AGAINST_DRONES.search),
    (partial(_makes, _SMALL_ARMS, _ARTILLERY), _ARTILLERY.search),
    (partial(_makes, _CLEARS, _ARTILLERY), _is_fired),
    (partial(_makes, _SEES, _BLINDS), _ESCAPES.search),
    (partial(_makes, _MINES, _MINE_WORK), _MEETS_MINES.search),
    (partial(_makes, _MISSILES, _COUNTERS), _MEETS_MISSILES.search),
    (partial(_makes, _JAMS, _MEETS_JAMMERS), _WITHSTANDS.search),
    (partial(_makes, _FIRES, _SHIELDS), _PROTECTS.search),
)
"""What a text of a profile is about, and what a sentence of a call then must not be about."""


@lru_cache(maxsize=_TEXTS)
def _our_sides(text: str) -> tuple[bool, ...]:
    """Which rows of ``_SIDES`` a text of a profile opens: it is asked beside every call."""
    return tuple(bool(ours(text)) for ours, _ in _SIDES)


@lru_cache(maxsize=_SENTENCES)
def _their_sides(sentence: str) -> tuple[bool, ...]:
    """Which rows a sentence of a call closes: it is asked for every profile."""
    return tuple(bool(theirs(sentence)) for _, theirs in _SIDES)


def lists_threats(sentences: Sequence[str]) -> Iterator[bool]:
    """For sentences in order: whether each is an item of a list of threats.

    >>> list(lists_threats(["It must stop these threats:", "o cruise missiles;", "o gliders.", "- It must be light."]))
    [False, True, True, False]
    """
    led, mark = False, None
    for sentence in sentences:
        if sentence.endswith(":"):
            led, mark = _LEADS_TO_THREATS.search(sentence) is not None, None
            yield False
            continue
        # A list goes on as long as its items bear one mark.
        kind = _kind_of_mark(sentence)
        led, mark = led and kind is not None and mark in (None, kind), kind
        yield led


def _kind_of_mark(sentence: str) -> str | None:
    """The bullet before an item; ``1`` for any number or letter."""
    found = _MARK.match(sentence)
    if found is None:
        return None
    return "1" if found.group().rstrip()[-1] in ".)" else found.group().strip()
