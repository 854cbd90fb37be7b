"""Calls that a reader set aside for a profile, each with a reason; they can come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from docintel.codec import dumps, loads_as
from docintel.errors import UsageError
from docintel.match.missing import missing_facts
from docintel.match.summary import all_conditions, summarise
from docintel.types import Report


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Why and when a call was set aside."""

    reason: str
    day: date


@dataclass(frozen=True, slots=True)
class Dismissals:
    """By profile, then by call."""

    of: Mapping[str, dict[str, Dismissal]] = field(default_factory=dict)

    def dismiss(self, profile: str, call: str, reason: str, day: date) -> Dismissals:
        """Set a call aside.

        Raises:
            UsageError: there is no reason.
        """
        if not reason.strip():
            raise UsageError(call, "is not set aside without a reason", "say why, in a few words")
        kept = {**self.of.get(profile, {}), call: Dismissal(reason.strip(), day)}
        return Dismissals({**self.of, profile: kept})

    def restore(self, profile: str, call: str) -> Dismissals:
        """Bring a call back.

        Raises:
            UsageError: it was not set aside.
        """
        if call not in self.of.get(profile, {}):
            raise UsageError(call, f"was not set aside for {profile}", "see which calls were, without --undo")
        kept = {name: found for name, found in self.of[profile].items() if name != call}
        return Dismissals({**self.of, profile: kept})

    def apply(self, report: Report) -> Report:
        """The report without the calls set aside; ranks stay, a notice says how many are left out.

        What is said of all calls is said anew: the summary names none that is set aside, no question is asked for it.
        """
        aside = self.of.get(report.profile, {})
        calls = tuple(match for match in report.calls if match.id not in aside)
        left_out = len(report.calls) - len(calls)
        if not left_out:
            return report
        text = f"{left_out} terzijde gelegd" if report.language == "nl" else f"{left_out} set aside"
        names = ", ".join(match.id for match in report.calls if match.id in aside)
        return replace(
            report,
            calls=calls,
            conditions=all_conditions(calls),
            missing_facts=missing_facts(calls, report.routes),
            summary=summarise(calls, report.as_of, report.language, report.routes),
            notices=(*report.notices, f"{text}: {names}"),
        )

    def to_json(self) -> bytes:
        """As JSON."""
        return dumps(self)

    @staticmethod
    def from_json(data: bytes) -> Dismissals:
        """From JSON."""
        return loads_as(data, Dismissals)
