"""Random histories of a shop, undone commit by commit: it is each time what it was before."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecwid_orm import (
    Category,
    CommitError,
    Coupon,
    Customer,
    CustomerContact,
    CustomerGroup,
    Model,
    Product,
    ProductOption,
    ProductOptionChoice,
    ProductType,
    ProductVariation,
    Promotion,
    Session,
)
from ecwid_orm.api import Client
from ecwid_orm.emulator import Emulator, ManualClock
from ecwid_orm.testing import client_of

EXAMPLES = int(os.environ.get("ECWID_UNDO_EXAMPLES", "25"))
HISTORIES = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)

# What the shop holds -------------------------------------------------------------------------

LISTS = {
    "categories": (Category, "name"),
    "products": (Product, "name"),
    "discount_coupons": (Coupon, "code"),
    "customers": (Customer, "email"),
    "customer_groups": (CustomerGroup, "name"),
    "promotions": (Promotion, "name"),
    "classes": (ProductType, "name"),
}
REFERENCES = {
    "categories": {
        "categoryIds",
        "defaultCategoryId",
        "parentId",
        "categories",
        "excludedCategories",
    },
    "products": {"productIds", "products", "excludedProducts"},
    "customer_groups": {"customerGroupId", "customerGroups"},
    "classes": {"productClassId"},
}
OWN = {
    "id",
    "timestamp",
    "createdDate",
    "changeTime",
    "combinationNumber",
    "creationDate",
    "updateDate",
}
"""Keys that Ecwid gives, and times."""
UNORDERED = {
    "categoryIds",
    "productIds",
    "products",
    "categories",
    "combinations",
    "contacts",
    "shippingAddresses",
    "attributes",
}
OF_A_TYPE = "Product.product_class_id of others is not set to it again"
HOME = ("defaultCategoryId", "showOnFrontpage")


class Snapshot:
    """All writable fields of all entities by name; ids are names, too."""

    def __init__(self, client: Client) -> None:
        self._raw: dict[str, list[dict[str, Any]]] = {}
        for path in LISTS:
            params = {"hidden_categories": True, "productIds": True} if path == "categories" else {}
            answer = client.get(path, params).json()
            self._raw[path] = answer if isinstance(answer, list) else answer["items"]
        self._names = {
            wire: {raw["id"]: raw.get(LISTS[path][1], "General") for raw in self._raw[path]}
            for path, wires in REFERENCES.items()
            for wire in wires
        }

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for path, raws in self._raw.items():
            model, label = LISTS[path]
            wires = {
                field.wire_name
                for field in model.__fields__.values()
                if field.wire_name and not field.read_only and field.wire_name not in OWN
            } | {part.wire_name for part in model.__children__}
            for raw in raws:
                name = raw.get(label, "General")
                if raw.get("categoryIds") == []:
                    # Made without a shelf it is on the front page, which an update may have undone.
                    raw.pop("showOnFrontpage", None)
                for wire in wires & raw.keys():
                    found[f"{path}/{name}.{wire}"] = self._plain(wire, raw[wire])
                found[f"{path}/{name}"] = True
        return {place: value for place, value in found.items() if value not in (None, "", [], {})}

    def _plain(self, wire: str, value: Any) -> Any:
        if wire in self._names:
            names = self._names[wire]
            if isinstance(value, list):
                return sorted(names.get(key, f"lost {key}") for key in value)
            return names.get(value, value)
        if isinstance(value, dict):
            plain = {
                key: self._plain(key, item)
                for key, item in value.items()
                if key not in OWN and not _computed(key)
            }
            return {key: item for key, item in plain.items() if item not in (None, "", [], {})}
        if isinstance(value, list):
            plain_items = [self._plain("", item) for item in value]
            return sorted(plain_items, key=repr) if wire in UNORDERED else plain_items
        return value


def _computed(key: str) -> bool:
    return key.startswith(("defaultDisplayed", "automatic", "inStock")) or key.endswith("Formatted")


def check_same(now: dict[str, Any], before: dict[str, Any], homeless: set[str]) -> None:
    """The shop is what it was, but for the shelf that some products are at home on."""
    ignored = {f"products/{name}.{wire}" for name in homeless for wire in HOME}
    places = sorted((now.keys() | before.keys()) - ignored)
    differing = {
        place: (before.get(place), now.get(place))
        for place in places
        if before.get(place) != now.get(place)
    }
    assert differing == {}, differing


# What happens in it --------------------------------------------------------------------------


def plant(client: Client) -> None:
    """A small shop with something of everything."""
    top = client.post("categories", {"name": "c0"})["id"]
    below = client.post("categories", {"name": "c1", "parentId": top})["id"]
    other = client.post("categories", {"name": "c2", "description": "old"})["id"]
    tools = client.post(
        "classes", {"name": "t0", "attributes": [{"name": "Wood"}, {"name": "Steel"}]}
    )["id"]
    size = {
        "type": "SIZE",
        "name": "Size",
        "choices": [{"text": "S", "priceModifier": 0}, {"text": "M"}],
    }
    keys = []
    for number, shelves in enumerate(([top], [below, other], [])):
        body = {
            "name": f"p{number}",
            "sku": f"s{number}",
            "price": 10.5,
            "quantity": 20,
            "categoryIds": shelves,
            "options": [size],
            "subtitle": "once",
            "weight": 2,
            "nameTranslated": {"nl": f"nl{number}"},
            "productClassId": tools if number == 1 else 0,
            "attributes": [{"name": "Wood", "value": "oak"}] if number == 1 else [],
            "relatedProducts": {"productIds": keys[-1:]},
        }
        keys.append(client.post("products", body)["id"])
    for value in "SM":
        client.post(
            f"products/{keys[0]}/combinations",
            {"options": [{"name": "Size", "value": value}], "sku": f"v0{value}", "quantity": 4},
        )
    group = client.post("customer_groups", {"name": "g0"})["id"]
    for number in range(2):
        client.post(
            "customers",
            {
                "email": f"e{number}@example.com",
                "customerGroupId": group if number else 0,
                "shippingAddresses": [{"name": "A", "city": "Bonn"}, {"name": "B"}],
                "billingPerson": {"name": "Ann B", "phone": "1"},
            },
        )
    client.post(
        "discount_coupons",
        {"name": "k", "code": "K0", "discount": 5, "catalogLimit": {"categories": [other]}},
    )
    client.post(
        "promotions",
        {
            "name": "m0",
            "enabled": True,
            "discountBase": "ITEM",
            "discountType": "PERCENT",
            "amount": 5,
            "triggers": {"subtotal": 10, "customerGroups": [group]},
            "targets": {"products": [keys[2]]},
        },
    )


class History:
    """Commits to a shop, made as they are drawn, and taken back."""

    def __init__(self, draw: Callable[..., Any], emulator: Emulator, clock: ManualClock) -> None:
        self.draw = draw
        self.client = client_of(emulator, clock)
        self.journal = ":memory:"
        self.session = Session(self.client, journal=self.journal)
        self._names: dict[int, set[str]] = defaultdict(set)
        self._homeless: set[int] = set()
        self.world: dict[type[Model], list[Any]] = {}
        self._number = 0
        plant(self.client)

    def fresh(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number + 9}"

    def all(self, model: type[Model]) -> list[Any]:
        """All objects of a model, loaded whole or just by name; kept until the commit is over."""
        query = self.session.query(model)
        if model is Category:
            query = query.where(hidden_categories=True)
        if model in (Product, Category, Customer) and self.draw(st.booleans()):
            query = query.only(model.__fields__["id"])
        return [one for one in query if type(one).__resource__.own_key(one)]

    def one(self, model: type[Model]) -> Any:
        known = [one for one in self.world[model] if one not in self.gone]
        return self.draw(st.sampled_from(known)) if known else None

    def some(self, model: type[Model], most: int = 2) -> list[Any]:
        known = [one for one in self.world[model] if one not in self.gone]
        if not known:
            return []
        picked = self.draw(st.lists(st.sampled_from(range(len(known))), max_size=most, unique=True))
        return [known[number].id for number in picked]

    def commit(self, todo: list[Callable[[History], None]] | None = None) -> str | None:
        """Some random work, committed; None where there was nothing to send."""
        models = [model for model, _ in LISTS.values()]
        for one in list(self.session):
            self.session.expunge(one)  # what was loaded before is read anew
        self.world = {model: self.all(model) for model in models}
        self.gone: list[Any] = []
        for product in self.world[Product]:
            self._names[product.id].add(product.name)
        drawn = st.lists(st.sampled_from(WORK), min_size=1, max_size=5)
        works: list[Callable[[History], None]] = self.draw(drawn) if todo is None else todo
        # What is to be deleted is not given anything to do any more.
        for work in sorted(works, key=lambda work: work not in DELETING):
            work(self)
        try:
            result = self.session.commit()
        except CommitError as error:
            self.session.rollback()
            result = error.result
            if result is None:
                return None
        latest = self.session.journal.commits(limit=1)
        return result.id if latest and latest[0].id == result.id else None

    def undo(self, commit_id: str) -> str | None:
        plan = self.session.undo(commit_id)
        lost = [one for one in plan.left_out if one.reason != OF_A_TYPE]
        assert lost == [], str(plan)
        if not plan.waves:
            return None
        result = self.session.apply(plan)
        assert (self.session.dirty, self.session.new, self.session.deleted) == ([], [], [])
        return result.id

    def take_home_from(self, categories: set[int]) -> None:
        """Products of these categories are to be at home on another shelf, or on the front page."""
        for product in self.world[Product]:
            if categories & set(product.category_ids):
                self._homeless.add(product.id)

    @property
    def homeless(self) -> set[str]:
        """All names that these products ever had."""
        return {name for key in self._homeless for name in self._names[key]}

    def snapshot(self) -> dict[str, Any]:
        return Snapshot(self.client).told()


def _change_product(history: History) -> None:
    product, draw = history.one(Product), history.draw
    if product is None:
        return
    match draw(st.integers(0, 15)):
        case 0:
            product.price = Decimal(draw(st.sampled_from(["1.10", "99", "0.5"])))
        case 1:
            product.sku = history.fresh("s")
        case 2:
            product.name = history.fresh("p")
        case 3:
            product.unlimited = draw(st.booleans())
        case 4:
            product.quantity = draw(st.integers(0, 9))
        case 5:
            product.quantity = Product.quantity + draw(st.integers(-3, 3))
        case 6:
            product.subtitle = draw(st.sampled_from([None, "new"]))
        case 7:
            product.name_translated[draw(st.sampled_from(["nl", "fr"]))] = history.fresh("x")
        case 8:
            product.category_ids = history.some(Category)
        case 9:
            product_ids = product.related_products.product_ids
            product_ids[:] = history.some(Product)
        case 10:
            product.options.append(
                ProductOption(
                    type="RADIO",
                    name=history.fresh("o"),
                    required=draw(st.booleans()),
                    choices=[ProductOptionChoice(text="red", price_modifier=Decimal(1))],
                )
            )
        case 11:
            product.attributes = [{"name": "Brand", "value": history.fresh("b")}]
        case 12:
            product.product_class_id = draw(st.sampled_from([None, *history.some(ProductType)]))
        case 13:
            product.wholesale_prices = [{"quantity": 5, "price": Decimal("0.25")}]
        case 14:
            product.ribbon = {"text": history.fresh("r"), "color": "#123456"}
        case _:
            product.weight = draw(st.sampled_from([1.5, 2.25]))
            product.dimensions = {"length": 3.0, "width": 2.0, "height": 1.0}


def _new_product(history: History) -> None:
    draw = history.draw
    product = Product(
        name=history.fresh("p"), sku=history.fresh("s"), price=Decimal("3.30"), weight=1.0
    )
    product.category_ids = history.some(Category)
    if draw(st.booleans()):
        product.quantity = draw(st.integers(0, 9))
    if draw(st.booleans()):
        choices = [ProductOptionChoice(text="M")]
        product.options.append(ProductOption(type="SELECT", name="Size", choices=choices))
        product.variations.append(
            ProductVariation(options=[{"name": "Size", "value": "M"}], sku=history.fresh("v"))
        )
    history.session.add(product)


def _delete_product(history: History) -> None:
    product = history.one(Product)
    if product is not None:
        history.gone.append(product)
        for other in history.world[Product]:
            related = other.related_products
            if other not in history.gone and related and product.id in related.product_ids:
                related.product_ids.remove(product.id)
        for promotion in history.world[Promotion]:
            targets = promotion.targets
            if promotion not in history.gone and targets and product.id in targets.products:
                targets.products.remove(product.id)
        history.session.delete(product)


def _change_category(history: History) -> None:
    category, draw = history.one(Category), history.draw
    if category is None:
        return
    match draw(st.integers(0, 5)):
        case 0:
            category.name = history.fresh("c")
        case 1:
            category.description = draw(st.sampled_from([None, "new"]))
        case 2:
            category.enabled = draw(st.booleans())
        case 3:
            category.name_translated["nl"] = history.fresh("x")
        case 4:
            category.parent_id = None
        case _:
            roots = [
                one
                for one in history.world[Category]
                if not one.parent_id and one not in history.gone
            ]
            if not any(one.parent_id == category.id for one in history.world[Category]):
                category.parent_id = draw(st.sampled_from([one.id for one in roots] or [None]))
                if category.parent_id == category.id:
                    category.parent_id = None


def _new_category(history: History) -> None:
    top = Category(name=history.fresh("c"), parent_id=next(iter(history.some(Category, 1)), None))
    history.session.add(top)
    if history.draw(st.booleans()):
        history.session.add(
            Category(name=history.fresh("c"), parent_id=top.id, product_ids=history.some(Product))
        )


def _delete_category(history: History) -> None:
    category = history.one(Category)
    if category is None:
        return
    doomed = [category]
    for _ in range(3):
        keys = [one.id for one in doomed]
        doomed += [
            one
            for one in history.world[Category]
            if one.parent_id in keys and one not in doomed and one not in history.gone
        ]
    history.gone += doomed
    keys = [one.id for one in doomed]
    history.take_home_from(set(keys))
    for coupon in history.world[Coupon]:
        if coupon not in history.gone and coupon.catalog_limit:
            limit = coupon.catalog_limit.categories
            limit[:] = [key for key in limit if key not in keys]
    history.session.delete(category)


def _change_customer(history: History) -> None:
    customer, draw = history.one(Customer), history.draw
    if customer is None:
        return
    match draw(st.integers(0, 6)):
        case 0:
            customer.email = history.fresh("e") + "@example.com"
        case 1:
            customer.customer_group_id = draw(st.sampled_from([None, *history.some(CustomerGroup)]))
        case 2:
            customer.private_admin_notes = draw(st.sampled_from([None, "note"]))
        case 3:
            customer.shipping_addresses.append({"name": history.fresh("a"), "city": "Ulm"})
        case 4:
            del customer.shipping_addresses[:1]
        case 5:
            customer.billing_person = {"name": "Ann B", "phone": history.fresh("5")}
        case _:
            kind = draw(st.integers(0, 2))
            contacts = list(customer.contacts)
            if kind == 0 or not contacts:
                customer.contacts.append(CustomerContact(contact=history.fresh("6"), type="PHONE"))
            elif kind == 1:
                contacts[0].note = history.fresh("n")
            elif contacts[0] not in history.gone:
                history.gone.append(contacts[0])
                history.session.delete(contacts[0])


def _new_customer(history: History) -> None:
    history.session.add(
        Customer(
            email=history.fresh("e") + "@example.com",
            customer_group_id=next(iter(history.some(CustomerGroup, 1)), None),
        )
    )


def _delete_customer(history: History) -> None:
    customer = history.one(Customer)
    if customer is not None:
        history.gone.append(customer)
        history.session.delete(customer)


def _groups(history: History) -> None:
    group, kind = history.one(CustomerGroup), history.draw(st.integers(0, 2))
    if kind == 0 or group is None:
        history.session.add(CustomerGroup(name=history.fresh("g")))
    elif kind == 1:
        group.name = history.fresh("g")
    else:
        history.gone.append(group)
        for promotion in history.world[Promotion]:
            triggers = promotion.triggers
            if promotion not in history.gone and group.id in triggers.customer_groups:
                triggers.customer_groups.remove(group.id)
        history.session.delete(group)


def _variations(history: History) -> None:
    product = history.one(Product)
    if product is None:
        return
    busy = [*history.gone, *history.session.new]
    variations = [one for one in product.variations if one not in busy]
    match history.draw(st.integers(0, 3)):
        case 0 if variations:
            variations[0].sku = history.fresh("v")
        case 1 if variations:
            variations[0].quantity = ProductVariation.quantity - 1
        case 2 if variations:
            history.gone.append(variations[-1])
            product.variations.remove(variations[-1])
        case _:
            used = {tuple((o.name, o.value) for o in one.options) for one in product.variations}
            if (("Size", "M"),) not in used and any(one.name == "Size" for one in product.options):
                product.variations.append(
                    ProductVariation(
                        options=[{"name": "Size", "value": "M"}], sku=history.fresh("v")
                    )
                )


def _coupons(history: History) -> None:
    coupon, kind = history.one(Coupon), history.draw(st.integers(0, 3))
    if kind == 0 or coupon is None:
        history.session.add(Coupon(name="k", code=history.fresh("K"), discount=Decimal(1)))
    elif kind == 1:
        coupon.discount = Decimal("2.5")
        if categories := history.some(Category):
            coupon.catalog_limit = {"categories": categories}
    elif kind == 2:
        coupon.code = history.fresh("K")
    else:
        history.gone.append(coupon)
        history.session.delete(coupon)


def _promotions(history: History) -> None:
    promotion, kind = history.one(Promotion), history.draw(st.integers(0, 2))
    if kind == 0 or promotion is None:
        history.session.add(
            Promotion(
                name=history.fresh("m"),
                enabled=True,
                discount_base="SUBTOTAL",
                discount_type="PERCENT",
                amount=Decimal(3),
                triggers={"subtotal": Decimal(20)},
            )
        )
    elif kind == 1:
        promotion.amount = Decimal("4.5")
        promotion.enabled = history.draw(st.booleans())
    else:
        history.gone.append(promotion)
        history.session.delete(promotion)


def _types(history: History) -> None:
    kind, draw = history.one(ProductType), history.draw
    if kind is None or draw(st.booleans()):
        history.session.add(
            ProductType(name=history.fresh("t"), attributes=[{"name": history.fresh("w")}])
        )
    else:
        kind.name = history.fresh("t")
        kind.attributes.append({"name": history.fresh("w")})


WORK = [
    _change_product,
    _change_product,
    _change_product,
    _new_product,
    _delete_product,
    _change_category,
    _new_category,
    _delete_category,
    _change_customer,
    _new_customer,
    _delete_customer,
    _groups,
    _variations,
    _coupons,
    _promotions,
    _types,
]


DELETING = [_delete_product, _delete_category, _delete_customer, _groups]


@contextmanager
def history_of(data: st.DataObject) -> Iterator[History]:
    clock = ManualClock()
    emulator = Emulator(clock=clock, background=False)
    history = History(data.draw, emulator, clock)
    try:
        yield history
    finally:
        history.session.close()
        history.client.close()
        emulator.close()


@HISTORIES
@given(data=st.data())
def test_undone_the_last_first_commits_leave_the_shop_as_it_was(data: st.DataObject) -> None:
    with history_of(data) as history:
        before = [history.snapshot()]
        commits = []
        for _ in range(data.draw(st.integers(1, 4))):
            commits.append(history.commit())
            before.append(history.snapshot())
        for commit_id, was in zip(reversed(commits), before[-2::-1], strict=True):
            if commit_id is not None:
                history.undo(commit_id)
            check_same(history.snapshot(), was, history.homeless)


@HISTORIES
@given(data=st.data())
def test_an_undo_can_be_undone_again_and_again(data: st.DataObject) -> None:
    with history_of(data) as history:
        before = history.snapshot()
        commit_id = history.commit()
        after = history.snapshot()
        for expected in (before, after, before):
            if commit_id is not None:
                commit_id = history.undo(commit_id)
                check_same(history.snapshot(), expected, history.homeless)


@HISTORIES
@given(data=st.data())
def test_a_commit_in_the_middle_is_undone_if_nothing_touched_the_same_since(
    data: st.DataObject,
) -> None:
    """A commit on products is undone while one on customers, which came later, stays."""
    with history_of(data) as history:
        before = history.snapshot()
        middle = history.commit(data.draw(some_of(_change_product, _new_product, _variations)))
        later = data.draw(some_of(_change_customer, _new_customer, _delete_customer))
        history.commit(later)
        after = history.snapshot()
        if middle is not None:
            history.undo(middle)
        expected = {
            place: value
            for state, wanted in ((before, True), (after, False))
            for place, value in state.items()
            if place.startswith("customers/") is not wanted
        }
        check_same(history.snapshot(), expected, set())


def some_of(*works: Callable[[History], None]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(works), min_size=1, max_size=4)
