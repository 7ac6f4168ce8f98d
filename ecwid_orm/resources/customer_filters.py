"""What a search for customers can be narrowed by."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class CustomerFilterGroup(Value):
    """A group to filter customers by."""

    id = fields.Reference("CustomerGroup")
    name = fields.String()


class CustomerFilterAddress(Value):
    """An address to filter customers by."""

    street = fields.String(nullable=True)
    city = fields.String(nullable=True)
    country_code = fields.String(nullable=True)
    country_name = fields.String(nullable=True)


class CustomerFilters(Value):
    """What customers can be filtered by."""

    total = fields.Integer()
    repeated_customers_count = fields.Integer()
    one_time_customers_count = fields.Integer()
    store_groups = fields.EmbeddedList(CustomerFilterGroup)
    shipping_addresses = fields.EmbeddedList(CustomerFilterAddress)
    languages = fields.List(fields.String(required=True))


class CustomerLocation(Value):
    """A country that customers live in."""

    country = fields.String()
    country_code = fields.String()


class CustomerProduct(Value):
    """A product that customers bought."""

    product_id = fields.Reference("Product")
    product_name = fields.String()
