"""`Resource`: where the entities of a model live in the API, and how they are listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote_plus

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model.entity import Entity
from ecwid_orm.model.field import ABSENT
from ecwid_orm.model.keys import PendingKey
from ecwid_orm.model.search import Search


@dataclass(frozen=True)
class Resource:
    """The place of a model in the API.

    `path` is the listing's, relative to the store; `{product_id}` in it is an attribute of the
    part, and the key is then a tuple (product id, own id). `key` is the attribute that holds the
    own key, empty for entities without one: no two are ever the same object. `aliases` are other
    attributes that stand for it in a path. A `singleton` has neither key nor listing: a shop has
    one, at `path`. `item` is the path of one entity where it is not the listing's and the key.

    `shape` is the form of the listing: a page of items, a bare list, or an object that has them
    all; `items` is the key that holds them in a page or object. `bulk` names the search parameter
    that lists by ids; `bulk_params` must be sent with it to get every entity whole; `unlisted`
    are the keys that a listing leaves out, `listed_only` those that only a listing has; a GET of
    such an entity leaves its key out as well.

    `created` names the keys of a creation's answer that may hold the new key, the best first,
    where that is not the key itself; with none of them, the user gave the key, or only the
    listing tells it. `refuses` names what Ecwid does not offer: `list`, `get`, `create`,
    `update`, `delete`. `label` is the attribute that `repr` shows, None where it is private.

    `natural` are the natural keys, the surest first, each an attribute or a tuple of attributes:
    by them an entity is known besides its id, within its parent, and Ecwid refuses a second one
    (409) or replaces the first. So whether a creation whose answer was lost was carried out can be
    looked up, and sending it again makes no twin. `caseless` are those whose texts Ecwid compares
    whatever their case.
    """

    path: str
    key: str = "id"
    aliases: tuple[str, ...] = ()
    singleton: bool = False
    item: str | None = None
    search: Search = field(default_factory=Search)
    shape: Literal["page", "list", "object"] = "page"
    items: str = "items"
    page_size: int = 100
    bulk: str | None = None
    bulk_params: Mapping[str, Any] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()
    listed_only: frozenset[str] = frozenset()
    created: tuple[str, ...] | None = None
    label: str | None = "name"
    refuses: frozenset[str] = frozenset()
    natural: tuple[str | tuple[str, ...], ...] = ()
    caseless: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.singleton:
            object.__setattr__(self, "key", "")

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """Attributes that hold the keys of the resources this one is a part of."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    def own_key(self, instance: Entity) -> Any:
        """The key as Ecwid gave it, without the parent's; None where it is not known yet."""
        if self.singleton:
            return self.path if instance._raw else None
        return instance._raw.get(instance.__wire_key__) if self.key else None

    def identity(self, instance: Entity) -> Any:
        """The key in the identity map; None where it is not known yet."""
        own = self.own_key(instance)
        if own is None or not self.parents:
            return own
        parents = tuple(self._parent(instance, name) for name in self.parents)
        return None if any(isinstance(key, PendingKey) for key in parents) else (*parents, own)

    @staticmethod
    def _parent(instance: Entity, name: str) -> Any:
        key = (instance._values or {}).get(name, ABSENT)
        if key is ABSENT or key is None:
            raise InvalidValue(
                f"{instance!r}: {name} is missing: say which object it is a part of, "
                f"{type(instance).__name__}({name}=…)"
            )
        return key.value or key if isinstance(key, PendingKey) else key

    def parent_keys(self, instance: Entity) -> dict[str, Any]:
        """Attribute → key, pending or not, of the resources that the instance is a part of."""
        return {name: self._parent(instance, name) for name in self.parents}

    def check_key(self, model: type[Entity], key: Any) -> Any:
        """A key as the identity map has it; InvalidValue says what was expected."""
        if self.singleton:
            if key not in (None, self.path):
                raise InvalidValue(f"{model.__name__}: a shop has one, without a key; got {key!r}")
            return self.path
        if not self.key:
            raise InvalidValue(f"{model.__name__} has no key; it can only be listed")
        parts = key if isinstance(key, tuple) else (key,)
        names = (*self.parents, self.key)
        if len(parts) != len(names):
            wanted = ", ".join(names)
            raise InvalidValue(f"{model.__name__}: expected a key ({wanted}), got {key!r}")
        for name, part in zip(names, parts, strict=True):
            known = (name, *self.aliases) if name == self.key else (name,)
            kinds = [model.__fields__[each].converter.native for each in known]
            if type(part) not in kinds or part == "":
                expected = " or ".join("a number" if kind is int else "a text" for kind in kinds)
                raise InvalidValue(f"{model.__name__}: {part!r} is no {name}; expected {expected}")
        return key

    def listing_path(self, parents: Mapping[str, Any] | None = None) -> str:
        """Path of the listing, with the parents' keys in it."""
        return self.path.format(**{k: segment(v) for k, v in (parents or {}).items()})

    def item_path(self, identity: Any) -> str:
        """Path of one entity by its identity."""
        if self.singleton:
            return self.path
        parts = identity if isinstance(identity, tuple) else (identity,)
        parents = dict(zip(self.parents, parts[:-1], strict=True))
        return f"{self.item or self.listing_path(parents)}/{segment(parts[-1])}"


def segment(key: Any) -> str:
    """A key as a path segment: Ecwid decodes segments as it does query parameters."""
    return quote_plus(str(key), safe="")
