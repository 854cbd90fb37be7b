"""Worker processes: one file at a time each, bounded in time and memory, replaced after a number of files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeout

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from docintel.config import Config
from docintel.errors import DocintelError, InputFileError
from docintel.ingest import worker
from docintel.ingest.plan import Task
from docintel.workspace import Workspace

Outcome = bytes | DocintelError
"""The JSON of a document, or the one line that says why there is none."""


def read_all(tasks: list[Task], workspace: Workspace, config: Config) -> Iterator[tuple[Task, Outcome, float]]:
    """Read and tag files in worker processes; outcomes come in the order of the tasks."""
    if not tasks:
        return
    settings = config.ingest
    workers = min(settings.workers or os.cpu_count() or 1, len(tasks))
    pool = ProcessPool(
        max_workers=workers,
        max_tasks=settings.recycle_after,
        initializer=worker.start,
        initargs=[config],
        context=worker.CONTEXT,
    )
    ahead = workers * 4
    waiting: list[tuple[Task, ProcessFuture[worker.Result]]] = []
    rest = iter(tasks)
    try:
        while True:
            for task in _take(rest, ahead - len(waiting)):
                arguments = [task.path, str(workspace.path_of(task.id)) if task.work == "tag" and task.id else None]
                waiting.append((task, pool.schedule(worker.work, args=arguments, timeout=settings.timeout_s)))
            if not waiting:
                break
            task, future = waiting.pop(0)
            yield (task, *_outcome(task, future, settings.timeout_s, settings.memory_mb))
        pool.close()
        pool.join()
    finally:
        pool.stop()
        pool.join(timeout=5)


def _take(tasks: Iterator[Task], count: int) -> Iterable[Task]:
    for _ in range(count):
        task = next(tasks, None)
        if task is None:
            return
        yield task


def _outcome(
    task: Task, future: ProcessFuture[worker.Result], timeout_s: float, memory_mb: int
) -> tuple[Outcome, float]:
    """The document's JSON, or the one line that says why there is none."""
    try:
        data, seconds = future.result()
        return data, seconds
    except DocintelError as error:
        return error, 0.0
    except FutureTimeout:
        what = f"took longer than {timeout_s:g} s and was stopped"
        return InputFileError(task.path, what, "raise ingest.timeout_s or leave the file out"), timeout_s
    except MemoryError:
        what = f"needs more than {memory_mb} MB of memory"
        return InputFileError(task.path, what, "raise ingest.memory_mb or leave the file out"), 0.0
    except (ProcessExpired, CancelledError) as error:
        what = f"made its reader process end ({error})"
        return InputFileError(task.path, what, "report the file; the rest of the batch goes on"), 0.0
