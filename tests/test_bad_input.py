"""Every mistake has an error of its own kind, which names object, field and way out; after it the
session goes on with nothing lost."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from ecwid_orm import (
    AlreadyAttached,
    BadAnswer,
    CannotClear,
    Category,
    CommitError,
    ConfigurationError,
    Conflict,
    Detached,
    DuplicateKey,
    EcwidError,
    InvalidObjects,
    InvalidToken,
    InvalidValue,
    NoSession,
    NotFound,
    PendingKeyUnsent,
    Product,
    ProductOption,
    ProductVariation,
    ReadOnly,
    ServerError,
    Session,
    SessionError,
    Timeout,
    TransportError,
    UnbreakableCycle,
    UnknownField,
    UnknownParameter,
    UnsupportedCondition,
)
from ecwid_orm.api import NO_RETRY, Client, RequestsTransport, WSGITransport
from ecwid_orm.emulator import Emulator, Fault, ManualClock
from ecwid_orm.testing import client_of


@dataclass
class World:
    """A session at work: `product` is changed, `shelf` is new, and neither is sent yet."""

    session: Session
    client: Client
    emulator: Emulator
    clock: ManualClock
    product: Product
    shelf: Category

    def stored(self) -> Product:
        """One more product of the shop, in the session."""
        return self.session.get(Product, int(self.client.post("products", {"name": "B"})["id"]))

    def detached(self) -> Product:
        """One of the shop that was in a session, loaded in part."""
        key = self.stored().id
        session = Session(self.client)
        product = session.query(Product).where(product_id=key).only(Product.name).one()
        session.expunge(product)
        return product

    def foreign(self) -> Product:
        """One of another session."""
        return _kept(Session(self.client)).get(Product, self.stored().id)


_others: list[Session] = []


def _kept(session: Session) -> Session:
    _others.append(session)
    return session


@pytest.fixture
def world(
    ecwid_client: Client, ecwid_emulator: Emulator, ecwid_clock: ManualClock
) -> Iterator[World]:
    body = {"name": "Tee", "price": 10, "sku": "A", "quantity": 10, "enabled": True}
    key = int(ecwid_client.post("products", body)["id"])
    session = Session(ecwid_client)
    product = session.get(Product, key)
    shelf = Category(name="Shelf")
    product.price = Decimal(12)
    session.add(shelf)
    yield World(session, ecwid_client, ecwid_emulator, ecwid_clock, product, shelf)
    _others.clear()


@dataclass
class Case:
    """`act` raises `errors` (all of them), whose message has all `words`."""

    name: str
    act: Callable[[World], Any]
    errors: tuple[type[BaseException], ...]
    words: tuple[str, ...]


def put(name: str, value: Any) -> Callable[[World], None]:
    return lambda world: setattr(world.product, name, value)


def commit_with(*instances: Callable[[World], Any]) -> Callable[[World], None]:
    """Commit with these objects as well; they are taken out again afterwards."""

    def act(world: World) -> None:
        made = [make(world) for make in instances]
        world.session.add(*made)
        try:
            world.session.commit()
        finally:
            for one in made:
                world.session.expunge(one)

    return act


def in_circle(world: World) -> None:
    first, second = Category(name="First"), Category(name="Second")
    first.parent_id, second.parent_id = second.id, first.id
    world.session.add(first, second)
    try:
        world.session.commit()
    finally:
        world.session.expunge(first)
        world.session.expunge(second)


def in_place(world: World) -> None:
    product = world.stored()
    product.options.append("Size")  # type: ignore[arg-type]  # the point
    try:
        world.session.commit()
    finally:
        world.session.expunge(product)


def by_another(make: Callable[[World], Client]) -> Callable[[World], None]:
    """Commit through another client, then read through it; the session's own comes back."""

    def act(world: World) -> None:
        world.session.client = make(world)
        try:
            with pytest.raises(CommitError) as raised:
                world.session.commit()
            assert world.session.dirty == [world.product]
            assert world.session.new == [world.shelf]
            raise raised.value.failures[0].error
        finally:
            world.session.client = world.client

    return act


def of_token(world: World) -> Client:
    return Client(
        world.emulator.store_id,
        "secret_hush",
        url=world.emulator.url,
        transport=WSGITransport(world.emulator.wsgi),
    )


def of_store(world: World) -> Client:
    return Client(
        4242,
        world.emulator.token,
        url=world.emulator.url,
        transport=WSGITransport(world.emulator.wsgi),
    )


def nobody_listening(world: World) -> Client:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return Client(
        1003,
        "secret_hush",
        url=f"http://127.0.0.1:{port}/api/v3",
        transport=RequestsTransport(),
        retry=NO_RETRY,
    )


