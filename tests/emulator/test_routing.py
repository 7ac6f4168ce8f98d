"""From a method and a path to an operation."""

from __future__ import annotations

import pytest

from ecwid_orm.emulator import spec
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.routing import Table, route


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(
        operation for operation in spec.load().operations.values() if not operation.outside_store
    )


@pytest.mark.parametrize(
    ("method", "path", "operation", "arguments"),
    [
        ("GET", "/products", "listProducts", {}),
        ("GET", "/products/5", "getProduct", {"productId": "5"}),
        ("GET", "/products/deleted", "listDeletedProducts", {}),
        ("GET", "/products/filters", "getProductFiltersByQuery", {}),
        ("PUT", "/reviews/mass_update", "massUpdateProductReviews", {}),
        ("GET", "/orders/last", "getLastOrder", {}),
        ("GET", "/coupons/deleted", "listDeletedCoupons", {}),
        ("GET", "/storage/a+b%2Fc%2B", "getAppStorageEntry", {"key": "a b/c+"}),
        (
            "DELETE",
            "/orders/XJ%2F12/items/7/options/%D0%A6%D0%B2%D0%B5%D1%82%2F+%26/files/3",
            "deleteOrderItemOptionFile",
            {"orderId": "XJ/12", "itemId": "7", "optionName": "Цвет/ &", "fileId": "3"},
        ),
    ],
)
def test_a_path_leads_to_its_operation(
    table: Table, method: str, path: str, operation: str, arguments: dict[str, str]
) -> None:
    found, given = table.match(method, path)
    assert (found.id, given) == (operation, arguments)


def test_every_operation_is_found_by_its_own_path(table: Table) -> None:
    for operation in spec.load().operations.values():
        if not operation.outside_store:
            path = operation.path.replace("{", "%7B").replace("}", "%7D")
            assert table.match(operation.method, path)[0] is operation


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "products", 404),
        ("GET", "/products/", 404),
        ("GET", "/products//image", 404),
        ("POST", "/products/deleted", 405),
        ("PUT", "/products", 405),
    ],
)
def test_what_leads_nowhere_is_refused(table: Table, method: str, path: str, status: int) -> None:
    with pytest.raises(ApiError) as refused:
        table.match(method, path)
    assert refused.value.status == status


def test_an_operation_has_one_route() -> None:
    route("not an operation")(lambda call: None)
    with pytest.raises(ValueError, match="has two routes"):
        route("not an operation")(lambda call: None)
