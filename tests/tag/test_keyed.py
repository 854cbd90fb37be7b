"""A pattern that is tried only on lines with its words finds what it finds everywhere; so does one that skips to them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.tag import entity_acts, entity_bodies, entity_persons, polarity, ref_dual_use, ref_military
from docintel.tag.keyed import Keyed

ALL = (
    *entity_bodies._FORMS,
    entity_bodies._PARTIES,
    *entity_acts._FORMS,
    *(found for found in vars(entity_persons).values() if isinstance(found, Keyed)),
)
WORDS = """Ministry of Labour the Polytechnics Act 351/2003 Convention Stichting Meerwerf ministerie van Defensie Polish
Senate European Union and Organisation fractie De Groenen mevrouw Van Dooren prof.dr. Rinie Est minister Jambon heren
Bazen en Klut Kutterer (2006) 2007, Mr. Mw. drs. Verordening luchtkwaliteit 2005 Algemene wet bestuursrecht KU Leuven
NATO Directive regering Diependaele Luchtvaartmuseum""".split()


@pytest.mark.parametrize("keyed", ALL, ids=lambda keyed: keyed.keys[0])
@given(text=st.lists(st.sampled_from([*WORDS, "\n", "\n\n", "\t", ". "]), max_size=60).map(" ".join))
def test_a_pattern_with_keys_finds_what_it_finds_without(keyed: Keyed, text: str) -> None:
    for one in (text, text.replace(" \n ", "\n").replace(" \n\n ", "\n\n")):
        assert [match.span() for match in keyed.finditer(one)] == [
            match.span() for match in keyed.pattern.finditer(one)
        ]


CUES = (
    polarity._ANY,
    ref_dual_use.LIST_NAME,
    ref_dual_use._SPEAKS_FOR,
    ref_military.LIST_NAME,
    ref_military._SPEAKS_FOR,
    ref_military._SPEAKS_AGAINST,
)
PIECES = """niet not nor no m.u.v excluding other save but buiten dual-use annex i bijlage posten entry items du cml eccn
arms goods schaal version experiment training run harms annexi""".split()


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.pattern[:12])
@given(text=st.lists(st.sampled_from([*PIECES, " ", "-", "x", ", "]), max_size=40).map("".join))
def test_a_cue_finds_what_its_words_find(cue: re.Pattern[str], text: str) -> None:
    words = re.compile(re.sub(r"(\w)\(\?<=\\b\1\)", r"\\b\1", cue.pattern))
    assert r"\b" in words.pattern and words.pattern != cue.pattern
    assert [match.span() for match in cue.finditer(text)] == [match.span() for match in words.finditer(text)]
