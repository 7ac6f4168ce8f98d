"""What a search for products can be narrowed by."""

from __future__ import annotations

from ecwid_orm.model import Value, fields


class ProductFilterValue(Value):
    """One value to filter by, and how many products have it."""

    id = fields.JSON(doc="Category id, instock, outofstock, onsale or notonsale.")
    title = fields.String()
    title_translated = fields.String(doc="Of a category or option.")
    product_count = fields.Integer()


class ProductFilterValues(Value):
    """The values of one filter."""

    title = fields.String(doc="Of an option or attribute.")
    title_translated = fields.String(doc="Of an option.")
    values = fields.EmbeddedList(ProductFilterValue)
    status = fields.Choice(("SUCCESS",), open=True)
    sorting_order = fields.Choice(("FILTER_VALUE_ASC", "PRODUCTS_COUNT_DESC"), open=True)


class ProductPriceFilter(Value):
    """The span of prices."""

    min_value = fields.Money()
    max_value = fields.Money()
    status = fields.Choice(("SUCCESS",), open=True)


class ProductFilters(Value):
    """What products can be filtered by; options and attributes by their names."""

    price = fields.Embedded(ProductPriceFilter)
    inventory = fields.Embedded(ProductFilterValues)
    onsale = fields.Embedded(ProductFilterValues)
    categories = fields.Embedded(ProductFilterValues)

    def option(self, name: str) -> ProductFilterValues | None:
        """The values of an option, such as Size; None where it was not asked for."""
        return self._values_of(f"option_{name}")

    def attribute(self, name: str) -> ProductFilterValues | None:
        """The values of an attribute, such as Brand; None where it was not asked for."""
        return self._values_of(f"attribute_{name}")

    def _values_of(self, key: str) -> ProductFilterValues | None:
        raw = self._raw.get(key)
        return None if raw is None else ProductFilterValues._wrap(raw)


class ProductFiltersResult(Value):
    """The filters for a search, and how many products it finds."""

    product_count = fields.Integer()
    filters = fields.Embedded(ProductFilters)
