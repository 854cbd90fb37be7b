"""How fast the shipped encoders are: ``python -m benchmarks.encode [--torch HUB_LAYOUT] [MODEL ...]``.

Passages per CPU-second with tokenising, of 120 words (about what a passage has) and of 128 tokens (what a transformer
is measured with), loading time, and, with ``--torch``, the same model in torch fp32 in the same run: compare ratios,
absolute figures depend on the machine and on who else is on it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from docintel.config import EncoderSettings, models_folder
from docintel.index.encode import Encoder, load_encoder

_SENTENCES = (
    "De indiener van een voorstel voor onderzoek naar onbemande luchtvaartuigen toont zijn ervaring aan in bijlage 3.",
    "The consortium shall comprise at least three legal entities established in three different Member States.",
    "Een vergunning voor de uitvoer van goederen voor tweeërlei gebruik wordt schriftelijk bij de dienst aangevraagd.",
    "Results are owned by the recipients that generate them, and access rights are granted on fair conditions.",
    "Het budget van de oproep bedraagt 20 miljoen euro, waarvan ten hoogste de helft in het eerste jaar wordt betaald.",
)
_ROUNDS = 3


def passages(words: int, count: int) -> list[str]:
    """Texts of so many words each, all different."""
    stream = " ".join(_SENTENCES).split()
    return [
        " ".join((stream * 4)[start : start + words]) + f" {start}" for start in (n % len(stream) for n in range(count))
    ]


def speed(encoder: Encoder, texts: list[str]) -> float:
    """Passages per CPU-second, the best of three rounds."""
    encoder.encode(texts[:8])
    best = 0.0
    for _ in range(_ROUNDS):
        start = time.process_time()
        encoder.encode(texts)
        best = max(best, len(texts) / (time.process_time() - start))
    return best


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--torch", type=Path, help="the Hugging Face layout of the transformer student")
    parser.add_argument("models", nargs="*")
    options = parser.parse_args()
    names = options.models or sorted(path.parent.name for path in models_folder().glob("*/tokenizer.json"))
    runs = [(name, EncoderSettings(name=name, threads=1, batch_size=8)) for name in names]
    if options.torch:
        runs.append(
            ("torch fp32", EncoderSettings(name=str(options.torch), backend="transformers", threads=1, batch_size=8))
        )
    print(f"{'model':24}{'load s':>8}{'120 words':>11}{'80 words':>10}{'mean cosine nl-en':>19}")
    for name, settings in runs:
        start = time.perf_counter()
        encoder = load_encoder(settings)
        loaded = time.perf_counter() - start
        count = 2000 if encoder.dimension == 256 else 64
        long, short = (speed(encoder, passages(words, count)) for words in (120, 80))
        pair = encoder.encode(["De steun wordt in twee delen betaald.", "The support is paid in two parts."])
        print(f"{name:24}{loaded:8.2f}{long:11.1f}{short:10.1f}{float(np.dot(pair[0], pair[1])):19.3f}")


if __name__ == "__main__":
    main()
