"""What a new shop starts with."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest


def everything(api: Any, path: str, **query: object) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for offset in itertools.count(0, 100):
        page = api("GET", path, offset=offset, **query).json
        items += page["items"]
        if page["count"] < page["limit"]:
            return items
    raise AssertionError


@pytest.fixture
def demo(open_shop: Any) -> Any:
    return open_shop(seed="demo", rate_limit=None)


def test_the_demo_shop_is_believable(demo: Any) -> None:
    products = everything(demo, "/products")
    assert 55 <= len(products) <= 70
    assert len({product["sku"] for product in products}) == len(products)
    for fact in (
        lambda product: product["options"],
        lambda product: product["combinations"],
        lambda product: product["media"]["images"],
        lambda product: product["attributes"],
        lambda product: product.get("compareToPrice"),
        lambda product: product.get("wholesalePrices"),
        lambda product: not product["enabled"],
        lambda product: not product["inStock"],
        lambda product: product["productClassId"],
        lambda product: product["isGiftCard"],
    ):
        assert any(fact(product) for product in products)
        assert not all(fact(product) for product in products)
    for product in products:
        assert product["description"].startswith("<p>")
        assert product["categoryIds"]
        assert ("weight" in product) == product["isShippingRequired"]
        for image in product["media"]["images"]:
            assert image["imageOriginalUrl"].split("/")[2].endswith(".example")


def test_the_demo_shop_has_a_tree_three_deep(demo: Any) -> None:
    parents = {
        item["id"]: item.get("parentId")
        for item in everything(demo, "/categories", hidden_categories="true")
    }

    def depth(key: int) -> int:
        parent = parents[key]
        return 1 if parent is None else 1 + depth(parent)

    assert max(map(depth, parents)) == 3
    assert len(demo("GET", "/classes").json) == 6


def test_the_demo_shop_has_customers_who_bought_something(demo: Any) -> None:
    customers = everything(demo, "/customers")
    assert len(customers) >= 20
    assert {each["customerGroupName"] for each in customers} == {"General", "Club", "Trade"}
    assert sum(each["totalOrderCount"] > 0 for each in customers) >= 20
    numbers = {each["id"]: each["totalOrderCount"] for each in customers}
    orders = everything(demo, "/orders")
    assert len(orders) == sum(numbers.values()) >= 40
    products = {each["id"]: each for each in everything(demo, "/products")}
    for order in orders:
        assert numbers[order["customerId"]] > 0
        costs = sum(each["price"] * each["quantity"] for each in order["items"])
        assert order["subtotal"] == pytest.approx(costs)
        shipping = order.get("shippingOption", {}).get("shippingRate", 0)
        total = costs - order["couponDiscount"] + shipping
        assert order["total"] == pytest.approx(total, abs=0.01)
        for item in order["items"]:
            product = products[item["productId"]]
            assert item["name"] == product["name"]
            variations = {each["id"]: each["sku"] for each in product["combinations"]}
            assert item["sku"] == variations.get(item.get("combinationId"), product["sku"])
            assert product["createTimestamp"] < order["createTimestamp"]
    states = {(each["paymentStatus"], each["fulfillmentStatus"]) for each in orders}
    assert len(states) >= 4
    assert ("PAID", "DELIVERED") in states
    assert len({order.get("couponDiscount", 0) > 0 for order in orders}) == 2
    assert 0 < len(everything(demo, "/carts")) < 10


def test_the_demo_shop_has_coupons_and_reviews(demo: Any, clock: Any) -> None:
    coupons = {each["code"]: each for each in everything(demo, "/discount_coupons")}
    assert {each["status"] for each in coupons.values()} == {"ACTIVE", "PAUSED", "EXPIRED"}
    used = [
        order["discountCoupon"]["code"]
        for order in everything(demo, "/orders", couponCode="")
        if "discountCoupon" in order
    ]
    assert sum(each["orderCount"] for each in coupons.values()) == len(used) > 5
    reviews = everything(demo, "/reviews")
    assert len(reviews) >= 15
    assert {each["status"] for each in reviews} == {"published", "moderated"}
    orders = {each["id"]: each for each in everything(demo, "/orders")}
    for each in reviews:
        order = orders[each["orderId"]]
        assert each["customerId"] == order["customerId"]
        assert each["productId"] in {item["productId"] for item in order["items"]}
        assert order["createTimestamp"] < each["createTimestamp"] < clock.now()


def test_the_trade_of_the_demo_shop_leaves_its_stock_as_told(demo: Any) -> None:
    [stove] = demo("GET", "/products", sku="KP-STV-101").json["items"]
    assert stove["quantity"] == 38


def test_a_seed_gives_the_same_shop_each_time(open_shop: Any) -> None:
    for seed, path in itertools.product(
        ("demo", 30), ("/products", "/orders", "/customers", "/reviews", "/carts")
    ):
        first, second = (everything(open_shop(seed=seed), path) for _ in range(2))
        assert first == second


@pytest.mark.parametrize("seed", ["demo", 30])
def test_pictures_are_under_the_shops_own_number(open_shop: Any, seed: Any) -> None:
    api = open_shop(seed=seed, store_id=77)
    shown = {
        image["image400pxUrl"].split("/")[3]
        for product in everything(api, "/products")
        for image in product["media"]["images"]
    }
    assert shown == {"77"}
    carts_and_orders = everything(api, "/orders")
    assert all("/1003/" not in json.dumps(each) for each in carts_and_orders)


def test_a_seed_is_found_at_once_and_nobody_is_told(open_shop: Any) -> None:
    sent: list[Any] = []
    api = open_shop(
        seed="demo", index_delay=60, webhook_url="http://localhost/", webhook_post=sent.append
    )
    assert api("GET", "/products").json["total"] > 50
    assert api("GET", "/orders").json["total"] > 30
    assert sent == []


def test_any_number_of_products_of_a_realistic_size(open_shop: Any) -> None:
    api = open_shop(seed=250)
    products = everything(api, "/products")
    assert len(products) == 250
    size = sum(len(json.dumps(product)) for product in products) / len(products)
    fields = sum(map(len, products)) / len(products)
    assert 4000 <= size <= 6000
    assert 65 <= fields <= 85
    assert len({product["id"] for product in products}) == 250
    now = api.shop.shop.clock.now()
    for product in products:
        assert product["createTimestamp"] <= product["updateTimestamp"] <= now
    created = api.create(name="One more")
    assert created not in {product["id"] for product in products}


def test_what_is_loaded_at_once_is_as_if_written_singly(open_shop: Any) -> None:
    api = open_shop(seed=30)
    for before in everything(api, "/products"):
        assert api("PUT", f"/products/{before['id']}", {"price": before["price"]}).status == 200
        after = api("GET", f"/products/{before['id']}").json
        differ = {name for name in before | after if before.get(name) != after.get(name)}
        assert differ <= {"updated", "updateTimestamp"}
        for query in ({"sku": before["sku"]}, {"keyword": before["name"]}):
            found = api("GET", "/products", **query).json["items"]
            assert before["id"] in {item["id"] for item in found}


@pytest.mark.parametrize("seed", ["demos", -1])
def test_an_unknown_seed_is_refused(open_shop: Any, seed: Any) -> None:
    with pytest.raises(ValueError, match="is none of"):
        open_shop(seed=seed)


def test_an_empty_shop_is_empty(open_shop: Any) -> None:
    assert everything(open_shop(seed="empty"), "/products") == []
    assert everything(open_shop(seed=0), "/products") == []
