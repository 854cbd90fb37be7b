"""Pages per CPU-second of reading PDFs, beside other readers on the same pages in the same run.

    python benchmarks/extract.py FOLDER [--pages 300] [--peer-pages 40]

Takes pages from the PDFs of a folder (``DOCINTEL_EXTRA_CORPUS`` where it is set): one process, its CPU time.
Peers that are not installed are left out. The last part reads with two worker processes and compares their gain with
that of two bare pdfium processes, and gives the peak memory of reading the longest file.
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
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pdfplumber
import pypdfium2.raw as pdfium_c

from docintel.config import ExtractSettings
from docintel.extract import read

try:
    import fitz
except ImportError:
    fitz = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=os.environ.get("DOCINTEL_EXTRA_CORPUS"))
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--peer-pages", type=int, default=40)
    options = parser.parse_args()
    if not options.folder:
        sys.exit("name a folder of PDFs")
    files = choose(Path(options.folder), options.pages)
    pages = sum(count for _, count in files)
    print(f"{pages} pages of {len(files)} files")
    read(files[0][0], ExtractSettings())  # word list and patterns are loaded once a process, not once a page
    ours = rate(files, ours_on)
    print(f"docintel, structure, notes and tables   {ours:8.1f} pages per CPU-second")
    print(f"pdfium, words with boxes                {rate(files, pdfium_on):8.1f}")
    few = choose(Path(options.folder), options.peer_pages, largest=60)
    plumber, same = rate(few, plumber_on), rate(few, ours_on)
    print(f"pdfplumber, extract_words               {plumber:8.1f}   ({sum(n for _, n in few)} pages)")
    print(f"docintel over pdfplumber, same pages    {same / plumber:8.1f} times")
    if shutil.which("pdftotext"):
        print(f"pdftotext -layout                       {pdftotext_rate(files):8.1f}")
    if fitz is not None:
        print(f"PyMuPDF, dict                           {rate(files, mupdf_on):8.1f}")
    workers(files)
    print(f"peak memory of this process             {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:8d} MB")


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


def rate(files: list[tuple[Path, int]], reader: Callable[[Path], None]) -> float:
    """Pages per CPU-second of a reader."""
    start = time.process_time()
    for path, _ in files:
        reader(path)
    return sum(count for _, count in files) / (time.process_time() - start)


def ours_on(path: Path) -> None:
    """The whole of docintel's reading."""
    read(path, ExtractSettings())


def pdfium_on(path: Path) -> None:
    """Words with boxes, as docintel asks pdfium for them, and nothing else."""
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


def mupdf_on(path: Path) -> None:
    """Blocks, lines and spans with fonts."""
    with fitz.open(path) as pdf:
        for page in pdf:
            page.get_text("dict")


def pdftotext_rate(files: list[tuple[Path, int]]) -> float:
    """CPU time of the program itself."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for path, _ in files:
        subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return sum(count for _, count in files) / spent


def workers(files: list[tuple[Path, int]]) -> None:
    """Gain of two workers over one, ours and bare pdfium, by the clock."""
    paths = [path for path, _ in files]
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


if __name__ == "__main__":
    main()
