"""Before-images: what a plan overwrites and deletes, where the session does not know it already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ecwid_orm.model import ABSENT, Model, RelatedList
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.loading import merged
from ecwid_orm.session.plan import Operation, Plan
from ecwid_orm.session.trees import below, branches

BELOW = "$below"
"""In the image of what is a tree: the JSON of all that stood below it, which goes with it."""
REFERRING = "$referring"
"""In the image: by relation, the keys of those that fall back to a default without it."""
UPLOADED = ("media", "image_url", "gallery_images", "files")
"""Attributes that only uploads fill: a creation takes none of them."""

_ALONG = {
    "category_ids": ("default_category_id", "show_on_frontpage"),
    "product_class_id": ("attributes",),
    "unlimited": ("quantity",),
    "is_shipping_required": ("weight",),
    "fixed_shipping_rate_only": ("shipping",),
}
"""What Ecwid itself changes where some attributes are written: the shelf that a product is at home
on, the values it has for attributes of its type, the stock of what is no longer counted."""


def written(operations: Iterable[Operation]) -> dict[type[Model], set[str]]:
    """The keys of each model that some updates write."""
    names: dict[type[Model], set[str]] = defaultdict(set)
    for operation in operations:
        names[type(operation.instance)].update(_wire_names(operation, operation.changes))
    return names


def writable(model: type[Model]) -> set[str]:
    """The keys that make an entity what it is: those that may be written, and its children."""
    names = {
        field.wire_name
        for field in model.__fields__.values()
        if field.wire_name and not field.read_only and not field.write_only
    }
    return names | {relation.wire_name for relation in model.__children__ if relation.wire_name}


def before_images(plan: Plan, fetcher: Fetcher) -> dict[Operation, dict[str, Any]]:
    """What of a plan's updates and deletions has to be read to be known, and what it is.

    For an update the JSON by attribute, of those as well that Ecwid changes along with it: what was
    loaded is taken as it is. For a deletion the whole JSON of the entity, always read anew, with
    what goes with it: nobody else can tell it afterwards.
    """
    changed = {one: _sought(one) for one in plan if one.kind == "update"}
    doomed = [one for one in plan if one.kind == "delete"]
    blind = {
        one: names for one, names in changed.items() if _lacks_any(one, _wire_names(one, names))
    }
    names: dict[type[Model], set[str]] = defaultdict(set)
    for operation, unknown in blind.items():
        names[type(operation.instance)] |= _wire_names(operation, unknown)
    for operation in doomed:
        names[type(operation.instance)] |= whole(type(operation.instance))
    read = fetcher.reread([one.instance for one in (*blind, *doomed)], names) if names else {}
    images: dict[Operation, dict[str, Any]] = {}
    for operation, sought in changed.items():
        fields, instance = type(operation.instance).__fields__, operation.instance
        if operation not in blind:
            raw: Mapping[str, Any] | None = instance._raw
        else:
            raw = read.get(id(instance))
        if sought and raw is not None:
            images[operation] = {
                name: raw.get(fields[name].wire_name)
                for name in sought
                if fields[name].wire_name in raw or name not in operation.changes
            }
    there = [operation for operation in doomed if id(operation.instance) in read]
    for operation in there:
        raw, names_read = read[id(operation.instance)], whole(type(operation.instance))
        images[operation] = merged(operation.instance._raw, raw, names_read)
    _add_company(there, images, fetcher)
    return images


def along(names: Iterable[str]) -> set[str]:
    """The attributes that Ecwid itself changes where some are written."""
    return {other for name in names for other in _ALONG.get(name, ())}


def dependants(model: type[Model]) -> list[RelatedList[Any]]:
    """The relations of those that fall back to a default where an entity is deleted."""
    return [
        relation
        for relation in model.__relations__.values()
        if isinstance(relation, RelatedList) and relation.default is not None
    ]


def _add_company(
    doomed: Sequence[Operation], images: dict[Operation, dict[str, Any]], fetcher: Fetcher
) -> None:
    """Add to the images of deletions what goes with them, or falls back without them."""
    groups: dict[type[Model], dict[Any, dict[str, Any]]] = defaultdict(dict)
    for operation in doomed:
        groups[type(operation.instance)][operation.key] = images[operation]
    for model, by_key in groups.items():
        tops = {key: key for key in by_key}
        for raw in below(model, list(by_key), fetcher, whole(model)):
            relation = branches(model)
            assert relation is not None
            top = tops[raw[model.__fields__[relation.through].wire_name]]
            tops[raw[model.__wire_key__]] = top
            by_key[top].setdefault(BELOW, []).append(raw)
        for relation in dependants(model):
            field = relation.model.__fields__[relation.through]
            for raw in fetcher.referring(relation, list(by_key), {field.wire_name}):
                found = by_key[raw[field.wire_name]].setdefault(REFERRING, {})
                found.setdefault(relation.name, []).append(raw[relation.model.__wire_key__])


def _sought(operation: Operation) -> list[str]:
    """The attributes whose value before the journal is to know, besides those it knows."""
    fields, instance = type(operation.instance).__fields__, operation.instance
    unknown = [
        name
        for name, (old, _) in operation.changes.items()
        if old is ABSENT and instance._lacks(fields[name].wire_name)
    ]
    others = along(operation.changes)
    return unknown + [name for name in fields if name in others and name not in operation.changes]


def whole(model: type[Model]) -> set[str]:
    """All that makes an entity what it is, and what only uploads put there."""
    fields = model.__fields__
    return writable(model) | {fields[name].wire_name for name in UPLOADED if name in fields}


def _wire_names(operation: Operation, names: Iterable[str]) -> set[str]:
    fields = type(operation.instance).__fields__
    return {fields[name].wire_name for name in names}


def _lacks_any(operation: Operation, wire_names: Iterable[str]) -> bool:
    instance = operation.instance
    return any(name not in instance._raw and instance._lacks(name) for name in wire_names)
