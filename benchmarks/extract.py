"""Pages per CPU-second of reading PDFs, and fidelity of the text, beside other readers on the same pages in one run.

    python -m benchmarks.extract FOLDER [--pages 300] [--rounds 3] [--truth FOLDER ...]

Takes pages from the PDFs of a folder (``DOCINTEL_EXTRA_CORPUS`` where it is set). Readers take turns file by file, for
several rounds, and the best time of each file counts: on a shared machine that is what repeats. PyMuPDF (no dependency
for its licence) and pdftotext are left out with a line where they are not installed. Fidelity is measured on documents
whose text is known (``corpora`` and the folders of ``--truth``). The last part reads with two worker processes and
compares their gain with that of two bare pdfium processes; a process of its own tells the peak memory. ``--rounds 0``
leaves out speed.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2.raw as pdfium_c

from docintel.config import ExtractSettings
from docintel.evaluate.edits import similarity, squeezed
from docintel.evaluate.extract import without_notes
from docintel.evaluate.extract_truth import find_truths, read_truth
from docintel.extract import read

try:
    import pymupdf
except ImportError:
    pymupdf = None

CORPORA = Path(__file__).parent.parent / "corpora"
OURS, PLUMBER = "docintel, structure, notes and tables", "pdfplumber, words with fonts"
Reader = Callable[[Path], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=os.environ.get("DOCINTEL_EXTRA_CORPUS"))
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--truth", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    if not options.folder:
        sys.exit("name a folder of PDFs")
    files = choose(Path(options.folder), options.pages)
    if options.rounds:
        speed(files, options.rounds)
    fidelity([CORPORA, *options.truth])
    if options.rounds:
        workers([path for path, _ in files])
    peak_memory(Path(options.folder))


def choose(folder: Path, pages: int, largest: int = 140) -> list[tuple[Path, int]]:
    """Files of all kinds until there are enough pages, the larger ones of each folder first."""
    found: list[tuple[Path, int]] = []
    folders = [path for path in sorted(folder.rglob("*")) if path.is_dir() and path.name != "robustness"]
    groups = [sorted(path.glob("*.pdf"), key=lambda file: -file.stat().st_size) for path in folders]
    for turn in range(100):
        for group in groups:
            if turn < len(group):
                count = page_count(group[turn])
                if 1 <= count <= largest and sum(n for _, n in found) < pages:
                    found.append((group[turn], count))
    return found


def page_count(path: Path) -> int:
    """Pages of a file, 0 where pdfium refuses it."""
    pdfium_c.FPDF_InitLibrary()
    handle = pdfium_c.FPDF_LoadDocument(str(path).encode(), None)
    count = pdfium_c.FPDF_GetPageCount(handle) if handle else 0
    pdfium_c.FPDF_CloseDocument(handle)
    return count


# --- speed ------------------------------------------------------------------------------------------------------------


def speed(files: list[tuple[Path, int]], rounds: int) -> None:
    """Pages per CPU-second of every reader, the best of each file over the rounds."""
    pages = sum(count for _, count in files)
    print(f"{pages} pages of {len(files)} files, {rounds} rounds, best of each file")
    readers: dict[str, Reader] = {OURS: ours_on, "pdfium, words with boxes": pdfium_on, PLUMBER: plumber_on}
    if pymupdf is not None:
        readers["PyMuPDF, words"] = mupdf_words_on
        readers["PyMuPDF, blocks, lines and fonts"] = mupdf_on
    else:
        print("PyMuPDF is not installed: left out (pip install pymupdf)")
    if shutil.which("pdftotext"):
        readers["pdftotext, plain text"] = pdftotext_on
    else:
        print("pdftotext is not installed: left out (poppler-utils)")
    ours_on(files[0][0])  # word list and patterns are loaded once a process, not once a page
    best: dict[tuple[str, Path], float] = {}
    for _ in range(rounds):
        for path, _ in files:
            for name, reader in readers.items():
                start = spent()
                reader(path)
                best[name, path] = min(best.get((name, path), float("inf")), spent() - start)
    rates = {name: pages / sum(best[name, path] for path, _ in files) for name in readers}
    for name, rate in rates.items():
        print(f"{name:39s} {rate:8.1f} pages per CPU-second")
    print(f"docintel over pdfplumber, same pages    {rates[OURS] / rates[PLUMBER]:8.1f} times")


def spent() -> float:
    """CPU seconds of this process and of the programs that it has called."""
    own, called = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + called.ru_utime + called.ru_stime


def ours_on(path: Path) -> None:
    """The whole of docintel's reading."""
    read(path, ExtractSettings())


