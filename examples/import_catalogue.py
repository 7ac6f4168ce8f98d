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
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from ecwid_orm import Category, Client, CommitResult, EcwidError, Model, Product, Session, signals
from ecwid_orm.transfer.shopify import GRAMS, Entry, ImportedProduct, fill, read_entries
from ecwid_orm.transfer.tables import open_table


class Importer:
    """Brings the objects of a session in line with a file."""

    def __init__(self, session: Session, weight_unit: str = "kg") -> None:
        self._session = session
        self._weight_unit = weight_unit

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
            category = categories.get(entry.first["Type"])
            fill(product, entry, category and category.id, self._weight_unit)

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


def import_file(client: Client, path: Path, weight_unit: str = "kg") -> CommitResult:
    """Import one file, and say what it took."""
    began, calls = time.monotonic(), client.calls
    with Session(client) as session:
        entries = read_entries(open_table(path))
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
