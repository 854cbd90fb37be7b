"""The condition language of rule rows: comparisons over facts with three outcomes, and nothing else.

    profile.country in EDF and not profile.third_country_control
    count(project.countries) >= call.min_countries
    known(profile.size) or profile.staff < 250

A fact that is not given makes a comparison unknown; ``and``, ``or`` and ``not`` follow Kleene: one false part settles
an ``and``, one true part an ``or``, whatever else is unknown. The text is parsed by Python's own grammar, and every
node that is not listed here is refused, so that a rule can neither call nor reach anything.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

Value = str | int | float | bool | date | tuple[str, ...] | frozenset[str]
Facts = Mapping[str, Value | None]

_ORDER: dict[type[ast.cmpop], Callable[[object, object], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,  # type: ignore[dict-item]
    ast.LtE: operator.le,  # type: ignore[dict-item]
    ast.Gt: operator.gt,  # type: ignore[dict-item]
    ast.GtE: operator.ge,  # type: ignore[dict-item]
}
_FUNCTIONS = frozenset({"known", "count", "overlaps"})


class ConditionError(ValueError):
    """A condition that does not parse, or says more than the language allows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """True, False, or None for unknown, with the facts that left it open."""

    truth: bool | None
    open_facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]
    """The facts it speaks of."""

    def ask(self, facts: Facts, groups: Mapping[str, frozenset[str]]) -> Answer:
        """Evaluate over the facts; a name in capitals is a group of codes."""
        return _Asker(facts, groups).truth(self.tree)


@lru_cache(maxsize=1024)
def parse_condition(text: str) -> Condition:
    """Parse a condition.

    Raises:
        ConditionError: it is not an expression of this language.
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ConditionError(f"condition {text!r} does not parse ({error.msg})") from error
    names: list[str] = []
    _check(tree, text, names)
    return Condition(text, tree, tuple(dict.fromkeys(names)))


def _check(node: ast.expr, text: str, names: list[str]) -> None:
    """Refuse any node outside the language and collect the names of facts."""
    match node:
        case ast.BoolOp(values=parts):
            children: list[ast.expr] = parts
        case ast.UnaryOp(op=ast.Not(), operand=part):
            children = [part]
        case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, (*_ORDER, ast.In, ast.NotIn)):
            children = [left, right]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            children = args
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            children = parts
        case ast.Constant(value=value) if isinstance(value, str | int | float | bool):
            return
        case ast.Name() | ast.Attribute():
            names.append(_dotted(node, text))
            return
        case _:
            raise ConditionError(f"condition {text!r} holds {ast.unparse(node)!r}, which the language does not know")
    for child in children:
        _check(child, text, names)


def _dotted(node: ast.expr, text: str) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{_dotted(value, text)}.{attr}"
    raise ConditionError(f"condition {text!r} holds {ast.unparse(node)!r}, which is not the name of a fact")


@dataclass(frozen=True, slots=True)
class _Asker:
    """One evaluation."""

    facts: Facts
    groups: Mapping[str, frozenset[str]]

    def truth(self, node: ast.expr) -> Answer:
        match node:
            case ast.BoolOp(op=op, values=parts):
                return self._join(isinstance(op, ast.Or), [self.truth(part) for part in parts])
            case ast.UnaryOp(operand=part):
                inner = self.truth(part)
                return Answer(None if inner.truth is None else not inner.truth, inner.open_facts)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(left, op, right)
            case ast.Call(func=ast.Name(id="known"), args=[arg]):
                return Answer(self.value(arg) is not None)
            case ast.Call(func=ast.Name(id="overlaps"), args=[left, right]):
                return self._binary(left, right, _overlaps)
        value = self.value(node)
        return Answer(None, self._missing(node)) if value is None else Answer(bool(value))

    def value(self, node: ast.expr) -> Value | None:
        match node:
            case ast.Constant(value=value):
                return value if isinstance(value, str | int | float | bool) else None
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return tuple(str(self.value(part)) for part in parts)
            case ast.Call(func=ast.Name(id="count"), args=[arg]):
                found = self.value(arg)
                return len(found) if isinstance(found, tuple | frozenset) else None
        name = _dotted(node, "")
        return self.groups[name] if name in self.groups else self.facts.get(name)

    def _compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Answer:
        if isinstance(op, ast.In | ast.NotIn):
            return self._binary(left, right, lambda a, b: _member(a, b) is isinstance(op, ast.In))
        return self._binary(left, right, _ORDER[type(op)])

    def _binary(self, left: ast.expr, right: ast.expr, test: Callable[[object, object], bool]) -> Answer:
        one, two = self.value(left), self.value(right)
        if one is None or two is None:
            return Answer(None, self._missing(left) + self._missing(right))
        if isinstance(one, date) and isinstance(two, str):
            two = date.fromisoformat(two)
        return Answer(test(one, two))

    def _missing(self, node: ast.expr) -> tuple[str, ...]:
        names: list[str] = []
        _check(node, "", names)
        return tuple(name for name in names if name not in self.groups and self.facts.get(name) is None)

    @staticmethod
    def _join(any_true: bool, parts: list[Answer]) -> Answer:
        """``or`` when any_true, else ``and``."""
        if any(part.truth is any_true for part in parts):
            return Answer(any_true)
        open_facts = tuple(dict.fromkeys(name for part in parts if part.truth is None for name in part.open_facts))
        if any(part.truth is None for part in parts):
            return Answer(None, open_facts)
        return Answer(not any_true)


def _member(one: object, many: object) -> bool:
    return isinstance(many, Collection) and one in many


def _overlaps(one: object, two: object) -> bool:
    return isinstance(one, Collection) and isinstance(two, Collection) and not set(one).isdisjoint(two)
