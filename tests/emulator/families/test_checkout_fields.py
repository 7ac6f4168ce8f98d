"""Fields that buyers fill in at checkout."""

from __future__ import annotations

import pytest

from ecwid_orm.emulator import ManualClock
from tests.emulator.families.conftest import Catalogue

PATH = "/profile/extrafields"


def test_lifecycle(shop: Catalogue, clock: ManualClock) -> None:
    assert shop.get(PATH) == {"items": []}
    sent = {
        "key": "gift wrap",
        "title": "Wrap it?",
        "type": "SELECT",
        "checkoutDisplaySection": "ORDER_COMMENTS",
        "options": [{"title": "No"}, {"title": "Yes", "surcharge": 2}],
        "showForCountry": ["US"],
    }
    assert shop.post(PATH, sent) == {"createCount": 1}
    read = shop.get(f"{PATH}/gift+wrap")
    assert {**read, **sent, "type": "select", "checkoutDisplaySection": "order_comments"} == read
    assert read["titleTranslated"] == {"en": "Wrap it?"}
    assert (read["available"], read["required"], read["cpField"]) == (True, False, False)
    assert read["orderDetailsDisplaySection"] == "order_comments"
    clock.advance(60)
    change = {"key": "other", "title": "Wrap?", "options": [{"title": "Yes"}], "required": True}
    assert shop.put(f"{PATH}/gift+wrap", change) == {"updateCount": 1}
    changed = {**read, **change, "key": "gift wrap", "titleTranslated": {"en": "Wrap?"}}
    assert shop.get(PATH) == {"items": [changed]}
    assert shop.get("/latest-stats")["profileUpdated"] == "2023-11-14 22:14:20 +0000"
    assert shop.delete(f"{PATH}/gift+wrap") == {"deleteCount": 1}
    assert shop.get(PATH) == {"items": []}


@pytest.mark.parametrize("kind", ["SELECT", "RADIO_BUTTONS", "CHECKBOX", "toggle_button_group"])
def test_a_choice_without_options_becomes_text(shop: Catalogue, kind: str) -> None:
    shop.post(PATH, {"key": "a", "type": kind})
    assert shop.get(f"{PATH}/a")["type"] == "text"
    shop.post(PATH, {"key": "b", "type": kind, "options": [{"title": "x"}]})
    assert shop.get(f"{PATH}/b")["type"] == kind.lower()
    shop.put(f"{PATH}/b", {"options": []})
    assert shop.get(f"{PATH}/b")["type"] == "text"


def test_fields_come_in_order_of_creation(shop: Catalogue) -> None:
    for key in ("b", "a", "c"):
        shop.post(PATH, {"key": key})
    items = shop.get(PATH)["items"]
    assert [(each["key"], each["orderBy"]) for each in items] == [("b", 1), ("a", 2), ("c", 3)]


def test_a_key_is_needed_and_used_once(shop: Catalogue) -> None:
    assert shop.refused("POST", PATH, {"title": "x"})[2] == "Field CheckoutExtraField.key is absent"
    shop.post(PATH, {"key": "a"})
    assert shop.refused("POST", PATH, {"key": "a"})[:2] == (409, "CONSTRAINT_VIOLATION")


def test_an_unknown_field_is_not_found(shop: Catalogue) -> None:
    gone = (404, None, "Extra field #no not found")
    assert shop.refused("GET", f"{PATH}/no") == gone
    assert shop.refused("PUT", f"{PATH}/no", {}) == gone
    assert shop.refused("DELETE", f"{PATH}/no") == gone
