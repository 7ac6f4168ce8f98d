"""`ecwid demo`: a walk through the library in an emulated shop; no account, no network."""

from __future__ import annotations

from contextlib import closing

from rich.syntax import Syntax

from ecwid_orm.api import Client, WSGITransport
from ecwid_orm.cli.namespace import namespace
from ecwid_orm.cli.output import console
from ecwid_orm.emulator import Emulator
from ecwid_orm.session import Session

__all__ = ["STEPS", "demo"]

STEPS = (
    (
        "Read. What a shop holds are Python objects.",
        "mug = session.query(Product).where(Product.sku == 'KP-POT-103').one()",
        "mug.name, mug.price",
    ),
    (
        "Search. Conditions are sent to the shop; `only` loads just these fields.",
        "dear = session.query(Product).where(Product.price >= 500).order_by(Product.price)",
        "[(tent.name, tent.price) for tent in dear.only(Product.name, Product.price)]",
    ),
    (
        "Change. Nothing is sent yet; what is changed in place counts, however deep it is.",
        "mug.price = Decimal('13.90')",
        "mug.options[0].choices.append(ProductOptionChoice(text='Lake'))",
        "inspect(mug).changes['price']",
    ),
    (
        "Create. The category has no id before it is sent, and is used all the same.",
        "summer = Category(name='Summer')",
        "session.add(summer, Product(name='Cap', sku='CAP-1', category_ids=[summer.id]))",
    ),
    (
        "Plan. What a commit would send, in which order.",
        "print(session.plan())",
    ),
    (
        "Commit. The fewest calls that do it, journalled, so that it can be taken back.",
        "done = session.commit(message='The demo')",
        "len(done.operations), done.http_calls",
    ),
    (
        "Undo. A plan of the inverse, and it is sent.",
        "undone = session.apply(session.undo(done.id))",
        "session.refresh(mug); mug.price",
    ),
)
"""Each a sentence, and the lines of Python that are shown, and run."""


def demo() -> None:
    """Show in a few seconds what the library does, in an emulated shop on this machine."""
    screen = console()
    # It is not started: calls go to it in this process, by no port.
    with closing(Emulator(seed="demo", background=False)) as shop:
        client = Client(shop.store_id, shop.token, url=shop.url, transport=WSGITransport(shop.wsgi))
        with client, Session(client, journal=":memory:") as session:
            names = namespace(session)
            for told, *lines in STEPS:
                screen.print(f"\n{told}", style="bold")
                for line in lines:
                    screen.print(Syntax(f">>> {line}", "pycon", background_color="default"))
                    exec(compile(line, "<demo>", "single"), names)
    screen.print("\nNow yourself:", style="bold")
    screen.print("ecwid emulator --seed demo    serves such a shop, and says how to reach it")
    screen.print("ecwid init --store ID         makes a folder for the work on your own shop")
