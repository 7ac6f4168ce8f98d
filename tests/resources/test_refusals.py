"""What Ecwid or the models refuse, family by family: an error of its own, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ecwid_orm import (
    AlreadyAttached,
    ApiError,
    BadRequest,
    CommitError,
    Conflict,
    Coupon,
    Customer,
    CustomerContact,
    CustomerGroup,
    Forbidden,
    ImportInProgress,
    InstantSiteRedirect,
    InvalidObjects,
    InvalidValue,
    NotFound,
    Order,
    OrderExtraField,
    OrderItem,
    OrderStatus,
    PaymentOption,
    PaymentRequired,
    Promotion,
    Session,
    ShippingOption,
    StaffAccount,
    StoreProfile,
    Unprocessable,
)
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.model import Model
from ecwid_orm.model.conversion import Choice
from ecwid_orm.testing import client_of
from tests.emulator.images import png
from tests.resources.test_contract import RECORDS
from tests.session.conftest import Shop

# Values that are none of an enumeration ----------------------------------------------------------

CLOSED = [
    (name, field.name)
    for name, cls in RECORDS.items()
    for field in cls.__fields__.values()
    if isinstance(field.converter, Choice) and not field.converter.open and not field.read_only
]


def test_there_are_closed_enumerations() -> None:
    assert ("Coupon", "discount_type") in CLOSED
    assert len(CLOSED) > 50


@pytest.mark.parametrize(("name", "attribute"), CLOSED)
def test_what_is_none_of_an_enumeration_is_not_assigned(name: str, attribute: str) -> None:
    made = RECORDS[name]()
    choices = made.__fields__[attribute].converter.choices  # type: ignore[attr-defined]  # a Choice
    with pytest.raises(InvalidValue) as raised:
        setattr(made, attribute, "NO_SUCH_WORD")
    told = str(raised.value)
    assert attribute in told
    assert "NO_SUCH_WORD" in told
    assert choices[0] in told
    setattr(made, attribute, choices[-1])
    assert getattr(made, attribute) == choices[-1]


# Keys that are none ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "key", "why"),
    [
        (Order, 1.5, "1.5 is no id; expected a text or a number"),
        (Order, "", "'' is no id"),
        (Customer, "ann@example.com", "'ann@example.com' is no id; expected a number"),
        (Coupon, None, "None is no id; expected a number or a text"),
        (CustomerContact, 5, r"expected a key \(customer_id, id\), got 5"),
        (OrderExtraField, ("SALE-1", 5), "5 is no id; expected a text"),
        (ShippingOption, 5, "5 is no id; expected a text"),
        (StoreProfile, 5, "a shop has one, without a key"),
    ],
)
def test_a_wrong_kind_of_key_is_not_asked_for(
    ecwid_session: Session, model: type[Model], key: Any, why: str, requests_of: Any
) -> None:
    with requests_of() as sent, pytest.raises(InvalidValue, match=why):
        ecwid_session.get(model, key)
    assert sent == []


@pytest.mark.parametrize(
    ("model", "key"),
    [
        (Order, "NO-SUCH-ORDER"),
        (Order, 4_000_000_000),
        (Customer, 77),
        (Coupon, "NOPE"),
        (CustomerGroup, 77),
        (CustomerContact, (77, 1)),
        (OrderStatus, "paid"),
        (PaymentOption, "77"),
        (StaffAccount, "p77"),
        (InstantSiteRedirect, "77"),
    ],
)
def test_an_entity_that_there_is_not_is_not_found(
    ecwid_session: Session, model: type[Model], key: Any
) -> None:
    with pytest.raises(NotFound) as raised:
        ecwid_session.get(model, key)
    assert isinstance(raised.value, LookupError)
    assert ecwid_session.find(model, key) is None


# What Ecwid refuses: the object stays as it is, to be sent again ----------------------------------


def twice(path: str, **body: Any) -> Callable[[Shop], Any]:
    def plant(shop: Shop) -> None:
        shop.client.post(path, body)

    return plant


REFUSED: list[tuple[Callable[[Shop], Any] | None, Model, type[ApiError], str | None]] = [
    (twice("customers", email="a@b.nl"), Customer(email="a@b.nl"), Conflict, None),
    (twice("discount_coupons", name="A", code="A"), Coupon(name="B", code="A"), Conflict, None),
    (
        twice("promotions", externalReferenceId="x"),
        Promotion(external_reference_id="x"),
        Conflict,
        "EXTERNAL_ID_ALREADY_USED",
    ),
    (twice("staff", email="a@b.nl"), StaffAccount(email="a@b.nl"), Conflict, None),
    (None, Order(customer_id=77), NotFound, None),
    (None, Customer(email="a@b.nl", customer_group_id=77), NotFound, None),
    (
        None,
        ShippingOption(title="x" * 101),
        BadRequest,
        "SHIPPING_BAD_TITLE_LENGTH",
    ),
    (
        None,
        PaymentOption(checkout_title="x" * 65, payment_processor_id="offline"),
        BadRequest,
        "PAYMENT_OPTION_BAD_TITLE_LENGTH",
    ),
]


@pytest.mark.parametrize(
    ("plant", "made", "kind", "code"),
    REFUSED,
    ids=[f"{type(made).__name__}-{kind.__name__}" for _, made, kind, _ in REFUSED],
)
def test_what_is_refused_stays_new(
    ecwid_session: Session,
    shop: Shop,
    plant: Callable[[Shop], Any] | None,
    made: Model,
    kind: type[ApiError],
    code: str | None,
) -> None:
    if plant is not None:
        plant(shop)
    ecwid_session.add(made)
    try:
        with pytest.raises(CommitError) as raised:
            ecwid_session.commit()
        [failure] = raised.value.failures
        assert failure.instance is made
        assert type(failure.error) is kind
        assert isinstance(failure.error, ApiError)
        assert code is None or failure.error.code == code
        assert ecwid_session.new == [made]
    finally:
        ecwid_session.rollback()


def test_what_lacks_a_required_value_is_not_sent(ecwid_session: Session, requests_of: Any) -> None:
    lacking: list[Model] = [
        Coupon(name="Ten"),
        Customer(),
        CustomerGroup(),
        PaymentOption(checkout_title="Cash"),
        ShippingOption(),
        StaffAccount(),
    ]
    ecwid_session.add(*lacking)
    with requests_of() as sent, pytest.raises(InvalidObjects) as raised:
        ecwid_session.commit()
    assert sent == []
    assert [one.instance for one in raised.value.failures] == lacking
    assert "code" in str(raised.value.failures[0].error)


def test_the_general_group_stays(ecwid_session: Session) -> None:
    [general] = ecwid_session.query(CustomerGroup)
    with pytest.raises(CommitError) as raised:
        general.delete()
    assert isinstance(raised.value.failures[0].error, ApiError)
    assert general in ecwid_session
    ecwid_session.rollback()
    assert general in ecwid_session.query(CustomerGroup).all()


def test_a_built_in_status_does_not_change(ecwid_session: Session) -> None:
    paid = ecwid_session.get(OrderStatus, "PAID")
    paid.name = "Done"
    with pytest.raises(CommitError) as raised:
        ecwid_session.commit()
    assert isinstance(raised.value.failures[0].error, BadRequest)
    assert ecwid_session.dirty == [paid]


# What the shop's plan, the app's scopes or an import forbid ---------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "why"),
    [
        (402, PaymentRequired, "the owner has to upgrade it"),
        (449, ImportInProgress, "import"),
    ],
)
def test_what_the_shop_cannot_do_now_is_kept(
    ecwid_session: Session,
    ecwid_emulator: Emulator,
    shop: Shop,
    status: int,
    kind: type[ApiError],
    why: str,
) -> None:
    customer = ecwid_session.get(Customer, shop.create("customers", email="ann@example.com"))
    customer.tax_id = "NL1"
    ecwid_emulator.faults.add(Fault("5xx_before", status=status, method="PUT", times=None))
    with pytest.raises(CommitError, match=why) as raised:
        ecwid_session.commit()
    assert isinstance(raised.value.failures[0].error, kind)
    assert ecwid_session.dirty == [customer]
    ecwid_emulator.faults.clear()
    ecwid_session.commit()
    assert shop.read(f"customers/{customer.id}")["taxId"] == "NL1"


def test_an_import_that_ends_is_waited_for(
    ecwid_session: Session, ecwid_emulator: Emulator, shop: Shop, requests_of: Any
) -> None:
    customer = ecwid_session.get(Customer, shop.create("customers", email="ann@example.com"))
    customer.tax_id = "NL1"
    ecwid_emulator.faults.add(Fault("5xx_before", status=449, method="PUT"))
    with requests_of() as sent:
        ecwid_session.commit()
    assert [method for method, _, _ in sent] == ["PUT", "PUT"]


@pytest.mark.parametrize(
    ("ask", "scope"),
    [
        (lambda: Order.last(), "read_orders"),
        (lambda: Order(items=[OrderItem(name="Mug")]).preview_tax_invoice(), None),
        (lambda: StaffAccount.scopes(), "read_staff"),
        (lambda: Order.query.all(), "read_orders"),
        (lambda: list(Coupon.deleted_items()), "read_discount_coupons"),
        (lambda: InstantSiteRedirect.create([("/a", "/b")]), "manage_instant_site"),
    ],
)
def test_a_scope_that_the_app_lacks_is_named(
    ecwid_clock: Any, ask: Callable[[], Any], scope: str | None
) -> None:
    emulator = Emulator(clock=ecwid_clock, background=False, scopes=["read_catalog"])
    with Session(client_of(emulator, ecwid_clock)):
        if scope is None:
            assert ask()
        else:
            with pytest.raises(Forbidden, match=scope) as raised:
                ask()
            assert raised.value.code == "INSUFFICIENT_APP_SCOPE"
    emulator.close()


# Uploads -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["logo", "option"])
def test_an_address_that_cannot_be_reached_stays_queued(
    ecwid_session: Session, shop: Shop, place: str
) -> None:
    unreachable = "https://nowhere.invalid/picture.png"
    if place == "logo":
        ecwid_session.get(StoreProfile).upload_logo(unreachable)
    else:
        options = [{"name": "Photo", "type": "FILES"}]
        number = shop.create("orders", items=[{"name": "Mug", "selectedOptions": options}])
        order = ecwid_session.get(Order, number)
        order.upload_option_file(order.items[0], "Photo", unreachable)
    with pytest.raises(CommitError) as raised:
        ecwid_session.commit()
    [failure] = raised.value.failures
    assert isinstance(failure.error, Unprocessable)
    assert failure.error.code == "WRONG_URL"
    assert len(ecwid_session.plan()) == 1
    ecwid_session.rollback()
    assert len(ecwid_session.plan()) == 0


def test_an_address_of_another_kind_is_refused_at_once(ecwid_session: Session) -> None:
    profile = ecwid_session.get(StoreProfile)
    with pytest.raises(InvalidValue, match="http"):
        profile.upload_logo("ftp://example.com/logo.png")
    profile.upload_logo(png())
    assert len(ecwid_session.plan()) == 1


def test_objects_of_another_session_are_refused(ecwid_session: Session, shop: Shop) -> None:
    customer = ecwid_session.get(Customer, shop.create("customers", email="ann@example.com"))
    other = Session(ecwid_session.client)
    with pytest.raises(AlreadyAttached):
        other.add(customer)
