"""Write the card of a trained encoder from what is on disk: manifest of the data, plan of the run, measured figures.

``python -m docintel.train.card --prepared build/encoder --figures build/encoder/figures.json models/docintel-static``
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

TEMPLATE = """# {name}

{title}. Version `{version}`, {size:.1f} MB, licence Apache-2.0 (data: see below).

{what}
## Figures

{figures}

nl->en and en->nl: share of sentences whose nearest sentence of the other language is the translation.
spearman: rank correlation with human judgement. The teacher reads no Dutch.
{apart}
## Training

{training}
Plan: {plan}.

## Data

{data}
{own}
sha256 of the prepared text: `{digest}` ({kept:,} rows).
Sentences of the evaluation sets were taken out, and one document in fifty was held out. Left out: software texts under
copyleft, FreeDict (GPL), everything for research or non-commercial use only, STSb (unclear), also its training part.

## Limits

{limits}"""


def figures_table(figures: Mapping[str, Mapping[str, tuple[float, int]]], name: str) -> str:
    """Put this model beside the others that were measured; one that makes no vectors of sentences was not."""
    if name not in figures:
        return "These sets compare sentences. What this model gives to search stands in `benchmarks/README.md`."
    order = [name, *(other for other in figures if other != name)]
    keys = list(dict.fromkeys(key for other in order for key in figures[other]))
    lines = [f"| set | n | {' | '.join(order)} |", "|---|---|" + "---|" * len(order)]
    for key in keys:
        cells = [f"{figures[other][key][0]:.3f}" if key in figures[other] else "" for other in order]
        count = next(figures[other][key][1] for other in order if key in figures[other])
        lines.append(f"| {key} | {count:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def data_table(sources: Mapping[str, Mapping[str, object]]) -> str:
    """One line for each source: rows kept, licence."""
    lines = ["| source | kind | rows | licence |", "|---|---|---|---|"]
    lines += [f"| {name} | {row['kind']} | {row['kept']:,} | {row['licence']} |" for name, row in sources.items()]
    return "\n".join(lines)


def sentence(values: Iterable[tuple[str, object]]) -> str:
    """Write settings as one phrase."""
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in values)


def write_card(folder: Path, prepared: Path, figures: Path, words: Path) -> None:
    """Write ``README.md`` into the folder of a model."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    manifest = json.loads((prepared / "manifest.json").read_text("utf-8"))
    name = config["name"]
    text = tomllib.loads(words.read_text("utf-8"))[name]
    size = sum(path.stat().st_size for path in folder.iterdir() if path.name != "README.md") / 1e6
    card = TEMPLATE.format(
        name=name,
        version=config["version"],
        size=size,
        figures=figures_table(json.loads(figures.read_text("utf-8")), name),
        plan=sentence(config["training"].items()),
        data=data_table(manifest["sources"]),
        digest=manifest["outputs"]["train.tsv"],
        kept=sum(row["kept"] for row in manifest["sources"].values()),
        **text,
    )
    (folder / "README.md").write_text(card, "utf-8")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("build/encoder"))
    parser.add_argument("--figures", type=Path, required=True)
    parser.add_argument("--words", type=Path, default=Path("pipelines/train/encoder_cards.toml"))
    parser.add_argument("models", type=Path, nargs="+")
    options = parser.parse_args()
    for folder in options.models:
        write_card(folder, options.prepared, options.figures, options.words)


if __name__ == "__main__":
    main()
