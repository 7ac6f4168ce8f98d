"""Searching: conditions on fields, and the parameters of a listing that mean them.

`Product.price >= 10` is a `Condition`. A listing declares its parameters once, in a `Search`;
a parameter may `mean` a condition (`price_from` means `price >=`), and that is how a query
compiles. What no parameter means cannot be searched for, and says so: nothing is filtered
in Python behind the user's back.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import inflection

from ecwid_orm.exceptions import InvalidValue, UnknownParameter, UnsupportedCondition
from ecwid_orm.model.expressions import Condition, SortOrder


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter: its kind of value, and the conditions that it means.

    `kind` is one of `text`, `integer`, `number`, `boolean`, `moment`, `choice`, or of those that
    take one value or a list: `ids`, `keys` (ids as numbers or texts), `names`, `choices`.
    `choices` are the values of a choice; of another kind, words that it takes as well.
    `means` names conditions as "attribute operator", such as `"price >="`. `values` translates
    the value of a condition (True → `instock`). `prefix` marks a family of parameters whose
    names carry a name of the shop's own, such as `attribute_Brand`. A condition sends `along`
    too, by the names on the wire. Without a parameter that is `required`, Ecwid lists nothing.
    """

    kind: str = "text"
    means: tuple[str, ...] = ()
    wire: str | None = None
    choices: tuple[str, ...] = ()
    values: Mapping[Any, Any] | None = None
    prefix: str | None = None
    along: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False

    @property
    def many(self) -> bool:
        """Whether it takes a list of values."""
        return self.kind in _LISTS

    def check(self, value: Any) -> Any:
        """`value` as a request takes it; ValueError says what was expected."""
        accepted, expected = _KINDS[self.kind]
        if isinstance(value, str) and value in self.choices:
            return str(value)
        if self.kind in _LISTS and isinstance(value, list | tuple | set | frozenset):
            if not all(_is(item, accepted) for item in value):
                raise ValueError(f"expected {expected}, or a list of them")
            unknown = [item for item in value if item not in self.choices]
            if self.kind == "choices" and unknown:
                raise self._none_of(unknown[0])
            return sorted(value) if isinstance(value, set | frozenset) else list(value)
        if not _is(value, accepted):
            raise ValueError(f"expected {expected}, got {type(value).__name__}")
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError("expected a datetime with a timezone, got a naive one; add tzinfo=UTC")
        if self.kind in ("choice", "choices"):
            raise self._none_of(value)
        return value

    def _none_of(self, value: Any) -> ValueError:
        return ValueError(f"{value!r} is none of {', '.join(self.choices)}")


_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "a string"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float, Decimal), "a number"),
    "boolean": ((bool,), "True or False"),
    "moment": ((datetime, int), "a datetime, or unix seconds"),
    "ids": ((int,), "an id"),
    "keys": ((int, str), "an id"),
    "names": ((str,), "a string"),
    "choice": ((str,), "one of the known values"),
    "choices": ((str,), "one of the known values"),
}
_LISTS = {"ids", "keys", "names", "choices"}


def _is(value: Any, accepted: tuple[type, ...]) -> bool:
    return isinstance(value, accepted) and (bool in accepted or not isinstance(value, bool))


