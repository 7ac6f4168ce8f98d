"""`Field`: the descriptor behind every attribute of a model or value.

On a class it is itself (`Product.price >= 10` is a condition); on an instance it reads and
writes one key of the JSON. The JSON stays as it came: a value is converted when it is read,
and assigned or mutable values are kept beside it, to be compared when a plan is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, Self, TypeVar, overload

import inflection
import marshmallow as ma

from ecwid_orm import signals
from ecwid_orm.exceptions import CannotClear, InvalidValue, ReadOnly
from ecwid_orm.model.conversion import Converter, Misfit, unexpected
from ecwid_orm.model.expressions import Condition, Delta, SortOrder
from ecwid_orm.model.foreign import Foreign

T = TypeVar("T")


class Absent:
    """No such key in the JSON: neither a value nor a null."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


class Field(Generic[T]):
    """One attribute of a model or value, over one key of its JSON.

    `converter` is a stock converter, or any marshmallow field. The rest says how Ecwid treats
    the key: `required` at creation; `read_only`, only Ecwid sets it; `create_only`, only a
    creation takes it; `write_only`, it is never in an answer; `wire_name` where the key is not
    the attribute's name in camelCase; `clear`, what is written when None is assigned, `...`
    where nothing empties it; `unique`, no two objects of a shop may bear one value; `adjust`,
    the sub-path that adds to the value instead of replacing it; `tree`, the reference of a child
    to its parent, which must exist first. Everything else is passed to
    the marshmallow field (`validate`, `error_messages`, `metadata` …).
    """

    name: str
    owner: str
    wire_name: str

    def __init__(
        self,
        converter: Converter[T] | ma.fields.Field[Any],
        *,
        required: bool = False,
        read_only: bool = False,
        create_only: bool = False,
        write_only: bool = False,
        wire_name: str | None = None,
        clear: Any = None,
        unique: bool = False,
        adjust: str | None = None,
        tree: bool = False,
        doc: str | None = None,
        nullable: bool = False,
        **marshmallow: Any,
    ) -> None:
        if isinstance(converter, ma.fields.Field):
            converter = Foreign(converter)
        self.converter: Converter[T] = converter
        self.required = required
        self.read_only = read_only
        self.create_only = create_only
        self.write_only = write_only
        self.unique = unique
        self.adjust = adjust
        self.tree = tree
        self.clear = None if nullable else converter.clear if clear is None else clear
        self.options = marshmallow
        self._wire_name = wire_name
        # Read for each value: on the field itself they are nearer.
        self._native = converter.native
        self._mutable = converter.mutable
        self._warned = False
        self._marshmallow: ma.fields.Field[Any] | None = None
        if doc is not None:
            self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.owner = owner.__name__
        self.wire_name = self._wire_name or inflection.camelize(name, False)

    @property
    def qualified_name(self) -> str:
        """Model and attribute: `Product.price`."""
        return f"{self.owner}.{self.name}"

    @property
    def target(self) -> str | None:
        """Name of the model whose keys the field holds; None where it holds none."""
        converter: Any = getattr(self.converter, "item", self.converter)
        return getattr(converter, "target", None)

    def __repr__(self) -> str:
        return self.qualified_name if hasattr(self, "name") else "<unnamed field>"

    @property
    def marshmallow(self) -> ma.fields.Field[Any]:
        """The marshmallow field of this attribute, as it stands in the model's `Schema`."""
        # No cached_property: that makes a real dict of the field's attributes, which are read from
        # then on at a tenth more of the cost of each value.
        if self._marshmallow is None:
            options = {"allow_none": not self.required, **self.options}
            self._marshmallow = self.converter.marshmallow(
                required=self.required, data_key=self.wire_name, **options
            )
        return self._marshmallow

    # Reading -----------------------------------------------------------------------------

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        # The hottest path there is: a value that JSON has as it stands must cost no further call.
        if instance is None:
            return self
        values = instance._values
        if values is not None and self.name in values:
            return self._read_kept(instance, values[self.name])
        raw = instance._raw.get(self.wire_name)
        if type(raw) is self._native:
            return raw
        return self._read(instance, raw)

    def _read_kept(self, instance: Any, value: Any) -> Any:
        if type(value) is Delta:
            return self._adjusted(instance, value)
        if self.converter.mutable and instance._lacks(self.wire_name):
            # Written since, and Ecwid may have filled parts of it in: ids, times.
            instance._fetch(self.wire_name)
            return (instance._values or {}).get(self.name, value)
        return value

    def _read(self, instance: Any, raw: Any) -> Any:
        if raw is None:
            # A null, or a key that is not there: it may just not have been loaded.
            if (
                instance._load is not None
                and self.wire_name not in instance._raw
                and instance._fetch(self.wire_name)
            ):
                return self.__get__(instance, type(instance))
            value: Any = self.converter.empty() if self._mutable else None
        else:
            value = self.load(raw)
        return self._hand_out(instance, value) if self._mutable else value

    def _hand_out(self, instance: Any, value: Any) -> Any:
        # A mutable value may be changed in place by whoever got it: it is kept, and compared.
        if value is not None and not self.read_only:
            instance._keep(self.name, value)
        return value

    def _adjusted(self, instance: Any, delta: Delta) -> int | None:
        if self.wire_name not in instance._raw:
            instance._fetch(self.wire_name)
        held = instance._raw.get(self.wire_name)
        return held + delta.amount if isinstance(held, int) else None

    def load(self, raw: Any) -> Any:
        """Python value of a JSON value; one of another kind stays as it is, with one warning."""
        try:
            return self.converter.load(raw)
        except Misfit as misfit:
            self._warn(misfit.raw, misfit.converter)
            return misfit.value
        except (TypeError, ValueError, ArithmeticError):
            self._warn(raw, self.converter)
            return raw

    def _warn(self, raw: Any, converter: Converter[Any]) -> None:
        if not self._warned:
            self._warned = True
            unexpected(self.qualified_name, raw, converter)

    # Writing -----------------------------------------------------------------------------

    def __set__(self, instance: Any, value: T | Delta) -> None:
        self.refuse_write(instance)
        if value is None:
            self._set_none(instance)
        elif isinstance(value, Delta):
            self._set_delta(instance, value)
        else:
            try:
                checked = self.converter.check(value)
            except ValueError as error:
                raise InvalidValue(f"{instance!r}: {self.name}: {error}") from None
            instance._keep(self.name, checked)
        if signals.attribute_set.receivers:
            signals.emit(
                signals.attribute_set,
                type(instance),
                instance=instance,
                name=self.name,
                value=value,
            )

    def refuse_write(self, instance: Any) -> None:
        """Raise ReadOnly where this attribute of `instance` cannot be assigned."""
        if self.read_only:
            raise ReadOnly(f"{instance!r}: {self.name} is read-only: only Ecwid sets it")
        if self.create_only and instance._is_stored():
            raise ReadOnly(f"{instance!r}: {self.name} can be set only when the object is created")

    def _set_none(self, instance: Any) -> None:
        if instance._is_stored():
            if self.clear is not ...:
                # A list stays a list to whoever reads it.
                instance._keep(self.name, [] if self.clear == [] else None)
                return
            old = instance._raw.get(self.wire_name, ABSENT)
            known_empty = old is None or (old is ABSENT and not instance._lacks(self.wire_name))
            if not known_empty:
                raise CannotClear(
                    f"{instance!r}: {self.name} cannot be emptied: Ecwid takes a null as "
                    f"'unchanged' and has no other value for it; assign a value instead"
                )
        # Nothing is there to be emptied: what was assigned before is forgotten.
        if instance._values is not None and self.name in instance._values:
            instance._drop(self.name)

    def _set_delta(self, instance: Any, delta: Delta) -> None:
        if delta.field.name != self.name:
            raise InvalidValue(f"{instance!r}: {self.name} cannot become {delta!r}")
        if not instance._is_stored():
            raise InvalidValue(
                f"{instance!r}: {self.name}: a new object has no stock to change; assign a number"
            )
        held = (instance._values or {}).get(self.name, ABSENT)
        if isinstance(held, Delta):
            instance._keep(self.name, held + delta.amount)
        elif isinstance(held, int):
            # An absolute value not sent yet: the difference belongs to it.
            instance._keep(self.name, held + delta.amount)
        else:
            instance._keep(self.name, delta)

    def __delete__(self, instance: Any) -> None:
        raise AttributeError(
            f"{instance!r}: {self.name} cannot be deleted; assign None to empty it"
        )

    def dump(self, value: Any, old: Any = ABSENT) -> Any:
        """JSON of a kept value that came as `old`; `ABSENT` where the key is to be left out."""
        if value is None:
            return ABSENT if self.clear is ... else self.clear
        if self.converter.mutable:
            return self.converter.rewrite(value, old)
        return self.converter.dump(value)

    # Expressions -------------------------------------------------------------------------

    def searched_as(self, operator: str) -> str:
        """What a search parameter must mean to stand for a comparison of this field."""
        return f"{self.name} {operator}"

    def searched_for(self, value: Any) -> Any:
        """What is sent for the value of a comparison."""
        return value

    def __eq__(self, value: object) -> Condition:  # type: ignore[override]  # builds a condition
        return Condition(self, "==", value)

    def __ne__(self, value: object) -> Condition:  # type: ignore[override]  # builds a condition
        return Condition(self, "!=", value)

    def __lt__(self, value: Any) -> Condition:
        return Condition(self, "<", value)

    def __le__(self, value: Any) -> Condition:
        return Condition(self, "<=", value)

    def __gt__(self, value: Any) -> Condition:
        return Condition(self, ">", value)

    def __ge__(self, value: Any) -> Condition:
        return Condition(self, ">=", value)

    __hash__ = object.__hash__

    def in_(self, values: Iterable[Any]) -> Condition:
        """Whether the field is one of `values`."""
        return Condition(self, "in", list(values))

    def contains(self, value: Any) -> Condition:
        """Whether the list in the field holds `value`, or one of them where it is a list."""
        return Condition(self, "contains", value)

    def asc(self) -> SortOrder:
        """Sort by this field, upwards."""
        return SortOrder(self)

    def desc(self) -> SortOrder:
        """Sort by this field, downwards."""
        return SortOrder(self, descending=True)

    def __add__(self, amount: int) -> Delta:
        if self.adjust is None:
            raise TypeError(
                f"{self.qualified_name} cannot be changed by a difference; only stock can. "
                "Read the value and assign the sum"
            )
        return Delta(self, amount)

    def __sub__(self, amount: int) -> Delta:
        return self + (-amount)
