"""What ``watch`` found, as lines for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from docintel.report.wording import ReportLanguage, Words, words
from docintel.types import Change


def render(profile: str, since: date | None, changes: Iterable[Change], language: ReportLanguage) -> str:
    """A heading for the profile and a line per change; says so when there is none, or nothing to compare with."""
    say = words(language)
    if since is None:
        return f"{profile}: {say['change_first']}"
    head = f"{profile} ({say.say('change_since', date=say.day(since))})"
    lines = list(_lines(changes, say)) or [say["change_none"]]
    return "\n".join((head, *(f"  {line}" for line in lines)))


def _lines(changes: Iterable[Change], say: Words) -> Iterator[str]:
    for change in changes:
        what = say.of("changes", change.kind).format(
            what=change.what, before=_shown(change.before, say), after=_shown(change.after, say)
        )
        yield f"{change.call} {change.title}: {what}"


def _shown(value: str | None, say: Words) -> str:
    """A state, a verdict, a date or an amount as a reader sees it."""
    if value is None:
        return say["nothing"]
    shown = say.of("states", value)
    return shown if shown != value else say.of("verdicts", value)
