"""Rules as rows: the shipped ones of ``docintel/data/rules`` and the user's own files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from docintel.config import explain_validation
from docintel.errors import ConfigError
from docintel.lexicon import data_text
from docintel.match.conditions import Condition, ConditionError, parse_condition
from docintel.match.facts import FACT_NAMES
from docintel.match.tables import place_table
from docintel.types import GateLevel

ReportLanguage = Literal["nl", "en"]
SHIPPED = ("general", "edf", "muyters", "export", "instruments")


class _Row(BaseModel):
    """A frozen row of a rules file that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Bilingual(_Row):
    """One text in both report languages; ``{profile.country}`` is filled with the fact."""

    nl: str
    en: str

    def of(self, language: ReportLanguage) -> str:
        """The text in one language."""
        return self.nl if language == "nl" else self.en


class Source(_Row):
    """Where a rule stands: the act or document, and how its sentence is found; never the sentence itself."""

    cite: str
    """As a reader would cite it: ``VARIO-advies 38, Box 2``."""
    document: tuple[str, ...] = ()
    """Words that stand in the title or path of the document."""
    page: int | None = None
    terms: tuple[str, ...] = ()
    """Words that all stand in the sentence."""
    of_call: bool = False
    """The call itself is the source: its title, or a sentence of its own text with ``terms``."""
    verified: bool = True
    """False where the fact rests on a secondary source or on memory."""


class NextQuestion(_Row):
    """What is asked in place of the question once a first fact is known: from abroad? then, with guarantees?"""

    known: str
    """The first fact."""
    field: str
    question: Bilingual


class Rule(_Row):
    """A condition with three outcomes."""

    id: str
    scope: str
    """``general``, a programme (``EDF``), or a chain or route (``muyters``, ``export``, ``vlaio``)."""
    level: GateLevel = "company"
    when: str = "True"
    """Where the rule has something to say at all."""
    condition: str
    text: Bilingual
    question: Bilingual | None = None
    field: str | None = None
    """Profile key that would settle it."""
    then: NextQuestion | None = None
    remedy: Bilingual | None = None
    """What to do where the project does not meet it."""
    sources: tuple[Source, ...]
    clause: str | None = None
    """Kind of the call's own clause that is quoted in place of the sources."""
    reason: str | None = None
    """Word for a call that this rule blocks: ``closed``."""
    outcome: str | None = None
    basis: Literal["explicit", "rule", "inferred"] = "rule"
    valid_from: date | None = None
    valid_to: date | None = None
    conflicts_with: str | None = None

    @field_validator("when", "condition")
    @classmethod
    def _parses(cls, text: str) -> str:
        try:
            condition = parse_condition(text)
        except ConditionError as error:
            raise ValueError(str(error)) from error
        strangers = [name for name in condition.names if name not in FACT_NAMES and name not in place_table().groups]
        if strangers:
            raise ValueError(f"condition {text!r} names {strangers[0]!r}, which is no fact")
        return text

    @model_validator(mode="after")
    def _sourced(self) -> Rule:
        if not self.sources:
            raise ValueError(f"rule {self.id} has no source")
        return self

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on a day; the last day is included."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def test(self) -> Condition:
        """The parsed condition."""
        return parse_condition(self.condition)


class RulesFile(_Row):
    """One rules file."""

    rule: tuple[Rule, ...] = ()


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """All rules that ship, in file order."""
    return tuple(rule for name in SHIPPED for rule in _read(data_text(f"rules/{name}.toml"), f"rules/{name}.toml"))


@cache
def rules_by_id() -> dict[str, Rule]:
    """The shipped rules by their ids."""
    return {rule.id: rule for rule in shipped_rules()}


def load_rules(extra: Iterable[Path] = ()) -> tuple[Rule, ...]:
    """The shipped rules, then the user's; a user's rule with a shipped id takes its place.

    Raises:
        ConfigError: a file is missing or wrong; the message names file, rule and key.
    """
    rules = dict(rules_by_id())
    for path in extra:
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise ConfigError(str(path), f"cannot be read ({error.strerror})", "correct [rules] extra") from error
        except UnicodeDecodeError as error:
            raise ConfigError(str(path), f"is not UTF-8 ({error})", "save it as UTF-8") from error
        rules |= {rule.id: rule for rule in _read(text, str(path))}
    return tuple(rules.values())


def rules_of(rules: Iterable[Rule], scope: str) -> tuple[Rule, ...]:
    """The rules of one scope, in order."""
    return tuple(rule for rule in rules if rule.scope == scope)


def _read(text: str, where: str) -> tuple[Rule, ...]:
    try:
        found = RulesFile.model_validate(tomllib.loads(text)).rule
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(where, f"is not valid TOML ({error})", "mend that line") from error
    except ValidationError as error:
        raise ConfigError(*explain_validation(where, error)) from error
    ids = [rule.id for rule in found]
    doubled = [identity for identity in ids if ids.count(identity) > 1]
    if doubled:
        raise ConfigError(where, f"rule {doubled[0]} stands twice", "give every rule its own id")
    return found
