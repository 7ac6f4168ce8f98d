"""A pytest plugin that records which test had which operation performed by its public call.

It looks at each request when an emulator of this process notes it: at its operation, and whether
the public call of that operation is running, in whatever thread. So plain HTTP, and setting up a
shop by other means, do not count; nor does what was refused. Merged over all workers, the record
is checked at the end of a run of all tests: each operation has a call and a test, and
docs/reference/coverage.md says which. After a run of some tests, that is skipped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import CodeType
from typing import Any, Literal

import pytest

from ecwid_orm.emulator.errors import ApiError
from ecwid_orm.emulator.requests_log import Received, RequestLog
from ecwid_orm.emulator.routing import Table
from tests.operations import page
from tests.operations.calls import OPERATIONS, calls

PLAIN = "tests/emulator/"
"""Where tests ask by plain HTTP."""


class Recorder:
    """What the tests of one process had performed, in `performed`: operation → tests."""

    def __init__(self) -> None:
        self.performed: dict[str, set[str]] = {}
        self._calls = calls()
        self._codes = {
            code for found in self._calls.values() for call in found for code in call.runs
        }
        self._noted: list[tuple[Received, frozenset[CodeType]]] = []
        self._tables = [
            Table(each for each in OPERATIONS.values() if each.outside_store is outside)
            for outside in (False, True)
        ]

    @contextmanager
    def watching(self) -> Iterator[None]:
        """For as long as the block lasts, each request to any emulator of the process is seen."""
        add = RequestLog.add

        def noted(log: RequestLog, received: Received) -> None:
            self._noted.append((received, frozenset(self._running())))
            add(log, received)

        RequestLog.add = noted  # type: ignore[method-assign]  # to see who asks, while they ask
        try:
            yield
        finally:
            RequestLog.add = add  # type: ignore[method-assign]  # as it was

    def _running(self) -> Iterator[CodeType]:
        for top in sys._current_frames().values():
            frame = top
            while frame is not None:
                if frame.f_code in self._codes:
                    yield frame.f_code
                frame = frame.f_back

    def settle(self, test: str) -> None:
        """Credit a test with what was performed since the last one."""
        for received, running in self._noted:
            for each in (received, *received.requests):
                operation = self._operation(each)
                if operation is not None and self._counts(operation, running, test):
                    self.performed.setdefault(operation, set()).add(test)
        self._noted.clear()

    def _operation(self, received: Received) -> str | None:
        if received.status is None or received.status >= 400:
            return None
        for table in self._tables:
            try:
                return table.match(received.method, received.path)[0].id
            except ApiError:
                continue
        return None

    def _counts(self, operation: str, running: frozenset[CodeType], test: str) -> bool:
        return any(
            call.runs & running if call.runs else not test.startswith(PLAIN)
            for call in self._calls.get(operation, ())
        )

    def merge(self, performed: dict[str, list[str]]) -> None:
        """Take in what the tests of another process had performed."""
        for operation, tests in performed.items():
            self.performed.setdefault(operation, set()).update(tests)


class Plugin:
    """The recorder at work in a run of pytest."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        try:
            return (yield)
        finally:
            self.recorder.settle(item.nodeid.partition("[")[0])

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.recorder.merge(getattr(node, "workeroutput", {}).get("performed", {}))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        config = session.config
        performed = {name: sorted(tests) for name, tests in self.recorder.performed.items()}
        if hasattr(config, "workeroutput"):
            config.workeroutput["performed"] = performed
            return
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return
        if only_some(config):
            report(config, "skipped", "only some of the tests were run")
            return
        if config.cache is not None:
            config.cache.set(page.RECORD, performed)
        problem = page.lacking(performed) or page.outdated(performed)
        if exitstatus == pytest.ExitCode.TESTS_FAILED:
            report(config, "skipped", "a test failed")
        elif problem:
            report(config, "failed", problem)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        else:
            report(config, "passed")


def only_some(config: pytest.Config) -> bool:
    """Whether a run leaves out some of the tests."""
    asked = {(config.invocation_params.dir / each).resolve() for each in config.args}
    everything = {config.rootpath / each for each in config.getini("testpaths")}
    narrowing = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise")
    return asked != everything or any(config.getoption(each, None) for each in narrowing)


def report(
    config: pytest.Config, outcome: Literal["passed", "failed", "skipped"], why: str = ""
) -> None:
    """Tell of the check as of a test, so that it is counted and shown like one."""
    longrepr: Any = (page.NAME, 1, f"Skipped: {why}") if outcome == "skipped" else why or None
    name = f"{page.NAME}::every_operation_has_a_call_and_a_test"
    told = pytest.TestReport(name, (page.NAME, 0, name), {}, outcome, longrepr, "call")
    # Not by the hook: the line of progress ended with the last test.
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.stats.setdefault(outcome, []).append(told)


def pytest_configure(config: pytest.Config) -> None:
    recorder, until_the_end = Recorder(), ExitStack()
    until_the_end.enter_context(recorder.watching())
    config.add_cleanup(until_the_end.close)
    config.pluginmanager.register(Plugin(recorder), "operations")
