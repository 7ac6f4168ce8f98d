"""What moved in a shop since a plan was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ecwid_orm.exceptions import StaleObject
from ecwid_orm.session import Operation, Plan, Session
from ecwid_orm.session.conflicts import Conflicts
from ecwid_orm.session.images import writable

CHUNK = 500
"""Objects that are looked at at once."""


def fingerprints(operations: Sequence[Operation], session: Session) -> Iterator[str | None]:
    """For each operation, what its object is by now if it is to be deleted; else None.

    It stands for all that can be written of the object. None as well where there is none any more.
    """
    for start in range(0, len(operations), CHUNK):
        part = operations[start : start + CHUNK]
        doomed = [one.instance for one in part if one.kind == "delete"]
        names = {type(one): writable(type(one)) for one in doomed}
        found = session.fetcher.reread(doomed, names) if doomed else {}
        for one in part:
            raw = found.get(id(one.instance)) if one.kind == "delete" else None
            yield None if raw is None else _fingerprint(raw, names[type(one.instance)])


def moved(
    plan: Plan, seen: Mapping[Operation, str], session: Session
) -> Iterator[tuple[Operation, str]]:
    """What of a plan's objects is not as the plan has it, and how so in words, without values.

    `seen` has the fingerprints of those to be deleted. One that is gone already is as wanted.
    """
    for failure in Conflicts(session, session.fetcher, "fail").check(plan):
        assert isinstance(failure.error, StaleObject)
        names = ", ".join(failure.error.conflicts)
        yield failure.operation, f"{names} changed" if names else "it is gone"
    for one, now in zip(plan, fingerprints(plan.operations, session), strict=True):
        if now is not None and one in seen and now != seen[one]:
            yield one, "it is to be deleted, and was changed"


def _fingerprint(raw: Mapping[str, Any], names: set[str]) -> str:
    told = {name: raw[name] for name in names if name in raw}
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
