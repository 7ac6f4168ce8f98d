from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    Category,
    CommitError,
    InvalidObjects,
    Model,
    ObjectState,
    Product,
    ProductOption,
    ProductVariation,
    Session,
    inspect,
    signals,
)
from ecwid_orm.api import Client


class Tee(Product):
    """A product with nothing of its own."""


@pytest.fixture
def key(ecwid_client: Client) -> int:
    """A product of the shop."""
    return int(ecwid_client.post("products", {"name": "Tee", "price": 10, "quantity": 10})["id"])


class Notes(list[tuple[Any, ...]]):
    """A receiver that notes the sender and what it is told."""

    def __call__(self, sender: type[Any], **told: Any) -> None:
        self.append((sender, told))


# Before ----------------------------------------------------------------------------------------


def test_before_update_is_told_of_old_and_new_values(ecwid_session: Session, key: int) -> None:
    notes = Notes()
    product = ecwid_session.get(Product, key)
    product.price = Decimal(12)
    product.options.append(ProductOption(type="TEXTFIELD", name="Engraving"))
    with signals.before_update.connected_to(notes):
        ecwid_session.commit()
    ((sender, told),) = notes
    assert sender is Product
    assert told["instance"] is product
    assert told["session"] is ecwid_session
    assert told["changes"]["price"] == (Decimal(10), Decimal(12))
    assert [part.name for part in told["changes"]["options"][1]] == ["Engraving"]


def test_before_create_and_before_delete_are_told_of_the_object(
    ecwid_session: Session, key: int
) -> None:
    created, deleted = Notes(), Notes()
    new, old = Product(name="Cap"), ecwid_session.get(Product, key)
    ecwid_session.add(new)
    ecwid_session.delete(old)
    with (
        signals.before_create.connected_to(created),
        signals.before_delete.connected_to(deleted),
    ):
        ecwid_session.commit()
    assert created == [(Product, {"instance": new, "session": ecwid_session})]
    assert deleted == [(Product, {"instance": old, "session": ecwid_session})]


def test_nobody_is_told_of_what_did_not_change(ecwid_session: Session, key: int) -> None:
    notes = Notes()
    product = ecwid_session.get(Product, key)
    product.price = Decimal(10)
    with signals.before_update.connected_to(notes), signals.after_update.connected_to(notes):
        ecwid_session.commit()
    assert notes == []


def test_a_receiver_may_change_the_object(
    ecwid_session: Session, key: int, requests_of: Any
) -> None:
    def slug(sender: type[Any], *, instance: Any, **told: Any) -> None:
        instance.custom_slug = instance.name.lower()

    product = ecwid_session.get(Product, key)
    product.name = "Hemd"
    with signals.before_update.connected_to(slug), requests_of() as sent:
        ecwid_session.commit()
    assert sent == [("PUT", f"/products/{key}", {"name": "Hemd", "customSlug": "hemd"})]


def test_a_receiver_may_make_others_new_dirty_and_deleted_and_these_are_told_too(
    ecwid_session: Session, ecwid_client: Client, key: int
) -> None:
    other = ecwid_session.get(Product, int(ecwid_client.post("products", {"name": "B"})["id"]))
    doomed = ecwid_session.get(Product, int(ecwid_client.post("products", {"name": "C"})["id"]))
    told_of: list[tuple[str, Any]] = []

    def spread(sender: type[Any], *, instance: Any, **told: Any) -> None:
        told_of.append(("update", instance))
        if instance.id == key:
            other.price = Decimal(5)
            ecwid_session.add(Category(name="Log"))
            ecwid_session.delete(doomed)

    def created(sender: type[Any], *, instance: Any, **told: Any) -> None:
        told_of.append(("create", instance.name))

    def deleted(sender: type[Any], *, instance: Any, **told: Any) -> None:
        told_of.append(("delete", instance.name))

    product = ecwid_session.get(Product, key)
    product.price = Decimal(12)
    with (
        signals.before_update.connected_to(spread),
        signals.before_create.connected_to(created),
        signals.before_delete.connected_to(deleted),
    ):
        result = ecwid_session.commit()
    assert told_of[0] == ("update", product)
    assert sorted(told_of[1:], key=str) == sorted(
        [("update", other), ("create", "Log"), ("delete", "C")], key=str
    )
    assert len(result.operations) == 4


def test_a_receiver_that_takes_an_object_out_has_it_not_sent(
    ecwid_session: Session, requests_of: Any
) -> None:
    def veto(sender: type[Any], *, instance: Any, session: Session) -> None:
        session.expunge(instance)

    ecwid_session.add(Product(name="Cap"), Category(name="Shelf"))
    with signals.before_create.connected_to(veto, Product), requests_of() as sent:
        ecwid_session.commit()
    assert [path for _, path, _ in sent.writes] == ["/categories"]


