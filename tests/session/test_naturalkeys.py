"""What a creation would create is looked up by its natural key."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm import (
    Category,
    CheckoutExtraField,
    Coupon,
    Customer,
    CustomerGroup,
    Order,
    Product,
    ProductVariation,
    Session,
)
from ecwid_orm.emulator import Fault
from ecwid_orm.exceptions import ApiError, ConfigurationError
from ecwid_orm.model import Model, Parameter, PendingKey, Search, fields
from ecwid_orm.model.search import equality, membership
from ecwid_orm.session.naturalkeys import Finder, carried_out, holds, natural_key
from ecwid_orm.session.plan import Operation


class Club(
    Model,
    path="customer_groups",
    # The keyword is found anywhere in the name, in any case.
    search=Search({"keyword": Parameter(means=equality("name"))}),
    natural=("name",),
):
    """A customer group as a user might declare it."""

    id = fields.Key()
    name = fields.String()


class Circle(Model, path="customer_groups", natural=(("name", "external_reference_id"),)):
    """One that is known by two attributes together."""

    id = fields.Key()
    name = fields.String()
    external_reference_id = fields.String()


class Shelf(Model, path="categories", natural=(("parent_id", "name"), "external_reference_id")):
    """A category, of which a shop has one by a name in each place."""

    id = fields.Key()
    parent_id = fields.Reference("Shelf", tree=True)
    name = fields.String()
    external_reference_id = fields.String()


class Ware(
    Model,
    path="products",
    # As if Ecwid took several SKUs, with commas between them.
    search=Search({"sku": Parameter("names", means=membership("sku"))}),
    natural=("sku",),
):
    """A product as a user might declare it."""

    id = fields.Key()
    sku = fields.String()
    name = fields.String()
    created = fields.DateTime(read_only=True)


class Kind(
    Model,
    path="classes",
    shape="list",
    search=Search({"hidden": Parameter("boolean")}),
    bulk_params={"hidden": True},
    natural=("name",),
):
    """A product type, as if its listing left some out unless asked."""

    id = fields.Key()
    name = fields.String()


class Misdeclared(Model, path="customer_groups", natural=("nmae",)):
    """A natural key that is no attribute."""

    id = fields.Key()
    name = fields.String()


@pytest.fixture
def finder(ecwid_session: Session) -> Finder:
    return Finder(ecwid_session)


@pytest.fixture
def planned(ecwid_session: Session) -> Any:
    """The creations of new objects, in the order of the objects."""

    def plan(*instances: Model) -> list[Operation]:
        ecwid_session.add(*instances)
        creations = {id(one.instance): one for one in ecwid_session.plan() if one.kind == "create"}
        return [creations[id(one)] for one in instances]

    return plan


def names_of(found: list[dict[str, Any]], key: str) -> list[Any]:
    return [raw[key] for raw in found]


# The natural key of a creation ------------------------------------------------------------------


def test_the_first_natural_key_with_a_value_counts(planned: Any) -> None:
    both, one, empty, none = planned(
        Product(name="A", sku="A", external_reference_id="X"),
        Product(name="B", sku="B"),
        Product(name="C", sku="C", external_reference_id=""),
        Product(name="D", sku=""),
    )
    assert natural_key(both) == ("external_reference_id", "X")
    assert natural_key(one) == ("sku", "B")
    assert natural_key(empty) == ("sku", "C")
    assert natural_key(none) is None


def test_attributes_that_are_a_key_together_must_all_have_a_value(planned: Any) -> None:
    whole, half = planned(Circle(name="A", external_reference_id="X"), Circle(name="A"))
    assert natural_key(whole) == (("name", "external_reference_id"), ("A", "X"))
    assert natural_key(half) is None


def test_an_id_that_is_not_known_yet_makes_no_natural_key(planned: Any) -> None:
    top = Shelf(name="Top", external_reference_id="T")
    _, below = planned(top, Shelf(name="Low", parent_id=top, external_reference_id="L"))
    assert natural_key(below) == ("external_reference_id", "L")
    top._raw["id"] = 9  # as when it was created
    assert natural_key(below) == (("parent_id", "name"), (9, "Low"))


def test_only_a_creation_has_a_natural_key(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.get(Product, shop.product(sku="A"))
    product.sku = "B"
    [update] = ecwid_session.plan()
    assert natural_key(update) is None
    assert Finder(ecwid_session).find([update]) == {}


def test_a_natural_key_that_is_no_attribute_is_named(planned: Any) -> None:
    [creation] = planned(Misdeclared(name="A"))
    with pytest.raises(ConfigurationError, match="Misdeclared has no field 'nmae'"):
        natural_key(creation)


# How it is asked --------------------------------------------------------------------------------


def test_one_lookup_is_one_direct_get(finder: Finder, planned: Any, requests_of: Any) -> None:
    creations = planned(Product(name="A", sku="A 1"))
    with requests_of() as sent:
        finder.find(creations)
    assert sent == [("GET", "/products?sku=A%201&sortBy=ADDED_TIME_ASC&limit=100", None)]


def test_three_lookups_go_by_one_batch(finder: Finder, planned: Any, requests_of: Any) -> None:
    creations = planned(*(Product(name="P", sku=f"S{n}") for n in range(3)))
    with requests_of() as sent:
        finder.find(creations)
    assert [(method, path.split("?")[0]) for method, path, _ in sent] == [
        ("POST", "/batch"),
        ("GET", "/batch"),
    ]
    assert sorted(sent.batched) == [
        ("GET", f"/products?sku=S{n}&sortBy=ADDED_TIME_ASC&limit=100", None) for n in range(3)
    ]


def test_six_hundred_lookups_go_by_two_batches(
    finder: Finder, planned: Any, shop: Any, requests_of: Any
) -> None:
    shop.products(550)
    creations = planned(*(Product(name="P", sku=f"S{n}") for n in range(600)))
    with requests_of() as sent:
        found = finder.find(creations)
    assert [len(body) for method, _, body in sent if method == "POST"] == [500, 100]
    assert len(sent) <= 5
    assert [names_of(found[one], "sku") for one in creations] == [
        [f"S{n}"] if n < 550 else [] for n in range(600)
    ]


@pytest.mark.parametrize("number", [1, 3, 600])
def test_a_listing_that_cannot_be_searched_is_walked_once(
    finder: Finder, planned: Any, shop: Any, requests_of: Any, number: int
) -> None:
    for n in range(250):
        shop.category(externalReferenceId=f"X{n}", enabled=n % 2 == 0)
    creations = planned(
        *(Category(name="C", external_reference_id=f"X{n}") for n in range(249, 249 + number))
    )
    with requests_of() as sent:
        found = finder.find(creations)
    wanted = "items(externalReferenceId,id,name)"
    assert sorted(sent) == [
        (
            "GET",
            f"/categories?hidden_categories=true&productIds=true"
            f"&responseFields=total,count,offset,limit,{wanted}&offset={offset}&limit=100",
            None,
        )
        for offset in (0, 198, 99)
    ]
    assert [len(found[one]) for one in creations] == [1] + [0] * (number - 1)


def test_a_key_that_the_user_gives_is_asked_for(
    finder: Finder, planned: Any, shop: Any, requests_of: Any
) -> None:
    shop.client.post("profile/extrafields", {"key": "a/b", "title": "Gift"})
    [there] = planned(CheckoutExtraField(key="a/b", title="Gift"))
    with requests_of() as sent:
        found = finder.find([there])
    assert sent == [("GET", "/profile/extrafields/a%2Fb", None)]
    assert names_of(found[there], "title") == ["Gift"]


def test_several_such_keys_are_found_in_the_listing_that_has_them_all(
    finder: Finder, planned: Any, shop: Any, requests_of: Any
) -> None:
    shop.client.post("profile/extrafields", {"key": "b", "title": "B"})
    creations = planned(*(CheckoutExtraField(key=key, title=key.upper()) for key in "abc"))
    with requests_of() as sent:
        found = finder.find(creations)
    assert sent == [("GET", "/profile/extrafields?responseFields=items(key,title)", None)]
    assert [names_of(found[one], "title") for one in creations] == [[], ["B"], []]


def sized(shop: Any, *sizes: str) -> int:
    """A product with a variation of each size."""
    choices = [{"text": size} for size in ("S", "M", "L")]
    product = shop.product(options=[{"type": "SELECT", "name": "Size", "choices": choices}])
    for size in sizes:
        shop.create(
            f"products/{product}/combinations", options=[{"name": "Size", "value": size}], sku=size
        )
    return int(product)


def size(product: Any, value: str) -> ProductVariation:
    return ProductVariation(product_id=product, options=[{"name": "Size", "value": value}])


def test_a_value_with_a_comma_is_not_searched_for_where_that_means_two(
    finder: Finder, planned: Any, shop: Any, requests_of: Any
) -> None:
    shop.product(sku="A,B")
    [creation] = planned(Ware(sku="A,B", name="Tee"))
    with requests_of() as sent:
        found = finder.find([creation])
    assert [path for _, path, _ in sent] == [
        "/products?responseFields=total,count,offset,limit,items(created,id,name,sku)"
        "&offset=0&limit=100"
    ]
    assert names_of(found[creation], "sku") == ["A,B"]
    assert found[creation][0]["created"]


def test_a_list_is_asked_for_with_all_that_is_in_it(
    finder: Finder, planned: Any, requests_of: Any
) -> None:
    with requests_of() as sent:
        finder.find(planned(Kind(name="Book")))
    assert [path for _, path, _ in sent] == ["/classes?hidden=true&responseFields=id,name"]


def test_the_parts_of_one_parent_are_listed_once(
    finder: Finder, planned: Any, shop: Any, requests_of: Any
) -> None:
    product = sized(shop, "S", "L")
    creations = planned(*(size(product, one) for one in "SML"))
    with requests_of() as sent:
        found = finder.find(creations)
    assert sent == [("GET", f"/products/{product}/combinations?responseFields=id,options", None)]
    assert [len(found[one]) for one in creations] == [1, 0, 1]


def test_the_listings_of_several_parents_go_by_one_batch(
    finder: Finder, planned: Any, shop: Any, requests_of: Any
) -> None:
    products = [sized(shop, "S"), sized(shop, "M")]
    creations = planned(*(size(product, one) for product in products for one in "SM"))
    with requests_of() as sent:
        found = finder.find(creations)
    assert len(sent) == 2
    assert sorted(path for _, path, _ in sent.batched) == [
        f"/products/{product}/combinations?responseFields=id,options" for product in products
    ]
    assert [len(found[one]) for one in creations] == [1, 0, 0, 1]


def test_lookups_of_several_models_share_a_batch(
    finder: Finder, planned: Any, requests_of: Any
) -> None:
    creations = planned(
        Product(name="A", sku="A"),
        Product(name="B", external_reference_id="X"),
        Customer(email="ann@example.com"),
        Coupon(name="Ten", code="TEN"),
        CheckoutExtraField(key="gift"),
        CustomerGroup(name="VIP", external_reference_id="V"),
    )
    with requests_of() as sent:
        assert finder.find(creations) == {one: [] for one in creations}
    assert sorted(path for _, path, _ in sent.batched) == [
        "/customers?useExactEmailMatch=true&email=ann%40example.com"
        "&sortBy=REGISTERED_DATE_ASC&limit=100",
        "/discount_coupons?code=TEN&limit=100",
        "/products?externalReferenceId=X&sortBy=ADDED_TIME_ASC&limit=100",
        "/products?sku=A&sortBy=ADDED_TIME_ASC&limit=100",
        "/profile/extrafields/gift",
    ]
    assert sorted(path.split("?")[0] for _, path, _ in sent) == [
        "/batch",
        "/batch",
        "/customer_groups",
    ]


def test_what_cannot_be_looked_up_is_absent_and_asks_nothing(
    finder: Finder, planned: Any, requests_of: Any
) -> None:
    creations = planned(Order(email="ann@example.com"), Product(name="No key"))
    with requests_of() as sent:
        assert finder.find(creations) == {}
    assert sent == []


def test_a_part_of_a_new_object_is_not_there_yet(
    finder: Finder, planned: Any, requests_of: Any
) -> None:
    product = Product(name="Tee", sku="T")
    _, part = planned(product, size(product, "L"))
    with requests_of() as sent:
        assert finder.find([part]) == {part: []}
    assert sent == []


def test_a_part_of_a_deleted_object_is_not_there(finder: Finder, planned: Any, shop: Any) -> None:
    product = sized(shop, "L")
    [part] = planned(size(product, "L"))
    shop.client.delete(f"products/{product}")
    assert finder.find([part]) == {part: []}


@pytest.mark.parametrize("number", [1, 3])
def test_a_refused_lookup_is_an_error_and_no_answer(
    finder: Finder, planned: Any, ecwid_emulator: Any, number: int
) -> None:
    creations = planned(*(Product(name="P", sku=f"S{n}") for n in range(number)))
    ecwid_emulator.faults.add(Fault("5xx_before", status=403, path="/products"))
    with pytest.raises(ApiError):
        finder.find(creations)


# What is taken for it ---------------------------------------------------------------------------

ALIKE = ["CAP-1", "cap-1", "CAP-11", "CAP", "CAP,1", "CAP,2", "CAP+1", "CAP 1", "CAP%201", "'\""]
ALIKE += ["КЕПКА", "Кепка", "CÅP", "CA\u030aP", "*", "null", "0", "1", "01", "1.0"]
"""SKUs that a careless search takes for each other."""


@pytest.mark.parametrize("there", [True, False])
def test_a_sku_is_found_exactly(finder: Finder, planned: Any, shop: Any, there: bool) -> None:
    made = ALIKE if there else ALIKE[::2]
    for sku in made:
        shop.product(sku=sku)
    creations = planned(*(Product(name="P", sku=sku) for sku in ALIKE))
    found = finder.find(creations)
    assert [names_of(found[one], "sku") for one in creations] == [
        [sku] if sku in made else [] for sku in ALIKE
    ]


def test_what_a_search_finds_besides_is_not_taken_for_it(
    finder: Finder, planned: Any, shop: Any, requests_of: Any
) -> None:
    for name in ("VIP", "vip", "VIPs", "My VIP"):
        shop.create("customer_groups", name=name)
    [there, missing] = planned(Club(name="VIP"), Club(name="IP"))
    with requests_of() as sent:
        found = finder.find([there, missing])
    assert {path.split("&")[0] for _, path, _ in sent.batched} == {
        "/customer_groups?keyword=VIP",
        "/customer_groups?keyword=IP",
    }
    assert names_of(found[there], "name") == ["VIP"]
    assert found[missing] == []


def test_a_search_that_finds_more_than_a_page_is_walked(
    finder: Finder, planned: Any, shop: Any
) -> None:
    for n in range(130):
        shop.create("customer_groups", name=f"VIP {n}")
    made = shop.create("customer_groups", name="VIP")
    [creation] = planned(Club(name="VIP"))
    assert names_of(finder.find([creation])[creation], "id") == [made]


def test_twins_are_both_found(finder: Finder, planned: Any, shop: Any) -> None:
    ids = [shop.create("customer_groups", name="VIP") for _ in range(2)]
    [creation] = planned(Club(name="VIP"))
    assert names_of(finder.find([creation])[creation], "id") == ids


def test_creations_of_one_natural_key_find_the_same(
    finder: Finder, planned: Any, shop: Any
) -> None:
    made = shop.category(externalReferenceId="X")
    creations = planned(*(Category(name=name, external_reference_id="X") for name in "AB"))
    found = finder.find(creations)
    assert [names_of(found[one], "id") for one in creations] == [[made], [made]]


def test_attributes_that_are_a_key_together_are_compared_together(
    finder: Finder, planned: Any, shop: Any
) -> None:
    shop.create("customer_groups", name="A", externalReferenceId="X")
    shop.create("customer_groups", name="B", externalReferenceId="Y")
    whole, crossed = planned(
        Circle(name="A", external_reference_id="X"), Circle(name="A", external_reference_id="Y")
    )
    found = finder.find([whole, crossed])
    assert (len(found[whole]), found[crossed]) == (1, [])


def test_the_sku_of_a_variation_is_not_that_of_a_product(
    finder: Finder, planned: Any, shop: Any
) -> None:
    product = sized(shop, "L")
    shop.client.put(f"products/{product}", {"externalReferenceId": "L"})
    variation = shop.read(f"products/{product}/combinations")[0]["id"]
    shop.client.put(f"products/{product}/combinations/{variation}", {"externalReferenceId": "V"})
    # The shop's own search does find the product by both.
    assert shop.client.get("products", {"sku": "L"})["total"] == 1
    assert shop.client.get("products", {"externalReferenceId": "V"})["total"] == 1
    by_sku, by_reference = planned(
        Product(name="Cap", sku="L"), Product(name="Cap", external_reference_id="V")
    )
    assert finder.find([by_sku, by_reference]) == {by_sku: [], by_reference: []}


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        ("ann@example.com", "Ann@EXAMPLE.com"),
        ("Ann@Example.com", "ann@example.com"),
        ("ann+tea@example.com", "ann+tea@example.com"),
    ],
)
def test_an_e_mail_is_found_in_any_case(
    finder: Finder, planned: Any, shop: Any, kept: str, sent: str
) -> None:
    made = shop.create("customers", email=kept)
    [creation] = planned(Customer(email=sent))
    [raw] = finder.find([creation])[creation]
    assert raw["id"] == made
    assert carried_out(creation, raw)


@pytest.mark.parametrize("sent", ["nn@example.com", "ann@example.co", "ann tea@example.com"])
def test_an_e_mail_that_is_part_of_another_is_not_found(
    finder: Finder, planned: Any, shop: Any, sent: str
) -> None:
    shop.create("customers", email="ann@example.com")
    shop.create("customers", email="ann+tea@example.com")
    [creation] = planned(Customer(email=sent))
    assert finder.find([creation]) == {creation: []}


def test_a_coupon_of_another_case_is_not_taken_for_it(
    finder: Finder, planned: Any, shop: Any
) -> None:
    shop.create("discount_coupons", name="Ten", code="TEN")
    [creation] = planned(Coupon(name="Ten", code="ten"))
    assert shop.client.get("discount_coupons", {"code": "ten"})["total"] == 1
    assert finder.find([creation]) == {creation: []}


def test_options_are_compared_in_any_order_and_all_of_them(
    finder: Finder, planned: Any, shop: Any
) -> None:
    def variation(**chosen: str) -> ProductVariation:
        options = [{"name": name, "value": value} for name, value in chosen.items()]
        return ProductVariation(product_id=product, options=options)

    product = shop.product()
    options = [{"name": "Size", "value": "L"}, {"name": "Colour", "value": "Red"}]
    shop.create(f"products/{product}/combinations", options=options)
    same, turned, fewer, more, other = creations = planned(
        variation(Size="L", Colour="Red"),
        variation(Colour="Red", Size="L"),
        variation(Size="L"),
        variation(Size="L", Colour="Red", Fit="Slim"),
        variation(Size="L", Colour="Blue"),
    )
    found = finder.find(creations)
    assert [one for one in (same, turned, fewer, more, other) if found[one]] == [same, turned]


# Whether it is what was to be created -----------------------------------------------------------


def test_an_entity_of_another_price_was_made_by_somebody_else(
    finder: Finder, planned: Any, shop: Any
) -> None:
    shop.product(sku="A", price=10.5)
    mine, another = planned(
        Product(name="Tee", sku="A", price=Decimal("10.50")),
        Product(name="Tee", sku="A", price=Decimal("10.51")),
    )
    found = finder.find([mine, another])
    assert carried_out(mine, found[mine][0])
    assert not carried_out(another, found[another][0])


def test_what_was_found_has_its_times(finder: Finder, planned: Any, shop: Any) -> None:
    shop.product(sku="A")
    [product] = planned(Product(name="Tee", sku="A"))
    assert {"id", "created", "updated"} <= set(finder.find([product])[product][0])


def test_stock_that_was_sold_since_says_nothing(finder: Finder, planned: Any, shop: Any) -> None:
    made = shop.product(sku="A", quantity=10)
    shop.client.put(f"products/{made}/inventory", {"quantityDelta": -3})
    [creation] = planned(Product(name="Tee", sku="A", quantity=10))
    [raw] = finder.find([creation])[creation]
    assert raw["quantity"] == 7
    assert carried_out(creation, raw)


def test_what_no_answer_tells_says_nothing(finder: Finder, planned: Any, shop: Any) -> None:
    shop.create("customers", email="ann@example.com", password="tulips")
    [creation] = planned(Customer(email="ann@example.com", password="tulips"))
    [raw] = finder.find([creation])[creation]
    assert "password" not in raw
    assert carried_out(creation, raw)


def test_words_of_ecwids_own_may_be_in_another_case(
    finder: Finder, planned: Any, shop: Any
) -> None:
    shop.client.post("profile/extrafields", {"key": "gift", "type": "TEXTAREA", "title": "Gift"})
    mine, another = planned(
        CheckoutExtraField(key="gift", type="TEXTAREA", title="Gift"),
        CheckoutExtraField(key="gift", type="TEXTAREA", title="gift"),
    )
    raw = finder.find([mine])[mine][0]
    assert raw["type"] == "textarea"
    assert carried_out(mine, raw)
    assert not carried_out(another, raw)


SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab", max_size=3)
SCALARS |= st.floats(-5, 5).map(lambda value: round(value, 2))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz"), inner, max_size=3),
    max_leaves=12,
)
BODIES = st.dictionaries(st.text("kl", min_size=1, max_size=2), JSON, max_size=4)


def as_ecwid_has_it(value: Any, data: Any) -> Any:
    """A value with what Ecwid fills in: more keys, ids, nulls replaced, numbers written anew."""
    if value is None:
        return data.draw(JSON)
    if isinstance(value, dict):
        more = data.draw(st.dictionaries(st.text("pq", min_size=1), SCALARS, max_size=2))
        return {**more, **{key: as_ecwid_has_it(item, data) for key, item in value.items()}}
    if isinstance(value, list):
        more = data.draw(st.lists(SCALARS, max_size=2))
        return data.draw(st.permutations([*more, *(as_ecwid_has_it(item, data) for item in value)]))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return data.draw(st.sampled_from([value, Decimal(repr(value)), float(value)]))
    return value


@given(BODIES, st.data())
def test_an_entity_holds_what_was_sent_whatever_ecwid_fills_in(
    sent: dict[str, Any], data: Any
) -> None:
    assert holds(sent, sent)
    assert holds(as_ecwid_has_it(sent, data), sent)


@given(BODIES, st.text("kl", min_size=1, max_size=2), SCALARS, SCALARS)
def test_an_entity_with_another_value_does_not_hold_it(
    sent: dict[str, Any], key: str, mine: Any, theirs: Any
) -> None:
    equal = mine is None or (theirs is None and mine == "")
    equal = equal or (mine == theirs and isinstance(mine, bool) is isinstance(theirs, bool))
    assert holds({**sent, key: theirs}, {**sent, key: mine}) is equal
    nested = {**sent, key: [{"value": mine}]}
    assert holds({**sent, key: [{"value": theirs}]}, nested) is equal


@given(BODIES)
def test_an_id_that_is_not_known_yet_says_nothing(sent: dict[str, Any]) -> None:
    new = Category(name="New")
    assert holds(sent, {**sent, "categoryIds": [1, PendingKey(new)]})
    new._raw["id"] = 5
    assert not holds(sent, {**sent, "categoryIds": [1, PendingKey(new)]})
    assert holds({**sent, "categoryIds": [5, 1]}, {**sent, "categoryIds": [1, PendingKey(new)]})


def test_a_shorter_list_does_not_hold_a_longer_one() -> None:
    assert not holds({"items": [1]}, {"items": [1, 1]})
    assert not holds({"items": None}, {"items": [1]})
    assert holds({}, {"items": [], "text": "", "part": {}})
    assert not holds({"text": "x"}, {"text": ""})
