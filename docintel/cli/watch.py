"""``docintel watch``: what is new or changed for saved profiles."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, day, shared

if TYPE_CHECKING:
    from docintel.types import Change


@click.group("watch")
def command() -> None:
    """Tell what is new or changed for saved profiles: gates, dates, budgets and scope, nothing else."""


@command.command("add")
@click.argument("profile", metavar="PROFILE")
@shared("json")
def add_command(options: Options, profile: str) -> None:
    """Save a profile, so that 'watch run' looks after it.

    Example: docintel watch add corpora/profiles/kortrijk-infrared.toml
    """
    from docintel.cli._profiles import named_profile
    from docintel.saved import save_profile

    workspace = options.opened()
    saved = save_profile(workspace, named_profile(options, profile))
    options.write_json({"saved": saved.name})


@command.command("list")
@shared("table", "json")
def list_command(options: Options) -> None:
    """List the saved profiles.

    Example: docintel watch list
    """
    from docintel.saved import saved_profiles

    rows = []
    for saved in saved_profiles(options.opened()):
        report = saved.last_report()
        rows.append({"name": saved.name, "profile": saved.profile().label, "last": report.as_of if report else None})
    if options.format == "json":
        options.write_json({"profiles": rows})
        return
    from docintel.cli._table import table

    options.write(table(("name", "profile", "last looked at"), [tuple(row.values()) for row in rows]))


@command.command("remove")
@click.argument("name")
@shared("json")
def remove_command(options: Options, name: str) -> None:
    """Delete a saved profile, its reports and what was set aside for it.

    Example: docintel watch remove leiewerk-infrarood
    """
    from docintel.saved import find_saved, remove_profile

    workspace = options.opened()
    removed = find_saved(workspace, name).name
    remove_profile(workspace, removed)
    options.write_json({"removed": removed})


@command.command("run")
@click.option("--as-of", type=day, help="The day for which it is decided (default: today).")
@click.option("--keep/--no-keep", default=True, show_default=True, help="Compare the next time with this report.")
@shared("table", "json")
def run_command(options: Options, as_of: datetime.date | None, keep: bool) -> None:
    """Match every saved profile again and tell what changed since the last time.

    Example: docintel watch run
    """
    from docintel.answers import open_matcher
    from docintel.match.watch import compare
    from docintel.report.changes import render
    from docintel.saved import dismissals, saved_profiles

    workspace = options.opened()
    today = as_of or datetime.date.today()
    aside = dismissals(workspace)
    profiles = list(saved_profiles(workspace))
    if not profiles:
        options.say("no profile is saved; save one with 'docintel watch add'")
    matcher = open_matcher(options.config)
    found: list[tuple[str, datetime.date | None, tuple[Change, ...]]] = []
    shown: list[str] = []
    for saved in profiles:
        report = aside.apply(matcher.match(saved.profile(), as_of=today, limit=options.config.match.limit))
        before = saved.last_report()
        changes = compare(aside.apply(before), report) if before is not None else ()
        since = before.as_of if before is not None else None
        found.append((saved.name, since, changes))
        shown.append(render(saved.name, since, changes, report.language))
        if keep:
            saved.keep_report(report)
    if options.format == "json":
        rows = [{"profile": name, "since": since, "changes": changes} for name, since, changes in found]
        options.write_json({"as_of": today, "profiles": rows})
    else:
        options.write("\n".join(shown))
