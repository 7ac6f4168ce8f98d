"""Answers about the store and the app against the spec, and bodies and queries at random."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecwid_orm.emulator import Emulator, ManualClock
from tests.emulator.against_spec import SPEC, body_of, faults, typed
from tests.emulator.conftest import Api
from tests.emulator.families.test_product_videos import VIMEO, YOUTUBE
from tests.emulator.images import png

BYTES: dict[str, Any] = {"content_type": "application/octet-stream"}
QUIETLY: dict[str, Any] = {
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
    "deadline": None,
}


class Furnished:
    """A shop with one of everything; `path` fills in their names."""

    def __init__(self) -> None:
        self.emulator = Emulator(
            seed="demo", clock=ManualClock(), rate_limit=None, background=False
        )
        self.api = Api(self.emulator)
        product, other = (each["id"] for each in self.api("GET", "/products?limit=2").json["items"])
        shipping = self._post("/profile/shippingOptions", {"title": "Post", "ratesTable": {}})
        payment = {"checkoutTitle": "Cash", "paymentProcessorId": "offline"}
        self._post("/staff", {"email": "jane@example.com"})
        self._post("/instant-site/redirects", [{"fromUrl": "/a", "toUrl": "/b"}])
        self._post("/domains/purchase", {"domainName": "a-free-domain.shop"})
        self._post("/orders", {"email": "a@example.com", "total": 5})
        self.api("PUT", "/storage/key", b"value")
        self.api("POST", "/profile/logo", png(), **BYTES)
        self.names = {
            "product": product,
            "other": other,
            "shipping": shipping["id"],
            "payment": self._post("/profile/paymentOptions", payment)["id"],
            "staff": self.api("GET", "/staff").json["staffList"][-1]["id"],
            "redirect": self.api("GET", "/instant-site/redirects").json["items"][0]["id"],
            "video": self._post(f"/products/{product}/gallery/video", {"url": YOUTUBE})["id"],
        }
        file = self.api("POST", self.path("/products/{product}/files?fileName=a"), b"x", **BYTES)
        self.names["file"] = file.json["id"]
        self.api("POST", self.path("/products/{product}/gallery"), png(), **BYTES)

    def path(self, template: str) -> str:
        return template.format(**self.names)

    def _post(self, path: str, body: Any) -> Any:
        reply = self.api("POST", path, body)
        assert reply.status == 200, reply.content
        return reply.json


@pytest.fixture(scope="module")
def furnished() -> Iterator[Furnished]:
    shop = Furnished()
    yield shop
    shop.emulator.close()


def answer_of(operation: str) -> dict[str, Any]:
    """The schema of an operation's answer."""
    for item in SPEC._document["paths"].values():
        for raw in item.values():
            if isinstance(raw, dict) and raw.get("operationId") == operation:
                found: dict[str, Any] = raw["responses"]["200"]["content"]["application/json"]
                return found["schema"]  # type: ignore[no-any-return]  # it is JSON
    raise KeyError(operation)


READS = [
    ("/profile", "getStoreProfile"),
    (
        "/profile?showExtendedInfo=true&getFeaturesByPlans=true&getStoreVertical=true"
        "&getReportAvailabilityStatus=true&lang=ru",
        "getStoreProfile",
    ),
    ("/profile/staffScopes", "getStaffAccountScopes"),
    ("/profile/shippingOptions", "listShippingOptions"),
    ("/profile/paymentOptions", "listPaymentOptions"),
    ("/profile/paymentOptions/{payment}", "getPaymentOption"),
    ("/staff", "listStaffAccounts"),
    ("/staff/{staff}", "getStaffAccount"),
    ("/domains", "getStoreDomains"),
    ("/domains/search?keyword=boots", "searchDomains"),
    ("/countries?withStates=true", "listCountries"),
    ("/currencies", "listCurrencies"),
    ("/currencyByCountry?countryCode=US", "listCurrenciesByCountry"),
    ("/states?countryCode=US", "listStates"),
    ("/taxClasses?countryCode=DE", "listTaxClasses"),
    ("/application", "getApplication"),
    ("/application/token", "getApplicationToken"),
    ("/storage", "listAppStorage"),
    ("/storage/key", "getAppStorageEntry"),
    ("/reports/allRevenue?comparePeriod=previousPeriod&timeScaleValue=week", "getReport"),
    ("/reports/allRevenue/tip", "getReportTip"),
    ("/latest-stats?domainsRequired=true&reviewsUpdatesRequired=true", "getLatestStats"),
    ("/instant-site/redirects", "listInstantSiteRedirects"),
    ("/instant-site/redirects/get-for-path?exactPath=/a", "getInstantSiteRedirectsForPath"),
    ("/instant-site/redirects/{redirect}", "getInstantSiteRedirect"),
    ("/storefront-widget-pages?slug=p{product}&getStaticContent=true", "getSlugInfo"),
    ("/products/{product}", "getProduct"),
    ("/products/{other}", "getProduct"),
    ("/products/{product}/gallery/video/{video}", "getProductGalleryVideo"),
]


@pytest.mark.parametrize(("path", "operation"), READS)
def test_an_answer_is_as_its_schema_says(furnished: Furnished, path: str, operation: str) -> None:
    for token in (furnished.emulator.token, furnished.emulator.public_token):
        reply = furnished.api("GET", furnished.path(path), token=token)
        if reply.status == 403:
            continue
        assert reply.status == 200, reply.content
        assert faults(reply.json, answer_of(operation), operation) == []


