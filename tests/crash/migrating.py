"""A migration over thousands of products, killed again and again."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

from ecwid_orm import Session
from ecwid_orm.emulator import Emulator
from ecwid_orm.migrations import Migrations
from tests.crash.boundaries import Boundaries, die
from tests.crash.forks import in_a_fork
from tests.crash.life import Place, new_keys
from tests.crash.world import TOKEN, client_of, open_shop

SCRIPT = '''\
"""Double each price, and take one off each stock: neither may be done twice."""

from ecwid_orm import Category, Product, ProductVariation

depends_on = None


def upgrade(session):
    shelf = Category(name="Migrated")
    session.add(shelf)
    session.commit()
    query = session.query(Product).only(Product.price)
    for product in session.each(query, chunk=10):
        product.price = product.price * 2
        product.quantity = Product.quantity - 1
    session.add(Category(name="Below", parent_id=shelf.id))
'''

COUNTED = """
CREATE TABLE effects (n INTEGER);
INSERT INTO effects VALUES (0);
CREATE TRIGGER counted_insert AFTER INSERT ON entity WHEN new.kind IN ('products', 'categories')
    BEGIN UPDATE effects SET n = n + 1; END;
CREATE TRIGGER counted_update AFTER UPDATE ON entity WHEN new.kind IN ('products', 'categories')
    BEGIN UPDATE effects SET n = n + 1; END;
"""
"""Counts what was written to the shop, in the shop's own file, whatever became of who wrote it."""


def migrated(place: Place, rows: int, kills: int, seed: int) -> dict[str, Any]:
    """Kill it so many times, each after some more steps; what the shop is like at the end."""
    scripts = place.folder / "migrations"
    scripts.mkdir()
    (scripts / "0001_double_prices.py").write_text(SCRIPT)
    in_a_fork(place, lambda: _stock(place, rows))
    chance = random.Random(seed)
    killed = 0
    while killed < kills:
        steps = chance.randrange(1, 100)
        before = len(place.notes("killed"))
        in_a_fork(place, lambda steps=steps, life=killed: _migrate(place, scripts, steps, life))
        if len(place.notes("killed")) == before:
            break  # it came to its end
        killed += 1
    in_a_fork(place, lambda: _migrate(place, scripts, None, killed))
    with sqlite3.connect(place.shop) as shop:
        (effects,) = shop.execute("SELECT n FROM effects").fetchone()
    return {
        "killed": killed,
        "effects": effects,
        "broken": place.notes("broken"),
        **place.notes("state")[-1],
    }


def _stock(place: Place, rows: int) -> None:
    place.shop.unlink()
    for suffix in ("-wal", "-shm"):
        Path(f"{place.shop}{suffix}").unlink(missing_ok=True)
    Emulator(data=place.shop, clock=place.clock, background=False, token=TOKEN, seed=rows).close()
    shop = open_shop(place.shop, place.clock)
    client = client_of(shop, place.clock)
    place.note("start", prices=_prices(client))
    client.close()
    shop.close()
    with sqlite3.connect(place.shop) as file:
        file.executescript(COUNTED)


def _migrate(place: Place, scripts: Path, steps: int | None, life: int) -> None:
    def at_last(boundary: str) -> None:
        place.note("killed", boundary=boundary)
        die()

    boundaries = Boundaries(steps, at_last)
    shop = open_shop(place.shop, place.clock, number=life + 1)
    client = client_of(shop, place.clock)
    keys = new_keys(life)
    with Session(client, journal=place.journal, new_key=keys) as session:
        boundaries.begin()
        list(Migrations(scripts, session).migrate())
        boundaries.end()
        if steps is None:
            (start,) = place.notes("start")
            place.note(
                "state",
                wrong=_wrong(start["prices"], _prices(client)),
                categories=_names(client),
                left=[one.id for one in session.journal.commits() if one.state != "DONE"],
            )


def _prices(client: Any) -> dict[str, list[Any]]:
    fields = {"responseFields": "total,count,offset,limit,items(id,price,quantity)"}
    return {
        str(item["id"]): [item["price"], item.get("quantity")]
        for page in client.pages("products", fields)
        for item in page["items"]
    }


def _names(client: Any) -> list[str]:
    return [item["name"] for page in client.pages("categories") for item in page["items"]]


def _wrong(start: dict[str, list[Any]], end: dict[str, list[Any]]) -> list[Any]:
    """The products to which not each thing was done once."""
    return [
        [key, before, end.get(key)]
        for key, before in start.items()
        if end.get(key) != [before[0] * 2, None if before[1] is None else before[1] - 1]
    ][:10]
