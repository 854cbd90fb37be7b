"""``docintel ingest``: files into the workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docintel.cli._options import Options, shared
from docintel.errors import InputFileError, PartialError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress

    from docintel.config import Config
    from docintel.ingest.manifest import FileResult, Manifest
    from docintel.ingest.plan import Force, Task
    from docintel.ingest.run import Events


class _Input(click.Path):
    """A path; an empty one, such as that of an unset variable, is not the current folder."""

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As ``click.Path``, which makes a folder of nothing."""
        if not os.fspath(value):
            raise UsageError("PATH", "is empty", "name a file or folder")
        return super().convert(value, param, ctx)


@click.command("ingest")
@click.argument("paths", nargs=-1, type=_Input(path_type=Path))
@click.option("--include", multiple=True, help="Only files that match, e.g. '*.pdf'. May be repeated.")
@click.option("--exclude", multiple=True, help="Leave out files that match. May be repeated.")
@click.option("--workers", type=click.IntRange(0, 256), help="Reader processes; 0: one per core.")
@click.option("--plan", "plan_only", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--prune", is_flag=True, help="Delete documents whose file is gone.")
@click.option("--ocr", is_flag=True, help="Read pages without a text layer with tesseract (extra [ocr]).")
@click.option(
    "--force", type=click.Choice(["extract", "tag", "encode", "index"]), help="Do this stage and all after it again."
)
@shared("table", "json", "jsonl")
def command(
    options: Options,
    paths: tuple[Path, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    workers: int | None,
    plan_only: bool,
    prune: bool,
    ocr: bool,
    force: Force | None,
) -> None:
    """Read files and folders into the workspace; unchanged files are skipped, by content.

    Example: docintel ingest corpora/policy corpora/calls
    """
    from docintel.ingest.run import ingest

    if not paths and force not in ("encode", "index"):
        raise UsageError("PATH", "is missing", "name files or folders; only --force encode or index needs none")
    if not paths:
        options.opened()
    config = _with(options.config, include, exclude, workers, ocr)
    with _progress(options) as events:
        manifest = ingest(paths, config, force=force, prune=prune, plan_only=plan_only, events=events)
    _show(options, manifest)
    _judge(manifest)


def _with(config: Config, include: tuple[str, ...], exclude: tuple[str, ...], workers: int | None, ocr: bool) -> Config:
    """The configuration with the options of this call over it."""
    changes: dict[str, object] = {}
    if include:
        changes["include"] = include
    if exclude:
        changes["exclude"] = (*config.ingest.exclude, *exclude)
    if workers is not None:
        changes["workers"] = workers
    updates: dict[str, object] = {"ingest": config.ingest.model_copy(update=changes)}
    if ocr:
        updates["extract"] = config.extract.model_copy(update={"ocr": True})
    return config.model_copy(update=updates)


@contextmanager
def _progress(options: Options) -> Iterator[Events]:
    """A bar with an estimate on a terminal, nothing elsewhere; failures are told at once either way."""
    from docintel.ingest.run import Events

    def tell(result: FileResult, say: Callable[[str], object]) -> None:
        if result.status == "failed":
            say(f"failed: {result.error}")
        elif result.status == "partial" and not options.quiet:
            say(f"partial: {result.path}: {result.note}")

    if options.quiet or not sys.stderr.isatty():
        yield Events(done=lambda task, result: tell(result, lambda text: click.echo(text, err=True)))
        return
    with _bar() as bar:
        line = bar.add_task("planning", total=None, speed="")
        files = pages = count = 0

        def above(text: str) -> None:
            bar.console.print(text, markup=False, highlight=False, soft_wrap=True)

        def planned(tasks: list[Task]) -> None:
            nonlocal count
            count = len(tasks)
            bar.update(line, total=sum(map(_weight, tasks)))

        def done(task: Task, result: FileResult) -> None:
            nonlocal files, pages
            files, pages = files + 1, pages + result.pages
            tell(result, above)
            seconds = bar.tasks[line].elapsed or 0.0
            speed = f"{files}/{count} files, {pages} pages, {pages / max(seconds, 0.1):.0f} pages/s"
            bar.update(line, advance=_weight(task), speed=speed)

        yield Events(planned=planned, done=done, stage=lambda name: bar.update(line, description=name))


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120)


def _weight(task: Task) -> int:
    """What a file counts in the estimate: its bytes, and 20 kB for being one; next to nothing where it is not read."""
    return task.bytes + 20_000 if task.work != "none" else 1


def _show(options: Options, manifest: Manifest) -> None:
    if manifest.links:
        options.say(f"links and special files left alone: {manifest.links}; name the files that they point to")
    if options.format != "table":
        options.write_json(manifest)
        return
    from docintel.cli._table import table
    from docintel.ingest.manifest import counted

    rows = [
        (file.status, file.id, file.pages or "", file.passages or "", Path(file.path).name, file.error or file.note)
        for file in manifest.files
    ]
    text = table(("status", "document", "pages", "passages", "file", "remark"), rows, right=("pages", "passages"))
    totals = manifest.totals
    counts = counted(totals) or "no files"
    if manifest.planned:
        options.write(f"{text}\nplanned, nothing was done: {counts}\n")
        return
    speed = "{pages:g} pages in {seconds:g} s ({pages_per_second:g} a second)".format(**totals)
    if not totals.get("pages"):
        speed = "nothing to read"
    index = manifest.index
    changed = f"; {index.added} passages indexed, {index.removed} taken out" if index.added or index.removed else ""
    options.write(f"{text}\nrun {manifest.run}: {counts}; {speed}{changed}\n")
    if index.truncated:
        options.say(f"{index.truncated} sentences are longer than the encoder reads; their ends are not in the vectors")
    if options.verbose:
        spent = ", ".join(f"{stage} {seconds:g} s" for stage, seconds in manifest.seconds.items())
        options.say(f"all readers together: {spent}")
        options.say("slowest: " + "; ".join(manifest.slowest or ("none",)))


def _judge(manifest: Manifest) -> None:
    """Exit 3 when nothing came in, 7 when something failed; each failure was already told on stderr."""
    failed = manifest.failed
    if not failed or manifest.planned:
        return
    tried = [file for file in manifest.files if file.status != "vanished"]
    first = failed[0].error or failed[0].path
    if len(failed) == len(tried):
        if len(failed) == 1:
            raise InputFileError(*_split(first))
        raise InputFileError(f"all {len(failed)} inputs", "failed", "the lines above say why")
    raise PartialError(f"{len(failed)} of {len(tried)} inputs", "failed, the others are in", "the lines above say why")


def _split(error: str) -> tuple[str, str]:
    where, _, what = error.partition(": ")
    return where, what
