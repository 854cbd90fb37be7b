"""Soak: one long ingest; memory and file handles of the main process must stay flat, workers must be replaced.

python -m benchmarks.soak --documents 3000
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

WORDS = (
    "steun aanvraag vergunning onderneming defensie onderzoek project subsidie sensor maritiem uitvoer advies "
    "kmo partner programma doorlooptijd machtiging artikel voorwaarde bedrag termijn veiligheid"
).split()


def main() -> int:
    """Run and print the samples."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=3000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="docintel-soak-") as name:
        folder = Path(name)
        make_documents(folder / "in", options.documents)
        config = folder / "config.toml"
        config.write_text("[ingest]\nrecycle_after = 200\n", encoding="utf-8")
        workspace = folder / "w"
        command = [sys.executable, "-m", "docintel", "ingest", str(folder / "in"), "-w", str(workspace), "-q"]
        process = subprocess.Popen([*command, "--config", str(config)], stdout=subprocess.DEVNULL)
        samples, workers = watch(process, workspace)
        count = len(list((workspace / "documents").glob("*.json")))
    return judge(samples, workers, count, options.documents, process.returncode)


def make_documents(folder: Path, count: int) -> None:
    """Two-page PDFs that all differ."""
    folder.mkdir(parents=True)
    chance = random.Random(7)
    for number in range(count):
        canvas = Canvas(str(folder / f"{number:05}.pdf"))
        for page in range(2):
            canvas.drawString(72, 780, f"{page + 1}. Hoofdstuk {page + 1} van nota {number}")
            for line in range(35):
                text = " ".join(chance.choices(WORDS, k=9)) + f" ML{1 + chance.randrange(22)}"
                canvas.drawString(72, 750 - 18 * line, text)
            canvas.showPage()
        canvas.save()


def watch(process: subprocess.Popen[bytes], workspace: Path) -> tuple[list[tuple[float, int, int]], set[int]]:
    """(share done, resident KiB, open files) over time, and every worker process seen."""
    samples: list[tuple[float, int, int]] = []
    workers: set[int] = set()
    while process.poll() is None:
        time.sleep(1.0)
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
            memory = int(status.split("VmRSS:")[1].split()[0])
            handles = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        except (OSError, IndexError):
            continue
        workers.update(int(child) for child in children)
        done = sum(1 for _ in (workspace / "documents").glob("*.json")) if workspace.exists() else 0
        samples.append((done, memory, handles))
    return samples, workers


def judge(samples: list[tuple[float, int, int]], workers: set[int], count: int, wanted: int, code: int) -> int:
    """Compare the largest memory after the first tenth with that of the first tenth."""
    early = [sample for sample in samples if sample[0] <= wanted * 0.1] or samples[:1]
    late = [sample for sample in samples if sample[0] > wanted * 0.1] or samples[-1:]
    memory = max(sample[1] for sample in late) / max(sample[1] for sample in early)
    handles = max(sample[2] for sample in late) - max(sample[2] for sample in early)
    print(f"{count} of {wanted} documents, exit {code}, {len(samples)} samples, {len(workers)} worker processes")
    print(f"largest memory after the first tenth: {memory:.2f} of that in it ({max(s[1] for s in late) // 1024} MiB)")
    print(f"open files: {handles:+d}")
    return int(count != wanted or code != 0 or memory > 1.1 or handles > 8)


if __name__ == "__main__":
    sys.exit(main())
