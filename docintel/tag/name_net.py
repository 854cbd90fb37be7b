"""Run a name model that spaCy trained: its forward pass in numpy, for many sentences at once.

The names are those that spaCy finds with the same weights (tests/tag/test_name_net.py); without spaCy's start of two
seconds and several times as quick, since a word is embedded once however often it stands and numpy multiplies faster.

sentences -> words -> one row a word type -> three layers that see their neighbours -> greedy B-I-L-U-O moves
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from docintel.errors import ModelError
from docintel.tag.name_file import ModelFile
from docintel.tag.name_words import WORD, features, string_id

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]

_COLUMNS = ["LOWER", "PREFIX", "SUFFIX", "SHAPE"]
_CHUNK = 12_000
"""Words that go through the layers at once: the arrays stay under 20 MB."""
_LONGEST = 150
"""Words after which a sentence is cut; a row of a table can have thousands."""
_KNOWN_WORDS = 200_000
_KNOWN_SENTENCES = 20_000
"""Calls and editions of one paper share sentences (a third of 33,000 in 105 files): some 5 MB save reading them."""
_BEGIN, _IN, _LAST, _UNIT, _OUT = range(1, 6)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence by the places of its characters."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class _Layer:
    """Best of three affine pieces, then normalised to mean 0 and variance 1 and scaled."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats

    def __call__(self, rows: Floats) -> Floats:
        width = self.gain.size
        pieces = rows @ self.weights
        pieces += self.bias
        best: Floats = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        np.maximum(best, pieces[:, 2 * width :], out=best)
        best -= best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / width + 1e-8
        best *= (1 / np.sqrt(variance))[:, None]
        best *= self.gain
        best += self.shift
        return best


@dataclass(frozen=True, slots=True)
class _Moves:
    """What each output of the parser does, and which are allowed: by open label (0: none) and last word or not."""

    kinds: Numbers
    labels: Numbers
    names: tuple[str, ...]
    allowed: Floats

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, int]]) -> _Moves:
        """From spaCy's table of moves, in which the labels of each kind stand by their count."""
        rows = [(int(kind), label) for kind, labels in sorted(table.items()) for label in _by_count(labels)]
        names = tuple(dict.fromkeys(label for kind, label in rows if kind == _BEGIN))
        number = {name: place + 1 for place, name in enumerate(names)}
        allowed = np.full((len(names) + 1, 2, len(rows)), -np.inf, np.float32)
        for move, (kind, label) in enumerate(rows):
            if kind in (_IN, _LAST):
                allowed[number[label], : 1 if kind == _IN else 2, move] = 0
            elif kind == _OUT or (kind in (_BEGIN, _UNIT) and label):
                allowed[0, : 1 if kind == _BEGIN else 2, move] = 0
        kinds = np.array([kind for kind, _ in rows])
        return cls(kinds, np.array([number.get(label, 0) for _, label in rows]), names, allowed)


def _by_count(labels: Mapping[str, int]) -> list[str]:
    return sorted(labels, key=lambda label: (labels[label], label), reverse=True)