def never_answering(world: World) -> Client:
    def app(environ: Any, start_response: Any) -> Any:
        raise TimeoutError

    return client_of(world.emulator, world.clock, transport=WSGITransport(app))


def talking_html(world: World) -> Client:
    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<html>Welcome to the hotel's wifi</html>"]

    return client_of(world.emulator, world.clock, transport=WSGITransport(app))


def failing(world: World) -> Client:
    def app(environ: Any, start_response: Any) -> Any:
        start_response("503 Service Unavailable", [("Content-Type", "text/html")])
        return [b"<html>Down for maintenance</html>"]

    return client_of(world.emulator, world.clock, transport=WSGITransport(app))


CASES = [
    # Values ------------------------------------------------------------------------------------
    Case(
        "a wrong type",
        put("price", "cheap"),
        (InvalidValue, ValueError),
        ("<Product ", "'Tee'", "price", "expected an amount of money", "got str"),
    ),
    Case("a bool for a number", put("quantity", True), (InvalidValue,), ("quantity", "True")),
    Case("no finite number", put("price", float("nan")), (InvalidValue,), ("price", "finite")),
    Case(
        "an unknown choice",
        put("product_condition", "new"),
        (InvalidValue,),
        ("product_condition", "did you mean 'NEW'?"),
    ),
    Case(
        "a wrong type in a list",
        put("category_ids", [5, "summer"]),
        (InvalidValue,),
        ("category_ids", "[1]", "an id of Category"),
    ),
    Case(
        "an object of another model as a reference",
        lambda world: put("category_ids", [Product(name="Cap")])(world),
        (InvalidValue,),
        ("category_ids", "an id of Category", "Product"),
    ),
    Case(
        "a wrong type in a part",
        put("options", [{"name": 5}]),
        (InvalidValue,),
        ("options", "[0]", "name", "a string"),
    ),
    Case(
        "a wrong type at construction",
        lambda world: Product(name="Cap", price=[]),  # type: ignore[arg-type]  # the point
        (InvalidValue,),
        ("Product (new) 'Cap'", "price"),
    ),
    Case(
        "a wrong type put into a list in place",
        in_place,
        (InvalidObjects, CommitError, ValueError),
        ("nothing was sent", "'B'", "options", "[0]", "ProductOption"),
    ),
    Case(
        "an unclearable None",
        put("price", None),
        (CannotClear, InvalidValue),
        ("'Tee'", "price", "assign a value instead"),
    ),
    Case(
        "a missing required field",
        commit_with(lambda world: Product(sku="B")),
        (InvalidObjects, CommitError),
        ("nothing was sent", "<Product (new)>", "name is required", "assign one"),
    ),
    Case(
        "a required field emptied",
        lambda world: (put("name", None)(world), world.session.commit()),
        (InvalidObjects,),
        ("Product", "name is required"),
    ),
    Case(
        "a difference for a new object",
        lambda world: Product(name="Cap", quantity=Product.quantity - 3),
        (InvalidValue,),
        ("quantity", "assign a number"),
    ),
    Case(
        "a difference for another attribute",
        put("warning_limit", Product.quantity - 3),
        (InvalidValue,),
        ("warning_limit", "Product.quantity - 3"),
    ),
    Case(
        "a difference for what only takes numbers",
        lambda world: Product.price - 3,
        (TypeError,),
        ("Product.price", "only stock can", "assign the sum"),
    ),
    # Names -------------------------------------------------------------------------------------
    Case(
        "an unknown field assigned",
        put("prise", 5),
        (UnknownField, AttributeError),
        ("Product has no field 'prise'", "did you mean 'price'?"),
    ),
    Case(
        "an unknown field read",
        lambda world: world.product.prise,  # type: ignore[attr-defined]  # the point
        (AttributeError,),  # Python's own; a traceback adds "Did you mean: 'price'?"
        ("'Product' object has no attribute 'prise'",),
    ),
    Case(
        "an unknown field at construction",
        lambda world: Product(name="Cap", shelf=5),
        (UnknownField,),
        ("Product has no field 'shelf'", "declare it in a subclass"),
    ),
    Case(
        "an unknown field of a part",
        lambda world: ProductOption(titel="Size"),
        (UnknownField,),
        ("ProductOption has no field 'titel'",),
    ),
    Case(
        "an unknown field expired",
        lambda world: world.session.expire(world.stored(), "prise"),
        (UnknownField,),
        ("Product has no field 'prise'", "did you mean 'price'?"),
    ),
    Case(
        "a read-only field assigned",
        put("url", "https://example.com"),
        (ReadOnly, InvalidValue, AttributeError),
        ("'Tee'", "url is read-only", "only Ecwid sets it"),
    ),
    Case("a key assigned", put("id", 5), (ReadOnly,), ("id is read-only",)),
    Case(
        "what only a creation takes",
        put("composite_components", []),
        (ReadOnly,),
        ("composite_components", "only when the object is created"),
    ),
    Case(
        "an attribute deleted",
        lambda world: delattr(world.product, "sku"),
        (AttributeError,),
        ("sku", "assign None to empty it"),
    ),
    # Queries -----------------------------------------------------------------------------------
    Case(
        "an unknown search parameter",
        lambda world: world.session.query(Product).where(catgory=5),
        (UnknownParameter, TypeError),
        ("Product has no search parameter 'catgory'", "did you mean category?"),
    ),
    Case(
        "a search parameter of a wrong type",
        lambda world: world.session.query(Product).where(category="5"),
        (InvalidValue,),
        ("category of Product", "a whole number", "got str"),
    ),
    Case(
        "a moment without a timezone",
        lambda world: world.session.query(Product).where(updated_from=datetime(2024, 1, 1)),  # noqa: DTZ001  # the point
        (InvalidValue,),
        ("updated_from of Product", "add tzinfo=UTC"),
    ),
    Case(
        "a condition that Ecwid cannot search by",
        lambda world: world.session.query(Product).where(Product.weight >= 5),
        (UnsupportedCondition, TypeError),
        ("Product.weight >= 5", "it can by", "Product.price >="),
    ),
    Case(
        "variations of no product",
        lambda world: world.session.query(ProductVariation).all(),
        (UnsupportedCondition,),
        ("ProductVariation", "where(ProductVariation.product_id == …)"),
    ),
    # The session -------------------------------------------------------------------------------
    Case(
        "no session",
        lambda world: Product.get(5),
        (NoSession, SessionError),
        ("ecwid_orm.connect(", "with Session(client):"),
    ),
    Case(
        "no session to save in",
        lambda world: Product(name="Cap").save(),
        (NoSession,),
        ("ecwid_orm.connect(",),
    ),
    Case(
        "an object of another session added",
        lambda world: world.session.add(world.foreign()),
        (AlreadyAttached, SessionError),
        ("<Product ", "'B'", "belongs to another session", "expunge it there first"),
    ),
    Case(
        "an object of another session committed",
        lambda world: world.session.commit(world.foreign()),
        (AlreadyAttached,),
        ("'B'", "another session"),
    ),
    Case(
        "two objects with one key",
        lambda world: world.session.add(_twin(world)),
        (DuplicateKey, SessionError),
        ("'Tee'", "merge()", "expunge it first"),
    ),
    Case(
        "a detached object refreshed",
        lambda world: world.session.refresh(world.detached()),
        (Detached, SessionError),
        ("cannot refresh <Product ", "'B'", "session.merge() gives one"),
    ),
    Case(
        "a detached object read beyond what was loaded",
        lambda world: world.detached().price,
        (Detached,),
        ("'B'", "price was not loaded", "session.merge(it)"),
    ),
    Case(
        "the variations of a detached object",
        lambda world: list(world.detached().variations),
        (Detached,),
        ("'B'", "variations cannot be loaded", "session.merge(it)"),
    ),
    Case(
        "a transient object deleted",
        lambda world: world.session.delete(Product(name="Cap")),
        (Detached,),
        ("cannot delete <Product (new) 'Cap'>", "session.add() it first"),
    ),
    Case(
        "a new object refreshed",
        lambda world: world.session.refresh(world.shelf),
        (SessionError,),
        ("cannot refresh <Category (new) 'Shelf'>", "commit() creates it"),
    ),
    Case(
        "a circle that cannot be opened",
        in_circle,
        (UnbreakableCycle, SessionError),
        ("'First'", "'Second'", "take one of the references out"),
    ),
    Case(
        "an id that nothing brings",
        commit_with(lambda world: Product(name="Cap", category_ids=[Category(name="Lost").id])),
        (PendingKeyUnsent, SessionError),
        ("<Product (new) 'Cap'>", "<Category (new) 'Lost'>", "session.add() it"),
    ),
    Case(
        "a variation of no product",
        commit_with(
            lambda world: ProductVariation(options=[{"name": "Size", "value": "L"}], sku="L")
        ),
        (InvalidObjects,),
        ("<ProductVariation (new) 'L'>", "product_id is missing"),
    ),
    # The shop ----------------------------------------------------------------------------------
    Case(
        "an id that does not exist",
        lambda world: world.session.get(Product, 4242),
        (NotFound, LookupError),
        ("GET products/4242", "Product #4242 not found", "404"),
    ),
    Case(
        "ids that do not exist",
        lambda world: world.session.get_many(Product, [world.product.id, 4242, 4243]),
        (NotFound,),
        ("Product 4242, 4243", "not found in this store"),
    ),
    Case(
        "a key of a wrong kind",
        lambda world: world.session.get(Product, "cap"),
        (InvalidValue,),
        ("Product", "'cap'"),
    ),
    Case(
        "a SKU that is taken",
        commit_with(lambda world: Product(name="Cap", sku="A")),
        (CommitError,),
        ("<Product (new) 'Cap'>", "SKU_ALREADY_EXISTS", "change the SKU", "2 done"),
    ),
    # The connection ----------------------------------------------------------------------------
    Case(
        "a dead token",
        by_another(of_token),
        (InvalidToken,),
        ("403 INVALID_API_TOKEN", "check ECWID_TOKEN"),
    ),
    Case(
        "a wrong store",
        by_another(of_store),
        (NotFound,),
        ("404 STORE_NOT_FOUND", "4242", "check ECWID_STORE_ID"),
    ),
    Case(
        "a connection refused",
        by_another(nobody_listening),
        (TransportError, ConnectionError),
        ("was not sent", "no connection", "check the network and the url"),
    ),
    Case(
        "a time-out",
        by_another(never_answering),
        (Timeout, TransportError, TimeoutError),
        ("POST batch", "got no answer"),
    ),
    Case(
        "an answer that is not JSON",
        by_another(talking_html),
        (BadAnswer, TransportError),
        ("POST batch", "JSON"),
    ),
    Case(
        "a failing server",
        by_another(failing),
        (ServerError,),
        ("POST batch", "503", "try again later"),
    ),
    Case(
        "http instead of https",
        lambda world: Client(1003, "secret_hush", url="http://app.ecwid.com/api/v3"),
        (ConfigurationError,),
        ("https", "app.ecwid.com"),
    ),
    Case(
        "an empty token",
        lambda world: Client(1003, " "),
        (ConfigurationError,),
        ("token",),
    ),
    Case(
        "an environment without the store",
        lambda world: Session.from_env(environ={"ECWID_TOKEN": "secret_hush"}),
        (ConfigurationError,),
        ("ECWID_STORE_ID", "Client(store_id, token)"),
    ),
]


