"""The bilingual vocabulary of the static model: whole words first, pieces for the rest."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import BPE, Unigram
from tokenizers.normalizers import NFKD, Lowercase, Sequence, StripAccents
from tokenizers.pre_tokenizers import Punctuation, WhitespaceSplit
from tokenizers.pre_tokenizers import Sequence as Steps
from tokenizers.trainers import BpeTrainer

from docintel.train.rows import read_rows

_WORD = re.compile(r"\w+")
UNKNOWN = "[UNK]"
TOKEN_PRICE = 12.0
LAW_WEIGHT = 0.4
"""Law is three quarters of the text; at full weight its words would push out those of everyday sentences."""
SUBTITLE_WORDS = 1_500_000
"""Total weight of a frequency list of spoken language, in words; the prepared text has about ten million."""


def count_words(prepared: Path, lists: Iterable[Path], law: frozenset[str]) -> Counter[str]:
    """Count the words of both languages, law and lists weighted."""
    total: Counter[str] = Counter()
    for side, path in zip((2, 3), lists, strict=True):
        total.update(count_language(prepared, side, path, law))
    return total


def count_language(prepared: Path, side: int, frequencies: Path, law: frozenset[str]) -> Counter[str]:
    """Count the words of one column of the prepared text (2 English, 3 Dutch) and of a frequency list."""
    counts: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for row in read_rows(prepared / "train.tsv"):
        counts[row.source in law].update(_WORD.findall(row[side].lower()))
    total: defaultdict[str, float] = defaultdict(float)
    for legal, weight in ((False, 1.0), (True, LAW_WEIGHT)):
        for word, count in counts[legal].items():
            total[word] += count * weight
    for word, share in _shares(frequencies).items():
        total[word] += share * SUBTITLE_WORDS
    return Counter({word: round(count) for word, count in total.items() if count >= 2})


def _shares(path: Path) -> Mapping[str, float]:
    counts = {line.split()[0]: int(line.split()[1]) for line in path.read_text("utf-8").splitlines() if line}
    whole = sum(counts.values())
    return {word: count / whole for word, count in counts.items()}


def build_tokenizer(words: Counter[str], size: int, pieces: int = 6_000) -> Tokenizer:
    """Build a unigram tokenizer of the most frequent words, and of pieces for all others.

    There are no word-start marks: `verdediging` is one row, alone and inside `luchtverdediging`. Trained by
    expectation-maximisation such a vocabulary splits even `de`; so the words are chosen by count, and a fixed price
    per token makes the fewest tokens win, counts deciding between equals.
    """
    folder = _tokenizer(Unigram([(UNKNOWN, 0.0)], 0, byte_fallback=False))
    folded: Counter[str] = Counter()
    for word, count in words.items():
        folded[folder.normalizer.normalize_str(word)] += count
    ranked = sorted(folded, key=lambda word: (-folded[word], word))
    letters = sorted({letter for word in ranked[:size] for letter in word})
    whole = ranked[: size - pieces - len(letters)]
    parts = _train_pieces({word: folded[word] for word in ranked[len(whole) :]}, pieces + len(whole) // 20)
    rows = list(dict.fromkeys([*letters, *whole, *parts[:pieces], *ranked[len(whole) :]]))[: size - 1]
    total = sum(folded.values())
    scored = [(row, math.log((folded[row] + 0.5) / total) - TOKEN_PRICE) for row in rows]
    return _tokenizer(Unigram([(UNKNOWN, -1000.0), *scored], 0, byte_fallback=False))


def _tokenizer(model: Unigram) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = Sequence([NFKD(), StripAccents(), Lowercase()])
    tokenizer.pre_tokenizer = Steps([WhitespaceSplit(), Punctuation("removed")])
    return tokenizer


def _train_pieces(rare: Mapping[str, int], size: int) -> list[str]:
    """Find the pieces that make up the rare words: frequent ones first."""
    tokenizer = Tokenizer(BPE())
    trainer = BpeTrainer(vocab_size=size, min_frequency=20, show_progress=False)
    tokenizer.train_from_iterator(_repeat(rare), trainer)
    vocabulary = tokenizer.get_vocab()
    return [piece for piece in sorted(vocabulary, key=vocabulary.__getitem__) if len(piece) > 1]


def _repeat(words: Mapping[str, int]) -> Iterator[str]:
    """Say every word as often as it counts, one word a line; sorted, so that a run repeats exactly."""
    for word, count in sorted(words.items()):
        yield from (word for _ in range(min(count, 50)))
