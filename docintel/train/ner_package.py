"""Write a trained name model as it ships: ``python -m docintel.train.ner_package nl BUILD MODELS``.

The folder loads with ``spacy.load``. The words that were seen in training are left out (hashes are enough; the strings
that spaCy numbers otherwise stand in ``symbols.json`` for the reader without spaCy), and the card is made from the
counts and measures that the earlier steps wrote.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import spacy
from spacy.symbols import IDS  # type: ignore[import-not-found]
from spacy.tokens import DocBin

from docintel.train.ner_data import name_sources, read_names

NAMES = {"nl": "Dutch", "en": "English"}
PUBLISHED = {
    "nl": "nl_core_news_sm 71.5, md 75.3, lg 76.4 (F1 on another test set: Dutch news with 18 labels)",
    "en": "en_core_web_sm 84.3, md 84.7, lg 85.5 (F1 on another test set: OntoNotes with 18 labels)",
}
_MADE = {
    "read and marked by hand": "marks Apache-2.0, no text (pipelines/train/ner_gold_*.jsonl); texts as their sources",
    "EU law, treaties and debates, known names": "EU reuse (2011/833/EU); official texts; Europarl",
    "parallel law and debates, names carried over from English": "EU reuse (2011/833/EU); official texts; Europarl",
    "Dutch laws, known names": "no copyright (Auteurswet art. 11) / CC0",
    "treebank sentences, names of known kind": "CC BY-SA 4.0 (UD Dutch Alpino)",
    "silver sentences with swapped names": "as the law sentences they come from",
    "templates (own words, filled)": "Apache-2.0 (pipelines/train/ner_templates.tsv)",
}


def package(language: str, build: Path, models: Path) -> Path:
    """Write ``docintel-ner-<language>`` with its card; the folder."""
    nlp = spacy.load(build / f"{language}_gold" / "model-last")
    folder = models / f"docintel-ner-{language}"
    shutil.rmtree(folder, ignore_errors=True)
    nlp.meta.update(
        name=f"docintel-ner-{language}",
        version="1.2.0",
        description=f"Persons, organisations and places in {NAMES[language]} policy and law",
        author="The docintel authors",
        license="CC BY-SA 4.0",
        sources=[{"name": name, "license": licence} for name, _, licence in ingredients(language, build)],
    )
    nlp.meta.pop("performance", None)
    nlp.config["paths"].update(train=None, dev=None, first=None)
    nlp.config["initialize"]["before_init"] = None
    nlp.to_disk(folder)
    (folder / "symbols.json").write_text(json.dumps(IDS) + "\n", "utf-8")
    (folder / "vocab" / "strings.json").write_text(json.dumps(["LOC", "ORG", "PERSON"]) + "\n", "utf-8")
    (folder / "README.md").write_text(card(language, build), "utf-8")
    return folder


def ingredients(language: str, build: Path) -> list[tuple[str, int, str]]:
    """(name, sentences, licence) of everything in the training file."""
    counts: dict[str, int] = json.loads((build / f"counts-{language}.json").read_text("utf-8"))
    licences = {source.name: source.licence for source in name_sources(language, "train")} | _MADE
    return [(name, counts[name], licence) for name, licence in licences.items() if name in counts]


def card(language: str, build: Path) -> str:
    """The model card."""
    table = json.loads((build / f"measures-{language}.json").read_text("utf-8"))
    data = [f"| {name} | {count:,} | {licence} |" for name, count, licence in ingredients(language, build)]
    rows = []
    for split in table["splits"]:
        labels = " | ".join(f"{100 * split['scores'][label][2]:.1f}" for label in ("PERSON", "ORG", "LOC", "all"))
        rows.append(f"| {split['name']} | {split['sentences']:,} | {split['entities']:,} | {labels} |")
    return CARD.format(
        name=f"docintel-ner-{language}",
        language=NAMES[language],
        code=language,
        data="\n".join(data),
        measures="\n".join(rows),
        published=PUBLISHED[language],
        repeated=repeated(language, build),
        speed=f"{table['words_per_second']:,}",
    )


def repeated(language: str, build: Path) -> int:
    """WikiANN test rows of five tokens or more whose text stands in the training file as well."""
    nlp = spacy.blank(language)
    trained = DocBin().from_disk(build / f"{language}-train.spacy").get_docs(nlp.vocab)
    seen = {"".join(doc.text.split()).lower() for doc in trained}
    source = next(row for row in name_sources(language, "test") if row.name.startswith("WikiANN"))
    rows = read_names(source, build / "raw")
    return sum(len(row.tokens) > 4 and "".join(row.tokens).lower() in seen for row in rows)


CARD = """# {name}

Persons (`PERSON`), organisations (`ORG`) and places (`LOC`) in {language} policy, law and calls for proposals; a spaCy
pipeline of one component, a small convolutional network without vectors.

```python
import spacy

nlp = spacy.load("models/{name}")
```

## Trained on

| Source | Sentences | Licence |
|---|---|---|
{data}

Licence of the weights: CC BY-SA 4.0, the strictest of the above. Not used on purpose: CoNLL-2002 (research only),
WikiNeural (non-commercial), re3d (BBC texts among its sources), the GUM genres under non-commercial terms.

Two stages: everything but the marked sentences; then those, each eight times, beside 8,000 documents of the first.
They were drawn by seed from laws, EU acts, treaties, debates and public papers, and marked by one reader; no sentence
of the domain gold is among them, but some come from the same papers.

Steps: `prepare-ner`, `train-ner`, `evaluate-ner`, `package-ner` in `pipelines/project.yml`; settings and seed
(20261122) in `pipelines/train/ner_{code}.cfg` and `ner_{code}_gold.cfg`. Nothing was chosen on a test split, and no
checkpoint was chosen at all: the weights are the running average at the last step.

## Measured

F1 in per cent, exact span and label, on the tokens of each split.

| Test split | Sentences | Names | PERSON | ORG | LOC | all |
|---|---|---|---|---|---|---|
{measures}

Splits that mark other names as well (CoNLL-2002, Europarl) count a guess on one of those as wrong. WikiANN repeats
short titles between its own splits: {repeated} of these 10,000 test rows stand in the training file too.
For comparison only, since data and labels differ:
{published}.
Rules and model together on sentences of real policy documents: `docintel evaluate entities`; figures in
`docs/models.md`.

Speed: {speed} words per CPU-second in spaCy on one core of a busy two-core machine, tokenising included. docintel reads
the same weights with numpy (`docintel/tag/name_net.py`), which finds the same names three to five times as quick.

## Limits

* Alone it is weak on names it never saw without context: single words, tables, lists, text in capitals. docintel runs
  it beside rules and word lists (`docintel/tag/entity_merge.py`), which win where they overlap.
* `EU`, `Union`, `Commission` count as organisations, also inside `EU Member States`; demonyms (`Dutch`, `Vlaamse`)
  are left out; names of programmes, funds and acts are meant to be left to the rules.
* Most sentences of the first stage carry labels made by rules, not by readers: errors of the lists are in the model.
"""


def main() -> None:
    """Package one language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", choices=sorted(NAMES))
    parser.add_argument("build", type=Path)
    parser.add_argument("models", type=Path)
    arguments = parser.parse_args()
    print(package(arguments.language, arguments.build, arguments.models))


if __name__ == "__main__":
    main()
