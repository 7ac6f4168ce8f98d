"""The profile as a request may see it."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator import places
from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.store import translated
from ecwid_orm.emulator.store.logos import logo_urls
from ecwid_orm.emulator.store.payment_options import payment_options
from ecwid_orm.emulator.store.profile import WORLD, profile, site_url
from ecwid_orm.emulator.store.shipping_options import shipping_options

Body = dict[str, Any]

_LIMITS_SCOPE = "read_store_limits"
_EXTENDED_SCOPE = "read_store_profile_extended"
_BILLING: Body = {
    "channelid": "ecwid",
    "pricingPlanId": "ECWID_UNLIMITED",
    "pricingPlanName": "Unlimited",
    "pricingPlanPeriod": "annual",
    "inGracePeriod": False,
    "willDowngradeAt": None,
    "internalBilling": False,
    "paymentMethod": "none",
    "billingPageVisibleInCP": True,
    "itunesSubscriptionAvailableOnChannel": False,
}
_NOT_FOR_THE_PUBLIC = (
    "account",
    "featureToggles",
    "mailchimpSettings",
    "registrationAnswers",
    "taxInvoiceSettings",
)


def shown_profile(call: Call) -> Body:
    """The profile with all that is computed, and what the token and the query ask for."""
    public = call.token.is_public
    body = profile(call.shop)
    logos = logo_urls(body)
    shown = {name: value for name, value in body.items() if name[0] != "$"}
    shown["generalInfo"] = _general(call, body, logos)
    shown["settings"] = {**body["settings"], **_present(logos, "invoiceLogoUrl", "emailLogoUrl")}
    shown["taxes"] = body["taxSettings"]["taxes"]
    shown["zones"] = [*body["zones"], WORLD]
    shown["shipping"] = {
        **body["shipping"],
        "shippingOrigin": _origin(body),
        "shippingOptions": shipping_options(call.shop, public=public),
    }
    shown["payment"] = {
        "paymentOptions": payment_options(call.shop, public=public),
        "applePay": {"enabled": False, "available": False},
        "applePayOptions": [],
    }
    shown["account"] = _account(call, body)
    if call.query.boolean("getStoreVertical"):
        shown["verticalSettings"] = {"vertical": None, "primarySubvertical": None}
    if call.query.boolean("showExtendedInfo") and _EXTENDED_SCOPE in call.token.scopes:
        shown["accountBilling"] = _BILLING
    if public:
        for name in (*_NOT_FOR_THE_PUBLIC, "accountBilling"):
            shown.pop(name, None)
    language = call.query.text("lang")
    return shown if language is None else translated.shown(shown, language)


def _general(call: Call, body: Body, logos: Body) -> Body:
    general: Body = body["generalInfo"]
    site = site_url(body)
    return {
        "storeId": call.shop.settings.store_id,
        **general,
        "storeUrl": general["storeUrl"] or site,
        "starterSite": {
            **general["starterSite"],
            "generatedUrl": site,
            **_present(logos, "storeLogoUrl"),
        },
    }


def _account(call: Call, body: Body) -> Body:
    account = dict(body["account"])
    if _LIMITS_SCOPE not in call.token.scopes:
        account.pop("limitsAndRestrictions", None)
    if call.query.boolean("getReportAvailabilityStatus"):
        account["reportAvailabilityDetails"] = []
    if call.query.boolean("getStoreVertical"):
        account["storeVertical"] = None
    if call.query.boolean("getFeaturesByPlans"):
        account["featuresByPlans"] = dict.fromkeys(account["availableFeatures"], "ECWID_FREE")
    return account


def _origin(body: Body) -> Body:
    company = body["company"]
    country = places.countries().get(company.get("countryCode", ""))
    return {**company, **({} if country is None else {"countryName": country})}


def _present(values: Body, *names: str) -> Body:
    return {name: values[name] for name in names if name in values}
