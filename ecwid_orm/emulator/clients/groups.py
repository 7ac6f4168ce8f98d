"""Customer groups. Group 0, General, always exists."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.clients.kinds import CUSTOMER_GROUP
from ecwid_orm.emulator.errors import absent_field, not_found, wrong_parameter
from ecwid_orm.emulator.external_ids import external_keys
from ecwid_orm.emulator.kind import Facts
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.search import Where
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

GENERAL = 0
_GENERAL: Body = {"id": GENERAL, "name": "General"}


def group(shop: Shop, key: int) -> Body:
    """One group; `ApiError` 404 if there is none."""
    _ensure_general(shop)
    found = shop.db.get(CUSTOMER_GROUP, key)
    if found is None:
        raise not_found("Customer group", key)
    return found


def all_groups(shop: Shop) -> list[Body]:
    """All groups, General first, then by age."""
    _ensure_general(shop)
    return shop.db.get_many(CUSTOMER_GROUP, shop.db.ids(CUSTOMER_GROUP))


def search_groups(call: Call) -> tuple[int, list[Body]]:
    """How many groups a listing's query finds, and one page: General first, then by age."""
    shop, query = call.shop, call.query
    _ensure_general(shop)
    where = Where(CUSTOMER_GROUP.name)
    keyword = query.text("keyword")
    if keyword is not None:
        where.sql("instr(facts.name, ?)", keyword.casefold())
    for name in ("customerGroupIds", "customerGroupId"):
        if query.text(name) is not None:
            where.ids(query.ids(name))
    total, ids = shop.db.search(CUSTOMER_GROUP, where, "facts.id", *query.page())
    return total, shop.db.get_many(CUSTOMER_GROUP, ids)


def create_group(shop: Shop, sent: Any) -> int:
    """A new group's id."""
    body = Merge(shop.spec, "CustomerGroup").create(sent)
    body["id"] = shop.new_id("customer_group")
    _save(shop, body)
    changed(shop, "customer_group.created", body["id"])
    return int(body["id"])


def update_group(shop: Shop, key: int, sent: Any) -> int:
    """Change a group; how many changed. General stays as it is."""
    body = Merge(shop.spec, "CustomerGroup").update(group(shop, key), sent)
    if key == GENERAL:
        return 0
    _save(shop, body)
    changed(shop, "customer_group.updated", key)
    return 1


def delete_group(shop: Shop, key: int) -> None:
    """Delete a group, whose customers are the caller's to move.

    `ApiError` 400 for General, 404 if there is none.
    """
    if key == GENERAL:
        raise wrong_parameter("The General customer group cannot be deleted")
    if not shop.db.delete(CUSTOMER_GROUP, key):
        raise not_found("Customer group", key)
    changed(shop, "customer_group.deleted", key)


def _save(shop: Shop, body: Body) -> None:
    if not body.get("name", "").strip():
        raise absent_field("CustomerMembership", "name")
    keys = external_keys(shop, CUSTOMER_GROUP, body)
    shop.db.save(
        CUSTOMER_GROUP,
        body["id"],
        body,
        facts=Facts({"name": body["name"].casefold()}),
        keys=keys,
    )


def _ensure_general(shop: Shop) -> None:
    if shop.db.get(CUSTOMER_GROUP, GENERAL) is None:
        facts = Facts({"name": _GENERAL["name"].casefold()})
        shop.db.save(CUSTOMER_GROUP, GENERAL, _GENERAL, facts=facts)
