"""The tree of errors; each class has the exit code of the command contract.

    DocintelError            1
    +- UsageError            2   wrong command line
    +- InputFileError        3   a file that cannot be read
    +- ConfigError           4   config.toml or a rules file
    |  +- ProfileError       4   a company profile
    +- ModelError            5   a model is missing or does not load
    +- StoreError            6   Qdrant is unreachable or locked
    +- PartialError          7   some inputs failed, the others are in
    +- QualityError          8   a quality floor was missed
    +- WorkspaceError        9   disk full, permission, damage

A message is one line in three parts: which file or key, what is wrong, what to do.
"""

from __future__ import annotations


class DocintelError(Exception):
    """Root of all errors that docintel raises on purpose."""

    exit_code = 1

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        """Say where, what is wrong and what to do, each without a final full stop."""
        self.where, self.what, self.todo = where, what, todo
        super().__init__(f"{where}: {what}" + (f"; {todo}" if todo else ""))

    def __reduce__(self) -> tuple[type[DocintelError], tuple[str, str, str]]:
        """Survive the way back from a worker process."""
        return type(self), (self.where, self.what, self.todo)


class UsageError(DocintelError):
    """The command line does not make sense."""

    exit_code = 2


class InputFileError(DocintelError):
    """A file cannot be read as a document."""

    exit_code = 3


class ConfigError(DocintelError):
    """A configuration or rules file is wrong."""

    exit_code = 4


class ProfileError(ConfigError):
    """A company profile is wrong."""


class ModelError(DocintelError):
    """A model is missing, damaged or of another kind."""

    exit_code = 5


class StoreError(DocintelError):
    """The vector store is unreachable or locked."""

    exit_code = 6


class PartialError(DocintelError):
    """Some inputs failed; the others are in."""

    exit_code = 7


class QualityError(DocintelError):
    """A measured value lies below its floor."""

    exit_code = 8


class WorkspaceError(DocintelError):
    """The workspace cannot be read or written."""

    exit_code = 9
