"""Import a catalogue from a CSV file, as shop systems export it, in one session and one commit.

    python examples/import_catalogue.py catalogue.csv
    python examples/import_catalogue.py --emulator catalogue.csv

The first needs ECWID_STORE_ID and ECWID_TOKEN (and ECWID_URL for a shop that is emulated). The
second tries it out: it opens an emulated shop for the time being, and imports twice, to show that
there is nothing to send the second time.

The rows of one `Handle` are a product; each row with a `Variant Price` is a variation of it, or the
product itself where there is just one and its option is called `Title`. A `Type` is a category.

A product is known again by its handle, which is its `external_reference_id`, a variation by its
options, a category by its name. So an import that broke off can be run again, and a newer file
changes just what is new in it. Nothing is deleted.

Not imported: pictures, which Ecwid takes only one call each, after the product is there.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ecwid_orm import (
    Category,
    Client,
    CommitResult,
    EcwidError,
    Model,
    Product,
    ProductOption,
    ProductOptionChoice,
    ProductVariation,
    ProductVariationOption,
    Session,
    fields,
    signals,
)

GRAMS = {"kg": 1000, "g": 1, "lb": 453.59237, "oz": 28.349523125}

COLUMNS = {
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Published", "SEO Description"),
    *(f"Option{number} {part}" for number in (1, 2, 3) for part in ("Name", "Value")),
    *("Variant SKU", "Variant Price", "Variant Compare At Price", "Variant Requires Shipping"),
    *("Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty"),
    "Variant Inventory Policy",
}

Row = dict[str, str]


class ImportedProduct(Product):
    """A product with the attribute that the file calls `Vendor`."""

    brand = fields.Attribute("Brand")


@dataclass(frozen=True)
class Entry:
    """A product of the file: its first row, and the rows that are variations of it."""

    first: Row
    variations: list[Row]

    @property
    def handle(self) -> str:
        return self.first["Handle"]

    @property
    def option_names(self) -> list[str]:
        """Names of the options; none for a product that comes in one form only."""
        names = [self.first[f"Option{number} Name"] for number in (1, 2, 3)]
        if len(self.variations) == 1 and names[0] == "Title":
            return []
        return [name for name in names if name]

    def choices(self, row: Row) -> dict[str, str]:
        """Option → value of a variation."""
        return {
            name: row[f"Option{number} Value"] for number, name in enumerate(self.option_names, 1)
        }


def read_entries(path: Path) -> list[Entry]:
    """The products of a file, in its order."""
    by_handle: dict[str, list[Row]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := COLUMNS.difference(reader.fieldnames or ()):
            raise ValueError(f"{path} has no columns {', '.join(sorted(missing))}")
        for row in reader:
            by_handle.setdefault(row["Handle"], []).append(row)
    entries = [
        Entry(rows[0], [row for row in rows if row["Variant Price"]]) for rows in by_handle.values()
    ]
    if unpriced := [entry.handle for entry in entries if not entry.variations]:
        raise ValueError(f"{path} has no Variant Price for {', '.join(unpriced)}")
    return entries


class Importer:
    """Brings the objects of a session in line with a file."""

    def __init__(self, session: Session, weight_unit: str = "kg") -> None:
        self._session = session
        self._grams = GRAMS[weight_unit]
        self._skus: Counter[str] = Counter()

    def take(self, entries: Iterable[Entry]) -> None:
        """Change and add objects. Nothing is sent before the session commits."""
        entries = list(entries)
        categories = self._categories(entry.first["Type"] for entry in entries)
        known = self._known_products({entry.handle for entry in entries})
        for entry in entries:
            product = known.get(entry.handle)
            if product is None:
                product = ImportedProduct(external_reference_id=entry.handle)
                self._session.add(product)
            self._describe(product, entry, categories.get(entry.first["Type"]))
            if entry.option_names:
                self._vary(product, entry)
            else:
                self._sell(product, entry.variations[0])

    def _categories(self, names: Iterable[str]) -> dict[str, Category]:
        """The categories of the top level by name; those that the shop lacks are new."""
        top = self._session.query(Category).where(parent=0, hidden_categories=True)
        categories = {each.name: each for each in top.only(Category.name)}
        for name in filter(None, names):
            if name not in categories:
                categories[name] = Category(name=name)
                self._session.add(categories[name])
        return categories

    def _known_products(self, handles: set[str]) -> dict[str, ImportedProduct]:
        """The shop's products of these handles, loaded 100 at a time."""
        session = self._session
        ids = [
            product.id
            for product in session.query(ImportedProduct).only(Product.external_reference_id)
            if product.external_reference_id in handles
        ]
        found = session.get_many(ImportedProduct, ids)
        return {str(product.external_reference_id): product for product in found}

    def _describe(self, product: ImportedProduct, entry: Entry, category: Category | None) -> None:
        first = entry.first
        product.name = first["Title"]
        product.description = first["Body (HTML)"]
        product.seo_description = first["SEO Description"]
        product.enabled = first["Published"] == "true"
        product.brand = first["Vendor"] or None
        # What somebody added in the shop stays: other categories, other options.
        if category is not None and category.id not in product.category_ids:
            product.category_ids.append(category.id)

    def _vary(self, product: ImportedProduct, entry: Entry) -> None:
        cheapest = min(entry.variations, key=lambda row: Decimal(row["Variant Price"]))
        product.price = Decimal(cheapest["Variant Price"])
        product.sku = self._free_sku(entry.handle)
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
        for row in entry.variations:
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
            self._sell(variation, row)

    def _sell(self, thing: Product | ProductVariation, row: Row) -> None:
        """SKU, prices, weight and stock: of a product, or of one variation of it."""
        thing.sku = self._free_sku(row["Variant SKU"] or row["Handle"])
        thing.price = Decimal(row["Variant Price"])
        was = Decimal(row["Variant Compare At Price"] or 0)
        if was or thing.compare_to_price:
            thing.compare_to_price = was  # 0 takes it away
        thing.is_shipping_required = row["Variant Requires Shipping"] == "true"
        if thing.is_shipping_required:
            thing.weight = round(float(row["Variant Grams"] or 0) / self._grams, 3)
        # Ecwid keeps a quantity only of what is not unlimited.
        thing.unlimited = not row["Variant Inventory Tracker"]
        if not thing.unlimited:
            thing.quantity = int(row["Variant Inventory Qty"])
        backorders = row["Variant Inventory Policy"] == "continue"
        thing.out_of_stock_visibility_behaviour = "ALLOW_PREORDER" if backorders else "SHOW"

    def _free_sku(self, sku: str) -> str:
        """The SKU with a number where the file has used it before: Ecwid wants each once."""
        self._skus[sku] += 1
        return sku if self._skus[sku] == 1 else f"{sku} ({self._skus[sku]})"


