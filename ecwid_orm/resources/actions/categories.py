"""What categories do besides CRUD."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import Parameter, Search
from ecwid_orm.model.actions import call, key_of, outdate, performs, session_of, stored
from ecwid_orm.model.current import current_session
from ecwid_orm.model.state import Load
from ecwid_orm.resources.actions.pictures import PictureActions
from ecwid_orm.resources.actions.sorting import put_order, sorted_ids

if TYPE_CHECKING:
    from ecwid_orm.resources.categories import Category
    from ecwid_orm.resources.products import Product

BY_PATH = Search(
    {
        "keyword": Parameter(),
        "parent": Parameter("integer"),
        "hidden_categories": Parameter("boolean", wire="hidden_categories"),
        "base_url": Parameter(),
        "clean_urls": Parameter("boolean"),
        "slugs_without_ids": Parameter("boolean"),
        "lang": Parameter(),
    }
)

_MOST_PRODUCTS = 2000
_DELIMITERS = "/|>\\;~^"


class CategoryActions(PictureActions):
    """The methods of `Category`."""

    @classmethod
    @performs("searchCategoriesByPath")
    def by_path(
        cls, path: str | Sequence[str], *, delimiter: str = "/", session: Any = None, **search: Any
    ) -> list[Self]:
        """The categories at the end of a path of names from the root, such as `"Clothes/Tees"`.

        Case does not count, nor do blanks around the names. A list of names needs no `delimiter`.
        Several categories may bear one name, so there may be several. `search` are `keyword`,
        `parent`, `hidden_categories` (disabled ones too), `lang`, `base_url`, `clean_urls`,
        `slugs_without_ids`. `session` is the current one if it is left out. Raises InvalidValue for
        an empty path, UnknownParameter.

        https://docs.ecwid.com/api-reference/rest-api/categories
        """
        session = current_session() if session is None else session
        if not isinstance(path, str):
            delimiter = _delimiter(path)
            path = delimiter.join(path)
        if not delimiter or not path.replace(delimiter, "").strip():
            raise InvalidValue("a path names at least one category, and has a delimiter")
        params = BY_PATH.compile("Category.by_path", (), search)
        params |= {"path": path, "delimiter": delimiter}
        unlisted = cls.__resource__.unlisted
        return [
            category
            for page in session.client.pages("categoriesByPath", params)
            for category in session.loader.hydrate(cls, page["items"], Load(None, unlisted))
        ]

    # Products ----------------------------------------------------------------------------

    @performs("assignProductsToCategory")
    def assign_products(self, products: Iterable[Product | int]) -> None:
        """Put products at the end of the category, now; those in it stay where they are.

        By 2000 in a call. Raises NotFound, InvalidValue for a product that is not created yet.
        """
        self._in_parts("/assignProducts", products)

    @performs("unassignProductsFromCategory")
    def unassign_products(self, products: Iterable[Product | int]) -> None:
        """Take products out of the category, now. Raises as `assign_products` does."""
        self._in_parts("/unassignProducts", products)

    def _in_parts(self, suffix: str, products: Iterable[Product | int]) -> None:
        keys = [key_of("Product", one) for one in products]
        for start in range(0, len(keys), _MOST_PRODUCTS):
            part = keys[start : start + _MOST_PRODUCTS]
            body = {"productIds": part}
            call(self, "POST", suffix, json=body, idempotent=True, outdates=("product_ids",))
            for key in part:
                outdate(session_of(self), "Product", key, "category_ids", "default_category_id")

    # Order -------------------------------------------------------------------------------

    @classmethod
    @performs("getCategoryOrder")
    def order_in(cls, parent: Category | int | None = None, *, session: Any = None) -> list[int]:
        """Ids of the categories right below one in the owner's order; None is the root."""
        return sorted_ids("categories/sort", parent, session)

    @classmethod
    @performs("updateCategoryOrder")
    def set_order_in(
        cls,
        parent: Category | int | None,
        categories: Iterable[Category | int],
        *,
        session: Any = None,
    ) -> None:
        """Put the categories right below one in this order, now; None is the root.

        Those not named come after those that are. Raises Conflict for one that is not there.
        """
        session = current_session() if session is None else session
        keys = [key_of("Category", one) for one in categories]
        put_order("categories/sort", parent, keys, session)
        for known in stored(session, [cls.__root__]):
            session.outdate(known, ("order_by",))


def _delimiter(names: Sequence[str]) -> str:
    """A sign that is in none of the names."""
    for sign in _DELIMITERS:
        if not any(sign in name for name in names):
            return sign
    raise InvalidValue(f"these names have all of {_DELIMITERS} in them; give a path and delimiter=")
