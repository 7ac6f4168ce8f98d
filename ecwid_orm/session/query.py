"""`Query`: a lazy, immutable question to a listing; nothing is sent before it is iterated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, Generic, Self, TypeVar

from ecwid_orm.api import Request, Response
from ecwid_orm.exceptions import (
    InvalidValue,
    MultipleResults,
    NoResult,
    UnknownField,
    UnsupportedCondition,
)
from ecwid_orm.model import Children, Condition, Field, Model
from ecwid_orm.model.resource import Resource
from ecwid_orm.model.state import Load, unknown_field
from ecwid_orm.session.collector import collector_paused
from ecwid_orm.session.loading import together
from ecwid_orm.session.paging import Item, walk
from ecwid_orm.session.scope import Scope

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, repr=False)
class Query(Generic[M]):
    """A question to the listing of a model; each method gives a new query.

    Iterating walks the listing page by page, through the identity map::

        for product in session.query(Product).where(Product.price >= 10, enabled=True):
            ...

    Without `order_by` the order is one in which entities keep their places during a walk.
    """

    session: Scope
    model: type[M]
    conditions: tuple[Condition, ...] = ()
    search: dict[str, Any] = field(default_factory=dict)
    fields: tuple[Field[Any] | Children[Any], ...] = ()
    order: Any = None
    most: int | None = None
    start: int = 0

    # Narrowing ---------------------------------------------------------------------------

    def where(self, *conditions: Condition, **search: Any) -> Self:
        """Only what meets all conditions and search parameters.

        `conditions` compare fields (`Product.price >= 10`); `search` are the listing's own
        parameters in snake_case. Raises UnsupportedCondition for what Ecwid cannot search by,
        UnknownParameter and InvalidValue for a parameter's name or type.
        """
        for condition in conditions:
            if not isinstance(condition, Condition):
                raise UnsupportedCondition(
                    f"{self.model.__name__}: {condition!r} is no condition; compare a field: "
                    f"{self.model.__name__}.{self._resource.key} == 1"
                )
        narrowed = replace(
            self,
            conditions=(*self.conditions, *conditions),
            search={**self.search, **search},
        )
        narrowed._compiled()
        return narrowed

    def only(self, *fields: Field[Any] | Children[Any] | str) -> Self:
        """Load just these attributes; another is loaded when it is read, for all peers at once."""
        return replace(self, fields=tuple(self._field(one) for one in fields))

    def order_by(self, order: Any) -> Self:
        """Sort by a field (`Product.price`, `Product.price.desc()`) or Ecwid's name of an order."""
        self._resource.search.order(self.model.__name__, order)
        return replace(self, order=order)

    def limit(self, most: int) -> Self:
        """At most so many objects."""
        return replace(self, most=_count("limit", most))

    def offset(self, start: int) -> Self:
        """Leave out the first `start` objects."""
        return replace(self, start=_count("offset", start))

    def __call__(self, *conditions: Condition, **search: Any) -> Self:
        """`Product.query(…)` is short for `Product.query.where(…)`."""
        return self.where(*conditions, **search)

    # Asking ------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[M]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[list[M]]:
        """The objects in lists of a page each."""
        params, parents = self._compiled()
        names = self.names()
        for items in self._items(params, parents, names):
            with collector_paused():
                instances = self.session.loader.hydrate(
                    self.model, items, self._load(names), parents
                )
            yield instances

    def all(self) -> list[M]:
        """All objects, in a list."""
        return [instance for page in self.pages() for instance in page]

    def first(self) -> M | None:
        """The first object; None if there is none."""
        return next(iter(self._at_most(1)), None)

    def one(self) -> M:
        """The only object. Raises NoResult or MultipleResults."""
        found = self.one_or_none()
        if found is None:
            raise NoResult(f"{self!r} found nothing")
        return found

    def one_or_none(self) -> M | None:
        """The only object, or None. Raises MultipleResults."""
        found = self._at_most(2).all()
        if len(found) > 1:
            raise MultipleResults(f"{self!r} found more than one object; narrow it, or use first()")
        return found[0] if found else None

    def raw(self, names: set[str] | None = None) -> Iterator[Item]:
        """The JSON of each, as Ecwid sends it; with `names`, just these keys of it."""
        params, parents = self._compiled()
        for items in self._items(params, parents, self.names() if names is None else names):
            yield from items

    def request(self) -> Request:
        """The request of the first page, to be sent along with others in a batch."""
        params, parents = self._compiled()
        return Request("GET", self._path(parents), {**params, "limit": self._resource.page_size})

    def ids(self) -> list[Any]:
        """The keys of all objects; no objects are made."""
        wire_key = self.model.__wire_key__
        if not wire_key:
            raise UnsupportedCondition(f"{self.model.__name__} has no key")
        return [item[wire_key] for item in self.raw({wire_key})]

    def count(self) -> int:
        """How many objects there are, by one request."""
        if self._resource.shape != "page":
            return sum(1 for _ in self.raw({self.model.__wire_key__} - {""} or None))
        params, parents = self._compiled()
        if _finds_nothing(params):
            return 0
        params |= {"offset": 0, "limit": 1, "responseFields": "total"}
        total = int(self.session.client.get(self._path(parents), params)["total"])
        total = max(0, total - self.start)
        return total if self.most is None else min(total, self.most)

    def exists(self) -> bool:
        """Whether there is any object."""
        return self.count() > 0

    # How ---------------------------------------------------------------------------------

    def _at_most(self, most: int) -> Self:
        return self.limit(most if self.most is None else min(self.most, most))

    @property
    def _resource(self) -> Resource:
        return self.model.__resource__

    def _field(self, named: Field[Any] | Children[Any] | str) -> Field[Any] | Children[Any]:
        name = named if isinstance(named, str) else named.name
        found = getattr(self.model, name, None)
        if not isinstance(found, Field | Children):
            raise UnknownField(unknown_field(self.model, name))
        if not found.wire_name:
            raise InvalidValue(
                f"{self.model.__name__}.{name} cannot be loaded alone, for it is no key of the JSON"
            )
        return found

    def names(self) -> set[str] | None:
        """The keys of the JSON that it loads; None for all."""
        if not self.fields:
            return None
        names = {one.wire_name for one in self.fields if one.wire_name}
        return {self.model.__wire_key__, *names} - {""}

    def _load(self, names: set[str] | None) -> Load | None:
        if names is not None:
            return Load(names)
        return together(self.model, self._resource.unlisted)

    def _compiled(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Wire parameters, and the parents' keys for the path."""
        parents: dict[str, Any] = {}
        conditions: list[Condition] = []
        for condition in self.conditions:
            if condition.field.name in self._resource.parents and condition.operator == "==":
                parents[condition.field.name] = condition.value
            else:
                conditions.append(condition)
        search = dict(self.search)
        for name in self._resource.parents:
            if name in search:
                parents[name] = search.pop(name)
        name = self.model.__name__
        params = self._resource.search.compile(name, conditions, search)
        order = self.order
        if order is None and "keyword" not in params:
            order = self._resource.search.stable
        if order is not None:
            params["sortBy"] = self._resource.search.order(name, order)
        return params, parents

    def _path(self, parents: dict[str, Any]) -> str:
        for name in self._resource.parents:
            key = parents.get(name)
            if not isinstance(key, int | str) or isinstance(key, bool):
                raise UnsupportedCondition(
                    f"{self.model.__name__} is listed for one {name}: "
                    f"where({self.model.__name__}.{name} == …)"
                )
        return self._resource.listing_path(parents)

    def _items(
        self, params: dict[str, Any], parents: dict[str, Any], names: set[str] | None
    ) -> Iterator[list[Item]]:
        resource, path = self._resource, self._path(parents)
        if _finds_nothing(params):
            return
        fields = None if names is None else ",".join(sorted(names))
        if resource.shape != "page":
            if fields is not None:
                whole = resource.shape == "list"
                fields = fields if whole else f"{resource.items}({fields})"
                params = {**params, "responseFields": fields}
            answer = self.session.client.get(path, params)
            items = answer.json() if resource.shape == "list" else answer[resource.items]
            end = None if self.most is None else self.start + self.most
            yield items[self.start : end]
        elif self.most != 0:
            yield from walk(
                self._sender(path, params, fields),
                itemgetter(self.model.__wire_key__),
                size=self._resource.page_size,
                offset=self.start,
                limit=self.most,
                prefetch=self.session.prefetch,
                stable=params.get("sortBy", "") == self._resource.search.stable,
            )

    def _sender(
        self, path: str, params: dict[str, Any], fields: str | None
    ) -> Callable[[int, int], Response]:
        client = self.session.client
        if fields is not None:
            params = {**params, "responseFields": f"total,count,offset,limit,items({fields})"}

        def send(offset: int, limit: int) -> Response:
            request = Request("GET", path, {**params, "offset": offset, "limit": limit})
            return client.request(request, lazy=True)

        return send

    def __repr__(self) -> str:
        parts = [repr(condition) for condition in self.conditions]
        parts += [f"{name}={value!r}" for name, value in self.search.items()]
        return f"<query of {self.model.__name__} where {', '.join(parts) or 'everything'}>"


def _finds_nothing(params: dict[str, Any]) -> bool:
    """Whether one of no values is asked for; Ecwid would take that for no condition at all."""
    return any(value == [] for value in params.values())


def _count(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidValue(f"{name}: expected a whole number from 0 on, got {value!r}")
    return value


def as_model(model: type[M]) -> type[M]:
    """`model` itself, if it is the class of a resource; TypeError where it is not."""
    if not (isinstance(model, type) and issubclass(model, Model) and hasattr(model, "__root__")):
        raise TypeError(f"expected a model class such as Product, got {model!r}")
    return model
