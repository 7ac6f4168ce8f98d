"""The objects of many keys, as a query wants them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from ecwid_orm.model import Model
from ecwid_orm.model.state import Load
from ecwid_orm.session.collector import collector_paused
from ecwid_orm.session.fetching import Fetcher
from ecwid_orm.session.query import Query
from ecwid_orm.session.scope import Scope

M = TypeVar("M", bound=Model)


def fetch(scope: Scope, fetcher: Fetcher, query: Query[M], keys: Sequence[Any]) -> list[M]:
    """The objects of these keys, with just the attributes that the query is `only` for.

    Those that are gone by now are left out.
    """
    resource, names = query.model.__resource__, query.names()
    if names is None or resource.bulk is None:
        found = fetcher.get_many(query.model, keys)
        return [found[key] for key in keys if key in found]
    loaded: dict[Any, M] = {}
    load = Load(names)
    for start in range(0, len(keys), resource.page_size):
        params = {
            resource.bulk: list(keys[start : start + resource.page_size]),
            **resource.bulk_params,
            "limit": resource.page_size,
            "responseFields": f"{resource.items}({','.join(sorted(names))})",
        }
        with collector_paused():
            items = scope.client.get(resource.path, params)[resource.items]
            for one in scope.loader.hydrate(query.model, items, load):
                loaded[resource.own_key(one)] = one
    return [loaded[key] for key in keys if key in loaded]
