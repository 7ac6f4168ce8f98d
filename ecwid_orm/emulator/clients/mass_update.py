"""One change to many customers at once."""

from __future__ import annotations

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.clients.customer_search import matching_ids
from ecwid_orm.emulator.clients.customers import delete_customer, save_customer
from ecwid_orm.emulator.clients.groups import group
from ecwid_orm.emulator.clients.kinds import CUSTOMER
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.merge import Merge


def mass_update(call: Call) -> int:
    """Change or delete the customers that a request names, finds or all; how many these are.

    `ApiError` 400 if it says neither what to change nor to delete.
    """
    shop = call.shop
    sent = Merge(shop.spec, "CustomerMassUpdate").create(call.body)
    changes = sent.get("customer", {})
    if not sent.get("delete") and not changes:
        raise wrong_parameter("Neither 'delete' nor 'customer' says what to do with the customers")
    if "customerGroupId" in changes:
        group(shop, changes["customerGroupId"])
    chosen = shop.db.get_many(CUSTOMER, _chosen(call, sent.get("mode", "ALL"), sent.get("ids", [])))
    for body in chosen:
        if sent.get("delete"):
            delete_customer(shop, body["id"])
        else:
            save_customer(shop, {**body, **changes})
    return len(chosen)


def _chosen(call: Call, mode: str, ids: list[int]) -> list[int]:
    if mode == "SELECTED":
        return list(dict.fromkeys(ids))
    return matching_ids(call) if mode == "ALL_FILTERED" else call.shop.db.ids(CUSTOMER)
