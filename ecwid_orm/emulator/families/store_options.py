"""Shipping and payment options.

https://docs.ecwid.com/api-reference/rest-api/store-profile/shipping-options
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.store import payment_options as payment
from ecwid_orm.emulator.store import shipping_options as shipping
from ecwid_orm.emulator.store import translated

Body = dict[str, Any]


@route("listShippingOptions")
def list_shipping(call: Call) -> Any:
    """All in a bare array; a public token sees those that are enabled."""
    return _shown(call, shipping.shipping_options(call.shop, public=call.token.is_public))


@route("createShippingOption")
def post_shipping(call: Call) -> Body:
    """A new shipping option: its id."""
    return {"id": shipping.create_shipping_option(call.shop, call.body)}


@route("updateShippingOption")
def put_shipping(call: Call) -> Body:
    """A changed shipping option."""
    shipping.update_shipping_option(call.shop, call.path_args["shippingOptionId"], call.body)
    return {"updateCount": 1}


@route("deleteShippingOption")
def remove_shipping(call: Call) -> Body:
    """One shipping option less."""
    shipping.delete_shipping_option(call.shop, call.path_args["shippingOptionId"])
    return {"deleteCount": 1}


@route("listPaymentOptions")
def list_payment(call: Call) -> Any:
    """All in a bare array; a public token sees those that are enabled."""
    return _shown(call, payment.payment_options(call.shop, public=call.token.is_public))


@route("getPaymentOption")
def get_payment(call: Call) -> Any:
    """One payment option."""
    return _shown(call, payment.payment_option(call.shop, call.path_args["paymentOptionId"]))


@route("createPaymentOption")
def post_payment(call: Call) -> Body:
    """A new payment option: its id."""
    return {"id": payment.create_payment_option(call.shop, call.body)}


@route("updatePaymentOption")
def put_payment(call: Call) -> Body:
    """A changed payment option."""
    payment.update_payment_option(call.shop, call.path_args["paymentOptionId"], call.body)
    return {"updateCount": 1, "success": True}


@route("deletePaymentOption")
def remove_payment(call: Call) -> Body:
    """One payment option less."""
    payment.delete_payment_option(call.shop, call.path_args["paymentOptionId"])
    return {"deleteCount": 1}


def _shown(call: Call, value: Any) -> Any:
    language = call.query.text("lang")
    return value if language is None else translated.shown(value, language)
