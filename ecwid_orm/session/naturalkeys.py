"""Natural keys: what an entity is known by besides its id, before anybody knows that id.

A creation whose answer was lost was carried out if its natural key is on the server, and the
entity that bears it holds all that was sent. `Resource.natural` declares the keys of a model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from ecwid_orm.api import Request
from ecwid_orm.exceptions import ConfigurationError
from ecwid_orm.model import Condition, Model
from ecwid_orm.model.conversion import Choice, DateTime, same
from ecwid_orm.model.keys import pending_keys, resolved
from ecwid_orm.model.resource import Resource
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.plan import Operation
from ecwid_orm.session.query import Query
from ecwid_orm.session.scope import Scope

Raw: TypeAlias = dict[str, Any]
_Place: TypeAlias = tuple[type[Model], tuple[tuple[str, Any], ...]]
"""A model, and the keys of what its entities are parts of."""


class NaturalKey(NamedTuple):
    """What a creation sent of a natural key: an attribute and its JSON, or a tuple of each."""

    attribute: str | tuple[str, ...]
    value: Any


def natural_key(operation: Operation) -> NaturalKey | None:
    """The first declared natural key that a creation has a value for.

    None where it has none, where an id in all of them is not known yet, and for what creates
    nothing. Raises ConfigurationError where the model declares an attribute that it lacks.
    """
    if operation.kind != "create":
        return None
    body = resolved(operation.body or {})
    for attribute in type(operation.instance).__resource__.natural:
        values = [body.get(name) for name in _wire_names(operation, attribute)]
        if not any(_is_empty(value) for value in values) and not pending_keys(values):
            one = isinstance(attribute, str)
            return NaturalKey(attribute, values[0] if one else tuple(values))
    return None


def carried_out(operation: Operation, raw: Mapping[str, Any]) -> bool:
    """Whether an entity that bears a creation's natural key has all that the creation sent.

    As `holds`, but for what the model says of its attributes: those that no answer has say
    nothing, nor does the stock, which may have been sold since; and Ecwid may have put its own
    words, such as `TEXT`, and e-mails into another case.
    """
    model, body = type(operation.instance), operation.body or {}
    fields = model.__fields__.values()
    mute = {field.wire_name for field in fields if field.write_only or field.adjust}
    words = {field.wire_name for field in fields if isinstance(field.converter, Choice)}
    shown = {name: value for name, value in body.items() if name not in mute}
    return holds(raw, shown, caseless=words | _caseless(model))


def holds(
    raw: Mapping[str, Any], sent: Mapping[str, Any], *, caseless: Collection[str] = ()
) -> bool:
    """Whether an entity on the server has everything that a creation sent.

    Ecwid fills in ids and defaults: of an object it needs to have what was sent, of a list each
    item, in any order. A null says nothing, nor does an attribute with an id that is not known
    yet; what was sent empty may be absent. Texts under the keys `caseless` may differ in case.
    """
    return all(
        pending_keys(value) or _has(raw.get(name), value, caseless=name in caseless)
        for name, value in resolved(dict(sent)).items()
    )


def _has(held: Any, sent: Any, *, caseless: bool = False) -> bool:
    if sent is None:
        return True  # as good as left out
    if isinstance(sent, dict):
        held = {} if held is None else held
        return isinstance(held, dict) and all(_has(held.get(k), v) for k, v in sent.items())
    if isinstance(sent, list):
        held = [] if held is None else held
        return isinstance(held, list) and len(held) >= len(sent) and _has_items(held, sent)
    if sent == "" and held is None:
        return True
    return _is_same(held, sent, caseless=caseless)


def _has_items(held: list[Any], sent: list[Any]) -> bool:
    # Nearly always they are in the same order.
    return all(
        _has(held[place], item) or any(_has(other, item) for other in held)
        for place, item in enumerate(sent)
    )


def _is_same(held: Any, value: Any, *, caseless: bool) -> bool:
    if caseless and isinstance(held, str) and isinstance(value, str):
        return held.casefold() == value.casefold()
    return same(held, value)


class Finder:
    """Looks up whether what some creations would create is on the server already."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._fetcher = Fetcher(scope)

    def find(self, operations: Sequence[Operation]) -> dict[Operation, list[Raw]]:
        """For each creation with a natural key, the entities that bear it now; [] for none.

        Each has at least its key, what the creation sent, and its times. Two that bear one key
        are twins: Ecwid made one too many. Searches lag behind writes, at times by a minute or
        two: what was created just now may not be found yet.

        Values that the listing can be searched by, and keys that the user gives, are asked for by
        one batch of GETs, a single one directly; other listings are walked, each once. Raises
        ApiError and TransportError.
        """
        found: dict[Operation, list[Raw]] = {}
        places: dict[_Place, list[_Lookup]] = {}
        for operation in operations:
            key = natural_key(operation)
            if key is None:
                continue
            found[operation] = []
            parents = resolved(dict(operation.parents))
            # What is to be a part of a new object cannot be there before that.
            if not pending_keys(parents):
                place = type(operation.instance).__root__, tuple(parents.items())
                places.setdefault(place, []).append(_Lookup(operation, key))
        questions = [
            question
            for (model, parents), lookups in places.items()
            for question in self._questions(model, dict(parents), lookups)
        ]
        requests = [one.request for one in questions if one.request is not None]
        answers = self._fetcher.answers(requests)
        for question in questions:
            answer = None if question.request is None else next(answers)
            if question.request is None or answer is not None:
                _match(question.read(answer), question.lookups, found)
        return found

    def _questions(
        self, model: type[Model], parents: Raw, lookups: list[_Lookup]
    ) -> Iterator[_Question]:
        """What to ask about entities of one model, of one parent where they are parts."""
        resource = model.__resource__
        query = Query(self._scope, model).where(**parents, **_whole(resource))
        by_key = _is_got_by_key(resource, len(lookups))
        listed = []
        for lookup in lookups:
            if by_key and lookup.key.attribute == resource.key:
                identity = (*parents.values(), lookup.key.value) if parents else lookup.key.value
                request = Request("GET", resource.item_path(identity))
                yield _Question([lookup], request, lambda answer: [answer])
            elif lookup.is_searchable:
                narrowed = query.where(lookup.condition)
                yield _Question([lookup], narrowed.request(), partial(_found, narrowed))
            else:
                listed.append(lookup)
        if not listed:
            return
        names = {model.__wire_key__} - {""}
        names.update(*(lookup.wanted for lookup in listed))
        if resource.shape == "page":
            yield _Question(listed, None, lambda _: query.raw(names))
        else:
            fields = ",".join(sorted(names))
            if resource.shape == "object":
                fields = f"{resource.items}({fields})"
            params = {**resource.bulk_params, "responseFields": fields}
            request = Request("GET", resource.listing_path(parents), params)
            yield _Question(listed, request, partial(_found, query))


