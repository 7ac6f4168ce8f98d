"""The shop that each history begins with, and the clock that all its lives share."""

from __future__ import annotations

import mmap
import random
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ecwid_orm.api import Client, Retry, Throttle, WSGITransport
from ecwid_orm.emulator import Emulator, Fault, ManualClock

TOKEN = "secret_crash"
STOCK = 1_000_000_000
"""What there is of each thing at first. Each delta takes 16 to a power of its own: so the digits of
what is missing tell how often each was carried out."""

PRICE = 10


class SharedClock(ManualClock):
    """A clock in memory that forked processes share, so that it goes on when one is killed."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        super().__init__(start)
        self._shared = mmap.mmap(-1, 8)
        self._put(start)

    def now(self) -> float:
        """Unix time it was moved to, by whatever process."""
        (now,) = struct.unpack("d", self._shared[:8])
        return float(now)

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds; never back."""
        self._put(self.now() + max(0.0, seconds))

    def _put(self, now: float) -> None:
        self._shared[:8] = struct.pack("d", now)


@dataclass(frozen=True)
class Furniture:
    """What is in the shop at first: ids."""

    products: list[int] = field(default_factory=list)
    variations: list[tuple[int, int]] = field(default_factory=list)
    categories: list[int] = field(default_factory=list)
    doomed: list[tuple[str, int]] = field(default_factory=list)
    """Model and id of what may be deleted."""


def open_shop(
    data: Path, clock: ManualClock, faults: tuple[dict[str, Any], ...] = (), *, number: int = 0
) -> Emulator:
    """The shop in a file, as the life of that number meets it."""
    return Emulator(
        data=data,
        clock=clock,
        background=False,
        token=TOKEN,
        random_seed=number,
        faults=[Fault(**fault) for fault in faults],
    )


def client_of(shop: Emulator, clock: ManualClock) -> Client:
    """A client in the same process. `ecwid_orm.testing` has one too, but a fork is dear if it has
    to carry all of pytest."""
    times: dict[str, Any] = {"clock": clock.now, "sleep": clock.sleep}
    return Client(
        shop.store_id,
        shop.token,
        url=shop.url,
        transport=WSGITransport(shop.wsgi),
        throttle=Throttle(**times),
        retry=Retry(random=random.Random(0)),
        random=random.Random(0),
        now=clock.now,
        **times,
    )


def furnish(data: Path) -> Furniture:
    """Make the shop."""
    clock = ManualClock(1_600_000_000.0)
    shop = open_shop(data, clock)
    client = client_of(shop, clock)

    def create(path: str, **body: Any) -> int:
        return int(client.post(path, body)["id"])

    made = Furniture()
    for sku in ("A", "B"):
        made.products.append(
            create("products", name=sku, sku=sku, price=PRICE, quantity=STOCK, unlimited=False)
        )
    for value in ("S", "L"):
        product = made.products[0]
        options = [{"name": "Size", "value": value}]
        if value == "S":
            choices = [{"text": "S", "priceModifier": 0}, {"text": "L", "priceModifier": 0}]
            sizes = {"type": "SELECT", "name": "Size", "choices": choices}
            client.put(f"products/{product}", {"options": [sizes]})
        made.variations.append(
            (
                product,
                create(
                    f"products/{product}/combinations",
                    options=options,
                    sku=f"A-{value}",
                    quantity=STOCK,
                    unlimited=False,
                ),
            )
        )
    made.categories.extend(create("categories", name=name) for name in ("X", "Y"))
    for number in range(2):
        made.doomed.append(("Product", create("products", name=f"D{number}", price=PRICE)))
        made.doomed.append(("Category", create("categories", name=f"D{number}")))
    coupon = create("discount_coupons", name="D", code="D", discountType="ABS", discount=1)
    made.doomed.append(("Coupon", coupon))
    client.close()
    shop.close()
    return made
