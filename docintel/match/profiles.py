"""Company profiles: what a user writes, in TOML, YAML, JSON or plain words; what is missing stays unknown."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date as Day  # noqa: N812 - "date" is a field below
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from docintel.config import explain_validation
from docintel.errors import ProfileError
from docintel.match.countries import country_code, is_flemish
from docintel.match.freetext import guess_language, is_listed, list_items, normal_code, without_items
from docintel.match.stated import stated_codes, stated_facts, states_no_code

Kind = Literal["company", "research", "university", "other"]
Size = Literal["micro", "small", "medium", "sme", "midcap", "large", "not-sme"]
"""``sme``: micro, small or medium, the figures do not say which; ``not-sme``: midcap or large, likewise."""
BusinessCase = Literal["civil", "military"]

_KINDS = {"sme": "company", "kmo": "company", "bedrijf": "company", "rto": "research", "universiteit": "university"}
_HELD, _NOT_HELD = ("yes", "ja", "true"), ("no", "nee", "geen", "false", "none")
_ASKED_FOR = ("aangevraagd", "aanvraag", "requested", "applied", "pending", "lopend", "in progress")
_CASES = {"mainly_civil": "civil", "civiel": "civil", "mainly_military": "military", "militair": "military"}


_YAML = (".yaml", ".yml")
_OPENS_VALUE = re.compile(r"(?m)^[a-z_]+:[ \t]*[\[{][^\]}\n]*$")
"""``a: [1``: nobody begins a line of plain words so, whatever the file is called."""


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _given(value: object) -> object:
    """A table without its empty strings, and lists without theirs: an empty string is 'not given'."""
    if not isinstance(value, dict):
        return value
    return {
        key: [item for item in inner if not _is_blank(item)] if isinstance(inner, list) else inner
        for key, inner in value.items()
        if not _is_blank(inner) and not (isinstance(inner, list) and inner and all(map(_is_blank, inner)))
    }


def _kind(value: object) -> object:
    return _KINDS.get(value.strip().lower(), value.strip().lower()) if isinstance(value, str) else value


def _case(value: object) -> object:
    if isinstance(value, str):
        value = _CASES.get(value.strip().lower(), value.strip().lower())
        return None if value in ("unknown", "onbekend") else value
    return value


def _country(value: object) -> object:
    return country_code(value) if isinstance(value, str) else value


def _codes(value: object) -> object:
    if isinstance(value, str):
        value = [part for part in value.replace(";", ",").split(",") if part.strip()]
    if isinstance(value, list | tuple):
        codes = tuple(normal_code(str(part)) for part in value)
        if unknown := [code for code in codes if not is_listed(code)]:
            raise ValueError(f"{', '.join(unknown)}: no code of the military list (ML1 to ML22) or of Annex I (6A003)")
        return codes
    return value


def _standing(value: object) -> object:
    """``clearance`` and ``export_authorisation`` may be yes, no, asked for, or the level or number held."""
    if isinstance(value, bool):
        return "yes" if value else "none"
    if not isinstance(value, str):
        return value
    words = (("yes", _HELD), ("none", _NOT_HELD), ("requested", _ASKED_FOR))
    return next((name for name, written in words if value.strip().lower() in written), value)


def held(standing: str | None) -> bool | None:
    """Whether it is held; what is only asked for is not.

    >>> held("SECRET"), held("aangevraagd"), held("none"), held(None)
    (True, False, False, None)
    """
    if standing is None:
        return None
    return standing != "none" and not any(word in standing.lower() for word in _ASKED_FOR)


Country = Annotated[str | None, BeforeValidator(_country)]
Codes = Annotated[tuple[str, ...] | None, BeforeValidator(_codes)]
Standing = Annotated[str | None, BeforeValidator(_standing)]
Level = Annotated[int, Field(ge=1, le=9)]


class _Written(BaseModel):
    """Something that a user writes: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, value: object) -> object:
        return _given(value)


