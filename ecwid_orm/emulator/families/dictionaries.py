"""Dictionaries, for which no token is needed.

https://docs.ecwid.com/api-reference/rest-api/dictionaries
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.store import dictionaries

Body = dict[str, Any]


@route("listCountries")
def list_countries(call: Call) -> list[Body]:
    """All countries, with their states if asked for."""
    return dictionaries.countries(with_states=call.query.boolean("withStates") or False)


@route("listStates")
def list_states(call: Call) -> list[Body]:
    """The states of a country."""
    return dictionaries.states(_country(call))


@route("listCurrencies")
def list_currencies(_: Call) -> list[Body]:
    """All currencies."""
    return dictionaries.currencies()


@route("listCurrenciesByCountry")
def list_currencies_of(call: Call) -> list[Body]:
    """The currencies of a country."""
    return dictionaries.currencies_of(_country(call))


@route("listTaxClasses")
def list_tax_classes(call: Call) -> list[Body]:
    """The tax classes of a country."""
    return dictionaries.tax_classes(_country(call))


def _country(call: Call) -> str:
    country = call.query.text("countryCode")
    if country is None:
        raise wrong_parameter("Parameter 'countryCode' is absent")
    return country.upper()