@pytest.mark.parametrize(
    ("method", "path", "example"),
    [
        ("PUT", "/profile", "store-updateStoreProfile-request"),
        ("PUT", "/profile", "store-updateStoreProfile-request-2"),
        ("PUT", "/profile", "store-updateStoreProfile-request-3"),
        ("PUT", "/profile", "store-updateStoreProfile-request-4"),
        ("POST", "/profile/shippingOptions", "store-createShippingOption-request"),
        ("PUT", "/profile/shippingOptions/{shipping}", "store-updateShippingOption-request"),
        ("PUT", "/profile/shippingOptions/{shipping}", "store-updateShippingOption-request-2"),
        ("POST", "/profile/paymentOptions", "store-createPaymentOption-request"),
        ("PUT", "/profile/paymentOptions/{payment}", "store-updatePaymentOption-request"),
        ("PUT", "/products/{product}/files/{file}", "products-updateProductFile-request"),
    ],
)
def test_the_documented_bodies_are_taken(
    shared: Path, method: str, path: str, example: str
) -> None:
    furnished = Furnished()
    text = (shared / "ecwid-api" / "examples" / f"{example}.json").read_text(encoding="utf-8")
    reply = furnished.api(method, furnished.path(path), json.loads(text))
    assert reply.status == 200, reply.content
    operation = example.split("-")[1]
    assert faults(reply.json, answer_of(operation), operation) == []
    profile = furnished.api("GET", "/profile").json
    assert faults(profile, SPEC.schema("StoreProfile"), "StoreProfile") == []
    furnished.emulator.close()


WRITES = [
    ("PUT", "/profile", "StoreProfile", "updateStoreProfile"),
    ("POST", "/profile/shippingOptions", "ShippingOption", "createShippingOption"),
    ("PUT", "/profile/shippingOptions/{shipping}", "ShippingOption", "updateShippingOption"),
    ("POST", "/profile/paymentOptions", "PaymentOption", "createPaymentOption"),
    ("PUT", "/profile/paymentOptions/{payment}", "PaymentOption", "updatePaymentOption"),
    ("POST", "/staff", "StaffAccount", "createStaffAccount"),
    ("PUT", "/staff/{staff}", "StaffAccount", "updateStaffAccount"),
    ("POST", "/staff/invite", "StaffInvite", "resendStaffInvite"),
    ("PUT", "/domains", "StoreDomains", "updateStoreDomains"),
    ("POST", "/domains/purchase", "DomainPurchase", "purchaseDomain"),
    ("POST", "/billing/transactions", "BillingCharge", "createBillingTransaction"),
    ("POST", "/instant-site/redirects", "InstantSiteRedirect", "createInstantSiteRedirects"),
    (
        "PUT",
        "/instant-site/redirects/{redirect}",
        "InstantSiteRedirect",
        "updateInstantSiteRedirect",
    ),
    ("PUT", "/products/{other}/media", "ProductMediaUpdate", "updateProductMedia"),
    ("POST", "/products/{other}/video", "ProductVideoUpload", "uploadProductVideo"),
    ("PUT", "/products/{product}/files/{file}", "ProductFile", "updateProductFile"),
]
NEEDED: dict[str, dict[str, Any]] = {
    "ShippingOption": {"title": "Courier"},
    "PaymentOption": {"checkoutTitle": "Card", "paymentProcessorId": "customPaymentApp"},
    "StaffAccount": {"email": "joe@example.com"},
    "DomainPurchase": {"domainName": "boots.shop"},
    "InstantSiteRedirect": {"fromUrl": "/c", "toUrl": "/d"},
    "ProductMediaUpdate": {"galleryMedia": [{"videoUrl": VIMEO}]},
    "ProductVideoUpload": {"url": VIMEO},
}


@pytest.mark.parametrize(("method", "path", "schema", "operation"), WRITES)
def test_no_body_breaks_the_shop(
    furnished: Furnished, method: str, path: str, schema: str, operation: str
) -> None:
    path = furnished.path(path)

    @settings(max_examples=40, **QUIETLY)
    @given(body_of(schema), st.booleans())
    def any_body(body: Any, completed: bool) -> None:
        if isinstance(body, dict) and completed:
            body = {**body, **NEEDED.get(schema, {})}
        reply = furnished.api(method, path, body)
        assert reply.status < 500, (body, reply.content)
        if reply.status == 200:
            assert faults(reply.json, answer_of(operation), operation) == []

    any_body()
    for read, of in READS:
        reply = furnished.api("GET", furnished.path(read))
        assert reply.status == 200, (read, reply.content)
        assert faults(reply.json, answer_of(of), of) == []


@pytest.mark.parametrize(("path", "operation"), READS)
def test_no_query_breaks_the_shop(furnished: Furnished, path: str, operation: str) -> None:
    path = furnished.path(path.partition("?")[0])
    parameters = SPEC.operations[operation].query_parameters
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
        ["true", "0", "-1", "2024-01-01", "ru", "US", "id", "99" * 9, "9" * 18]
    )
    fitting = {name: typed(schema).map(str) | texts for name, schema in parameters.items()}

    @settings(max_examples=40, **QUIETLY)
    @given(st.fixed_dictionaries({}, optional=fitting))
    def any_query(query: dict[str, str]) -> None:
        reply = furnished.api("GET", f"{path}?{urlencode(query)}")
        assert reply.status in (200, 400, 403, 404), (query, reply.content)

    any_query()
