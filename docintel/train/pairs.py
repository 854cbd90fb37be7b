"""Passages, and the short texts that ask for them: heading -> clause, term -> definition, both languages.

``python -m docintel.train.pairs --prepared build/encoder``

The prepared law comes in the order of its documents, so that neighbours make a passage in both languages at once.
Written to ``passages.tsv`` in the layout of ``train.tsv``: a ``passage`` is a translation, the Dutch column of a
``query`` asks for its English side (in either language).
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from docintel.train.filters import DUTCH_WORDS, ENGLISH_WORDS
from docintel.train.rows import Row, read_rows, write_rows

LEAST_WORDS, MOST_WORDS = 45, 100
LAW = ("eurlex-acts", "nl-treaties")
_HEADING = re.compile(
    r"(?:Article|Artikel) \d+[a-z]? (?P<heading>[A-Z][a-z]+(?: [a-z(][\w(),’'-]*){1,9}) (?P<body>(?:1\. )?[A-Z].*)"
)


def split_heading(sentence: str) -> tuple[str, str]:
    """Cut the heading off the first sentence of an article; none gives an empty one.

    >>> split_heading("Article 5 Services passport notification The information to be notified shall be clear.")
    ('Services passport notification', 'The information to be notified shall be clear.')
    >>> split_heading("Article 2 This Regulation shall enter into force on 1 January 2018.")[0]
    ''
    """
    found = _HEADING.fullmatch(sentence)
    if (
        not found or found["heading"].rpartition(" ")[2] in DUTCH_WORDS | ENGLISH_WORDS
    ):  # `Amendments to Regulation ...`
        return "", sentence
    return found["heading"], found["body"]


def gather(rows: Sequence[Row], start: int) -> Row | None:
    """Join the sentence at ``start`` with those after it to a passage of 45 to 100 words; None when that fails."""
    english, dutch, words = [], [], 0
    for row in rows[start : start + 6]:
        if words >= LEAST_WORDS:
            break
        english.append(row.en)
        dutch.append(row.nl)
        words += max(len(row.en.split()), len(row.nl.split()))
    if not LEAST_WORDS <= words <= MOST_WORDS or len(english) < 2:
        return None
    return Row("passage", rows[start].source, " ".join(english), " ".join(dutch))


def passages(rows: Sequence[Row], count: int) -> Iterator[Row]:
    """Yield ``count`` passages: those whose first sentence has the smallest hash."""
    order = sorted(range(len(rows)), key=lambda place: hashlib.sha256(rows[place].en.encode()).digest())
    found = 0
    for place in order:
        passage = gather(rows, place)
        if passage and found < count:
            found += 1
            yield passage


def articles(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the headings of articles, in both languages, with the English clause below them."""
    for place, row in enumerate(rows):
        heading, body = split_heading(row.en)
        dutch, rest = split_heading(row.nl)
        if not heading or not dutch:
            continue
        passage = gather([Row(row.kind, row.source, body, rest), *rows[place + 1 : place + 6]], 0)
        if passage:
            yield passage
            yield Row("query", "article-headings", passage.en, dutch)
            yield Row("query", "article-headings", passage.en, heading)


def definitions(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the terms of thesauri, Dutch, with the English definition."""
    for row in rows:
        if row.kind == "definition" and row.source != "esco-definitions-nl":
            yield Row("query", row.source, row.en, row.nl)


def make(prepared: Path, count: int) -> list[Row]:
    """Return all rows."""
    rows = read_rows(prepared / "train.tsv")
    made = list(definitions(rows))
    for source in LAW:
        law = [row for row in rows if row.source == source]
        made += [*articles(law), *passages(law, count // len(LAW))]
    return list(dict.fromkeys(made))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument("--count", type=int, default=5_000)
    options = parser.parse_args()
    write_rows(options.prepared / "passages.tsv", make(options.prepared, options.count))


if __name__ == "__main__":
    main()
