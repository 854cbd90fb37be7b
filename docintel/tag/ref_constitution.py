"""The constitution of the country that a text is about: ``artikel 10 van de Grondwet``, ``art. 23 Gw.``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docintel.tag.scan import Found, Scan

OPEN = "grondwet"
"""The id where the text does not tell whether Belgium or the Netherlands is meant."""
_COUNTRIES = {
    "BE:grondwet": (
        ("BE:", "VL:", "BXL:", "WL:"),
        frozenset(
            "belgië belgisch belgische belgium belgian vlaams vlaamse vlaanderen flemish flanders waalse".split()
        ),
    ),
    "NL:grondwet": (("NL:",), frozenset("nederland nederlandse netherlands rijksoverheid kamerstukken stcrt".split())),
}
_NAMES = (
    ("Grondwet", re.compile(r"(?<!\w)(?<!se )Grondwet(?!\w)(?! van [A-Z])")),
    # The short form and the English word mean other things too: an article must lead to them.
    ("Gw", re.compile(r"(?<=\d )Gw\b|(?<=lid )Gw\b")),
    ("Constitution", re.compile(r"(?<=\d of the )Constitution\b(?! of)|(?<=\) of the )Constitution\b(?! of)")),
)
"""``se`` before the name is another country's: ``de Duitse Grondwet``; the Belgian and the Dutch one are names."""
_MARGIN = 2
"""A country must be spoken of at least this many times as often as the other: papers compare with a neighbour."""


def find_constitution(scan: Scan, acts: Sequence[Found]) -> Iterator[Found]:
    """The constitution without its country; not found: ``Constitution`` where no country is told."""
    names = [(word, form) for word, form in _NAMES if word.lower() in scan.words]
    one = _country(scan, acts) if names else OPEN
    for word, form in names:
        for match in form.finditer(scan.text) if word != "Constitution" or one != OPEN else ():
            yield Found(match.start(), match.end(), "be-act", (one,), "constitution", score=0.8)


def _country(scan: Scan, acts: Sequence[Found]) -> str:
    """Whose acts and names the text holds, as the id of its constitution."""
    places = scan.word_places(frozenset().union(*(words for _, words in _COUNTRIES.values())))
    counts = {
        one: sum(len(places[word]) for word in words) + sum(act.ids[0].startswith(prefixes) for act in acts)
        for one, (prefixes, words) in _COUNTRIES.items()
    }
    (one, most), (_, fewer) = sorted(counts.items(), key=lambda item: -item[1])
    return one if fewer < most >= _MARGIN * fewer else OPEN
