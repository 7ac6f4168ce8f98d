"""A plan: what a commit would send, as a value that can be printed, saved and compared.

A plan is made of operations in waves. A wave holds all that can be sent at once; an operation
that needs the id of a new object is in a later wave than its creation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO, Literal

from ecwid_orm.api import Request
from ecwid_orm.exceptions import PendingKeyUnsent, StaleObject
from ecwid_orm.model import ABSENT, Delta, Model
from ecwid_orm.model.keys import PendingKey, pending_keys, resolved
from ecwid_orm.model.uploads import Upload
from ecwid_orm.session.differences import differences

Kind = Literal["create", "update", "adjust", "delete", "upload"]


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One request of a plan: what is done to which object.

    `kind` is `create`, `update`, `adjust` (a stock delta), `delete` or `upload`; `method`, `path`
    and `body` are what is sent, in which ids that are not known yet stand as `PendingKey`s;
    `changes` maps each attribute to (old JSON, new JSON), `ABSENT` for none. `parents` are the keys
    in the path; `upload` says what is uploaded; `recreates` is the key that an entity had which was
    deleted, and is created again.
    """

    kind: Kind
    instance: Model
    body: dict[str, Any] | None
    changes: Mapping[str, tuple[Any, Any]]
    parents: Mapping[str, Any] = field(default_factory=dict)
    suffix: str = ""
    upload: Upload | None = None
    recreates: Any = None

    @property
    def model(self) -> str:
        """Name of the object's class."""
        return type(self.instance).__name__

    @property
    def key(self) -> Any:
        """The object's own key; None while it has none."""
        return type(self.instance).__resource__.own_key(self.instance)

    @property
    def method(self) -> str:
        """HTTP method."""
        if self.upload is not None:
            return self.upload.method
        return {"create": "POST", "delete": "DELETE"}.get(self.kind, "PUT")

    @property
    def path(self) -> str:
        """Path relative to the store; ids that are not known yet stand in braces."""
        resource = type(self.instance).__resource__
        parents = {
            name: f"{{{name}}}" if isinstance(key, PendingKey) else key
            for name, key in resolved(dict(self.parents)).items()
        }
        if self.kind == "create":
            return resource.path.format(**parents)
        if self.key is None:
            path = f"{resource.path.format(**parents)}/{{{resource.key}}}"
        else:
            path = resource.item_path((*parents.values(), self.key) if parents else self.key)
        return path + self.suffix

    @property
    def idempotent(self) -> bool:
        """Whether sending it twice does no more than sending it once."""
        if self.upload is not None:
            return self.upload.idempotent
        return self.kind in ("update", "delete")

    @property
    def has_bytes(self) -> bool:
        """Whether it carries bytes, which no batch can."""
        return self.upload is not None and self.upload.has_bytes

    def needs(self) -> list[PendingKey]:
        """Ids of new objects that must be known before this can be sent."""
        keys = pending_keys([self.body, *self.parents.values()])
        return [key for key in keys if key.value is None]

    def request(self, data: bytes | BinaryIO | None = None) -> Request:
        """The call to make, with the bytes to upload; PendingKeyUnsent without an id it needs."""
        body = resolved(self.body)
        parents = resolved(dict(self.parents))
        for key in pending_keys([body, parents]):
            raise PendingKeyUnsent(
                f"{self.instance!r} refers to {key.instance!r}, which has no id yet; "
                "session.add() it, so that the same commit creates it"
            )
        resource = type(self.instance).__resource__
        if self.kind == "create":
            return Request("POST", resource.listing_path(parents), json=body)
        identity = (*parents.values(), self.key) if parents else self.key
        path = resource.item_path(identity) + self.suffix
        params = {} if self.upload is None else self.upload.params
        return Request(self.method, path, params, body, data, idempotent=self.idempotent)

    def to_dict(self) -> dict[str, Any]:
        """The operation as JSON; an id that is not known yet is written as text."""
        return {
            "kind": self.kind,
            "model": self.model,
            "key": self.key,
            "label": repr(self.instance),
            "method": self.method,
            "path": self.path,
            "body": _jsonable(self.body),
            "changes": {
                name: {"old": _jsonable(old), "new": _jsonable(new)}
                for name, (old, new) in self.changes.items()
            },
            **({} if self.upload is None else {"upload": self.upload.to_dict()}),
        }

    def __str__(self) -> str:
        return f"{self.kind} {self.instance!r}"


