"""Rows: what a file says of one entity, and how that is put into an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ecwid_orm.exceptions import EcwidError, InvalidValue
from ecwid_orm.model import ABSENT, Children, Field, Model, state
from ecwid_orm.model.values import PartOf
from ecwid_orm.transfer.portable import comes_by_itself, is_settable, set_by_ecwid
from ecwid_orm.transfer.references import Translation

__all__ = ["BadRow", "EntityRow", "Read", "Row", "Source", "children_keys", "fill"]
__all__ += ["put", "twin"]


class BadRow(InvalidValue):
    """A row that cannot be imported: the column, if it is about one, and why."""

    def __init__(self, reason: str, column: str | int | None = None) -> None:
        super().__init__(reason if column is None else f"column {column}: {reason}")
        self.reason = reason
        self.column = column


class Row(Protocol):
    """What a file says of one entity. `data` is its JSON, as far as it tells what it is known by.

    `key` is the entity's in the shop that the file came from, None where the file has none.

    `fill` puts the row into an object, new or not, and gives the objects that it changed. It
    raises EcwidError, best a BadRow.
    """

    @property
    def line(self) -> int:
        """Where it stands."""
        ...

    @property
    def model(self) -> type[Model]:
        """What it is."""
        ...

    @property
    def key(self) -> Any:
        """Its key."""
        ...

    @property
    def data(self) -> Mapping[str, Any]:
        """Its JSON."""
        ...

    def fill(self, instance: Model, translation: Translation) -> list[Model]:
        """Put it into the object."""
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """What was read at one line: a row, or why there is none. `source` is how the file has it."""

    line: int
    source: Any
    row: Row | BadRow


class Source(Protocol):
    """A file to import; it can be read more than once.

    `store` is the shop whose keys it has, None where they are those of the shop it goes to.
    """

    @property
    def path(self) -> Path:
        """Where it is."""
        ...

    @property
    def ignored(self) -> Sequence[str]:
        """Columns that are passed over."""
        ...

    @property
    def store(self) -> str | None:
        """Whose keys it has."""
        ...

    def read(self) -> Iterator[Read]:
        """Each row, in the order of the file."""
        ...

    def rejected_head(self) -> bytes:
        """What a file of rejected rows begins with. It can be imported in its turn."""
        ...

    def rejected(self, source: Any, reason: str) -> bytes:
        """A row as it stood, with the reason why it was rejected."""
        ...


@dataclass(slots=True)
class EntityRow:
    """A row that is an entity's JSON."""

    line: int
    model: type[Model]
    key: Any
    data: Mapping[str, Any]

    def fill(self, instance: Model, translation: Translation) -> list[Model]:
        """Put the JSON into the object, and into its variations or contacts."""
        return fill(instance, self.data, translation)


def fill(instance: Model, data: Mapping[str, Any], translation: Translation) -> list[Model]:
    """Put an entity's JSON into an object, and into its children; the objects it was put into.

    What the shop's entity has already, with whatever Ecwid has put into it, is not touched; what
    the JSON does not name, or names with a null, stays as it is.
    """
    model = type(instance)
    stored = instance._is_stored()
    left_out = set_by_ecwid(model)
    for name, field in model.__fields__.items():
        if name in left_out or not field.wire_name or field.wire_name not in data:
            continue
        if stored and field.create_only:
            continue
        raw = translation.value(field, data[field.wire_name])
        if raw is not ABSENT and is_settable(model, name, raw):
            put(instance, field, raw)
    filled: list[Model] = [instance]
    for relation in model.__children__:
        raws = data.get(relation.wire_name or "")
        if isinstance(raws, list):
            if not stored:
                raws = [raw for raw in raws if not comes_by_itself(data, raw)]
            filled += _children(instance, relation, raws, translation)
    return filled


def put(instance: Model, field: Field[Any], raw: Any) -> None:
    """Assign the JSON of one attribute, unless the object has it already. Raises BadRow."""
    held = instance._raw.get(field.wire_name, ABSENT)
    if _has(held, raw):
        return
    try:
        value = field.converter.load(_with_ids(field, raw, held))
        setattr(instance, field.name, value)
    except BadRow:
        raise
    except (EcwidError, TypeError, ValueError, ArithmeticError) as error:
        raise BadRow(_reason(error, instance, field), field.name) from None


def _reason(error: Exception, instance: Model, field: Field[Any]) -> str:
    """What is wrong, without naming the place a second time."""
    return str(error).removeprefix(f"{instance!r}: ").removeprefix(f"{field.name}: ")


def _has(held: Any, wanted: Any) -> bool:
    """Whether an entity has what is wanted already, with keys that Ecwid fills in at most."""
    if held is ABSENT or held is None:
        return wanted in ("", [], {})
    return state.grown(wanted, held)


def _with_ids(field: Field[Any], raw: Any, held: Any) -> Any:
    """Parts with the ids that they have in this shop: one without an id would be made anew."""
    item: Any = getattr(field.converter, "item", None)
    if not (isinstance(item, PartOf) and isinstance(raw, list) and isinstance(held, list)):
        return raw
    if "id" not in item.value_class.__fields__:
        return raw
    ids = {part.get("name"): part["id"] for part in held if part.get("name") and "id" in part}
    return [
        {"id": ids[part["name"]], **part} if part.get("name") in ids and "id" not in part else part
        for part in raw
    ]


# Children ------------------------------------------------------------------------------------


def _children(
    instance: Model, relation: Children[Any], raws: list[Any], translation: Translation
) -> list[Model]:
    """Put variations or contacts into those that the object has, or append them."""
    collection = relation.__get__(instance, type(instance))
    known = {twin(child._raw): child for child in collection}
    filled: list[Model] = []
    for number, raw in enumerate(raws):
        if not isinstance(raw, dict):
            raise BadRow("expected a list of objects", relation.wire_name)
        child = known.get(twin(raw))
        new = child is None
        if child is None:
            child = relation.model()
        try:
            filled += fill(child, raw, translation)
        except BadRow as error:
            place = f"{relation.wire_name}[{number}]"
            raise BadRow(
                error.reason, place if error.column is None else f"{place}.{error.column}"
            ) from None
        if new:
            collection.append(child)
    return filled


def twin(raw: Mapping[str, Any]) -> str:
    """What tells a variation or a contact from the others of its parent, in any shop."""
    if isinstance(raw.get("options"), list):
        return ", ".join(sorted(f"{one.get('name')}: {one.get('value')}" for one in raw["options"]))
    return f"{raw.get('type')}: {raw.get('contact')}"


def children_keys(
    instance: Model, data: Mapping[str, Any]
) -> Iterator[tuple[type[Model], Any, Any]]:
    """(model, key in the data, key in the shop) of the children that are in both."""
    for relation in type(instance).__children__:
        raws = data.get(relation.wire_name or "")
        if isinstance(raws, list) and raws:
            children = relation.__get__(instance, type(instance))
            known = {twin(child._raw): child for child in children}
            for raw in raws:
                child = known.get(twin(raw))
                if child is not None:
                    yield relation.model, raw.get("id"), child._raw.get("id")
