"""Choosing and planting what a new shop starts with."""

from __future__ import annotations

from ecwid_orm.emulator.clock import ManualClock
from ecwid_orm.emulator.seeds.bulk import plant_many
from ecwid_orm.emulator.seeds.demo import plant_demo
from ecwid_orm.emulator.seeds.demo_trade import LASTS, plant_trade
from ecwid_orm.emulator.shop import Settings, Shop


def plant(shop: Shop, seed: str | int) -> None:
    """Fill an empty shop: with "demo", a made-up shop that is always the same, or N products.

    "empty" leaves it empty, and a shop that is not keeps what it has. ValueError for any other
    seed. All of it is there afterwards, or, if this is cut short, nothing.
    """
    if seed != "demo" and seed != "empty" and not (isinstance(seed, int) and seed >= 0):
        raise ValueError(f"the seed {seed!r} is none of 'demo', 'empty' and a number of products")
    with shop.db.transaction() as connection:
        if connection.execute("SELECT 1 FROM entity LIMIT 1").fetchone():
            return
        # Searches find it at once, nobody is told, and the ids depend on nothing.
        clock = ManualClock(shop.clock.now() - (LASTS if seed == "demo" else 0))
        settings = Settings(store_id=shop.settings.store_id)
        planted = Shop(shop.db, clock, shop.random, settings, shop.spec)
        if seed == "demo":
            plant_demo(planted)
            plant_trade(planted, clock)
        elif isinstance(seed, int):
            plant_many(planted, seed)
