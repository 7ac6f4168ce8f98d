"""Parts of domains: what a store has, what can be bought, and for whom."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class InstantSiteDomain(Value):
    """The domain of the Instant Site."""

    primary_instant_site_domain = fields.String(
        read_only=True, doc="Takes the value of `third_party_vendor_domain` when that is set."
    )
    primary_instant_site_domain_status = fields.Choice(("connected", "pending"), read_only=True)
    ecwid_subdomain = fields.String()
    instant_site_ip_address = fields.String(read_only=True)
    instant_site_url = fields.String(read_only=True)
    third_party_vendor_domain = fields.String(doc="As `StarterSite.custom_domain`.")


class DomainOwnerInfo(Value):
    """The owner of a domain."""

    verification_status = fields.String(read_only=True, doc="Such as verified.")
    first_name = fields.String(read_only=True)
    last_name = fields.String(read_only=True)
    email = fields.String(read_only=True)
    street = fields.String(read_only=True)
    city = fields.String(read_only=True)
    country_code = fields.String(read_only=True)
    postal_code = fields.String(read_only=True)
    state_or_province_code = fields.String(read_only=True)
    phone = fields.String(read_only=True)
    company_name = fields.String(read_only=True)


class PurchasedDomain(Value):
    """A domain bought through Ecwid."""

    id = fields.Integer(read_only=True)
    name = fields.String(read_only=True)
    status = fields.String(read_only=True, doc="Such as pending or active.")
    connected_to_instant_site = fields.Boolean()
    primary_domain = fields.Boolean()
    redirect_to_primary_domain = fields.Boolean(
        read_only=True, doc="Only without `primary_domain`."
    )
    purchase_date = fields.String(read_only=True)
    expiration_date = fields.String(read_only=True)
    renewal_date = fields.String(read_only=True, doc="When it is charged next.")
    autorenew = fields.Boolean()
    domain_owner_info = fields.Embedded(DomainOwnerInfo, read_only=True)
    billing_info = fields.JSON(read_only=True)


class DomainPurchase(Value):
    """A domain to buy, and for whom."""

    domain_name = fields.String(write_only=True)
    first_name = fields.String(write_only=True)
    last_name = fields.String(write_only=True)
    email = fields.String(write_only=True)
    street = fields.String(write_only=True)
    city = fields.String(write_only=True)
    country_code = fields.String(write_only=True)
    postal_code = fields.String(write_only=True)
    state_or_province_code = fields.String(write_only=True)
    phone = fields.String(write_only=True)
    company_name = fields.String(write_only=True)


class AvailableDomain(Value):
    """A domain, free or taken, and its price."""

    name = fields.String(read_only=True)
    status = fields.Choice(("available", "taken"), read_only=True)
    price = fields.Money(read_only=True)
    currency = fields.String(read_only=True)
    price_formatted = fields.String(read_only=True)


class DomainSearch(Value):
    """The domains that a search found."""

    keyword = fields.String(read_only=True)
    domains = fields.EmbeddedList(AvailableDomain, read_only=True)
