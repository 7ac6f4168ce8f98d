"""One of several processes that write to a shop: `… URL WHERE CALLS PERIOD UPDATES`.

Two threads update products, most of them in batches. Prints a line when the first of them are
done. Fails at the first 429, for it tries nothing again. WHERE is what `Throttle.shared` takes, or
"alone" for a throttle that is not shared.
"""

from __future__ import annotations

import os
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor

from ecwid_orm.api import NO_RETRY, Client, Request, Throttle

STORE_ID = 1003
TOKEN = "secret_hush"
BATCH = 125
ALONE = 3
"""Of each batch's products, those that are updated by calls of their own."""


def main(url: str, where: str, calls: int, period: float, updates: int) -> None:
    if where == "alone":
        throttle = Throttle(calls, period)
    else:
        throttle = Throttle.shared(where, STORE_ID, TOKEN, calls=calls, period=period)
    with Client(STORE_ID, TOKEN, url=url, throttle=throttle, retry=NO_RETRY) as client:
        keys = [
            item["id"]
            for page in client.pages("products", {"responseFields": "items(id)"})
            for item in page["items"]
        ]
        turns = [(start, min(BATCH, updates - start)) for start in range(0, updates, BATCH)]

        def write(turn: tuple[int, int]) -> None:
            try:
                update(*turn)
            except Exception:
                traceback.print_exc()
                os._exit(1)  # the other thread may be waiting for long

        def update(start: int, count: int) -> None:
            requests = [
                Request("PUT", f"products/{keys[number % len(keys)]}", json={"price": number})
                for number in range(start, start + count)
            ]
            for request in requests[:ALONE]:
                client.request(request)
            for outcome in client.batch(requests[ALONE:], parallel=True):
                assert outcome.ok, outcome.error

        with ThreadPoolExecutor(2) as threads:
            for _ in threads.map(write, turns):
                print(flush=True)  # noqa: T201  # who waits for it reads it from here


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
