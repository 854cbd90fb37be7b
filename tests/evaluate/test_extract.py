from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.config import ExtractSettings
from docintel.errors import InputFileError
from docintel.evaluate.edits import edit_distance, normalise, similarity, squeezed
from docintel.evaluate.extract import call_fields, headings, score_document, score_folder, summarise, tables
from docintel.evaluate.extract_truth import CallTruth, HeadingTruth, TableTruth, Truth, read_truth
from docintel.extract.formats import read_other
from docintel.types import Call, Cell, Document, Span, Table

PAGE = "# Advies\n\n## 1. Kader\n\nDe steun[^1] is beperkt in de tijd.\n\n| Jaar | Bedrag |\n|---|---|\n| 2026 | 15 |\n\n[^1]: Zie het besluit.\n"


def document(text: str = PAGE) -> Document:
    return read_other(Path("advies.md"), text.encode(), "markdown", ExtractSettings())


def slow_distance(first: str, second: str) -> int:
    row = list(range(len(second) + 1))
    for at, left in enumerate(first, start=1):
        before, row[0] = row[0], at
        for column, right in enumerate(second, start=1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (left != right))
    return row[-1]


@given(st.text("abcd", max_size=14), st.text("abcd", max_size=14))
def test_edit_distance_is_levenshtein(first: str, second: str) -> None:
    assert edit_distance(first, second) == slow_distance(first, second)


def test_similarity() -> None:
    assert similarity("", "") == 1.0
    assert similarity("kitten", "sitting") == pytest.approx(1 - 3 / 7)
    assert edit_distance("x" * 5000 + "a" + "y" * 5000, "x" * 5000 + "b" + "y" * 5000) == 1


def test_normalising() -> None:
    assert normalise("  ‘O&O’\n en\u00a0meer… ") == "'O&O' en meer..."
    assert squeezed("lucht- en\nruimtevaart") == squeezed("lucht-en ruimtevaart")


TRUTH = {
    "file": "advies.md",
    "headings": [{"page": 1, "level": 1, "text": "Advies"}, {"page": 1, "level": 2, "number": "1", "text": "Kader"}],
    "footnotes": [{"page": 1, "number": 1, "text": "Zie het besluit."}],
    "anchors": [{"number": 1, "before": "De steun"}],
    "tables": [{"page_start": 1, "page_end": 1, "rows": [["Jaar", "Bedrag"], ["2026", "15"]]}],
    "body": [{"kind": "paragraph", "page": 1, "language": "nl", "text": "De steun is beperkt in de tijd."}],
    "running_text_samples": ["is beperkt in"],
    "calls": [],
    "recommendations": [],
}


def test_a_right_reading_scores_one_everywhere(tmp_path: Path) -> None:
    (tmp_path / "advies.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "advies.truth.json").write_text(json.dumps(TRUTH), encoding="utf-8")
    (only,) = score_folder(tmp_path, lambda path: document(path.read_text(encoding="utf-8")))
    assert {name: score.f1 for name, score in only.scores.items()} == dict.fromkeys(only.scores, 1.0)
    assert set(only.scores) >= {"headings", "footnotes", "footnote anchors", "table cells", "language of blocks"}
    assert only.similarities == {"body text": 1.0}
    rows = {row.measure: row for row in summarise([only, only])}
    assert (rows["headings"].result.value, rows["headings"].items, rows["headings"].result.n) == (1.0, 4, 2)
    assert score_folder(tmp_path, lambda path: document(), split="test") == []


def test_what_is_wrong_costs() -> None:
    truth = read_truth_from(
        {
            **TRUTH,
            "headings": [
                {"page": 1, "level": 2, "text": "Advies"},
                {"page": 2, "level": 2, "number": "1", "text": "Kader"},
            ],
        }
    )
    scores = score_document(document(), truth).scores
    assert scores["headings"].hits == 0
    assert scores["headings, text and page"].hits == 1


def read_truth_from(value: object) -> Truth:
    import msgspec

    return msgspec.convert(value, Truth)


def test_minor_headings_count_neither_way() -> None:
    expected = [HeadingTruth(1, "Advies", 1, None)]
    minor = [HeadingTruth(1, "1. Kader")]
    assert headings(document(), expected, minor).f1 == 1.0
    assert headings(document(), [*expected, HeadingTruth(1, "Kader", 2, "1")], minor).f1 == 1.0


def test_a_table_that_is_not_there_costs_its_cells() -> None:
    table = Table(Span(0, 1), 1, 1, ((Cell("a"), Cell("b")),))
    truth = TableTruth(1, 1, (("a", "c"),))
    score = tables([table, table], [truth])
    assert (score.hits, score.found, score.expected) == (1, 4, 2)


def test_call_fields_are_counted_one_by_one() -> None:
    truth = CallTruth("X-2031-DA-A-B", title="Kites", page_start=1, page_end=2, budget_eur=5)
    call = Call("X-2031-DA-A-B", "Kites", "d", 1, 2, budget_eur=6)
    score = call_fields([call], [truth])
    assert (score.hits, score.found, score.expected) == (14, 15, 15)
    assert call_fields([], [truth]).hits == 0
    assert call_fields([call], []).precision == 0.0


def test_a_damaged_truth_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.truth.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputFileError, match=r"x\.truth\.json"):
        read_truth(path)


def test_authored_gold_is_read_as_written(corpora: Path) -> None:
    from docintel.evaluate.extract_truth import find_truths

    found = find_truths(corpora / "gold")
    if not found:
        pytest.skip("no authored gold yet")
    for truth, path in found:
        assert read_truth(truth).headings is not None
        assert path.is_file()
