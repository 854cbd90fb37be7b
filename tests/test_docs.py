"""What the documentation claims is held to the code."""

import re
from pathlib import Path

import click
import pytest

from docintel import errors
from docintel.cli import COMMANDS, main

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_the_help_that_the_table_promises(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None and command.help
    if not isinstance(command, click.Group):
        assert "Example: " in command.help
        assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_generated_files_are_up_to_date() -> None:
    from docs.generate import files

    stale = [str(path) for path, content in files() if not path.is_file() or path.read_text("utf-8") != content]
    assert not stale, "run 'make docs'"


def test_every_exit_code_is_documented() -> None:
    text = (DOCS / "errors.md").read_text(encoding="utf-8")
    codes = {cls.exit_code for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, Exception)}
    for code in codes | {0, 130, 143}:
        assert re.search(rf"^\| {code} \|", text, re.M), code
    for name, cls in vars(errors).items():
        if isinstance(cls, type) and issubclass(cls, errors.DocintelError):
            assert name in text, name


def test_every_folder_stands_in_the_readme() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    for folder in ("corpora", "models", "pipelines", "docs", "docintel", "tests", "benchmarks"):
        assert f"{folder}/" in text
    for package in sorted(path.parent.name for path in (PROJECT / "docintel").glob("*/__init__.py")):
        assert f"{package}/" in text, package


def test_nothing_names_a_machine_of_its_makers() -> None:
    pattern = re.compile(r"/work/|/root/|/tmp/docintel-|file:///opt")
    for path in PROJECT.rglob("*"):
        if path.suffix in (".py", ".md", ".toml", ".cfg", ".yml", ".json", ".jsonl", ".lock", ".sh") and not any(
            part.startswith(".") or part == "workspace" for part in path.relative_to(PROJECT).parts[:-1]
        ):
            if path == Path(__file__):
                continue
            found = pattern.search(path.read_text(encoding="utf-8"))
            assert not found, f"{path}: {found.group() if found else ''}"