@dataclass(frozen=True, slots=True)
class _Question:
    """A request, how to read the entities out of its answer, and who waits for them.

    Without a request, reading is a walk through the pages of a listing.
    """

    lookups: Sequence[_Lookup]
    request: Request | None
    read: Callable[[Any], Iterable[Raw]]


class _Lookup:
    """One creation, and the natural key that it is looked up by."""

    def __init__(self, operation: Operation, key: NaturalKey) -> None:
        self.operation = operation
        self.key = key
        model = type(operation.instance)
        self._fields = model.__fields__
        self._search = model.__resource__.search
        self._caseless = _caseless(model)
        self.names = _wire_names(operation, key.attribute)
        self._values = (key.value,) if isinstance(key.attribute, str) else key.value

    @property
    def is_searchable(self) -> bool:
        """Whether the listing can be searched by just this value."""
        return any(
            f"{self.key.attribute} ==" in parameter.means
            for parameter in self._search.parameters.values()
            # In a list of values, a comma in one of them would be taken for two.
            if not parameter.many
        )

    @property
    def condition(self) -> Condition:
        assert isinstance(self.key.attribute, str)
        return Condition(self._fields[self.key.attribute], "==", self.key.value)

    @property
    def wanted(self) -> set[str]:
        """Keys of the JSON that tell whether an entity is what was to be created."""
        fields = self._fields.values()
        times = {field.wire_name for field in fields if isinstance(field.converter, DateTime)}
        return {*self.names, *(self.operation.body or {}), *times}

    def bears(self, raw: Raw) -> bool:
        """Whether an entity bears the natural key; searches may find more than that."""
        return all(
            _is_value(raw.get(name), value, caseless=name in self._caseless)
            for name, value in zip(self.names, self._values, strict=True)
        )

    def shelf(self) -> Hashable:
        """Where to look for it; see `_shelf`."""
        return _shelf(self._values)


