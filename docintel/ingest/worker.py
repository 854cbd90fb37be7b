"""What runs in a worker process: one file becomes a document in a waiting file, within limits of memory.

The main process imports this module for its names only. What reads files (spaCy, the PDF libraries) is in
``reader.py``, which the fork server loads once (``nursery.py``): a worker starts in milliseconds and shares its memory.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING

from docintel.config import Config, TagSettings
from docintel.errors import DocintelError

if TYPE_CHECKING:
    from docintel.ingest.reader import Reader

CONTEXT = multiprocessing.get_context("forkserver")
"""Workers are forked from a process of one thread: nothing of the parent's handles, threads or locks comes along."""

WARM = "_DOCINTEL_WARM"
"""Environment variable that tells the fork server which tag settings to load the models for."""

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
"""A worker is one of as many as there are cores."""


@dataclass(frozen=True, slots=True)
class Made:
    """A document that waits in a file beside its place: what the main process must know to keep it."""

    id: str
    waiting: str
    pages: int
    passages: int
    partial: bool
    warnings: tuple[str, ...]
    seconds: Mapping[str, float]
    """Stage name -> seconds."""


def start_server(settings: TagSettings) -> None:
    """Start the process that workers are forked from, unless it runs; it loads while the caller goes on."""
    CONTEXT.set_forkserver_preload(["docintel.ingest.nursery"])
    with _environment({**ONE_THREAD, WARM: settings.model_dump_json()}):
        forkserver.ensure_running()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


_reader: Reader | None = None


def warm(settings: TagSettings) -> Reader:
    """The reader of this process; built at the first call, or again where the fork server had other settings."""
    global _reader
    from docintel.ingest.reader import Reader

    if _reader is None or _reader.settings != settings:
        _reader = Reader(settings)
    return _reader


def start(config: Config) -> None:
    """Make a worker ready, then bound its memory."""
    quiet()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    with suppress(DocintelError):  # the first file tells
        warm(config.tag)
    limit = _address_space() + config.ingest.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def quiet() -> None:
    """Libraries complain of every bad object; the outcome says enough."""
    logging.basicConfig(level=logging.ERROR)
    for noisy in ("pdfminer", "pypdfium2", "trafilatura"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


def work(path: str, stored: str | None, workspace: str, config: Config) -> Made:
    """Read a file, or tag its stored document again.

    Raises:
        InputFileError: the file cannot be read as a document.
        ModelError: a model does not load.
        WorkspaceError: the document cannot be written.
    """
    # the kernel ends this process on time, whatever a library is at and however busy the main process is
    signal.setitimer(signal.ITIMER_REAL, config.ingest.timeout_s)
    try:
        return warm(config.tag).make(path, stored, Path(workspace), config)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _address_space() -> int:
    """Bytes of address space that this process uses now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
