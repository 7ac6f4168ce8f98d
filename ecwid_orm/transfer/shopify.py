"""A product CSV as Shopify exports it, as products with variations in categories.

The rows of one `Handle` are a product; each row with a `Variant Price` is a variation of it, or the
product itself where there is just one and its option is called `Title`. A `Type` is a category.

A product is known again by its handle, which is its `external_reference_id`, a variation by its
options, a category by its name. Pictures are not imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ecwid_orm.exceptions import InvalidValue
from ecwid_orm.model import ABSENT, Model, fields
from ecwid_orm.resources import (
    Category,
    Product,
    ProductOption,
    ProductOptionChoice,
    ProductVariation,
    ProductVariationOption,
)
from ecwid_orm.transfer.references import Translation
from ecwid_orm.transfer.rows import BadRow, Read
from ecwid_orm.transfer.tables import REASON, Table, open_table

__all__ = ["COLUMNS", "GRAMS", "Entry", "ImportedProduct", "ShopifyFile", "fill", "read_entries"]

GRAMS = {"kg": 1000, "g": 1, "lb": 453.59237, "oz": 28.349523125}
"""What the units weigh that a shop may have."""

COLUMNS = {
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Published", "SEO Description"),
    *(f"Option{number} {part}" for number in (1, 2, 3) for part in ("Name", "Value")),
    *("Variant SKU", "Variant Price", "Variant Compare At Price", "Variant Requires Shipping"),
    *("Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty"),
    "Variant Inventory Policy",
}
"""The columns that are read. There may be others."""

KNOWN_ELSEWHERE = ""
"""The store whose keys a file has: none, for handles and names are no keys of Ecwid's."""


class ImportedProduct(Product):
    """A product with the attribute that the file calls `Vendor`."""

    brand = fields.Attribute("Brand")


@dataclass(frozen=True, slots=True)
class Cells:
    """A row: its line, and its cells by column."""

    line: int
    cells: Sequence[str]
    by_name: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.by_name[column]

    def number(self, column: str, otherwise: str = "") -> Decimal:
        """The number in a cell. Raises BadRow."""
        text = self.by_name[column] or otherwise
        try:
            number = Decimal(text)
        except ArithmeticError:
            raise BadRow(f"{text!r} in line {self.line} is no number", column) from None
        if not number.is_finite():
            raise BadRow(f"{text!r} in line {self.line} is no number", column)
        return number


@dataclass(frozen=True, slots=True)
class Entry:
    """A product of the file: its rows, and those of them that are variations of it.

    `sku` is the product's, `variation_skus` are the variations': Ecwid wants each once, so one that
    the file has used before gets a number.
    """

    rows: Sequence[Cells]
    variations: Sequence[Cells]
    sku: str
    variation_skus: Sequence[str]

    @property
    def first(self) -> Cells:
        """The row that describes the product."""
        return self.rows[0]

    @property
    def handle(self) -> str:
        """What the product is known by."""
        return self.first["Handle"]

    @property
    def option_names(self) -> list[str]:
        """Names of the options; none for a product that comes in one form only."""
        return _option_names(self.first, len(self.variations))

    def choices(self, row: Cells) -> dict[str, str]:
        """Option → value of a variation."""
        return {
            name: row[f"Option{number} Value"] for number, name in enumerate(self.option_names, 1)
        }


def read_entries(table: Table) -> list[Entry]:
    """The products of a file, in its order. Raises InvalidValue where a column is missing."""
    if missing := COLUMNS.difference(table.header):
        raise InvalidValue(f"{table.path} has no columns {', '.join(sorted(missing))}")
    by_handle: dict[str, list[Cells]] = {}
    for line, cells in table.rows():
        # A short row is one of empty cells.
        given = dict(zip(table.header, cells, strict=False))
        row = Cells(line, cells, dict.fromkeys(table.header, "") | given)
        by_handle.setdefault(row["Handle"], []).append(row)
    used: Counter[str] = Counter()
    return [_entry(rows, used) for rows in by_handle.values()]


def _entry(rows: Sequence[Cells], used: Counter[str]) -> Entry:
    variations = [row for row in rows if row["Variant Price"]]
    skus = [row["Variant SKU"] or row["Handle"] for row in variations]
    if not _option_names(rows[0], len(variations)):
        numbered = [_free(sku, used) for sku in skus]
        return Entry(rows, variations, numbered[0] if numbered else "", numbered)
    own = _free(rows[0]["Handle"], used)
    return Entry(rows, variations, own, [_free(sku, used) for sku in skus])


def _option_names(first: Cells, variations: int) -> list[str]:
    names = [first[f"Option{number} Name"] for number in (1, 2, 3)]
    if variations == 1 and names[0] == "Title":
        return []
    return [name for name in names if name]


def _free(sku: str, used: Counter[str]) -> str:
    used[sku] += 1
    return sku if used[sku] == 1 else f"{sku} ({used[sku]})"


# A product ----------------------------------------------------------------------------------


def fill(
    product: ImportedProduct, entry: Entry, category: Any, weight_unit: str = "kg"
) -> list[Model]:
    """Put a product of the file into one of the shop, or a new one; with its variations.

    `category` is the id of its category, None for no one. What somebody added in the shop stays:
    other categories, other options. Raises BadRow.
    """
    if not entry.variations:
        raise BadRow(f"{entry.handle} has no Variant Price", "Variant Price")
    first = entry.first
    product.name = first["Title"]
    product.description = first["Body (HTML)"]
    product.seo_description = first["SEO Description"]
    product.enabled = first["Published"] == "true"
    product.brand = first["Vendor"] or None
    if category is not None and category not in product.category_ids:
        product.category_ids.append(category)
    product.sku = entry.sku
    if not entry.option_names:
        _sell(product, entry.variations[0], weight_unit)
        return [product]
    return [product, *_vary(product, entry, weight_unit)]