@dataclass(slots=True)
class NameNet:
    """A loaded model; ``find`` is all there is to call."""

    name: str
    tables: Sequence[tuple[Floats, int]]
    embed: _Layer
    layers: Sequence[_Layer]
    lower: tuple[Floats, Floats, Floats]
    """Weights, bias and padding that make a state of three words, of which two pieces compete."""
    upper: tuple[Floats, Floats]
    moves: _Moves
    symbols: Mapping[str, int]
    _rows: dict[str, int]
    _vectors: Floats
    _ids: dict[str, int]
    _found: dict[str, list[Name]]

    def find(self, sentences: Sequence[str]) -> list[list[Name]]:
        """Names of each sentence, in order; one that was met before is not read again."""
        if len(self._found) > _KNOWN_SENTENCES:
            self._found.clear()
        fresh = list(dict.fromkeys(text for text in sentences if text not in self._found))
        self._found.update(zip(fresh, self._find(fresh), strict=True))
        return [self._found[text] for text in sentences]

    def _find(self, sentences: Sequence[str]) -> list[list[Name]]:
        pieces = [piece for number, text in enumerate(sentences) for piece in _pieces(number, WORD.findall(text))]
        self._learn(word for _, _, words in pieces for word in words)
        found: dict[int, list[tuple[int, int, str]]] = {}
        for batch in _batches(sorted(pieces, key=lambda piece: -len(piece[2]))):
            for piece, start, end, label in self._read([words for _, _, words in batch]):
                number, first, _ = batch[piece]
                found.setdefault(number, []).append((first + start, first + end, label))
        return [_placed(text, found[number]) if number in found else [] for number, text in enumerate(sentences)]

    def _learn(self, words: Iterator[str]) -> None:
        """Embed the words that were not seen before; row 0 stands between sentences."""
        if len(self._rows) > _KNOWN_WORDS:
            self._rows.clear()
            self._vectors = self._vectors[:1]
        fresh = list(dict.fromkeys(word for word in words if word not in self._rows))
        if not fresh:
            return
        ids = np.array([[self._id(part) for part in features(word)] for word in fresh], np.uint64)
        columns = [_gather(table, ids[:, at], seed) for at, (table, seed) in enumerate(self.tables)]
        first = len(self._vectors)
        self._rows.update((word, first + at) for at, word in enumerate(fresh))
        self._vectors = np.concatenate([self._vectors, self.embed(np.concatenate(columns, axis=1))])

    def _id(self, part: str) -> int:
        known = self._ids.get(part)
        if known is None:
            known = self._ids[part] = string_id(part, self.symbols)
            if len(self._ids) > 2 * _KNOWN_WORDS:
                self._ids.clear()
        return known

    def _read(self, sentences: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int, str]]:
        """(sentence, first word, word after the last, label) of the names of a batch, longest sentence first."""
        gap = [0] * len(self.layers)
        rows, starts = list(gap), []
        for words in sentences:
            starts.append(len(rows))
            rows += [self._rows[word] for word in words]
            rows += gap
        states = self._states(self._vectors[rows])
        return self._decode(states, np.array(starts), np.array([len(words) for words in sentences]))

    def _states(self, rows: Floats) -> Floats:
        """What each word adds to a state as next word, as start of an open name and as word before; padding last."""
        for layer in self.layers:
            around = np.zeros((len(rows), 3 * rows.shape[1]), np.float32)
            width = rows.shape[1]
            around[1:, :width] = rows[:-1]
            around[:, width : 2 * width] = rows
            around[:-1, 2 * width :] = rows[1:]
            rows = rows + layer(around)
        weights, bias, padding = self.lower
        added: Floats = np.concatenate([rows @ weights + bias, padding]).reshape(len(rows) + 1, 3, -1)
        return added

    def _decode(self, added: Floats, starts: Numbers, lengths: Numbers) -> Iterator[tuple[int, int, int, str]]:
        """Walk all sentences word by word side by side; the best allowed move wins."""
        none = len(added) - 1
        opened = np.full(len(starts), none)
        label = np.zeros(len(starts), np.intp)
        kinds, labels = self.moves.kinds, self.moves.labels
        weights, bias = self.upper
        for step in range(int(lengths[0]) if len(lengths) else 0):
            live = int(np.searchsorted(-lengths, -step, side="left"))
            here = starts[:live] + step
            is_open = label[:live] > 0
            state = added[here, 0] + added[opened[:live], 1] + added[np.where(is_open, here - 1, none), 2]
            half = state.shape[1] // 2
            scores = np.maximum(state[:, :half], state[:, half:]) @ weights + bias
            scores += self.moves.allowed[label[:live], (lengths[:live] == step + 1).astype(np.intp)]
            best = scores.argmax(axis=1)
            kind = kinds[best]
            begins = kind == _BEGIN
            opened[:live][begins] = here[begins]
            for at in np.flatnonzero((kind == _LAST) | (kind == _UNIT)):
                first = step if kind[at] == _UNIT else int(opened[at] - starts[at])
                yield int(at), first, step + 1, self.moves.names[labels[best[at]] - 1]
            stays = begins | (kind == _IN)
            label[:live] = np.where(stays, labels[best], 0)
            opened[:live][~stays] = none


