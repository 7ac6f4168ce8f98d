"""A first script: read a shop, change it, and see that it changed.

    make demo

runs it against an emulated shop. For a shop that `ecwid emulator --seed demo` serves, set
ECWID_URL, ECWID_STORE_ID and ECWID_TOKEN to what that prints, and run this file. A second run in
the same shop fails and says why: what it deletes is gone by then.

The exit status is 0 if the shop afterwards holds what it should.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ecwid_orm import (
    Category,
    EcwidError,
    Model,
    Product,
    ProductOption,
    ProductOptionChoice,
    ProductVariation,
    ProductVariationOption,
    Session,
    signals,
)

MUG, CAP, OLD_TENT = "KP-POT-103", "KP-CAP-001", "KP-OLD-001"

WANTED = {
    "price of the mug": "13.90",
    "its colours": "Cream, Moss, Ember, Slate, Lake",
    "categories of the cap": "Summer",
    "sizes of the cap": "S (10), L (10)",
    "old tents": "0",
}


def main() -> int:
    with Session.from_env() as session:
        before = look(session)
        mug = read(session)
        change(session, mug)
        commit(session)
    # A new session holds nothing yet, so all that it shows comes from the server.
    with Session.from_env() as session:
        after = look(session)
    heading("Read back from the server")
    print_table(["", "before", "after"], *([name, before[name], after[name]] for name in WANTED))
    wrong = {name: wanted for name, wanted in WANTED.items() if after[name] != wanted}
    print(f"\nThe shop should have: {wrong}" if wrong else "\nThe shop holds what it should.")
    return 1 if wrong else 0


def read(session: Session) -> Product:
    heading("Read")
    [mug_id] = session.query(Product).where(Product.sku == MUG).ids()
    mug = session.get(Product, mug_id)
    print(f"{mug.name} costs {mug.price:.2f}")
    assert session.get(Product, mug_id) is mug  # one id, one object: this sent nothing

    # A condition is sent as a search parameter; `only` asks for just these fields.
    expensive = session.query(Product).where(Product.price >= 400, Product.enabled == True)
    for product in expensive.order_by(Product.price.desc()).only(Product.name, Product.price):
        print(f"{product.name} costs {product.price:.2f}")
    return mug


def change(session: Session, mug: Product) -> None:
    # Objects change here; the shop hears of it when the session commits.
    mug.price = Decimal("13.90")

    # What is changed in place counts, however deep it is.
    colours = mug.options[0].choices
    colours.append(ProductOptionChoice(text="Lake", hex_codes=["#2f7fa8"]))

    # The category has no id yet. It is used all the same; the commit puts the id in.
    summer = Category(name="Summer")
    cap = Product(name="Summer cap", sku=CAP, price=Decimal("19.90"), category_ids=[summer.id])
    sizes = [ProductOptionChoice(text="S"), ProductOptionChoice(text="L")]
    cap.options.append(ProductOption(type="SIZE", name="Size", choices=sizes))
    for size in ("S", "L"):
        variation = ProductVariation(sku=f"{CAP}-{size}", unlimited=False, quantity=10)
        variation.options.append(ProductVariationOption(name="Size", value=size))
        cap.variations.append(variation)
    session.add(summer, cap)

    session.delete(session.query(Product).where(Product.sku == OLD_TENT).one())


def commit(session: Session) -> None:
    heading("The plan: what a commit would send, and in which order")
    print(session.plan())

    heading("Commit")
    for signal in (signals.after_create, signals.after_update, signals.after_delete):
        signal.connect(print_change)
    result = session.commit()
    print(f"\nSent {result.http_calls} HTTP calls, with {result.batched} requests inside batches.")


def print_change(
    sender: type[Model], *, instance: Model, changes: Mapping[str, tuple[Any, Any]], **rest: Any
) -> None:
    """Called for each object as soon as the shop has done what was asked."""
    told = [
        f"{name} {old} → {new}" if isinstance(old, Decimal) else name
        for name, (old, new) in changes.items()
    ]
    print(f"{instance!r}: {', '.join(told) or 'deleted'}")


def look(session: Session) -> dict[str, str]:
    """What the shop holds of all that this script changes."""
    mug = session.query(Product).where(Product.sku == MUG).one()
    cap = session.query(Product).where(Product.sku == CAP).one_or_none()
    categories = session.get_many(Category, cap.category_ids) if cap else []
    sizes = [(each.options[0].value, each.quantity) for each in cap.variations] if cap else []
    return {
        "price of the mug": f"{mug.price:.2f}",
        "its colours": ", ".join(choice.text for choice in mug.options[0].choices),
        "categories of the cap": ", ".join(category.name for category in categories),
        "sizes of the cap": ", ".join(f"{size} ({quantity})" for size, quantity in sizes),
        "old tents": str(session.query(Product).where(Product.sku == OLD_TENT).count()),
    }


def heading(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}")


def print_table(*rows: Sequence[str]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EcwidError as error:
        sys.exit(f"{type(error).__name__}: {error}")
