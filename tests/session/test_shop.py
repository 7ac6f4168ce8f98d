"""What a session asks of the shop as a whole: the app, reports, pages of the storefront."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from ecwid_orm import (
    Application,
    ApplicationToken,
    BadRequest,
    Category,
    Forbidden,
    InvalidToken,
    InvalidValue,
    LatestStats,
    NotFound,
    Order,
    PaymentRequired,
    Product,
    Report,
    ReportType,
    Session,
    TransportError,
    UnknownParameter,
)
from ecwid_orm.api import Call, Client, Request, Response
from ecwid_orm.emulator import Emulator, Fault
from ecwid_orm.testing import Sent, client_of

RequestsOf = Callable[[], AbstractContextManager[Sent]]

KEY = UUID("46df9a2f-6f33-44ed-818a-88550f6f717f")


# The app -----------------------------------------------------------------------------------------


def test_the_app_has_a_subscription(ecwid_session: Session, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        application = ecwid_session.application()
    assert sent == [("GET", "/application", None)]
    assert isinstance(application, Application)
    assert application.subscription_status == "ACTIVE"
    assert application.subscription is not None
    assert application.subscription.status == "ACTIVE"


def test_the_token_tells_what_it_may_do(ecwid_session: Session, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        token = ecwid_session.token_info()
    assert sent == [("GET", "/application/token", None)]
    assert isinstance(token, ApplicationToken)
    assert "read_catalog" in token.permissions
    assert isinstance(token.created, datetime)
    assert token.expires is None


def test_an_uninstalled_app_is_out(ecwid_session: Session, requests_of: RequestsOf) -> None:
    with requests_of() as sent, pytest.raises(BadRequest, match="client_id"):
        ecwid_session.uninstall_app("somebody_else")
    assert sent == [("DELETE", "/application?namespace=somebody_else", None)]
    ecwid_session.uninstall_app("emulator-app")
    with pytest.raises(InvalidToken):
        ecwid_session.token_info()


def test_a_lost_answer_to_uninstalling_is_not_asked_for_again(
    ecwid_session: Session, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="DELETE"))
    with requests_of() as sent, pytest.raises(TransportError):
        ecwid_session.uninstall_app("emulator-app")
    assert len(sent) == 1


def test_a_charge_is_made_once_for_its_key(
    ecwid_session: Session, ecwid_emulator: Emulator, requests_of: RequestsOf
) -> None:
    ecwid_emulator.faults.add(Fault("dropped_after", method="POST"))
    with requests_of() as sent:
        made = ecwid_session.charge(
            Decimal("9.90"), description="Extra pack", idempotency_key=KEY, metadata={"pack": 3}
        )
    query = f"amount=9.9&currency=USD&description=Extra%20pack&idempotencyKey={KEY}"
    body = {
        "amount": 9.9,
        "currency": "USD",
        "description": "Extra pack",
        "idempotencyKey": str(KEY),
        "metadata": {"pack": 3},
    }
    assert sent == [("POST", f"/billing/transactions?{query}", body)] * 2
    assert made.idempotency_key_in_use is True
    again = ecwid_session.charge(Decimal("9.9"), description="Extra pack", idempotency_key=str(KEY))
    assert again.transaction_id == made.transaction_id


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"amount": "ten"}, "amount"),
        ({"currency": "BTC"}, "currency"),
        ({"idempotency_key": "1"}, "is no UUID"),
    ],
)
def test_a_charge_with_a_wrong_field_is_not_sent(
    ecwid_session: Session, fields: dict[str, Any], why: str, requests_of: RequestsOf
) -> None:
    good: dict[str, Any] = {"amount": Decimal(5), "description": "x", "idempotency_key": KEY}
    with requests_of() as sent, pytest.raises(InvalidValue, match=why):
        ecwid_session.charge(**{**good, **fields})
    assert sent == []


def test_a_charge_that_ecwid_refuses_says_why(ecwid_session: Session) -> None:
    with pytest.raises(BadRequest) as raised:
        ecwid_session.charge(Decimal(501), description="x", idempotency_key=KEY)
    assert raised.value.code == "CHARGE_AMOUNT_INVALID"
    for number in range(10):
        key = UUID(int=number)
        ecwid_session.charge(Decimal(500), description="x", idempotency_key=key)
    with pytest.raises(PaymentRequired) as limit:
        ecwid_session.charge(Decimal(1), description="x", idempotency_key=KEY)
    assert limit.value.code == "CHARGE_LIMIT_EXCEEDED"


# Reports -----------------------------------------------------------------------------------------


def test_a_report_is_typed(ecwid_session: Session, requests_of: RequestsOf) -> None:
    ecwid_session.add(Order(email="ann@example.com", total=5), Order(email="b@example.com"))
    ecwid_session.commit()
    since = datetime(2023, 11, 1, tzinfo=UTC)
    with requests_of() as sent:
        report = ecwid_session.report(
            ReportType.ALL_ORDERS,
            started_from=since,
            ended_at=1_701_000_000,
            time_scale_value="month",
            compare_period="noComparePeriod",
        )
    query = "startedFrom=1698796800&endedAt=1701000000&timeScaleValue=month"
    assert sent == [("GET", f"/reports/allOrders?{query}&comparePeriod=noComparePeriod", None)]
    assert isinstance(report, Report)
    assert report.report_type == ReportType.ALL_ORDERS
    assert report.started_from == 1698796800
    assert [one.data_value for one in report.aggregated_data if one.data_id == "orders"] == [2]


def test_a_report_may_come_with_a_tip(ecwid_session: Session, requests_of: RequestsOf) -> None:
    with requests_of() as sent:
        tip = ecwid_session.report_tip("allRevenue", limit=3)
    assert sent == [("GET", "/reports/allRevenue/tip?limit=3", None)]
    assert tip.tip is None


def test_wrong_options_of_a_report_are_not_sent(
    ecwid_session: Session, requests_of: RequestsOf
) -> None:
    with requests_of() as sent:
        with pytest.raises(UnknownParameter, match="did you mean started_from"):
            ecwid_session.report("allOrders", start_from=1)
        with pytest.raises(InvalidValue, match=r"decade.*is none of hour, day"):
            ecwid_session.report("allOrders", time_scale_value="decade")
    assert sent == []


def test_a_report_that_there_is_not_is_refused(ecwid_session: Session) -> None:
    with pytest.raises(BadRequest, match="no report 'profits'"):
        ecwid_session.report("profits")


# What changed ------------------------------------------------------------------------------------


def test_stats_tell_what_changed_last(
    ecwid_session: Session, shop: Any, ecwid_clock: Any, requests_of: RequestsOf
) -> None:
    shop.products(2)
    with requests_of() as sent:
        stats = ecwid_session.get(
            LatestStats,
            product_count_required=True,
            category_count_required=True,
            reviews_updates_required=True,
            domains_required=True,
            subscription_required=True,
        )
    assert len(sent) == 1
    assert sent[0][1].startswith("/latest-stats?productCountRequired=true&categoryCount")
    assert (stats.product_count, stats.category_count) == (2, 0)
    assert stats.reviews_updated == datetime(1970, 1, 1, tzinfo=UTC)
    before = stats.orders_updated
    ecwid_clock.sleep(5)
    shop.create("orders", email="ann@example.com")
    ecwid_session.refresh(stats)
    assert stats.orders_updated is not None
    assert before is not None
    assert stats.orders_updated > before


# Pages of the storefront -------------------------------------------------------------------------


def test_a_slug_leads_to_a_page(ecwid_session: Session, shop: Any, requests_of: RequestsOf) -> None:
    key = shop.product(name="Wool Cap")
    with requests_of() as sent:
        found = ecwid_session.slug_info("wool-cap", get_static_content=True, lang="en")
        root = ecwid_session.slug_info(store_root_page=True)
        nowhere = ecwid_session.slug_info("no-such-page")
    assert sent == [
        ("GET", "/storefront-widget-pages?slug=wool-cap&getStaticContent=true&lang=en", None),
        ("GET", "/storefront-widget-pages?storeRootPage=true", None),
        ("GET", "/storefront-widget-pages?slug=no-such-page", None),
    ]
    assert found.type == "PRODUCT"
    assert found.store_entity_data is not None
    assert found.store_entity_data.id == str(key)
    assert found.static_content is not None
    assert "Wool Cap" in (found.static_content.html_code or "")
    assert (root.status, root.type) == ("OK", "ROOT")
    assert nowhere.status == "NOT_FOUND"


def test_a_slug_must_be_given(ecwid_session: Session) -> None:
    with pytest.raises(BadRequest) as raised:
        ecwid_session.slug_info()
    assert raised.value.code == "SLUG_PARAMETER_NOT_FOUND"


def test_pages_are_html(ecwid_session: Session, shop: Any, requests_of: RequestsOf) -> None:
    product = ecwid_session.get(Product, shop.product(name="Cap"))
    category = ecwid_session.get(Category, shop.category(name="Hats"))
    with requests_of() as sent:
        home = ecwid_session.static_page(limit=5)
        hats = ecwid_session.static_page(category, lang="en", clean_urls=True)
        cap = ecwid_session.static_page(
            product,
            base_url="https://shop.example.com/",
            design={"ec.storefront.show_footer": "false"},
            international_pages={"ru": "https://example.ru/cap"},
        )
    base, footer = (
        "baseUrl=https:%2F%2Fshop.example.com%2F",
        "tplvar_ec.storefront.show_footer=false",
    )
    other = "international_pages%5Bru%5D=https:%2F%2Fexample.ru%2Fcap"
    assert [where for _, where, _ in sent] == [
        "/home-page/1003/static-code?limit=5",
        f"/category-page/1003/{category.id}/static-code?lang=en&cleanUrls=true",
        f"/product-page/1003/{product.id}/static-code?{base}&{footer}&{other}",
    ]
    assert "Cap" in (home.html_code or "")
    assert "<h1>Hats</h1>" in (hats.html_code or "")
    assert "<h1>Cap</h1>" in (cap.html_code or "")
    assert "hreflang='ru'" in (cap.href_lang_html or "")
    assert isinstance(cap.last_updated, int)


def test_what_has_no_page_is_not_asked_for(ecwid_session: Session, requests_of: RequestsOf) -> None:
    order: Any = Order()
    with requests_of() as sent:
        with pytest.raises(InvalidValue, match="before it was created"):
            ecwid_session.static_page(Product(name="Cap"))
        with pytest.raises(InvalidValue, match=r"Order .* has no page"):
            ecwid_session.static_page(order)
    assert sent == []


def test_a_page_that_is_gone_is_not_found(ecwid_session: Session, shop: Any) -> None:
    product = ecwid_session.get(Product, shop.product())
    ecwid_session.client.delete(f"products/{product.id}")
    with pytest.raises(NotFound):
        ecwid_session.static_page(product)


class _Wire:
    """Notes where calls go, and answers them with nothing."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def send(self, call: Call, /) -> Response:
        self.calls.append(call)
        return Response(200, {}, b"{}", request=call.request)

    def close(self) -> None:
        """Nothing to let go of."""


def test_pages_come_from_the_storefront_without_a_token() -> None:
    wire = _Wire()
    session = Session(Client(1003, "secret_x", transport=wire))
    session.static_page()
    session.application()
    page, application = wire.calls
    assert page.url == "https://storefront.ecwid.com/home-page/1003/static-code"
    assert "Authorization" not in page.headers
    assert application.url == "https://app.ecwid.com/api/v3/1003/application"
    assert "Authorization" in application.headers


def test_a_page_goes_in_no_batch() -> None:
    request = Request("GET", "home-page/1003/static-code", storefront=True)
    with pytest.raises(InvalidValue, match="send it alone"):
        request.batch_item("1")


def test_a_missing_scope_is_named(ecwid_clock: Any) -> None:
    shop = Emulator(clock=ecwid_clock, background=False, scopes=["read_store_profile"])
    session = Session(client_of(shop, ecwid_clock))
    with pytest.raises(Forbidden, match="read_store_stats"):
        session.report("allOrders")
    with pytest.raises(Forbidden, match="charge"):
        session.charge(Decimal(1), description="x", idempotency_key=KEY)
    shop.close()
