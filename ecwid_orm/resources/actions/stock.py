"""Stock, changed at once."""

from __future__ import annotations

from ecwid_orm.model import Model
from ecwid_orm.model.actions import call, performs


class StockActions(Model):
    """A model whose objects are in stock."""

    @performs("adjustProductStock", "adjustProductVariationStock")
    def adjust_stock(self, amount: int, *, notify_low_stock: bool = False) -> str | None:
        """Add to the stock, now; take away by a negative amount. Ecwid's warning, if it has one.

        With `notify_low_stock`, Ecwid mails the shop's owner where little is left. It is sent once:
        after a lost answer it raises a TransportError or ServerError, and nobody knows whether it
        was done. `product.quantity = Product.quantity - 3` and a commit are safe from that.
        """
        params = {"checkLowStockNotification": True} if notify_low_stock else None
        answer = call(
            self,
            "PUT",
            "/inventory",
            params=params,
            json={"quantityDelta": amount},
            outdates=("quantity",),
        )
        warning = answer.json().get("warning")
        return None if warning is None else str(warning)
