"""Which access scopes a request needs. https://docs.ecwid.com/api-reference/scopes"""

from __future__ import annotations

import re
from functools import cache

from ecwid_orm.api.request import Request

__all__ = ["scopes_of"]

_EXCEPTIONS = """
    DELETE          products                            update_catalog_batch_delete
    GET             products/deleted                    read_store_profile read_catalog
    POST            products/filters                    read_catalog
    DELETE          products/*/gallery                  update_catalog update_catalog_batch_delete
    GET             products/*/gallery/video/*          update_catalog
    POST            products/*/files                    create_catalog
    POST            products/*/combinations             create_catalog
    DELETE          products/*/combinations             read_catalog update_catalog
    POST|PUT|DELETE products/*/combinations/**          read_catalog update_catalog
    PUT             categories/sort                     read_catalog update_catalog
    GET             swatches/recent-colors              -
    GET             reviews/deleted                     read_store_profile read_reviews
    DELETE          reviews/*                           read_reviews update_reviews
    GET             orders/deleted                      read_store_profile read_orders
    POST            orders/tax-invoice-preview          -
    GET             orders/*/invoices                   read_orders read_invoices
    POST            orders/*/invoices/create-invoice    create_orders
    POST            orders/*/items/**                   create_orders
    POST            order/calculate                     read_store_profile
    POST            carts/*/place                       create_orders
    GET             customers/deleted                   read_store_profile read_customers
    GET             customers/filters                   -
    GET             customers/locations                 -
    GET             customers/products                  -
    POST            customers/*/contacts                create_customers
    PUT|DELETE      customers/*                         read_customers update_customers
    DELETE          store_extrafields/**                delete_customers_extrafields
    GET             store_extrafields/**                read_customers_extrafields
    POST|PUT        store_extrafields/**                update_customers_extrafields
    GET             discount_coupons/deleted            read_store_profile read_discount_coupons
    DELETE          promotions/*                        delete_promotion
    POST            staff                               create_staff invite_staff
    POST|DELETE     staff/invite                        invite_staff
    PUT             staff/*                             read_staff update_staff
    DELETE          staff/*                             delete_staff
    GET             profile/staffScopes                 read_store_profile read_staff
    GET|DELETE      profile/paymentOptions/*            read_store_profile add_payment_method
    GET             profile/paymentOptions              read_store_profile add_payment_method
    POST            profile/paymentOptions              update_store_profile add_payment_method
    PUT             profile/paymentOptions/*            update_store_profile add_payment_method
    POST            profile/**                          update_store_profile
    POST            storage/*                           update_store_profile
    GET             domains                             read_store_profile buy_domains
    PUT             domains                             update_store_profile buy_domains
    GET|POST        domains/*                           buy_domains
    GET             application/token                   -
    POST            billing/transactions                charge
    GET             reports/**                          read_store_stats
    *               instant-site/redirects/**           manage_instant_site
    GET|POST        instant-site/redirects              manage_instant_site
    GET             storefront-widget-pages     read_store_profile read_storefront_widget_pages
"""
"""Methods, path (`*` is one segment, `**` some) and scopes, "-" for none. The first that fits."""

_FAMILIES = {
    "application": "store_profile",
    "brands": "brands",
    "carts": "orders",
    "categories": "catalog",
    "categoriesByPath": "catalog",
    "classes": "catalog",
    "customer_groups": "customers",
    "customers": "customers",
    "discount_coupons": "discount_coupons",
    "latest-stats": "store_profile",
    "orders": "orders",
    "products": "catalog",
    "profile": "store_profile",
    "promotions": "promotion",
    "reviews": "reviews",
    "staff": "staff",
    "storage": "store_profile",
    "subscriptions": "subscriptions",
    "swatches": "catalog",
}
"""What the scopes of a path are named after, as a rule."""


def scopes_of(request: Request) -> tuple[str, ...]:
    """The scopes that a request needs, all of them; none where no rule is known."""
    for methods, pattern, scopes in _exceptions():
        if request.method in methods and pattern.fullmatch(request.path):
            return scopes
    first, *rest = request.path.split("/")
    family = _FAMILIES.get(first)
    if family is None:
        return ()
    if request.method == "GET":
        return (f"read_{family}",)
    return (f"create_{family}" if request.method == "POST" and not rest else f"update_{family}",)


@cache
def _exceptions() -> list[tuple[set[str], re.Pattern[str], tuple[str, ...]]]:
    found = []
    for line in _EXCEPTIONS.strip().splitlines():
        methods, path, *scopes = line.split()
        pattern = re.escape(path).replace(r"\*\*", ".+").replace(r"\*", "[^/]+")
        known = {"GET", "POST", "PUT", "DELETE"} if methods == "*" else set(methods.split("|"))
        found.append((known, re.compile(pattern), tuple(s for s in scopes if s != "-")))
    return found
