"""Counting the terms of many passages at once gives what their terms, one by one, give."""

from __future__ import annotations

import re
from typing import get_args

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docintel.index.analyse import analyse, pack, packed_terms, term_number, unpack
from docintel.index.analyse_codes import CODE, matches
from docintel.index.analyse_words import fold, folded_words
from docintel.index.bm25 import AVERAGE, FAR_HEADING, K1, NEAR_HEADING, B, passage_vectors
from docintel.index.points import Entry
from docintel.types import Language

LANGUAGES = get_args(Language)
CODED = st.text(alphabet="ABCEMLOcomlRA0123456789./-() ,\u00a0_\n", max_size=60)


def passage(text: str, *headings: str, language: Language = "nl") -> Entry:
    return Entry("p", "d", "", "", 1, text, 0, len(text), headings=headings, language=language)


def by_hand(entry: Entry) -> dict[int, float]:
    """The same from ``analyse``, a term at a time."""
    counts: dict[int, float] = {}
    for term in analyse(entry.text, entry.language):
        counts[term_number(term.text)] = counts.get(term_number(term.text), 0.0) + term.weight
    norm = K1 * (1 - B + B * sum(counts.values()) / AVERAGE)
    for depth, heading in enumerate(reversed(entry.headings)):
        for term in analyse(heading, entry.language) if heading not in entry.text else ():
            share = term.weight * (NEAR_HEADING if depth == 0 else FAR_HEADING)
            counts[term_number(term.text)] = counts.get(term_number(term.text), 0.0) + share
    return {number: count * (K1 + 1) / (count + norm) for number, count in counts.items()}


TEXTS = st.one_of(
    st.text(max_size=60),
    CODED,
    st.lists(
        st.sampled_from(
            "Veiligheidsmachtigingen KMO’s dual-use EU-lidstaten REACH SMEs the of ML7.a 5A002.a.1 2021/821 1.000,5".split()
        ),
        max_size=12,
    ).map(" ".join),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3), st.sampled_from(LANGUAGES)), max_size=6))
def test_a_batch_of_passages_has_the_weights_of_each(rows: list[tuple[str, list[str], Language]]) -> None:
    entries = [passage(text, *headings, language=language) for text, headings, language in rows]
    found = passage_vectors(entries)
    assert len(found) == len(entries)
    for entry, vector in zip(entries, found, strict=True):
        assert list(vector.indices) == sorted(set(vector.indices))
        assert dict(zip(vector.indices, vector.values, strict=True)) == pytest.approx(by_hand(entry))


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_packed_terms_are_those_of_the_analysis(text: str, language: Language) -> None:
    assert packed_terms(text, language) == [pack(term.text, term.weight) for term in analyse(text, language)]


@given(st.text(min_size=1, max_size=9), st.integers(0, 100))
def test_a_packed_weight_keeps_two_decimals(term: str, units: int) -> None:
    numbers, weights = unpack(np.array([pack(term, units / 100)]))
    assert (numbers[0], weights[0]) == (term_number(term), units / 100)


@settings(max_examples=500, deadline=None)
@given(st.one_of(CODED, st.text(max_size=60)))
@example("ABCDEFGH-2023-RA 12EDF-2022-RA-UWW-ODAC")
@example("COM ( 2020 ) 67 ML 7 a, ml10 en 5A002.a.1")
def test_codes_from_digit_to_digit_are_those_of_one_pass(text: str) -> None:
    assert [match.span() for match in matches(text)] == [match.span() for match in CODE.finditer(text)]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
@example("Word™ ½ naïef vei\u00adligheid ΑΣ ΑΣ_b İj 3D-KMO’s")
def test_folded_words_are_the_runs_of_letters_of_the_folded_text(text: str) -> None:
    assert folded_words(text) == re.findall(r"[^\W\d_]+", fold(text))
