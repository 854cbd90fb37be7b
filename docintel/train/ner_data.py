"""Turn the corpora that ``pipelines/train/ner_sources.toml`` lists into spaCy training files."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

from docintel.train.ner_read import (
    Columns,
    Named,
    gum_documents,
    read_columns,
    read_gum,
    read_proper_nouns,
    read_stream,
)

SOURCES = Path(__file__).parents[2] / "pipelines" / "train" / "ner_sources.toml"
_GUM_TEST = ("ner/gum-en_mixed/en_gum-ud-dev.conllu.gz", "ner/gum-en_mixed/en_gum-ud-test.conllu.gz")
_NO_SPACE_BEFORE = frozenset(".,;:!?)]}%'\u2019\u201d\u00bb") | {
    "'s",
    "\u2019s",
    "n't",
    "'re",
    "'ve",
    "'ll",
    "'m",
    "'d",
}
_NO_SPACE_AFTER = frozenset("([{\u201c\u2018\u00ab\u201e")
_TIGHT = frozenset("-/\u2013")


@dataclass(frozen=True, slots=True)
class NameSource:
    """One row of ``ner_sources.toml``."""

    name: str
    language: Literal["nl", "en"]
    use: Literal["train", "dev", "test", "names"]
    path: str
    reader: Literal["columns", "gum", "stream", "proper_nouns"]
    licence: str
    token: int = 0
    tag: int = -1
    prefix: str = ""
    inside_only: bool = False
    genres: tuple[str, ...] = ()
    take: int = 0
    copies: int = 1


def name_sources(language: str, use: str) -> list[NameSource]:
    """Rows for one language and use."""
    tables = tomllib.loads(SOURCES.read_text("utf-8"))["source"]
    rows = [NameSource(**{**table, "genres": tuple(table.get("genres", ()))}) for table in tables]
    return [row for row in rows if row.language == language and row.use == use]


def unpack(data: Path, build: Path) -> Path:
    """Unpack the two archives once; the folder they lie in."""
    raw = build / "raw"
    for name in ("ner", "ud"):
        if not (raw / name).is_dir():
            with tarfile.open(data / f"{name}.tar.gz") as archive:
                archive.extraction_filter = getattr(tarfile, "data_filter", None)  # from Python 3.11.4 on
                archive.extractall(raw)
    return raw


def read_names(source: NameSource, raw: Path) -> list[Named]:
    """Sentences of a source; of more than ``take`` those whose hash is smallest, the same ones in every run."""
    path = raw / source.path
    if source.reader == "gum":
        held = frozenset[str]().union(*(gum_documents(raw / test) for test in _GUM_TEST))
        rows: Iterable[Named] = read_gum(path, frozenset(source.genres), held)
    elif source.reader == "stream":
        rows = read_stream(path)
    elif source.reader == "proper_nouns":
        rows = read_proper_nouns(path)
    else:
        rows = read_columns(path, Columns(source.token, source.tag, source.prefix, source.inside_only))
    found = list(rows)
    if source.take:
        found = sorted(found, key=_order)[: source.take]
    return found


def _order(row: Named) -> bytes:
    return hashlib.sha256(" ".join(row.tokens).encode()).digest()


def as_written(tokens: tuple[str, ...]) -> tuple[str, list[int]]:
    """Put tokens back into running text; the text and where each token starts.

    ``("Gent", "(", "België", ")", ".")`` gives ``Gent (België).``
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else ""
        tight = token in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER
        if token in _TIGHT or before in _TIGHT:
            tight = not (re.fullmatch(r"[\W_]+", before) and re.fullmatch(r"[\W_]+", token)) and _joins(tokens, place)
        if place and not tight:
            parts.append(" ")
            length += 1
        starts.append(length)
        parts.append(token)
        length += len(token)
    return "".join(parts), starts


def _joins(tokens: tuple[str, ...], place: int) -> bool:
    """Tell whether the hyphen or stroke at or before ``place`` stands inside a word."""
    mark = place if tokens[place] in _TIGHT else place - 1
    return 0 < mark < len(tokens) - 1 and tokens[mark - 1][-1:].isalnum() and tokens[mark + 1][:1].isalnum()


def to_doc(nlp: Language, row: Named) -> Doc | None:
    """Tokenise anew as the pipeline will do at run time; ``None`` where a name is cut inside a token."""
    text, starts = as_written(row.tokens)
    doc = nlp.make_doc(text)
    spans: list[Span] = []
    for first, end, label in row.spans:
        stop = starts[end - 1] + len(row.tokens[end - 1].rstrip(",;:"))  # Europeana: `Groeseind,` is one token
        span = doc.char_span(starts[first], stop, label=label)
        if span is None:
            return None
        spans.append(span)
    doc.set_ents(filter_spans(spans))
    return doc


_JUNK = re.compile(r"^(?:'+|\"|`+|\*+|=+|\|+)$")


def tidy(row: Named) -> Named | None:
    """Drop the wiki quote marks that WikiANN kept as tokens; ``None`` for a row that is nothing but a redirect."""
    keep = [place for place, token in enumerate(row.tokens) if not _JUNK.match(token)]
    place_of = {old: new for new, old in enumerate(keep)}
    spans = []
    for first, end, label in row.spans:
        inside = [place_of[place] for place in range(first, end) if place in place_of]
        if inside:
            spans.append((inside[0], inside[-1] + 1, label))
    tokens = tuple(row.tokens[place] for place in keep)
    if not tokens or tokens[0].upper() in {"REDIRECT", "#REDIRECT", "DOORVERWIJZING", "#DOORVERWIJZING"}:
        return None
    return Named(tokens, tuple(spans))


def corpus_docs(nlp: Language, sources: list[NameSource], raw: Path, counts: Counter[str]) -> Iterator[Doc]:
    """Training documents of all sources, each as often as its row says."""
    for source in sources:
        for row in read_names(source, raw):
            tidied = tidy(row)
            doc = to_doc(nlp, tidied) if tidied is not None else None
            if doc is None or len(doc) == 0:
                counts[f"{source.name}: dropped"] += 1
                continue
            counts[source.name] += 1
            for _ in range(source.copies):
                yield doc


def write_corpus(path: Path, docs: Iterable[Doc]) -> int:
    """Write a ``.spacy`` file in an order that depends on the texts alone."""
    ordered = sorted(docs, key=lambda doc: hashlib.sha256(doc.text.encode()).digest())
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(attrs=["ENT_IOB", "ENT_TYPE"], docs=ordered).to_disk(path)
    return len(ordered)


def write_counts(path: Path, counts: Counter[str]) -> None:
    """Keep what went into a training file, for the model card."""
    path.write_text(json.dumps(dict(sorted(counts.items())), indent=1, ensure_ascii=False) + "\n", "utf-8")
