"""Facts of the world: countries, states, currencies, taxes. Names are English."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from ecwid_orm.emulator import places

Body = dict[str, Any]


def countries(*, with_states: bool) -> list[Body]:
    """All countries by name."""
    found = [
        {"code": code, "name": name}
        | ({"states": states(code)} if with_states and places.states(code) else {})
        for code, name in places.countries().items()
    ]
    return sorted(found, key=_name)


def states(country: str) -> list[Body]:
    """The states of a country by name."""
    found = [{"code": code, "name": name} for code, name in places.states(country).items()]
    return sorted(found, key=_name)


def currencies() -> list[Body]:
    """All currencies in use, by name."""
    found = [{"code": code, "name": name} for code, (name, *_) in _data()["currencies"].items()]
    return sorted(found, key=_name)


def currencies_of(country: str) -> list[Body]:
    """The currencies of a country; none of a country that is none."""
    shown = []
    for code in _data()["currenciesOf"].get(country, "").split():
        name, prefix, decimals = _data()["currencies"][code]
        shown.append(
            {
                "countryCode": country,
                "currencyCode": code,
                "currencyName": name,
                "prefix": prefix,
                "suffix": "",
                "decimalPlaces": str(decimals),
            }
        )
    return shown


def tax_classes(country: str) -> list[Body]:
    """The rates of a country's value added tax: the standard one is `default`."""
    return [
        {
            "stateCode": "",
            "taxClassCode": f"reduced_{place}" if place else "default",
            "taxClassRate": rate,
            "localization": {
                "language": "en",
                "taxClassName": "Reduced rate" if place else "Standard rate",
                "taxClassDescription": f"{rate}%",
            },
        }
        for place, rate in enumerate(_data()["taxRates"].get(country, ()))
    ]


def _name(entry: Body) -> str:
    return str(entry["name"])


@cache
def _data() -> Any:
    text = files("ecwid_orm.emulator.store").joinpath("dictionaries.json")
    return json.loads(text.read_text(encoding="utf-8"))
