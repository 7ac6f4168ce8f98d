"""Classes by name."""

from __future__ import annotations

import pytest

from ecwid_orm.exceptions import ConfigurationError
from ecwid_orm.model import Value, registry
from tests.model.plants import Leaf


def test_classes_are_found_by_name() -> None:
    assert registry.lookup("Leaf") is Leaf
    assert registry.registered()["Leaf"] is Leaf
    with pytest.raises(ConfigurationError, match="import the module that declares it"):
        registry.lookup("Unheard")


def test_a_class_of_a_name_already_taken_does_not_displace_it() -> None:
    type("Leaf", (Value,), {})
    assert registry.lookup("Leaf") is Leaf
