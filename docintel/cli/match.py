"""``docintel match``: what applies to a company."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from docintel.cli._options import Options, day, shared
from docintel.errors import DocintelError, PartialError, ProfileError, UsageError

if TYPE_CHECKING:
    from docintel.config import Config
    from docintel.match.engine import Matcher
    from docintel.match.profiles import Profile
    from docintel.types import Report


@click.command("match")
@click.argument("profile", metavar="PROFILE")
@click.option("--as-of", type=day, help="The day for which it is decided (default: today).")
@click.option("--report-lang", type=click.Choice(["nl", "en"]), help="Language of the report (default: the profile's).")
@click.option(
    "-n", "--limit", type=click.IntRange(1), help="Number of calls open or to come, and at most as many closed ones."
)
@click.option("--calendar", type=click.Path(path_type=Path, dir_okay=False), help="Write the dates as iCalendar.")
@shared("table", "json", "jsonl", "md", "html", "csv")
def command(
    options: Options,
    profile: str,
    as_of: datetime.date | None,
    report_lang: Literal["nl", "en"] | None,
    limit: int | None,
    calendar: Path | None,
) -> None:
    """Tell which calls and recommendations apply to PROFILE, what blocks it and what is still unknown.

    PROFILE is a TOML, YAML, JSON or text file, a PDF or HTML brochure, - for standard input, or a folder of these
    (then a matrix of all profiles against all calls).

    Example: docintel match corpora/profiles/kortrijk-infrared.toml --as-of 2021-10-01
    """
    from docintel.answers import open_matcher
    from docintel.cli._profiles import read_profile
    from docintel.saved import dismissals

    asked = _Asked(as_of or datetime.date.today(), report_lang, limit)
    if Path(profile).is_dir():
        if calendar is not None or options.format == "html":
            what = "--calendar" if calendar is not None else "--format html"
            raise UsageError(what, "is for one profile, not for a folder", "name one of its files")
        _match_folder(options, Path(profile), asked)
        return
    found = read_profile(options, profile)
    report = asked.of(found, open_matcher(options.config), options.config)
    report = dismissals(options.workspace).apply(report)
    _write(options, [report])
    if calendar is not None:
        from docintel.report import icalendar

        _save(calendar, icalendar.render(report))
        options.say(f"dates written to {calendar}")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The day, the language and the length that a report is asked for."""

    day: datetime.date
    language: Literal["nl", "en"] | None
    limit: int | None

    def of(self, profile: Profile, matcher: Matcher, config: Config) -> Report:
        """The report of one profile."""
        return matcher.match(
            profile,
            as_of=self.day,
            limit=self.limit or config.match.limit,
            recommendations=config.match.recommendations,
            language=self.language,
        )


def _match_folder(options: Options, folder: Path, asked: _Asked) -> None:
    from docintel.answers import open_matcher
    from docintel.cli._profiles import named_profile, profile_files
    from docintel.saved import dismissals

    files = list(profile_files(folder))
    if not files:
        raise ProfileError(str(folder), "holds no profiles", "name a folder with TOML, YAML, JSON or text files")
    matcher = open_matcher(options.config)
    aside = dismissals(options.workspace)
    reports, failed = [], 0
    for path in files:
        try:
            reports.append(aside.apply(asked.of(named_profile(options, str(path)), matcher, options.config)))
        except DocintelError as error:
            failed += 1
            click.echo(f"failed: {error}", err=True)
    if reports:
        _write(options, reports)
    if failed == len(files):
        raise ProfileError(f"all {failed} profiles", "failed", "the lines above say why")
    if failed:
        raise PartialError(f"{failed} of {len(files)} profiles", "failed", "the lines above say why")


def _write(options: Options, reports: list[Report]) -> None:
    from docintel.report import render
    from docintel.report.matrix import render as render_matrix

    if options.format == "csv":
        options.write(render_matrix(reports))
    elif options.format == "table" and len(reports) > 1:
        options.write(_matrix(reports))
    elif options.format == "json":
        options.write_json(reports[0] if len(reports) == 1 else {"reports": reports})
    elif options.format == "jsonl":
        from docintel.cli._json import line

        options.write("\n".join(line(report) for report in reports))
    else:
        form = cast('Literal["table", "md", "html"]', options.format)
        options.write("\n\n".join(render(report, form) for report in reports))


def _matrix(reports: list[Report]) -> str:
    """The five nearest calls of each profile: a column per call is too wide for a terminal, csv has them all."""
    from docintel.cli._table import table

    rows = [
        (report.profile, match.rank, match.id, match.verdict, match.relevance.band)
        for report in reports
        for match in report.calls
        if match.rank <= _NEAREST
    ]
    named = [("" if i and rows[i - 1][0] == row[0] else row[0], *row[1:]) for i, row in enumerate(rows)]
    return table(("profile", "rank", "call", "verdict", "relevance"), named, right=("rank",))


_NEAREST = 5


def _save(path: Path, text: str) -> None:
    from docintel.workspace import fail

    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        fail(path, error, "another file")
