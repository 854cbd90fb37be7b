"""What the gold sets share: documents read and tagged once, indexes and matchers made once, folders of gold."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from docintel import extract
from docintel.answers import make_matcher
from docintel.cache import FileCache
from docintel.config import Config, project_folder
from docintel.errors import DocintelError
from docintel.index.build import index_documents, index_meta
from docintel.index.encode import Encoder, load_encoder
from docintel.index.reread import Rereader
from docintel.index.search import Searcher
from docintel.index.store import open_reader, open_writer
from docintel.match.engine import Matcher
from docintel.pipeline import Stage, build_stages, run_stages
from docintel.tag.references import find_references
from docintel.types import Document

SUFFIXES = (".pdf", ".html", ".htm", ".docx", ".md", ".txt")


@dataclass
class Bench:
    """One evaluation run. ``extra`` is a folder of other people's documents with their gold in ``../gold``."""

    config: Config
    extra: Path | None = None
    gold_file: Path | None = None
    split: str = "dev"
    _documents: dict[Path, Document] = field(default_factory=dict)
    _stages: dict[str, Stage] | None = None
    _encoder: Encoder | None = None
    _searchers: dict[tuple[str, ...], Searcher] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the indexes."""
        self._stack.close()

    @property
    def corpora(self) -> Path:
        """The example documents that ship."""
        return project_folder("corpora")

    @property
    def own_gold(self) -> Path:
        """Gold that ships, of the split that is measured."""
        return self.corpora / "gold" / self.split

    def extra_gold(self, name: str) -> Path | None:
        """A file or folder of the gold beside the extra corpus, where it is there."""
        if self.extra is None:
            return None
        found = self.extra.parent / "gold" / name
        return found if found.exists() else None

    @property
    def encoder(self) -> Encoder:
        """The configured encoder, loaded once."""
        if self._encoder is None:
            self._encoder = load_encoder(self.config.encoder)
        return self._encoder

    def read(self, path: Path) -> Document:
        """Read and tag a file, once."""
        if path not in self._documents:
            if self._stages is None:
                self._stages = build_stages(self.config)
            document = extract.read(path, self.config.extract)
            self._documents[path] = run_stages(document, self._stages, self.config)
        return self._documents[path]

    def read_all(self, folders: Iterable[Path]) -> list[Document]:
        """All documents of some folders that can be read."""
        documents = []
        for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
            if path.suffix.lower() in SUFFIXES and path.name != "README.md":
                try:
                    documents.append(self.read(path))
                except DocintelError:
                    continue
        return documents

    def searcher(self, folders: Iterable[Path]) -> Searcher:
        """A search over the documents of some folders, in an index made for this run."""
        wanted = tuple(folders)
        key = tuple(str(folder) for folder in wanted)
        if key not in self._searchers:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="docintel-")))
            settings = self.config.index.model_copy(update={"url": None})
            with open_writer(settings, folder / "index", index_meta(self.encoder)) as store:
                index_documents(self.read_all(wanted), store, self.encoder)
                store.commit()
            reader = self._stack.enter_context(open_reader(settings, folder / "index"))
            rereader = Rereader.of(self.config, FileCache(folder / "cache"))
            self._searchers[key] = Searcher(reader, self.encoder, self.config.search, rereader, find_references)
        return self._searchers[key]

    def matcher(self, folders: Iterable[Path]) -> Matcher:
        """A matcher over the documents of some folders."""
        return make_matcher(self.read_all(folders), self.encoder, self.config)
