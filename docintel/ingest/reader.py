"""Reading in a worker process: extraction, stages, and the document into a waiting file."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from docintel import codec, extract
from docintel.config import Config, TagSettings, project_folder
from docintel.errors import DocintelError, InputFileError
from docintel.ingest.keep import is_partial
from docintel.ingest.worker import Made
from docintel.pipeline import build_stages, run_stages
from docintel.types import Document
from docintel.workspace import Workspace

Clock = Callable[[], float]

_EXAMPLES = (
    "policy/nl/voorbeeldomzendbrief-militaire-projecten.pdf",
    "policy/en/example-advice-ports-and-drones.pdf",
)

_log = logging.getLogger(__name__)


class Reader:
    """The stages, loaded once for one process."""

    def __init__(self, settings: TagSettings) -> None:
        """Load the models that the tag settings name."""
        self.settings = settings
        self._stages = build_stages(Config(tag=settings))

    def rehearse(self) -> None:
        """Read two short examples that ship: word lists, rules and caches are there before workers are forked."""
        config = Config(tag=self.settings)
        for name in _EXAMPLES:
            path = project_folder("corpora") / name
            if path.is_file():
                run_stages(extract.read(path, config.extract), self._stages, config)

    def make(
        self, path: str, stored: str | None, workspace: Path, config: Config, clock: Clock = time.perf_counter
    ) -> Made:
        """One file into a waiting document; whatever a library makes of it, only this file fails.

        Raises:
            InputFileError: the file cannot be read as a document.
            WorkspaceError: the document cannot be written.
        """
        try:
            return self._make(path, stored, Workspace(workspace), config, clock)
        except (DocintelError, MemoryError):
            raise
        except RecursionError as error:
            raise InputFileError(path, "is nested too deeply", "leave the file out") from error
        except Exception as error:
            _log.debug("reading %s failed", path, exc_info=True)
            what = f"cannot be read ({type(error).__module__}.{type(error).__name__})"
            raise InputFileError(path, what, "run 'docintel extract' on it with -vv for the trace") from error

    def _make(self, path: str, stored: str | None, workspace: Workspace, config: Config, clock: Clock) -> Made:
        began = clock()
        if stored is None:
            document = extract.read(Path(path), config.extract, name=path)
        else:
            document = replace(codec.loads(Path(stored).read_bytes()), path=path)
        extracted = clock()
        document = run_stages(document, self._stages, config)
        tagged = clock()
        waiting = workspace.put_waiting(document)
        written = clock()
        seconds = {"extract": extracted - began, "tag": tagged - extracted, "write": written - tagged}
        return _made(document, waiting, seconds)


def _made(document: Document, waiting: Path, seconds: dict[str, float]) -> Made:
    return Made(
        document.id,
        str(waiting),
        len(document.pages),
        len(document.passages),
        is_partial(document),
        document.warnings,
        seconds,
    )
