"""What runs in a worker process: one file becomes the JSON of a document, within limits of memory."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from dataclasses import replace
from pathlib import Path

from docintel import codec, extract
from docintel.config import Config
from docintel.errors import InputFileError
from docintel.pipeline import Stage, build_stages, run_stages

CONTEXT = multiprocessing.get_context("spawn")
"""A fresh process: nothing of the parent's models, handles or locks comes along."""

Result = tuple[bytes, float]
"""The JSON of a document and the seconds it took."""

_config = Config()
_stages: dict[str, Stage] = {}


def start(config: Config) -> None:
    """Load the stages once per process, then bound its memory."""
    global _config, _stages
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _config, _stages = config, build_stages(config)
    used = _address_space()
    limit = used + config.ingest.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def work(path: str, stored: str | None) -> Result:
    """Read a file, or tag its stored document again.

    Returns:
        The document's JSON and the seconds it took.

    Raises:
        InputFileError: the file cannot be read as a document.
    """
    started = time.monotonic()
    try:
        if stored is None:
            document = extract.read(Path(path), _config.extract, name=path)
        else:
            document = replace(codec.loads(Path(stored).read_bytes()), path=path)
        data = codec.dumps(run_stages(document, _stages, _config))
    except RecursionError as error:
        raise InputFileError(path, "is nested too deeply", "leave the file out") from error
    return data, time.monotonic() - started


def _address_space() -> int:
    """Bytes of address space that this process uses now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
