from __future__ import annotations

from ecwid_orm import Category, Customer, Product
from ecwid_orm.transfer.index import Identity, Index


def test_what_an_entity_is_known_by_comes_the_surest_first() -> None:
    index = Index(Product)
    index.add(1, {"id": 1, "sku": "A", "externalReferenceId": "x"})
    index.add(2, {"id": 2, "sku": "B", "externalReferenceId": ""})
    assert [str(one) for one in index.identities(1)] == ["external_reference_id 'x'", "sku 'A'"]
    assert index.identities(2) == [Identity("sku", "B")]
    assert index.find(Identity("sku", "A")) == [1]
    assert index.find(Identity("sku", "C")) == []


def test_twins_are_all_found() -> None:
    index = Index(Product)
    index.add(1, {"sku": "A"})
    index.add(2, {"sku": "A"})
    assert index.find(Identity("sku", "A")) == [1, 2]


def test_an_entity_that_changed_is_known_by_what_is_new() -> None:
    index = Index(Product)
    index.add(1, {"sku": "A"})
    assert index.find(Identity("sku", "A")) == [1]
    index.add(1, {"sku": "B"})
    assert index.find(Identity("sku", "A")) == []
    assert index.find(Identity("sku", "B")) == [1]
    index.add(1, {"sku": "C"})
    index.add(1, {"sku": "D"})
    assert index.find(Identity("sku", "C")) == []
    assert index.find(Identity("sku", "D")) == [1]


def test_e_mails_are_the_same_in_any_case() -> None:
    index = Index(Customer)
    index.add(1, {"email": "Ada@Example.com"})
    [identity] = index.identities_of({"email": "ada@example.COM"})
    assert index.find(identity) == [1]


def test_a_path_is_told_when_all_above_is_there_in_any_order() -> None:
    index = Index(Category)
    index.add(2, {"name": "Caps", "parentId": 1})
    assert index.identities(2) == []
    index.add(1, {"name": "Hats"})
    assert index.identities(2) == [Identity("path", ("Hats", "Caps"))]
    assert index.find(Identity("path", ("Hats", "Caps"))) == [2]


def test_what_is_renamed_changes_the_paths_below_it() -> None:
    index = Index(Category)
    index.add(1, {"name": "Hats"})
    index.add(2, {"name": "Caps", "parentId": 1})
    assert index.find(Identity("path", ("Hats", "Caps"))) == [2]
    index.add(1, {"name": "Headwear"})
    assert index.find(Identity("path", ("Hats", "Caps"))) == []
    assert index.find(Identity("path", ("Headwear", "Caps"))) == [2]


def test_a_circle_has_no_path() -> None:
    index = Index(Category)
    index.add(1, {"name": "A", "parentId": 2})
    index.add(2, {"name": "B", "parentId": 1})
    assert index.identities(1) == index.identities(2) == []
