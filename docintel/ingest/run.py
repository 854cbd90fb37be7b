"""One run, top to bottom: find, plan, read, keep, index, record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from docintel import codec
from docintel.config import Config
from docintel.index.encode import load_encoder
from docintel.ingest.files import find_files
from docintel.ingest.indexing import bring_up_to_date
from docintel.ingest.keep import Keeper, repair
from docintel.ingest.manifest import FileResult, IndexState, Manifest, new_run, settings_record, slowest, totals
from docintel.ingest.plan import Force, Task, plan
from docintel.ingest.pool import read_all
from docintel.versions import stage_keys
from docintel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Events:
    """Where the batch tells what it does; the command line draws a progress bar from it."""

    total: Callable[[int], None] = lambda count: None
    done: Callable[[FileResult], None] = lambda result: None
    stage: Callable[[str], None] = lambda name: None


def ingest(
    paths: Iterable[Path],
    config: Config,
    *,
    force: Force | None = None,
    prune: bool = False,
    plan_only: bool = False,
    events: Events | None = None,
) -> Manifest:
    """Bring the workspace up to date with files and folders.

    Raises:
        ModelError: the encoder does not load.
        StoreError: another process writes to the workspace, or the server does not answer.
        WorkspaceError: disk full or no permission; what is stored stays.
    """
    events = events or Events()
    started = time.monotonic()
    workspace = Workspace(config.workspace)
    found = find_files(paths, config.ingest.include, config.ingest.exclude)
    keys = stage_keys(config)
    if plan_only:
        if workspace.exists():
            workspace.check()
        tasks = plan(found, workspace, keys, force)
        return _record(workspace, config, [_planned(task) for task in tasks], started, IndexState(), planned=True)
    encoder = load_encoder(config.encoder)  # first, so that a missing model is told before hours of reading
    with workspace.writing():
        mended = repair(workspace)
        tasks = plan(found, workspace, keys, force)
        events.stage("reading")
        results = list(_carry_out(tasks, workspace, config, prune, events))
        events.stage("indexing")
        state = bring_up_to_date(workspace, config, again=force in ("encode", "index"), encoder=encoder)
        manifest = _record(workspace, config, results, started, state, mended=tuple(mended))
        workspace.save_run(manifest.run, codec.dumps(manifest))
    return manifest


def _carry_out(
    tasks: list[Task], workspace: Workspace, config: Config, prune: bool, events: Events
) -> Iterator[FileResult]:
    """Yield one result per path: first what needs no reading, then the rest in order."""
    events.total(len(tasks))
    owners = workspace.paths()
    keep = Keeper(workspace, owners)
    for task in tasks:
        if task.work == "none":
            result = keep.light(task, prune=prune)
            events.done(result)
            yield result
    for task, outcome, seconds in read_all([task for task in tasks if task.work != "none"], workspace, config):
        result = keep.heavy(task, outcome, seconds)
        events.done(result)
        yield result
    workspace.compact_paths(owners)


def _planned(task: Task) -> FileResult:
    return FileResult(task.path, task.id, task.status, error=task.error, note=task.note)


def _record(
    workspace: Workspace,
    config: Config,
    results: list[FileResult],
    started: float,
    state: IndexState,
    *,
    planned: bool = False,
    mended: tuple[str, ...] = (),
) -> Manifest:
    name, moment = new_run()
    return Manifest(
        run=name,
        started=moment,
        files=tuple(results),
        totals=totals(results, started),
        stages=stage_keys(config),
        index=state,
        settings=settings_record(config),
        slowest=slowest(results),
        mended=mended,
        planned=planned,
    )