def _twin(world: World) -> Product:
    product = Session(world.client).get(Product, world.product.id)
    inner: Any = product._home
    inner.session.expunge(product)
    return product


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_mistake_has_its_error_and_loses_nothing(case: Case, world: World) -> None:
    session, product, shelf = world.session, world.product, world.shelf
    with pytest.raises(case.errors[0]) as raised:
        case.act(world)
    error = raised.value
    assert all(isinstance(error, kind) for kind in case.errors)
    assert isinstance(error, EcwidError | TypeError | AttributeError)
    message = str(error)
    assert not [word for word in case.words if word not in message], message
    assert "secret_" not in message + repr(error)
    # The session goes on: what was to be sent is sent, once.
    product.name = "Tee"
    assert product.price == Decimal(12)
    session.commit()
    assert (session.new, session.dirty, session.deleted) == ([], [], [])
    assert world.client.get(f"products/{product.id}")["price"] == 12
    shelves = world.client.get("categories")["items"]
    assert [item["name"] for item in shelves] == ["Shelf"]
    assert shelf.id == shelves[0]["id"]


def test_a_wrong_value_in_an_answer_is_no_error(world: World) -> None:
    odd = world.session.load(Product, {"id": 5, "weight": "heavy", "price": 10})
    with pytest.warns(UserWarning, match=r"Product\.weight: expected a number, Ecwid sent str"):
        assert odd.weight == "heavy"  # type: ignore[comparison-overlap]  # the raw value
    odd.price = Decimal(11)
    (operation,) = [one for one in world.session.plan() if one.instance is odd]
    assert operation.body == {"price": 11}


def test_a_refused_update_names_object_and_reason(world: World) -> None:
    world.client.post("products", {"name": "B", "sku": "TAKEN"})
    world.product.sku = "TAKEN"
    with pytest.raises(CommitError) as raised:
        world.session.commit()
    (failure,) = raised.value.failures
    assert isinstance(failure.error, Conflict)
    assert failure.instance is world.product
    assert failure.operation.kind == "update"


def test_an_answer_that_stays_spoilt_while_reading(world: World) -> None:
    world.emulator.faults.add(Fault("not_json", status=200, times=None))
    with pytest.raises(BadAnswer, match="GET products/5"):
        world.session.get(Product, 5)
    with pytest.raises(BadAnswer, match="GET products"):
        world.session.query(Product).all()
    world.emulator.faults.clear()
    assert world.session.query(Product).count() == 1
