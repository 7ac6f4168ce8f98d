"""A customer as a request sees it, and what there is to search customers by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecwid_orm.emulator.clients.extra_fields import extra_fields, shown_values
from ecwid_orm.emulator.clients.groups import all_groups
from ecwid_orm.emulator.clients.kinds import CUSTOMER
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.shop import Shop

Body = dict[str, Any]


def shown_customers(shop: Shop, customers: Iterable[Body], *, listed: bool = False) -> list[Body]:
    """Customers as they go out; those of a listing have a `totalOrderCount`."""
    groups = {group["id"]: group["name"] for group in all_groups(shop)}
    fields = extra_fields(shop)
    return [_shown(body, groups, fields, listed) for body in customers]


def filters(shop: Shop) -> Body:
    """What customers can be searched by: groups, addresses, languages, and how many there are."""
    with shop.db.reading(CUSTOMER) as connection:
        total, repeated, once = connection.execute(
            "SELECT count(*), coalesce(sum(order_count > 1), 0), coalesce(sum(order_count = 1), 0)"
            " FROM facts_customer"
        ).fetchone()
        languages = connection.execute(
            "SELECT DISTINCT value FROM term WHERE kind = ? AND name = 'lang' ORDER BY value",
            (CUSTOMER.name,),
        ).fetchall()
    return {
        "total": total,
        "repeatedCustomersCount": repeated,
        "oneTimeCustomersCount": once,
        "storeGroups": [{"id": each["id"], "name": each["name"]} for each in all_groups(shop)],
        "shippingAddresses": _addresses(shop.db, "street", "city", "countryCode", "countryName"),
        "languages": [row[0] for row in languages],
    }


def locations(db: Database, name: str) -> list[Body]:
    """Countries of shipping addresses whose name contains a text, whatever its case."""
    return [
        {"country": each["countryName"], "countryCode": each["countryCode"]}
        for each in _addresses(db, "countryName", "countryCode")
        if each.keys() == {"countryName", "countryCode"}
        and name.casefold() in each["countryName"].casefold()
    ]


def _shown(body: Body, groups: dict[int, str], fields: list[Body], listed: bool) -> Body:
    shown = {name: value for name, value in body.items() if name[0] != "$"}
    name = body.get("billingPerson", {}).get("name")
    if name:
        shown["name"] = name
    shown["registered"] = timestamp(body["$registered"])
    shown["updated"] = timestamp(body["$updated"])
    shown["customerGroupName"] = groups[body["customerGroupId"]]
    if "extrafields" in body:
        shown["extrafields"] = shown_values(body["extrafields"], fields)
    if listed:
        shown["totalOrderCount"] = body["stats"]["numberOfOrders"]
    return shown


def _addresses(db: Database, *fields: str) -> list[Body]:
    """Each that there is once, with these fields of it."""
    columns = ", ".join(f"address.value ->> '$.{field}'" for field in fields)
    with db.reading() as connection:
        rows = connection.execute(
            f"SELECT DISTINCT {columns} FROM entity,"
            " json_each(body, '$.shippingAddresses') AS address WHERE kind = ? ORDER BY 1, 2",
            (CUSTOMER.name,),
        )
        return [
            {field: value for field, value in zip(fields, row, strict=True) if value}
            for row in rows
        ]
