"""Read the training texts that ``pipelines/train/encoder_sources.toml`` names."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["sentence", "term", "definition", "english"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file of training text and how to read it."""

    name: str
    file: str
    kind: Kind
    licence: str
    columns: dict[str, int | str]
    format: Literal["tsv", "conllu", "lines", "lexicon"] = "tsv"
    member: str = ""
    genres: tuple[str, ...] = ()
    sample: int = 0
    minimum_score: float = 0.0
    maximum_characters: int = 700

    def path(self, data: Path) -> Path:
        """Where the file lies: the lexicon inside the package, everything else in the data folder."""
        return Path(__file__).parents[1] / "data" / self.file if self.format == "lexicon" else data / self.file


@dataclass(frozen=True, slots=True)
class Row:
    """A pair; an English sentence alone has an empty Dutch side."""

    en: str
    nl: str = ""
    document: str = ""
    score: float | None = None


def read_sources(path: Path) -> list[Source]:
    """Read the list of sources."""
    tables = tomllib.loads(path.read_text("utf-8"))["source"]
    return [
        Source(**{"columns": {}, **table, "genres": tuple(table.get("genres", ()))})  # a row with an unknown key fails
        for table in tables
    ]


def read_source(source: Source, data: Path) -> Iterator[Row]:
    """Yield the raw rows of a source."""
    stream = _open(source, data)
    if source.format == "conllu":
        yield from _read_conllu(stream, source.genres)
    elif source.format == "lines":
        yield from _read_lines(stream, source.sample)
    elif source.format == "lexicon":
        yield from _read_lexicon(stream)
    else:
        yield from _read_table(stream, source.columns)


def _open(source: Source, data: Path) -> io.TextIOBase:
    path = source.path(data)
    if source.member:
        with tarfile.open(path) as archive:
            member = archive.extractfile(source.member)
            if member is None:
                raise FileNotFoundError(f"{path}: {source.member}")
            raw = member.read()
    else:
        raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    return io.StringIO(raw.decode("utf-8"))


def _read_table(stream: io.TextIOBase, columns: dict[str, int | str]) -> Iterator[Row]:
    places = dict(columns)
    if any(isinstance(place, str) for place in places.values()):
        header = stream.readline().rstrip("\n").split("\t")
        places = {side: header.index(str(name)) for side, name in places.items()}
    for line in stream:
        cells = line.rstrip("\n").split("\t")
        found = {side: cells[int(place)] for side, place in places.items() if int(place) < len(cells)}
        if "en" in found and "nl" in found:
            score = float(found["score"]) if "score" in found else None
            yield Row(found["en"], found["nl"], found.get("document", ""), score)


def _read_conllu(stream: io.TextIOBase, genres: tuple[str, ...]) -> Iterator[Row]:
    document = ""
    for line in stream:
        if line.startswith("# newdoc id = "):
            document = line.removeprefix("# newdoc id = ").strip()
        elif line.startswith("# text = ") and (not genres or document.split("_")[1] in genres):
            yield Row(line.removeprefix("# text = ").strip(), document=document)


def _read_lines(stream: io.TextIOBase, sample: int) -> Iterator[Row]:
    """Yield the lines, or those ``sample`` of them whose hash is smallest: the same ones in every run."""
    lines = [line.strip() for line in stream]
    if sample:
        lines = sorted(lines, key=lambda line: hashlib.sha256(line.encode()).digest())[:sample]
    for line in lines:
        yield Row(line)


def _read_lexicon(stream: io.TextIOBase) -> Iterator[Row]:
    """Yield each Dutch name of a technology with each English one."""
    for line in stream:
        row = json.loads(line)
        aliases = row.get("aliases", {})
        english = [row["en"], *aliases.get("en", ())]
        dutch = [row["nl"], *aliases.get("nl", ())]
        yield from (Row(en, nl) for en in english for nl in dutch if en and nl)
