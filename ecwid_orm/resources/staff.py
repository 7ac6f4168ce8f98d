"""The staff of a store."""

from __future__ import annotations

from enum import StrEnum

from ecwid_orm.model import fields
from ecwid_orm.resources.actions.staff import StaffActions


class StaffScope(StrEnum):
    """What a member of the staff may do; STORE_MANAGEMENT is everything."""

    SALES_MANAGEMENT = "SALES_MANAGEMENT"
    CATALOG_MANAGEMENT = "CATALOG_MANAGEMENT"
    MARKETING_MANAGEMENT = "MARKETING_MANAGEMENT"
    REPORT_ACCESS = "REPORT_ACCESS"
    WEBSITE_MANAGEMENT = "WEBSITE_MANAGEMENT"
    SALES_CHANNELS_MANAGEMENT = "SALES_CHANNELS_MANAGEMENT"
    STORE_MANAGEMENT = "STORE_MANAGEMENT"


class StaffAccount(
    StaffActions,
    path="staff",
    created=(),
    shape="object",
    items="staffList",
    listed_only=frozenset({"name", "inviteAccepted"}),
    label=None,
    natural=("email",),
    caseless=frozenset({"email"}),
):
    """A member of the staff. Creating one invites the person by mail.

    https://docs.ecwid.com/api-reference/rest-api/staff-accounts
    """

    id = fields.Key(str)
    name = fields.String(read_only=True)
    email = fields.String(required=True, unique=True)
    staff_scopes = fields.List(
        fields.Choice(StaffScope, open=True, required=True), doc="Empty means every permission."
    )
    invite_accepted = fields.Boolean(read_only=True)