def import_file(client: Client, path: Path, weight_unit: str = "kg") -> CommitResult:
    """Import one file, and say what it took."""
    began, calls = time.monotonic(), client.calls
    with Session(client) as session:
        entries = read_entries(path)
        Importer(session, weight_unit).take(entries)
        plan = session.plan()
        print(f"{path.name}: {len(entries)} products, {len(plan)} requests to send")
        for number, wave in enumerate(plan.waves, 1):
            counted = Counter((each.kind, each.model) for each in wave)
            parts = [f"{kind} {count} × {model}" for (kind, model), count in counted.items()]
            print(f"  wave {number}: {', '.join(parts)}")
        with progress_line(len(plan)):
            result = session.commit()
    print(
        f"  {result.http_calls} HTTP calls to write, {client.calls - calls - result.http_calls} "
        f"to read, {time.monotonic() - began:.1f} s"
    )
    return result


@contextmanager
def progress_line(total: int) -> Iterator[None]:
    """Count what the shop has done, on one line that is written over."""
    numbers = itertools.count(1)

    def show(sender: type[Model], **rest: Any) -> None:
        number = next(numbers)
        if number % 25 == 0 or number == total:
            end = "\n" if number == total else ""
            print(f"\r  {number} of {total} done", end=end, flush=True)

    with signals.after_create.connected_to(show), signals.after_update.connected_to(show):
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    about, *_ = str(__doc__).partition("\n")
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("file", type=Path, help="the CSV file")
    parser.add_argument(
        "--emulator", action="store_true", help="import twice into an emulated shop, to try it out"
    )
    parser.add_argument(
        "--weight-unit", choices=GRAMS, default="kg", help="in what the shop weighs its products"
    )
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        if options.emulator:
            from ecwid_orm.emulator import Emulator

            shop = stack.enter_context(Emulator())
            client = Client(shop.store_id, shop.token, url=shop.url)
        else:
            client = Client.from_env()
        stack.enter_context(client)
        for _ in range(2 if options.emulator else 1):
            import_file(client, options.file, options.weight_unit)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (EcwidError, OSError, ValueError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