def _vary(product: ImportedProduct, entry: Entry, weight_unit: str) -> Iterator[ProductVariation]:
    product.price = min(row.number("Variant Price") for row in entry.variations)
    for name in entry.option_names:
        option = next((each for each in product.options if each.name == name), None)
        if option is None:
            option = ProductOption(type="SELECT", name=name, required=True)
            product.options.append(option)
        texts = {choice.text for choice in option.choices}
        for text in dict.fromkeys(entry.choices(row)[name] for row in entry.variations):
            if text not in texts:
                option.choices.append(ProductOptionChoice(text=text))
    known = {
        frozenset((option.name, option.value) for option in each.options): each
        for each in product.variations
    }
    for row, sku in zip(entry.variations, entry.variation_skus, strict=True):
        choices = entry.choices(row)
        variation = known.get(frozenset(choices.items()))
        if variation is None:
            variation = ProductVariation(
                options=[
                    ProductVariationOption(name=name, value=value)
                    for name, value in choices.items()
                ]
            )
            product.variations.append(variation)
        variation.sku = sku
        _sell(variation, row, weight_unit)
        yield variation


def _sell(thing: Product | ProductVariation, row: Cells, weight_unit: str) -> None:
    """Prices, weight and stock: of a product, or of one variation of it."""
    thing.price = row.number("Variant Price")
    was = row.number("Variant Compare At Price", "0")
    if was or thing.compare_to_price:
        thing.compare_to_price = was  # 0 takes it away
    thing.is_shipping_required = row["Variant Requires Shipping"] == "true"
    if thing.is_shipping_required:
        grams = float(row.number("Variant Grams", "0"))
        thing.weight = round(grams / GRAMS[weight_unit], 3)
    # Ecwid keeps a quantity only of what is not unlimited.
    thing.unlimited = not row["Variant Inventory Tracker"]
    if not thing.unlimited:
        thing.quantity = int(row.number("Variant Inventory Qty"))
    backorders = row["Variant Inventory Policy"] == "continue"
    thing.out_of_stock_visibility_behaviour = "ALLOW_PREORDER" if backorders else "SHOW"


# As rows to import --------------------------------------------------------------------------


@dataclass(slots=True)
class CategoryRow:
    """A `Type`, as a category at the root of the tree."""

    line: int
    key: str
    model: type[Model] = Category

    @property
    def data(self) -> Mapping[str, Any]:
        """What it is known by: its name."""
        return {"name": self.key, "parentId": 0}

    def fill(self, instance: Model, translation: Translation) -> list[Model]:
        """Give a new category its name."""
        if not instance._is_stored():
            category: Any = instance  # the class is known by its row only
            category.name = self.key
        return [instance]


@dataclass(slots=True)
class ProductRow:
    """The rows of one handle, as a product."""

    entry: Entry
    weight_unit: str
    model: type[Model] = ImportedProduct

    @property
    def line(self) -> int:
        """The line of its first row."""
        return self.entry.first.line

    @property
    def key(self) -> str:
        """Its handle."""
        return self.entry.handle

    @property
    def data(self) -> Mapping[str, Any]:
        """What it is known by: its handle."""
        return {"externalReferenceId": self.entry.handle}

    def fill(self, instance: Model, translation: Translation) -> list[Model]:
        """Put the rows into the product and its variations."""
        assert isinstance(instance, ImportedProduct)
        if not self.key:
            raise BadRow("it has no handle", "Handle")
        if not instance._is_stored():
            instance.external_reference_id = self.key
        name, category = self.entry.first["Type"], None
        if name:
            found = translation.refer("category_ids", "Category", name)
            category = None if found is ABSENT else found
        return fill(instance, self.entry, category, self.weight_unit)


class ShopifyFile:
    """A file to import. Raises InvalidValue, OSError."""

    def __init__(
        self,
        path: Path,
        *,
        weight_unit: str = "kg",
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> None:
        self.path = path
        self.store: str | None = KNOWN_ELSEWHERE
        self.ignored: Sequence[str] = ()
        self._table = open_table(path, encoding=encoding, delimiter=delimiter)
        self._entries = read_entries(self._table)
        self._weight_unit = weight_unit

    def read(self) -> Iterator[Read]:
        """The categories, then the products."""
        yield from self._categories()
        for entry in self._entries:
            row = ProductRow(entry, self._weight_unit)
            yield Read(row.line, entry.rows, row)

    def _categories(self) -> Iterable[Read]:
        lines: dict[str, int] = {}
        for entry in self._entries:
            if name := entry.first["Type"]:
                lines.setdefault(name, entry.first.line)
        return (Read(line, (), CategoryRow(line, name)) for name, line in lines.items())

    def rejected_head(self) -> bytes:
        """The names of the columns."""
        return self._table.line_of([*self._table.header, REASON])

    def rejected(self, source: Sequence[Cells], reason: str) -> bytes:
        """All rows of a product, the first with the reason."""
        width = len(self._table.header)
        return b"".join(
            self._table.line_of([*(*row.cells, *[""] * width)[:width], "" if number else reason])
            for number, row in enumerate(source)
        )
