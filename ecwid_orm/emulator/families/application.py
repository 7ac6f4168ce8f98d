"""The app itself, and what it charges.

https://docs.ecwid.com/api-reference/rest-api/application
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator import tokens
from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.formats import timestamp
from ecwid_orm.emulator.platform import billing
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.webhooks import changed

Body = dict[str, Any]

_STATUS = "ACTIVE"
_CHARGED = ("amount", "currency", "description", "idempotencyKey")


@route("getApplication")
def get_application(call: Call) -> Body:
    """The subscription, as that of a free app: always active."""
    since = timestamp(call.token.created)
    return {
        "subscription": {"startDate": since, "status": _STATUS},
        "subscriptionStatus": _STATUS,
    }


@route("deleteApplication")
def remove_application(call: Call) -> Body:
    """The app gone from the shop: no token is valid any more."""
    namespace = call.query.text("namespace")
    if namespace != call.shop.settings.app.client_id:
        raise wrong_parameter("Parameter 'namespace' is not the client_id of the app")
    tokens.revoke_all(call.shop.db)
    changed(call.shop, "application.uninstalled", str(call.shop.settings.store_id))
    return {"deleteCount": 1}


@route("getApplicationToken")
def get_token(call: Call) -> Body:
    """What the token may do. It never expires."""
    return {
        "permissions": sorted(call.token.scopes),
        "created": timestamp(call.token.created),
    }


@route("createBillingTransaction")
def post_charge(call: Call) -> Body:
    """A charge, by fields of the query or, where those are left out, of the body."""
    sent = call.body if isinstance(call.body, dict) else {}
    fields = {name: call.query.text(name) or sent.get(name) for name in _CHARGED}
    return billing.charge(call.shop, fields)
