"""Statuses of orders."""

from __future__ import annotations

import pytest

from ecwid_orm.emulator import ManualClock
from tests.emulator.families.conftest import Catalogue


def test_there_are_twenty_of_which_six_are_the_shops_own(shop: Catalogue) -> None:
    items = shop.get("/profile/order_statuses")["items"]
    assert len(items) == len({each["statusId"] for each in items}) == 20
    custom = [each for each in items if "defaultStatus" not in each]
    assert len(custom) == 6
    assert all(each["statusId"].startswith("CUSTOM_") for each in custom)
    assert not any(each["enabled"] for each in custom)
    assert all(each["defaultStatus"] and each["enabled"] for each in items if each not in custom)
    assert {each["orderStatusType"] for each in items} == {"PAYMENT_STATUS", "FULFILLMENT_STATUS"}


def test_a_custom_status_is_named_and_enabled(shop: Catalogue, clock: ManualClock) -> None:
    path = "/profile/order_status/CUSTOM_FULFILLMENT_STATUS_2"
    sent = {"name": "Money on hold", "enabled": True}
    assert shop.put(path, sent) == {"updateCount": 1}
    read = shop.get(path)
    assert read == {
        "statusId": "CUSTOM_FULFILLMENT_STATUS_2",
        "orderStatusType": "FULFILLMENT_STATUS",
        "enabled": True,
        "sendNotificationWhenStatusIsAssigned": True,
        "name": "Money on hold",
        "nameTranslations": {"en": "Money on hold"},
        "nameTranslated": {"en": "Money on hold"},
        "lastNameChangeDate": "2023-11-14 22:13:20 +0000",
    }
    assert read in shop.get("/profile/order_statuses")["items"]
    clock.advance(60)
    shop.put(path, {"sendNotificationWhenStatusIsAssigned": False})
    assert shop.get(path) == {**read, "sendNotificationWhenStatusIsAssigned": False}
    shop.put(path, {"nameTranslations": {"en": "Held", "ru": "Удержан"}})
    renamed = shop.get(path)
    assert renamed["name"] == "Held"
    assert renamed["nameTranslated"] == {"en": "Held", "ru": "Удержан"}
    assert renamed["lastNameChangeDate"] == "2023-11-14 22:14:20 +0000"
    assert shop.get("/latest-stats")["profileUpdated"] == "2023-11-14 22:14:20 +0000"


def test_no_other_status_can_be_changed(shop: Catalogue) -> None:
    path = "/profile/order_status/PAID"
    assert shop.get(path)["defaultStatus"] is True
    assert shop.refused("PUT", path, {"enabled": False})[:2] == (400, "WRONG_PARAMETER")


@pytest.mark.parametrize("key", ["paid", "NEW", "CUSTOM_PAYMENT_STATUS_4"])
def test_an_unknown_status_is_not_found(shop: Catalogue, key: str) -> None:
    path = f"/profile/order_status/{key}"
    assert shop.refused("GET", path) == (404, None, f"Order status #{key} not found")
    assert shop.refused("PUT", path, {})[0] == 404
