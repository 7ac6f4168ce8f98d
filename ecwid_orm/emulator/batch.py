"""The routes of batches.

https://docs.ecwid.com/api-reference/rest-api/batch-requests
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ecwid_orm.emulator.batch_runner import Runner
from ecwid_orm.emulator.batch_store import BatchStore, Options, Outcome, Request
from ecwid_orm.emulator.call import Answer, Call
from ecwid_orm.emulator.dispatch import encoded
from ecwid_orm.emulator.errors import ApiError, wrong_parameter
from ecwid_orm.emulator.faults import Faults
from ecwid_orm.emulator.routing import Handler

MOST = 500
"""Requests that a batch may have."""

_METHODS = ("GET", "POST", "PUT", "DELETE")
_STATUSES = ("QUEUED", "IN_PROGRESS", "COMPLETED")


class BatchRefused(ApiError):
    """400: the body is no valid batch."""

    def __init__(self, detail: str) -> None:
        super().__init__(400, None, f"Can't create batch. Batch request body is invalid. {detail}")

    def body(self) -> dict[str, Any]:
        """Ecwid words this one by itself."""
        return {"error_message": self.message}


class Batches:
    """Answers the three operations on batches."""

    def __init__(self, store: BatchStore, runner: Runner, faults: Faults) -> None:
        self._store = store
        self._runner = runner
        self._faults = faults

    def handlers(self) -> Mapping[str, Handler]:
        """The routes by operationId."""
        return {
            "createBatch": self.create,
            "getBatch": self.get,
            "cancelBatchGroup": self.cancel_group,
        }

    def create(self, call: Call) -> Answer:
        """Queue a batch, and answer its ticket; of the first one for a key used within an hour."""
        now = call.shop.clock.now()
        key = call.query.text("deduplicationKey")
        earlier = None if key is None else self._store.made_with(key, now)
        if earlier is not None:
            return Answer(body={"ticket": earlier})
        requests = _parsed(call.body)
        stop_on_failure = call.query.boolean("stopOnFirstFailure")
        parallel = call.query.boolean("allowParallelMode")
        stall = self._faults.stall()
        ticket = call.shop.new_uuid("batch")
        options = Options(
            call.token,
            stop_on_failure=stop_on_failure is not False,
            parallel=parallel is True,
            deduplication_key=key,
            group_id=call.query.text("groupId"),
            stalled_until=now + stall.seconds if stall else 0.0,
            stalled_polls=stall.polls if stall else 0,
        )
        self._store.add(ticket, requests, options, now)
        if call.received is not None:
            self._runner.watch(ticket, call.received)
        return Answer(body={"ticket": ticket}, then=self._runner.kick)

    def get(self, call: Call) -> dict[str, Any]:
        """The state of the batch with this `ticket`, or the batches in this `status`."""
        ticket = call.query.text("ticket")
        if ticket is None:
            return self._list(call)
        batch = self._store.find(ticket)
        if batch is None:
            raise wrong_parameter(f"Batch with ticket '{ticket}' not found")
        escaped = call.query.boolean("escapedJson") is True
        outcomes = self._store.outcomes(batch)
        status = batch.status
        if batch.stalled(call.shop.clock.now()):
            self._store.poll(batch)
            outcomes = outcomes[: batch.total // 2]
            status = "IN_PROGRESS" if batch.settled else status
        return {
            "status": status,
            "totalRequests": batch.total,
            "completedRequests": len(outcomes),
            "responses": None
            if status == "QUEUED"
            else [_shown(outcome, escaped=escaped) for outcome in outcomes],
        }

    def cancel_group(self, call: Call) -> dict[str, int]:
        """Let nothing more of a group be executed."""
        group_id = call.query.text("groupId")
        if group_id is None:
            raise wrong_parameter("Parameter 'groupId' is absent")
        return {"updateCount": int(self._store.cancel_group(group_id))}

    def _list(self, call: Call) -> dict[str, Any]:
        status = call.query.one_of("status", *_STATUSES)
        if status is None:
            raise wrong_parameter("Parameter 'ticket' is absent")
        offset, limit = call.query.page()
        tickets = self._store.page(status, call.shop.clock.now(), offset, limit)
        return {"items": [{"ticket": ticket, "status": status} for ticket in tickets]}


def _parsed(body: Any) -> list[Request]:
    if not isinstance(body, list):
        raise BatchRefused("Path $ contains bad value")
    if len(body) > MOST:
        raise BatchRefused(f"It has {len(body)} requests, {MOST} are allowed")
    return [_request(item, f"$[{position}]") for position, item in enumerate(body)]


def _request(item: Any, place: str) -> Request:
    if not isinstance(item, dict):
        raise BatchRefused(f"Path {place} contains bad value")
    id_, path, method = item.get("id"), item.get("path"), item.get("method")
    if not (id_ is None or isinstance(id_, str)):
        raise BatchRefused(f"Path {place}.id contains bad value")
    if not isinstance(path, str) or not path.strip("/"):
        raise BatchRefused(f"Path {place}.path contains bad value")
    if method not in _METHODS:
        raise BatchRefused(f"Path {place}.method contains bad value")
    return Request(id_, method, "/" + path.lstrip("/"), _body(item.get("body")))


def _body(value: Any) -> bytes:
    """A JSON value, or JSON text, as the bytes of a request; nothing for null and ""."""
    if isinstance(value, str):
        return value.encode()
    return encoded(value)


def _shown(outcome: Outcome, *, escaped: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {} if outcome.id is None else {"id": outcome.id}
    shown["status"] = outcome.state
    if outcome.status is None:
        return shown
    if escaped:
        shown["escapedHttpBody"] = outcome.answer
    else:
        shown["httpBody"] = _json_or_text(outcome.answer or "")
    shown["httpStatusCode"] = outcome.status
    shown["httpStatusLine"] = outcome.line
    return shown


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
