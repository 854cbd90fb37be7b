"""The numbers of a training run as options of its command: one for each field of its plan, with its default."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any, ClassVar, Protocol, TypeVar


class _Plan(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


AnyPlan = TypeVar("AnyPlan", bound=_Plan)


def add_options(parser: argparse.ArgumentParser, kind: type[_Plan]) -> None:
    """Add ``--rate-body`` for the field ``rate_body``, and so on."""
    for field in fields(kind):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)


def plan_of(kind: type[AnyPlan], options: Mapping[str, Any]) -> AnyPlan:
    """Return the plan that the options of the command make."""
    return kind(**{field.name: options[field.name] for field in fields(kind)})
