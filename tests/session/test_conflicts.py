"""Others change the shop while a session works on it: what commit(on_conflict=…) makes of that."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecwid_orm import (
    CannotClear,
    Category,
    Client,
    CommitError,
    Coupon,
    Customer,
    CustomerShippingAddress,
    InvalidValue,
    NotFound,
    Order,
    Product,
    ProductAttributeValue,
    ProductOptionChoice,
    ProductRelatedProducts,
    ProductRibbon,
    ProductType,
    ProductVariation,
    Session,
    StaleObject,
    inspect,
)
from ecwid_orm.api import WSGITransport
from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.model import ABSENT, state
from ecwid_orm.model.conversion import same
from ecwid_orm.session.conflicts import Clash, Conflicts
from ecwid_orm.session.merging import alike, merge
from ecwid_orm.testing import Sent, client_of
from tests.emulator.images import png
from tests.session.conftest import Shop

RequestsOf = Callable[[], AbstractContextManager[Sent]]


def commit(session: Session, on_conflict: Any = "merge", **options: Any) -> list[StaleObject]:
    """Commit; the objects in conflict, if there are any."""
    try:
        session.commit(on_conflict=on_conflict, **options)
    except CommitError as error:
        stale, rest = error.split(StaleObject)
        if stale is None or rest is not None:
            raise
        return [each for each in stale.exceptions if isinstance(each, StaleObject)]
    return []


def unresolved(asked: list[Clash]) -> Callable[[Clash], Any]:
    """A resolver that leaves all that it is asked for, and remembers it."""

    def resolver(clash: Clash) -> Any:
        asked.append(clash)
        return NotImplemented

    return resolver


class Other:
    """Somebody else who works on the same shop."""

    def __init__(self, shop: Any) -> None:
        self._shop = shop

    def changes(self, path: str, **body: Any) -> None:
        self._shop.client.put(path, body)

    def edits(self, path: str, name: str, edit: Callable[[Any], object]) -> None:
        """Change a part of what is there."""
        there = self._shop.read(path)[name]
        edit(there)
        self.changes(path, **{name: there})


@pytest.fixture
def session(ecwid_session: Session) -> Session:
    return ecwid_session


@pytest.fixture
def other(shop: Any) -> Other:
    return Other(shop)


@pytest.fixture
def tee(session: Session, shop: Any) -> Product:
    return session.get(Product, make_tee(shop))


def make_tee(shop: Any) -> int:
    """A product with a bit of everything."""
    shelves = [shop.category(name=name) for name in "ABC"]
    key: int = shop.product(
        name="Tee",
        sku="TEE",
        nameTranslated={"en": "Tee", "nl": "T-shirt"},
        description="Soft",
        categoryIds=shelves,
        attributes=[{"name": "Care", "value": "wash"}, {"name": "Fit", "value": "slim"}],
        options=[
            {
                "type": "SELECT",
                "name": "Size",
                "choices": [{"text": text} for text in "SML"],
                "defaultChoice": 1,
            },
            {"type": "TEXTFIELD", "name": "Print"},
        ],
    )
    return key


def path_of(product: Product) -> str:
    return f"products/{product.id}"


# Overwrite --------------------------------------------------------------------------------------


def test_by_default_nobody_looks(
    session: Session, tee: Product, other: Other, shop: Any, requests_of: RequestsOf
) -> None:
    tee.price = Decimal(12)
    other.changes(path_of(tee), price=11)
    with requests_of() as sent:
        session.commit()
    assert sent == [("PUT", f"/{path_of(tee)}", {"price": 12})]


# Fail -------------------------------------------------------------------------------------------


def test_one_stale_object_and_nothing_is_sent(
    session: Session, shop: Any, other: Other, requests_of: RequestsOf
) -> None:
    keys = shop.products(3)
    one, two, three = session.get_many(Product, keys)
    for number, product in enumerate([one, two, three]):
        product.price = Decimal(50 + number)
    three.sku = "NEW"
    other.changes(f"products/{keys[0]}", price=7)
    other.changes(f"products/{keys[2]}", price=8, sku="OTHER", name="Mine")
    with requests_of() as sent, pytest.raises(CommitError) as caught:
        session.commit(on_conflict="fail")
    ids = ",".join(map(str, keys))
    assert sent == [
        (
            "GET",
            f"/products?productId={ids}&limit=100&responseFields=items(id,price,sku)",
            None,
        )
    ]
    assert [failure.instance for failure in caught.value.failures] == [one, three]
    assert [failure.operation.instance for failure in caught.value.failures] == [one, three]
    first, second = caught.value.exceptions
    assert isinstance(first, StaleObject)
    assert isinstance(second, StaleObject)
    assert first.conflicts == {"price": (Decimal(0), Decimal(50), Decimal(7))}
    assert second.conflicts["price"].base == Decimal(2)
    assert second.conflicts["sku"] == ("S2", "NEW", "OTHER")
    assert session.dirty == [one, two, three]
    assert one.price == Decimal(50)
    assert inspect(one).raw["price"] == 0


def test_with_partial_the_others_are_sent(
    session: Session, shop: Any, other: Other, requests_of: RequestsOf
) -> None:
    keys = shop.products(3)
    products = session.get_many(Product, keys)
    for product in products:
        product.price = Decimal(50)
    other.changes(f"products/{keys[1]}", price=7)
    with requests_of() as sent:
        [stale] = commit(session, "fail", partial=True)
    assert stale.instance is products[1]
    assert [path for _, path, _ in sent.writes] == [f"/products/{keys[0]}", f"/products/{keys[2]}"]
    assert session.dirty == [products[1]]
    assert [shop.read(f"products/{key}")["price"] for key in keys] == [50, 7, 50]


def test_what_others_changed_elsewhere_is_no_conflict(
    session: Session, tee: Product, other: Other, shop: Any
) -> None:
    tee.price = Decimal(12)
    other.changes(path_of(tee), name="Shirt", sku="NEW")
    assert commit(session, "fail") == []
    assert (shop.read(path_of(tee))["price"], shop.read(path_of(tee))["name"]) == (12, "Shirt")


def test_what_both_sides_made_the_same_is_no_conflict(
    session: Session, tee: Product, other: Other
) -> None:
    tee.price = Decimal("12.50")
    tee.description = None
    other.changes(path_of(tee), price=12.5, description="")
    assert commit(session, "fail") == []


@pytest.mark.parametrize("mode", ["fail", "merge"])
def test_an_object_that_is_gone_is_stale(
    session: Session, tee: Product, shop: Any, mode: str, requests_of: RequestsOf
) -> None:
    cap = session.get(Product, shop.product(name="Cap"))
    tee.price = cap.price = Decimal(12)
    shop.client.delete(path_of(tee))
    with requests_of() as sent:
        [stale] = commit(session, mode)
    # The listing might lag behind, so it is asked for by itself.
    assert [method for method, _, _ in sent] == ["GET", "GET"]
    assert sent[1][1] == f"/{path_of(tee)}?responseFields=id,price"
    assert (stale.instance, stale.conflicts) == (tee, {})
    assert "is not on the server any more; session.expunge() it" in str(stale)
    session.expunge(tee)
    assert commit(session, mode) == []


def test_objects_are_not_taken_for_gone_where_the_store_is_missing(shop: Any) -> None:
    there = shop.emulator
    client = Client(4242, there.token, url=there.url, transport=WSGITransport(there.wsgi))
    session = Session(client)
    tee = session.load(Product, {"id": 1, "name": "Tee", "price": 1})
    tee.price = Decimal(12)
    with pytest.raises(NotFound, match="STORE_NOT_FOUND"):
        session.commit(on_conflict="fail")


def test_an_error_names_the_object_the_attributes_and_the_way_out_but_no_values(
    session: Session, shop: Any, other: Other
) -> None:
    key = shop.create("customers", email="ann@example.com", privateAdminNotes="Likes tea")
    ann = session.get(Customer, key)
    ann.private_admin_notes, ann.lang = "Likes coffee", "nl"
    other.changes(f"customers/{key}", privateAdminNotes="Likes milk")
    [stale] = commit(session, "fail")
    assert str(stale) == (
        f"<Customer {key}> was changed on the server since it was read: private_admin_notes; "
        "session.refresh(it) takes what is there and drops what you changed, "
        'commit(on_conflict="merge") joins both, commit(on_conflict="overwrite") writes yours; '
        ".conflicts has the values"
    )
    clashes: list[Clash] = []
    [stale] = commit(session, unresolved(clashes))
    assert "a function, commit(on_conflict=function), decides" in str(stale)
    assert repr(clashes) == f"[<Clash of private_admin_notes of <Customer {key}>>]"
    session.refresh(ann)
    assert ann.private_admin_notes == "Likes milk"


def test_an_unknown_mode_is_refused_before_anything_is_sent(
    session: Session, tee: Product, requests_of: RequestsOf
) -> None:
    tee.price = Decimal(12)
    with requests_of() as sent, pytest.raises(InvalidValue) as caught:
        session.commit(on_conflict="ignore")  # type: ignore[arg-type]  # that is wrong
    assert str(caught.value) == (
        "on_conflict: expected 'overwrite', 'fail', 'merge' or a function, got 'ignore'"
    )
    assert sent == []


# What has no base -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["fail", "merge"])
def test_what_was_never_loaded_cannot_have_moved(
    session: Session, shop: Any, other: Other, mode: str, requests_of: RequestsOf
) -> None:
    key = shop.product()
    tee = session.query(Product).where(Product.id == key).only(Product.name).one()
    tee.price = Decimal(12)
    other.changes(f"products/{key}", price=11)
    with requests_of() as sent:
        assert commit(session, mode) == []
    assert sent.writes == [("PUT", f"/products/{key}", {"price": 12})]


def test_creations_deletions_and_stock_differences_are_not_looked_at(
    session: Session, shop: Any, tee: Product, other: Other, requests_of: RequestsOf
) -> None:
    mat = session.get(Product, shop.product(name="Mat", unlimited=False, quantity=7))
    mat.quantity = Product.quantity - 3
    session.add(Product(name="Cap", sku="CAP"))
    session.delete(tee)
    other.changes(f"products/{mat.id}", quantity=20)
    with requests_of() as sent:
        assert commit(session, "fail") == []
    assert [path for method, path, _ in sent if method == "GET" and "ticket" not in path] == []
    assert shop.read(f"products/{mat.id}")["quantity"] == 17


def test_the_second_put_of_a_new_object_has_no_base(session: Session, shop: Any) -> None:
    one, two = Product(name="One"), Product(name="Two")
    for product, related in ((one, two), (two, one)):
        product.related_products = ProductRelatedProducts(product_ids=[related.id])
    session.add(one, two)
    assert [operation.kind for operation in session.plan()].count("update") == 1
    assert commit(session, "fail") == []
    assert shop.read(f"products/{one.id}")["relatedProducts"]["productIds"] == [two.id]


def test_what_ecwid_filled_in_after_our_own_write_is_nobodys_change(
    session: Session, tee: Product, shop: Any
) -> None:
    choices = tee.options[0].choices
    for mode in ("fail", "merge", "fail"):
        choices.append(ProductOptionChoice(text=f"XL{len(choices)}"))
        assert commit(session, mode) == []
    texts = [each["text"] for each in shop.read(path_of(tee))["options"][0]["choices"]]
    assert texts == ["S", "M", "L", "XL3", "XL4", "XL5"]
    assert tee.options[0].choices is choices


def test_parts_that_ecwid_gave_ids_after_our_own_write_do_not_clash(
    session: Session, shop: Any
) -> None:
    ann = session.get(Customer, shop.create("customers", email="ann@example.com"))
    addresses = ann.shipping_addresses
    for city in ("Bonn", "Bern"):
        addresses.append(CustomerShippingAddress(name="Ann", city=city))
    assert commit(session) == []
    addresses[1].city = "Basel"
    assert commit(session) == []
    there = shop.read(f"customers/{ann.id}")["shippingAddresses"]
    assert [each["city"] for each in there] == ["Bonn", "Basel"]


def test_what_no_answer_has_cannot_have_moved(session: Session, tee: Product) -> None:
    for unit in ("ml", "l"):
        tee.volume_unit = unit
        assert commit(session, "fail") == []


def test_two_texts_of_one_moment_are_no_conflict(session: Session, shop: Any) -> None:
    sent = {"name": "Ten", "code": "TEN", "discountType": "ABS", "discount": 10}
    shop.create("discount_coupons", **sent, launchDate="2024-01-01 12:00:00 +0000")
    [raw] = shop.listed("discount_coupons")
    coupon = session.load(Coupon, {**raw, "launchDate": "2024-01-01 14:00:00 +0200"})
    coupon.launch_date = datetime(2024, 2, 1, tzinfo=UTC)
    assert commit(session, "fail") == []


# Merge ------------------------------------------------------------------------------------------


def test_changes_of_both_sides_are_merged_in_what_the_user_holds(
    session: Session, tee: Product, other: Other, shop: Any, requests_of: RequestsOf
) -> None:
    options, names = tee.options, tee.name_translated
    size, choices, small = options[0], options[0].choices, options[0].choices[0]
    small.price_modifier = Decimal(2)
    choices.append(ProductOptionChoice(text="XL"))
    names["nl"] = "Hemd"

    def edit(there: Any) -> None:
        there[0]["required"] = True
        there[0]["choices"].insert(0, {"text": "XS"})
        there[0]["defaultChoice"] = 2
        there[1]["name"] = "Engraving"

    other.edits(path_of(tee), "options", edit)
    other.changes(path_of(tee), nameTranslated={"de": "Leibchen"}, price=7)
    with requests_of() as sent:
        assert commit(session) == []
    assert [method for method, _, _ in sent] == ["GET", "PUT"]
    assert sent[0][1] == f"/{path_of(tee)}?responseFields=id,nameTranslated,options"
    assert set(sent[1][2]) == {"nameTranslated", "options"}
    there = shop.read(path_of(tee))
    assert there["nameTranslated"] == {"en": "Tee", "nl": "Hemd", "de": "Leibchen"}
    assert [option["name"] for option in there["options"]] == ["Size", "Engraving"]
    assert [each["text"] for each in there["options"][0]["choices"]] == ["XS", "S", "M", "L", "XL"]
    assert there["options"][0]["choices"][1]["priceModifier"] == 2
    assert there["options"][0]["required"] is True
    assert there["options"][0]["defaultChoice"] == 2
    # The very objects, and they count from now on as they did before.
    assert names == {"en": "Tee", "nl": "Hemd", "de": "Leibchen"}
    assert (options[0] is size, size.choices is choices, choices[1] is small) == (True,) * 3
    assert session.dirty == []
    small.price_modifier = Decimal(3)
    assert session.dirty == [tee]
    assert tee.options is options
    assert tee.name_translated is names
    assert commit(session) == []
    assert shop.read(path_of(tee))["options"][0]["choices"][1]["priceModifier"] == 3


def test_attributes_are_merged_by_id(
    session: Session, tee: Product, other: Other, shop: Any
) -> None:
    care, _fit = tee.attributes
    care.value = "do not wash"
    tee.attributes.append(ProductAttributeValue(name="Brand", value="Acme"))
    other.edits(path_of(tee), "attributes", lambda there: there[1].update(value="wide"))
    other.edits(
        path_of(tee), "attributes", lambda there: there.append({"name": "Age", "value": "1"})
    )
    assert commit(session) == []
    assert {each["name"]: each["value"] for each in shop.read(path_of(tee))["attributes"]} == {
        "Care": "do not wash",
        "Fit": "wide",
        "Age": "1",
        "Brand": "Acme",
    }


def test_an_attribute_that_both_added_under_one_name_is_a_clash(
    session: Session, tee: Product, other: Other
) -> None:
    tee.attributes.append(ProductAttributeValue(name="Brand", value="Acme"))
    other.edits(
        path_of(tee), "attributes", lambda there: there.append({"name": "Brand", "value": "A"})
    )
    clashes: list[Clash] = []
    [_] = commit(session, unresolved(clashes))
    [clash] = clashes
    [place] = clash.places
    assert re.fullmatch(r"attributes\[\d+\]\.value", place)


def test_ids_are_merged_as_a_set_and_may_be_unknown_yet(
    session: Session, tee: Product, other: Other, shop: Any
) -> None:
    a, _, c = tee.category_ids
    ids = tee.category_ids
    summer, winter = Category(name="Summer"), shop.category(name="Winter")
    session.add(summer)
    ids.append(summer.id)
    ids.remove(a)
    other.changes(path_of(tee), categoryIds=[c, winter, a])
    assert commit(session) == []
    assert set(shop.read(path_of(tee))["categoryIds"]) == {c, winter, summer.id}
    assert tee.category_ids is ids
    assert session.dirty == []


def test_an_id_of_a_new_object_in_a_part_survives_a_merge(
    session: Session, tee: Product, other: Other, shop: Any
) -> None:
    cap, mat = Product(name="Cap"), shop.product(name="Mat")
    session.add(cap)
    related = ProductRelatedProducts(product_ids=[cap.id])
    tee.related_products = related
    other.changes(path_of(tee), relatedProducts={"productIds": [mat]})
    assert commit(session) == []
    assert set(shop.read(path_of(tee))["relatedProducts"]["productIds"]) == {cap.id, mat}
    assert set(related.product_ids) == {cap.id, mat}


def test_the_order_of_pictures_is_merged_with_what_others_wrote_of_them(
    session: Session, tee: Product, other: Other, shop: Any
) -> None:
    for _ in range(3):
        tee.upload_gallery_image(png())
    session.commit()
    session.refresh(tee)
    assert tee.media is not None
    first, *_rest = tee.media.images
    first.order_by = 9
    other.edits(
        path_of(tee), "media", lambda there: there["images"][1].update(alt={"main": "From behind"})
    )
    assert commit(session) == []
    images = shop.read(path_of(tee))["media"]["images"]
    assert len(images) == 3
    assert [(image.get("alt") or {}).get("main") for image in images].count("From behind") == 1
    assert session.dirty == []


def test_addresses_and_extra_fields_of_a_customer_are_merged(
    session: Session, shop: Any, other: Other
) -> None:
    key = shop.create(
        "customers",
        email="ann@example.com",
        billingPerson={"name": "Ann", "city": "Rome"},
        shippingAddresses=[{"name": "Ann", "city": "Rome"}, {"name": "Ann", "city": "Paris"}],
    )
    ann = session.get(Customer, key)
    assert ann.billing_person is not None
    ann.billing_person.city = "Oslo"
    ann.shipping_addresses[0].city = "Bergen"
    ann.shipping_addresses.append(CustomerShippingAddress(name="Bob", city="Bonn"))
    other.changes(f"customers/{key}", billingPerson={"postalCode": "0150"})
    other.edits(f"customers/{key}", "shippingAddresses", lambda there: there[1].update(city="Nice"))
    assert commit(session) == []
    there = shop.read(f"customers/{key}")
    assert there["billingPerson"]["city"] == "Oslo"
    assert there["billingPerson"]["postalCode"] == "0150"
    assert [each["city"] for each in there["shippingAddresses"]] == ["Bergen", "Nice", "Bonn"]


def test_the_items_of_an_order_are_merged_by_id(session: Session, shop: Any, other: Other) -> None:
    items = [{"name": "Tee", "price": 5, "quantity": 1}, {"name": "Tee", "price": 6, "quantity": 1}]
    shop.client.post("orders", {"email": "ann@example.com", "items": items})
    [order] = session.query(Order)
    order.items[0].quantity = 3
    other.edits(f"orders/{order.id}", "items", lambda there: there[1].update(quantity=4))
    assert commit(session) == []
    assert [each["quantity"] for each in shop.read(f"orders/{order.id}")["items"]] == [3, 4]
    order.items[1].quantity = 1
    other.edits(f"orders/{order.id}", "items", lambda there: there[1].update(quantity=2))
    assert [list(stale.conflicts) for stale in commit(session)] == [["items"]]


def test_what_both_made_the_same_is_not_written_again(
    session: Session, tee: Product, other: Other, requests_of: RequestsOf
) -> None:
    tee.price = Decimal(12)
    tee.name_translated["nl"] = "Hemd"
    other.changes(path_of(tee), price=12, nameTranslated={"nl": "Hemd"})
    with requests_of() as sent:
        assert commit(session) == []
    assert sent.writes == []
    assert session.dirty == []
    assert session.work.touched == {}  # nothing keeps it alive any more


def test_what_was_read_anew_need_not_be_loaded_again(
    session: Session, shop: Any, requests_of: RequestsOf
) -> None:
    for _ in range(2):
        shop.product(nameTranslated={"en": "Tee"})
    tees = session.query(Product).only(Product.name).all()
    for tee in tees:
        tee.name_translated = {"en": "Tee"}
    assert commit(session) == []
    with requests_of() as sent:
        assert [tee.name_translated for tee in tees] == [{"en": "Tee"}] * 2
    assert sent == []
    with requests_of() as sent:
        assert [tee.price for tee in tees] == [Decimal(10)] * 2
    assert len(sent) == 1  # they are peers as before


def test_a_clash_keeps_its_object_as_it_is_and_all_else_unsent(
    session: Session, tee: Product, shop: Any, other: Other, requests_of: RequestsOf
) -> None:
    cap = session.get(Product, shop.product(name="Cap", nameTranslated={"en": "Cap"}))
    tee.price = Decimal(12)
    tee.name_translated["nl"] = "Hemd"
    cap.name_translated["nl"] = "Pet"
    other.changes(path_of(tee), price=11, nameTranslated={"de": "Leibchen"})
    other.changes(path_of(cap), nameTranslated={"de": "Kappe"})
    with requests_of() as sent:
        [stale] = commit(session)
    assert sent.writes == []
    assert stale.conflicts == {"price": (Decimal(10), Decimal(12), Decimal(11))}
    assert (inspect(tee).raw["price"], tee.name_translated) == (10, {"en": "Tee", "nl": "Hemd"})
    assert "de" not in inspect(tee).raw["nameTranslated"]
    # What was merged already is sent by the next commit, in which nobody clashes.
    tee.price = Decimal(11)
    assert commit(session) == []
    assert shop.read(path_of(cap))["nameTranslated"] == {"en": "Cap", "nl": "Pet", "de": "Kappe"}
    assert shop.read(path_of(tee))["nameTranslated"] == {
        "en": "Tee",
        "nl": "Hemd",
        "de": "Leibchen",
    }


def test_an_absolute_stock_clashes_with_what_was_sold_meanwhile(
    session: Session, shop: Any, other: Other
) -> None:
    mat = session.get(Product, shop.product(unlimited=False, quantity=7))
    mat.quantity = 25
    other.changes(path_of(mat), quantity=5)
    [stale] = commit(session)
    assert stale.conflicts == {"quantity": (7, 25, 5)}


def test_after_a_merge_rollback_brings_back_what_the_server_has(
    session: Session, tee: Product, other: Other
) -> None:
    options, names, ids = tee.options, tee.name_translated, tee.category_ids
    ribbon, size, small = ProductRibbon(text="New"), options[0], options[0].choices[0]
    tee.ribbon = ribbon
    options[0].choices[0].price_modifier = Decimal(2)
    names["nl"] = "Hemd"
    ids.pop()
    other.edits(path_of(tee), "options", lambda there: there[0].update(required=True))
    other.changes(
        path_of(tee), nameTranslated={"de": "Leibchen"}, ribbon={"color": "#fff"}, price=3
    )
    assert Conflicts(session, session.fetcher, "merge").check(session.plan()) == []
    assert [operation.changes.keys() for operation in session.plan()] == [
        {"ribbon", "options", "name_translated", "category_ids"}
    ]
    session.rollback()
    assert session.plan().operations == ()
    assert (options[0] is size, size.choices[0] is small) == (True, True)
    assert size.required is True
    assert small.price_modifier == Decimal(0)
    assert names == {"en": "Tee", "nl": "T-shirt", "de": "Leibchen"}
    assert tee.ribbon is ribbon
    assert (ribbon.color, ribbon.text) == ("#fff", None)
    assert len(ids) == 3
    assert tee.options is options
    assert tee.category_ids is ids


# A resolver -------------------------------------------------------------------------------------


def test_a_resolver_is_asked_only_where_both_sides_clash(
    session: Session, tee: Product, other: Other, shop: Any
) -> None:
    asked: list[Clash] = []

    def dearest(clash: Clash) -> Any:
        asked.append(clash)
        return max(clash.mine, clash.theirs)

    tee.price, tee.sku = Decimal(12), "MINE"
    tee.name_translated["nl"] = "Hemd"
    other.changes(path_of(tee), price=14, nameTranslated={"de": "Leibchen"})
    assert commit(session, dearest) == []
    [clash] = asked
    assert clash == Clash(tee, "price", Decimal(10), Decimal(12), Decimal(14), ("price",))
    assert (tee.price, tee.sku) == (Decimal(14), "MINE")
    there = shop.read(path_of(tee))
    assert (there["price"], there["sku"]) == (14, "MINE")
    assert there["nameTranslated"] == {"en": "Tee", "nl": "Hemd", "de": "Leibchen"}


@pytest.mark.parametrize(
    ("given", "sent"), [("mine", "mine"), ("theirs", None), ("third", "third"), (None, "")]
)
def test_what_a_resolver_gives_is_written_if_it_is_not_there_already(
    session: Session, tee: Product, other: Other, requests_of: RequestsOf, given: Any, sent: Any
) -> None:
    tee.description = "mine"
    other.changes(path_of(tee), description="theirs")
    with requests_of() as seen:
        assert commit(session, lambda clash: given) == []
    assert [body for _, _, body in seen.writes] == ([] if sent is None else [{"description": sent}])
    assert tee.description == (given or "")
    assert session.dirty == []


def test_a_resolver_may_change_the_list_at_hand(
    session: Session, tee: Product, other: Other, shop: Any
) -> None:
    options = tee.options
    options[0].choices[0].price_modifier = Decimal(2)
    other.edits(
        path_of(tee), "options", lambda there: there[0]["choices"][0].update(priceModifier=5)
    )

    def both(clash: Clash) -> Any:
        assert clash.places == ("options[Size].choices[S].priceModifier",)
        mine, theirs = clash.mine[0].choices[0], clash.theirs[0].choices[0]
        mine.price_modifier += theirs.price_modifier
        return clash.mine

    assert commit(session, both) == []
    assert tee.options is options
    assert shop.read(path_of(tee))["options"][0]["choices"][0]["priceModifier"] == 7


def test_a_resolver_may_leave_it_a_conflict(session: Session, tee: Product, other: Other) -> None:
    tee.price = Decimal(12)
    other.changes(path_of(tee), price=11)
    [stale] = commit(session, lambda clash: NotImplemented)
    assert list(stale.conflicts) == ["price"]


def test_what_a_resolver_raises_comes_through_and_nothing_is_changed_or_sent(
    session: Session, tee: Product, shop: Any, other: Other, requests_of: RequestsOf
) -> None:
    cap = session.get(Product, shop.product(name="Cap", nameTranslated={"en": "Cap"}))
    cap.name_translated["nl"] = "Pet"
    tee.price = Decimal(12)
    other.changes(path_of(tee), price=11)
    other.changes(path_of(cap), nameTranslated={"de": "Kappe"})

    def refuse(clash: Clash) -> Any:
        raise KeyError(clash.name)

    with requests_of() as sent, pytest.raises(KeyError):
        session.commit(on_conflict=refuse)
    assert sent.writes == []
    assert cap.name_translated == {"en": "Cap", "nl": "Pet"}


def test_what_a_resolver_gives_must_fit_the_attribute(
    session: Session, tee: Product, other: Other
) -> None:
    tee.price = Decimal(12)
    other.changes(path_of(tee), price=11)
    with pytest.raises(InvalidValue, match=r"price, by on_conflict=: expected an amount"):
        session.commit(on_conflict=lambda clash: "dear")
    with pytest.raises(CannotClear, match=r"price cannot be emptied"):
        session.commit(on_conflict=lambda clash: None)
    assert tee.price == Decimal(12)


# Any two writers --------------------------------------------------------------------------------


def renamed(choice: ProductOptionChoice, text: str) -> None:
    choice.text = choice.text_translated["en"] = text  # else Ecwid itself writes the latter


EDITS: dict[str, Callable[[Product, int], object]] = {
    "price": lambda product, n: setattr(product, "price", Decimal(n)),
    "sku": lambda product, n: setattr(product, "sku", f"TEE-{n}"),
    "translation": lambda product, n: product.name_translated.update(nl=f"T{n}"),
    "another": lambda product, n: product.name_translated.update({f"{['fr', 'de', 'it'][n]}": "T"}),
    "shelf": lambda product, n: product.category_ids.pop(n),
    "care": lambda product, n: setattr(product.attributes[0], "value", f"wash {n}"),
    "fit": lambda product, n: setattr(product.attributes[-1], "value", f"fit {n}"),
    "no attribute": lambda product, n: product.attributes.pop(0),
    "new attribute": lambda product, n: product.attributes.append(
        ProductAttributeValue(name=f"New {n}", value="x")
    ),
    "dearer choice": lambda product, n: setattr(
        product.options[0].choices[n], "price_modifier", Decimal(n + 1)
    ),
    "new choice": lambda product, n: product.options[0].choices.insert(
        n, ProductOptionChoice(text=f"New {n}")
    ),
    "other order": lambda product, n: product.options[0].choices.reverse(),
    "default choice": lambda product, n: setattr(product.options[0], "default_choice", n),
    "renamed choice": lambda product, n: renamed(product.options[0].choices[1], f"M{n}"),
    "required": lambda product, n: setattr(product.options[1], "required", True),
}
EDITED: list[Any] = [
    Product.price,
    Product.sku,
    Product.name_translated,
    Product.category_ids,
    Product.attributes,
    Product.options,
]
edits = st.lists(
    st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 2)), min_size=1, max_size=4
).map(dict)


@given(edits, edits)
@settings(max_examples=60)
def test_of_two_writers_none_loses_a_change_without_being_told(
    mine: dict[str, int], theirs: dict[str, int]
) -> None:
    clock = ManualClock()
    with (
        Emulator(clock=clock, background=False) as there,
        client_of(there, clock) as client,
        Session(client) as session,
        Session(client) as colleague,
    ):
        key = make_tee(Shop(client, there))
        product, same_product = session.get(Product, key), colleague.get(Product, key)
        base = client.get(f"products/{key}").json()
        for name, number in mine.items():
            EDITS[name](product, number)
        for name, number in theirs.items():
            EDITS[name](same_product, number)
        colleague.commit()
        between = client.get(f"products/{key}").json()
        wanted = state.dump(product)
        stale = commit(session)
        after = client.get(f"products/{key}").json()
        for field in EDITED:
            name = field.wire_name
            sides = [side.get(name, ABSENT) for side in (base, wanted, between)]
            merged = merge(*sides, as_sets={""} if field.target else ())
            if not stale:
                assert merged.conflicts == ()
                assert state.grown(merged.value, after.get(name, ABSENT))
                if not same(sides[0], sides[1]):
                    assert alike(as_json(product, field), after.get(name, ABSENT))
            else:
                assert bool(merged.conflicts) == (field.name in stale[0].conflicts)
                assert same(after.get(name, ABSENT), sides[2])


def as_json(product: Product, field: Any) -> Any:
    """What the session has of an attribute after a commit, as JSON."""
    value = getattr(product, field.name)
    return ABSENT if value is None else field.dump(value)


# How many requests ------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "calls"), [(1, 1), (2, 1), (100, 1), (200, 2), (250, 2)])
def test_what_many_objects_have_is_read_anew_in_few_calls(
    session: Session, shop: Any, requests_of: RequestsOf, number: int, calls: int
) -> None:
    shop.products(number)
    for product in session.query(Product):
        product.price = Decimal(1000)
    with requests_of() as sent:
        failures = Conflicts(session, session.fetcher, "fail").check(session.plan())
    assert failures == []
    assert len(sent) == calls
    assert len(sent.batched) == (3 if number > 200 else 0)


def test_objects_of_several_models_are_read_in_one_batch(
    session: Session, shop: Any, tee: Product, other: Other, requests_of: RequestsOf
) -> None:
    people = [shop.create("customers", email=f"{n}@example.com") for n in range(3)]
    shop.create("discount_coupons", name="Ten", code="TEN", discountType="ABS", discount=10)
    shop.create(f"{path_of(tee)}/combinations", options=[{"name": "Size", "value": "S"}], price=5)
    session.refresh(tee)
    [part] = tee.variations
    for person in session.get_many(Customer, people):
        person.lang = "nl"
    [coupon] = session.query(Coupon)
    coupon.name = "Twelve"
    tee.price = part.price = Decimal(12)
    other.changes(f"{path_of(tee)}/combinations/{part.id}", price=6)
    other.changes(f"customers/{people[1]}", lang="de")
    with requests_of() as sent:
        stale = commit(session, "fail")
    assert {type(one.instance) for one in stale} == {Customer, ProductVariation}
    assert [path.partition("?")[0] for _, path, _ in sent] == ["/batch", "/batch"]
    assert len(sent.batched) == 6


def test_many_that_can_only_be_listed_together_are_read_by_one_listing(
    session: Session, shop: Any, requests_of: RequestsOf
) -> None:
    for name in ("Books", "Music"):
        shop.create("classes", name=name)
    for kind in session.query(ProductType):
        if kind.id:
            kind.name = f"{kind.name}!"
    with requests_of() as sent:
        assert Conflicts(session, session.fetcher, "fail").check(session.plan()) == []
    assert [path.partition("?")[0] for _, path, _ in sent] == ["/classes"]
