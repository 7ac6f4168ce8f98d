"""The profile and the logos. https://docs.ecwid.com/api-reference/rest-api/store-profile"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.catalogue import pictures
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.store import logos
from ecwid_orm.emulator.store.profile import update_profile
from ecwid_orm.emulator.store.profile_view import shown_profile

Body = dict[str, Any]


@route("getStoreProfile")
def get_profile(call: Call) -> Body:
    """All settings of the shop; a public token sees less."""
    return shown_profile(call)


@route("updateStoreProfile")
def put_profile(call: Call) -> Body:
    """Changed settings."""
    update_profile(call.shop, call.body)
    return {"updateCount": 1, "success": True}


@route("uploadStoreLogo")
def upload_logo(call: Call) -> Body:
    """A logo by URL."""
    return _set_logo(call)


@route("uploadStoreLogoFile")
def upload_logo_file(call: Call) -> Body:
    """A logo by its bytes, or by URL."""
    return _set_logo(call)


@route("deleteStoreLogo")
def delete_logo(call: Call) -> Body:
    """One logo less."""
    logos.check_logo(call.path_args["logo"])
    dropped = logos.drop_logo(call.shop, call.path_args["logo"])
    return {"deleteCount": int(dropped), "success": True}


def _set_logo(call: Call) -> Body:
    logos.check_logo(call.path_args["logo"])
    picture = pictures.uploaded(call)
    logos.set_logo(call.shop, call.path_args["logo"], picture)
    return {"id": picture["id"]}
