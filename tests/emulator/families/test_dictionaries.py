"""Dictionaries."""

from __future__ import annotations

from typing import Any

import pytest


def test_countries(shop: Any) -> None:
    countries = shop.get("/countries")
    assert {"code": "DE", "name": "Germany"} in countries
    assert len(countries) > 200
    assert not any("states" in each for each in countries)
    us = next(each for each in shop.get("/countries", withStates="true") if each["code"] == "US")
    assert us["states"] == shop.get("/states", countryCode="US")


def test_states(shop: Any) -> None:
    states = shop.get("/states", countryCode="us")
    assert {"code": "CA", "name": "California"} in states
    assert states == sorted(states, key=lambda each: each["name"])
    assert shop.get("/states", countryCode="XX") == []


def test_currencies(shop: Any) -> None:
    currencies = shop.get("/currencies")
    assert {"code": "EUR", "name": "Euro"} in currencies
    assert len({each["code"] for each in currencies}) == len(currencies) > 100


def test_currencies_of_a_country(shop: Any) -> None:
    assert shop.get("/currencyByCountry", countryCode="JP") == [
        {
            "countryCode": "JP",
            "currencyCode": "JPY",
            "currencyName": "Japanese Yen",
            "prefix": "¥",
            "suffix": "",
            "decimalPlaces": "0",
        }
    ]


def test_tax_classes(shop: Any) -> None:
    standard, *reduced = shop.get("/taxClasses", countryCode="FR")
    assert (standard["taxClassCode"], standard["taxClassRate"]) == ("default", "20")
    assert [each["taxClassRate"] for each in reduced] == ["10", "5.5", "2.1"]
    assert shop.get("/taxClasses", countryCode="US") == []


@pytest.mark.parametrize("path", ["/currencyByCountry", "/states", "/taxClasses"])
def test_some_need_a_country(shop: Any, path: str) -> None:
    assert shop.refused("GET", path)[:2] == (400, "WRONG_PARAMETER")


@pytest.mark.parametrize("path", ["/countries", "/currencies", "/states?countryCode=US"])
def test_no_token_is_needed(api: Any, path: str) -> None:
    assert api("GET", path, token=None).status == 200
    assert api("GET", path, token=api.shop.public_token).status == 200
    assert api("GET", path, token="wrong").status == 403
