"""What carts do besides CRUD."""

from __future__ import annotations

from ecwid_orm.exceptions import SessionError
from ecwid_orm.model import Model, state
from ecwid_orm.model.actions import call, performs, session_of
from ecwid_orm.resources.orders import Order


class CartActions(Model):
    """The methods of `Cart`."""

    @performs("placeCart")
    def place(self) -> Order:
        """Make an order of the cart, now; it awaits its payment.

        The cart is in no session any more. Raises SessionError for one with changes that were not
        sent, NotFound where it was placed already.

        https://docs.ecwid.com/api-reference/rest-api/orders/abandonned-carts
        """
        session = session_of(self)
        if state.is_changed(self):
            raise SessionError(f"{self!r} has changes that were not sent; session.commit() first")
        answer = call(self, "POST", "/place").json()
        session.expunge(self)
        placed: Order = session.get(Order, answer.get("vendorOrderNumber") or answer["id"])
        return placed
