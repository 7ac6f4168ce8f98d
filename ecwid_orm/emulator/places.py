"""Names of countries and of their states, by code."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

Body = dict[str, Any]


def countries() -> dict[str, str]:
    """English names of countries by ISO 3166-1 code of two letters."""
    names: dict[str, str] = _places()["countries"]
    return names


def states(country: str) -> dict[str, str]:
    """Names of a country's states by code; none but for the US, Canada and Australia."""
    names: dict[str, str] = _places()["states"].get(country, {})
    return names


def named(address: Body) -> Body:
    """An address with the names that its codes of country and state stand for.

    A name of a country that came with the address stays where the code says nothing.
    """
    country = address.get("countryCode") or ""
    state = address.get("stateOrProvinceCode") or ""
    done = {name: value for name, value in address.items() if name != "stateOrProvinceName"}
    if country in countries():
        done["countryName"] = countries()[country]
    if state in states(country):
        done["stateOrProvinceName"] = states(country)[state]
    return done


@cache
def _places() -> Any:
    text = files("ecwid_orm.emulator").joinpath("places.json").read_text(encoding="utf-8")
    return json.loads(text)