@pytest.mark.parametrize("when", ["before_create", "before_update", "before_delete"])
def test_a_receiver_that_raises_stops_the_commit_before_anything_is_sent(
    ecwid_session: Session, ecwid_client: Client, key: int, requests_of: Any, when: str
) -> None:
    def refuse(sender: type[Any], **told: Any) -> None:
        raise RuntimeError("not today")

    changed = ecwid_session.get(Product, key)
    doomed = ecwid_session.get(Product, int(ecwid_client.post("products", {"name": "B"})["id"]))
    changed.price = Decimal(12)
    ecwid_session.delete(doomed)
    new = Product(name="Cap")
    ecwid_session.add(new)
    with (
        getattr(signals, when).connected_to(refuse),
        requests_of() as sent,
        pytest.raises(RuntimeError, match="not today"),
    ):
        ecwid_session.commit()
    assert sent == []
    assert (ecwid_session.new, ecwid_session.dirty) == ([new], [changed])
    assert ecwid_session.deleted == [doomed]
    assert len(ecwid_session.commit().operations) == 3


def test_what_a_receiver_changed_is_validated(
    ecwid_session: Session, key: int, requests_of: Any
) -> None:
    def spoil(sender: type[Any], *, instance: Any, **told: Any) -> None:
        instance.name = ""

    product = ecwid_session.get(Product, key)
    product.price = Decimal(12)
    with (
        signals.before_update.connected_to(spoil),
        requests_of() as sent,
        pytest.raises(InvalidObjects, match="name is required"),
    ):
        ecwid_session.commit()
    assert sent == []


def test_an_object_that_cannot_be_written_is_reported_with_the_others_not_to_receivers(
    ecwid_session: Session, key: int, requests_of: Any
) -> None:
    notes = Notes()
    product = ecwid_session.get(Product, key)
    product.category_ids.append("odd")  # type: ignore[arg-type]  # the point
    ecwid_session.add(Product(sku="nameless"))
    with (
        signals.before_update.connected_to(notes),
        requests_of() as sent,
        pytest.raises(InvalidObjects, match="category_ids"),
    ):
        ecwid_session.commit()
    assert notes == sent == []


def test_committing_some_objects_tells_of_those_only(
    ecwid_session: Session, ecwid_client: Client, key: int
) -> None:
    notes = Notes()
    other = ecwid_session.get(Product, int(ecwid_client.post("products", {"name": "B"})["id"]))
    product = ecwid_session.get(Product, key)
    product.price = other.price = Decimal(12)
    with signals.before_update.connected_to(notes):
        ecwid_session.commit(product)
    assert [told["instance"] for _, told in notes] == [product]


def test_before_commit_is_given_the_plan_and_may_refuse_it(
    ecwid_session: Session, key: int, requests_of: Any
) -> None:
    notes = Notes()
    product = ecwid_session.get(Product, key)
    product.price = Decimal(12)

    def refuse(sender: type[Any], **told: Any) -> None:
        raise RuntimeError("not today")

    with (
        signals.before_commit.connected_to(refuse),
        requests_of() as sent,
        pytest.raises(RuntimeError),
    ):
        ecwid_session.commit()
    assert sent == []
    with signals.before_commit.connected_to(notes):
        result = ecwid_session.commit()
    ((sender, told),) = notes
    assert sender is Session
    assert told["session"] is ecwid_session
    assert told["plan"].operations == result.operations


# After -----------------------------------------------------------------------------------------


def test_after_signals_are_told_of_what_was_done_with_the_changes(
    ecwid_session: Session, ecwid_client: Client, key: int
) -> None:
    created, updated, deleted = Notes(), Notes(), Notes()
    product = ecwid_session.get(Product, key)
    product.price = Decimal(12)
    doomed = ecwid_session.get(Product, int(ecwid_client.post("products", {"name": "B"})["id"]))
    ecwid_session.delete(doomed)
    new = Product(name="Cap", price=Decimal("1.50"))
    ecwid_session.add(new)
    with (
        signals.after_create.connected_to(created),
        signals.after_update.connected_to(updated),
        signals.after_delete.connected_to(deleted),
    ):
        ecwid_session.commit()
    session = ecwid_session
    assert created == [
        (
            Product,
            {
                "instance": new,
                "session": session,
                "changes": {"name": (None, "Cap"), "price": (None, Decimal("1.50"))},
            },
        )
    ]
    assert updated == [
        (
            Product,
            {
                "instance": product,
                "session": session,
                "changes": {"price": (Decimal(10), Decimal(12))},
            },
        )
    ]
    assert deleted == [(Product, {"instance": doomed, "session": session, "changes": {}})]


