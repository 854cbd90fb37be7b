"""The command line: one file per command, each a thin wrap of a library function.

Data goes to stdout, everything else to stderr. Heavy libraries are loaded by the command that needs them.
"""

from __future__ import annotations

import gc
import importlib
import keyword
import signal
import sys
from types import FrameType

import click

from docintel import __version__
from docintel.errors import DocintelError, UsageError

COMMANDS = {
    "ingest": "Read files into the workspace.",
    "search": "Find the clause, its page and its cross-references.",
    "match": "Tell which calls and recommendations apply to a company.",
    "calls": "List the calls that were found.",
    "recommendations": "List the policy recommendations that were found.",
    "refs": "Show who mentions a list code, an act, a clause or a call.",
    "show": "Show one clause with its references and its twin.",
    "lint": "Show dangling, ambiguous and repealed references.",
    "diff": "Compare two editions clause by clause.",
    "profile": "Make, check and describe company profiles.",
    "watch": "Tell what is new or changed for saved profiles.",
    "dismiss": "Set a call aside for a profile, with a reason.",
    "extract": "Print what one file says: blocks, sections, tables, notes.",
    "tag": "Tag references and entities in lines of text.",
    "embed": "Print the vectors of lines of text.",
    "evaluate": "Measure quality on gold sets.",
    "corpora": "Fetch the official documents.",
    "status": "Show what the workspace holds.",
    "info": "Show versions and settings.",
    "models": "Show the models and check their hashes.",
    "doctor": "Check the installation and the workspace.",
    "forget": "Delete a document or profile and every trace of it.",
    "export": "Write the workspace into one archive.",
    "import": "Make a workspace from an archive.",
}
"""Name -> first line of its help, held together by a test. Modules have the same name (``import_`` for ``import``)."""


class _Shown(click.ClickException):
    """A docintel error as Click shows it, with the exit code of the contract."""

    def __init__(self, error: DocintelError) -> None:
        super().__init__(str(error))
        self.exit_code = error.exit_code  # type: ignore[misc]


class _Terminated(BaseException):
    """SIGTERM arrived."""


class _Group(click.Group):
    """Loads a command when it is called, and turns errors into one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(_module(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Tell where an option goes that stands before the command."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            name = next((word for word in words if word in COMMANDS), "COMMAND")
            todo = f"write it after the command: docintel {name} {error.option_name} ..."
            raise _Shown(UsageError(error.option_name, "stands before the command", todo)) from error

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; every expected failure ends in one line on stderr."""
        previous = signal.signal(signal.SIGTERM, _on_sigterm)
        try:
            return super().invoke(ctx)
        except DocintelError as error:
            raise _Shown(error) from error
        except (KeyboardInterrupt, click.Abort):
            click.echo("Interrupted; what is stored stays, run the same command again to go on.", err=True)
            ctx.exit(130)
        except _Terminated:
            click.echo("Terminated; what is stored stays, run the same command again to go on.", err=True)
            ctx.exit(143)
        finally:
            signal.signal(signal.SIGTERM, previous)


def _module(name: str) -> str:
    return f"docintel.cli.{name}_" if keyword.iskeyword(name) else f"docintel.cli.{name}"


def _on_sigterm(number: int, frame: FrameType | None) -> None:
    raise _Terminated


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "DOCINTEL"})
@click.version_option(__version__, prog_name="docintel")
def main() -> None:
    """Tell which calls and policy recommendations apply to a company, with the sentence and the page."""


def run() -> None:
    """Entry point: as ``main``, but a bug is one line too unless ``-vv`` asks for its trace."""
    gc.set_threshold(50_000, 20, 50)  # looking for garbage seldom takes a tenth off a match, which makes little
    try:
        main()
    except Exception as error:
        if "-vv" in sys.argv:
            raise
        click.echo(
            f"Error: bug in docintel: {type(error).__name__}: {error}; run again with -vv and report it", err=True
        )
        sys.exit(1)