@dataclass(frozen=True)
class Search:
    """What a listing can be searched by: parameters by their Python names, and sort orders.

    `orders` maps an attribute to Ecwid's name of it in `sortBy`; `named` are the other values.
    `stable` is the order in which entities keep their places while a walk goes on. `alone` are
    parameters beside which Ecwid ignores the others, all but those that are `harmless`.
    """

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    stable: str | None = None
    alone: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()

    def compile(
        self, model: str, conditions: Iterable[Condition], search: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Wire parameters for conditions and search parameters together.

        Raises UnsupportedCondition, UnknownParameter and InvalidValue.
        """
        compiled: dict[str, Any] = {}

        def add(asked: object, found: Mapping[str, Any]) -> None:
            for wire, value in found.items():
                if compiled.setdefault(wire, value) != value:
                    raise UnsupportedCondition(
                        f"{model}: {asked} asks for a second {wire}; Ecwid takes one of a kind"
                    )

        for condition in conditions:
            wire, value, along = self._compile_condition(model, condition)
            add(condition, {**along, wire: value})
        for name, value in search.items():
            if value is not None:
                add(name, self._compile_parameter(model, name, value))
        self._refuse_ignored(model, compiled)
        for name, parameter in self.parameters.items():
            if parameter.required and self.wire_name(name, parameter) not in compiled:
                raise InvalidValue(f"{model} cannot be listed without {name}; add {name}=…")
        return compiled

    def _refuse_ignored(self, model: str, compiled: Mapping[str, Any]) -> None:
        harmless = {self.wire_name(name, self.parameters[name]) for name in self.harmless}
        for name in self.alone:
            wire = self.wire_name(name, self.parameters[name])
            ignored = compiled.keys() - harmless - {wire}
            if wire in compiled and ignored:
                raise UnsupportedCondition(
                    f"{model}: beside {wire} Ecwid ignores {', '.join(sorted(ignored))}; "
                    "ask for one or the other"
                )

    def _compile_condition(
        self, model: str, condition: Condition
    ) -> tuple[str, Any, Mapping[str, Any]]:
        described = condition.field.searched_as(condition.operator)
        for name, parameter in self.parameters.items():
            if described not in parameter.means:
                continue
            value = condition.field.searched_for(condition.value)
            if parameter.values is not None:
                if value not in parameter.values:
                    break
                value = parameter.values[value]
            wire = self.wire_name(name, parameter)
            if parameter.prefix:
                wire = parameter.prefix + condition.field.entry_name
            return wire, self._checked(model, name, parameter, value), parameter.along
        known = sorted(
            f"{model}.{meaning}"
            for parameter in self.parameters.values()
            for meaning in parameter.means
            if not parameter.prefix
        )
        can = f"it can by {'; '.join(known)}" if known else "it has no search conditions"
        raise UnsupportedCondition(f"Ecwid cannot search {model} by {condition!r}; {can}")

    def _compile_parameter(self, model: str, name: str, value: Any) -> dict[str, Any]:
        parameter = self.parameters.get(name)
        if parameter is None:
            near = difflib.get_close_matches(name, self.parameters, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(self.parameters)}"
            raise UnknownParameter(f"{model} has no search parameter {name!r}; {hint}")
        if parameter.prefix is None:
            return {self.wire_name(name, parameter): self._checked(model, name, parameter, value)}
        if not isinstance(value, Mapping):
            raise InvalidValue(
                f"{model}.{name}: expected a dict of names to values, such as "
                f'{name}={{"Size": "L"}}'
            )
        return {
            parameter.prefix + str(key): self._checked(model, name, parameter, item)
            for key, item in value.items()
        }

    @staticmethod
    def wire_name(name: str, parameter: Parameter) -> str:
        """What a parameter is called in a request."""
        return parameter.wire or inflection.camelize(name, False)

    @staticmethod
    def _checked(model: str, name: str, parameter: Parameter, value: Any) -> Any:
        try:
            return parameter.check(value)
        except ValueError as error:
            raise InvalidValue(f"search parameter {name} of {model}: {error}") from None

    def order(self, model: str, order: Any) -> str:
        """The value of `sortBy` for a field, an `SortOrder` or one of Ecwid's own names."""
        if isinstance(order, str):
            known = [*self.named, *self._directed()]
            if order.upper() in known:
                return order.upper()
            raise UnsupportedCondition(
                f"{model} has no sort order {order!r}; known: {', '.join(known) or 'none'}"
            )
        if not isinstance(order, SortOrder):
            order = SortOrder(order)
        name: str | None = getattr(order.field, "name", None)
        if name is None or name not in self.orders:
            known_fields = ", ".join(f"{model}.{known}" for known in self.orders) or "nothing"
            raise UnsupportedCondition(
                f"Ecwid cannot sort {model} by {order.field!r}; it can by {known_fields}"
            )
        return self.orders[name] + ("_DESC" if order.descending else "_ASC")

    def _directed(self) -> list[str]:
        return [f"{name}_{way}" for name in self.orders.values() for way in ("ASC", "DESC")]


def equality(attribute: str) -> tuple[str, ...]:
    """The meanings of a parameter that tests for one value."""
    return (f"{attribute} ==",)


def membership(attribute: str) -> tuple[str, ...]:
    """The meanings of a parameter that tests for one of several values."""
    return (f"{attribute} ==", f"{attribute} in")
