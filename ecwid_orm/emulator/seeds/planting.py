"""Choosing and planting what a new shop starts with."""

from __future__ import annotations

import random

from ecwid_orm.emulator.clock import Clock
from ecwid_orm.emulator.database import Database
from ecwid_orm.emulator.shop import Settings, Shop
from ecwid_orm.emulator.spec import load


def plant(db: Database, seed: str | int, chance: random.Random, clock: Clock) -> None:
    """Fill an empty shop: with "demo", a made-up shop that is always the same, or N products.

    "empty" leaves it empty. ValueError for any other seed.
    """
    if seed == "empty":
        return
    Shop(db, clock, chance, Settings(), load())
    raise ValueError(f"the seed {seed!r} is none of 'demo', 'empty' and a number of products")
