"""Product types. https://docs.ecwid.com/api-reference/rest-api/product-types"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue import product_types
from ecwid_orm.emulator.catalogue.retyping import follow_type, move_to_general
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listProductTypes")
def list_types(call: Call) -> list[Body]:
    """All types in a bare array; a public token sees no hidden attributes."""
    return [_shown(call, body) for body in product_types.product_types(call.shop)]


@route("getProductType")
def get_type(call: Call) -> Body:
    """One type."""
    return _shown(call, product_types.product_type(call.shop, call.path_id("classId")))


@route("createProductType")
def post_type(call: Call) -> Body:
    """A new type: its id."""
    return {"id": product_types.create_type(call.shop, call.body)}


@route("updateProductType")
def put_type(call: Call) -> Body:
    """A changed type, which its products follow."""
    key = call.path_id("classId")
    before = product_types.product_type(call.shop, key)
    after = product_types.update_type(call.shop, key, call.body)
    follow_type(call.shop, before["attributes"], after["attributes"])
    return {"updateCount": 1}


@route("deleteProductType")
def remove_type(call: Call) -> Body:
    """One type less; its products become General."""
    key = call.path_id("classId")
    deleted = product_types.delete_type(call.shop, key)
    if deleted:
        move_to_general(call.shop, key)
    return {"deleteCount": int(deleted)}


def _shown(call: Call, body: Body) -> Body:
    if not call.token.is_public:
        return body
    visible = [each for each in body["attributes"] if each["show"] != "NOTSHOW"]
    return {**body, "attributes": visible}
