"""Domains. https://docs.ecwid.com/api-reference/rest-api/domains"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.store import domains

Body = dict[str, Any]


@route("getStoreDomains")
def get_domains(call: Call) -> Body:
    """The shop's domains."""
    return domains.domains(call.shop)


@route("updateStoreDomains")
def put_domains(call: Call) -> Body:
    """Changed domains."""
    domains.update_domains(call.shop, call.body)
    return {"updateCount": 1}


@route("searchDomains")
def search(call: Call) -> Body:
    """Domains that could be bought."""
    keyword = call.query.text("keyword")
    if keyword is None:
        raise wrong_parameter("Parameter 'keyword' is absent")
    return {"keyword": keyword, "domains": domains.search(call.shop, keyword)}


@route("purchaseDomain")
def purchase(call: Call) -> Body:
    """A domain bought."""
    return domains.purchase(call.shop, call.body)
