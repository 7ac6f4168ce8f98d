"""Customers: what they can be searched by, and one change to many."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from ecwid_orm import (
    Coupon,
    Customer,
    CustomerFilters,
    CustomerGroup,
    InvalidValue,
    NotFound,
    Session,
    UnknownParameter,
)
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.testing import Sent
from tests.resources.operations import operations
from tests.session.conftest import Shop

COUNTRIES = {"NL": "Netherlands", "GR": "Greece"}
RequestsOf = Callable[[], AbstractContextManager[Sent]]


@pytest.fixture
def three(ecwid_session: Session, shop: Shop) -> list[Customer]:
    """Ann and Ben of the Netherlands, and Cleo of Greece, who bought a mug."""
    ids = [
        shop.create(
            "customers",
            email=f"{name}@example.com",
            billingPerson={"name": name},
            shippingAddresses=[{"countryCode": country, "countryName": COUNTRIES[country]}],
        )
        for name, country in (("ann", "NL"), ("ben", "NL"), ("cleo", "GR"))
    ]
    mug = {"name": "Mug", "productId": shop.product(name="Mug"), "price": 5}
    shop.create("orders", email="cleo@example.com", total=5, items=[mug])
    return ecwid_session.get_many(Customer, ids)


# What they can be searched by --------------------------------------------------------------------


def test_filters_tell_what_there_is(three: list[Customer], requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        filters = Customer.filters()
    assert sent == [("GET", "/customers/filters", None)]
    assert operations(sent) == ["getCustomerFilters"]
    assert isinstance(filters, CustomerFilters)
    assert filters.total == 3
    assert [group.name for group in filters.store_groups] == ["General"]


def test_countries_are_found_by_a_part_of_the_name(
    three: list[Customer], requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        found = Customer.locations("greec")
    assert sent == [("GET", "/customers/locations?name=greec", None)]
    assert operations(sent) == ["searchCustomerLocations"]
    assert [(one.country, one.country_code) for one in found] == [("Greece", "GR")]


def test_products_bought_are_found_by_a_part_of_the_name(
    three: list[Customer], ecwid_session: Session, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        found = Customer.purchased_products("mu", session=ecwid_session)
    assert sent == [("GET", "/customers/products?name=mu", None)]
    assert operations(sent) == ["searchCustomerProducts"]
    assert [one.product_name for one in found] == ["Mug"]


def test_ids_are_found_in_one_call(three: list[Customer], requests_of: RequestsOf) -> None:
    ann, ben, cleo = three
    with requests_of() as sent:
        assert Customer.matching_ids() == [ann.id, ben.id, cleo.id]
        assert Customer.matching_ids(country_codes=["NL"], tax_exempt=False) == [ann.id, ben.id]
        assert Customer.matching_ids(min_order_count=1) == [cleo.id]
    assert [where for _, where, _ in sent] == [
        "/customers_ids",
        "/customers_ids?countryCodes=NL&taxExempt=false",
        "/customers_ids?minOrderCount=1",
    ]
    assert operations(sent) == ["listCustomerIds"] * 3


def test_a_wrong_search_is_not_sent(ecwid_session: Session, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        with pytest.raises(UnknownParameter, match="did you mean keyword"):
            Customer.matching_ids(keywords="ann")
        with pytest.raises(InvalidValue, match="tax_exempt"):
            Customer.matching_ids(tax_exempt="yes")
    assert sent == []


# One change to many ------------------------------------------------------------------------------


def test_some_are_changed_at_once(
    ecwid_session: Session, three: list[Customer], shop: Shop, requests_of: RequestsOf
) -> None:
    ann, _, cleo = three
    group = ecwid_session.get(CustomerGroup, shop.create("customer_groups", name="VIP"))
    with requests_of() as sent:
        count = Customer.mass_update(
            [ann, cleo.id], changes={"customer_group_id": group, "accept_marketing": False}
        )
    body = {
        "mode": "SELECTED",
        "ids": [ann.id, cleo.id],
        "customer": {"customerGroupId": group.id, "acceptMarketing": False},
    }
    assert sent == [("POST", "/customers_update", body)]
    assert operations(sent) == ["massUpdateCustomers"]
    assert count == 2
    with requests_of() as sent:
        assert [one.customer_group_id for one in three] == [group.id, 0, group.id]
        assert ann.customer_group_name == "VIP"
    assert len(sent) == 1


def test_those_that_a_search_finds_are_changed(
    ecwid_session: Session, three: list[Customer], requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        assert Customer.mass_update(changes={"tax_exempt": True}, country_codes=["NL"]) == 2
    body = {"mode": "ALL_FILTERED", "customer": {"taxExempt": True}}
    assert sent == [("POST", "/customers_update?countryCodes=NL", body)]
    assert [one.tax_exempt for one in three] == [True, True, False]


def test_everyone_is_changed(ecwid_session: Session, three: list[Customer]) -> None:
    assert Customer.mass_update("all", changes={"tax_exempt": True}) == 3
    assert all(one.tax_exempt for one in three)


def test_what_was_changed_here_stays_changed(ecwid_session: Session, three: list[Customer]) -> None:
    three[0].private_admin_notes = "Likes tea"
    three[0].tax_exempt = False
    Customer.mass_update(three, changes={"tax_exempt": True})
    assert (three[0].tax_exempt, three[1].tax_exempt) == (False, True)
    assert ecwid_session.dirty == [three[0]]


def test_some_are_deleted_at_once(
    ecwid_session: Session, three: list[Customer], requests_of: RequestsOf
) -> None:
    ann, ben, cleo = three
    with requests_of() as sent:
        assert Customer.mass_update([ann], delete=True) == 1
    assert sent == [
        ("POST", "/customers_update", {"mode": "SELECTED", "ids": [ann.id], "delete": True})
    ]
    assert ann not in ecwid_session
    assert Customer.mass_update(delete=True, country_codes=["NL"]) == 1
    with pytest.raises(NotFound):
        _ = ben.tax_exempt
    assert cleo.tax_exempt is False
    assert Customer.mass_update("all", delete=True) == 1
    assert cleo not in ecwid_session
    assert ecwid_session.query(Customer).count() == 0


YES = {"tax_exempt": True}


@pytest.mark.parametrize(
    ("whom", "what", "why"),
    [
        ("all", {}, "either changes= or delete=True"),
        ("all", {"changes": {}}, "either changes= or delete=True"),
        ("all", {"changes": YES, "delete": True}, "either changes= or delete=True"),
        ("all", {"changes": {"email": "x@example.com"}}, "email cannot be changed for many"),
        ("all", {"changes": {"tax_exempt": "yes"}}, "tax_exempt"),
        ("all", {"changes": {"tax_exempt": None}}, "tax_exempt cannot be emptied"),
        (None, {"changes": YES}, "say which customers"),
        (None, {"changes": YES, "lang": None}, "finds everyone"),
        (None, {"changes": YES, "country_codes": []}, "empty list"),
        ([], {"changes": YES}, "no customers to update"),
        ([1], {"changes": YES, "lang": "en"}, "customers or a search"),
        ([Customer(email="ann@example.com")], {"changes": YES}, "has no id yet"),
    ],
)
def test_a_mass_update_that_makes_no_sense_is_refused(
    ecwid_session: Session, whom: Any, what: Any, why: str, requests_of: RequestsOf
) -> None:
    with requests_of() as sent, pytest.raises(InvalidValue, match=why):
        Customer.mass_update(whom, **what)
    assert sent == []


def test_a_mass_update_to_a_group_that_there_is_not_changes_nothing(
    ecwid_session: Session, three: list[Customer]
) -> None:
    with pytest.raises(NotFound, match="group"):
        Customer.mass_update("all", changes={"customer_group_id": 77})
    assert [one.customer_group_id for one in three] == [0, 0, 0]


def test_a_mass_update_is_sent_again_after_a_lost_answer(
    ecwid_session: Session,
    three: list[Customer],
    ecwid_emulator: Emulator,
    requests_of: RequestsOf,
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST"))
    with requests_of() as sent:
        assert Customer.mass_update(three, changes={"tax_exempt": True}) == 3
    assert len(sent) == 2


# Deletions ---------------------------------------------------------------------------------------


def test_deleted_customers_are_told(
    ecwid_session: Session, three: list[Customer], requests_of: RequestsOf
) -> None:
    key = three[0].id
    three[0].delete()
    with requests_of() as sent:
        assert [one.id for one in Customer.deleted_items()] == [key]
    assert sent == [("GET", "/customers/deleted?limit=100&offset=0", None)]
    assert operations(sent) == ["listDeletedCustomers"]


def test_deleted_coupons_are_told(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    keys = [shop.create("discount_coupons", name=code, code=code) for code in ("A1", "B2")]
    for key in keys:
        ecwid_session.get(Coupon, key).delete()
    with requests_of() as sent:
        assert [one.id for one in Coupon.deleted_items(session=ecwid_session)] == keys
    assert operations(sent) == ["listDeletedCoupons"]


def test_many_deletions_are_read_page_by_page(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    for number in range(101):
        key = shop.create("customers", email=f"{number}@example.com")
        shop.client.delete(f"customers/{key}")
    with requests_of() as sent:
        assert len(list(Customer.deleted_items())) == 101
    assert len(sent) == 2
