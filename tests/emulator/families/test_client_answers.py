"""Answers about customers, discounts and reviews against the spec, and bodies at random."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.emulator.catalogue.reviews import write_review
from tests.emulator.against_spec import SPEC, body_of, faults
from tests.emulator.conftest import Api

LISTINGS = {
    "/customers": ("CustomerPage", "listCustomers"),
    "/customers_ids": ("CustomerIds", "listCustomerIds"),
    "/customers/filters": ("CustomerFilters", "getCustomerFilters"),
    "/customers/locations?name=a": ("CustomerLocationList", "searchCustomerLocations"),
    "/customers/products?name=a": ("CustomerProductList", "searchCustomerProducts"),
    "/customers/deleted": ("DeletedItemPage", "listDeletedCustomers"),
    "/customers/{customer}": ("Customer", "getCustomer"),
    "/customers/{customer}/contacts": ("CustomerContactList", "listCustomerContacts"),
    "/customer_groups": ("CustomerGroupPage", "listCustomerGroups"),
    "/customer_groups/0": ("CustomerGroup", "getCustomerGroup"),
    "/store_extrafields/customers": ("CustomerExtraFieldList", "listCustomerExtraFields"),
    "/store_extrafields/customers/{field}": ("CustomerExtraField", "getCustomerExtraField"),
    "/discount_coupons": ("CouponPage", "listCoupons"),
    "/discount_coupons/{coupon}": ("Coupon", "getCoupon"),
    "/discount_coupons/deleted": ("DeletedItemPage", "listDeletedCoupons"),
    "/promotions": ("PromotionPage", "listPromotions"),
    "/reviews": ("ProductReviewPage", "listProductReviews"),
    "/reviews/{review}": ("ProductReview", "getProductReview"),
    "/reviews/filters_data": ("ProductReviewStats", "getProductReviewStats"),
    "/reviews/deleted": ("DeletedItemPage", "listDeletedReviews"),
    "/brands": ("BrandPage", "listBrands"),
    "/products/filters?lang=en&filterFields=price,inventory,onsale,categories,option_Size,"
    "attribute_Brand": ("ProductFiltersResult", "getProductFiltersByQuery"),
    "/swatches": ("ProductSwatches", "getRecentSwatches"),
    "/swatches/recent-colors": ("ProductSwatches", "getRecentSwatchColors"),
}


class Furnished:
    """A demo shop with one of each, kept over the tests of this module."""

    def __init__(self) -> None:
        emulator = Emulator(seed="demo", clock=ManualClock(), rate_limit=None, background=False)
        self.api = Api(emulator)
        field = self.make("/store_extrafields/customers", {"title": "Card"})["key"]
        address = {"city": "Rome", "countryCode": "IT", "stateOrProvinceCode": "RM"}
        contact = {"contact": "555", "type": "PHONE"}
        customer = self.make(
            "/customers",
            {
                "email": "ann@example.com",
                "billingPerson": {"name": "Ann Hall", **address},
                "shippingAddresses": [{**address, "name": "Ann"}],
                "contacts": [contact],
                "extrafields": [{"key": field, "value": "7"}],
            },
        )["id"]
        items = [{"name": "Hat", "productId": 5}]
        coupon = {"code": "SAVE"}
        self.make("/orders", {"email": "ann@example.com", "items": items, "discountCoupon": coupon})
        catalog = {"products": [1]}
        dates = {"launchDate": "2024-01-01", "expirationDate": "2025-01-01"}
        self.make("/discount_coupons", {"name": "Save", **coupon, **dates, "catalogLimit": catalog})
        attributes = [{"attributeAlias": "BRAND", "attributeValues": ["A"]}]
        promotion = self.make("/promotions", {"name": "P", "targets": {"attributes": attributes}})
        product = self.api("GET", "/products").json["items"][0]["id"]
        review = write_review(
            emulator.shop, product, 4, "Fine", order_id="AB12C", reviewer={"name": "Ann"}
        )
        doomed = self.make("/customers", {"email": "gone@example.com"})["id"]
        self.api("DELETE", f"/customers/{doomed}")
        self.ids = {
            "customer": customer,
            "contact": self.read(f"/customers/{customer}/contacts")["items"][0]["id"],
            "field": field,
            "coupon": "SAVE",
            "promotion": promotion["id"],
            "review": review,
            "group": self.make("/customer_groups", {"name": "VIP"})["id"],
        }

    def make(self, path: str, body: Any) -> Any:
        reply = self.api("POST", path, body)
        assert reply.status == 200, reply.content
        return reply.json

    def read(self, path: str) -> Any:
        reply = self.api("GET", path)
        assert reply.status == 200, reply.content
        return reply.json


@pytest.fixture(scope="module")
def furnished() -> Any:
    furnished = Furnished()
    yield furnished
    furnished.api.shop.close()


@pytest.mark.parametrize("path", LISTINGS)
def test_an_answer_is_as_its_schema_says(path: str, furnished: Furnished) -> None:
    schema, _ = LISTINGS[path]
    body = furnished.read(path.format(**furnished.ids))
    assert body
    assert faults(body, SPEC.schema(schema), schema) == []


def test_colors_of_pictures_are_as_their_schema_says(furnished: Furnished) -> None:
    body = furnished.make("/images/main-colors", {"imageUrls": ["https://example.com/a.png"]})
    assert faults(body, SPEC.schema("ImagesMainColorsResult"), "ImagesMainColorsResult") == []


WRITES = [
    ("POST", "/customers", "customers-createCustomer-request"),
    ("POST", "/customers", "customers-createCustomer-request-2"),
    ("PUT", "/customers/{customer}", "customers-updateCustomer-request"),
    ("PUT", "/customers/{customer}", "customers-updateCustomer-request-2"),
    ("POST", "/customers/{customer}/contacts", "customers-createCustomerContact-request"),
    ("PUT", "/customers/{customer}/contacts/{contact}", "customers-updateCustomerContact-request"),
    ("POST", "/customer_groups", "customers-createCustomerGroup-request"),
    ("PUT", "/customer_groups/{group}", "customers-updateCustomerGroup-request"),
    ("POST", "/store_extrafields/customers", "customers-createCustomerExtraField-request"),
    ("PUT", "/store_extrafields/customers/{field}", "customers-updateCustomerExtraField-request"),
    ("POST", "/discount_coupons", "customers-createCoupon-request"),
    ("POST", "/discount_coupons", "customers-createCoupon-request-2"),
    ("PUT", "/discount_coupons/{coupon}", "customers-updateCoupon-request"),
    ("PUT", "/discount_coupons/{coupon}", "customers-updateCoupon-request-3"),
    ("POST", "/promotions", "customers-createPromotion-request"),
    ("PUT", "/promotions/{promotion}", "customers-updatePromotion-request"),
    ("PUT", "/reviews/{review}", "products-updateProductReview-request"),
    ("PUT", "/reviews/mass_update", "products-massUpdateProductReviews-request"),
    ("POST", "/products/filters", "products-getProductFilters-request"),
]


@pytest.mark.parametrize(("method", "path", "example"), WRITES)
def test_the_documented_bodies_are_taken(
    shared: Path, method: str, path: str, example: str
) -> None:
    fresh = Furnished()
    folder = shared / "ecwid-api" / "examples"
    body = json.loads((folder / f"{example}.json").read_text(encoding="utf-8"))
    if body.get("customerGroupId"):
        body["customerGroupId"] = fresh.ids["group"]
    reply = fresh.api(method, path.format(**fresh.ids), body)
    fresh.api.shop.close()
    assert reply.status == 200, reply.content


@pytest.mark.parametrize(
    ("method", "path", "schema", "needed"),
    [
        ("POST", "/customers", "Customer", {"email": "b@example.com"}),
        ("PUT", "/customers/{customer}", "Customer", {}),
        ("POST", "/customers/{customer}/contacts", "CustomerContact", {"contact": "1"}),
        ("PUT", "/customers/{customer}/contacts/{contact}", "CustomerContact", {}),
        ("POST", "/customers_update", "CustomerMassUpdate", {"mode": "SELECTED"}),
        ("POST", "/customer_groups", "CustomerGroup", {"name": "A"}),
        ("PUT", "/customer_groups/{group}", "CustomerGroup", {}),
        ("POST", "/store_extrafields/customers", "CustomerExtraField", {}),
        ("PUT", "/store_extrafields/customers/{field}", "CustomerExtraField", {}),
        ("POST", "/discount_coupons", "Coupon", {"name": "A", "code": "A"}),
        ("PUT", "/discount_coupons/{coupon}", "Coupon", {"code": "SAVE"}),
        ("POST", "/promotions", "Promotion", {"id": None}),
        ("PUT", "/promotions/{promotion}", "Promotion", {"id": None}),
        ("PUT", "/reviews/{review}", "ProductReview", {}),
        ("PUT", "/reviews/mass_update", "ProductReviewMassUpdate", {"delete": False}),
        ("POST", "/products/filters?filterFields=price", "ProductFiltersRequest", {}),
        ("POST", "/images/main-colors", "ImagesMainColorsRequest", {}),
    ],
)
def test_no_body_breaks_the_shop(
    furnished: Furnished, method: str, path: str, schema: str, needed: dict[str, Any]
) -> None:
    path = path.format(**furnished.ids)

    @settings(
        max_examples=50, suppress_health_check=list(HealthCheck), deadline=None, derandomize=True
    )
    @given(body_of(schema))
    def any_body(body: Any) -> None:
        sent = {**body, **needed} if isinstance(body, dict) else body
        reply = furnished.api(method, path, sent)
        assert reply.status < 500, (sent, reply.content)

    any_body()
    for listing in ("/customers", "/customer_groups", "/discount_coupons", "/promotions"):
        page = furnished.read(listing)
        assert faults(page, SPEC.schema(LISTINGS[listing][0]), listing) == []


@pytest.mark.parametrize("path", LISTINGS)
def test_no_query_breaks_the_shop(furnished: Furnished, path: str) -> None:
    operation = SPEC.operations[LISTINGS[path][1]]
    names = [*operation.query_parameters, "option_Size", "offset"]
    bare = path.format(**furnished.ids).partition("?")[0]
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
        ["true", "0", "-1", "1e9", "2024-01-01", "NAME_ASC", "price", "1,2", "a*", "id", "9" * 40]
    )

    @settings(
        max_examples=50, suppress_health_check=list(HealthCheck), deadline=None, derandomize=True
    )
    @given(st.dictionaries(st.sampled_from(names), texts, max_size=4))
    def any_query(query: dict[str, str]) -> None:
        reply = furnished.api("GET", f"{bare}?{urlencode(query)}")
        assert reply.status in (200, 400), (query, reply.content)

    any_query()
