"""Which entity of the shop a row is about."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from ecwid_orm.model import Model
from ecwid_orm.session import Session
from ecwid_orm.transfer.index import Identity, Index, Key
from ecwid_orm.transfer.portable import everything
from ecwid_orm.transfer.rows import BadRow, Row

__all__ = ["Matching"]


class Matching:
    """What the shop has and what the file has, by what they are known by in both.

    `store` is the shop whose keys the file has, None where somebody wrote them down as those of
    this one: then each must be there. `match` is the attribute to go by, for models that have it;
    else it is the key, where it is this shop's, and then the natural keys. What the shop's entities
    are known by is read once, when it is first needed.
    """

    def __init__(self, session: Session, store: str | None, match: str | None) -> None:
        self.same_shop = store in (None, session.client.store_id)
        self._is_written_here = store is None
        self._session = session
        self._match = match
        self._by_key = self.same_shop and match in (None, "id")
        self._shop: dict[str, Index] = {}
        self._file: dict[str, Index] = {}
        self._learned: dict[str, dict[Key, Key]] = {}
        self._seen: dict[tuple[str, Any], int] = {}

    # The two sides -----------------------------------------------------------------------

    def expect(self, row: Row) -> None:
        """Note what the entity of a row is known by, so that references to it can be followed."""
        if row.key is not None and not self._is_written_here:
            self._of_file(row.model).add(row.key, row.data)

    def learn(self, row: Row, key: Key, data: Mapping[str, Any]) -> None:
        """The entity of a row has this key in the shop, and this JSON."""
        name = row.model.__root__.__name__
        if row.key is not None:
            self._learned.setdefault(name, {})[row.key] = key
        if name in self._shop:
            self._shop[name].add(key, data)

    def learn_child(self, model: type[Model], old: Key, key: Key) -> None:
        """A child of a row's entity has this key in the shop."""
        self._learned.setdefault(model.__root__.__name__, {})[old] = key

    def find(self, name: str, key: Key) -> Key | None:
        """The key in the shop of what the file refers to; None where there is no such entity."""
        learned = self._learned.get(name, {})
        if key in learned:
            return learned[key]
        if not self.is_expected(name, key):
            return key if self.same_shop else None
        index = self._file[name]
        if self._by_key and key in self._of_shop(index.model):
            return key
        try:
            return self._known(index.model, index.data(key))
        except BadRow:
            return None

    def is_expected(self, name: str, key: Key) -> bool:
        """Whether an entity is a row of the file, so that it may come to the shop yet."""
        return name in self._file and key in self._file[name]

    # A row -------------------------------------------------------------------------------

    def refuse_twin(self, row: Row) -> None:
        """Raise BadRow where an earlier row was about the same entity."""
        name = row.model.__root__.__name__
        known: list[Any] = [] if row.key is None or self._is_by_field(row) else [row.key]
        if not (known and self._by_key):
            known += self._of_row(row)[:1]
        for one in known:
            line = self._seen.setdefault((name, one), row.line)
            if line != row.line:
                shown = one if isinstance(one, Identity) else f"id {one}"
                raise BadRow(f"line {line} is about the same entity, {shown}; keep one of them")

    def keys_of(self, rows: Iterable[Row]) -> list[Key]:
        """The keys that rows name themselves, of this very shop."""
        return [row.key for row in rows if self._by_key and row.key is not None]

    def target(self, row: Row, existing: Container[Key]) -> Key | None:
        """The key of the shop's entity that a row is about; None if it is to be made.

        `existing` has the entities of the keys that rows name themselves. Raises BadRow.
        """
        if row.key in (0, "0"):
            return row.key  # Ecwid's own, the same in each shop
        if self._by_key and row.key is not None:
            if row.key in existing:
                return row.key
            if self._is_written_here or self._match == "id":
                raise BadRow(f"the shop has no {row.model.__name__} {row.key}", "id")
        index = self._of_shop(row.model)
        if not index.identities_of(row.data) and not (index.is_tree and index.named(row.data)[0]):
            wanted = " or ".join(index.attributes)
            raise BadRow(f"nothing says which {row.model.__name__} it is: it has no {wanted}")
        return self._known(row.model, row.data)

    def _known(self, model: type[Model], data: Mapping[str, Any]) -> Key | None:
        """The key of the shop's entity that is known by what the JSON says. Raises BadRow."""
        index = self._of_shop(model)
        for identity in index.identities_of(data, self._path(index, data)):
            keys = index.find(identity)
            if len(keys) > 1:
                raise BadRow(
                    f"the shop has {len(keys)} of {identity}; give one of them another, "
                    f"or go by id: {', '.join(map(str, keys[:5]))}"
                )
            if keys:
                return keys[0]
        return None

    def _path(self, index: Index, data: Mapping[str, Any]) -> tuple[str, ...]:
        """The path that an entity of the file has in the shop, below what is above it there."""
        if not index.is_tree:
            return ()
        name, above = index.named(data)
        if not name or not above:
            return (name,) if name else ()
        root = index.model.__root__.__name__
        if self.is_expected(root, above) and not self._file[root].path(above):
            return ()  # a circle, or nothing is known of what is above
        upper = index.path(self.find(root, above))
        return (*upper, name) if upper else ()

    def _of_row(self, row: Row) -> list[Identity]:
        """What a row is known by within the file."""
        if row.key is not None and self.is_expected(row.model.__root__.__name__, row.key):
            return self._of_file(row.model).identities(row.key)
        index = self._of_shop(row.model)
        return index.identities_of(row.data, self._path(index, row.data))

    def _is_by_field(self, row: Row) -> bool:
        return self._match not in (None, "id") and self._match in row.model.__fields__

    def _of_file(self, model: type[Model]) -> Index:
        name = model.__root__.__name__
        if name not in self._file:
            self._file[name] = Index(model, self._attributes(model))
        return self._file[name]

    def _of_shop(self, model: type[Model]) -> Index:
        name = model.__root__.__name__
        if name not in self._shop:
            index = self._shop[name] = Index(model, self._attributes(model))
            for raw in everything(self._session, model, index.loaded).raw():
                index.add(raw[model.__wire_key__], raw)
        return self._shop[name]

    def _attributes(self, model: type[Model]) -> tuple[str, ...] | None:
        if self._match in (None, "id"):
            return None
        return (self._match,) if self._match in model.__fields__ else None
