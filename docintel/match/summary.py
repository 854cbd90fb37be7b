"""The answer in a few sentences: what is open or to come, what stands in the way, what closed, or that nothing fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from docintel.match.routes import instrument_ids
from docintel.match.rules import ReportLanguage
from docintel.match.wording import known_word, word, written_day
from docintel.types import Match, Route

_NAMED = 3
"""Calls that the summary names; the table holds the others."""


def summarise(matches: Sequence[Match], as_of: date, language: ReportLanguage, routes: Sequence[Route] = ()) -> str:
    """What a director reads first; where no call is open, also which instruments fit without one."""
    if not matches:
        return word("summary.empty", language)
    thematic = [match for match in matches if match.group == "thematic"]
    near = [match for match in thematic if match.is_near]
    lines = [_nothing(thematic[0], language)] if thematic and not near else list(_sentences(near, as_of, language))
    if anything := open_to_any(matches):
        key = "summary.any.one" if len(anything) == 1 else "summary.any"
        lines[0] = f"{lines[0]} {word(key, language).format(n=len(anything))}"
    fitting = [route.title for route in routes if route.id in instrument_ids() and route.verdict == "applies"]
    if fitting and near and not any(_group(match) == "open" for match in near):
        lines.insert(1, word("summary.instruments", language).format(shown="; ".join(fitting)))
    return "\n".join(lines)


def open_to_any(matches: Iterable[Match]) -> list[Match]:
    """Open calls without a subject of their own: whatever the profile does, they can be read."""
    return [match for match in matches if match.group != "thematic" and _group(match) == "open"]


def all_conditions(matches: Iterable[Match]) -> tuple[str, ...]:
    """What the projects of all calls still have to meet, each once."""
    return tuple(dict.fromkeys(text for match in matches for text in match.conditions))


def _nothing(nearest: Match, language: ReportLanguage) -> str:
    why = word("summary.weak.none", language)
    if nearest.evidence:
        why = word("summary.weak", language).format(capability=nearest.evidence[0].capability)
    return word("summary.nothing", language).format(id=nearest.id, title=nearest.title, why=why)


def _sentences(near: Sequence[Match], as_of: date, language: ReportLanguage) -> Iterator[str]:
    """Open calls, then those to come, then those closed to this profile, then those closed to all."""
    groups: dict[str, list[Match]] = {"open": [], "forthcoming": [], "barred": [], "closed": []}
    for match in near:
        groups[_group(match)].append(match)
    if not groups["open"]:
        yield word("summary.none-open", language).format(day=written_day(as_of, language))
    for name, found in groups.items():
        if found:
            yield _of_group(name, found, language)
        if name == "open" and (asked := _deciding(found)):
            yield word("summary.deciding", language).format(question=" ".join(asked))


def _of_group(name: str, found: Sequence[Match], language: ReportLanguage) -> str:
    key = f"summary.{name}.one" if len(found) == 1 else f"summary.{name}"
    shown = "; ".join(_shown(name, match, language) for match in found[: 1 if name == "closed" else _NAMED])
    if name != "closed" and len(found) > _NAMED:
        shown = f"{shown}; {word('summary.more', language).format(n=len(found) - _NAMED)}"
    reasons = dict.fromkeys(known_word(f"reason.{match.reason}", language) or "" for match in found)
    return word(key, language).format(n=len(found), shown=shown, reason="; ".join(reasons))


def _deciding(found: Sequence[Match]) -> list[str]:
    """What the verdict on the open calls waits for; conditions of a project change no verdict."""
    gates = (gate for match in found if match.verdict == "unknown" for gate in match.gates if gate.level != "project")
    return list(dict.fromkeys(gate.question for gate in gates if gate.state == "unknown" and gate.question))[:2]


def _group(match: Match) -> str:
    if match.verdict != "blocked":
        return "open"
    return {"not-yet-open": "forthcoming", "closed": "closed"}.get(match.reason or "", "barred")


def _shown(group: str, match: Match, language: ReportLanguage) -> str:
    """``Mine countermeasures (EDF-2023-DA-UWW-MCMC), submit by 22 November 2023 (still open)``."""
    name = f"{match.title} ({match.id})"
    day = match.opening if group == "forthcoming" else match.deadline
    if group == "barred" or day is None:
        return name
    text = word(f"summary.{group}.day", language).format(day=written_day(day, language))
    verdict = word(f"verdict.{match.verdict}", language)
    if lacking := sum(gate.state == "not_met" for gate in match.gates if gate.level == "project"):
        count = word("summary.lacking.one" if lacking == 1 else "summary.lacking", language)
        verdict = f"{verdict}, {count.format(n=lacking)}"
    return f"{name}, {text} ({verdict})" if group == "open" else f"{name}, {text}"
