"""The options that all commands share, and where their output goes."""

from __future__ import annotations

import datetime
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click
from click.core import ParameterSource

from docintel.encoding import is_utf8
from docintel.errors import UsageError, WorkspaceError

if TYPE_CHECKING:
    from docintel.config import Config
    from docintel.workspace import Workspace

_FOR_READERS = frozenset({"csv", "docx", "htm", "html", "md", "pdf", "xlsx"})
"""Suffixes by which a program chooses how to read a file: JSON under such a name opens as a broken document."""
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Options:
    """What the shared options say."""

    config: Config
    format: str
    output: Path | None
    quiet: bool
    verbose: int

    @property
    def workspace(self) -> Workspace:
        """The workspace that is meant; nothing is read yet."""
        from docintel.workspace import Workspace

        return Workspace(self.config.workspace)

    def opened(self) -> Workspace:
        """The workspace, checked: it exists and has this version's format."""
        workspace = self.workspace
        workspace.check()
        return workspace

    def say(self, text: str) -> None:
        """Tell the person something that is not data."""
        if not self.quiet:
            click.echo(text, err=True)

    def write(self, text: str) -> None:
        """Write data to stdout or to ``-o``."""
        if not text.endswith("\n"):
            text += "\n"
        if self.output is None:
            _print(text)
            return
        try:
            self.output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise WorkspaceError(
                str(self.output), f"cannot be written ({error.strerror})", "name another file with -o"
            ) from error

    def write_lines(self, lines: Iterable[str]) -> None:
        """Write lines as they come, so that a reader of the pipe need not wait for the last."""
        if self.output is not None:
            self.write("\n".join(lines))
            return
        for line in lines:
            _print(line + "\n")

    def write_json(self, value: object) -> None:
        """Write one JSON value: indented as ``json``, on one line as ``jsonl``."""
        from docintel.cli._json import line, pretty

        self.write(line(value) if self.format == "jsonl" else pretty(value))


def _print(text: str) -> None:
    """Write to standard output at once.

    Raises:
        WorkspaceError: the disk that it goes to is full.
        BrokenPipeError: nobody reads on; Click ends quietly.
    """
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        # what is left in the buffer would fail again when Python ends, with an exit code of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        what = f"cannot be written ({error.strerror})"
        raise WorkspaceError("standard output", what, "make room, or name a file with -o") from error


def _check_words(values: Mapping[str, object]) -> None:
    """Refuse words that are empty, as an unset variable is, or no text, as those of a terminal set to Latin-1 are.

    Raises:
        UsageError: names the argument or option.
    """
    context = click.get_current_context()
    for parameter in context.command.params:
        name, value = parameter.name or "", values.get(parameter.name or "")
        label = parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.human_readable_name.strip("[]")
        for word in value if isinstance(value, tuple) else (value,):
            if not isinstance(word, str) or context.get_parameter_source(name) == ParameterSource.DEFAULT:
                continue
            if not is_utf8(word):
                raise UsageError(label, "is not UTF-8 text", "set the terminal and its locale to UTF-8")
            if not word.strip():
                raise UsageError(label, "is empty", "give it a value or leave it out")


def day(value: str) -> datetime.date:
    """A day of the command line, as ``2026-12-31``."""
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day; write it as 2026-12-31") from None


def one_thread() -> None:
    """Keep the number libraries to one thread: for one query, starting more costs 0.3 s of CPU and gains nothing.

    Works only before numpy is imported; what the user has set stays.
    """
    for name, value in (("OMP_NUM_THREADS", "1"), ("OPENBLAS_NUM_THREADS", "1"), ("TOKENIZERS_PARALLELISM", "false")):
        os.environ.setdefault(name, value)


def shared(*formats: str, default: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the shared options; the command gets them as its first argument ``options``.

    Without ``--format`` a command writes a table on a terminal and JSON into a pipe or file.
    """
    kinds = formats or ("table", "json", "jsonl")

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @click.option("-w", "--workspace", type=click.Path(path_type=Path), help="Workspace folder.")
        @click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), help="Configuration file.")
        @click.option("-f", "--format", "form", type=click.Choice(kinds), help="Form of the output.")
        @click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
        @click.option("-q", "--quiet", is_flag=True, help="Say nothing but data and errors.")
        @click.option("-v", "--verbose", count=True, help="Say more; -vv may show text of documents.")
        @wraps(function)
        def command(
            *args: object,
            workspace: Path | None,
            config_file: Path | None,
            form: str | None,
            output: Path | None,
            quiet: bool,
            verbose: int,
            **kwargs: object,
        ) -> None:
            from docintel.config import load_config

            _check_words(kwargs)
            config = load_config(config_file)
            if workspace is not None:
                config = config.model_copy(update={"workspace": workspace})
            output = _place(output)
            chosen = form or default or _natural(kinds, output)
            _set_up_logging(quiet, verbose)
            function(Options(config, chosen, output, quiet, verbose), *args, **kwargs)

        return command

    return decorate


def _place(output: Path | None) -> Path | None:
    """Where the output goes, looked at before an hour of work goes into it; None is standard output, as is ``-``.

    Raises:
        WorkspaceError: the folder does not exist.
    """
    if output is None or output == Path("-"):
        return None
    if not output.absolute().parent.is_dir():
        raise WorkspaceError(str(output), "its folder does not exist", "make it first, or name another file with -o")
    return output


def _natural(kinds: tuple[str, ...], output: Path | None) -> str:
    """A table for a person, JSON for a program; the suffix of ``-o`` decides where it names a format.

    Raises:
        UsageError: the suffix names a format that the command does not write.
    """
    suffix = output.suffix.lstrip(".").lower() if output is not None else ""
    if suffix in kinds:
        return suffix
    if suffix in _FOR_READERS:
        able = ", ".join(f".{kind}" for kind in kinds if kind != "table")
        raise UsageError(str(output), f"this command writes no {suffix.upper()}", f"end the name in {able}")
    if output is None and sys.stdout.isatty() and "table" in kinds:
        return "table"
    return "json" if "json" in kinds else kinds[0]


def _set_up_logging(quiet: bool, verbose: int) -> None:
    level = logging.ERROR if quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s", force=True)
    for noisy in ("pdfminer", "pypdfium2", "trafilatura", "urllib3", "httpx", "httpcore", "filelock"):
        logging.getLogger(noisy).setLevel(logging.ERROR if verbose < 2 else logging.INFO)
