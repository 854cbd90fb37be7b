"""Worker processes: one file at a time each, bounded in time and memory, replaced after a number of files."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from itertools import islice
from typing import Self

from pebble import ProcessExpired, ProcessPool

from docintel.config import Config
from docintel.errors import DocintelError, InputFileError, ModelError, WorkspaceError
from docintel.ingest import worker
from docintel.ingest.plan import Task
from docintel.ingest.worker import Made
from docintel.workspace import Workspace

Outcome = Made | DocintelError
"""What waits to be kept, or the one line that says why there is nothing."""

AHEAD = 4
"""Tasks handed out per worker: one that is ready finds the next at once, and an interrupt has little to take back."""
REOPEN = 3
"""Times that workers which all ended between two files (killed from outside) are replaced."""


class Readers:
    """Reads and tags files in worker processes, which start when this is entered."""

    def __init__(self, tasks: Iterable[Task], workspace: Workspace, config: Config) -> None:
        """Plan for these tasks; those that take longest should come first."""
        tasks = list(tasks)
        self._tasks = iter(tasks)
        self._workspace, self._config = workspace, config
        self.workers = min(config.ingest.workers or _cores(), len(tasks))
        self._waiting: dict[Future[Made], Task] = {}
        self._pool: ProcessPool | None = None
        self._reopened = 0

    def __enter__(self) -> Self:
        """Start the workers; they load while the caller goes on."""
        if self.workers:
            worker.start_server(self._config.tag)
            self._open()
            self._fill()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the workers, whatever they do."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join(timeout=5)

    def __iter__(self) -> Iterator[tuple[Task, Outcome, float]]:
        """Outcomes as they come, with the seconds that each took as far as that is known.

        Raises:
            WorkspaceError: disk full or no permission.
            ModelError: a model does not load.
        """
        while self._waiting:
            done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
            ended = [(self._waiting.pop(future), future) for future in done]
            orphans = [task for task, future in ended if self._is_lost(future)]
            if orphans:
                self._reopen(orphans)
            self._fill()
            for task, future in ended:
                if task not in orphans:
                    yield (task, *self._outcome(task, future))

    def _is_lost(self, future: Future[Made]) -> bool:
        """Tell whether all workers ended while this task was waiting: it is not to blame."""
        return self._reopened < REOPEN and isinstance(future.exception(), BrokenExecutor)

    def _reopen(self, orphans: list[Task]) -> None:
        self._reopened += 1
        lost, self._waiting = [*orphans, *self._waiting.values()], {}
        assert self._pool is not None
        self._pool.stop()
        self._pool.join(timeout=5)
        self._open()
        for task in lost:
            self._schedule(task)

    def _open(self) -> None:
        self._pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=self._config.ingest.recycle_after,
            initializer=worker.start,
            initargs=[self._config],
            context=worker.CONTEXT,
        )

    def _fill(self) -> None:
        for task in islice(self._tasks, self.workers * AHEAD - len(self._waiting)):
            self._schedule(task)

    def _schedule(self, task: Task) -> None:
        assert self._pool is not None
        stored = str(self._workspace.path_of(task.id).absolute()) if task.work == "tag" and task.id else None
        arguments = [task.path, stored, str(self._workspace.folder.absolute()), self._config]
        # no timeout of the pool: it is late on a busy machine, and counts the hours that a laptop sleeps
        future = self._pool.schedule(worker.work, args=arguments)
        self._waiting[future] = task

    def _outcome(self, task: Task, future: Future[Made]) -> tuple[Outcome, float]:
        settings = self._config.ingest
        try:
            made = future.result()
            return made, sum(made.seconds.values())
        except (WorkspaceError, ModelError):
            raise  # no matter of this file
        except DocintelError as error:
            return error, 0.0
        except MemoryError:
            what = f"needs more than {settings.memory_mb} MB of memory"
            return InputFileError(task.path, what, "raise ingest.memory_mb or leave the file out"), 0.0
        except (ProcessExpired, CancelledError, BrokenExecutor) as error:
            if isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGALRM:
                return self._too_long(task), settings.timeout_s
            what = f"made its reader process end ({error})"
            return InputFileError(task.path, what, "report the file; the rest of the batch goes on"), 0.0

    def _too_long(self, task: Task) -> InputFileError:
        what = f"took longer than {self._config.ingest.timeout_s:g} s and was stopped"
        return InputFileError(task.path, what, "raise ingest.timeout_s or leave the file out")


def _cores() -> int:
    return len(os.sched_getaffinity(0))