def test_a_receiver_finds_the_object_as_it_is_afterwards(ecwid_session: Session, key: int) -> None:
    seen: list[Any] = []

    def look(sender: type[Any], *, instance: Any, **told: Any) -> None:
        seen.append((inspect(instance).state, instance.id, dict(inspect(instance).changes)))

    new = Product(name="Cap")
    ecwid_session.add(new)
    with signals.after_create.connected_to(look):
        ecwid_session.commit()
    assert seen == [(ObjectState.PERSISTENT, new.id, {})]


def test_a_stock_difference_is_told_as_a_change(ecwid_session: Session, key: int) -> None:
    notes = Notes()
    product = ecwid_session.get(Product, key)
    product.quantity = Product.quantity - 3
    with signals.before_update.connected_to(notes), signals.after_update.connected_to(notes):
        ecwid_session.commit()
    assert [told["changes"]["quantity"] for _, told in notes] == [(10, 7), (10, 7)]


def test_nobody_is_told_of_what_failed(ecwid_session: Session, ecwid_client: Client) -> None:
    notes = Notes()
    ecwid_client.post("products", {"name": "A", "sku": "TAKEN"})
    clash = Product(name="Clash", sku="TAKEN")
    ecwid_session.add(clash, Product(name="Fine"))
    with signals.after_create.connected_to(notes), pytest.raises(CommitError):
        ecwid_session.commit()
    assert [told["instance"].name for _, told in notes] == ["Fine"]


def test_a_receiver_that_fails_afterwards_stops_nothing_and_is_reported(
    ecwid_session: Session, key: int, ecwid_client: Client
) -> None:
    def fail(sender: type[Any], **told: Any) -> None:
        raise RuntimeError("the printer is on fire")

    product = ecwid_session.get(Product, key)
    product.price = Decimal(12)
    shelf = Category(name="Shelf")
    ecwid_session.add(shelf, Product(name="Cap", category_ids=[shelf.id]))
    with (
        signals.after_update.connected_to(fail),
        signals.after_create.connected_to(fail),
        pytest.raises(CommitError, match="the printer is on fire") as raised,
    ):
        ecwid_session.commit()
    assert len(raised.value.failures) == 3
    assert not raised.value.not_executed
    assert len(raised.value.result.operations) == 3
    assert (ecwid_session.new, ecwid_session.dirty) == ([], [])
    assert ecwid_client.get(f"products/{key}")["price"] == 12


def test_a_receiver_may_commit_later_what_it_changed(
    ecwid_session: Session, key: int, ecwid_client: Client
) -> None:
    def count_up(sender: type[Any], *, instance: Any, **told: Any) -> None:
        instance.warning_limit = 3

    product = ecwid_session.get(Product, key)
    product.price = Decimal(12)
    with signals.after_update.connected_to(count_up):
        ecwid_session.commit()
    assert list(inspect(product).changes) == ["warning_limit"]
    ecwid_session.commit()
    assert ecwid_client.get(f"products/{key}")["warningLimit"] == 3


# Senders ---------------------------------------------------------------------------------------


def test_a_receiver_for_a_base_class_hears_its_subclasses(ecwid_session: Session, key: int) -> None:
    everything, products, tees = Notes(), Notes(), Notes()
    ecwid_session.get(Tee, key).price = Decimal(12)
    ecwid_session.add(Product(name="Cap"), Category(name="Shelf"))
    with (
        signals.before_create.connected_to(everything, Model),
        signals.before_update.connected_to(everything, Model),
        signals.before_create.connected_to(products, Product),
        signals.before_update.connected_to(products, Product),
        signals.before_create.connected_to(tees, Tee),
        signals.before_update.connected_to(tees, Tee),
    ):
        ecwid_session.commit()
    assert sorted(sender.__name__ for sender, _ in everything) == ["Category", "Product", "Tee"]
    assert sorted(sender.__name__ for sender, _ in products) == ["Product", "Tee"]
    assert [sender for sender, _ in tees] == [Tee]


def test_parts_send_signals_of_their_own(ecwid_session: Session, key: int) -> None:
    notes = Notes()
    product = ecwid_session.get(Product, key)
    product.variations.append(ProductVariation(options=[{"name": "Size", "value": "L"}]))
    with signals.after_create.connected_to(notes):
        ecwid_session.commit()
    assert [sender for sender, _ in notes] == [ProductVariation]


def test_a_rollback_is_told(ecwid_session: Session) -> None:
    notes = Notes()
    with signals.after_rollback.connected_to(notes):
        ecwid_session.rollback()
    assert notes == [(Session, {"session": ecwid_session})]


def test_each_assignment_is_told(ecwid_session: Session, key: int) -> None:
    notes = Notes()
    product = ecwid_session.get(Product, key)
    with signals.attribute_set.connected_to(notes, Product):
        product.price = Decimal(12)
    assert notes == [(Product, {"instance": product, "name": "price", "value": Decimal(12)})]
