"""Staff accounts and their invitations."""

from __future__ import annotations

from typing import Any

JANE = "jane@example.com"


def invite(shop: Any, **fields: object) -> str:
    """Invite Jane; the id of her account."""
    assert shop.post("/staff", {"email": JANE, **fields}) == {"success": True}
    key: str = shop.get("/staff")["staffList"][-1]["id"]
    return key


def test_the_owner_is_there_from_the_start_and_stays(shop: Any) -> None:
    [owner] = shop.get("/staff")["staffList"]
    assert owner["id"] == shop.get("/profile")["generalInfo"]["profileId"]
    assert owner["staffScopes"] == shop.get("/profile/staffScopes")["staffScopes"]
    assert owner["inviteAccepted"] is True
    for method in ("PUT", "DELETE"):
        assert shop.refused(method, f"/staff/{owner['id']}", {"staffScopes": []})[0] == 409


def test_an_account_lives(shop: Any) -> None:
    key = invite(shop, staffScopes=["REPORT_ACCESS"])
    assert key.startswith("p")
    listed = shop.get("/staff")["staffList"][-1]
    assert listed == {
        "id": key,
        "name": "",
        "email": JANE,
        "staffScopes": ["REPORT_ACCESS"],
        "inviteAccepted": False,
    }
    account = {"email": JANE, "staffScopes": ["REPORT_ACCESS"]}
    assert shop.get(f"/staff/{key}") == account
    assert shop.put(f"/staff/{key}", {"staffScopes": ["CATALOG_MANAGEMENT"]}) == {"updateCount": 1}
    assert shop.get(f"/staff/{key}") == {**account, "staffScopes": ["CATALOG_MANAGEMENT"]}
    assert shop.delete(f"/staff/{key}") == {"deleteCount": 1}
    for method in ("GET", "PUT", "DELETE"):
        assert shop.refused(method, f"/staff/{key}", {})[0] == 404


def test_an_invitation_needs_an_address_that_has_none(shop: Any) -> None:
    assert shop.refused("POST", "/staff", {})[:2] == (400, "WRONG_PARAMETER")
    invite(shop)
    assert shop.refused("POST", "/staff", {"email": JANE})[0] == 409


def test_an_invitation_is_sent_again_and_withdrawn(shop: Any) -> None:
    invite(shop)
    assert shop.post("/staff/invite", {"email": JANE}) == {"success": True}
    reply = shop.api("DELETE", "/staff/invite", {"email": JANE})
    assert reply.json == {"deleteCount": 1}
    assert len(shop.get("/staff")["staffList"]) == 1
    for method in ("POST", "DELETE"):
        assert shop.refused(method, "/staff/invite", {"email": JANE})[0] == 404
        assert shop.refused(method, "/staff/invite", {})[0] == 400


def test_who_accepted_has_no_invitation(shop: Any) -> None:
    owner = {"email": shop.get("/staff")["staffList"][0]["email"]}
    for method in ("POST", "DELETE"):
        assert shop.refused(method, "/staff/invite", owner)[0] == 404


def test_response_fields(shop: Any) -> None:
    fields = "staffList(name)"
    name = shop.get("/profile")["account"]["accountName"]
    assert shop.get("/staff", responseFields=fields) == {"staffList": [{"name": name}]}
