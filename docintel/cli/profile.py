"""``docintel profile``: make, check and describe company profiles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from docintel.cli._options import Options, shared
from docintel.errors import ProfileError

if TYPE_CHECKING:
    from docintel.match.profiles import Profile


@click.group("profile")
def command() -> None:
    """Make, check and describe company profiles."""


@command.command("check")
@click.argument("profile", metavar="PROFILE")
@shared("table", "json", "jsonl")
def check_command(options: Options, profile: str) -> None:
    """Read a profile and say what was understood and what is missing, with the question that would settle it.

    Example: docintel profile check company.toml
    """
    from docintel.cli._profiles import read_profile

    found = read_profile(options, profile)
    values = found.model_dump(mode="json", exclude_none=True)
    missing = _missing(found)
    if options.format != "table":
        options.write_json(
            {"profile": values, "missing": [{"field": name, "question": text} for name, text in missing]}
        )
        return
    from docintel.cli._table import table

    options.write(
        table(("field", "understood as", "said in"), _said(_told(values), found.description))
        + ("\n" + table(("not given", "question"), missing) if missing else "\nNothing is missing.\n")
    )


@command.command("schema")
@shared("json")
def schema_command(options: Options) -> None:
    """Print the JSON Schema of a profile.

    Example: docintel profile schema
    """
    from docintel.match.profiles import Profile

    options.write_json(Profile.model_json_schema())


@command.command("new")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@shared("table")
def new_command(options: Options, file: Path) -> None:
    """Ask for a profile in the terminal and write it as TOML; an empty answer means 'not given'.

    Example: docintel profile new company.toml
    """
    import tomlkit

    from docintel.match.profiles import parse_profile

    if not file.absolute().parent.is_dir():
        raise ProfileError(str(file), "its folder does not exist", "make it first, or name another file")
    if file.exists() and not click.confirm(f"{file} exists. Write over it?", err=True):
        raise ProfileError(str(file), "exists", "name another file")
    values = {name: answer for name, kind, text in QUESTIONS if (answer := _ask(kind, text)) not in (None, "")}
    text = tomlkit.dumps(values)
    parse_profile(text, str(file))
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ProfileError(str(file), f"cannot be written ({error.strerror})", "name another file") from error
    options.say(f"written to {file}; 'docintel match {file}' uses it")


QUESTIONS = (
    ("name", "text", "Name of the organisation"),
    ("country", "text", "Country (two letters, e.g. BE)"),
    ("region", "text", "Region (e.g. Vlaanderen)"),
    ("kind", "text", "Kind (company, research, university, other)"),
    ("size", "text", "Size (micro, small, medium, midcap, large)"),
    ("language", "language", "Language of the description (nl or en)"),
    ("description", "needed", "What you make or do, in a few sentences"),
    ("capabilities", "list", "Capabilities, parted by semicolons"),
    ("technologies", "list", "Technologies, parted by semicolons"),
    ("trl_min", "number", "Lowest technology readiness level (1-9)"),
    ("trl_max", "number", "Highest technology readiness level (1-9)"),
    ("military_share", "share", "Share of military sales, 0 to 1"),
    ("list_codes", "list", "List codes of your products (e.g. ML15.d; 6A003), parted by semicolons"),
    ("clearance", "text", "Security clearance held (none, or its level)"),
    ("export_authorisation", "text", "Export authorisation held (none, or its kind)"),
    ("controlled_from", "text", "Country that controls the organisation in the end (two letters)"),
)


def _ask(kind: str, text: str) -> object:
    if kind == "language":
        return click.prompt(text, type=click.Choice(["nl", "en"]), default="nl", err=True)
    if kind == "needed":
        return click.prompt(text, err=True)
    answer = click.prompt(text, default="", show_default=False, err=True).strip()
    if not answer:
        return None
    if kind == "list":
        return [part.strip() for part in answer.split(";") if part.strip()]
    try:
        return int(answer) if kind == "number" else float(answer.replace(",", ".")) if kind == "share" else answer
    except ValueError:
        click.echo("That is no number; left out.", err=True)
        return None


def _missing(profile: Profile) -> list[tuple[str, str]]:
    """Fields not given, with what would be asked; an empty list of codes says 'none', and figures give the size.

    Only in Belgium a region decides anything.
    """
    asked = [row for row in QUESTIONS if row[0] != "region" or profile.country in (None, "BE")]
    given = [(name, text, getattr(profile, "eu_size" if name == "size" else name)) for name, _, text in asked]
    return [(name, text) for name, text, value in given if value is None or (value == () and name != "list_codes")]


def _said(rows: list[tuple[str, object]], description: str) -> list[tuple[str, object, str]]:
    """Rows with the sentence of the description that states the fact, where one states this very value."""
    from docintel.match.stated import stated_codes, stated_facts

    facts = {name: (fact.value, fact.sentence) for name, fact in stated_facts(description).items()}
    codes = stated_codes(description)
    facts["list_codes"] = ("; ".join(codes), " / ".join(dict.fromkeys(codes.values())))
    said = [(name, value, *facts.get(name, (None, ""))) for name, value in rows]
    return [(name, value, sentence if stated == value else "") for name, value, stated, sentence in said]


def _told(values: dict[str, object]) -> list[tuple[str, object]]:
    """What is worth a row: not the text that the user wrote, nor a list that is empty for want of an answer."""
    told = {name: value for name, value in values.items() if name == "list_codes" or value != []}
    return [(name, value) for name, value in _rows(told) if name != "description"]


def _rows(values: dict[str, object]) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            rows += [(f"{name}.{inner}", shown) for inner, shown in _rows(value)]
        elif isinstance(value, list):
            rows.append((name, "; ".join(str(part) for part in value) or "none"))
        else:
            rows.append((name, value))
    return rows
