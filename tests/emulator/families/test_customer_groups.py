"""Customer groups."""

from __future__ import annotations

from typing import Any

import pytest


def group(shop: Any, name: str = "VIP", **fields: object) -> int:
    key: int = shop.post("/customer_groups", {"name": name, **fields})["id"]
    return key


def names(shop: Any, **query: object) -> list[str]:
    return [item["name"] for item in shop.get("/customer_groups", **query)["items"]]


def test_lifecycle(shop: Any) -> None:
    """CustomerGroupsTest, lifecycle."""
    key = group(shop)
    assert key > 0
    assert shop.get(f"/customer_groups/{key}") == {"id": key, "name": "VIP"}
    assert shop.put(f"/customer_groups/{key}", {"name": "Gold"}) == {"updateCount": 1}
    assert shop.get(f"/customer_groups/{key}")["name"] == "Gold"
    assert shop.delete(f"/customer_groups/{key}") == {"deleteCount": 1}
    for method in ("GET", "PUT", "DELETE"):
        body = {"name": "A"} if method == "PUT" else None
        refusal = shop.refused(method, f"/customer_groups/{key}", body)
        assert (refusal[0], refusal[2]) == (404, f"Customer group #{key} not found")


def test_paging_and_search(shop: Any) -> None:
    """CustomerGroupsTest, paging and search: General is counted, and comes first."""
    keys = [group(shop, f"Group {letter}") for letter in "FEDCBA"]
    first = shop.get("/customer_groups", offset=0, limit=2)
    assert (first["total"], first["count"], first["limit"]) == (7, 2, 2)
    assert first["items"][0] == {"id": 0, "name": "General"}
    last = shop.get("/customer_groups", offset=6, limit=2)
    assert (last["count"], last["items"][0]["id"]) == (1, keys[-1])
    assert names(shop, keyword="group c") == ["Group C"]
    assert names(shop, keyword="ERA") == ["General"]
    chosen = shop.get("/customer_groups", customerGroupIds=f"{keys[4]},{keys[0]},{keys[2]}")
    assert chosen["total"] == 3
    assert [item["id"] for item in chosen["items"]] == [keys[0], keys[2], keys[4]]
    assert names(shop, customerGroupId=keys[1]) == ["Group E"]


def test_general_is_neither_changed_nor_deleted(shop: Any) -> None:
    """Common set-up, remove customers, groups."""
    assert shop.put("/customer_groups/0", {"name": "All"}) == {"updateCount": 0}
    assert shop.refused("DELETE", "/customer_groups/0")[0] == 400
    assert shop.get("/customer_groups/0") == {"id": 0, "name": "General"}


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": " "}], ids=str)
def test_a_group_needs_a_name(shop: Any, body: Any) -> None:
    refusal = shop.refused("POST", "/customer_groups", body)
    assert refusal == (400, "WRONG_PARAMETER", "Field CustomerMembership.name is absent")


def test_an_external_reference_is_unique(shop: Any) -> None:
    key = group(shop, externalReferenceId="e1")
    refusal = shop.refused("POST", "/customer_groups", {"name": "B", "externalReferenceId": "e1"})
    assert refusal[:2] == (409, "EXTERNAL_ID_ALREADY_USED")
    other = group(shop, externalReferenceId="e2")
    body = {"externalReferenceId": "e1"}
    assert shop.refused("PUT", f"/customer_groups/{other}", body)[0] == 409
    assert shop.put(f"/customer_groups/{key}", body) == {"updateCount": 1}
