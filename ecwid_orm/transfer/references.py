"""An entity's JSON in the terms of another shop: its references, and what only that shop knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ecwid_orm.model import ABSENT, Field
from ecwid_orm.model.containers import ListOf, MapOf
from ecwid_orm.model.conversion import Converter
from ecwid_orm.model.keys import KeyConverter
from ecwid_orm.model.state import Record
from ecwid_orm.model.values import PartOf

__all__ = ["BOUND", "Translation"]

BOUND: Mapping[str, str | None] = {
    "Product.location_inventory": None,
    "Product.media": None,
    "ProductTaxInfo.enabled_manual_taxes": None,
    "ProductVariation.location_inventory": None,
    "PromotionCombination.combination_ids": "ProductVariation",
}
"""Ids that are not declared as such, and the model they are of; None where they go nowhere."""

UNIVERSAL = (0, "", "WORLD")
"""Ids that mean the same in every shop: the root of the tree, the type General, everywhere."""


class Translation:
    """Puts JSON of one shop into the terms of another.

    `find(model, key)` gives the key over there, None where there is none. What only Ecwid sets is
    left out, and so are nulls, ids of parts, and references that lead nowhere; these are noted in
    `missing`, as attribute, model and key.
    """

    def __init__(self, find: Callable[[str, Any], Any], *, same_shop: bool) -> None:
        self._find = find
        self._same_shop = same_shop
        self.missing: list[tuple[str, str, Any]] = []

    def value(self, field: Field[Any], raw: Any) -> Any:
        """The JSON of one attribute; `ABSENT` where nothing of it is left."""
        return self._of_field(field.name, field, raw)

    def _of_field(self, name: str, field: Field[Any], raw: Any) -> Any:
        """The JSON of a field within the attribute of that name."""
        if raw is None:
            return ABSENT
        if field.qualified_name in BOUND and not self._same_shop:
            model = BOUND[field.qualified_name]
            return ABSENT if model is None else self._texts(name, model, raw)
        return self._converted(name, field.converter, raw)

    def _texts(self, name: str, model: str, raw: Any) -> Any:
        """Ids of a model that stand in a list as texts."""
        found = []
        for text in raw if isinstance(raw, list) else []:
            key = self.refer(name, model, int(text) if str(text).isdecimal() else text)
            if key is not ABSENT:
                found.append(str(key))
        return found

    def _converted(self, name: str, converter: Converter[Any], raw: Any) -> Any:
        match converter, raw:
            case KeyConverter(target=str() as target), int() | str():
                return self.refer(name, target, raw)
            case ListOf(), list():
                items = [self._converted(name, converter.item, item) for item in raw]
                return [item for item in items if item is not ABSENT]
            case MapOf(), dict():
                pairs = {key: self._converted(name, converter.item, raw[key]) for key in raw}
                return {key: item for key, item in pairs.items() if item is not ABSENT}
            case PartOf(), dict():
                return self._part(name, converter.value_class, raw)
        return raw

    def _part(self, name: str, part: type[Record], raw: Mapping[str, Any]) -> dict[str, Any]:
        fields = {field.wire_name: field for field in part.__fields__.values()}
        found = {}
        for wire, value in raw.items():
            field = fields.get(wire)
            if field is None:
                # What an API has that has grown; it may mean something in its own shop only.
                inner = value if self._same_shop else ABSENT
            elif field.read_only or (self._is_id(field) and value not in UNIVERSAL):
                inner = ABSENT
            else:
                inner = self._of_field(name, field, value)
            if inner is not ABSENT:
                found[wire] = inner
        return found

    def _is_id(self, field: Field[Any]) -> bool:
        """Whether it is the id of a part, which another shop has not."""
        return field.name == "id" and field.target is None and not self._same_shop

    def refer(self, name: str, model: str, key: Any) -> Any:
        """The key over there of what an attribute refers to; `ABSENT`, and noted, for none."""
        if key in UNIVERSAL:
            return key
        found = self._find(model, key)
        if found is None:
            self.missing.append((name, model, key))
            return ABSENT
        return found
