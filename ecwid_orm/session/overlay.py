"""Queries that see what a session changed and did not send."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from ecwid_orm.exceptions import UnsupportedCondition
from ecwid_orm.model import Condition, Model, state
from ecwid_orm.session.query import Query

M = TypeVar("M", bound=Model)


class PlanWarning(UserWarning):
    """Whether a new or changed object belongs to a query can be told by Ecwid only."""


@dataclass(frozen=True, repr=False)
class PlanningQuery(Query[M]):
    """A query whose answer is put right by what its session changed, created and deleted.

    Objects that come into it by that are at the end, whatever the order.
    """

    def pages(self) -> Iterator[list[M]]:
        """The objects in lists of a page each."""
        seen: set[int] = set()
        left = self.most
        for page in super().pages():
            seen.update(map(id, page))
            kept = [one for one in page if self._still_fits(one)]
            left = None if left is None else left - len(kept)
            yield kept
        if not self.start:
            more = [one for one in self._own() if id(one) not in seen and self._fits(one)]
            yield more if left is None else more[: max(left, 0)]

    def ids(self) -> list[Any]:
        """The keys of all objects; those of new ones are not known yet."""
        key = self.model.__resource__.key
        if not key:
            raise UnsupportedCondition(f"{self.model.__name__} has no key")
        return [getattr(one, key) for one in self if one._is_stored()]

    def count(self) -> int:
        """How many objects there are."""
        return sum(map(len, self.pages()))

    def _own(self) -> list[M]:
        """The objects of the model that the session created or changed."""
        work = self.session.work
        found = [*work.new.values(), *work.dirty()]
        return [one for one in found if isinstance(one, self.model)]

    def _still_fits(self, instance: M) -> bool:
        """Whether what Ecwid found is still to be found."""
        if self.session.work.is_deleted(instance):
            return False
        return not state.is_changed(instance) or False not in self._answers(instance)

    def _fits(self, instance: M) -> bool:
        """Whether something that Ecwid did not find is to be found by now."""
        answers = self._answers(instance)
        if False in answers:
            return False
        if None in answers:
            warnings.warn(
                f"{self!r}: whether it finds {instance!r} only Ecwid can tell; it is left out",
                PlanWarning,
                stacklevel=4,
            )
        return None not in answers

    def _answers(self, instance: M) -> set[bool | None]:
        """What each condition and parameter says of an object; None where it cannot be told."""
        answers: set[bool | None] = {_holds(instance, one) for one in self.conditions}
        parameters = self.model.__resource__.search.parameters
        for name, value in self.search.items():
            parameter = parameters.get(name)
            if name in self.model.__resource__.parents:
                answers.add(getattr(instance, name) == value)
            elif parameter is None or not parameter.means or parameter.values is not None:
                answers.add(None)
            else:
                for meaning in parameter.means:
                    attribute, comparison = meaning.split(" ")
                    field = self.model.__fields__.get(attribute)
                    condition = Condition(field, comparison, value)
                    answers.add(None if field is None else _holds(instance, condition))
        return answers


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, wanted: value in wanted,
    "contains": lambda value, wanted: any(
        one in (value or ()) for one in (wanted if isinstance(wanted, list) else [wanted])
    ),
}


def _holds(instance: Model, condition: Condition) -> bool | None:
    """Whether an object meets a condition; None where the two cannot be compared."""
    value = getattr(instance, getattr(condition.field, "name", ""), None)
    try:
        return bool(_COMPARISONS[condition.operator](value, condition.value))
    except (KeyError, TypeError):
        return None
