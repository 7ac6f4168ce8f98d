"""Variations of a product. https://docs.ecwid.com/api-reference/rest-api/product-variations"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue import pictures, variations
from ecwid_orm.emulator.catalogue.product_view import shown_variation
from ecwid_orm.emulator.catalogue.products import product, save_product
from ecwid_orm.emulator.catalogue.stock import adjusted
from ecwid_orm.emulator.errors import not_found, wrong_parameter
from ecwid_orm.emulator.routing import route

Body = dict[str, Any]


@route("listProductVariations")
def list_variations(call: Call) -> list[Body]:
    """All variations in a bare array, in order of creation."""
    return [_shown(call, each) for each in _product(call)["combinations"]]


@route("getProductVariation")
def get_variation(call: Call) -> Body:
    """One variation."""
    return _shown(call, _both(call)[1])


@route("createProductVariation")
def post_variation(call: Call) -> Body:
    """A new variation: its id."""
    owner = _product(call)
    created = variations.create_variation(call.shop, owner, call.body)
    save_product(call.shop, owner)
    return {"id": created["id"]}


@route("updateProductVariation")
def put_variation(call: Call) -> Body:
    """A changed variation."""
    owner, stored = _both(call)
    variations.update_variation(call.shop, owner, stored, call.body)
    save_product(call.shop, owner)
    return {"updateCount": 1}


@route("deleteProductVariation")
def remove_variation(call: Call) -> Body:
    """One variation less."""
    owner, stored = _both(call)
    owner["combinations"].remove(stored)
    save_product(call.shop, owner)
    return {"deleteCount": 1}


@route("deleteAllProductVariations")
def remove_variations(call: Call) -> Body:
    """No variations; the count is of those there were."""
    owner = _product(call)
    count = len(owner["combinations"])
    owner["combinations"] = []
    save_product(call.shop, owner)
    return {"deleteCount": count}


@route("adjustProductVariationStock")
def adjust_stock(call: Call) -> Body:
    """Stock, changed by an amount; refused where the product's own stock counts."""
    owner, stored = _both(call)
    if "sku" not in stored:
        raise wrong_parameter(
            f"Combination #{stored['id']} has no SKU of its own: its stock is the product's"
        )
    answer = adjusted(call.shop, owner, stored, call.body)
    save_product(call.shop, owner)
    return answer


@route("uploadProductVariationImage")
def upload_image(call: Call) -> Body:
    """A picture instead of the one before."""
    owner, stored = _both(call)
    return _set_picture(call, owner, stored, pictures.uploaded(call))


@route("uploadProductVariationImageAsync")
def upload_image_async(call: Call) -> Body:
    """A picture shown under its own address."""
    owner, stored = _both(call)
    return _set_picture(call, owner, stored, pictures.asynchronous(call, "ProductAsyncImage"))


@route("deleteProductVariationImage")
def delete_image(call: Call) -> Body:
    """No picture."""
    owner, stored = _both(call)
    if stored.pop("$picture", None) is None:
        return {"deleteCount": 0}
    save_product(call.shop, owner)
    return {"deleteCount": 1}


def _product(call: Call) -> Body:
    owner = product(call.shop, call.path_id("productId"))
    if call.token.is_public and not owner["enabled"]:
        raise not_found("Product", owner["id"], "PRODUCT_NOT_FOUND")
    return owner


def _both(call: Call) -> tuple[Body, Body]:
    owner = _product(call)
    return owner, variations.variation(owner, call.path_id("combinationId"))


def _shown(call: Call, body: Body) -> Body:
    return shown_variation(body, public=call.token.is_public, language=call.query.text("lang"))


def _set_picture(call: Call, owner: Body, stored: Body, picture: Body) -> Body:
    stored["$picture"] = picture
    if "alt" in picture:
        stored["alt"] = pictures.alt_of(picture["alt"])
    save_product(call.shop, owner)
    return {"id": picture["id"]}
