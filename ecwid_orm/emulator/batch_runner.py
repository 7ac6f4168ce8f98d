"""Executes batches: one after another, each request at its time."""

from __future__ import annotations

import heapq
import logging
import random
import threading
from collections import deque
from dataclasses import dataclass, field

from ecwid_orm.emulator.auth import Authority
from ecwid_orm.emulator.batch_store import Batch, BatchStore, Request
from ecwid_orm.emulator.call import Answer, Token
from ecwid_orm.emulator.dispatch import Dispatcher, Incoming, encoded, reason, refusal
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.faults import ConnectionDropped, Disturbance, Faults
from ecwid_orm.emulator.requests_log import Received
from ecwid_orm.emulator.shop import Shop

AT_ONCE = 100
TRIES = 5
PAUSE = 3.0
"""Seconds between the tries of a request that the server failed at."""

_SLICE = 0.05

_log = logging.getLogger("ecwid_orm.emulator")


@dataclass(order=True, slots=True)
class _Try:
    """A request under way, that will be done at `ready`."""

    ready: float
    chance: float
    number: int
    attempt: int = field(compare=False)
    request: Request = field(compare=False)
    struck: Disturbance = field(compare=False)


class Runner:
    """Works off the queued batches of a shop, first come first served.

    In parallel mode up to 100 requests wait out their latency together, and those that are done
    at the same moment are done in random order. An outcome is noted in the transaction that has
    the effect, so that a runner that goes on after a kill does nothing twice.

    With `background` a thread does it, for as long as there is work; else `kick` itself does.
    """

    def __init__(
        self,
        shop: Shop,
        store: BatchStore,
        authority: Authority,
        dispatcher: Dispatcher,
        faults: Faults,
        *,
        background: bool,
    ) -> None:
        self._shop = shop
        self._store = store
        self._authority = authority
        self._dispatcher = dispatcher
        self._faults = faults
        self._background = background
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._watched: dict[str, Received] = {}

    def watch(self, ticket: str, received: Received) -> None:
        """Add the requests of a batch to that entry of the log as they are made."""
        self._watched[ticket] = received

    def kick(self) -> None:
        """See to it that what is queued gets done."""
        if not self._background:
            with self._lock:
                while (batch := self._store.first_unfinished()) and not self._stopping:
                    self._run(batch)
            return
        with self._lock:
            if self._thread is None and not self._stopping and self._store.first_unfinished():
                self._thread = threading.Thread(
                    target=self._work, name="ecwid-emulator-batches", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """Leave what is not done yet; returns when nothing runs any more."""
        self._stopping = True
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                batch = None if self._stopping else self._store.first_unfinished()
                if batch is None:
                    self._thread = None
                    return
            self._run(batch)

    def _run(self, batch: Batch) -> None:
        token = self._authority.public if batch.public else self._authority.secret
        chance = random.Random(f"{self._shop.settings.random_seed}:{batch.ticket}")
        queue = deque(self._store.pending(batch))
        under_way: list[_Try] = []
        failed = batch.stop_on_failure and self._store.has_failed(batch)
        while under_way or (queue and not failed):
            while queue and not failed and len(under_way) < (AT_ONCE if batch.parallel else 1):
                number, request = queue.popleft()
                heapq.heappush(under_way, self._start(number, request, chance.random(), 1))
            attempt = heapq.heappop(under_way)
            if not self._sleep_until(attempt.ready):
                return
            status = self._finish(batch, attempt, token)
            if status is None:
                retry = self._start(
                    attempt.number, attempt.request, chance.random(), attempt.attempt + 1
                )
                retry.ready += PAUSE
                heapq.heappush(under_way, retry)
            elif status != 200 and batch.stop_on_failure:
                failed = True
        self._store.skip_rest(batch)
        self._watched.pop(batch.ticket, None)

    def _start(self, number: int, request: Request, chance: float, attempt: int) -> _Try:
        struck = self._faults.strike(request.method, request.path.partition("?")[0], in_batch=True)
        ready = self._shop.clock.now() + self._shop.settings.latency + struck.delay
        return _Try(ready, chance, number, attempt, request, struck)

    def _finish(self, batch: Batch, attempt: _Try, token: Token) -> int | None:
        """Do it and note the outcome: the status, or None if it is to be tried again."""
        request = attempt.request
        path, _, query_string = request.path.partition("?")
        with self._shop.db.transaction():
            if not self._store.is_pending(batch, attempt.number):
                return 200  # cancelled while under way
            received = Received(request.method, path, query_string, request.body)
            if batch.ticket in self._watched:
                self._watched[batch.ticket].requests.append(received)
            incoming = Incoming(
                request.method,
                path,
                query_string,
                request.body,
                "application/json",
                received=received,
            )
            answer = self._answer(incoming, token, attempt.struck)
            received.status = answer.status
            server_failed = answer.status >= 500 or answer.status == 408
            if server_failed and not batch.stop_on_failure and attempt.attempt < TRIES:
                return None
            text = encoded(answer.body)
            if attempt.struck.truncates:
                text = text[: len(text) // 2]
            self._store.settle(
                batch,
                attempt.number,
                answer.status,
                reason(answer),
                text.decode("utf-8", "replace"),
            )
        if answer.then is not None:
            answer.then()
        return answer.status

    def _answer(self, incoming: Incoming, token: Token, struck: Disturbance) -> Answer:
        try:
            struck.before()
            return struck.after(self._dispatcher.perform(incoming, token, in_batch=True))
        except ConnectionDropped:
            return refusal(ApiError(408, "TIMEOUT", "The request timed out"))
        except ApiError as refused:
            return refusal(refused)

    def _sleep_until(self, moment: float) -> bool:
        """Wait; False if the runner is to stop."""
        while not self._stopping:
            left = moment - self._shop.clock.now()
            if left <= 0:
                return True
            self._shop.clock.sleep(min(left, _SLICE))
        return False
