"""Names of countries and states."""

from __future__ import annotations

from ecwid_orm.emulator.places import countries, named, states


def test_codes_have_two_capital_letters() -> None:
    assert len(countries()) > 240
    assert all(len(code) == 2 and code.isupper() for code in countries())
    assert len(states("US")) == 51
    assert states("DE") == {}


def test_an_address_gets_the_names_of_its_codes() -> None:
    address = {"countryCode": "US", "stateOrProvinceCode": "NY", "city": "New York"}
    names = {"countryName": "United States", "stateOrProvinceName": "New York"}
    assert named(address) == {**address, **names}


def test_a_name_without_a_known_code_stays_but_that_of_a_state_goes() -> None:
    address = {"countryCode": "??", "countryName": "Ruritania", "stateOrProvinceName": "East"}
    assert named(address) == {"countryCode": "??", "countryName": "Ruritania"}
    assert named({"countryCode": "US", "stateOrProvinceCode": "??"})["countryName"]
    assert "stateOrProvinceName" not in named({"countryCode": "CA", "stateOrProvinceCode": "NY"})
