"""Customers: what is stored of them and the rules it keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ecwid_orm.emulator.clients import addresses, contacts
from ecwid_orm.emulator.clients.groups import GENERAL, group
from ecwid_orm.emulator.clients.kinds import CUSTOMER
from ecwid_orm.emulator.clients.purchases import stats, traces
from ecwid_orm.emulator.errors import ApiError, absent_field, not_found
from ecwid_orm.emulator.kind import Facts
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.query import unix_seconds
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

_NEVER_KEPT = ("password", "primaryPhone")
_OF_ADDRESSES = ("city", "postalCode", "stateOrProvinceCode", "countryCode", "companyName")
_DEFAULTS: Body = {
    "customerGroupId": GENERAL,
    "shippingAddresses": [],
    "contacts": [],
    "taxExempt": False,
    "taxId": "",
    "taxIdValid": True,
    "b2b_b2c": "b2c",
    "fiscalCode": "",
    "electronicInvoicePecEmail": "",
    "electronicInvoiceSdiCode": "",
    "privateAdminNotes": "",
    "favorites": [],
}


def customer(shop: Shop, key: int) -> Body:
    """One customer; `ApiError` 404 if there is none."""
    found = shop.db.get(CUSTOMER, key)
    if found is None:
        raise not_found("Customer", key)
    return found


def create_customer(shop: Shop, sent: Any) -> Body:
    """A new customer. Only the e-mail is needed, which is a contact unless others are sent."""
    merge = Merge(shop.spec, "Customer")
    created = merge.create(sent, "email")
    created.setdefault(
        "contacts", [{"contact": created["email"], "type": "EMAIL", "default": True}]
    )
    body = {**_DEFAULTS, **created, "id": shop.new_id("customer")}
    body["$registered"] = int(shop.clock.now())
    _settle(shop, body, _DEFAULTS)
    save_customer(shop, body, event="customer.created")
    return body


def update_customer(shop: Shop, key: int, sent: Any) -> None:
    """Change a customer; addresses and contacts, if sent, are then all of them."""
    stored = customer(shop, key)
    body = Merge(shop.spec, "Customer").update(stored, sent)
    if not body["email"].strip():
        raise absent_field("Customer", "email")
    _settle(shop, body, stored)
    save_customer(shop, body)


def save_customer(shop: Shop, body: Body, *, event: str = "customer.updated") -> None:
    """Store a customer who changed, and tell of it. `ApiError` 409 if the e-mail is another's."""
    body["$updated"] = int(shop.clock.now())
    owner = customer_id_of(shop, body["email"])
    if owner not in (None, body["id"]):
        raise ApiError(409, None, "A customer with this e-mail already exists")
    _store(shop, body)
    _tell(shop, event, body)


def customer_id_of(shop: Shop, email: str) -> int | None:
    """The id of the customer with an e-mail address, in whatever case it is written."""
    return next(iter(shop.db.find(CUSTOMER, "email", _folded(email))), None)


def count_purchases(shop: Shop, email: str) -> None:
    """Let the customer of an address know what was bought with it."""
    key = customer_id_of(shop, email)
    if key is not None:
        _store(shop, customer(shop, key))


def delete_customer(shop: Shop, key: int) -> None:
    """Delete a customer, whose orders stay; `ApiError` 404 if there is none."""
    body = customer(shop, key)
    shop.db.delete(CUSTOMER, key, at=shop.clock.now())
    _tell(shop, "customer.deleted", body)


def empty_group(shop: Shop, group_id: int) -> None:
    """Move all customers of a group to General."""
    for body in shop.db.get_many(CUSTOMER, shop.db.find(CUSTOMER, "group", str(group_id))):
        save_customer(shop, {**body, "customerGroupId": GENERAL})


def _settle(shop: Shop, body: Body, stored: Body) -> None:
    for name in _NEVER_KEPT:
        body.pop(name, None)
    if body["customerGroupId"] != GENERAL:
        group(shop, body["customerGroupId"])
    if "billingPerson" in body:
        body["billingPerson"] = addresses.billing(body["billingPerson"])
    for name, rewritten in (
        ("shippingAddresses", addresses.rewritten),
        ("contacts", contacts.rewritten),
    ):
        if body[name] is not stored[name]:
            body[name] = rewritten(shop, stored[name], body[name])


def _store(shop: Shop, body: Body) -> None:
    email = _folded(body["email"])
    body["stats"] = stats(shop, email)
    terms = [*_terms(body), *traces(shop, email)]
    shop.db.save(
        CUSTOMER,
        body["id"],
        body,
        facts=Facts(_columns(body), terms),
        keys=[("email", email), ("group", str(body["customerGroupId"]))],
    )


def _tell(shop: Shop, event: str, body: Body) -> None:
    shop.db.touch("customer", at=shop.clock.now())
    changed(shop, event, body["id"], {"customerEmail": body["email"]})


def _columns(body: Body) -> dict[str, Any]:
    bought = body["stats"]
    return {
        "name": _folded(body.get("billingPerson", {}).get("name", "")),
        "email": _folded(body["email"]),
        "registered": body["$registered"],
        "updated": body["$updated"],
        "customer_group": body["customerGroupId"],
        "accepts_marketing": body.get("acceptMarketing", True),
        "b2b_b2c": body["b2b_b2c"],
        "tax_exempt": body["taxExempt"],
        "order_count": bought["numberOfOrders"],
        "sales_value": bought["salesValue"],
        "first_order": unix_seconds(bought.get("firstOrderDate", "")),
        "last_order": unix_seconds(bought.get("lastOrderDate", "")),
    }


def _terms(body: Body) -> Iterator[tuple[str, str]]:
    phones: Iterable[str | None] = (
        *(each.get("phone") for each in body["shippingAddresses"]),
        body.get("billingPerson", {}).get("phone"),
        *(each["contact"] for each in body["contacts"] if each["type"] == "PHONE"),
    )
    for phone in filter(None, phones):
        yield "phone", phone
    for address in body["shippingAddresses"]:
        for name in _OF_ADDRESSES:
            if address.get(name):
                yield name, _folded(address[name])


def _folded(text: str) -> str:
    return text.casefold()
