"""Where the time of an ingest goes: CPU seconds of one process for each stage, start included.

python -m benchmarks.stages FILE...
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from docintel.ingest.worker import ONE_THREAD

NAMES = {
    "start": "start: libraries of the command, encoder",
    "load": "load: libraries and models of the readers, once",
    "extract": "extract",
    "tag": "tag",
    "write": "write: JSON, flush, rename",
    "analyse": "index: analysis of words",
    "encode": "index: encoder",
    "store": "index: store, vocabulary, commit",
}


@dataclass(frozen=True, slots=True)
class Shares:
    """CPU seconds by stage, over so many pages."""

    pages: int
    seconds: dict[str, float]


def measure(files: list[Path], encoder: str) -> Shares:
    """Measure in fresh processes, because what is loaded already would cost nothing."""
    command = [sys.executable, "-m", "benchmarks.stages", "--encoder", encoder]
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="docintel-stages-") as folder:
        pages = 0
        for part in ("--read", "--index"):
            command_line = [*command, part, folder, *map(str, files)]
            done = subprocess.run(command_line, stdout=subprocess.PIPE, check=True, env=os.environ | ONE_THREAD)
            found = json.loads(done.stdout)
            pages = max(pages, found.pop("pages", 0))
            seconds |= found
    return Shares(int(pages), {name: seconds[name] for name in NAMES})


def table(shares: Shares) -> str:
    """The shares as Markdown."""
    whole = sum(shares.seconds.values())
    lines = ["| stage | CPU seconds | share | pages per CPU-second |", "|---|---:|---:|---:|"]
    for name, seconds in shares.seconds.items():
        rate = f"{shares.pages / seconds:.0f}" if seconds > 0.01 and name not in ("start", "load") else ""
        lines.append(f"| {NAMES[name]} | {seconds:.1f} | {seconds / whole:.0%} | {rate} |")
    lines.append(f"| all, {shares.pages} pages | {whole:.1f} | | {shares.pages / whole:.0f} |")
    return "\n".join(lines)


class Stopwatch:
    """CPU seconds of this process since the last look."""

    def __init__(self) -> None:
        self._last = 0.0
        self.seconds: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """Book the time since the last lap."""
        now = time.process_time()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now


def read(folder: Path, files: list[Path]) -> dict[str, float]:
    """What one reader does."""
    watch = Stopwatch()
    from docintel.config import Config, TagSettings
    from docintel.errors import DocintelError
    from docintel.ingest.reader import Reader
    from docintel.workspace import Workspace

    workspace = Workspace(folder)
    workspace.create()
    config = Config()
    reader = Reader(TagSettings())
    reader.rehearse()
    watch.lap("load")
    pages = 0
    for path in files:
        try:
            made = reader.make(str(path), None, folder, config, clock=time.process_time)
        except DocintelError:
            continue
        workspace.settle(Path(made.waiting), made.id)
        pages += made.pages
        for name, seconds in made.seconds.items():
            watch.seconds[name] = watch.seconds.get(name, 0.0) + seconds
    return {"pages": pages, **watch.seconds}


def index(folder: Path, encoder_name: str) -> dict[str, float]:
    """What the main process does."""
    watch = Stopwatch()
    import docintel.cli.ingest
    import docintel.ingest.run  # noqa: F401 (its loading is what is measured)
    from docintel.config import Config, EncoderSettings
    from docintel.index.bm25 import passage_vectors
    from docintel.index.build import encoded_text, entries_of, index_documents, index_meta, sentence_texts
    from docintel.index.encode import load_encoder
    from docintel.index.encode_sentences import SentenceMemory, encode_sentences
    from docintel.index.neighbours import MODEL
    from docintel.index.store import open_writer
    from docintel.workspace import Workspace

    config = Config(encoder=EncoderSettings(name=encoder_name))
    encoder = load_encoder(config.encoder)
    watch.lap("start")
    workspace = Workspace(folder)
    with open_writer(config.index, workspace.index, index_meta(encoder)) as store:
        index_documents(workspace.readable(), store, encoder)
        store.commit()
    watch.lap("store")
    entries = [entry for document in workspace.readable() for entry in entries_of(document)]
    watch.lap("again")
    for start in range(0, len(entries), config.index.batch_size):
        passage_vectors(entries[start : start + config.index.batch_size])
    watch.lap("analyse")
    memory = SentenceMemory(encoder)
    for start in range(0, len(entries), config.index.batch_size):
        batch = entries[start : start + config.index.batch_size]
        if encoder.name == MODEL:
            encoder.encode([encoded_text(entry) for entry in batch])
        else:
            encode_sentences(encoder, [sentence_texts(entry) for entry in batch], memory)
    watch.lap("encode")
    watch.seconds["store"] -= watch.seconds["analyse"] + watch.seconds["encode"]
    del watch.seconds["again"]
    return watch.seconds


def main() -> None:
    """Measure one half, or both and print the table."""
    arguments = sys.argv[1:]
    encoder = "docintel-static"
    if arguments[:1] == ["--encoder"]:
        encoder, arguments = arguments[1], arguments[2:]
    if arguments[:1] == ["--read"]:
        print(json.dumps(read(Path(arguments[1]), [Path(name) for name in arguments[2:]])))
    elif arguments[:1] == ["--index"]:
        print(json.dumps(index(Path(arguments[1]), encoder)))
    else:
        print(table(measure([Path(name) for name in arguments], encoder)))


if __name__ == "__main__":
    main()
