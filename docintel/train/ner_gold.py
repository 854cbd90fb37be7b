"""Sentences that were read and marked by hand for training, kept without their text.

A row of ``pipelines/train/ner_gold_<language>.jsonl`` has the form of the gold sets: document, page, SHA-1 and length
of the sentence without white space, spans counted in the same characters. A document is a file of the training data
(``mono/nl-laws.txt.gz``; ``parallel/...tsv.gz#1`` is its second column) or a paper of the corpus that is read anew.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from docintel.config import ExtractSettings
from docintel.evaluate.entities import GoldSentence, Squeezed, read_gold, squeeze
from docintel.extract import read

FOLDER = Path(__file__).parents[2] / "pipelines" / "train"


def marked_docs(nlp: Language, data: Path, corpus: Path, counts: Counter[str]) -> Iterator[Doc]:
    """Training documents of one language; a sentence that is not found again is counted, not guessed."""
    rows: dict[str, list[GoldSentence]] = defaultdict(list)
    for row in read_gold(FOLDER / f"ner_gold_{nlp.lang}.jsonl"):
        rows[row.document].append(row)
    for name, wanted in sorted(rows.items()):
        found = _in_lines(data / name, wanted) if ".gz" in name else _in_paper(corpus, name, wanted)
        for row, text in found:
            doc = _marked(nlp, row, text)
            counts["read and marked by hand" if doc is not None else "marked by hand: cut inside a word"] += 1
            if doc is not None:
                yield doc
    missing = sum(map(len, rows.values())) - counts["read and marked by hand"]
    if missing:
        counts["marked by hand: not used"] = missing


def _marked(nlp: Language, row: GoldSentence, text: str) -> Doc | None:
    """The sentence as the pipeline will cut it, with its names; ``None`` where a name ends inside a word."""
    plain = " ".join(text.split())
    doc = nlp.make_doc(plain)
    places = squeeze(plain)[1]
    spans = [doc.char_span(places[span.start], places[span.end - 1] + 1, label=span.labels[0]) for span in row.spans]
    if None in spans:
        return None
    doc.set_ents([span for span in spans if span is not None])
    return doc


def _in_lines(path: Path, rows: Iterable[GoldSentence]) -> Iterator[tuple[GoldSentence, str]]:
    """Sentences that are lines, or cells of lines, of a packed text file."""
    name, _, column = path.name.partition("#")
    wanted = {row.sha1: row for row in rows}
    lengths = {row.length for row in wanted.values()}
    with gzip.open(path.with_name(name), "rt", encoding="utf-8") as stream:
        for line in stream:
            text = line.split("\t")[int(column)] if column else line
            characters = "".join(text.split())
            row = wanted.pop(_digest(characters), None) if len(characters) in lengths else None
            if row is not None:
                yield row, text


def _in_paper(corpus: Path, name: str, rows: Sequence[GoldSentence]) -> Iterator[tuple[GoldSentence, str]]:
    """Sentences of a paper; none where the corpus is not at hand."""
    if not (corpus / name).is_file():
        return
    document = read(corpus / name, ExtractSettings(), name=name)
    view = Squeezed(document)
    for row in rows:
        at = view.find(row)
        if at is not None:
            yield row, document.quote(view.outside(at, at + row.length))


def _digest(characters: str) -> str:
    return hashlib.sha1(characters.encode(), usedforsecurity=False).hexdigest()
