"""What customers do besides CRUD: what they can be searched by, and one change to many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model, Parameter, Search, state
from ecwid_orm.model.actions import shop_call
from ecwid_orm.model.current import current_session
from ecwid_orm.resources.actions.deletions import Deletions
from ecwid_orm.resources.customer_filters import (
    CustomerFilters,
    CustomerLocation,
    CustomerProduct,
)

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
    def filters(cls, *, session: Any = None) -> CustomerFilters:
        """What the store's customers can be filtered by, and how many there are."""
        return CustomerFilters._wrap(shop_call("GET", "customers/filters", session=session).json())

    @classmethod
    def locations(cls, name: str, *, session: Any = None) -> list[CustomerLocation]:
        """Countries that customers live in, by a part of the name."""
        answer = shop_call("GET", "customers/locations", params={"name": name}, session=session)
        return [CustomerLocation._wrap(raw) for raw in answer["items"]]

    @classmethod
    def purchased_products(cls, name: str, *, session: Any = None) -> list[CustomerProduct]:
        """Products that customers bought, by a part of the name."""
        answer = shop_call("GET", "customers/products", params={"name": name}, session=session)
        return [CustomerProduct._wrap(raw) for raw in answer["items"]]

    @classmethod
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
    def mass_update(
        cls,
        changes: Mapping[str, Any],
        customers: Iterable[Model | int] | None = None,
        *,
        everyone: bool = False,
        session: Any = None,
        **search: Any,
    ) -> int:
        """Change many customers, now, in one call; how many Ecwid says it changed.

        `changes` are new values of `customer_group_id`, `tax_exempt` and `accept_marketing`.
        Whom it concerns is said in just one way: `customers` (objects or ids), `search` as in
        `matching_ids`, or `everyone=True`. Raises InvalidValue, UnknownParameter, NotFound for a
        group that there is not; then nothing was changed.
        """
        unknown = sorted(changes.keys() - set(CHANGEABLE))
        if unknown or not changes:
            what = f"{unknown[0]} of" if unknown else "nothing of"
            raise InvalidValue(
                f"a mass update of customers cannot change {what} them; it can change "
                f"{', '.join(CHANGEABLE)}"
            )
        body = state.dump(cls(**changes))
        missing = [name for name in changes if cls.__fields__[name].wire_name not in body]
        if missing:
            raise InvalidValue(f"a mass update of customers cannot empty {missing[0]}")
        return _of_many(cls, {"customer": body}, customers, everyone, session, search)

    @classmethod
    def mass_delete(
        cls,
        customers: Iterable[Model | int] | None = None,
        *,
        everyone: bool = False,
        session: Any = None,
        **search: Any,
    ) -> int:
        """Delete many customers, now, in one call; how many Ecwid says it deleted.

        The arguments are those of `mass_update`.
        """
        return _of_many(cls, {"delete": True}, customers, everyone, session, search)


def _of_many(
    model: type[Model],
    what: dict[str, Any],
    customers: Iterable[Model | int] | None,
    everyone: bool,
    session: Any,
    search: Mapping[str, Any],
) -> int:
    if (customers is not None) + everyone + bool(search) != 1:
        raise InvalidValue(
            "say whom it concerns in just one way: by customers, by a search, or by everyone=True"
        )
    session = current_session() if session is None else session
    ids = None if customers is None else [_id(one) for one in customers]
    if ids == []:
        return 0
    mode = "ALL" if everyone else "ALL_FILTERED" if ids is None else "SELECTED"
    body = {"mode": mode, **what} if ids is None else {"mode": mode, "ids": ids, **what}
    params = OF_MANY.compile(model.__name__, (), search)
    # Done twice, it leaves what doing it once does.
    answer = shop_call(
        "POST", "customers_update", params=params, json=body, idempotent=True, session=session
    )
    # Of those that a search finds nobody knows which are here: reading them tells.
    _tell(session, model, ids, deleted="delete" in what and not search)
    return int(answer["updateCount"])


def _id(customer: Any) -> int:
    key = customer if isinstance(customer, int) else customer._raw.get("id")
    if key is None:
        raise InvalidValue(f"{customer!r} was not created yet; session.commit() does that")
    return int(key)


def _tell(session: Any, model: type[Model], ids: Collection[int] | None, *, deleted: bool) -> None:
    """Bring the objects of a session in line: what is gone leaves it, the rest is read anew."""
    for one in list(session):
        if isinstance(one, model.__root__) and one._is_stored():
            if ids is not None and _id(one) not in ids:
                continue
            if deleted:
                session.expunge(one)
            else:
                session.outdate(one, CHANGEABLE)
