"""Product filters. https://docs.ecwid.com/api-reference/rest-api/products"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue.facets import facets
from ecwid_orm.emulator.errors import absent_field, wrong_parameter
from ecwid_orm.emulator.query import Query
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("getProductFiltersByQuery")
def filters_by_query(call: Call) -> Body:
    """Facets of the products that the query finds."""
    return facets(call, call.query)


@route("getProductFilters")
def filters(call: Call) -> Body:
    """Facets of the products that the body's parameters find."""
    sent = call.body.get("params") if isinstance(call.body, dict) else None
    if not isinstance(sent, dict):
        raise absent_field("ProductFiltersRequest", "params")
    params = {"filterFields": call.query.text("filterFields") or ""}
    for name, value in sent.items():
        if isinstance(value, dict | list):
            raise wrong_parameter(
                f"Field ProductFiltersParams.{name} has a wrong value: expected string"
            )
        params[name] = str(value).lower() if isinstance(value, bool) else value
    return facets(call, Query(urlencode({k: v for k, v in params.items() if v is not None})))
