"""Brands of products."""

from __future__ import annotations

from ecwid_orm.model import Model, Parameter, Search, fields


class Brand(
    Model,
    path="brands",
    key="name",
    search=Search(
        {
            "hidden_brands": Parameter("boolean", wire="hidden_brands"),
            "lang": Parameter(),
            "base_url": Parameter(),
            "clean_urls": Parameter("boolean", wire="cleanURLs"),
        },
        orders={"name": "NAME"},
        named=("PRODUCT_COUNT_DESC", "PRODUCT_COUNT_ASC"),
    ),
    label=None,
    refuses=frozenset({"get", "create", "update", "delete"}),
):
    """A value of the attribute Brand that products have; it has no id.

    https://docs.ecwid.com/api-reference/rest-api/products/search-product-brands
    """

    name = fields.Key(str)
    name_translated = fields.Translations(read_only=True)
    products_filtered_by_brand_url = fields.String(read_only=True)
