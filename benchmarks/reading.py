"""A page of products, from its bytes to the values that a script reads."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.products import page
from benchmarks.report import Row, at_most, faster
from benchmarks.timing import collector, medians
from benchmarks.transport import client
from ecwid_orm import Product, Session
from ecwid_orm.api.codec import loads
from ecwid_orm.model import conversion

THREE = ("name", "sku", "enabled")


def rows() -> Iterator[Row]:
    """The rows of a page: nothing read, three attributes of each product, all scalars."""
    native, scalars = _scalars()
    tasks = {
        "json.loads": lambda: json.loads(page()),
        "nothing": _hydrated,
        "three": _reading(THREE),
        "native": _reading(native),
        "scalars": _reading(scalars),
    }
    schema = Product.Schema(many=True)
    slow = {"Schema.load": lambda: schema.load(json.loads(page())["items"])}
    for gc_on in (True, False):
        with collector(gc_on):
            # Processor time of this thread: other programs on the machine count for nothing.
            took = medians(tasks, clock=time.thread_time, runs=51)
            took |= medians(slow, clock=time.thread_time)
        decoder = ("json.loads", took["json.loads"])
        whole = "hydrate a page, nothing read"
        yield at_most(whole, gc_on, took["nothing"], *decoder, 1.10)
        yield faster(whole, gc_on, took["nothing"], "Schema.load", took["Schema.load"], 30)
        yield at_most("read 3 fields of each", gc_on, took["three"], *decoder, 1.15)
        what = f"read all scalars ({len(native)})"
        yield at_most(what, gc_on, took["native"], *decoder, 1.5)
        what = f"all with Decimal and dates ({len(scalars)})"
        yield at_most(what, gc_on, took["scalars"], *decoder, 2.2)


def _hydrated() -> list[Product]:
    products: list[Product] = Session(_CLIENT).load(Product, loads(page())["items"])
    return products


_CLIENT = client()


def _scalars() -> tuple[list[str], list[str]]:
    """Attributes of the page that are single values: those of JSON's own types, and all."""
    items = json.loads(page())["items"]
    sample: dict[str, Any] = {key: value for item in items for key, value in item.items()}
    made = (conversion.Money, conversion.DateTime)
    scalars = {
        name: field.converter
        for name, field in Product.__fields__.items()
        if not isinstance(sample.get(field.wire_name, []), dict | list)
    }
    native = [name for name, converter in scalars.items() if not isinstance(converter, made)]
    return native, list(scalars)


def _reading(names: tuple[str, ...] | list[str]) -> Callable[[], list[Product]]:
    """A task that hydrates the page and reads these attributes as a script does: `product.name`.

    The loop is compiled from source, for getattr() in a loop over names would be measured with it.
    """
    source = "def read(products):\n    for product in products:\n"
    source += "".join(f"        product.{name}\n" for name in names)
    namespace: dict[str, Callable[[list[Product]], None]] = {}
    exec(source, namespace)
    read = namespace["read"]

    def task() -> list[Product]:
        products = _hydrated()
        read(products)
        return products

    return task