def _jsonable(value: Any) -> Any:
    if value is ABSENT:
        return None
    if isinstance(value, PendingKey):
        return value.value if value.value is not None else repr(value)
    if isinstance(value, Decimal | Delta):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that a plan to undo leaves as it is: what, why, and the conflict if it is one."""

    label: str
    reason: str
    conflict: StaleObject | None = None

    def __str__(self) -> str:
        return f"{self.label}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a commit would send, in waves of operations. It prints as a table.

    A plan to undo a commit names it in `undoes`, and in `left_out` what it does not take back.
    """

    waves: tuple[tuple[Operation, ...], ...] = ()
    waits: Mapping[Operation, frozenset[Operation]] = field(default_factory=dict, repr=False)
    """What each operation waits for; one whose predecessor failed is not executed."""
    left_out: tuple[LeftOut, ...] = ()
    undoes: str | None = None

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, in the order of their waves."""
        return tuple(operation for wave in self.waves for operation in wave)

    def __len__(self) -> int:
        return sum(len(wave) for wave in self.waves)

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations)

    def only(self, operations: Iterable[Operation]) -> Plan:
        """Just these operations of it; they wait for the same as before."""
        wanted = set(operations)
        waves = [tuple(one for one in wave if one in wanted) for wave in self.waves]
        return replace(self, waves=tuple(wave for wave in waves if wave))

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON: `{"waves": [[operation, …], …]}`; see `Operation.to_dict`."""
        return {"waves": [[one.to_dict() for one in wave] for wave in self.waves]}

    def __str__(self) -> str:
        lines = [] if self.waves else ["Nothing to send."]
        for number, wave in enumerate(self.waves, 1):
            lines.append(f"Wave {number}")
            width = min(56, max(len(str(operation)) for operation in wave))
            for operation in wave:
                sent = f"{operation.method} {operation.path}"
                lines.append(f"  {_cut(str(operation), width):{width}}  {sent}")
                lines.extend(_rows(operation))
        if self.left_out:
            lines.append("Left as it is")
            lines.extend(f"  {one}" for one in self.left_out)
        return "\n".join(line.rstrip() for line in lines)

    def __repr__(self) -> str:
        return f"<Plan of {len(self)} operations in {len(self.waves)} waves>"


_MOST_ROWS = 20
"""Rows of one operation; a plan as JSON has all."""


def _rows(operation: Operation) -> Iterator[str]:
    told = list(islice(_told(operation), _MOST_ROWS + 1))
    rows = [(name, _shown(old), _shown(new)) for name, old, new in told[:_MOST_ROWS]]
    widths = [min(most, max((len(row[at]) for row in rows), default=0)) for at, most in _COLUMNS]
    for row in rows:
        name, old, new = (_cut(*each) for each in zip(row, (*widths, 48), strict=True))
        yield f"    {name:{widths[0]}}  {old:>{widths[1]}} → {new}"
    if len(told) > _MOST_ROWS:
        yield "    …"


_COLUMNS = ((0, 28), (1, 24))
"""Places and widths of the columns that are padded: attribute and old value."""


def _told(operation: Operation) -> Iterator[tuple[str, Any, Any]]:
    """Each attribute that changes; of one that changes within, the places that do."""
    if operation.upload is not None:
        yield "source", ABSENT, operation.upload.label
    for name, (old, new) in operation.changes.items():
        if isinstance(old, list | dict) and isinstance(new, list | dict):
            yield from differences(old, new, name)
        else:
            yield name, old, new


def _shown(value: Any) -> str:
    return "" if value is ABSENT else str(_jsonable(value))


def _cut(text: str, width: int) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= width else text[: width - 1] + "…"
