"""Each model is created, read, listed, changed and deleted where Ecwid offers that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest

from ecwid_orm import Session, SessionError, resources
from ecwid_orm.emulator.catalogue.reviews import write_review
from ecwid_orm.emulator.sales.subscriptions import subscribe
from ecwid_orm.model import Model
from ecwid_orm.testing import Sent
from tests.resources.operations import operation_of, operations
from tests.resources.test_contract import MODELS
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]


@dataclass(frozen=True)
class Sample:
    """How one entity of a model comes to be, and a change of it: attribute, value, JSON.

    `make` are the values of a new one, as attributes and as the JSON that is to be sent; what the
    API cannot create is put there by `plant`, which returns its key. `parent` makes what it is a
    part of; `search` are parameters that its listing needs.
    """

    make: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    plant: Callable[[Shop], Any] | None = None
    parent: tuple[str, Callable[[Shop], Any]] | None = None
    change: tuple[str, Any, dict[str, Any]] | None = None
    search: Mapping[str, Any] = field(default_factory=dict)


def named(**fields: Any) -> dict[str, Any]:
    """Values whose attributes and keys are spelt alike."""
    return {"make": fields, "body": deepcopy(fields)}


def cart(shop: Shop) -> str:
    shop.create("orders", email="ann@example.com", paymentStatus="INCOMPLETE")
    return str(shop.read("carts")["items"][0]["cartId"])


def subscription(shop: Shop) -> int:
    number = shop.create(
        "orders", email="ann@example.com", items=[{"name": "Tea", "productId": 7, "price": 5}]
    )
    return subscribe(shop.emulator.shop, str(number))


def review(shop: Shop) -> int:
    return write_review(shop.emulator.shop, shop.product(), 5, "Fine")


def redirect(shop: Shop) -> str:
    shop.client.post("instant-site/redirects", [{"fromUrl": "/old", "toUrl": "/new"}])
    return str(shop.read("instant-site/redirects")["items"][0]["id"])


def stored(shop: Shop) -> str:
    shop.client.put("storage/colour", data=b"red", content_type="application/json")
    return "colour"


def order_id(shop: Shop) -> str:
    return str(shop.client.post("orders", {"email": "ann@example.com"})["orderid"])


def sized(shop: Shop) -> int:
    option = {"type": "SIZE", "name": "Size", "choices": [{"text": "L"}]}
    return shop.product(options=[option])


def customer(shop: Shop) -> int:
    return shop.create("customers", email="ann@example.com")


def nothing(_: Shop) -> None:
    """It is there from the start, and has no key."""


SAMPLES: dict[str, Sample] = {
    "AppStorageEntry": Sample(plant=stored),
    "Brand": Sample(plant=nothing),
    "Cart": Sample(plant=cart, change=("hidden", True, {"hidden": True})),
    "Category": Sample(**named(name="Hats"), change=("name", "Caps", {"name": "Caps"})),
    "CheckoutExtraField": Sample(
        **named(key="gift", title="Gift", type="TEXT"),
        change=("title", "A gift", {"title": "A gift"}),
    ),
    "Country": Sample(plant=nothing),
    "CountryCurrency": Sample(plant=nothing, search={"country_code": "NL"}),
    "Coupon": Sample(**named(name="Ten", code="TEN"), change=("discount", 5, {"discount": 5})),
    "Currency": Sample(plant=nothing),
    "Customer": Sample(
        **named(email="ann@example.com"), change=("tax_id", "NL1", {"taxId": "NL1"})
    ),
    "CustomerContact": Sample(
        **named(contact="@ann", type="TELEGRAM"),
        parent=("customer_id", customer),
        change=("note", "Evenings", {"note": "Evenings"}),
    ),
    "CustomerExtraField": Sample(
        **named(title="Size", type="TEXT"), change=("title", "Shoe", {"title": "Shoe"})
    ),
    "CustomerGroup": Sample(**named(name="VIP"), change=("name", "Club", {"name": "Club"})),
    "InstantSiteRedirect": Sample(plant=redirect, change=("to_url", "/newer", {"toUrl": "/newer"})),
    "LatestStats": Sample(plant=nothing),
    "Order": Sample(
        **named(email="ann@example.com", total=5),
        change=("tracking_number", "T1", {"trackingNumber": "T1"}),
    ),
    "OrderExtraField": Sample(
        **named(id="gift", title="Gift", value="Yes"),
        parent=("order_id", order_id),
        change=("value", "No", {"value": "No"}),
    ),
    "OrderStatus": Sample(
        plant=lambda _: "CUSTOM_PAYMENT_STATUS_1",
        change=("enabled", True, {"enabled": True}),
    ),
    "PaymentOption": Sample(
        make={"checkout_title": "Cash", "payment_processor_id": "offline"},
        body={"checkoutTitle": "Cash", "paymentProcessorId": "offline"},
        change=("enabled", False, {"enabled": False}),
    ),
    "Product": Sample(**named(name="Cap", price=5), change=("sku", "C1", {"sku": "C1"})),
    "ProductReview": Sample(plant=review, change=("status", "published", {"status": "published"})),
    "ProductType": Sample(**named(name="Book"), change=("name", "Books", {"name": "Books"})),
    "ProductVariation": Sample(
        **named(options=[{"name": "Size", "value": "L"}]),
        parent=("product_id", sized),
        change=("sku", "L1", {"sku": "L1"}),
    ),
    "Promotion": Sample(**named(name="Sale"), change=("amount", 5, {"amount": 5})),
    "ShippingOption": Sample(**named(title="Post"), change=("title", "Mail", {"title": "Mail"})),
    "StaffAccount": Sample(
        **named(email="ben@example.com"),
        change=("staff_scopes", ["REPORT_ACCESS"], {"staffScopes": ["REPORT_ACCESS"]}),
    ),
    "State": Sample(plant=nothing, search={"country_code": "US"}),
    "StoreDomains": Sample(
        plant=nothing,
        change=(
            "instant_site_domain",
            {"ecwid_subdomain": "mugs"},
            {"instantSiteDomain": {"ecwidSubdomain": "mugs"}},
        ),
    ),
    "StoreProfile": Sample(
        plant=nothing,
        change=("company", {"city": "Delft"}, {"company": {"city": "Delft"}}),
    ),
    "Subscription": Sample(
        plant=subscription, change=("status", "CANCELLED", {"status": "CANCELLED"})
    ),
    "TaxClass": Sample(plant=nothing, search={"country_code": "US"}),
}


def test_every_model_has_a_sample() -> None:
    assert set(SAMPLES) == set(MODELS)


class World:
    """A shop with one entity of a model, and a session that knows nothing of it yet."""

    def __init__(self, name: str, session: Session, shop: Shop) -> None:
        self.model: type[Any] = MODELS[name]
        self.resource = self.model.__resource__
        self.sample = SAMPLES[name]
        self.session = session
        self.parents = {}
        if self.sample.parent is not None:
            attribute, plant = self.sample.parent
            self.parents = {attribute: plant(shop)}
        self.own_key: Any = None
        if self.sample.plant is not None:
            self.own_key = self.sample.plant(shop)

    @property
    def key(self) -> Any:
        return (*self.parents.values(), self.own_key) if self.parents else self.own_key

    @property
    def listing(self) -> str:
        return f"/{self.resource.listing_path(self.parents)}"

    @property
    def place(self) -> str:
        """The path of the entity."""
        return f"/{self.resource.item_path(self.key)}"

    def new(self) -> Model:
        made: Model = self.model(**self.parents, **deepcopy(self.sample.make))
        return made

    def stored(self) -> Model:
        """The entity, created if it can be."""
        if self.sample.plant is None and self.own_key is None:
            made = self.new()
            self.session.add(made)
            self.session.commit()
            self.own_key = self.resource.own_key(made)
            self.session.expunge(made)
        found: Model = self.session.get(self.model, self.key)
        return found


@pytest.fixture
def world(request: pytest.FixtureRequest, ecwid_session: Session, shop: Shop) -> World:
    return World(request.param, ecwid_session, shop)


def offering(what: str) -> pytest.MarkDecorator:
    """All models that the API offers something for."""
    names = [name for name in SAMPLES if what not in MODELS[name].__resource__.refuses]
    return pytest.mark.parametrize("world", names, indirect=True)


def refusing(what: str) -> pytest.MarkDecorator:
    """All models that it does not offer something for."""
    names = [name for name in SAMPLES if what in MODELS[name].__resource__.refuses]
    return pytest.mark.parametrize("world", names, indirect=True)


@offering("create")
def test_one_is_created(world: World, requests_of: RequestsOf) -> None:
    made = world.new()
    world.session.add(made)
    with requests_of() as sent:
        world.session.commit()
    assert sent.writes == [("POST", world.listing, dict(world.sample.body))]
    assert world.session.new == []
    world.own_key = world.resource.own_key(made)
    assert world.own_key
    assert world.session.get(world.model, world.key) is made


@refusing("create")
def test_one_that_cannot_be_created_is_not_added(world: World) -> None:
    with pytest.raises(SessionError, match="no way to create"):
        world.session.add(world.model())


@offering("get")
def test_one_is_read(world: World, requests_of: RequestsOf) -> None:
    if world.resource.singleton:
        with requests_of() as sent:
            assert world.session.get(world.model) is world.session.get(world.model)
        assert sent == [("GET", f"/{world.resource.path}", None)]
        return
    world.session.expunge(world.stored())
    with requests_of() as sent:
        found = world.session.get(world.model, world.key)
    assert sent == [("GET", world.place, None)]
    assert world.resource.identity(found) == world.key
    assert world.session.get(world.model, world.key) is found


@offering("list")
def test_they_are_listed(world: World, requests_of: RequestsOf) -> None:
    if world.resource.key and world.sample.plant is not nothing:
        world.stored()
    with requests_of() as sent:
        found = world.session.query(world.model).where(**world.parents, **world.sample.search).all()
    assert operations(sent) == [operation_of("GET", world.listing)]
    assert all(isinstance(one, world.model) for one in found)
    if world.own_key is not None:
        assert world.key in [world.resource.identity(one) for one in found]


@offering("update")
def test_one_is_changed(world: World, requests_of: RequestsOf) -> None:
    one = world.session.get(world.model) if world.resource.singleton else world.stored()
    assert world.sample.change is not None
    attribute, value, body = world.sample.change
    held = getattr(one, attribute)
    if isinstance(value, dict) and held is not None:
        for name, part in value.items():
            setattr(held, name, part)
        body = {key: {**one._raw[key], **part} for key, part in body.items()}
    else:
        setattr(one, attribute, value)
    with requests_of() as sent:
        world.session.commit()
    place = f"/{world.resource.path}" if world.resource.singleton else world.place
    assert sent == [("PUT", place, body)]
    assert world.session.dirty == []
    world.session.refresh(one)
    now = getattr(one, attribute)
    if isinstance(value, dict):
        assert {name: getattr(now, name) for name in value} == value
    else:
        assert now == value


@offering("delete")
def test_one_is_deleted(world: World, requests_of: RequestsOf) -> None:
    one = world.stored()
    with requests_of() as sent:
        one.delete()
    assert sent == [("DELETE", world.place, None)]
    assert one not in world.session
    assert world.session.find(world.model, world.key) is None


@refusing("delete")
def test_one_that_cannot_be_deleted_is_not(world: World) -> None:
    one = world.session.load(world.model, {world.model.__wire_key__ or "name": "x"})
    with pytest.raises(SessionError, match="no way to delete"):
        world.session.delete(one)


def test_a_coupon_is_found_by_its_code(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    key = shop.create("discount_coupons", name="Ten", code="TEN")
    with requests_of() as sent:
        coupon = ecwid_session.get(resources.Coupon, "TEN")
        coupon.code = "ELEVEN"
        ecwid_session.commit()
        assert ecwid_session.get(resources.Coupon, key) is coupon
        coupon.delete()
    assert sent == [
        ("GET", "/discount_coupons/TEN", None),
        ("PUT", f"/discount_coupons/{key}", {"code": "ELEVEN"}),
        ("DELETE", f"/discount_coupons/{key}", None),
    ]


def test_an_order_is_found_by_its_number(
    ecwid_session: Session, shop: Shop, requests_of: RequestsOf
) -> None:
    number = shop.create("orders", email="ann@example.com")
    with requests_of() as sent:
        order = ecwid_session.get(resources.Order, number)
        assert ecwid_session.get(resources.Order, order.id) is order
    assert sent == [("GET", f"/orders/{number}", None)]
    assert order.order_number == number