def _match(
    raws: Iterable[Raw], lookups: Sequence[_Lookup], found: dict[Operation, list[Raw]]
) -> None:
    """Hand each entity to the creations whose natural key it bears."""
    shelves: dict[tuple[str, ...], dict[Hashable, list[_Lookup]]] = {}
    for lookup in lookups:
        shelves.setdefault(lookup.names, {}).setdefault(lookup.shelf(), []).append(lookup)
    for raw in raws:
        for names, by_value in shelves.items():
            for lookup in by_value.get(_shelf([raw.get(name) for name in names]), ()):
                if lookup.bears(raw):
                    found[lookup.operation].append(raw)


def _shelf(values: Iterable[Any]) -> Hashable:
    """The same for all values that may be one natural key, and for few others."""
    return tuple(value.casefold() if isinstance(value, str) else None for value in values)


def _is_value(held: Any, value: Any, *, caseless: bool) -> bool:
    """Whether what an entity has of a natural key is just this value."""
    if isinstance(value, list):
        # Such as the options of a variation: in any order, and on the server with translations.
        return isinstance(held, list) and len(held) == len(value) and _has_items(held, value)
    return _is_same(held, value, caseless=caseless)


def _caseless(model: type[Model]) -> set[str]:
    """The keys of the JSON whose texts Ecwid compares whatever their case."""
    return {model.__fields__[name].wire_name for name in model.__resource__.caseless}


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _wire_names(operation: Operation, attribute: str | tuple[str, ...]) -> tuple[str, ...]:
    """The keys of the JSON that a natural key is made of."""
    model = type(operation.instance)
    names = (attribute,) if isinstance(attribute, str) else attribute
    for name in names:
        if name not in model.__fields__:
            raise ConfigurationError(f"{model.__name__} has no field {name!r}; see its natural=")
    return tuple(model.__fields__[name].wire_name for name in names)


def _is_got_by_key(resource: Resource, wanted: int) -> bool:
    """Whether so many entities are got each by itself, rather than all by one call."""
    has_get = "get" not in resource.refuses and not resource.listed_only
    return has_get and (wanted == 1 or resource.shape == "page")


def _whole(resource: Resource) -> Raw:
    """The search parameters without which a listing leaves something out."""
    search = resource.search
    wires = {name: search.wire_name(name, one) for name, one in search.parameters.items()}
    return {
        name: resource.bulk_params[wire]
        for name, wire in wires.items()
        if wire in resource.bulk_params
    }


def _found(query: Query[Any], answer: Any) -> Iterable[Raw]:
    """The entities in the answer to the first page of a query, and on further pages if any."""
    resource = query.model.__resource__
    if resource.shape == "list":
        return answer  # type: ignore[no-any-return]  # such is the listing
    items: list[Raw] = answer[resource.items]
    if resource.shape == "page" and len(items) < answer["total"]:
        return query.raw()
    return items
