"""What travels between a shop and a file, what does not and why, and what it is known by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Model
from ecwid_orm.resources import (
    Category,
    CheckoutExtraField,
    Coupon,
    Customer,
    CustomerContact,
    CustomerExtraField,
    CustomerGroup,
    Product,
    ProductType,
    Promotion,
    ShippingOption,
)
from ecwid_orm.session import Query, Session

__all__ = ["LEFT_OUT", "PORTABLE", "comes_by_itself", "everything", "identities", "is_settable"]
__all__ += ["model_named", "set_by_ecwid"]

PORTABLE: tuple[type[Model], ...] = (
    ProductType,
    Category,
    CustomerGroup,
    CustomerExtraField,
    ShippingOption,
    CheckoutExtraField,
    Product,
    Customer,
    Coupon,
    Promotion,
)
"""The models of a whole shop, each after those that it refers to.

Variations travel within their product, contacts within their customer.
"""

LEFT_OUT: Mapping[str, str] = {
    "AppStorageEntry": "it belongs to the app, not to the shop",
    "Brand": "Ecwid makes brands of the products' attributes",
    "Cart": "only customers make carts",
    "Country": "it is Ecwid's, the same for all shops",
    "CountryCurrency": "it is Ecwid's, the same for all shops",
    "Currency": "it is Ecwid's, the same for all shops",
    "CustomerContact": "it travels within its customer",
    "InstantSiteRedirect": "Ecwid has no way to create one like the others",
    "LatestStats": "Ecwid counts it",
    "Order": "nothing tells an order from another like it, so a second import would make it again",
    "OrderExtraField": "it is a part of an order",
    "OrderStatus": "a shop has a fixed set of them, which can only be renamed",
    "PaymentOption": "it is tied to an account with a payment provider",
    "ProductReview": "only customers write reviews",
    "ProductVariation": "it travels within its product",
    "StaffAccount": "creating one mails an invitation",
    "State": "it is Ecwid's, the same for all shops",
    "StoreDomains": "a domain belongs to one shop",
    "StoreProfile": "it is the settings of a shop, and not listed",
    "Subscription": "only customers subscribe",
    "TaxClass": "it is Ecwid's, the same for all shops",
}
"""Why a model is not a part of an export of the whole shop, and cannot be imported."""

FALLBACKS: Mapping[type[Model], tuple[str, ...]] = {
    Category: ("path",),
    CustomerGroup: ("name",),
    CustomerExtraField: ("title",),
    Promotion: ("name",),
}
"""What an entity is known by that has no natural key. Ecwid allows twins: those are told, not
guessed at. A `path` is the names from the root of the tree down."""

SET_BY_ECWID: Mapping[type[Model], frozenset[str]] = {
    Coupon: frozenset({"creation_date", "update_date", "order_count"}),
    CustomerContact: frozenset({"timestamp"}),
}
"""Attributes that can be written, says the API, but that Ecwid sets all the same."""

ONLY_ECWID: Mapping[tuple[type[Model], str], tuple[str, ...]] = {
    (Coupon, "status"): ("EXPIRED", "USEDUP"),
}
"""Values that an attribute may have, but that cannot be sent."""


def is_settable(model: type[Model], attribute: str, value: Any) -> bool:
    """Whether a value is one that can be sent, and none that only Ecwid gives."""
    return value not in ONLY_ECWID.get((model.__root__, attribute), ())


def comes_by_itself(parent: Mapping[str, Any], child: Mapping[str, Any]) -> bool:
    """Whether Ecwid makes a child with its new parent: the contact of a customer's e-mail."""
    email, contact = parent.get("email"), child.get("contact")
    return isinstance(email, str) and isinstance(contact, str) and email.lower() == contact.lower()


def identities(model: type[Model]) -> tuple[str, ...]:
    """The attributes that an entity is known by in any shop, the surest first."""
    natural = tuple(name for name in model.__resource__.natural if isinstance(name, str))
    return (*natural, *FALLBACKS.get(model.__root__, ()))


def set_by_ecwid(model: type[Model]) -> frozenset[str]:
    """Attributes of a model that Ecwid sets, whatever is sent."""
    never = SET_BY_ECWID.get(model.__root__, frozenset())
    return never | {field.name for field in model.__fields__.values() if field.read_only}


def model_named(name: str) -> type[Model]:
    """The model of a name in a file. Raises InvalidValue saying why there is none."""
    for model in PORTABLE:
        if model.__name__ == name:
            return model
    if name in LEFT_OUT:
        raise InvalidValue(f"{name} cannot be imported: {LEFT_OUT[name]}")
    known = ", ".join(model.__name__ for model in PORTABLE)
    raise InvalidValue(f"there is no model {name!r}; known are {known}")


def everything(
    session: Session, model: type[Model], names: Iterable[str] | None = None
) -> Query[Any]:
    """The query that leaves nothing of a model out: no hidden entity, and of each no key.

    With `names`, just these attributes are loaded.
    """
    resource = model.__resource__
    query = session.query(model)
    search = {
        name: resource.bulk_params[wire]
        for name, parameter in resource.search.parameters.items()
        if (wire := resource.search.wire_name(name, parameter)) in resource.bulk_params
    }
    query = query.where(**search) if search else query
    return query if names is None else query.only(*names)
