"""What Ecwid's own client asserts of the live server, row by row, and the tests that assert it.

The rows are those of SEMANTICS.md, section 16. A row that is off there need have no test.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent

ROWS: dict[str, dict[str, str]] = {
    "Common set-up (BaseEntityTest)": {
        "profile reset": "test_profile::profile_reset",
        "remove variations": "test_variations::remove_variations_also_where_there_are_none",
        "remove products": "test_common_setup::remove_products_page_by_page",
        "remove categories": "test_common_setup::"
        "remove_categories_whose_parents_may_have_taken_them_along",
        "remove orders": "test_common_setup::remove_orders_by_number",
        "remove product types": "test_common_setup::remove_product_types_but_not_general",
        "remove customers, groups": "test_common_setup::"
        "remove_customers_and_groups_but_not_general",
        "remove coupons": "test_common_setup::remove_coupons_by_code",
        "waits": "test_common_setup::waits_until_a_search_finds_as_many_as_wanted",
    },
    "BatchApiTest": {
        "create a product by batch, then search by batch": "../test_batch::"
        "create_a_product_by_batch_then_search_by_batch",
    },
    "StorageTest": {
        "single item": "test_storage::single_item",
        "several items": "test_storage::several_items",
    },
    "ResponseFieldsTest, ExtRequestTest": {
        "customer with `responseFields=email,billingPerson(phone)`": "test_customers::"
        "response_fields",
        "extended customer": "test_customers::extended_customer",
    },
    "BrandsTest": {"brands": "test_brands::brands"},
    "CustomerGroupsTest": {
        "lifecycle": "test_customer_groups::lifecycle",
        "paging and search": "test_customer_groups::paging_and_search",
    },
    "ProductTypesTest": {
        "general lifecycle": "test_product_types::general_lifecycle_adds_nothing_to_what_was_sent",
        "lifecycle": "test_product_types::lifecycle",
        "get all": "test_product_types::get_all",
    },
    "ProductsTest": {
        "search order": "test_product_search::search_order_goes_both_ways",
        "paging": "test_product_search::paging",
        "search by ids": "test_product_search::search_by_ids_overrides_all_else",
        "update inventory": "test_products::update_inventory",
        "filters": "test_product_filters::filters",
        "main image": "test_pictures::main_image",
        "gallery images": "test_pictures::gallery_images_begin_with_the_main_one",
        "files": "test_product_files::files",
        "async main image": "test_pictures::async_main_image_and_gallery_image",
        "async gallery image": "test_pictures::async_main_image_and_gallery_image",
    },
    "VariationsTest": {
        "create": "test_variations::create",
        "manipulate": "test_variations::manipulate",
        "image": "test_variations::image",
        "async image": "test_variations::async_image",
    },
    "CategoriesTest": {
        "search by filters": "test_categories::search_by_filters_walks_the_tree",
        "paging": "test_categories::paging",
        "translations": "test_categories::translations",
        "image": "test_uploads::image_of_a_category",
        "async image": "test_categories::async_image",
        "assign products": "test_categories::assign_products_and_unassign_them",
    },
    "OrdersTest": {
        "lifecycle": "test_orders::lifecycle",
        "files of an item option": "test_order_files::files_of_an_item_option",
        "search fields": "test_order_search::search_fields",
        "paging": "test_orders::paging",
        "invoice": "test_order_documents::invoice",
        "deleted orders": "test_orders::deleted_orders",
    },
    "CartsTest": {
        "create and get": "test_carts::create_and_get",
        "update": "test_carts::update",
        "convert to order": "test_carts::convert_to_order",
        "calculate": "test_order_calculation::calculate",
        "search": "test_carts::search",
    },
    "CouponsTest": {
        "lifecycle": "test_coupons::lifecycle",
        "search fields": "test_coupons::search_fields",
        "deleted coupon": "test_coupons::deleted_coupon",
    },
    "CustomersTest": {
        "lifecycle": "test_customers::lifecycle",
        "search fields": "test_customer_search::search_fields",
        "paging": "test_customer_search::paging",
        "sorting": "test_customer_search::sorting",
        "deleted customers": "test_customers::deleted_customers",
    },
    "StoreProfileTest": {"profile": "test_profile::profile"},
}
"""Section to row to the test in `families/`, as `module::name`."""


@cache
def functions(module: str) -> set[str]:
    """Names of the functions of a module in `families/`."""
    tree = ast.parse((HERE / "families" / f"{module}.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("test", [test for rows in ROWS.values() for test in rows.values()])
def test_the_test_of_a_row_is_there(test: str) -> None:
    module, name = test.split("::")
    assert f"test_{name}" in functions(module)


def test_every_row_that_is_not_off_has_a_test(shared: Path) -> None:
    text = (shared / "ecwid-api" / "SEMANTICS.md").read_text(encoding="utf-8")
    section = text.partition("\n## 16. ")[2].partition("\n## ")[0]
    tables = re.findall(r"^### (.+)\n\n((?:\|.+\n)+)", section, re.MULTILINE)
    rows = {title: re.findall(r"^\| (.+?) \|", table, re.MULTILINE)[2:] for title, table in tables}
    assert len(rows) >= 13
    assert sum(map(len, rows.values())) >= 60
    missing = {
        title: [row for row in found if "(off" not in row and row not in ROWS[title]]
        for title, found in rows.items()
    }
    assert {title: found for title, found in missing.items() if found} == {}
