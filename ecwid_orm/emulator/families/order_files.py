"""Files of an order's item options."""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator import blobs
from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.errors import wrong_parameter
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.sales import option_files
from ecwid_orm.emulator.sales.orders import order, save_order

Body = dict[str, Any]


@route("uploadOrderItemOptionFile")
def upload_file(call: Call) -> Body:
    """One more file: its id. `externalUrl` wins over bytes."""
    stored, option = _option(call)
    name = call.query.text("fileName")
    if name is None:
        raise wrong_parameter("Parameter 'fileName' is absent")
    url = call.query.text("externalUrl")
    if url is None and not call.raw_body:
        raise wrong_parameter("A file needs bytes or the parameter externalUrl")
    content = call.raw_body if url is None else blobs.download(call.shop, url)
    key = option_files.attach(call.shop, option, name, content)
    save_order(call.shop, stored)
    return {"id": key}


@route("deleteOrderItemOptionFile")
def remove_file(call: Call) -> Body:
    """One file less."""
    stored, option = _option(call)
    option_files.detach(option, call.path_id("fileId"))
    save_order(call.shop, stored)
    return {"deleteCount": 1}


@route("deleteOrderItemOptionFiles")
def remove_files(call: Call) -> Body:
    """No files left; the count is of those there were."""
    stored, option = _option(call)
    count = option_files.detach_all(option)
    save_order(call.shop, stored)
    return {"deleteCount": count}


def _option(call: Call) -> tuple[Body, Body]:
    stored = order(call.shop, call.path_args["orderId"])
    item, name = call.path_id("itemId"), call.path_args["optionName"]
    return stored, option_files.files_option(stored, item, name)
