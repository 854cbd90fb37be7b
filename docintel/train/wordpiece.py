"""The vocabulary of the transformer student: the teacher's useful tokens, Dutch ones added; where Dutch ones start."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer

from docintel.train.align import translation_table

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
MOSTLY_DUTCH = 0.9


def count_tokens(tokenizer: Tokenizer, words: Mapping[str, int]) -> Counter[str]:
    """Count the tokens of a word list."""
    counts: Counter[str] = Counter()
    names = list(words)
    for name, encoding in zip(names, tokenizer.encode_batch(names, add_special_tokens=False), strict=True):
        for token in encoding.tokens:
            counts[token] += words[name]
    return counts


def build_wordpiece(teacher: Path, english: Mapping[str, int], dutch: Mapping[str, int], size: int) -> Tokenizer:
    """Keep the teacher's tokens that English text uses, and fill up to ``size`` with the most frequent Dutch ones."""
    original = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    original.no_truncation()
    original.no_padding()
    used = count_tokens(original, english)
    kept = [
        token for token in original.get_vocab() if token in SPECIAL or used[token] >= 3 or len(token.strip("#")) == 1
    ]
    kept = sorted(set(kept) & {*used, *SPECIAL, *(token for token in kept if token.strip("#").isascii())})
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = original.normalizer, original.pre_tokenizer
    trainer = WordPieceTrainer(vocab_size=size, special_tokens=list(SPECIAL), show_progress=False)
    tokenizer.train_from_iterator(
        (word for word, count in sorted(dutch.items()) for _ in range(min(count, 2000))), trainer
    )
    learnt = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    # a frequent whole word first: it is aligned with English words, which a piece is not
    words = sorted((token for token in dutch if dutch[token] >= 8), key=lambda token: (-dutch[token], token))
    pieces = [token for token, _ in learnt if token.startswith("##")]
    rows = dict.fromkeys([*SPECIAL, *kept])
    room = size - len(rows)
    folded = list(dict.fromkeys(original.normalizer.normalize_str(word) for word in words))
    new = [word for word in folded if word not in rows]
    rows.update(dict.fromkeys(new[: room * 2 // 3]))
    rows.update(dict.fromkeys([piece for piece in pieces if piece not in rows][: size - len(rows)]))
    rows.update(dict.fromkeys(new[room * 2 // 3 :][: size - len(rows)]))
    return with_vocabulary(original, {token: place for place, token in enumerate(rows)})


def with_vocabulary(original: Tokenizer, vocabulary: dict[str, int]) -> Tokenizer:
    """Copy a BERT tokenizer with another vocabulary; the ids of the special tokens move along."""
    layout = json.loads(original.to_str())
    layout["model"]["vocab"] = vocabulary
    layout["truncation"] = layout["padding"] = None
    for token in layout["added_tokens"]:
        token["id"] = vocabulary[token["content"]]
    for name, entry in layout["post_processor"].get("special_tokens", {}).items():
        entry["ids"] = [vocabulary[name]]
    for side in ("sep", "cls"):
        if side in layout["post_processor"]:
            layout["post_processor"][side][1] = vocabulary[layout["post_processor"][side][0]]
    return Tokenizer.from_str(json.dumps(layout))


def start_embeddings(
    tokenizer: Tokenizer,
    teacher: tuple[Tokenizer, NDArray[np.float32]],
    pairs: tuple[list[str], list[str]],
    dutch_share: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Return the first embedding of every token.

    A token of the teacher keeps its own, unless its use is mostly Dutch (`de`, `van`). A Dutch token starts as the mean
    of the teacher's embeddings of the English tokens it translates (IBM 1), scaled to the usual length; one that was
    never aligned starts as the mean of the teacher's pieces of its letters.
    """
    original, weights = teacher
    size = tokenizer.get_vocab_size()
    table = np.zeros((size, weights.shape[1]), np.float32)
    old = original.get_vocab()
    english = [encoding.ids for encoding in original.encode_batch(pairs[0], add_special_tokens=False)]
    dutch = [encoding.ids for encoding in tokenizer.encode_batch(pairs[1], add_special_tokens=False)]
    aligned = translation_table(english, dutch, (len(weights), size)) @ weights
    length = float(np.median(np.linalg.norm(weights, axis=1)))
    for token, row in tokenizer.get_vocab().items():
        vector = aligned[row]
        if token in old and (dutch_share[row] < MOSTLY_DUTCH or not vector.any()):
            table[row] = weights[old[token]]
            continue
        if not vector.any():
            pieces = original.encode(token.removeprefix("##"), add_special_tokens=False).ids
            vector = weights[pieces].mean(0) if pieces else weights.mean(0)
        table[row] = vector * (length / max(float(np.linalg.norm(vector)), 1e-6))
    return table
