"""What customers do besides CRUD: what they can be searched by, and one change to many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, Parameter, Search, state
from ecwid_orm.model.actions import key_of, let_go, performs, shop_call, stored
from ecwid_orm.model.current import current_session
from ecwid_orm.resources.actions.deletions import Deletions
from ecwid_orm.resources.customer_filters import (
    CustomerFilters,
    CustomerLocation,
    CustomerProduct,
)

if TYPE_CHECKING:
    from ecwid_orm.resources.customers import Customer

OF_MANY = Search(
    {
        "keyword": Parameter(),
        "min_order_count": Parameter("integer"),
        "max_order_count": Parameter("integer"),
        "min_sales_value": Parameter("integer"),
        "max_sales_value": Parameter("integer"),
        "check_only_customer_id": Parameter("boolean"),
        "tax_exempt": Parameter("boolean"),
        "accept_marketing": Parameter("boolean"),
        "purchased_product_ids": Parameter("ids"),
        "customer_group_ids": Parameter("ids"),
        "country_codes": Parameter("names"),
        "lang": Parameter(),
    }
)
"""What ids, and a change to many, can be narrowed by."""

CHANGEABLE = ("customer_group_id", "tax_exempt", "accept_marketing")
"""The attributes that can be changed for many customers at once."""


class CustomerActions(Deletions):
    """The methods of `Customer`. `session` is the current one wherever it is left out."""

    @classmethod
    @performs("getCustomerFilters")
    def filters(cls, *, session: Any = None) -> CustomerFilters:
        """What the store's customers can be filtered by, and how many there are."""
        return CustomerFilters._wrap(shop_call("GET", "customers/filters", session=session).json())

    @classmethod
    @performs("searchCustomerLocations")
    def locations(cls, name: str, *, session: Any = None) -> list[CustomerLocation]:
        """Countries that customers live in, by a part of the name."""
        answer = shop_call("GET", "customers/locations", params={"name": name}, session=session)
        return [CustomerLocation._wrap(raw) for raw in answer["items"]]

    @classmethod
    @performs("searchCustomerProducts")
    def purchased_products(cls, name: str, *, session: Any = None) -> list[CustomerProduct]:
        """Products that customers bought, by a part of the name."""
        answer = shop_call("GET", "customers/products", params={"name": name}, session=session)
        return [CustomerProduct._wrap(raw) for raw in answer["items"]]

    @classmethod
    @performs("listCustomerIds")
    def matching_ids(cls, *, session: Any = None, **search: Any) -> list[int]:
        """Ids of all customers that a search finds, in one call.

        `search` are `keyword`, `min_order_count`, `max_order_count`, `min_sales_value`,
        `max_sales_value`, `check_only_customer_id`, `tax_exempt`, `accept_marketing`,
        `purchased_product_ids`, `customer_group_ids`, `country_codes` and `lang`.
        Raises UnknownParameter, InvalidValue.
        """
        params = OF_MANY.compile(cls.__name__, (), search)
        return list(shop_call("GET", "customers_ids", params=params, session=session)["ids"])

    @classmethod
    @performs("massUpdateCustomers")
    def mass_update(
        cls,
        customers: Iterable[Customer | int] | Literal["all"] | None = None,
        *,
        changes: Mapping[str, Any] | None = None,
        delete: bool = False,
        session: Any = None,
        **search: Any,
    ) -> int:
        """Change many customers, or delete them, now; how many there were.

        `customers` are objects or ids, or "all" for every customer of the store; without them,
        `search`, as in `matching_ids`, says which. `changes` are new values of
        `customer_group_id`, `tax_exempt` and `accept_marketing`. `session` is the current one if
        it is left out. Raises InvalidValue where it is not said which customers, or not what to do
        with them, UnknownParameter, NotFound for a group that there is not.
        """
        session = current_session() if session is None else session
        params, chosen = _chosen(cls.__name__, customers, search)
        body = {**chosen, **_wanted(cls, changes, delete)}
        # Done twice, it leaves what doing it once does.
        answer = shop_call(
            "POST", "customers_update", params=params, json=body, idempotent=True, session=session
        )
        ids = chosen.get("ids")
        if delete and not params:
            let_go(session, [cls.__root__], lambda one: ids is None or one.id in ids)
        # Of those that a search finds nobody knows which are here: reading them tells.
        session.outdate(stored(session, [cls.__root__]), CHANGEABLE)
        return int(answer["updateCount"])


def _chosen(
    model: str, customers: Any, search: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parameters and body that say which customers."""
    if customers is not None and search:
        raise InvalidValue("give customers or a search, for Ecwid ignores one beside the other")
    if customers is None and not search:
        raise InvalidValue('say which customers: some of them, a search, or "all"')
    if customers is None:
        params = OF_MANY.compile(model, (), search)
        if not params:
            raise InvalidValue('a search for nothing finds everyone; "all" says so')
        return params, {"mode": "ALL_FILTERED"}
    if customers == "all":
        return {}, {"mode": "ALL"}
    keys = [key_of("Customer", one) for one in customers]
    if not keys:
        raise InvalidValue("there are no customers to update; nothing was sent")
    return {}, {"mode": "SELECTED", "ids": keys}


def _wanted(model: type[Model], changes: Mapping[str, Any] | None, delete: bool) -> dict[str, Any]:
    """The part of the body that says what to do with them."""
    if delete == bool(changes):
        raise InvalidValue("say what to do with the customers: either changes= or delete=True")
    if changes is None or delete:
        return {"delete": True}
    unknown = sorted(changes.keys() - set(CHANGEABLE))
    if unknown:
        raise InvalidValue(
            f"{unknown[0]} cannot be changed for many customers at once; "
            f"{', '.join(CHANGEABLE)} can"
        )
    body = state.dump(model(**changes))
    for name in changes:
        if model.__fields__[name].wire_name not in body:
            raise InvalidValue(f"{name} cannot be emptied for many customers at once")
    return {"customer": body}
