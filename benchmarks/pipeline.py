"""Whole-pipeline speed: pages per second of ``ingest`` against pdfplumber's text extraction alone, in one run.

    python -m benchmarks.pipeline FOLDER [--pages 300] [--encoder docintel-static]

Both use two processes. Prints a table with the ratio and where the time of one process goes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pdfplumber

from docintel import extract
from docintel.config import Config, EncoderSettings, IngestSettings
from docintel.index.build import index_documents, index_meta
from docintel.index.encode import load_encoder
from docintel.index.store import open_writer
from docintel.ingest.run import ingest
from docintel.pipeline import build_stages


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--encoder", default="docintel-static")
    options = parser.parse_args()
    files = choose(options.folder, options.pages)
    config = Config(encoder=EncoderSettings(name=options.encoder), ingest=IngestSettings(workers=2))
    plain_pages, plain = timed(plumber, files)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        manifest = ingest(files, config.model_copy(update={"workspace": Path(folder) / "w"}))
        whole = time.perf_counter() - started
        pages = int(manifest.totals["pages"])
    print(f"{len(files)} files, {pages} pages, encoder {options.encoder}, 2 processes, wall clock")
    print(f"pdfplumber extract_text  {plain_pages / plain:7.1f} pages/s")
    print(f"docintel ingest          {pages / whole:7.1f} pages/s")
    print(f"ratio                    {pages / whole / (plain_pages / plain):7.1f}")
    print("\nwhere one process spends its CPU time")
    for name, seconds in stages(files, config).items():
        print(f"{name:12} {seconds:7.2f} s {pages / seconds if seconds else 0:9.0f} pages per CPU-second")


def choose(folder: Path, pages: int) -> list[Path]:
    """PDFs of a folder until there are enough pages."""
    files: list[Path] = []
    count = 0
    for path in sorted(folder.rglob("*.pdf")):
        with pdfplumber.open(path) as document:
            count += len(document.pages)
        files.append(path)
        if count >= pages:
            break
    return files


def plumber(files: list[Path]) -> int:
    """Text of all pages by pdfplumber in two processes, pages closed as they are read."""
    with ProcessPoolExecutor(2) as pool:
        return sum(pool.map(_plumb, files))


def _plumb(path: Path) -> int:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.close()
        return len(document.pages)


def timed(function: object, files: list[Path]) -> tuple[int, float]:
    """Outcome and wall-clock seconds."""
    started = time.perf_counter()
    assert callable(function)
    return function(files), time.perf_counter() - started


def stages(files: list[Path], config: Config) -> dict[str, float]:
    """CPU seconds of each stage in one process, models loaded before."""
    spent = dict.fromkeys(("extract", "tag", "index"), 0.0)
    made = build_stages(config)
    encoder = load_encoder(config.encoder)
    meta = index_meta(encoder)
    with tempfile.TemporaryDirectory() as folder, open_writer(config.index, Path(folder), meta) as store:
        for path in files:
            before = time.process_time()
            document = extract.read(path, config.extract)
            spent["extract"] += time.process_time() - before
            before = time.process_time()
            for stage in made.values():
                document = stage(document)
            spent["tag"] += time.process_time() - before
            before = time.process_time()
            index_documents([document], store, encoder)
            spent["index"] += time.process_time() - before
        store.commit()
    return spent


if __name__ == "__main__":
    main()
