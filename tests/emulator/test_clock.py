"""The time that the emulator lives in."""

from __future__ import annotations

import threading
import time

from ecwid_orm.emulator import ManualClock, SystemClock


def test_a_manual_clock_moves_when_someone_sleeps() -> None:
    clock = ManualClock(100)
    clock.sleep(5)
    clock.advance(2.5)
    clock.sleep(-1)
    assert clock.now() == 107.5


def test_a_manual_clock_loses_no_second_among_threads() -> None:
    clock = ManualClock(0)
    threads = [
        threading.Thread(target=lambda: [clock.sleep(1) for _ in range(500)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() == 4000


def test_the_system_clock_is_that_of_the_machine() -> None:
    before = time.time()
    SystemClock().sleep(0)
    assert before <= SystemClock().now() <= time.time()
