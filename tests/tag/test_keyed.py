"""A pattern that is tried only where its words stand finds what it finds everywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.tag import (
    entity_acts,
    entity_bodies,
    entity_persons,
    polarity,
    ref_dual_use,
    ref_eu_acts,
    ref_join,
    ref_military,
)
from docintel.tag.keyed import KeyedPattern, cue
from docintel.tag.scan import Scan

ALL = (
    *entity_bodies._FORMS,
    entity_bodies._PARTIES,
    *entity_acts._FORMS,
    *(found for found in vars(entity_persons).values() if isinstance(found, KeyedPattern)),
)
WORDS = """Ministry of Labour the Polytechnics Act 351/2003 Convention Stichting Meerwerf ministerie van Defensie Polish
Senate European Union and Organisation fractie De Groenen mevrouw Van Dooren prof.dr. Rinie Est minister Jambon heren
Bazen en Klut Kutterer (2006) 2007, Mr. Mw. drs. Verordening luchtkwaliteit 2005 Algemene wet bestuursrecht KU Leuven
NATO Directive regering Diependaele Luchtvaartmuseum""".split()


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.keys[0])
@given(text=st.lists(st.sampled_from([*WORDS, "\n", "\n\n", "\t", ". "]), max_size=60).map(" ".join))
def test_lines_with_a_key_hold_all_matches(form: KeyedPattern, text: str) -> None:
    for one in (text, text.replace(" \n ", "\n").replace(" \n\n ", "\n\n")):
        assert [match.span() for match in form.finditer(one)] == [match.span() for match in form.pattern.finditer(one)]


CUES = (
    polarity._ANY,
    ref_dual_use.LIST_NAME,
    ref_dual_use._SPEAKS_FOR,
    ref_eu_acts._ANY_KIND,
    ref_eu_acts._CONTROL_WORDS,
    ref_join._LISBON,
    ref_military.LIST_NAME,
    ref_military._SPEAKS_FOR,
    ref_military._SPEAKS_AGAINST,
)
PIECES = """niet not nor no m.u.v excluding other save but buiten dual-use annex i bijlage posten entry items du cml eccn
arms goods schaal version experiment training run harms annexi decision dir. rl regs verdrag van lissabon regulation
military list licence""".split()


@pytest.mark.parametrize("words", CUES, ids=lambda words: words.pattern.pattern[:12])
@given(
    text=st.lists(st.sampled_from([*PIECES, " ", "-", "x", ", ", "\n"]), max_size=40).map("".join),
    start=st.integers(0, 30),
    size=st.integers(0, 120),
)
def test_a_cue_finds_what_its_pattern_finds(words: KeyedPattern, text: str, start: int, size: int) -> None:
    for stretch in ((start, start + size), (0, len(text))):
        keyed, plain = words.search(text, *stretch), words.pattern.search(text, *stretch)
        assert (keyed and keyed.span()) == (plain and plain.span())


def test_a_cue_is_keyed_by_what_each_branch_is_sure_to_open_with() -> None:
    assert cue(r"licen[cs]|\bitems?\b|m\.u\.v|dual[- ]?use|munitions?\s+list|annex i\b").keys == (
        "licen", "item", "m.u.v", "dual", "munition", "annex i",
    )  # fmt: skip
    with pytest.raises(ValueError, match="opens with no plain letter"):
        cue("annex|(?:bij)?lage")


@given(
    text=st.lists(st.sampled_from(["kb", "KB", "k.b.", "x", "1", " ", "\n", "\t", "İ", "."]), max_size=20).map("".join)
)
def test_a_literal_is_found_wherever_it_stands(text: str) -> None:
    scan = Scan(text)
    for literal in ("kb", "k.b.", "KB"):
        for cased, read in ((True, text), (False, scan.lower)):
            ats = [at for at in range(len(read)) if read.startswith(literal, at)]
            assert list(scan.anywhere(literal, cased=cased)) == ats
            assert list(scan.places(literal, cased=cased)) == [at for at in ats if not text[:at][-1:].isalnum()]
    assert scan.holds(re.compile("kb.")) == bool(re.search(r"kb[^\s]", scan.lower))
