"""What staff accounts do besides CRUD: their invitations."""

from __future__ import annotations

from typing import Any

from ecwid_orm.model import Model
from ecwid_orm.model.actions import performs, session_of, shop_call


class StaffActions(Model):
    """The methods of `StaffAccount`. Adding one invites the person by mail."""

    @classmethod
    @performs("getStaffAccountScopes")
    def scopes(cls, *, session: Any = None) -> list[str]:
        """The permissions that accounts of this store can have, as in `StaffScope`.

        `session` is the current one if it is left out.
        """
        answer = shop_call("GET", "profile/staffScopes", session=session)
        return list(answer["staffScopes"])

    @performs("resendStaffInvite")
    def resend_invite(self) -> None:
        """Send the invitation once more, now."""
        self._invite("POST")

    @performs("cancelStaffInvite")
    def cancel_invite(self) -> None:
        """Withdraw the invitation, and the account with it, now. It is in no session any more."""
        session = session_of(self)
        self._invite("DELETE")
        session.expunge(self)

    def _invite(self, method: str) -> None:
        account: Any = self
        body = {"email": account.email}
        # A second mail would be sent: a lost answer is not asked for again.
        again = method == "DELETE"
        shop_call(method, "staff/invite", json=body, idempotent=again, session=session_of(self))
