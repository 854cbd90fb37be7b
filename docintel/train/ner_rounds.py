"""Build the training files of the name models: ``python -m docintel.train.ner_rounds nl DATA BUILD CORPUS``.

Two files for two stages: silver and free corpora, then the sentences that were read and marked by hand
(``ner_gold.py``) beside a sample of the first. The same files give the same bytes. The first holds for English gold
corpora, law with known names and filled templates; for Dutch silver and gold corpora, names carried over from the
English side of parallel law, law, treebank names and filled templates. What each holds stands in ``counts-*.json``.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, DocBin

from docintel.train.ner_data import corpus_docs, name_sources, read_names, to_doc, unpack, write_corpus, write_counts
from docintel.train.ner_gold import marked_docs
from docintel.train.ner_names import load_gazetteer, person_names, titled_terms, wiki_kinds
from docintel.train.ner_read import Named
from docintel.train.ner_silver import (
    Labeller,
    Pools,
    carry_over,
    fill,
    mine_twins,
    read_lines,
    read_pairs,
    swap_names,
    usual_case,
)
from docintel.train.ner_train import blank

SEED = 20261122
PAIRS = {"eurlex-acts": 18_000, "nl-treaties": 22_000, "europarl-testsets-2006-2007": 5_734}
FILLED = {"nl": 8_000, "en": 5_000}
SWAPPED = 3_000
MARKED_COPIES = 8
REPEATED = 8_000
"""Documents of the first stage that the second sees again, so that it forgets nothing."""
TEMPLATES = Path(__file__).parents[2] / "pipelines" / "train" / "ner_templates.tsv"


def _kinds(language: Literal["nl", "en"], data: Path, raw: Path) -> dict[str, str]:
    """Known names with their kind; what the lexicon says goes before WikiANN."""
    source = next(row for row in name_sources(language, "train") if row.name.startswith("WikiANN"))
    return {**wiki_kinds(read_names(replace(source, take=0), raw), 2), **load_gazetteer(language, data).kinds}


def _labeller(nlp: Language, data: Path, kinds: Mapping[str, str], raw: Path) -> Labeller:
    files = ("en-eurlex.txt.gz",) if nlp.lang == "en" else ("nl-laws.txt.gz", "nl-eurlex.txt.gz")
    lines = [line for file in files for line in read_lines(data / "mono" / file, 20_000)]
    lines += [" ".join(row.tokens) for row in read_names(name_sources(str(nlp.lang), "train")[0], raw)]
    return Labeller(nlp, kinds, usual_case(lines))


def _pools(language: Literal["nl", "en"], data: Path, kinds: Mapping[str, str]) -> Pools:
    """Names for slots: the lexicon three times as often as WikiANN, since its kinds are sure."""
    known = load_gazetteer(language, data)
    wiki = {kind: sorted(name for name, found in kinds.items() if found == kind) for kind in ("ORG", "LOC")}
    plain = {kind: [name for name in names if re.fullmatch(r"[\w .&'-]{3,40}", name)] for kind, names in wiki.items()}
    organisations, places = known.pool("ORG"), known.pool("LOC")
    return Pools(
        {
            "P": person_names(dict(kinds)),
            "O": organisations * 3 + plain["ORG"][: len(organisations)],
            "A": [name for name in organisations if re.fullmatch(r"[A-Z]{2,6}", name)],
            "L": places + plain["LOC"][: len(places)],
            "G": known.pool("NOT"),
            "T": titled_terms(language),
        }
    )


def _templates(language: str) -> list[str]:
    rows = (line.split("\t") for line in TEMPLATES.read_text("utf-8").splitlines())
    return [text for kind, text in rows if kind == language]


def _silver(docs: Iterable[Doc], limit: int, empty: int) -> Iterator[Doc]:
    """The first ``limit`` sentences with a name and ``empty`` without."""
    left = {True: limit, False: empty}
    for doc in docs:
        named = len(doc.ents) > 0
        if left[named] > 0:
            left[named] -= 1
            yield doc


def _made(nlp: Language, real: Sequence[Doc], pools: Pools, counts: Counter[str]) -> Iterator[Doc]:
    """Filled templates, and real sentences with their names swapped."""
    rng = random.Random(SEED)
    for doc in fill(nlp, _templates(str(nlp.lang)), pools, FILLED[str(nlp.lang)], rng):
        counts["templates (own words, filled)"] += 1
        yield doc
    named = [doc for doc in real if len(doc.ents) > 0]
    for doc in rng.sample(named, min(SWAPPED, len(named))):
        swapped = swap_names(nlp, doc, pools, rng)
        if swapped is not None:
            counts["silver sentences with swapped names"] += 1
            yield swapped


def build_english(data: Path, build: Path) -> None:
    """Write the English training file: gold, law with known names, filled templates."""
    raw = unpack(data, build)
    counts = Counter[str]()
    nlp = blank("en")
    corpora = list(corpus_docs(nlp, name_sources("en", "train"), raw, counts))
    kinds = _kinds("en", data, raw)
    labeller = _labeller(nlp, data, kinds, raw)
    lines = [*(pair.en for pair in read_pairs(data, PAIRS)), *read_lines(data / "mono" / "en-eurlex.txt.gz", 5_000)]
    trusted = (doc for line in lines if labeller.label(doc := nlp.make_doc(line)))
    silver = list(_silver(trusted, 5_000, 1_500))
    counts["EU law, treaties and debates, known names"] = len(silver)
    made = _made(nlp, silver, _pools("en", data, kinds), counts)
    _write("en", build, [*corpora, *silver, *made], counts, raw)


def build_dutch(data: Path, build: Path) -> None:
    """Write the Dutch training file: silver and gold corpora, names carried over, law, treebank names, templates."""
    raw = unpack(data, build)
    counts = Counter[str]()
    nlp = blank("nl")
    corpora = list(corpus_docs(nlp, name_sources("nl", "train"), raw, counts))
    kinds = _kinds("nl", data, raw)
    labeller = _labeller(nlp, data, kinds, raw)
    carried = list(_silver(_carried(labeller, data, raw), 6_500, 1_000))
    counts["parallel law and debates, names carried over from English"] = len(carried)
    laws = (nlp.make_doc(line) for line in read_lines(data / "mono" / "nl-laws.txt.gz", 25_000))
    known = list(_silver((doc for doc in laws if labeller.label(doc)), 2_500, 800))
    counts["Dutch laws, known names"] = len(known)
    treebanks = [row for source in name_sources("nl", "names") for row in read_names(source, raw)]
    typed = list(_typed(nlp, treebanks, labeller))
    counts["treebank sentences, names of known kind"] = len(typed)
    silver = [*carried, *known]
    made = _made(nlp, silver, _pools("nl", data, kinds), counts)
    _write("nl", build, [*corpora, *silver, *typed, *typed, *made], counts, raw)


def build_marked(language: Literal["nl", "en"], data: Path, build: Path, corpus: Path) -> None:
    """Write the training file of the second stage; the counts of the first go on."""
    nlp = blank(language)
    counts = Counter[str](json.loads((build / f"counts-{language}.json").read_text("utf-8")))
    marked = list(marked_docs(nlp, data, corpus, counts))
    first = list(DocBin().from_disk(build / f"{language}-train.spacy").get_docs(nlp.vocab))
    again = random.Random(SEED).sample(first, min(REPEATED, len(first)))
    write_corpus(build / f"{language}_gold-train.spacy", [*marked * MARKED_COPIES, *again])
    write_counts(build / f"counts-{language}.json", counts)


def _write(language: Literal["nl", "en"], build: Path, docs: Sequence[Doc], counts: Counter[str], raw: Path) -> None:
    counts["all, copies included"] = write_corpus(build / f"{language}-train.spacy", docs)
    write_counts(build / f"counts-{language}.json", counts)
    dev = corpus_docs(blank(language), name_sources(language, "dev"), raw, Counter())
    write_corpus(build / f"{language}-dev.spacy", dev)


def _carried(labeller: Labeller, data: Path, raw: Path) -> Iterator[Doc]:
    """Dutch sentences of which the English side is trusted and every name was found again."""
    english = blank("en")
    reader = _labeller(english, data, _kinds("en", data, raw), raw)
    labelled = [(doc, pair.nl) for pair in read_pairs(data, PAIRS) if reader.label(doc := english.make_doc(pair.en))]
    known, mined = load_gazetteer("nl", data).twins, mine_twins(labelled)
    twins = {name: known.get(name, frozenset()) | mined.get(name, frozenset()) for name in {*known, *mined}}
    for source, dutch in labelled:
        doc = labeller.nlp.make_doc(dutch)
        spans = carry_over(source, doc, twins)
        if spans is not None and labeller.label(doc, spans):
            yield doc


def _typed(nlp: Language, rows: Iterable[Named], labeller: Labeller) -> Iterator[Doc]:
    """Treebank sentences in which the kind of every name is known."""
    for row in rows:
        labels = [labeller.kind(" ".join(row.tokens[start:end])) for start, end, _ in row.spans]
        if len(row.tokens) > 4 and all(labels):
            spans = ((start, end, label) for (start, end, _), label in zip(row.spans, labels, strict=True))
            doc = to_doc(nlp, Named(row.tokens, tuple(span for span in spans if span[2] != "NOT")))
            if doc is not None:
                yield doc


BUILDERS: dict[str, Callable[[Path, Path], None]] = {"en": build_english, "nl": build_dutch}


def main() -> None:
    """Build the training files of one round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("round", choices=sorted(BUILDERS))
    parser.add_argument("data", type=Path, help="folder with ner.tar.gz, ud.tar.gz, parallel/, mono/ and terms/")
    parser.add_argument("build", type=Path, help="folder to write to")
    parser.add_argument("corpus", type=Path, help="folder of the papers that marked sentences point at")
    parser.add_argument("--second", action="store_true", help="only the file of the second stage")
    arguments = parser.parse_args()
    if not arguments.second:
        BUILDERS[arguments.round](arguments.data, arguments.build)
    build_marked(arguments.round, arguments.data, arguments.build, arguments.corpus)


if __name__ == "__main__":
    main()
