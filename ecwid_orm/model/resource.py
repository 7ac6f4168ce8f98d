"""`Resource`: where the entities of a model live in the API, and how they are listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote_plus

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model.field import ABSENT
from ecwid_orm.model.keys import PendingKey
from ecwid_orm.model.search import Search

if TYPE_CHECKING:
    from ecwid_orm.model.base import Model


@dataclass(frozen=True)
class Resource:
    """The place of a model in the API.

    `path` is the listing's, relative to the store; `{product_id}` in it is an attribute of the
    part, and the key is then a tuple (product id, own id). `shape` is the form of the listing:
    a page of items, or a bare list. `bulk` names the search parameter that lists by ids;
    `bulk_params` must be sent with it to get every entity whole; `unlisted` are the keys that a
    listing leaves out. `refuses` names what Ecwid does not offer: `create`, `update`, `delete`.
    """

    path: str
    key: str = "id"
    search: Search = field(default_factory=Search)
    shape: Literal["page", "list"] = "page"
    page_size: int = 100
    bulk: str | None = None
    bulk_params: Mapping[str, Any] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()
    label: str | None = "name"
    refuses: frozenset[str] = frozenset()

    @property
    def parents(self) -> tuple[str, ...]:
        """Attributes that hold the keys of the resources this one is a part of."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    def own_key(self, instance: Model) -> Any:
        """The key as Ecwid gave it, without the parent's; None where it is not known yet."""
        return instance._raw.get(instance.__fields__[self.key].wire_name)

    def identity(self, instance: Model) -> Any:
        """The key in the identity map; None where it is not known yet."""
        own = self.own_key(instance)
        if own is None or not self.parents:
            return own
        parents = tuple(self._parent(instance, name) for name in self.parents)
        return None if any(isinstance(key, PendingKey) for key in parents) else (*parents, own)

    @staticmethod
    def _parent(instance: Model, name: str) -> Any:
        key = (instance._values or {}).get(name, ABSENT)
        if key is ABSENT or key is None:
            raise InvalidValue(
                f"{instance!r}: {name} is missing: say which object it is a part of, "
                f"{type(instance).__name__}({name}=…)"
            )
        return key.value or key if isinstance(key, PendingKey) else key

    def parent_keys(self, instance: Model) -> dict[str, Any]:
        """Attribute → key, pending or not, of the resources that the instance is a part of."""
        return {name: self._parent(instance, name) for name in self.parents}

    def check_key(self, model: type[Model], key: Any) -> Any:
        """A key as the identity map has it; InvalidValue says what was expected."""
        parts = key if isinstance(key, tuple) else (key,)
        names = (*self.parents, self.key)
        if len(parts) != len(names):
            wanted = ", ".join(names)
            raise InvalidValue(f"{model.__name__}: expected a key ({wanted}), got {key!r}")
        for name, part in zip(names, parts, strict=True):
            kind = model.__fields__[name].converter.native
            if type(part) is not kind or part == "":
                raise InvalidValue(
                    f"{model.__name__}: {part!r} is no {name}; expected "
                    f"{'a number' if kind is int else 'a text'}"
                )
        return key

    def listing_path(self, parents: Mapping[str, Any] | None = None) -> str:
        """Path of the listing, with the parents' keys in it."""
        return self.path.format(**{k: segment(v) for k, v in (parents or {}).items()})

    def item_path(self, identity: Any) -> str:
        """Path of one entity by its identity."""
        parts = identity if isinstance(identity, tuple) else (identity,)
        parents = dict(zip(self.parents, parts[:-1], strict=True))
        return f"{self.listing_path(parents)}/{segment(parts[-1])}"


def segment(key: Any) -> str:
    """A key as a path segment: Ecwid decodes segments as it does query parameters."""
    return quote_plus(str(key), safe="")
