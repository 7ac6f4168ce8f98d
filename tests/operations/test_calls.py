from __future__ import annotations

import pytest

from tests.operations.calls import OPERATIONS, calls

CALLS = calls()


def test_every_operation_has_a_public_call_and_no_other_has() -> None:
    assert set(CALLS) == set(OPERATIONS)


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        ("listProducts", "session.query(Product)"),
        ("getProduct", "session.get(Product, id)"),
        ("getStoreProfile", "session.get(StoreProfile)"),
        ("updateOrderStatus", "session.commit() of a changed OrderStatus"),
        ("getProductVariation", "session.get(ProductVariation, (product_id, id))"),
        ("listCustomerContacts", "session.query(CustomerContact).where(customer_id=…)"),
        ("placeCart", "cart.place()"),
        ("getProductFilters", "Product.filters(*fields)"),
        # A method that models share concerns the one in whose path the operation is.
        ("deleteProductVariationImage", "product_variation.delete_image()"),
        ("listDeletedCoupons", "Coupon.deleted_items()"),
        # What it is marked for wins over what its model has.
        ("getAppStorageEntry", "session.storage[key]"),
        ("deleteAppStorageEntry", "del session.storage[key]"),
        # Uploads are sent by the commit.
        ("uploadProductFile", "product.upload_file(source); session.commit()"),
        ("createBillingTransaction", "session.charge(amount, description=…, idempotency_key=…)"),
    ],
)
def test_a_call_stands_with_what_it_needs(operation: str, text: str) -> None:
    assert [call.text for call in CALLS[operation]] == [text]