class Partner(_Written):
    """An organisation that takes part in the project."""

    name: str | None = None
    country: Country = None
    kind: Annotated[Kind | None, BeforeValidator(_kind)] = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        """``"FR"`` alone names the country, ``"ONERA (FR)"`` both."""
        if not isinstance(value, str):
            return value
        name, _, rest = value.partition("(")
        if rest:
            return {"name": name.strip() or None, "country": rest.rstrip(") ")}
        return {"country": value} if len(value.strip()) == 2 else {"name": value}


class Project(_Written):
    """The plan for which support is sought."""

    title: str | None = None
    description: str | None = None
    business_case: Annotated[BusinessCase | None, BeforeValidator(_case)] = None
    """Where most of the expected turnover lies."""
    programme: str | None = None
    """European, federal or international programme of which it is part; empty: none named."""
    programme_has_ethics: bool | None = None
    partners: tuple[Partner, ...] | None = None
    """The others; the profile's own organisation is not among them."""
    budget_eur: Annotated[int | None, Field(ge=0)] = None
    trl_min: Level | None = None
    trl_max: Level | None = None
    activities: tuple[str, ...] | None = None
    """Letters of the EDF activities (a to i) that the project covers."""
    end_use: str | None = None
    list_codes: Codes = None
    date: Day | None = None


class Profile(_Written):
    """An organisation as it describes itself; everything but the description may be missing."""

    name: str | None = None
    country: Country = None
    region: str | None = None
    kind: Annotated[Kind | None, BeforeValidator(_kind)] = None
    size: Size | None = None
    staff: Annotated[int | None, Field(ge=0)] = None
    turnover_eur: Annotated[int | None, Field(ge=0)] = None
    balance_eur: Annotated[int | None, Field(ge=0)] = None
    """Balance-sheet total: the alternative to turnover in the SME definition."""
    independent: bool | None = None
    """False where a larger group holds 25 % or more: then staff and turnover of the group count."""
    language: Literal["nl", "en"] = "en"
    """Where it is not given: that of the description."""
    description: str = Field(min_length=1)
    capabilities: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    trl_min: Level | None = None
    trl_max: Level | None = None
    military_share: Annotated[float, Field(ge=0, le=1)] | None = None
    list_codes: Codes = None
    """Codes of the military or dual-use list that the products fall under; absent: unknown, empty: none."""
    clearance: Standing = None
    export_authorisation: Standing = None
    controlled_from: Country = None
    """Country from which the organisation is controlled in the end."""
    control_guarantees: bool | None = None
    """Guarantees approved by the country of establishment, where control lies in a third country."""
    confidence: str | None = None
    project: Project | None = None

    @model_validator(mode="before")
    @classmethod
    def _in_its_language(cls, values: object) -> object:
        if isinstance(values, dict) and "language" not in values and isinstance(values.get("description"), str):
            return {**values, "language": guess_language(values["description"])}
        return values

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for part, where in ((self, ""), (self.project, "project.")):
            low, high = (part.trl_min, part.trl_max) if part is not None else (None, None)
            if low is not None and high is not None and low > high:
                raise ValueError(f"{where}trl_min {low} lies above {where}trl_max {high}")
        return self

    @property
    def label(self) -> str:
        """What a report calls it."""
        return self.name or "(no name)"

    @property
    def eu_size(self) -> Size | None:
        """Size as given, else by the EU definition of staff and turnover or balance sheet."""
        by_figures = sme_size(self.staff, self.turnover_eur, self.balance_eur, self.independent)
        return by_figures or self.size if self.size == "sme" else self.size or by_figures

    @property
    def flemish(self) -> bool | None:
        """Whether the organisation is established in Flanders; None where it cannot be told."""
        if self.country is not None and self.country != "BE":
            return False
        return is_flemish(self.region)


