"""Make the shipped Dutch word list: OpenTaal words with how often laws and EU acts use them.

The list decides what may be a part of a compound and which inflected form belongs to which word. OpenTaal is under the
revised BSD licence or CC BY 3.0; the counts are of Dutch laws (no copyright) and EU acts (reuse 2011/833/EU).
"""

from __future__ import annotations

import gzip
import lzma
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+")
LONGEST = 16
NAME_COUNT = 40
"""A word outside the list that is used this often stands by itself (a name, a loan word) and is never split."""
OUTPUT = "words_nl.txt.xz"


def fold(word: str) -> str:
    """Lower case without diacritics."""
    return "".join(char for char in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(char))


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield line.rstrip("\n")


def read_counts(paths: Iterable[Path]) -> Counter[str]:
    """Counts of folded words over several ``word TAB count`` files."""
    counts: Counter[str] = Counter()
    for path in paths:
        for line in _lines(path):
            word, _, count = line.partition("\t")
            if WORD.fullmatch(word):
                counts[fold(word)] += int(count)
    return counts


def read_words(path: Path) -> set[str]:
    """Lower-case words of a list, folded."""
    return {fold(word) for word in _lines(path) if WORD.fullmatch(word) and word == word.lower()}


def read_verb_stems(dictionary: Path, words: set[str]) -> set[str]:
    """Entries of a hunspell dictionary that are the stem of a verb in the list: ``daal`` of ``dalen``."""
    found = set()
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word = fold(line.partition("/")[0].strip())
        if WORD.fullmatch(word) and any(infinitive in words for infinitive in infinitives(word)):
            found.add(word)
    return found


def infinitives(stem: str) -> Iterator[str]:
    """Spellings of the infinitive of a stem: ``daal`` dalen, ``geef`` geven, ``zet`` zetten, ``werk`` werken."""
    if len(stem) < 3 or stem[-1] in "aeiou":
        return
    soft = {"f": "v", "s": "z"}.get(stem[-1], stem[-1])
    if stem[-2] in "aeou" and stem[-3] == stem[-2]:
        yield f"{stem[:-2]}{stem[-1]}en"
        yield f"{stem[:-2]}{soft}en"
    elif stem[-2] in "aeiou" and stem[-3] not in "aeiou":
        yield f"{stem}{stem[-1]}en"
    yield f"{stem}en"
    yield f"{stem[:-1]}{soft}en"


def frequency_class(count: int) -> int:
    """Twice the decimal logarithm: 0 never seen, 6 a thousand times, 12 a million times."""
    return round(2 * math.log10(count + 1))


def select(base: set[str], forms: set[str], stems: set[str], counts: Counter[str]) -> dict[str, tuple[int, bool]]:
    """Word -> (frequency class, may be a part of a compound)."""
    rows: dict[str, tuple[int, bool]] = {}
    for word in base | forms:
        if 2 <= len(word) <= LONGEST and (counts[word] >= 2 or (word in base and len(word) <= 9)):
            rows[word] = (frequency_class(counts[word]), len(word) >= 3)
    for word in stems:
        if word not in rows and len(word) <= LONGEST:
            rows[word] = (frequency_class(counts[word]), len(word) >= 4)
    for word, count in counts.items():
        if count >= NAME_COUNT and word not in rows and 4 <= len(word) <= LONGEST:
            rows[word] = (frequency_class(count), False)
    return rows


def pack(rows: dict[str, tuple[int, bool]]) -> bytes:
    """Sorted rows, each as shared length, rest of the word, class letter (upper case: may be a part), compressed."""
    lines = []
    before = ""
    for word in sorted(rows):
        size, part = rows[word]
        shared = next(
            (at for at, (a, b) in enumerate(zip(before, word, strict=False)) if a != b), min(len(before), len(word))
        )
        letter = chr((65 if part else 97) + min(size, 20))
        lines.append(f"{chr(48 + shared)}{word[shared:]}{letter}")
        before = word
    return lzma.compress("\n".join(lines).encode("ascii", "ignore"), preset=9)


def make(opentaal: Path, counts: Iterable[Path], output: Path) -> int:
    """Write the list; returns its number of words."""
    base = read_words(opentaal / "basiswoorden-gekeurd.txt.gz")
    forms = read_words(opentaal / "flexies-ongekeurd.txt.gz")
    stems = read_verb_stems(opentaal / "nl.dic", base)
    rows = {word: row for word, row in select(base, forms, stems, read_counts(counts)).items() if word.isascii()}
    output.write_bytes(pack(rows))
    return len(rows)