def _pieces(number: int, words: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    for first in range(0, len(words), _LONGEST):
        yield number, first, words[first : first + _LONGEST]


def _batches(pieces: Sequence[tuple[int, int, list[str]]]) -> Iterator[list[tuple[int, int, list[str]]]]:
    batch: list[tuple[int, int, list[str]]] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece[2])
        if size > _CHUNK:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _placed(text: str, found: Sequence[tuple[int, int, str]]) -> list[Name]:
    places = [match.span() for match in WORD.finditer(text)]
    return [Name(places[start][0], places[end - 1][1], label) for start, end, label in sorted(found)]


def _gather(table: Floats, ids: NDArray[np.uint64], seed: int) -> Floats:
    """Sum of the four rows that the MurmurHash3 of an id names, as thinc's ``HashEmbed`` does."""
    first, second = ids * np.uint64(0x87C37B91114253D5), np.full(len(ids), seed ^ 8, np.uint64)
    first = (first << np.uint64(31)) | (first >> np.uint64(33))
    first = (first * np.uint64(0x4CF5AD432745937F)) ^ np.uint64(seed) ^ np.uint64(8)
    first += second
    second += first
    first, second = _mixed(first), _mixed(second)
    first += second
    second += first
    low, high = np.uint64(0xFFFFFFFF), np.uint64(32)
    keys = np.stack([first & low, first >> high, second & low, second >> high]) % np.uint64(len(table))
    total: Floats = table[keys.astype(np.intp)].sum(axis=0)
    return total


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    mixed: NDArray[np.uint64] = value ^ (value >> np.uint64(33))
    return mixed


def load_net(folder: Path) -> NameNet:
    """Read the weights where spaCy keeps them."""
    file = ModelFile(folder / "ner" / "model")
    columns = file.attribute(file.places("extract_features")[0], "columns")
    if columns != _COLUMNS:
        raise ModelError(str(folder), f"embeds {columns}, not {_COLUMNS}", "fetch the models again")
    layers = [_layer(file, *places) for places in zip(file.places("maxout"), file.places("layernorm"), strict=True)]
    embedded = file.places("hashembed")
    tables = [(file.array(place, "E"), int(str(file.attribute(place, "seed")))) for place in embedded]
    moves = msgspec.msgpack.decode((folder / "ner" / "moves").read_bytes())["moves"]
    symbols = json.loads((folder / "symbols.json").read_text("utf-8"))
    upper, middle = (file.array(place, "W") for place in file.places("linear"))
    upper_bias, middle_bias = (file.array(place, "b") for place in file.places("linear"))
    place = file.places("precomputable_affine")[0]
    return NameNet(
        name=folder.name,
        tables=tables,
        embed=layers[0],
        layers=layers[1:],
        lower=_lower(file, place, middle, middle_bias),
        upper=(np.ascontiguousarray(upper.T), upper_bias),
        moves=_Moves.of(json.loads(moves)),
        symbols=symbols,
        _rows={},
        _vectors=np.zeros((1, layers[0].gain.size), np.float32),
        _ids={},
        _found={},
    )


def _layer(file: ModelFile, maxout: int, norm: int) -> _Layer:
    """Pieces side by side in one matrix: all first pieces, then all second ones, then all third ones."""
    weights, bias = file.array(maxout, "W"), file.array(maxout, "b")
    flat = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]).T)
    return _Layer(flat, bias.T.reshape(-1), file.array(norm, "G"), file.array(norm, "b"))


def _lower(file: ModelFile, place: int, middle: Floats, middle_bias: Floats) -> tuple[Floats, Floats, Floats]:
    """The projection and the first layer of the parser in one matrix, since nothing bends between them."""
    weights, bias, padding = (file.array(place, name) for name in ("W", "b", "pad"))
    by_piece = weights.transpose(0, 2, 1, 3).reshape(-1, weights.shape[3])
    joined = np.ascontiguousarray((by_piece @ middle).T)
    offset = (by_piece @ middle_bias).reshape(3, -1)
    offset[0] += bias.T.reshape(-1)
    return joined, offset.reshape(-1), padding[0].transpose(0, 2, 1).reshape(1, -1)
