"""What products do besides CRUD."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from ecwid_orm.exceptions import ApiError, InvalidValue
from ecwid_orm.model import Parameter, Search
from ecwid_orm.model.actions import call, key_of, let_go, outdate, performs, session_of, shop_call
from ecwid_orm.model.current import current_session
from ecwid_orm.resources.actions.deletions import Deletions
from ecwid_orm.resources.actions.product_files import ProductFileActions
from ecwid_orm.resources.actions.product_media import ProductMediaActions
from ecwid_orm.resources.actions.sorting import put_order, sorted_ids
from ecwid_orm.resources.actions.stock import StockActions
from ecwid_orm.resources.product_filters import ProductFiltersResult
from ecwid_orm.resources.swatches import ProductSwatchColor
from ecwid_orm.resources.variations import ProductVariation

if TYPE_CHECKING:
    from ecwid_orm.resources.categories import Category
    from ecwid_orm.resources.products import Product

FILTERS = Search(
    {
        "filter_fields": Parameter("names", required=True),
        "filter_facet_limit": Parameter(),
        "filter_parent_category_id": Parameter(),
        "keyword": Parameter(),
        "price_from": Parameter("number"),
        "price_to": Parameter("number"),
        "categories": Parameter("ids", choices=("home",)),
        "include_products_from_subcategories": Parameter("boolean"),
        "created_from": Parameter("moment"),
        "created_to": Parameter("moment"),
        "updated_from": Parameter("moment"),
        "updated_to": Parameter("moment"),
        "enabled": Parameter("boolean"),
        "inventory": Parameter("choice", choices=("instock", "outofstock")),
        "onsale": Parameter("choice", choices=("onsale", "notonsale")),
        "option": Parameter("names", prefix="option_"),
        "attribute": Parameter("names", prefix="attribute_"),
        "lang": Parameter(),
    }
)


class ProductActions(ProductMediaActions, ProductFileActions, StockActions, Deletions):
    """The methods of `Product`."""

    @classmethod
    @performs("getProductFilters", "getProductFiltersByQuery")
    def filters(
        cls,
        *fields: str,
        limits: int | Literal["all"] | dict[str, int] | None = None,
        below: Category | int | None = None,
        method: Literal["POST", "GET"] = "POST",
        session: Any = None,
        **search: Any,
    ) -> ProductFiltersResult:
        """What the products that a search finds can be filtered by, and how many have each value.

        `fields` are `price`, `inventory`, `onsale`, `categories`, `option_Size`,
        `attribute_Brand`. `limits` is how many values each has at most (Ecwid's default is 50), or
        a dict of that by field; `below` gives only the categories right below one. `search` is as
        in a query: `keyword`, `price_from`, `price_to`, `categories`,
        `include_products_from_subcategories`, `created_from`, `created_to`, `updated_from`,
        `updated_to`, `enabled`, `inventory`, `onsale`, `option={"Size": "L"}`,
        `attribute={"Brand": "Acme"}`, `lang`. A GET is the same with its length limited.
        `session` is the current one if it is left out. Raises InvalidValue, UnknownParameter.

        https://docs.ecwid.com/api-reference/rest-api/products
        """
        if not fields:
            raise InvalidValue("say what to filter by, such as Product.filters('price')")
        if isinstance(limits, dict):
            limits_text: str | None = ",".join(f"{name}:{most}" for name, most in limits.items())
        else:
            limits_text = None if limits is None else str(limits)
        asked = {
            "filter_fields": list(fields),
            "filter_facet_limit": limits_text,
            "filter_parent_category_id": None if below is None else str(key_of("Category", below)),
            **search,
        }
        params = FILTERS.compile("Product.filters", (), asked)
        if method == "GET":
            answer = shop_call("GET", "products/filters", params=params, session=session)
        else:
            answer = shop_call(
                "POST",
                "products/filters",
                params={"filterFields": list(fields)},
                json={"params": {name: _text(value) for name, value in params.items()}},
                idempotent=True,
                session=session,
            )
        return ProductFiltersResult._wrap(answer.json())

    # Order -------------------------------------------------------------------------------

    @classmethod
    @performs("getCategoryProductOrder")
    def order_in(cls, category: Category | int | None = None, *, session: Any = None) -> list[int]:
        """Ids of the products of a category in the owner's order; None is the front page."""
        return sorted_ids("products/sort", category, session)

    @classmethod
    @performs("updateCategoryProductOrder")
    def set_order_in(
        cls,
        category: Category | int | None,
        products: Iterable[Product | int],
        *,
        session: Any = None,
    ) -> None:
        """Put the products of a category in this order, now; None is the front page.

        Those not named come after those that are. Raises Conflict for one that is not in it.
        """
        session = current_session() if session is None else session
        keys = [key_of("Product", one) for one in products]
        put_order("products/sort", category, keys, session)
        if category is None:
            for key in keys:
                outdate(session, "Product", key, "show_on_frontpage")
        else:
            outdate(session, "Category", key_of("Category", category), "product_ids")

    # Variations --------------------------------------------------------------------------

    @performs("deleteAllProductVariations")
    def delete_variations(self) -> int:
        """Delete all variations of the product, now; how many there were."""
        answer = call(self, "DELETE", "/combinations", outdates=("variations",))
        own = type(self).__resource__.own_key(self)
        let_go(session_of(self), [ProductVariation], lambda one: one.product_id == own)
        return int(answer["deleteCount"])

    # Colours -----------------------------------------------------------------------------

    @classmethod
    @performs("getRecentSwatches")
    def recent_swatches(cls, *, session: Any = None) -> list[ProductSwatchColor]:
        """The swatches last used in options of products, the latest first."""
        return _colors(shop_call("GET", "swatches", session=session))

    @classmethod
    @performs("getRecentSwatchColors")
    def recent_swatch_colors(cls, *, session: Any = None) -> list[ProductSwatchColor]:
        """The colours last used in swatches, the latest first."""
        return _colors(shop_call("GET", "swatches/recent-colors", session=session))

    @classmethod
    @performs("getImagesMainColors")
    def main_colors(
        cls, urls: Iterable[str], *, count: int = 5, session: Any = None
    ) -> dict[str, list[str]]:
        """The main colours of pictures by their URLs, such as `#FF0000`; `count` of each."""
        body = {"imageUrls": list(urls), "colorsCount": count}
        answer = shop_call(
            "POST", "images/main-colors", json=body, idempotent=True, session=session
        )
        return {url: list(found["colors"]) for url, found in answer["result"].items()}

    # All of them -------------------------------------------------------------------------

    @classmethod
    @performs("deleteAllProducts")
    def delete_all_products(cls, *, store_id: int | str, session: Any = None) -> None:
        """Delete EVERY product of the store, now. Nothing brings them back.

        `store_id` must be that of the session: it shows that you mean this store. Ecwid does it in
        the background, and needs a scope of its own for it. Raises InvalidValue, Forbidden.
        """
        session = current_session() if session is None else session
        if str(store_id) != session.client.store_id:
            raise InvalidValue(
                f"this session is on store {session.client.store_id}, not {store_id}; nothing was "
                "deleted"
            )
        try:
            shop_call("DELETE", "products", session=session)
        except ApiError as error:
            if error.status != 202:  # the one call that is answered with "accepted"
                raise
        let_go(session, [cls.__root__, ProductVariation], lambda one: True)


def _text(value: Any) -> str:
    """A parameter as the body has it: a string, whatever its kind."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return str(int(value.timestamp()))
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _colors(answer: Any) -> list[ProductSwatchColor]:
    return [ProductSwatchColor._wrap(raw) for raw in answer["colors"]]