def pdfium_on(path: Path) -> None:
    """Words with boxes, as a first reader would ask pdfium for them, and nothing else."""
    handle = pdfium_c.FPDF_LoadDocument(str(path).encode(), None)
    values = [ctypes.c_double() for _ in range(4)]
    references = [ctypes.byref(value) for value in values]
    for number in range(pdfium_c.FPDF_GetPageCount(handle)):
        page = pdfium_c.FPDF_LoadPage(handle, number)
        text = pdfium_c.FPDFText_LoadPage(page)
        count = pdfium_c.FPDFText_CountChars(text)
        buffer = ctypes.create_string_buffer((count + 1) * 2)
        pdfium_c.FPDFText_GetText(text, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
        at = 0
        for word in buffer.raw.decode("utf-16-le", "replace").split():
            if pdfium_c.FPDFText_CountRects(text, at, len(word)) > 0:
                pdfium_c.FPDFText_GetRect(text, 0, *references)
            at += len(word) + 1
        pdfium_c.FPDFText_ClosePage(text)
        pdfium_c.FPDF_ClosePage(page)
    pdfium_c.FPDF_CloseDocument(handle)


def plumber_on(path: Path) -> None:
    """Words with font and size."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words(extra_attrs=["fontname", "size"])
            page.close()


def mupdf_words_on(path: Path) -> None:
    """Words with boxes."""
    with pymupdf.open(path) as pdf:
        for page in pdf:
            page.get_text("words")


def mupdf_on(path: Path) -> None:
    """Blocks, lines and spans with fonts."""
    with pymupdf.open(path) as pdf:
        for page in pdf:
            page.get_text("dict")


def pdftotext_on(path: Path) -> str:
    """The text in reading order, as the program gives it."""
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


# --- fidelity ---------------------------------------------------------------------------------------------------------


def fidelity(folders: list[Path]) -> None:
    """How much of the known running text each reader gives, in order, and how alike its whole text is."""
    readers: dict[str, Callable[[Path], str]] = {"docintel": lambda _: "", "pdfplumber": plumber_text}
    if pymupdf is not None:
        readers["PyMuPDF"] = mupdf_text
        readers["PyMuPDF, sorted"] = mupdf_sorted_text
    if shutil.which("pdftotext"):
        readers["pdftotext"] = pdftotext_on
        readers["pdftotext -layout"] = pdftotext_layout
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in readers}
    names = []
    for path, expected, kinds in known_texts(folders):
        names.append(path.name)
        readers["docintel"] = partial(our_text, without=kinds)
        for name, reader in readers.items():
            text = squeezed(reader(path))
            found[name].append((common(text, expected) / max(1, len(expected)), similarity(text, expected)))
    print(f"\nfidelity on {len(names)} documents with known text       kept in order   alike as a whole")
    for name, scores in found.items():
        kept, alike = (sum(column) / len(column) for column in zip(*scores, strict=True))
        print(f"{name:39s} {kept:20.4f} {alike:18.4f}")


def known_texts(folders: list[Path]) -> Iterator[tuple[Path, str, frozenset[str]]]:
    """Development documents with the text that their truth gives, and the kinds of block that it leaves out."""
    for folder in folders:
        for place, path in find_truths(folder):
            truth = read_truth(place)
            if path.suffix != ".pdf" or truth.split != "dev" or not plumber_text(path).strip():
                continue  # a scan has no text to be faithful to
            source = place.name.replace(".truth.json", ".source.txt")
            whole = next((file for root in place.parents if (file := root / "gold" / "text" / source).is_file()), None)
            if whole is not None:
                yield path, squeezed(without_notes(whole.read_text(encoding="utf-8"), truth)), frozenset({"footnote"})
            elif truth.body:
                left_out = frozenset({"title", "heading", "table", "toc", "footnote"})
                yield path, squeezed(" ".join(each.text for each in truth.body)), left_out


def our_text(path: Path, without: frozenset[str]) -> str:
    """The running text, without the kinds of block that the truth does not hold."""
    document = read(path, ExtractSettings())
    return " ".join(document.text[b.span.start : b.span.end] for b in document.blocks if b.kind not in without)


def plumber_text(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def mupdf_text(path: Path) -> str:
    with pymupdf.open(path) as pdf:
        return "\n".join(page.get_text("text") for page in pdf)


def mupdf_sorted_text(path: Path) -> str:
    with pymupdf.open(path) as pdf:
        return "\n".join(page.get_text("text", sort=True) for page in pdf)


def pdftotext_layout(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def common(first: str, second: str) -> int:
    """Length of the longest common subsequence, by bit vectors (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for at, char in enumerate(second):
        places[char] = places.get(char, 0) | (1 << at)
    mask = (1 << len(second)) - 1
    row = mask
    for char in first:
        matches = row & places.get(char, 0)
        row = ((row + matches) | (row - matches)) & mask
    return len(second) - row.bit_count()


# --- two processes ----------------------------------------------------------------------------------------------------


def workers(paths: list[Path]) -> None:
    """Gain of two workers over one, ours and bare pdfium, by the clock."""
    print()
    gains = {}
    for name, reader in (("docintel", ours_on), ("pdfium", pdfium_on)):
        seconds = []
        for count in (1, 2):
            with ProcessPoolExecutor(count) as pool:
                list(pool.map(reader, paths[:count]))
                start = time.perf_counter()
                list(pool.map(reader, paths * (3 if name == "pdfium" else 1)))
                seconds.append(time.perf_counter() - start)
        gains[name] = seconds[0] / seconds[1]
        print(f"two workers instead of one, {name:11s} {gains[name]:8.2f} times")
    print(f"our gain over that of bare pdfium       {gains['docintel'] / gains['pdfium']:8.2f}")


# --- memory -----------------------------------------------------------------------------------------------------------


def peak_memory(folder: Path) -> None:
    """Peak of a process of its own that reads the file with the most pages, up to 500."""
    counts = {path: page_count(path) for path in folder.rglob("*.pdf")}
    longest = max((path for path, count in counts.items() if count <= 500), key=lambda path: counts[path])
    script = (
        "import sys; from pathlib import Path; from docintel.config import ExtractSettings;"
        "from docintel.extract import read; read(Path(sys.argv[1]), ExtractSettings());"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"  # ru_maxrss is the caller's too
    )
    done = subprocess.run([sys.executable, "-c", script, str(longest)], capture_output=True, text=True, check=True)
    print(f"peak memory, {counts[longest]} pages                   {int(done.stdout) // 1024:8d} MB")


if __name__ == "__main__":
    main()
