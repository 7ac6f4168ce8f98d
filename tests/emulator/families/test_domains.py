"""Domains."""

from __future__ import annotations

from typing import Any

import pytest


def free(shop: Any, keyword: str = "kestrel-boots") -> str:
    """A domain that can be bought."""
    found = shop.get("/domains/search", keyword=keyword)["domains"]
    name: str = next(each["name"] for each in found if each["status"] == "available")
    return name


def test_the_instant_site_has_a_domain(shop: Any) -> None:
    assert shop.get("/domains") == {
        "instantSiteDomain": {
            "primaryInstantSiteDomain": "store1003",
            "ecwidSubdomain": "store1003",
            "instantSiteIpAddress": "203.0.113.10",
            "instantSiteUrl": "https://store1003.company.site",
        },
        "purchasedDomains": [],
    }


def test_the_domains_are_those_of_the_profile(shop: Any) -> None:
    site = {"ecwidSubdomain": "kestrel", "thirdPartyVendorDomain": "shop.example.com"}
    assert shop.put("/domains", {"instantSiteDomain": site}) == {"updateCount": 1}
    starter = shop.get("/profile")["generalInfo"]["starterSite"]
    assert (starter["ecwidSubdomain"], starter["customDomain"]) == ("kestrel", "shop.example.com")
    shown = shop.get("/domains")["instantSiteDomain"]
    assert shown["primaryInstantSiteDomain"] == "shop.example.com"
    assert shown["primaryInstantSiteDomainStatus"] == "pending"
    shop.put("/domains", {"instantSiteDomain": {"thirdPartyVendorDomain": ""}})
    assert shop.get("/domains")["instantSiteDomain"]["primaryInstantSiteDomain"] == "kestrel"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "EMPTY_DOMAIN_NAME"),
        ("x" * 64, "LONG_DOMAIN_NAME"),
        ("a b", "WRONG_DOMAIN_FORMAT"),
        ("-a", "WRONG_DOMAIN_FORMAT"),
    ],
)
def test_a_wrong_name_is_refused(shop: Any, name: str, code: str) -> None:
    body = {"instantSiteDomain": {"ecwidSubdomain": name}}
    assert shop.refused("PUT", "/domains", body)[:2] == (403, code)
    refusal = shop.refused("POST", "/domains/purchase", {"domainName": f"{name}.com"})
    assert refusal[:2] == (403, code)


def test_a_domain_is_bought_once(shop: Any, clock: Any) -> None:
    name = free(shop)
    before = shop.get("/latest-stats", domainsRequired="true")["domainsUpdated"]
    clock.advance(5)
    owner = {"firstName": "Robin", "countryCode": "GB"}
    bought = shop.post("/domains/purchase", {"domainName": name, **owner})
    assert (bought["name"], bought["autorenew"]) == (name, True)
    assert bought["domainOwnerInfo"] == {"verificationStatus": "pending", **owner}
    assert shop.get("/domains")["purchasedDomains"] == [bought]
    assert shop.get("/latest-stats", domainsRequired="true")["domainsUpdated"] > before
    assert "domainsUpdated" not in shop.get("/latest-stats")
    refusal = shop.refused("POST", "/domains/purchase", {"domainName": name})
    assert refusal[:2] == (400, "DOMAIN_ALREADY_TAKEN")
    [found] = [
        each
        for each in shop.get("/domains/search", keyword="Kestrel Boots")["domains"]
        if each["name"] == name
    ]
    assert found["status"] == "taken"


def test_what_can_change_of_a_bought_domain_changes(shop: Any) -> None:
    bought = shop.post("/domains/purchase", {"domainName": free(shop)})
    change = {"id": bought["id"], "primaryDomain": True, "autorenew": False, "name": "x.com"}
    shop.put("/domains", {"purchasedDomains": [change]})
    [shown] = shop.get("/domains")["purchasedDomains"]
    assert shown == {**bought, "primaryDomain": True, "autorenew": False}
    for foreign in (5, {}, None):
        refusal = shop.refused("PUT", "/domains", {"purchasedDomains": [{"id": foreign}]})
        assert refusal[:2] == (409, "NOT_VALID_DOMAIN_ORDER_UPDATE_DATA")


def test_a_search_needs_a_keyword(shop: Any) -> None:
    assert shop.refused("GET", "/domains/search")[:2] == (400, "WRONG_PARAMETER")