def sme_size(staff: int | None, turnover: int | None, balance: int | None, independent: bool | None) -> Size | None:
    """Class of the EU definition (Recommendation 2003/361/EC); None where the figures leave it open.

    Staff is a ceiling of its own; of turnover and balance sheet only one has to stay below its ceiling. In a group the
    figures of the group count: they are not smaller.
    """
    if staff is None:
        return None
    if staff >= 3000:
        return "large"
    if staff >= 250:
        return "not-sme" if independent is False else "midcap"
    if independent is False:
        return None
    ceilings: tuple[tuple[Size, int, int, int], ...] = (
        ("micro", 10, 2_000_000, 2_000_000),
        ("small", 50, 10_000_000, 10_000_000),
        ("medium", 250, 50_000_000, 43_000_000),
    )
    money = [value is not None for value in (turnover, balance)]
    if not any(money):
        return None
    for size, most_staff, most_turnover, most_balance in ceilings:
        fits = (turnover is not None and turnover <= most_turnover) or (balance is not None and balance <= most_balance)
        if staff < most_staff and fits:
            return size
    return "midcap" if all(money) else None


def load_profile(source: Path | str) -> Profile:
    """Read a profile from a file or from text (TOML, YAML, JSON, or a description in plain words).

    Raises:
        ProfileError: the file cannot be read, or a key or value is wrong; the message names it.
    """
    if isinstance(source, Path):
        try:
            return parse_profile(source.read_text(encoding="utf-8-sig"), str(source))
        except OSError as error:
            raise ProfileError(str(source), f"cannot be read ({error.strerror})", "name a file that exists") from error
        except UnicodeDecodeError as error:
            raise ProfileError(str(source), "is not UTF-8 text", "save it as UTF-8, or give a PDF") from error
    return parse_profile(source, "profile")


def parse_profile(text: str, where: str) -> Profile:
    """Read a profile from text; ``where`` is named in complaints."""
    if not text.strip():
        raise ProfileError(where, "is empty", "describe what the organisation can do")
    if "\0" in text:
        raise ProfileError(where, "holds zero bytes: it is no text", "save it as text, or give a PDF")
    values = _structured(text, where)
    if values is None:
        return describe(text)
    try:
        return Profile.model_validate(values)
    except ValidationError as error:
        raise ProfileError(*explain_validation(where, error)) from error


def describe(text: str) -> Profile:
    """A profile from plain words, a brochure or a web page: only what is literally there, nothing guessed."""
    return Profile.model_validate(
        {
            "language": guess_language(text),
            "description": without_items(text),
            "capabilities": list_items(text),
            "list_codes": tuple(stated_codes(text)) or (() if states_no_code(text) else None),
            **_nested({key: fact.value for key, fact in stated_facts(text).items()}),
        }
    )


def _nested(values: Mapping[str, object]) -> dict[str, object]:
    """Fields of the project (``project.budget_eur``) under their own key."""
    inner = {key.removeprefix("project."): value for key, value in values.items() if key.startswith("project.")}
    own = {key: value for key, value in values.items() if not key.startswith("project.")}
    return {**own, "project": inner} if inner else own


def profile_schema() -> dict[str, object]:
    """JSON Schema of a profile."""
    return Profile.model_json_schema()


def _one_line(error: yaml.YAMLError) -> str:
    """The problem with its line, without the drawing around it."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split())


def _structured(text: str, where: str) -> dict[str, object] | None:
    """The keys of a TOML, JSON or YAML profile; None for plain words."""
    if text.lstrip().startswith("{"):
        try:
            found = json.loads(text)
        except json.JSONDecodeError as error:
            raise ProfileError(where, f"is not valid JSON ({error})", "mend that line") from error
        return found if isinstance(found, dict) else None
    broken: tomllib.TOMLDecodeError | None = None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        broken = error
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        if where.endswith(_YAML) or _OPENS_VALUE.search(text) or text.split(":")[0].strip() in Profile.model_fields:
            raise ProfileError(where, f"is not valid YAML ({_one_line(error)})", "mend that line") from error
        found = None
    if isinstance(found, dict) and (where.endswith(_YAML) or set(found) & set(Profile.model_fields)):
        return {str(key): value for key, value in found.items()}
    if where.endswith(".toml"):
        raise ProfileError(where, f"is not valid TOML ({broken})", "mend that line")
    return None
