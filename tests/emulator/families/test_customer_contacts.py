"""Contacts of a customer, one by one and as a whole list."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def path(shop: Any) -> str:
    key = shop.post("/customers", {"email": "ann@example.com"})["id"]
    return f"/customers/{key}"


def contacts(shop: Any, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = shop.get(f"{path}/contacts")["items"]
    return items


def test_the_email_of_a_new_customer_is_a_contact(shop: Any, path: str) -> None:
    [only] = contacts(shop, path)
    assert only == {
        "id": only["id"],
        "contact": "ann@example.com",
        "type": "EMAIL",
        "default": True,
        "orderBy": 0,
        "timestamp": "2023-11-14 22:13:20 +0000",
    }
    assert shop.get(path)["contacts"] == [only]
    assert shop.get(f"{path}/contacts/{only['id']}") == only


def test_a_contact_lives(shop: Any, path: str, clock: Any) -> None:
    clock.advance(5)
    sent = {"contact": "+1 555", "type": "PHONE", "note": "evenings", "id": 5}
    assert shop.post(f"{path}/contacts", sent) == {"createCount": 1}
    phone = contacts(shop, path)[1]
    assert phone["id"] != 5
    assert (phone["contact"], phone["default"], phone["orderBy"]) == ("+1 555", False, 1)
    assert shop.get(path)["updated"] == "2023-11-14 22:13:25 +0000"
    one = f"{path}/contacts/{phone['id']}"
    assert shop.put(one, {"contact": "+1 556", "note": None}) == {"updateCount": 1}
    assert shop.get(one) == {**phone, "contact": "+1 556"}
    assert shop.delete(one) == {"deleteCount": 1}
    assert len(contacts(shop, path)) == 1
    for method in ("GET", "PUT", "DELETE"):
        assert shop.refused(method, one, {} if method == "PUT" else None)[0] == 404


def test_contacts_of_a_missing_customer_are_missing(shop: Any) -> None:
    refusal = shop.refused("GET", "/customers/5/contacts")
    assert (refusal[0], refusal[2]) == (404, "Customer #5 not found")


@pytest.mark.parametrize("body", [{"type": "URL"}, {"contact": "x"}, {"contact": "", "type": "A"}])
def test_a_contact_needs_text_and_type(shop: Any, path: str, body: Any) -> None:
    assert shop.refused("POST", f"{path}/contacts", body)[0] == 400
    assert shop.refused("PUT", path, {"contacts": [body]})[0] == 400


def test_a_place_below_zero_is_refused(shop: Any, path: str) -> None:
    body = {"contact": "x", "type": "URL", "orderBy": -1}
    assert shop.refused("POST", f"{path}/contacts", body)[0] == 400


def test_there_is_one_default_of_each_type(shop: Any, path: str) -> None:
    shop.post(f"{path}/contacts", {"contact": "b@example.com", "type": "EMAIL", "default": True})
    shop.post(f"{path}/contacts", {"contact": "1", "type": "PHONE", "default": True})
    defaults = [each["contact"] for each in contacts(shop, path) if each["default"]]
    assert defaults == ["b@example.com", "1"]
    first = contacts(shop, path)[0]
    shop.put(f"{path}/contacts/{first['id']}", {"default": True})
    defaults = [each["contact"] for each in contacts(shop, path) if each["default"]]
    assert defaults == ["ann@example.com", "1"]


def test_contacts_come_by_their_place(shop: Any, path: str) -> None:
    shop.post(f"{path}/contacts", {"contact": "a", "type": "URL", "orderBy": 9})
    shop.post(f"{path}/contacts", {"contact": "b", "type": "URL"})
    shop.post(f"{path}/contacts", {"contact": "c", "type": "URL", "orderBy": 5})
    listed = [(each["contact"], each["orderBy"]) for each in contacts(shop, path)]
    assert listed == [("ann@example.com", 0), ("c", 5), ("a", 9), ("b", 10)]


def test_the_list_of_a_customer_replaces_all(shop: Any, path: str) -> None:
    shop.post(f"{path}/contacts", {"contact": "1", "type": "PHONE", "note": "n"})
    email, phone = contacts(shop, path)
    sent = [{"id": phone["id"], "contact": "2"}, {"id": 7, "contact": "x", "type": "URL"}]
    shop.put(path, {"contacts": sent})
    url, kept = sorted(contacts(shop, path), key=lambda each: str(each["type"]), reverse=True)
    assert (kept["id"], kept["contact"], kept["note"]) == (phone["id"], "2", "n")
    assert url["id"] not in (7, email["id"])
    shop.put(path, {"contacts": []})
    assert contacts(shop, path) == []


def test_a_customer_may_begin_with_contacts(shop: Any) -> None:
    sent = [{"contact": "1", "type": "PHONE"}]
    key = shop.post("/customers", {"email": "b@example.com", "contacts": sent})["id"]
    assert [each["contact"] for each in contacts(shop, f"/customers/{key}")] == ["1"]
