"""Staff accounts. https://docs.ecwid.com/api-reference/rest-api/staff-accounts"""

from __future__ import annotations

from typing import Any

from ecwid_orm.emulator.call import Call
from ecwid_orm.emulator.routing import route
from ecwid_orm.emulator.store import staff

Body = dict[str, Any]


@route("listStaffAccounts")
def list_accounts(call: Call) -> Body:
    """All accounts, those invited included."""
    return {"staffList": staff.staff_accounts(call.shop)}


@route("getStaffAccount")
def get_account(call: Call) -> Body:
    """E-mail and permissions of one account."""
    found = staff.staff_account(call.shop, call.path_args["staffAccountId"])
    return {"email": found["email"], "staffScopes": found["staffScopes"]}


@route("createStaffAccount")
def post_account(call: Call) -> Body:
    """A person invited."""
    staff.invite(call.shop, call.body)
    return {"success": True}


@route("updateStaffAccount")
def put_account(call: Call) -> Body:
    """A changed account."""
    staff.update_staff_account(call.shop, call.path_args["staffAccountId"], call.body)
    return {"updateCount": 1}


@route("deleteStaffAccount")
def remove_account(call: Call) -> Body:
    """One account less."""
    staff.delete_staff_account(call.shop, call.path_args["staffAccountId"])
    return {"deleteCount": 1}


@route("resendStaffInvite")
def resend_invite(call: Call) -> Body:
    """An invitation sent once more; nothing leaves the emulator."""
    staff.invited(call.shop, call.body)
    return {"success": True}


@route("cancelStaffInvite")
def cancel_invite(call: Call) -> Body:
    """An invitation withdrawn, and the account with it."""
    staff.delete_staff_account(call.shop, staff.invited(call.shop, call.body)["id"])
    return {"deleteCount": 1}


@route("getStaffAccountScopes")
def list_scopes(_: Call) -> Body:
    """What an account may be allowed."""
    return {"staffScopes": staff.SCOPES}
