"""App storage. https://docs.ecwid.com/api-reference/rest-api/application/app-storage"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.platform import storage
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listAppStorage")
def list_entries(call: Call) -> list[Body]:
    """All entries in a bare array."""
    return storage.entries(call.shop)


@route("getAppStorageEntry")
def get_entry(call: Call) -> Body:
    """One entry."""
    return storage.entry(call.shop, call.path_args["key"])


@route("createAppStorageEntry")
def post_entry(call: Call) -> Body:
    """A value kept."""
    return _kept(call)


@route("updateAppStorageEntry")
def put_entry(call: Call) -> Body:
    """The same as a POST."""
    return _kept(call)


@route("deleteAppStorageEntry")
def remove_entry(call: Call) -> Body:
    """One entry less."""
    storage.drop(call.shop, call.path_args["key"])
    return {"deleteCount": 1}


def _kept(call: Call) -> Body:
    storage.keep(call.shop, call.path_args["key"], call.raw_body)
    return {"updateCount": 1}
