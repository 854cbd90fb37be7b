"""Rules become gates: met, not met or unknown, with what was compared, the quote, and the question that settles it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from docintel.match.conditions import Facts, Value, parse_condition
from docintel.match.countries import country_name
from docintel.match.rules import Bilingual, ReportLanguage, Rule
from docintel.match.sources import Quoter
from docintel.match.tables import place_table
from docintel.match.wording import known_word, word, written_day
from docintel.types import Call, Evidence, Gate, State, Verdict

_SLOT = re.compile(r"\{([\w.]+)\}")
_ASIDE = re.compile(r" \(([^(){}]*\{[^()]*)\)")
"""Facts in brackets after a condition: ``(you have: {project.entities} from {project.countries})``."""
_WORDS: dict[str, dict[bool | None, str]] = {
    "nl": {None: "onbekend", True: "ja", False: "nee"},
    "en": {None: "unknown", True: "yes", False: "no"},
}
_STATES: dict[bool | None, State] = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Judge:
    """Evaluates rules over facts on one day."""

    facts: Facts
    as_of: date
    language: ReportLanguage
    quoter: Quoter

    def gate(self, rule: Rule, call: Call | None = None) -> Gate | None:
        """The gate of a rule; None outside its dates or where it has nothing to say."""
        groups = place_table().groups
        if not rule.in_force(self.as_of):
            return None
        applies = parse_condition(rule.when).ask(self.facts, groups)
        if applies.truth is False:
            return None
        answer = rule.test().ask(self.facts, groups)
        # Where it is open whether the rule applies at all, a failed condition may not block.
        truth = None if applies.truth is None and answer.truth is not True else answer.truth
        state = _STATES[truth]
        # A row can hold and still decide nothing: M4, whose source is cut off, sends the reader to VLAIO.
        asks = state == "unknown" or (state == "met" and rule.outcome == "UNKNOWN")
        if applies.truth is None and (answer.truth is False or rule.field is None):
            asks = False  # what is open is whether the rule applies: another row asks that
        question, field = self._asked(rule) if asks else (None, None)
        return Gate(
            id=rule.id,
            level=rule.level,
            state=state,
            compared=fill(rule.text.of(self.language), self.facts, self.language),
            evidence=self._evidence(rule, call),
            question=question,
            field=field,
            source="; ".join(source.cite for source in rule.sources),
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            conflicts_with=rule.conflicts_with,
            outcome=rule.outcome,
            basis=rule.basis,
            remedy=self._remedy(rule) if state == "not_met" else None,
        )

    def gates(self, rules: Iterable[Rule], call: Call | None = None) -> tuple[Gate, ...]:
        """The gates of many rules, in order."""
        found = (self.gate(rule, call) for rule in rules)
        return tuple(gate for gate in found if gate is not None)

    def _asked(self, rule: Rule) -> tuple[str | None, str | None]:
        """The question with the field that it settles; once the first fact is known, the next question."""
        then = rule.then if rule.then is not None and self.facts.get(rule.then.known) is not None else None
        question, field = (then.question, then.field) if then is not None else (rule.question, rule.field)
        return self._without_missing(question), field

    def _remedy(self, rule: Rule) -> str | None:
        return fill(rule.remedy.of(self.language), self.facts, self.language) if rule.remedy is not None else None

    def _without_missing(self, question: Bilingual | None) -> str | None:
        """The question, without brackets that would only say that the fact is missing."""
        if question is None:
            return None
        missing = f" ({word('value.missing', self.language)})"
        return fill(question.of(self.language), self.facts, self.language).replace(missing, "")

    def _evidence(self, rule: Rule, call: Call | None) -> tuple[Evidence, ...]:
        """The call's own clause beats the general source."""
        own = self.quoter.clause(call, rule.clause) if call is not None and rule.clause else ()
        if own:
            return own
        return tuple(
            self.quoter.of_call(source, call) if source.of_call and call is not None else self.quoter.quote(source)
            for source in rule.sources
        )


def fill(text: str, facts: Facts, language: ReportLanguage) -> str:
    """Put facts into a text: ``established in {profile.country}``; brackets without a fact say so in one word."""
    text = _ASIDE.sub(lambda aside: f" ({_aside(aside[1], facts, language)})", text)
    return _SLOT.sub(lambda slot: show(facts.get(slot[1]), language), text)


def _aside(text: str, facts: Facts, language: ReportLanguage) -> str:
    """What stands in brackets: parts without any given fact are left out, and none left is ``not in the profile``."""
    parts = [part for part in text.split("; ") if _given(part, facts)]
    return "; ".join(parts) or word("value.missing", language)


def _given(part: str, facts: Facts) -> bool:
    named = _SLOT.findall(part)
    return not named or any(facts.get(name) is not None for name in named)


def show(value: Value | None, language: ReportLanguage) -> str:
    """A fact as a reader sees it."""
    if value is None or isinstance(value, bool):
        return _WORDS[language][value]
    if isinstance(value, tuple | frozenset):
        return ", ".join(_named(item, language) for item in sorted(value)) or word("value.none", language)
    if isinstance(value, date):
        return written_day(value, language)
    return _named(str(value), language)


def _named(value: str, language: ReportLanguage) -> str:
    """A code in words: a kind, a size, a country; a dual-use code without the prefix that is only ours."""
    name = known_word(f"value.{value}", language) or country_name(value, language)
    return name or (f"{value.removeprefix('DU:')} (dual use)" if value.startswith("DU:") else value)


def verdict_of(gates: Iterable[Gate]) -> Verdict:
    """Company and call gates decide; open project gates are conditions and change nothing."""
    states = [gate.state for gate in gates if gate.level != "project"]
    if "not_met" in states:
        return "blocked"
    return "unknown" if "unknown" in states else "applies"
