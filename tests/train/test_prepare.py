from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.train.filters import Drop, clean, judge, key, looks_like, numbers_agree
from docintel.train.prepare import is_development, prepare
from docintel.train.sources import Row, Source, read_source, read_sources

PAIRS = Source("law", "law.tsv.gz", "sentence", "public domain", {"en": 0, "nl": 1}, minimum_score=0.2)
TERMS = Source("terms", "terms.tsv", "term", "public domain", {"en": 0, "nl": 1})
SOURCES = Path(__file__).parents[2] / "pipelines" / "train" / "encoder_sources.toml"


@pytest.mark.parametrize(
    ("english", "dutch", "drop"),
    [
        ("The parties shall meet once a year.", "De partijen komen eenmaal per jaar bijeen.", None),
        ("The parties shall meet once a year.", "The parties shall meet once a year.", Drop.LANGUAGE),
        ("De partijen komen eenmaal per jaar bijeen.", "De partijen komen eenmaal per jaar bijeen.", Drop.COPY),
        ("Article 12 applies from 2014.", "Artikel 19 geldt vanaf 2016.", Drop.NUMBERS),
        ("Article 12 applies from 2014.", "Artikel 12 geldt vanaf 2014.", None),
        ("Yes.", "De partijen komen ten minste eenmaal per jaar bijeen in Brussel.", Drop.LENGTH),
        ("NATO", "NATO", Drop.COPY),
        ("12 (3) – 14", "12 (3) – 14", Drop.EMPTY),
        ("12 345 678 EUR", "12 345 678 euro", Drop.SYMBOLS),
    ],
)
def test_a_pair_is_judged(english: str, dutch: str, drop: Drop | None) -> None:
    assert judge(Row(english, dutch), PAIRS) == drop


def test_a_low_alignment_score_is_dropped() -> None:
    assert judge(Row("The parties shall meet.", "De partijen komen bijeen.", score=0.1), PAIRS) == Drop.SCORE


def test_a_term_may_be_the_same_in_both_languages() -> None:
    assert judge(Row("drone", "drone"), TERMS) is None


@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        ("the rights of the parties", "en", True),
        ("the rights of the parties", "nl", False),
        ("de rechten van de partijen", "nl", True),
        ("air defence", "nl", True),  # too short to tell: believed
    ],
)
def test_function_words_tell_the_language(text: str, language: str, right: bool) -> None:
    assert looks_like(text, language) is right


@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert key(clean(text).upper().lower()) == key(key(clean(text).upper().lower()))


@given(st.lists(st.integers(0, 3000), max_size=5))
def test_the_same_numbers_agree(numbers: list[int]) -> None:
    text = " en ".join(map(str, numbers))
    assert numbers_agree(text, f"lid {text}")


def test_a_document_is_held_out_by_its_name_alone() -> None:
    names = [f"BWBV{number:07d}" for number in range(5000)]
    share = sum(map(is_development, names)) / len(names)
    assert 0.01 < share < 0.03
    assert not is_development("")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        "The ship sails to Ostend tomorrow.\tHet schip vaart morgen naar Oostende.\tdoc\t0.5",
        "The ship sails to Ostend tomorrow!\tHet schip  vaart morgen naar Oostende.\tdoc\t0.5",
        "Measured on this very sentence.\tOp deze zin wordt gemeten.\tdoc\t0.5",
        "The file has 3 pages and a head.\tHet bestand telt 4 bladzijden.\tdoc\t0.5",
    ]
    (tmp_path / "law.tsv.gz").write_bytes(gzip.compress(("\n".join(rows) + "\n").encode()))
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "law"\nfile = "law.tsv.gz"\nkind = "sentence"\n'
        'columns = { en = 0, nl = 1, document = 2, score = 3 }\nlicence = "public domain"\n'
    )
    (tmp_path / "eval" / "flores200").mkdir(parents=True)
    (tmp_path / "eval" / "flores200" / "devtest.eng").write_text("measured on this very sentence\n")
    return tmp_path


def test_doubles_and_measured_sentences_stay_out_and_are_counted(data: Path) -> None:
    prepare(data, data / "eval", data / "sources.toml", data / "out")
    lines = (data / "out" / "train.tsv").read_text("utf-8").splitlines()
    assert lines == ["sentence\tlaw\tThe ship sails to Ostend tomorrow.\tHet schip vaart morgen naar Oostende."]
    counts = json.loads((data / "out" / "manifest.json").read_text("utf-8"))["sources"]["law"]
    assert (counts["read"], counts["kept"]) == (4, 1)
    assert counts["dropped"] == {"double": 1, "evaluation": 1, "numbers": 1}


def test_twice_the_same_run_writes_the_same_bytes(data: Path) -> None:
    for name in ("first", "second"):
        prepare(data, data / "eval", data / "sources.toml", data / name)
    for file in ("train.tsv", "development.tsv", "manifest.json"):
        assert (data / "first" / file).read_bytes() == (data / "second" / file).read_bytes()


def test_every_source_states_a_licence_that_may_ship() -> None:
    sources = read_sources(SOURCES)
    assert len(sources) > 15
    for source in sources:
        assert source.licence
        assert "NC" not in source.licence.replace("the NC genres are left out", "")
        assert not source.file.startswith("parallel/l10n"), "copyleft"
        assert "freedict" not in source.file, "GPL"


def test_the_lexicon_gives_every_name_in_both_languages() -> None:
    source = next(one for one in read_sources(SOURCES) if one.format == "lexicon")
    rows = list(read_source(source, Path("unused")))
    assert Row("air defence", "luchtverdediging") in rows
    assert Row("air defense", "luchtafweer") in rows
