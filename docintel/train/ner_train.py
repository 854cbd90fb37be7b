"""Train a name model: ``python -m docintel.train.ner_train pipelines/train/ner_nl.cfg BUILD``.

``ner_nl_gold.cfg`` is the second stage: it goes on from the model of the first, which must stand in the build folder.

The same as ``spacy train``, with two differences: words are cut as the reader at run time cuts them, and products of
matrices go through numpy, which is four times as quick as thinc's own library on the processors that we saw.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config, registry
from thinc.api import NumpyOps, set_current_ops

from docintel.tag.name_words import INFIX, PREFIX, SUFFIX


def with_plain_words(nlp: Language) -> Language:
    """The pipeline with a tokenizer that cuts words by three patterns and knows no exceptions."""
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        prefix_search=re.compile(PREFIX).search,
        suffix_search=re.compile(SUFFIX).search,
        infix_finditer=re.compile(INFIX).finditer,
    )
    return nlp


def blank(language: str) -> Language:
    """An empty pipeline that cuts words as the name models do."""
    return with_plain_words(spacy.blank(language))


def _make_plain_words() -> Callable[[Language], Language]:
    return with_plain_words


registry.callbacks.register("docintel.plain_words.v1", func=_make_plain_words)


def main() -> None:
    """Train one language; the weights are those of the last step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("build", type=Path)
    arguments = parser.parse_args()
    set_current_ops(NumpyOps(use_blis=False))
    config = load_config(arguments.config)
    language, name = config["nlp"]["lang"], arguments.config.stem.removeprefix("ner_")
    config["paths"]["train"] = str(arguments.build / f"{name}-train.spacy")
    config["paths"]["dev"] = str(arguments.build / f"{language}-dev.spacy")
    if "first" in config["paths"]:
        config["paths"]["first"] = str(arguments.build / language / "model-last")
    output = arguments.build / name
    output.mkdir(parents=True, exist_ok=True)
    train(init_nlp(config), output)


if __name__ == "__main__":
    main()
