"""Customers' phone numbers become one form; what cannot be read stays."""

from __future__ import annotations

from typing import Any

import pytest

SCRIPT = "0008"


def customer(trial: Any, number: int, phone: str, country: str | None = None) -> int:
    person = {"name": "Ann", "phone": phone}
    if country is not None:
        person["countryCode"] = country
    key: int = trial.create("customers", email=f"ann{number}@example.com", billingPerson=person)
    return key


def phones(trial: Any) -> list[str]:
    return [one["billingPerson"]["phone"] for one in trial.listed("customers")]


@pytest.mark.parametrize(
    ("told", "country", "number"),
    [
        ("030 / 123 45-67", "DE", "+49301234567"),
        ("+49 (0)30 1234567", None, "+49301234567"),
        ("0049 30 1234567", "US", "+49301234567"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("1.212.555.0123", "US", "+12125550123"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("01 23 45 67 89", "FR", "+33123456789"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("347 123 4567", "IT", "+393471234567"),
    ],
)
def test_a_number_becomes_international(
    trial: Any, told: str, country: str | None, number: str
) -> None:
    customer(trial, 1, told, country)
    trial.run()
    assert phones(trial) == [number]
    trial.undo()
    assert phones(trial) == [told]


@pytest.mark.parametrize(
    ("told", "country"),
    [
        ("030 1234567", None),  # of which country?
        ("030 1234567", "NL"),  # which the script does not know
        ("1234567", "DE"),  # of which town?
        ("212 555 0123 x12", "US"),
        ("112 555 0123", "US"),
        ("call my wife", "DE"),
        ("+0 123 456 789", "DE"),
        ("+49 12", "DE"),
        ("+1234567890123456", "US"),
        ("030 ١٢٣٤٥٦٧", "DE"),
        ("030 1234567, 030 7654321", "DE"),
    ],
)
def test_what_cannot_be_read_stays_and_a_warning_says_of_whom(
    trial: Any, told: str, country: str | None
) -> None:
    key = customer(trial, 1, told, country)
    with pytest.warns(UserWarning, match=rf"cannot be read: \[{key}\]$") as caught:
        planned = trial.there_and_back()
    assert planned.operations == []
    assert planned.warnings == [f"customers with a phone that cannot be read: [{key}]"]
    assert told not in str(caught[0].message)
    assert phones(trial) == [told]


def test_addresses_are_read_by_their_own_countries(trial: Any) -> None:
    key = trial.create(
        "customers",
        email="ann@example.com",
        billingPerson={"name": "Ann", "phone": "030 1234567", "countryCode": "DE"},
        shippingAddresses=[
            {"name": "Bob", "phone": "212 555 0123", "countryCode": "US", "street": "5th Avenue 1"},
            {"name": "Cy", "countryCode": "FR", "note": "no phone"},
        ],
    )
    before = trial.state()
    old = {one["id"]: one for one in trial.read(f"customers/{key}")["shippingAddresses"]}
    trial.run()
    new = {one["id"]: one for one in trial.read(f"customers/{key}")["shippingAddresses"]}
    [bob] = [one for one in old if old[one]["name"] == "Bob"]
    old[bob]["phone"] = "+12125550123"
    assert new == old
    trial.undo()
    assert trial.state() == before


def test_a_customer_without_a_phone_or_with_a_good_one_stays(trial: Any) -> None:
    customer(trial, 1, "+49301234567", "DE")
    trial.create("customers", email="bob@example.com")
    assert trial.there_and_back().operations == []


def test_an_empty_shop_leaves_nothing_to_do(trial: Any) -> None:
    assert trial.there_and_back().operations == []
