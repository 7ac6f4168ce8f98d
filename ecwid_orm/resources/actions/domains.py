"""What domains do besides CRUD: they are looked for, and bought."""

from __future__ import annotations

from typing import Any

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, state
from ecwid_orm.model.actions import call, performs, shop_call
from ecwid_orm.resources.domain_parts import DomainPurchase, DomainSearch, PurchasedDomain


class DomainActions(Model):
    """The methods of `StoreDomains`."""

    @classmethod
    @performs("searchDomains")
    def search(cls, keyword: str, *, session: Any = None) -> DomainSearch:
        """Domains with a word in their names, free or taken, and their prices.

        `session` is the current one if it is left out.
        """
        answer = shop_call("GET", "domains/search", params={"keyword": keyword}, session=session)
        return DomainSearch._wrap(answer.json())

    @performs("purchaseDomain")
    def purchase(self, wanted: DomainPurchase) -> PurchasedDomain:
        """Buy a domain for the store, now; the store's owner pays.

        Raises InvalidValue without a name, BadRequest or Forbidden with Ecwid's reason, such as
        DOMAIN_ALREADY_TAKEN. After a lost answer, look into `purchased_domains` first.
        """
        if not wanted.domain_name:
            raise InvalidValue("a domain is bought by its name: DomainPurchase(domain_name=…)")
        answer = call(
            self,
            "POST",
            "/purchase",
            json=state.dump(wanted),
            outdates=("purchased_domains",),
        )
        return PurchasedDomain._wrap(answer.json())
