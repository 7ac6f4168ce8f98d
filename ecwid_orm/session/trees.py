"""Trees of entities, such as categories: what is deleted takes all below it along."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ecwid_orm.model import Model, RelatedList
from ecwid_orm.session.fetching import Fetcher


def branches(model: type[Model]) -> RelatedList[Any] | None:
    """The relation of those that stand right below an entity, where these make a tree."""
    for relation in model.__relations__.values():
        if isinstance(relation, RelatedList) and relation.model.__root__ is model.__root__:
            field = model.__fields__.get(relation.through)
            if field is not None and field.tree:
                return relation
    return None


def below(
    model: type[Model], keys: Sequence[Any], fetcher: Fetcher, names: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """The keys `names` of all that stands below some entities, level by level.

    The own key and that of the parent are always among them.
    """
    relation = branches(model)
    if relation is None:
        return
    wanted = {*names, model.__fields__[relation.through].wire_name}
    seen = set(keys)
    while keys:
        level = [
            raw
            for raw in fetcher.referring(relation, keys, wanted, **_in_full(model))
            if raw[model.__wire_key__] not in seen
        ]
        yield from level
        keys = [raw[model.__wire_key__] for raw in level]
        seen.update(keys)


def burdened(
    model: type[Model], parents: Mapping[Any, Any], leaving: Collection[Any], fetcher: Fetcher
) -> set[Any]:
    """Those of some entities below which stands what is neither of them nor about to leave.

    `parents` has their keys, and those of their parents.
    """
    relation = branches(model)
    if relation is None or not parents:
        return set()
    wire_name = model.__fields__[relation.through].wire_name
    above = dict(parents)
    found: set[Any] = set()
    for raw in below(model, list(parents), fetcher):
        key = raw[model.__wire_key__]
        above[key] = raw[wire_name]
        while key in above and key not in leaving:
            key = above[key]
            found.add(key)
    return found & parents.keys()


def _in_full(model: type[Model]) -> dict[str, bool]:
    """The search parameters with which a listing has all of each entity."""
    resource = model.__resource__
    return {
        name: True
        for name, parameter in resource.search.parameters.items()
        if resource.bulk_params.get(resource.search.wire_name(name, parameter)) is True
    }
