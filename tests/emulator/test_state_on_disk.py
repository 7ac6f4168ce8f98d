"""A shop in a file: killed while it writes, and written to by two processes at once."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.emulator.conftest import Api
from tests.emulator.families.conftest import Catalogue

ROOT = Path(__file__).parents[2]
OPEN = """
    from ecwid_orm.emulator import Emulator
    from tests.emulator.conftest import Api
    api = Api(Emulator(data={data!r}, seed={seed!r}, rate_limit=None))
    print("open", flush=True)
"""


def process(data: Path, program: str, seed: object = None) -> subprocess.Popen[str]:
    """A shop on that file in a process of its own, asked by the program as `api`."""
    opened = textwrap.dedent(OPEN.format(data=str(data), seed=seed))
    return subprocess.Popen(
        [sys.executable, "-c", opened + textwrap.dedent(program)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def lines(child: subprocess.Popen[str]) -> list[str]:
    """All that a process printed once it was open; it must have ended well."""
    printed, _ = child.communicate(timeout=120)
    assert child.returncode == 0
    return printed.splitlines()[1:]


def reopened(open_shop: Callable[..., Api], data: Path) -> Catalogue:
    """The shop in a file, which must be sound."""
    connection = sqlite3.connect(data)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    return Catalogue(open_shop(data=data, rate_limit=None))


def everything(shop: Catalogue, path: str) -> list[Any]:
    items: list[Any] = []
    while True:
        page = shop.get(path, offset=len(items))
        items += page["items"]
        if page["count"] < page["limit"]:
            return items


def test_a_kill_while_writing_loses_nothing_that_was_answered(
    open_shop: Callable[..., Api], tmp_path: Path
) -> None:
    data = tmp_path / "shop.db"
    writer = process(
        data,
        """
        hats = api("POST", "/categories", {"name": "Hats"}).json["id"]
        while True:
            body = {"name": "Bowler", "categoryIds": [hats], "quantity": 1, "unlimited": False}
            key = api("POST", "/products", body).json["id"]
            api("PUT", f"/products/{key}", {"quantity": 2, "name": "Stetson"})
            order = {"email": f"{key}@example.com", "paymentStatus": "PAID",
                     "items": [{"name": "Stetson", "productId": key, "quantity": 1}]}
            api("POST", "/orders", order)
            print(key, flush=True)
        """,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "open\n"
    finished = [int(writer.stdout.readline()) for _ in range(60)]
    writer.kill()
    rest, _ = writer.communicate()
    assert writer.returncode == -signal.SIGKILL
    finished += [int(key) for key in rest.split("\n")[:-1]]

    shop = reopened(open_shop, data)
    products = {each["id"]: each for each in everything(shop, "/products")}
    assert len(products) - len(finished) in (0, 1)
    assert all(products[key]["quantity"] == 1 for key in finished)
    stetsons = {key for key, each in products.items() if each["name"] == "Stetson"}
    assert shop.get("/products", keyword="stetson")["total"] == len(stetsons)
    [hats] = shop.get("/categories", productIds="true")["items"]
    assert set(hats["productIds"]) == set(products)
    orders, customers = everything(shop, "/orders"), everything(shop, "/customers")
    assert len(orders) - len(finished) in (0, 1)
    assert {each["email"] for each in orders} == {each["email"] for each in customers}
    assert all(each["totalOrderCount"] == 1 for each in customers)


def test_two_processes_on_one_file_lose_and_double_nothing(
    open_shop: Callable[..., Api], tmp_path: Path
) -> None:
    data, times = tmp_path / "shop.db", 40
    first = Catalogue(open_shop(data=data))
    shared = first.product("Shared", sku="SHARED", quantity=1000, unlimited=False)
    first.api.shop.close()
    program = f"""
        post = {{"method": "POST", "path": "/products", "body": {{"name": "From a batch"}}}}
        ticket = api.batch([post] * {times})
        for _ in range({times}):
            reply = api("PUT", "/products/{shared}/inventory", {{"quantityDelta": -1}})
            assert reply.status == 200, reply
            print(api.create(name="Alone"))
        while api.outcome(ticket)["status"] != "COMPLETED":
            pass
        for each in api.outcome(ticket)["responses"]:
            print(each["httpBody"]["id"])
        api.shop.close()
    """
    created = [
        int(line)
        for child in [process(data, program), process(data, program)]
        for line in lines(child)
    ]

    assert len(set(created)) == len(created) == 4 * times
    shop = reopened(open_shop, data)
    assert {each["id"] for each in everything(shop, "/products")} == {shared, *created}
    assert shop.get(f"/products/{shared}")["quantity"] == 1000 - 2 * times
    assert shop.get("/products", keyword="alone")["total"] == 2 * times


def test_two_processes_that_open_a_new_shop_together_fill_it_once(
    open_shop: Callable[..., Api], tmp_path: Path
) -> None:
    data = tmp_path / "shop.db"
    program = "print(api('GET', '/products').json['total'])"
    children = [process(data, program, seed=300) for _ in range(2)]
    assert [lines(child) for child in children] == [["300"], ["300"]]
    assert reopened(open_shop, data).get("/products")["total"] == 300
