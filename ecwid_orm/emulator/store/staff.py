"""The people who run the shop, and those invited to."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import ApiError, conflict, not_found
from ecwid_orm.emulator.merge import Merge
from ecwid_orm.emulator.shop import Shop
from ecwid_orm.emulator.store.kinds import STAFF_ACCOUNT
from ecwid_orm.emulator.store.profile import profile

Body = dict[str, Any]

SCOPES = [
    "SALES_MANAGEMENT",
    "CATALOG_MANAGEMENT",
    "MARKETING_MANAGEMENT",
    "REPORT_ACCESS",
    "WEBSITE_MANAGEMENT",
    "SALES_CHANNELS_MANAGEMENT",
    "STORE_MANAGEMENT",
]
"""What an account may be allowed; the last is everything."""


def staff_accounts(shop: Shop) -> list[Body]:
    """All accounts; the first is the owner's, which cannot be deleted."""
    invited = shop.db.get_many(STAFF_ACCOUNT, shop.db.ids(STAFF_ACCOUNT))
    return [_owner(shop), *invited]


def staff_account(shop: Shop, account: str) -> Body:
    """One account; `ApiError` 404 if there is none."""
    for found in staff_accounts(shop):
        if found["id"] == account:
            return found
    raise not_found("Staff account", account)


def invite(shop: Shop, sent: Any) -> None:
    """A new account, that waits for its invitation to be accepted; 409 if the e-mail has one."""
    body = Merge(shop.spec, "StaffAccount").create(sent, "email")
    if any(found["email"] == body["email"] for found in staff_accounts(shop)):
        raise conflict("CONSTRAINT_VIOLATION", f"{body['email']} has a staff account already")
    key = shop.new_id("staff")
    body = {"id": f"p{key}", "name": "", "staffScopes": [], "inviteAccepted": False} | body
    shop.db.save(STAFF_ACCOUNT, key, body)


def update_staff_account(shop: Shop, account: str, sent: Any) -> None:
    """Change e-mail or permissions; the owner has all and keeps them."""
    body = Merge(shop.spec, "StaffAccount").update(staff_account(shop, account), sent)
    shop.db.save(STAFF_ACCOUNT, _key(shop, account), body)


def delete_staff_account(shop: Shop, account: str) -> None:
    """Delete an account."""
    staff_account(shop, account)
    shop.db.delete(STAFF_ACCOUNT, _key(shop, account))


def invited(shop: Shop, sent: Any) -> Body:
    """The account of an e-mail whose invitation is open; `ApiError` 404 if there is none."""
    email = Merge(shop.spec, "StaffInvite").create(sent, "email")["email"]
    for found in staff_accounts(shop):
        if found["email"] == email and not found["inviteAccepted"]:
            return found
    raise not_found("Invitation of", email)


def _owner(shop: Shop) -> Body:
    settings = profile(shop)
    return {
        "id": settings["generalInfo"]["profileId"],
        "name": settings["account"]["accountName"],
        "email": settings["account"]["accountEmail"],
        "staffScopes": SCOPES,
        "inviteAccepted": True,
    }


def _key(shop: Shop, account: str) -> int:
    if account == profile(shop)["generalInfo"]["profileId"]:
        raise ApiError(409, "CONSTRAINT_VIOLATION", "The owner of the store stays as they are")
    return int(account[1:])
