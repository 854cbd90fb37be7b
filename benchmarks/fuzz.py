"""Fuzz: mutated PDFs through a real ingest; every one must be reported, none may stop or hold up the batch.

    python -m benchmarks.fuzz FOLDER... --files 5000

Mutations: flipped bits, a cut tail, a cut-out middle, an object spliced in from another file, doubled stretches.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

BATCH = 250
LIMIT_S = 30
SMALL = 45_000
WORKERS = 2
LARGEST = 150_000
"""Four of five files come from a seed of at most ``SMALL`` bytes, the others from one of at most ``LARGEST``."""


def main() -> int:
    """Run in batches and print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    seeds = [path.read_bytes() for folder in options.folders for path in sorted(folder.rglob("*.pdf"))]
    seeds = [data for data in seeds if 0 < len(data) <= LARGEST]
    counts: Counter[str] = Counter()
    bad = done = 0
    slowest = 0.0
    while done < options.files:
        size = min(BATCH, options.files - done)
        code, rows, seconds = run_batch([mutate(chance, seeds) for _ in range(size)])
        counts.update(row["status"] for row in rows)
        slowest = max([slowest, *(row["seconds"] for row in rows)])
        if code not in (0, 3, 7) or len(rows) != size:
            bad += 1
            print(f"batch at {done}: exit {code}, {len(rows)} of {size} reported")
        done += size
        print(f"{done} files, {dict(counts)}, last batch {seconds:.0f} s, slowest file {slowest:.1f} s", flush=True)
    print(f"{done} files, {bad} batches broken, slowest file {slowest:.1f} s of {LIMIT_S} s")
    return int(bad > 0 or slowest > LIMIT_S * 1.5)


def mutate(chance: random.Random, seeds: list[bytes]) -> bytes:
    """One to three mutations of a seed."""
    small = [seed for seed in seeds if len(seed) <= SMALL]
    data = bytearray(chance.choice(small if small and chance.random() < 0.8 else seeds))
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(max(1, len(data)))
        length = chance.randint(1, max(1, len(data) // 10))
        match chance.randrange(5):
            case 0:
                for _ in range(chance.randint(1, 200)):
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            case 1:
                del data[at:]
            case 2:
                del data[at : at + length]
            case 3:
                other = chance.choice(seeds)
                start = chance.randrange(len(other))
                data[at:at] = other[start : start + length]
            case _:
                data[at:at] = data[at : at + length]
        if not data:
            data = bytearray(b"%PDF-1.7")
    return bytes(data)


def run_batch(files: list[bytes]) -> tuple[int, list[dict[str, object]], float]:
    """Exit code, manifest rows and seconds of an ingest of these files."""
    with tempfile.TemporaryDirectory(prefix="docintel-fuzz-") as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for number, data in enumerate(files):
            # a comment at the end keeps two equal mutations apart
            (folder / "in" / f"{number:04}.pdf").write_bytes(data + b"\n%%%d" % number)
        config = folder / "config.toml"
        limits = f"[ingest]\ntimeout_s = {LIMIT_S}\nmemory_mb = 1024\nworkers = {WORKERS}\n"
        config.write_text(limits + "[tag]\nner = false\n", encoding="utf-8")
        command = [sys.executable, "-m", "docintel", "ingest", str(folder / "in"), "-w", str(folder / "w"), "-q"]
        started = time.monotonic()
        done = subprocess.run(
            [*command, "-f", "json", "--config", str(config)], capture_output=True, timeout=BATCH * LIMIT_S
        )
        seconds = time.monotonic() - started
        try:
            return done.returncode, json.loads(done.stdout)["files"], seconds
        except (ValueError, KeyError):
            print(done.stderr[-2000:].decode(errors="replace"))
            return done.returncode, [], seconds


if __name__ == "__main__":
    sys.exit(main())
