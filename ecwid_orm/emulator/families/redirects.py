"""Redirects of the Instant Site.

https://docs.ecwid.com/api-reference/instant-site-api
"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.pages import page
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.store import redirects

Body = dict[str, Any]


@route("listInstantSiteRedirects")
def list_redirects(call: Call) -> Body:
    """A page of those that have the keyword."""
    offset, limit = call.query.page()
    keyword = call.query.text("keyword")
    return page(call, *redirects.search_redirects(call.shop, keyword, offset, limit))


@route("createInstantSiteRedirects")
def post_redirects(call: Call) -> Body:
    """New redirects: how many, and how many there were already."""
    created, existing = redirects.create_redirects(call.shop, call.body)
    return {"createCount": created, "existsCount": existing}


@route("getInstantSiteRedirectsForPath")
def for_path(call: Call) -> Body:
    """Those away from a path, and whether there are any at all."""
    any_at_all, _ = redirects.search_redirects(call.shop, None, 0, 1)
    path = call.query.text("exactPath") or ""
    return {
        "items": redirects.redirects_from(call.shop, path),
        "hasAnyRedirects": any_at_all > 0,
    }


@route("getInstantSiteRedirect")
def get_redirect(call: Call) -> Body:
    """One redirect."""
    return redirects.redirect(call.shop, call.path_args["redirectId"])


@route("updateInstantSiteRedirect")
def put_redirect(call: Call) -> Body:
    """A changed redirect."""
    redirects.update_redirect(call.shop, call.path_args["redirectId"], call.body)
    return {"updateCount": 1}


@route("deleteInstantSiteRedirect")
def remove_redirect(call: Call) -> Body:
    """One redirect less."""
    redirects.delete_redirect(call.shop, call.path_args["redirectId"])
    return {"deleteCount": 1}
