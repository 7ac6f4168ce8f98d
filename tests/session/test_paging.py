from __future__ import annotations

import gc
import json
import random
import threading
import weakref
from collections import Counter
from typing import Any

import pytest

from ecwid_orm import BadAnswer, Product, ServerError, Session, signals
from ecwid_orm.api import Client, Request, Response
from ecwid_orm.emulator import Fault
from ecwid_orm.session.paging import walk

GET = Request("GET", "products")

MANY = 1_050


def test_a_long_listing_is_walked_once_and_by_overlapping_pages(
    ecwid_session: Session, shop: Any, requests_of: Any
) -> None:
    ids = shop.products(MANY)
    with requests_of() as sent:
        found = [product.id for product in ecwid_session.query(Product)]
    assert found == ids
    offsets = sorted(int(path.partition("offset=")[2].partition("&")[0]) for _, path, _ in sent)
    assert offsets == [0, *range(99, MANY - 1, 99)]


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 199, 200, 201])
def test_no_length_of_a_listing_is_special(ecwid_session: Session, shop: Any, number: int) -> None:
    ids = shop.products(number) if number else []
    query = ecwid_session.query(Product)
    assert query.ids() == ids
    assert query.offset(1).ids() == ids[1:]
    assert query.limit(150).ids() == ids[:150]
    assert query.offset(30).limit(100).ids() == ids[30:130]


@pytest.mark.parametrize("limit", [1, 99, 100, 101, 150, 299])
def test_no_more_pages_are_asked_for_than_a_limit_needs(
    ecwid_session: Session, shop: Any, requests_of: Any, limit: int
) -> None:
    ids = shop.products(400)
    with requests_of() as sent:
        assert ecwid_session.query(Product).limit(limit).ids() == ids[:limit]
    assert len(sent) == 1 + (limit > 100) + (limit > 199) + (limit > 298)


@pytest.mark.parametrize("prefetch", [1, 8])
@pytest.mark.parametrize("seed", range(4))
def test_what_stays_while_others_come_and_go_is_seen_once(
    restless: Any, shop: Any, seed: int, prefetch: int
) -> None:
    chance = random.Random(seed)
    alive = shop.products(450)
    stayed = set(alive)

    def meddle(page: int) -> None:
        for key in chance.sample(alive, chance.randrange(40)):
            alive.remove(key)
            stayed.discard(key)
            shop.client.delete(f"products/{key}")
        for _ in range(chance.randrange(5)):
            shop.product(name="Added")

    seen = Counter(product.id for product in restless(meddle, prefetch).query(Product))
    assert len(stayed) < 430
    assert stayed <= seen.keys()
    assert set(seen.values()) == {1}


@pytest.mark.parametrize("prefetch", [1, 8])
@pytest.mark.parametrize("seed", range(4))
def test_what_moves_meanwhile_is_seen_once_too(
    restless: Any, shop: Any, seed: int, prefetch: int
) -> None:
    chance = random.Random(seed)
    ids = shop.products(450)
    alive = list(ids)

    def meddle(page: int) -> None:
        if 0 < page < 8:
            for key in chance.sample(alive, 3):
                shop.client.put(f"products/{key}", {"price": chance.randrange(450)})
            gone = alive.pop(chance.randrange(len(alive)))
            shop.client.delete(f"products/{gone}")
            shop.product(name="Added", price=chance.randrange(450))

    query = restless(meddle, prefetch).query(Product).order_by(Product.price)
    seen = Counter(product.id for product in query)
    assert set(alive) <= seen.keys()
    assert set(seen.values()) == {1}


def test_what_moves_to_where_the_walk_has_been_is_found_though_the_total_fits(
    restless: Any, shop: Any
) -> None:
    ids = shop.products(300)

    def meddle(page: int) -> None:
        if page == 1:
            shop.client.put(f"products/{ids[250]}", {"price": 0})
            shop.client.delete(f"products/{ids[5]}")

    query = restless(meddle, 1).query(Product).order_by(Product.price)
    seen = Counter(product.id for product in query)
    assert seen == Counter(ids)


def test_deleting_what_the_walk_gives_skips_nothing(ecwid_session: Session, shop: Any) -> None:
    ids = shop.products(350)
    seen = []
    for page in ecwid_session.query(Product).pages():
        for product in page:
            seen.append(product.id)
            ecwid_session.delete(product)
        ecwid_session.commit()
    assert sorted(seen) == ids
    assert ecwid_session.query(Product).count() == 0


def test_pages_are_read_ahead_but_no_more_than_asked(ecwid_client: Client, shop: Any) -> None:
    shop.products(MANY)
    sent: list[Any] = []

    def note(sender: Any, *, request: Any, **told: Any) -> None:
        sent.append(request)

    session = Session(ecwid_client, prefetch=3)
    with signals.request_sent.connected_to(note):
        walk_ = session.query(Product).pages()
        next(walk_)
        assert len(sent) == 1
        for given in range(2, 6):
            next(walk_)
            assert len(sent) <= given + 3
        walk_.close()  # type: ignore[attr-defined]  # it is a generator
        assert len(sent) <= 8


def test_pages_given_are_not_held(ecwid_session: Session, shop: Any) -> None:
    shop.products(600)
    alive: list[weakref.ref[Product]] = []
    most = 0
    for page in ecwid_session.query(Product).pages():
        alive = [one for one in alive if one() is not None] + [weakref.ref(one) for one in page]
        most = max(most, len(alive))
        del page
    assert most <= 300
    assert gc.isenabled()


def test_a_page_that_fails_stops_the_walk_and_leaves_no_thread(
    ecwid_session: Session, shop: Any
) -> None:
    shop.products(450)
    before = threading.active_count()
    shop.emulator.faults.add(Fault("5xx_before", path="/products", after=2, times=None))
    seen: list[Product] = []
    with pytest.raises(ServerError):
        seen.extend(ecwid_session.query(Product))
    assert len(seen) >= 100
    assert threading.active_count() == before
    shop.emulator.faults.clear()
    assert len(ecwid_session.query(Product).all()) == 450


def test_an_answer_that_is_no_page_is_refused() -> None:
    def send(offset: int, limit: int) -> Response:
        return Response(200, {}, b'{"error": "?"}', request=GET)

    with pytest.raises(BadAnswer, match="page of items"):
        list(walk(send, lambda item: item["id"], size=100))


def test_a_server_that_cuts_the_limit_is_followed() -> None:
    def send(offset: int, limit: int) -> Response:
        items = [{"id": n} for n in range(offset, min(offset + min(limit, 10), 45))]
        body = json.dumps({"total": 45, "items": items})
        return Response(200, {}, body.encode(), request=GET)

    found = [item["id"] for page in walk(send, lambda item: item["id"], size=100) for item in page]
    assert found == list(range(45))
