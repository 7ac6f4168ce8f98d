"""Domains."""

from __future__ import annotations

from ecwid_orm.model import fields
from ecwid_orm.resources.actions.domains import DomainActions
from ecwid_orm.resources.domain_parts import InstantSiteDomain, PurchasedDomain


class StoreDomains(
    DomainActions,
    path="domains",
    singleton=True,
    label=None,
    refuses=frozenset({"list", "create", "delete"}),
):
    """The domains of the store.

    https://docs.ecwid.com/api-reference/rest-api
    """

    instant_site_domain = fields.Embedded(InstantSiteDomain)
    purchased_domains = fields.EmbeddedList(PurchasedDomain)
