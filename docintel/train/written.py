"""Everyday descriptions of technologies and policy terms, written for this project: what asks for a term without it.

``python -m docintel.train.written --prepared build/encoder --evaluation build/eval``

A description asks for the name of its term, and the Dutch one for the English one of the same term; written to
``written.tsv`` in the layout of ``train.tsv``, the Dutch column of a ``query`` asking for its English side.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docintel.lexicon import Term, technologies
from docintel.train.everyday import unmeasured
from docintel.train.prepare import evaluation_keys
from docintel.train.rows import Row, write_rows
from docintel.train.teacher import WRITTEN

DESCRIPTIONS = Path("pipelines/train/encoder_descriptions.tsv")


def read_descriptions(path: Path) -> dict[str, dict[str, list[str]]]:
    """Read id, language and text of each line; by id, then by language."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in path.read_text("utf-8").splitlines():
        name, language, text = line.split("\t")
        found.setdefault(name, {"en": [], "nl": []})[language].append(text)
    return found


def asking(term: Term, texts: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """Yield what asks for a term: its descriptions for its name, the Dutch ones for the English ones."""
    for text in (*texts["nl"], *texts["en"]):
        yield Row("query", WRITTEN, term.en, text)
    for english in texts["en"]:
        for dutch in (term.nl, *texts["nl"]):
            yield Row("query", WRITTEN, english, dutch)


def make(path: Path, evaluation: Path) -> list[Row]:
    """Return all rows, in the order of the lexicon."""
    described = read_descriptions(path)
    rows = [row for term in technologies() if term.id in described for row in asking(term, described[term.id])]
    return unmeasured(list(dict.fromkeys(rows)), evaluation_keys(evaluation))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument("--evaluation", type=Path, required=True, help="unpacked folder of evaluation sets, kept out")
    parser.add_argument("--descriptions", type=Path, default=DESCRIPTIONS)
    options = parser.parse_args()
    write_rows(options.prepared / "written.tsv", make(options.descriptions, options.evaluation))


if __name__ == "__main__":
    main()
