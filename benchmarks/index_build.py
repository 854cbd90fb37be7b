"""Index build timed: ``python -m benchmarks.index_build DOCUMENTS``, a folder of documents as JSON.

Passages per CPU-second of this process, all threads, with the encoder and without it. The first round is a fresh
process, to which every word is new; the second has met the words before.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docintel.codec import loads
from docintel.config import EncoderSettings, IndexSettings
from docintel.index.build import index_documents, index_meta
from docintel.index.encode import Encoder, load_encoder
from docintel.index.neighbours import word_encoder
from docintel.index.store import open_writer
from docintel.types import Document


class Stopwatch:
    """CPU time that encoders take: of passages, and of the words of the index."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.seconds = 0.0

    def watch(self, encoder: Any) -> None:
        """Time the encoder from now on, wherever it is used."""
        encode = encoder.encode

        def timed(texts: Sequence[str], **options: Any) -> Any:
            start = time.process_time()
            rows = encode(texts, **options)
            self.seconds += time.process_time() - start
            return rows

        encoder.encode = timed


def build(documents: Sequence[Document], encoder: Encoder) -> tuple[int, float]:
    """Make an index of the documents from nothing: its passages, and the CPU seconds."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as place:
        start = time.process_time()
        with open_writer(IndexSettings(), Path(place), index_meta(encoder)) as writer:
            counts = index_documents(documents, writer, encoder)
            writer.commit()
        return counts.passages, time.process_time() - start


def main() -> None:
    """Print a line for each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--encoder", default=EncoderSettings().name)
    given = parser.parse_args()
    encoder, words = load_encoder(EncoderSettings(name=given.encoder, threads=1)), word_encoder()
    watch = Stopwatch()
    watch.watch(encoder)
    if words is not None and words is not encoder:
        watch.watch(words)
    documents = [loads(path.read_bytes()) for path in sorted(given.documents.glob("*.json"))]
    for name in ("fresh process", "words met before"):
        watch.seconds = 0.0
        passages, seconds = build(documents, encoder)
        print(
            f"{name:16} {passages} passages of {len(documents)} documents: {passages / seconds:.0f} a CPU-second, "
            f"{passages / (seconds - watch.seconds):.0f} without encoding"
        )


if __name__ == "__main__":
    main()
