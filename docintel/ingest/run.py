"""One run, top to bottom: find, plan, read, keep, index, record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from docintel import codec
from docintel.config import Config
from docintel.ingest.files import find_files
from docintel.ingest.keep import Keeper, repair
from docintel.ingest.manifest import FileResult, IndexState, Manifest, new_run, settings_record, slowest, totals
from docintel.ingest.plan import Force, Task, plan
from docintel.ingest.pool import Readers
from docintel.ingest.worker import Made
from docintel.versions import stage_keys
from docintel.workspace import Workspace

STAGES = ("extract", "tag", "write", "index")


@dataclass(frozen=True, slots=True)
class Events:
    """Where the batch tells what it does; the command line draws a progress bar from it."""

    planned: Callable[[list[Task]], None] = lambda tasks: None
    done: Callable[[Task, FileResult], None] = lambda task, result: None
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
    found = find_files(paths, config.ingest.include, config.ingest.exclude)
    run = _Run(config, events or Events(), found.links)
    if plan_only:
        if run.workspace.exists():
            run.workspace.check()
        run.results = [_planned(task) for task in plan(found, run.workspace, stage_keys(config), force)]
        return run.manifest(IndexState(), planned=True)
    with run.workspace.writing():
        mended = repair(run.workspace)
        tasks = plan(found, run.workspace, stage_keys(config), force)
        state = run.carry_out(tasks, prune=prune, again=force in ("encode", "index"))
        manifest = run.manifest(state, mended=tuple(mended))
        run.workspace.save_run(manifest.run, codec.dumps(manifest))
    return manifest


class _Run:
    """What is gathered while a run goes on."""

    def __init__(self, config: Config, events: Events, links: int) -> None:
        self.config, self.events, self.links = config, events, links
        self.workspace = Workspace(config.workspace)
        self.results: list[FileResult] = []
        self.seconds: dict[str, float] = dict.fromkeys(STAGES, 0.0)
        self._began = time.monotonic()

    def carry_out(self, tasks: list[Task], *, prune: bool, again: bool) -> IndexState:
        """Do what was planned: first what needs no reading, then the largest files; index each as it comes."""
        self.events.planned(tasks)
        keep = Keeper(self.workspace, self.workspace.paths())
        heavy = sorted((task for task in tasks if task.work != "none"), key=lambda task: -task.bytes)
        try:
            with Readers(heavy, self.workspace, self.config) as readers:
                state = self._fill(readers, tasks, keep, prune=prune, again=again)
        finally:
            self.workspace.sweep()  # what readers were writing when they were stopped
        self.seconds["index"] = state.seconds
        return state

    def _fill(self, readers: Readers, tasks: list[Task], keep: Keeper, *, prune: bool, again: bool) -> IndexState:
        """Index while documents come: in a process of its own, or here for a server and where nothing is read.

        The encoder is loaded first, so that a missing one is told before hours of reading.
        """
        # 0.15 s, while the readers load what they need
        from docintel.index.encode import load_encoder
        from docintel.ingest.indexer import Indexer
        from docintel.ingest.indexing import bring_up_to_date

        if readers.workers and self.config.index.url is None:
            with Indexer(self.workspace, self.config, again=again) as indexer:
                self._light(tasks, keep, prune=prune)
                for document_id in self._arriving(readers, keep):
                    indexer.add(document_id)
                return indexer.finish()
        encoder = load_encoder(self.config.encoder)
        self._light(tasks, keep, prune=prune)
        arriving = self._arriving(readers, keep)
        return bring_up_to_date(self.workspace, self.config, arriving, again=again, encoder=encoder)

    def _light(self, tasks: list[Task], keep: Keeper, *, prune: bool) -> None:
        for task in tasks:
            if task.work == "none":
                self._tell(task, keep.light(task, prune=prune))
        self.events.stage("reading")

    def _arriving(self, readers: Readers, keep: Keeper) -> Iterator[str]:
        """Keep documents as the readers make them, and yield their ids."""
        for task, outcome, seconds in readers:
            result = keep.heavy(task, outcome, seconds)
            if isinstance(outcome, Made):
                for stage, spent in outcome.seconds.items():
                    self.seconds[stage] += spent
            self._tell(task, result)
            if isinstance(outcome, Made):
                yield outcome.id
        self.workspace.compact_paths(keep.owners)
        self.events.stage("indexing")

    def _tell(self, task: Task, result: FileResult) -> None:
        self.results.append(result)
        self.events.done(task, result)

    def manifest(self, state: IndexState, *, planned: bool = False, mended: tuple[str, ...] = ()) -> Manifest:
        """The record of this run."""
        name, moment = new_run()
        return Manifest(
            run=name,
            started=moment,
            files=tuple(sorted(self.results, key=lambda result: result.path)),
            totals=totals(self.results, self._began),
            seconds={stage: round(seconds, 2) for stage, seconds in self.seconds.items()},
            stages=stage_keys(self.config),
            index=state,
            settings=settings_record(self.config),
            slowest=slowest(self.results),
            mended=mended,
            planned=planned,
            links=self.links,
        )


def _planned(task: Task) -> FileResult:
    return FileResult(task.path, task.id, task.status, error=task.error, note=task.note)
