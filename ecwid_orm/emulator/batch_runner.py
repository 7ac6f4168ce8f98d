"""Executes batches: one after another, each request at its time."""

from __future__ import annotations

import heapq
import random
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ecwid_orm.emulator.batch_store import Batch, BatchStore, Outcome, Request
from ecwid_orm.emulator.call import Answer
from ecwid_orm.emulator.dispatch import Dispatcher, Incoming, outgoing, reason, refusal
from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.faults import ConnectionDropped, Disturbance, Faults
from ecwid_orm.emulator.requests_log import Received
from ecwid_orm.emulator.shop import Shop

AT_ONCE = 100
TRIES = 5
PAUSE = 3.0
"""Seconds between the tries of a request that the server failed at."""

_SLICE = 0.05
_TOGETHER = 20
_WORTH_A_RETRY = frozenset({408, 500, 502, 503, 504})


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
        dispatcher: Dispatcher,
        faults: Faults,
        *,
        background: bool,
    ) -> None:
        self._shop = shop
        self._store = store
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
            try:
                self._run(batch)
            except BaseException:
                # The database failed, not a request; the next kick may find it well again.
                with self._lock:
                    self._thread = None
                raise

    def _run(self, batch: Batch) -> None:
        """Execute a batch to its end, or until the runner is to stop."""
        execution = _Execution(
            self._shop,
            self._store,
            self._dispatcher,
            self._faults,
            batch,
            self._watched.get(batch.ticket),
        )
        while (ready := execution.next_ready()) is not None:
            if not self._sleep_until(ready):
                return
            execution.step()
        self._watched.pop(batch.ticket, None)

    def _sleep_until(self, moment: float) -> bool:
        """Wait; False if the runner is to stop."""
        while not self._stopping:
            left = moment - self._shop.clock.now()
            if left <= 0:
                return True
            self._shop.clock.sleep(min(left, _SLICE))
        return False


class _Execution:
    """One batch while it is executed."""

    def __init__(
        self,
        shop: Shop,
        store: BatchStore,
        dispatcher: Dispatcher,
        faults: Faults,
        batch: Batch,
        received: Received | None,
    ) -> None:
        self._shop = shop
        self._store = store
        self._dispatcher = dispatcher
        self._faults = faults
        self._batch = batch
        self._received = received
        self._chance = random.Random(f"{shop.settings.random_seed}:{batch.ticket}")
        self._queue = deque(store.pending(batch))
        self._under_way: list[_Try] = []
        self._failed = batch.stop_on_failure and store.has_failed(batch)

    def next_ready(self) -> float | None:
        """When there is something to do; None if all is done."""
        self._fill()
        if self._under_way:
            return self._under_way[0].ready
        self._store.skip_rest(self._batch)
        return None

    def step(self) -> None:
        """Do what is ready, some of it in one transaction, which is much faster in a file."""
        outcomes: dict[int, Outcome] = {}
        followed: list[Callable[[], None]] = []
        with self._shop.db.transaction():
            if self._store.is_done(self._batch):  # it was cancelled
                self._queue.clear()
                self._under_way.clear()
            for _ in range(_TOGETHER):
                self._fill()
                if not self._under_way or self._under_way[0].ready > self._shop.clock.now():
                    break
                attempt = heapq.heappop(self._under_way)
                answer, then = self._perform(attempt)
                if then is not None:
                    followed.append(then)
                if self._ends(attempt, answer):
                    outcomes[attempt.number] = self._outcome(attempt, answer)
            self._store.settle(self._batch, outcomes)
        for then in followed:
            then()

    def _fill(self) -> None:
        most = AT_ONCE if self._batch.parallel else 1
        while self._queue and not self._failed and len(self._under_way) < most:
            self._start(*self._queue.popleft(), pause=0.0, attempt=1)

    def _start(self, number: int, request: Request, *, pause: float, attempt: int) -> None:
        struck = self._faults.strike(request.method, request.path.partition("?")[0], in_batch=True)
        ready = self._shop.clock.now() + pause + self._shop.settings.latency + struck.delay
        heapq.heappush(
            self._under_way,
            _Try(ready, self._chance.random(), number, attempt, request, struck),
        )

    def _perform(self, attempt: _Try) -> tuple[Answer, Callable[[], None] | None]:
        """Do it; how that went, and what is to follow."""
        request = attempt.request
        path, _, query_string = request.path.partition("?")
        received = Received(request.method, path, query_string, request.body)
        if self._received is not None:
            self._received.requests.append(received)
        incoming = Incoming(
            request.method, path, query_string, request.body, "application/json", received=received
        )
        answer, then = self._answer(incoming, attempt.struck)
        received.status = answer.status
        return answer, then

    def _ends(self, attempt: _Try, answer: Answer) -> bool:
        """Whether that answer stands; if not, the request is tried again later."""
        if answer.status != 200 and self._batch.stop_on_failure:
            self._failed = True
        elif answer.status in _WORTH_A_RETRY and attempt.attempt < TRIES:
            number, request = attempt.number, attempt.request
            self._start(number, request, pause=PAUSE, attempt=attempt.attempt + 1)
            return False
        return True

    def _outcome(self, attempt: _Try, answer: Answer) -> Outcome:
        text = outgoing(self._shop, answer)
        if attempt.struck.truncates:
            text = text[: len(text) // 2]
        return Outcome(
            attempt.request.id,
            "COMPLETED" if answer.status == 200 else "FAILED",
            answer.status,
            reason(answer),
            text.decode("utf-8", "replace"),
        )

    def _answer(
        self, incoming: Incoming, struck: Disturbance
    ) -> tuple[Answer, Callable[[], None] | None]:
        then = None
        try:
            struck.before()
            answer = self._dispatcher.perform(incoming, self._batch.token, in_batch=True)
            then = answer.then
            return struck.after(answer), then
        except ConnectionDropped:
            return refusal(ApiError(408, "TIMEOUT", "The request timed out")), then
        except ApiError as refused:
            return refusal(refused), then
