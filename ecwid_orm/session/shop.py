"""What belongs to no object: the app in the shop, reports, pages of the storefront.

The one module of this layer that knows resources by name: it wraps answers in their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from ecwid_orm.api import Client, Request
from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, Search, state
from ecwid_orm.model.actions import performs
from ecwid_orm.model.resource import segment
from ecwid_orm.resources import (
    Application,
    ApplicationToken,
    BillingCharge,
    BillingTransaction,
    Category,
    Product,
    Report,
    ReportTip,
    ReportType,
    SlugInfo,
    StaticPage,
)
from ecwid_orm.resources.instant_site import OF_A_PAGE, OF_A_SLUG
from ecwid_orm.resources.reports import OF_A_REPORT
from ecwid_orm.session.storage import AppStorage


class ShopCalls:
    """The calls of a session that concern the shop or the app as a whole."""

    client: Client

    # The app -----------------------------------------------------------------------------

    @property
    def storage(self) -> AppStorage:
        """What the app keeps in this store, as a mapping of texts; each use is a call, now."""
        return AppStorage(self.client)

    @performs("getApplication")
    def application(self) -> Application:
        """The app's subscription in this store.

        https://docs.ecwid.com/api-reference/rest-api/application
        """
        return Application._wrap(self.client.get("application").json())

    @performs("getApplicationToken")
    def token_info(self) -> ApplicationToken:
        """What the token in use may do, and how long."""
        return ApplicationToken._wrap(self.client.get("application/token").json())

    @performs("deleteApplication")
    def uninstall_app(self, client_id: str) -> None:
        """Take the app out of this store, now, and end its subscription.

        `client_id` is the app's own. All its tokens of this store are dead then, that of this
        session too. Raises BadRequest where the app has another client_id.
        """
        # Not repeated: after a lost answer, a second try with the dead token earns a block.
        request = Request("DELETE", "application", {"namespace": client_id}, idempotent=False)
        self.client.request(request)

    @performs("createBillingTransaction")
    def charge(
        self,
        amount: Decimal,
        *,
        currency: str = "USD",
        description: str,
        idempotency_key: UUID | str,
        metadata: Mapping[str, Any] | None = None,
    ) -> BillingTransaction:
        """Charge the store's owner, now: 500 USD at most, and 5000 USD a day.

        Ecwid charges once for an `idempotency_key`, a UUID: note it before the call, and a repeat
        with the same one is harmless, whatever became of the first (the answer then says
        `idempotency_key_in_use`). `metadata` is kept with the charge. Raises InvalidValue,
        BadRequest for a field that Ecwid refuses, PaymentRequired where it cannot be charged.
        """
        charge = BillingCharge(
            amount=amount,
            currency=currency,
            description=description,
            idempotency_key=_uuid(idempotency_key),
        )
        fields = state.dump(charge)
        body = fields if metadata is None else {**fields, "metadata": dict(metadata)}
        # The reference has the fields in the query, others send them as a body: with one key, both
        # are one charge.
        request = Request("POST", "billing/transactions", fields, json=body, idempotent=True)
        return BillingTransaction._wrap(self.client.request(request).json())

    # Reports -----------------------------------------------------------------------------

    @performs("getReport")
    def report(self, report_type: ReportType | str, **options: Any) -> Report:
        """A report of the store, such as `session.report("allOrders", time_scale_value="day")`.

        `options` are `started_from` and `ended_at` (aware datetimes, or unix seconds),
        `time_scale_value`, `compare_period`, `first_day_of_week`, `order_by_metric`,
        `order_direction`, `limit`, `offset` and `storefront_platform`. Raises UnknownParameter,
        InvalidValue, BadRequest for a report that Ecwid does not have.

        https://docs.ecwid.com/api-reference/rest-api/store-profile/store-reports
        """
        params = _compiled("a report", OF_A_REPORT, options)
        return Report._wrap(self.client.get(_report_path(report_type), params).json())

    @performs("getReportTip")
    def report_tip(self, report_type: ReportType | str, **options: Any) -> ReportTip:
        """Advice on a report; the arguments are those of `report`."""
        params = _compiled("a report", OF_A_REPORT, options)
        return ReportTip._wrap(self.client.get(f"{_report_path(report_type)}/tip", params).json())

    # Pages of the storefront -------------------------------------------------------------

    @performs("getSlugInfo")
    def slug_info(self, slug: str | None = None, **options: Any) -> SlugInfo:
        """The page that a slug leads to, now or once; `status` is NOT_FOUND where none does.

        With `store_root_page=True`, the root page, without a slug. The other `options` are
        `get_static_content`, `lang`, `base_url`, `clean_urls`, `slugs_without_ids`,
        `design={"show_footer": …}` (settings of the storefront) and `international_pages`
        (language → address). Raises BadRequest without a slug.
        """
        params = _compiled("a slug", OF_A_SLUG, {"slug": slug, **options})
        return SlugInfo._wrap(self.client.get("storefront-widget-pages", params).json())

    @performs("getHomePageStaticCode", "getCategoryPageStaticCode", "getProductPageStaticCode")
    def static_page(self, of: Category | Product | None = None, **options: Any) -> StaticPage:
        """The HTML of a category's or product's page, or of the home page; needs no token.

        `options` are `lang`, `base_url`, `clean_urls`, `limit` (products on the page), `design`
        and `international_pages`, as in `slug_info`.

        https://docs.ecwid.com/api-reference/rest-api
        """
        params = _compiled("a page", OF_A_PAGE, options)
        path = f"{_page(of)}/static-code".format(store=self.client.store_id)
        return StaticPage._wrap(
            self.client.request(Request("GET", path, params, storefront=True)).json()
        )


def _page(of: Model | None) -> str:
    if of is None:
        return "home-page/{store}"
    if not isinstance(of, Category | Product):
        raise InvalidValue(f"{of!r} has no page; give a Category, a Product or nothing")
    key = type(of).__resource__.own_key(of)
    if key is None:
        raise InvalidValue(f"{of!r} has no page before it was created; session.commit() does that")
    return f"{'category' if isinstance(of, Category) else 'product'}-page/{{store}}/{key}"


def _report_path(report_type: str) -> str:
    return f"reports/{segment(report_type)}"


def _compiled(what: str, search: Search, options: dict[str, Any]) -> dict[str, Any]:
    pages = options.get("international_pages")
    if isinstance(pages, Mapping):
        options = {**options, "international_pages": {f"[{k}]": v for k, v in pages.items()}}
    return search.compile(what, (), options)


def _uuid(key: UUID | str) -> str:
    try:
        return str(UUID(str(key)))
    except ValueError:
        raise InvalidValue(
            f"idempotency_key: {key!r} is no UUID; make one by uuid.uuid4() and note it"
        ) from None
