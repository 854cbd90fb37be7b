"""Sentences marked by hand are found again by their hash, in packed text, and get their names back."""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from docintel.evaluate.entities import GoldSentence, GoldSpan, write_gold
from docintel.train import ner_gold
from docintel.train.ner_train import blank

TEXT = "De Raad van Proefstad sprak met  Jan Peeters."


def row(document: str, text: str, *spans: tuple[int, int, str]) -> GoldSentence:
    plain = "".join(text.split())
    digest = hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()
    marks = tuple(GoldSpan(start, end, (label,)) for start, end, label in spans)
    return GoldSentence(document, 0, digest, len(plain), "nl", "train", "named", marks)


def test_names_come_back_and_lost_sentences_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with gzip.open(tmp_path / "pairs.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write(f"The Council met.\t{TEXT}\nOther.\tAnders.\n")
    rows = [
        row("pairs.tsv.gz#1", TEXT, (9, 18, "LOC"), (26, 36, "PERSON")),
        row("pairs.tsv.gz#1", "Weg.", (0, 3, "ORG")),
        row("paper.pdf", "Nergens te vinden.", (0, 7, "LOC")),
    ]
    monkeypatch.setattr(ner_gold, "FOLDER", tmp_path)
    write_gold(tmp_path / "ner_gold_nl.jsonl", rows)
    counts = Counter[str]()
    docs = list(ner_gold.marked_docs(blank("nl"), tmp_path, tmp_path, counts))
    assert [[(name.text, name.label_) for name in doc.ents] for doc in docs] == [
        [("Proefstad", "LOC"), ("Jan Peeters", "PERSON")]
    ]
    assert counts == {"read and marked by hand": 1, "marked by hand: not used": 2}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_marks_hold_no_text_and_overlap_nowhere(language: str) -> None:
    path = ner_gold.FOLDER / f"ner_gold_{language}.jsonl"
    for sentence in ner_gold.read_gold(path):
        assert sentence.half == "train"
        ends = [0, *(span.end for span in sentence.spans)]
        assert all(
            end <= span.start < span.end <= sentence.length for end, span in zip(ends, sentence.spans, strict=False)
        )
    assert '"text"' not in path.read_text("utf-8")
