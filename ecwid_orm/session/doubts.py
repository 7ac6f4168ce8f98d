"""Operations that may have been carried out though Ecwid says that they failed.

Ecwid tries a request of a batch up to five times while it fails with 5xx. So a creation may have
been done before the answer that counts: a 5xx, a 409 by which it stands in its own way, or a 429.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ecwid_orm.api import Client
from ecwid_orm.exceptions import (
    ApiError,
    Conflict,
    InDoubt,
    InvalidToken,
    RateLimited,
    TransportError,
)
from ecwid_orm.model import Delta
from ecwid_orm.model.keys import resolved
from ecwid_orm.session import errands
from ecwid_orm.session.naturalkeys import Finder, carried_out, natural_key
from ecwid_orm.session.plan import Operation
from ecwid_orm.session.scope import Scope

PAUSE = 3.0
"""Seconds between two tries of Ecwid's."""

SKEW = 300.0
"""Seconds by which Ecwid's clock and ours may differ."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out of a failed operation: the key of what it made, or that it failed.

    Neither where that could not be found out: `unsettled`; or not now, for the reason `unasked`.
    """

    operation: Operation
    error: ApiError | TransportError | None
    key: Any = None
    unsettled: bool = False
    unasked: ApiError | TransportError | None = None


class Doubts:
    """The doubtful answers of one batch, which went at `since` by the client's clock.

    If it is the session's `own`, what the session has an object of was there before.
    """

    def __init__(self, client: Client, since: float, *, own: bool = True) -> None:
        self._own = own
        self._took = client.clock() - since
        self._departed = client.now() - self._took
        self._left: list[tuple[Operation, ApiError | TransportError | None]] = []

    def cover(self, operation: Operation, error: ApiError | TransportError) -> bool:
        """Whether the answer leaves a doubt; if so, it is kept to be judged."""
        if operation.idempotent:
            return False
        own_way = operation.kind == "create" and isinstance(error, Conflict)
        repeated = self._took >= PAUSE and (own_way or isinstance(error, RateLimited))
        if not (error.in_doubt or repeated):
            return False
        self._left.append((operation, error))
        return True

    def add(self, operation: Operation) -> None:
        """Keep an operation to be judged whose answer nobody has any more."""
        self._left.append((operation, None))

    def judge(self, scope: Scope) -> Iterator[Verdict]:
        """Look for what was created, all in one go."""
        creations = [operation for operation, _ in self._left if operation.kind == "create"]
        found: dict[Operation, list[dict[str, Any]]] = {}
        failed: ApiError | TransportError | None = None
        if creations:
            try:
                found = Finder(scope).find(creations)
            except (ApiError, TransportError) as why:
                found = {one: [] for one in creations if natural_key(one) is not None}
                failed = why
        for operation, error in self._left:
            if operation not in found:
                # A creation without a natural key cannot be in its own way.
                settled = isinstance(error, Conflict) and not error.in_doubt
                yield Verdict(operation, error, unsettled=not settled)
            elif failed is None:
                yield self._verdict(scope, operation, error, found[operation])
            elif failed.in_doubt or isinstance(failed, InvalidToken | RateLimited):
                yield Verdict(operation, error, unasked=failed)
            else:
                # It may not be looked for. It is safe to send again, for Ecwid takes no second one
                # of a natural key; but if it says that there is one, nobody knows whose that is.
                yield Verdict(operation, error, unsettled=isinstance(error, Conflict))

    def _verdict(
        self,
        scope: Scope,
        operation: Operation,
        error: ApiError | TransportError | None,
        entities: list[dict[str, Any]],
    ) -> Verdict:
        """Whether one of the entities with its natural key is what the creation made."""
        model = type(operation.instance)
        parents = tuple(resolved(dict(operation.parents)).values())
        strange = False
        for raw in entities:
            key = raw.get(model.__wire_key__)
            made = made_at(raw)
            known = scope.identity.get(model, (*parents, key) if parents else key)
            earlier = made is not None and made < self._departed - SKEW
            if earlier or (self._own and known is not None):
                continue  # it was there before
            if carried_out(operation, raw):
                return Verdict(operation, error, key)
            strange = True
        # It may be ours, changed by somebody since, or somebody else's.
        return Verdict(operation, error, unsettled=strange and not isinstance(error, Conflict))


def made_at(raw: dict[str, Any]) -> float | None:
    """When an entity was created, in unix seconds; None where its JSON does not say."""
    if isinstance(raw.get("createTimestamp"), int):
        return float(raw["createTimestamp"])
    for name in ("created", "createDate", "creationDate", "registered"):
        try:
            return datetime.strptime(raw[name], "%Y-%m-%d %H:%M:%S %z").timestamp()
        except (KeyError, TypeError, ValueError):
            continue
    return None


def doubt(operation: Operation, cause: Exception | None = None) -> InDoubt:
    """The error for what may have been done, and would be done twice if sent again."""
    if operation.upload is not None:
        return errands.doubt(operation, cause)
    again = (
        "session.add() sends it anew"
        if operation.kind == "create"
        else f"{_assignment(operation)} sends it anew"
    )
    error = InDoubt(
        f"{operation}: the answer was lost, and Ecwid remembers for an hour only whether it was "
        f"done; look in the shop. It is not sent again by itself: {again}"
    )
    error.__cause__ = cause
    return error


def _assignment(operation: Operation) -> str:
    (name,) = operation.changes
    (amount,) = (operation.body or {}).values()
    field = type(operation.instance).__fields__[name]
    return f"{name} = {Delta(field, amount)!r}"
