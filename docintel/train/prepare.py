"""Make the training text of the encoder: clean, check, deduplicate, keep documents apart.

``python -m docintel.train.prepare --data DATA --evaluation EVAL --output build/encoder``

One run over the same files writes the same bytes; ``manifest.json`` holds the hashes, the counts and what was dropped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docintel.train.filters import Drop, clean, judge, key
from docintel.train.sources import Row, Source, read_source, read_sources

logger = logging.getLogger(__name__)

EVALUATION = (
    "flores200/devtest.eng", "flores200/devtest.nld", "ntrex128/newstest2019-src.eng.txt",
    "ntrex128/newstest2019-ref.nld.txt", "tatoeba-laser/tatoeba.nld-eng.nld", "tatoeba-laser/tatoeba.nld-eng.eng",
    "tatoeba-challenge/tatoeba-test-v2021-08-07.eng", "tatoeba-challenge/tatoeba-test-v2021-08-07.nld",
    "bitext-heldout/eurlex-acts.en-nl.tsv", "bitext-heldout/nl-treaties.en-nl.tsv",
    "europarl-test2008/test2008.en-nl.tsv",
    "stsb-multi-mt/stsb-en-test.csv", "stsb-multi-mt/stsb-nl-test.csv", "stsb-multi-mt/stsb-en-dev.csv",
    "stsb-multi-mt/stsb-nl-dev.csv",
)  # fmt: skip
DEVELOPMENT_SHARE = 50
"""One document in this many is held out for choosing between checkpoints."""


@dataclass(slots=True)
class Tally:
    """What happened to the rows of one source."""

    read: int = 0
    kept: int = 0
    development: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


def evaluation_keys(folder: Path) -> frozenset[str]:
    """Keys of every sentence that is measured on, so that none of them is trained on."""
    keys: set[str] = set()
    for name in EVALUATION:
        path = folder / name
        if not path.is_file():
            logger.warning("%s is absent: its sentences are not kept out", path)
            continue
        separator = "\t" if path.suffix == ".tsv" else None
        for line in path.read_text("utf-8").splitlines():
            parts = line.split(separator) if separator else _csv_cells(line) if path.suffix == ".csv" else [line]
            keys.update(key(part) for part in parts)
    keys.discard("")
    return frozenset(keys)


def _csv_cells(line: str) -> list[str]:
    return [cell for part in line.split('"') for cell in (part, *part.split(","))]


def is_development(document: str) -> bool:
    """Whether a document is held out; depends on its name alone, so that it stays out in every run."""
    return bool(document) and int(hashlib.sha256(document.encode()).hexdigest(), 16) % DEVELOPMENT_SHARE == 0


def select(source: Source, rows: Iterable[Row], forbidden: frozenset[str], seen: set[str]) -> Iterator[tuple[Row, str]]:
    """Yield the good rows of a source with their fate: ``train``, ``development``, or the reason of a drop."""
    for raw in rows:
        row = Row(clean(raw.en), clean(raw.nl), raw.document, raw.score)
        left, right = key(row.en), key(row.nl)
        verdict = judge(row, source)
        if verdict is None and (left in forbidden or right in forbidden):
            verdict = Drop.EVALUATION
        if verdict is None and f"{left}\t{right}" in seen:
            verdict = Drop.DOUBLE
        if verdict is not None:
            yield row, verdict
            continue
        seen.add(f"{left}\t{right}")
        yield row, "development" if is_development(row.document) else "train"


def prepare(data: Path, evaluation: Path, sources: Path, output: Path) -> dict[str, Tally]:
    """Write ``train.tsv``, ``development.tsv`` and ``manifest.json`` into ``output``."""
    output.mkdir(parents=True, exist_ok=True)
    forbidden = evaluation_keys(evaluation)
    seen: set[str] = set()
    tallies: dict[str, Tally] = {}
    inputs: dict[str, str] = {}
    rules = read_sources(sources)
    with (
        (output / "train.tsv").open("w", encoding="utf-8") as train,
        (output / "development.tsv").open("w", encoding="utf-8") as development,
    ):
        for source in rules:
            tally = tallies[source.name] = Tally()
            path = source.path(data)
            inputs[source.file] = hashlib.sha256(path.read_bytes()).hexdigest()
            for row, fate in select(source, read_source(source, data), forbidden, seen):
                tally.read += 1
                if fate == "train":
                    tally.kept += 1
                    train.write(f"{source.kind}\t{source.name}\t{row.en}\t{row.nl}\n")
                elif fate == "development":
                    tally.development += 1
                    development.write(f"{source.kind}\t{source.name}\t{row.en}\t{row.nl}\n")
                else:
                    tally.dropped[fate] += 1
            logger.info("%s: %d read, %d kept, %d development", source.name, tally.read, tally.kept, tally.development)
    _write_manifest(output, rules, tallies, inputs)
    return tallies


def _write_manifest(output: Path, sources: list[Source], tallies: dict[str, Tally], inputs: dict[str, str]) -> None:
    manifest = {
        "inputs": inputs,
        "outputs": {
            name: hashlib.sha256((output / name).read_bytes()).hexdigest() for name in ("train.tsv", "development.tsv")
        },
        "sources": {
            source.name: {
                "kind": source.kind,
                "licence": source.licence,
                "read": tallies[source.name].read,
                "kept": tallies[source.name].kept,
                "development": tallies[source.name].development,
                "dropped": dict(sorted(tallies[source.name].dropped.items())),
            }
            for source in sources
        },
    }
    (output / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/, terms/, mono/")
    parser.add_argument("--evaluation", type=Path, required=True, help="unpacked folder of evaluation sets, kept out")
    parser.add_argument("--sources", type=Path, default=Path("pipelines/train/encoder_sources.toml"))
    parser.add_argument("--output", type=Path, default=Path("build/encoder"))
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    prepare(options.data, options.evaluation, options.sources, options.output)


if __name__ == "__main__":
    main()
