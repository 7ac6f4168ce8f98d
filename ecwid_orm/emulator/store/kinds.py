"""The kinds of what belongs to the shop itself."""

from __future__ import annotations

from ecwid_orm.emulator.kind import Kind

PROFILE = Kind("profile", {})
SHIPPING_OPTION = Kind("shipping_option", {})
PAYMENT_OPTION = Kind("payment_option", {})
STAFF_ACCOUNT = Kind("staff_account", {})
DOMAIN = Kind("domain", {})
REDIRECT = Kind("redirect", {"from_url": "TEXT", "to_url": "TEXT"})
