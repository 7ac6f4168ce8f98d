from __future__ import annotations

import pytest

import ecwid_orm
from ecwid_orm import Customer, Model, Product
from ecwid_orm.cli.errors import WrongArgument
from ecwid_orm.cli.names import find_field, find_model, model_name, model_names


def test_each_public_model_is_found_by_each_way_to_write_it() -> None:
    for name, model in model_names().items():
        ways = {name, name.replace("-", "_"), model.__name__, name.upper(), f"{name} "}
        assert {way: find_model(way) for way in ways} == dict.fromkeys(ways, model)


def test_the_models_are_those_of_the_package() -> None:
    public = {getattr(ecwid_orm, name) for name in ecwid_orm.__all__}
    public = {one for one in public if isinstance(one, type) and issubclass(one, Model)} - {Model}
    assert set(model_names().values()) == public


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("products", "product"),
        ("categories", "category"),
        ("latest-stats", "latest-stats"),
        ("tax_classes", "tax-class"),
        ("statuses", "order-status"),
        ("variations", "product-variation"),
        ("profile", "store-profile"),
        ("discount_coupons", "coupon"),
        ("staff", "staff-account"),
        ("classes", "product-type"),
    ],
)
def test_a_plural_the_last_words_or_ecwids_own_name_are_enough(text: str, name: str) -> None:
    assert model_name(find_model(text)) == name


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("prodct", "there is no model 'prodct'; did you mean product?"),
        ("field", "did you mean checkout-extra-field or customer-extra-field or"),
        ("", "known: app-storage-entry, "),
        ("xyz", "known: app-storage-entry, "),
    ],
)
def test_an_unknown_model_is_named_with_those_that_may_be_meant(text: str, complaint: str) -> None:
    with pytest.raises(WrongArgument) as raised:
        find_model(text)
    assert complaint in str(raised.value)


def test_a_field_is_found_by_its_name_here_and_by_that_in_the_json() -> None:
    for name in ("external_reference_id", "externalReferenceId", "external-reference-id"):
        assert find_field(Product, name) is Product.external_reference_id
    assert find_field(Customer, "b2b_b2c") is Customer.b2b_b2c


def test_every_field_of_every_model_is_found_by_both_its_names() -> None:
    for model in model_names().values():
        for name, field in model.__fields__.items():
            assert find_field(model, name) is field
            assert not field.wire_name or find_field(model, field.wire_name) is field
