"""Choosing and planting what a new shop starts with."""

from __future__ import annotations

import random

from ecwid_orm.emulator.clock import Clock
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.seeds.bulk import plant_many
from ecwid_orm.emulator.seeds.demo import plant_demo
from ecwid_orm.emulator.shop import Settings, Shop
from ecwid_orm.emulator.spec import load


def plant(db: Database, seed: str | int, chance: random.Random, clock: Clock) -> None:
    """Fill an empty shop: with "demo", a made-up shop that is always the same, or N products.

    "empty" leaves it empty. ValueError for any other seed. All of it is there afterwards, or, if
    this is cut short, nothing.
    """
    shop = Shop(db, clock, chance, Settings(), load())
    with db.transaction():
        if seed == "demo":
            plant_demo(shop)
        elif isinstance(seed, int) and seed >= 0:
            plant_many(shop, seed)
        elif seed != "empty":
            raise ValueError(
                f"the seed {seed!r} is none of 'demo', 'empty' and a number of products"
            )
