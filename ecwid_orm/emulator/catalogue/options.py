"""Options of a product, as they come back."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.errors import absent_field, wrong_parameter
from ecwid_orm.emulator.formats import LANGUAGE

Body = dict[str, Any]

WITH_CHOICES = frozenset({"SELECT", "RADIO", "CHECKBOX", "SIZE", "SWATCHES"})


def completed(options: list[Body]) -> list[Body]:
    """Options with their defaults and translations filled in; `ApiError` 400 where one is wrong."""
    names: set[str] = set()
    for option in options:
        if not option.get("name"):
            raise absent_field("ProductOption", "name")
        if option["name"] in names:
            raise wrong_parameter(f"Two options have the name '{option['name']}'")
        names.add(option["name"])
    return [_completed(option) for option in options]


def _completed(option: Body) -> Body:
    if "type" not in option:
        raise absent_field("ProductOption", "type")
    done = {"required": False, **translated(option, "name")}
    if option["type"] not in WITH_CHOICES:
        done.pop("choices", None)
        done.pop("defaultChoice", None)
        return done
    done["choices"] = [_choice(choice) for choice in option.get("choices", [])]
    default = option.get("defaultChoice")
    if default is not None and not 0 <= default < max(1, len(done["choices"])):
        raise wrong_parameter(f"Option '{option['name']}' has no choice {default}")
    return done


def _choice(choice: Body) -> Body:
    if "text" not in choice:
        raise absent_field("ProductOptionChoice", "text")
    return {"priceModifier": 0, "priceModifierType": "ABSOLUTE", **translated(choice, "text")}


def translated(body: Body, field: str) -> Body:
    """The body with `field` and the same text, in the shop's language, among its translations."""
    texts = {**(body.get(f"{field}Translated") or {}), LANGUAGE: body[field]}
    return {**body, f"{field}Translated": texts}


def select(name: str, value: str) -> Body:
    """A new SELECT option with one choice."""
    return {"type": "SELECT", "name": name, "choices": [{"text": value}]}


def default_choices(options: list[Body]) -> dict[str, Body]:
    """The choice of each option that is made from the start."""
    return {
        option["name"]: option["choices"][option["defaultChoice"]]
        for option in options
        if option.get("choices") and option.get("defaultChoice") is not None
    }


def modified(price: float, choices: list[Body]) -> float:
    """A price with the modifiers of choices, percents being of the price itself."""
    added: float = sum(
        price * choice["priceModifier"] / 100
        if choice["priceModifierType"] == "PERCENT"
        else choice["priceModifier"]
        for choice in choices
    )
    return round(price + added, 2)
