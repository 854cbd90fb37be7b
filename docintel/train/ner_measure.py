"""Measure a name model on the standard test splits: ``python -m docintel.train.ner_measure MODEL DATA BUILD``.

Tokens are those of the split, so that a span is right or wrong by the words of its makers. Only persons, organisations
and places are scored; where a split also marks other names (CoNLL-2002, Europarl), a guess on one of those is wrong.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from docintel.train.ner_data import name_sources, read_names, unpack
from docintel.train.ner_read import Named

LABELS = ("PERSON", "ORG", "LOC")


@dataclass(frozen=True, slots=True)
class Split:
    """Precision, recall and F1 of one test split, per label and pooled (``all``)."""

    name: str
    sentences: int
    entities: int
    scores: dict[str, tuple[float, float, float]]


def measure(nlp: Language, name: str, rows: list[Named]) -> Split:
    """Score exact spans with their label."""
    hits, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    docs = nlp.pipe((Doc(nlp.vocab, words=list(row.tokens)) for row in rows), batch_size=256)
    for row, doc in zip(rows, docs, strict=True):
        gold = set(row.spans)
        guesses = {(span.start, span.end, span.label_) for span in doc.ents if span.label_ in LABELS}
        wanted.update(span[2] for span in gold)
        found.update(span[2] for span in guesses)
        hits.update(span[2] for span in gold & guesses)
    scores = {label: _prf(hits[label], found[label], wanted[label]) for label in LABELS}
    scores["all"] = _prf(hits.total(), found.total(), wanted.total())
    return Split(name, len(rows), wanted.total(), scores)


def _prf(hits: int, found: int, wanted: int) -> tuple[float, float, float]:
    precision, recall = hits / max(found, 1), hits / max(wanted, 1)
    return round(precision, 4), round(recall, 4), round(2 * hits / max(found + wanted, 1), 4)


def words_per_second(nlp: Language, texts: list[str]) -> int:
    """White-space words per CPU second of this process, tokenising included."""
    begin = time.process_time()
    for _ in nlp.pipe(texts, batch_size=64):
        pass
    return round(sum(len(text.split()) for text in texts) / (time.process_time() - begin))


def main() -> None:
    """Write ``measures-<language>.json`` to the build folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("build", type=Path)
    arguments = parser.parse_args()
    nlp = spacy.load(arguments.model)
    raw = unpack(arguments.data, arguments.build)
    splits = [measure(nlp, source.name, read_names(source, raw)) for source in name_sources(str(nlp.lang), "test")]
    rows = read_names(name_sources(str(nlp.lang), "dev")[0], raw)
    sentences = [" ".join(row.tokens) for row in rows]
    paragraphs = [" ".join(sentences[start : start + 6]) for start in range(0, len(sentences), 6)]
    table = {
        "words_per_second": words_per_second(nlp, paragraphs),
        "splits": [{name: getattr(split, name) for name in Split.__slots__} for split in splits],
    }
    (arguments.build / f"measures-{nlp.lang}.json").write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    for split in splits:
        print(split.name, split.sentences, split.scores)


if __name__ == "__main__":
    main()
