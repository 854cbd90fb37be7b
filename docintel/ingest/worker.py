"""What runs in a worker process: one file becomes the JSON of a document, within limits of memory."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import time
from dataclasses import replace
from pathlib import Path

from docintel import codec, extract
from docintel.config import Config
from docintel.errors import DocintelError, InputFileError
from docintel.pipeline import Stage, build_stages, run_stages

CONTEXT = multiprocessing.get_context("spawn")
"""A fresh process: nothing of the parent's models, handles or locks comes along."""

Result = tuple[bytes, float]
"""The JSON of a document and the seconds it took."""

_log = logging.getLogger(__name__)
_config = Config()
_stages: dict[str, Stage] = {}


def start(config: Config) -> None:
    """Load the stages once per process, then bound its memory."""
    global _config, _stages
    logging.basicConfig(level=logging.ERROR)  # libraries complain of every bad object; the outcome says enough
    for noisy in ("pdfminer", "pypdfium2", "trafilatura"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
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
    except (DocintelError, MemoryError):
        raise
    except RecursionError as error:
        raise InputFileError(path, "is nested too deeply", "leave the file out") from error
    except Exception as error:  # one file must not stop the batch, whatever a library makes of it
        _log.debug("reading %s failed", path, exc_info=True)
        what = f"cannot be read ({type(error).__module__}.{type(error).__name__})"
        raise InputFileError(path, what, "run 'docintel extract' on it with -vv for the trace") from error
    return data, time.monotonic() - started


def _address_space() -> int:
    """Bytes of address space that this process uses now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
